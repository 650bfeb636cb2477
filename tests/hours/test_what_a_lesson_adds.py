"""What a lesson adds to whose account: a table of what can become of it (H4, L1, L4, L10, §5)."""

import datetime as dt

import pytest
from msgspec.structs import replace

from kiosk.hours.records import Measure
from kiosk.hours.rules import Entry, Fate, Total, account
from kiosk.people.records import Funding
from kiosk.regime.records import Counted, LessonKind
from kiosk.reports.records import AsWritten, Confirmed, Position, Row, RowState
from kiosk.timetable.records import ChangeKind, DateChange, Lesson
from kiosk.timetable.rules import Planned, planned

DAY = dt.date(2026, 11, 24)
EVENING = dt.datetime(2026, 11, 24, 21)
MORNING = dt.datetime(2026, 11, 24, 8)
TEACHER, PLAYER, OTHER = 4, 6, 5
LESSON = Lesson(
    id=12, version=1, weekday=1, start=dt.time(15), end=dt.time(15, 40), teacher=TEACHER, accompanist=PLAYER,
    subject=2, group=3, quarter_hours=6,
)  # fmt: skip
ROW = Row(
    id=70, staff=TEACHER, date=DAY, slot="L12", lesson=12, start=dt.time(15), end=dt.time(15, 40), quarter_hours=6,
    planned_quarters=6, group=3, who="Хор", subject=2, subject_name="Хор", kind=LessonKind.ON_SITE,
    state=RowState.HELD, confirmed=Confirmed.SINGLY, confirmed_at=EVENING.replace(tzinfo=dt.UTC),
    written=AsWritten("Соколова", "Школа", 40),
)  # fmt: skip
NOT_HELD = replace(ROW, state=RowState.NOT_HELD, quarter_hours=0)


def counted(where: Counted) -> Row:
    return replace(ROW, written=replace(ROW.written, counted=where))


def made(
    *rows: Row, change: DateChange | None = None, now: dt.datetime = EVENING, lesson: Lesson = LESSON, away: int = 0
) -> dict[tuple[int, Position], list[Entry]]:
    """The accounts of a day with one lesson."""
    plans: dict[dt.date, list[Planned]] = {DAY: [planned(lesson, DAY, change)]}
    found: dict[tuple[int, Position], list[Entry]] = {}
    for entry in account(rows, plans, now=now, away=lambda who, _: who == away):
        found.setdefault((entry.staff, entry.position), []).append(entry)
    return found


# the row of the teacher → what became of it, planned, given, missed, other work
REPORTED = (
    (ROW, Fate.AS_PLANNED, 6, 6, 0, 0),
    (replace(ROW, quarter_hours=5), Fate.AS_PLANNED, 6, 5, 0, 0),
    (NOT_HELD, Fate.MISSED, 6, 0, 6, 0),
    (counted(Counted.NOWHERE), Fate.NOWHERE, 6, 0, 0, 0),
    (counted(Counted.OTHER_WORK), Fate.OTHER_WORK, 6, 0, 0, 6),
    (replace(ROW, makes_up=33), Fate.MADE_UP, 0, 6, 0, 0),
    (replace(ROW, instead_of=OTHER), Fate.FOR_OTHERS, 0, 6, 0, 0),
    (replace(NOT_HELD, instead_of=OTHER), Fate.MISSED, 0, 0, 6, 0),
)


@pytest.mark.parametrize(("row", "fate", "plan", "given", "missed", "other_work"), REPORTED)
def test_a_reported_lesson(row: Row, fate: Fate, plan: int, given: int, missed: int, other_work: int) -> None:
    (entry,) = made(row)[TEACHER, Position.TEACHER]
    figures = [entry.of(one) for one in (Measure.PLANNED, Measure.GIVEN, Measure.MISSED, Measure.OTHER_WORK)]
    assert (entry.fate, *figures) == (fate, plan, given, missed, other_work)


def test_a_lesson_outside_the_timetable_stands_beside_the_plan() -> None:
    beside = replace(ROW, slot="N7", lesson=0, planned_quarters=0, quarter_hours=2)
    total = Total(tuple(made(beside)[TEACHER, Position.TEACHER]))
    assert (total.of(Measure.OUTSIDE), total.of(Measure.GIVEN), total.of(Measure.PLANNED)) == (2, 2, 6)
    assert dict(total.parts) == {Fate.OUTSIDE: 2, Fate.OPEN: -6}


