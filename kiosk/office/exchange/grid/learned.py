"""Readings that somebody of the school settled: what a text of a timetable means, remembered for the next (T3)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.store import Collection, Record, Store, fold, where


class Of(StrEnum):
    """What a text is a name of."""

    STAFF = "staff"
    SUBJECT = "subject"
    WHOM = "whom"


class LearnedReading(Record, kw_only=True):
    """A text and what it means; none of the four set: it is no lesson at all («окно»).

    ``teacher``: in whose lessons it means that, 0 for anybody's; ``year``: with which class behind it, 0 for any.
    """

    of: Of
    text: str
    shown: str
    teacher: int = 0
    year: int = 0
    staff: int = 0
    subject: int = 0
    student: int = 0
    group: int = 0
    by: int = 0
    at: dt.datetime
    taken_back: bool = False
    """Asked again in the next file; it stays in the list (L13)."""


LEARNED: Final = Collection("learned_readings", LearnedReading, indexes=(("of", "text"),))
COLLECTIONS = (LEARNED,)


class Asked(msgspec.Struct, frozen=True):
    """What has to be known: a text as it is compared, in whose lessons, with which class."""

    of: Of
    text: str
    teacher: int = 0
    year: int = 0


class Meant(msgspec.Struct, frozen=True):
    """What a text means; nothing set: no lesson."""

    staff: int = 0
    subject: int = 0
    student: int = 0
    group: int = 0

    @property
    def is_lesson(self) -> bool:
        """Something is named."""
        return bool(self.staff or self.subject or self.student or self.group)


class Memory:
    """What the school settled, to be asked."""

    def __init__(self, readings: Iterable[LearnedReading]) -> None:
        self._by: dict[tuple[Of, str], list[LearnedReading]] = defaultdict(list)
        for one in readings:
            self._by[one.of, one.text].append(one)

    def of(self, asked: Asked) -> LearnedReading | None:
        """The reading of a text. Another class is another student, unless all classes mean the same one."""
        known = [one for one in self._by.get((asked.of, asked.text), ()) if one.teacher in {0, asked.teacher}]
        known = [one for one in known if one.teacher == asked.teacher] or known
        exact = [one for one in known if one.year == asked.year]
        if not exact and len({meant_by(one) for one in known}) == 1:
            exact = known
        return exact[-1] if exact else None


def meant_by(reading: LearnedReading) -> Meant:
    """What was settled."""
    return Meant(reading.staff, reading.subject, reading.student, reading.group)


def memory_of(store: Store, still_there: Callable[[Meant], bool]) -> Memory:
    """All that is remembered, but for what means somebody who has left or something that is no longer taught."""
    kept = (one for one in store[LEARNED].all(order=("id",)) if not one.taken_back)
    return Memory(one for one in kept if still_there(meant_by(one)))


def take_back(store: Store, actor: Actor, reading: int, *, taken_back: bool) -> None:
    """The text is asked again from now on, or known again; one that is not there changes nothing."""
    what = "T3 reading taken back" if taken_back else "T3 reading remembered again"
    with store.change(actor, what) as change:
        found = change.get(LEARNED, reading)
        if found is not None and found.taken_back is not taken_back:
            change.put(LEARNED, replace(found, taken_back=taken_back), expected=found.rev)


def learn(store: Store, actor: Actor, settled: Iterable[tuple[Asked, str, Meant]], *, now: dt.datetime) -> None:
    """Remember what texts mean, in one change; another meaning for the same text takes the place of the first."""
    with store.change(actor, "T3 readings of a timetable learned") as change:
        for asked, shown, meant in settled:
            same = (where("of") == asked.of.value) & (where("text") == asked.text)
            old = [
                one for one in change.search(LEARNED, same) if (one.teacher, one.year) == (asked.teacher, asked.year)
            ]
            new = LearnedReading(
                of=asked.of,
                text=asked.text,
                shown=shown[:200],
                teacher=asked.teacher,
                year=asked.year,
                staff=meant.staff,
                subject=meant.subject,
                student=meant.student,
                group=meant.group,
                by=actor.account,
                at=now,
            )
            if old:
                change.put(LEARNED, replace(new, id=old[0].id, rev=old[0].rev), expected=old[0].rev)
            else:
                change.add(LEARNED, new)


def compared(text: str) -> str:
    """A text as it is remembered: folded, without signs at its ends and between letters."""
    return " ".join("".join(sign if sign.isalnum() or sign in "/-" else " " for sign in fold(text)).split())
