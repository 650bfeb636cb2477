"""Entering a told absence, taking it back, bringing it back (L16, L13)."""

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.store import Store
from kiosk.told.records import TOLD, ToldAbsence


def enter(store: Store, actor: Actor, told: ToldAbsence, *, key: str | None) -> int:
    """Write it down, once however often it is sent; its id."""
    with store.change(actor, "L16 absence told beforehand", key=key) as change:
        if change.repeated is not None:
            return int(change.repeated.ids(TOLD.name)[0])
        return change.add(TOLD, told).id


def settle(store: Store, actor: Actor, told: ToldAbsence, *, taken_back: bool) -> None:
    """Take it back or bring it back; rows that were confirmed meanwhile stay as they are."""
    if told.taken_back is taken_back:
        return
    with store.change(
        actor, "L16 told absence taken back" if taken_back else "L16 told absence brought back"
    ) as change:
        change.put(TOLD, replace(told, taken_back=taken_back), expected=told.rev)
