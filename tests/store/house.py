"""What the tests of the store share: two collections, somebody who acts, a store in a folder."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from kiosk.clock import FixedClock
from kiosk.store import Collection, Record, Store

MORNING = dt.datetime(2026, 11, 24, 9, 0)


class Kind(Enum):
    """As stored: a value and a label elsewhere."""

    SINGLE = "single"
    GROUP = "group"


class Lesson(Record):
    """One field of every kind that capabilities store."""

    teacher: int
    date: dt.date
    start: dt.time = dt.time(9, 30)
    name: str
    kind: Kind = Kind.SINGLE
    note: str | None = None
    tags: tuple[str, ...] = ()
    seen: dt.datetime | None = None
    weight: float = 1.0


class Draft(Record):
    """Something without a history."""

    owner: str
    text: str = ""


LESSONS = Collection(
    "lessons",
    Lesson,
    indexes=(("teacher", "date"), ("date",), ("seen",)),
    unique=(("name",),),
    folded=("name", "note"),
)
DRAFTS = Collection("drafts", Draft, history=False, unique=(("owner",),))
COLLECTIONS: tuple[Collection[Any], ...] = (LESSONS, DRAFTS)


@dataclass(frozen=True)
class Somebody:
    """Who acts."""

    ref: str = "staff:7"


SOKOLOVA = Somebody("staff:7")


def lesson(name: str, **fields: Any) -> Lesson:
    """A lesson with defaults."""
    values: dict[str, Any] = {"teacher": 7, "date": dt.date(2026, 11, 24), **fields}
    return Lesson(name=name, **values)


def opened(folder: Path, *, clock: FixedClock | None = None, command_line: bool = False) -> Store:
    """The store of this folder."""
    return Store.open(folder, COLLECTIONS, clock=clock or FixedClock(MORNING), command_line=command_line)


def saved(store: Store, *lessons: Lesson, what: str = "T1 lesson saved", **options: Any) -> list[Lesson]:
    """Store lessons in one change."""
    with store.change(SOKOLOVA, what, **options) as change:
        return [change.add(LESSONS, one) for one in lessons]