def test_the_accompanist_counts_once_for_the_accompanist_and_once_for_the_teacher() -> None:
    theirs = replace(ROW, id=71, staff=PLAYER, slot="A12", position=Position.ACCOMPANIST)
    accounts = made(ROW, theirs)
    assert {key: sum(one.given for one in entries) for key, entries in accounts.items()} == {
        (TEACHER, Position.TEACHER): 6,
        (PLAYER, Position.ACCOMPANIST): 6,
    }


def test_a_row_that_was_taken_back_is_none() -> None:
    (entry,) = made(replace(ROW, struck=True))[TEACHER, Position.TEACHER]
    assert (entry.fate, entry.given) == (Fate.OPEN, 0)


# what is different on the date, when it is looked at, who is away → what stands in the teacher's account
UNREPORTED = (
    (None, EVENING, 0, Fate.OPEN, 6, 0),
    (None, MORNING, 0, Fate.AHEAD, 6, 0),
    (None, EVENING, TEACHER, Fate.AWAY, 6, 6),
    (DateChange(lesson=12, date=DAY, kind=ChangeKind.CANCELLED), EVENING, 0, Fate.CANCELLED, 6, 0),
    (DateChange(lesson=12, date=DAY, kind=ChangeKind.SUBSTITUTED, teacher=OTHER), EVENING, 0, Fate.BY_OTHERS, 6, 0),
)


@pytest.mark.parametrize(("change", "now", "away", "fate", "plan", "missed"), UNREPORTED)
def test_a_lesson_without_a_row(
    change: DateChange | None, now: dt.datetime, away: int, fate: Fate, plan: int, missed: int
) -> None:
    (entry,) = made(change=change, now=now, away=away)[TEACHER, Position.TEACHER]
    assert (entry.fate, entry.planned, entry.missed, entry.given) == (fate, plan, missed, 0)


def test_a_substitution_is_in_one_plan_and_in_the_hours_of_the_other() -> None:
    change = DateChange(lesson=12, date=DAY, kind=ChangeKind.SUBSTITUTED, teacher=OTHER)
    given = replace(ROW, staff=OTHER, instead_of=TEACHER)
    accounts = made(given, change=change)
    (usual,), (instead,) = accounts[TEACHER, Position.TEACHER], accounts[OTHER, Position.TEACHER]
    assert (usual.planned, usual.given, usual.of(Measure.BY_OTHERS)) == (6, 0, 6)
    assert (instead.planned, instead.given, instead.of(Measure.FOR_OTHERS)) == (0, 6, 6)


def test_a_day_without_the_accompanist_is_cancelled_for_them_alone() -> None:
    change = DateChange(lesson=12, date=DAY, kind=ChangeKind.SUBSTITUTED, accompanist=0)
    accounts = made(ROW, change=change)
    assert accounts[PLAYER, Position.ACCOMPANIST][0].fate is Fate.CANCELLED
    assert accounts[TEACHER, Position.TEACHER][0].given == 6


def test_a_lesson_edited_after_its_report_is_not_planned_twice() -> None:
    """An edit gives the lesson a new id; the row of the old one stands for it."""
    (entry,) = made(ROW, lesson=replace(LESSON, id=99, accompanist=0))[TEACHER, Position.TEACHER]
    assert (entry.planned, entry.given, entry.fate) == (6, 6, Fate.AS_PLANNED)


def test_who_pays_comes_from_the_row_else_from_the_place() -> None:
    plans = {DAY: [planned(LESSON, DAY, None)]}
    (entry, _) = account([], plans, now=EVENING, away=lambda *_: False, paid={(0, 3)})
    assert entry.funding is Funding.PAID
    reported = account([ROW], plans, now=EVENING, away=lambda *_: False, paid={(0, 3)})
    assert reported[0].funding is Funding.BUDGET  # it was written before the group began to pay


def test_parts_of_a_difference_add_up_to_it() -> None:
    rows = (replace(ROW, quarter_hours=8), replace(NOT_HELD, id=2, slot="L13", lesson=13))
    entries = [one for several in made(*rows).values() for one in several]
    total = Total(tuple(entries))
    assert sum(quarters for _, quarters in total.parts) == total.difference
