"""Writing down the head and the codes of the sheet (L3)."""

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.hours.records import SETTINGS, SheetSettings
from kiosk.store import Store


def set_settings(store: Store, actor: Actor, settings: SheetSettings) -> SheetSettings:
    """One for the school; what it was stays in the history, and in the figures of closed months."""
    with store.change(actor, "L3 settings of the hours sheet") as change:
        found = change.search(SETTINGS)
        if not found:
            return change.add(SETTINGS, settings)
        return change.put(SETTINGS, replace(settings, id=found[0].id, rev=found[0].rev))
