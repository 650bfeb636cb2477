"""What was handed in for a task: works are kept in a room further right, so the app hands the answer in (W2, W3)."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

import msgspec

from kiosk.store import Store


class Before(NamedTuple):
    """A work that came before the latest: when, its state as a msgid, where the staff open it."""

    at: dt.datetime
    state: str
    href: str


class Handed(msgspec.Struct, frozen=True):
    """The latest work of a student for a task: when it came, its state as a msgid, where the staff open it."""

    at: dt.datetime
    state: str
    href: str
    returned: bool = False
    """It was sent back and none was accepted: the task is open again."""
    before: tuple[Before, ...] = ()


Works = Callable[[Store, Collection[str]], Mapping[tuple[str, int], Handed]]
_known: Final[list[Works]] = []


def told_by(room: Works) -> None:
    """From now on this room knows the works."""
    _known[:] = [room]


def handed_in(store: Store, references: Collection[str]) -> Mapping[tuple[str, int], Handed]:
    """Works by task and student; none where nobody keeps works."""
    return _known[0](store, references) if _known and references else {}
