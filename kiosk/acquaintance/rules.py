"""Who of a list has signed: pure (F10)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.acquaintance.records import Person, Signature, SigningList
from kiosk.problems import N_


class State(StrEnum):
    """A list is open until everybody has signed or it is closed."""

    OPEN = "open"
    SIGNED = "signed"
    CLOSED = "closed"


STATE_LABEL: Final = {
    State.OPEN: N_("Somebody has not signed"),
    State.SIGNED: N_("Everybody has signed"),
    State.CLOSED: N_("Closed before everybody had signed"),
}


class Line(msgspec.Struct, frozen=True):
    """A person of a list with the signature, if there is one."""

    person: Person
    signature: Signature | None

    @property
    def on(self) -> dt.date | None:
        """The day of the signature."""
        return self.signature.on if self.signature else None


def lines(signing_list: SigningList, signatures: Iterable[Signature]) -> tuple[Line, ...]:
    """Everybody in the order of the paper."""
    valid: Mapping[int, Signature] = {one.person: one for one in signatures if not one.undone}
    return tuple(Line(person, valid.get(person.id)) for person in signing_list.people)


def state(signing_list: SigningList, found: Iterable[Line]) -> State:
    """What a list is."""
    if all(line.signature for line in found):
        return State.SIGNED
    return State.CLOSED if signing_list.closed else State.OPEN


def newcomers(signing_list: SigningList, now: Iterable[Person]) -> tuple[Person, ...]:
    """Those who belong to the list today and do not stand on it: whoever left stays, the paper has them."""
    known = {person.id for person in signing_list.people}
    return tuple(person for person in now if person.id not in known)
