"""Accounting of hours: what each lesson adds to whose account, and sums that cannot differ from it (H4, L4, L10).

Pure. An ``Entry`` is one lesson in one person's account; every figure anywhere is the sum of the entries beneath it.
What a lesson adds to the plan and to what was given is settled once, when its entry is made.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeVar

import msgspec

from kiosk.hours.records import Measure
from kiosk.people.records import Funding
from kiosk.regime.records import Counted
from kiosk.reports.records import Position, Row, RowState
from kiosk.timetable.rules import Planned

Key = TypeVar("Key")
POSITIONS: Final = tuple(Position)
MEASURES: Final = tuple(Measure)
"""Going through an enum itself takes longer than the arithmetic on it."""


class Fate(StrEnum):
    """What became of a lesson in somebody's account."""

    AS_PLANNED = "as_planned"
    FOR_OTHERS = "for_others"
    MADE_UP = "made_up"
    OUTSIDE = "outside"
    OTHER_WORK = "other_work"
    NOWHERE = "nowhere"
    MISSED = "missed"
    AWAY = "away"
    BY_OTHERS = "by_others"
    CANCELLED = "cancelled"
    OPEN = "open"
    AHEAD = "ahead"


class Entry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One lesson in one person's account. Hours are quarters.

    ``planned`` is what the timetable gave this person; ``given`` what counts as given; ``held`` what stands in the
    report, counted or not; ``missed`` what was not held of the plan. ``other``: whom it was given for, or who gave it.
    """

    staff: int
    position: Position
    funding: Funding
    date: dt.date
    start: dt.time
    end: dt.time
    subject: int
    student: int
    group: int
    fate: Fate
    planned: int = 0
    given: int = 0
    held: int = 0
    missed: int = 0
    other: int = 0
    makes_up: int = 0
    row: Row | None = None
    plan: Planned | None = None

    @property
    def amounts(self) -> dict[Measure, int]:
        """What it adds to each figure."""
        fate = self.fate
        return {
            Measure.PLANNED: self.planned,
            Measure.GIVEN: self.given,
            Measure.FOR_OTHERS: self.given if self.other and self.row is not None else 0,
            Measure.MADE_UP: self.given if self.makes_up else 0,
            Measure.OUTSIDE: self.given if fate is Fate.OUTSIDE else 0,
            Measure.MISSED: self.missed,
            Measure.BY_OTHERS: self.planned if fate is Fate.BY_OTHERS else 0,
            Measure.CANCELLED: self.planned if fate is Fate.CANCELLED else 0,
            Measure.OTHER_WORK: self.held if fate is Fate.OTHER_WORK else 0,
            Measure.OPEN: self.planned if fate is Fate.OPEN else 0,
        }

    def of(self, measure: Measure) -> int:
        """What it adds to one of them."""
        return self.amounts[measure]

    def shows(self, measure: Measure) -> bool:
        """True when the lesson stands under a figure, though it may add nothing to it."""
        if measure is Measure.OPEN:
            return self.fate is Fate.OPEN
        return self.of(measure) != 0 or (measure is Measure.GIVEN and self.held != 0)


class Total(msgspec.Struct, frozen=True, dict=True):
    """A figure's entries; the figure is their sum and nothing else."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def sums(self) -> dict[Measure, int]:
        """Every figure of these entries."""
        found = dict.fromkeys(MEASURES, 0)
        for entry in self.entries:
            if entry.fate is Fate.AS_PLANNED and not entry.other:  # most lessons are just held
                found[Measure.PLANNED] += entry.planned
                found[Measure.GIVEN] += entry.given
                continue
            for measure, quarters in entry.amounts.items():
                found[measure] += quarters
        return found

    def of(self, measure: Measure) -> int:
        """One of the figures."""
        return self.sums[measure]

    @property
    def difference(self) -> int:
        """Given less planned."""
        return self.of(Measure.GIVEN) - self.of(Measure.PLANNED)

    @cached_property
    def parts(self) -> tuple[tuple[Fate, int], ...]:
        """What the difference is made of, by what became of the lessons; the parts add up to it."""
        found: dict[Fate, int] = defaultdict(int)
        for entry in self.entries:
            found[entry.fate] += entry.given - entry.planned
        return tuple((fate, found[fate]) for fate in Fate if found.get(fate))


