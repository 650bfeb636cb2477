"""Writing down on what terms somebody works (L11): a new entry from a date on, none rewritten."""

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.load.records import TERMS, Terms
from kiosk.store import Store


def set_terms(store: Store, actor: Actor, terms: Terms) -> Terms:
    """The terms from their date on; those before stay for the days before."""
    with store.change(actor, "L11 terms of work") as change:
        return change.add(TERMS, replace(terms, id=0, rev=0))


def take_back(store: Store, actor: Actor, terms: Terms, *, back: bool) -> Terms:
    """Entered by mistake: holds no more and stays to be seen; ``back`` false brings it to life again."""
    with store.change(actor, "L11 terms taken back" if back else "L11 terms brought back") as change:
        return change.put(TERMS, replace(terms, taken_back=back))