def totals(entries: Iterable[Entry], key: Callable[[Entry], Key]) -> dict[Key, Total]:
    """Entries by what the key says of them, in the order in which they come."""
    found: dict[Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[key(entry)].append(entry)
    return {one: Total(tuple(theirs)) for one, theirs in found.items()}


# from reports and the timetable to entries

TEACHER_SLOT: Final = "L"
ACCOMPANIST_SLOT: Final = "A"
OUTSIDE_SLOT: Final = "N"
Slot = tuple[int, dt.date, str]
"""Whose, when, which place of the day."""


def account(
    rows: Iterable[Row],
    days: Mapping[dt.date, Iterable[Planned]],
    *,
    now: dt.datetime,
    away: Callable[[int, dt.date], bool],
    paid: Collection[tuple[int, int]] = (),
) -> list[Entry]:
    """Every lesson of a stretch in everybody's account: what is reported, then what is only planned.

    ``now`` is the moment of the school's wall; ``away`` says who was absent when; ``paid`` names the students (id, 0)
    and groups (0, id) whose lessons are paid for. Rows that were taken back are left out.
    """
    there = {(row.staff, row.date, row.slot): row for row in rows if not row.struck}
    moment = now.replace(tzinfo=None)
    moved = _edited(there, days)
    entries = [entry_of(row) for row in there.values()]
    for date, plans in days.items():
        for plan in plans:
            for position in POSITIONS:
                entries += _planned(plan, position, date, there, moved, moment, away, paid)
    return entries


def entry_of(row: Row) -> Entry:
    """A reported lesson."""
    held = row.state is RowState.HELD
    own = not (row.instead_of or row.makes_up or row.slot.startswith(OUTSIDE_SLOT))
    planned = row.planned_quarters or (row.quarter_hours if row.lesson else 0)
    counts = held and row.written.counted is Counted.NORMED
    return Entry(
        staff=row.staff,
        position=row.position,
        funding=row.funding,
        date=row.date,
        start=row.start,
        end=row.end,
        subject=row.subject,
        student=row.student,
        group=row.group,
        fate=_fate(row),
        planned=planned if own else 0,
        given=row.quarter_hours if counts else 0,
        held=row.quarter_hours if held else 0,
        missed=0 if held else planned,
        other=row.instead_of,
        makes_up=row.makes_up,
        row=row,
    )


def _fate(row: Row) -> Fate:
    if row.state is RowState.NOT_HELD:
        return Fate.MISSED
    if row.written.counted is Counted.NOWHERE:
        return Fate.NOWHERE
    if row.written.counted is Counted.OTHER_WORK:
        return Fate.OTHER_WORK
    if row.makes_up:
        return Fate.MADE_UP
    if row.instead_of:
        return Fate.FOR_OTHERS
    return Fate.OUTSIDE if row.slot.startswith(OUTSIDE_SLOT) else Fate.AS_PLANNED


Same = tuple[int, dt.date, str, int, int, int]
"""Whose, when, as what, student, group, subject: a lesson that was edited is known again by it."""


def _edited(there: Mapping[Slot, Row], days: Mapping[dt.date, Iterable[Planned]]) -> dict[Same, int]:
    """Rows whose lesson has left the timetable since: the edited lesson is theirs, not one more."""
    planned = {(date, plan.lesson.id) for date, plans in days.items() for plan in plans}
    found: dict[Same, int] = defaultdict(int)
    for (staff, date, slot), row in there.items():
        if slot[0] != OUTSIDE_SLOT and (date, row.lesson) not in planned:
            found[staff, date, slot[0], row.student, row.group, row.subject] += 1
    return found


def _planned(  # noqa: PLR0917  because each is a separate fact of the day
    plan: Planned,
    position: Position,
    date: dt.date,
    there: Mapping[Slot, Row],
    moved: dict[Same, int],
    moment: dt.datetime,
    away: Callable[[int, dt.date], bool],
    paid: Collection[tuple[int, int]],
) -> Iterable[Entry]:
    """What a lesson of the timetable adds to the accounts of its usual giver and of who gives it on the date."""
    lesson, teaches = plan.lesson, position is Position.TEACHER
    usual, now = (lesson.teacher, plan.teacher) if teaches else (lesson.accompanist, plan.accompanist)
    if not usual and not now:
        return
    letter = TEACHER_SLOT if teaches else ACCOMPANIST_SLOT
    slot = f"{letter}{lesson.id}"
    if usual and usual != now and (usual, date, slot) not in there:
        fate = Fate.BY_OTHERS if now and not plan.cancelled else Fate.CANCELLED
        yield _of_plan(plan, usual, position, fate, paid, other=now)
    if not now or (now, date, slot) in there:
        return
    same = (now, date, letter, lesson.student, lesson.group, lesson.subject)
    if moved.get(same):
        moved[same] -= 1
        return
    substitute = bool(usual) and usual != now
    if plan.cancelled:
        if not substitute:
            yield _of_plan(plan, now, position, Fate.CANCELLED, paid)
        return
    ended = dt.datetime.combine(date, plan.end) <= moment
    gone = Fate.AWAY if away(now, date) else Fate.OPEN
    yield _of_plan(plan, now, position, gone if ended else Fate.AHEAD, paid, other=usual if substitute else 0)


def _of_plan(
    plan: Planned,
    staff: int,
    position: Position,
    fate: Fate,
    paid: Collection[tuple[int, int]],
    *,
    other: int = 0,
) -> Entry:
    lesson = plan.lesson
    extra = bool(lesson.makes_up) or (bool(other) and fate is not Fate.BY_OTHERS)
    planned = 0 if extra else lesson.quarter_hours
    whom = (0, lesson.group) if lesson.group else (lesson.student, 0)
    return Entry(
        staff=staff,
        position=position,
        funding=Funding.PAID if whom in paid else Funding.BUDGET,
        date=plan.date,
        start=plan.start,
        end=plan.end,
        subject=lesson.subject,
        student=lesson.student,
        group=lesson.group,
        fate=fate,
        planned=planned,
        missed=planned if fate is Fate.AWAY else 0,
        other=other,
        makes_up=lesson.makes_up,
        plan=plan,
    )
