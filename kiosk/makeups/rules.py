"""What is owed, and when it could be given: pure functions (L4).

A row that was not held is owed until a lesson is held for it, or somebody decides that it is not made up. A make-up
that was missed itself is owed in its place, so that nothing is owed twice and nothing is forgotten.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.makeups.records import Waiver
from kiosk.reports.records import Row, RowState
from kiosk.timetable.conflicts import Surroundings
from kiosk.timetable.places import places
from kiosk.timetable.records import Lesson
from kiosk.timetable.rules import Planned, minute_of, on_its_date

OFFERED: Final = 8
OF_A_DAY: Final = 2
APART: Final = 60
"""Minutes between the two: a choice, not a shade."""
EVERY_PLACE: Final = 18
NO_WEEKDAY: Final = 6
"""The lesson has no day of its own yet: every hour of every day may be offered, its usual one first."""
WHEN_UNKNOWN: Final = 4
"""Quarters of an hour owed for a lesson outside the timetable that was not held: one academic hour."""


class Standing(StrEnum):
    """What has become of a missed lesson."""

    OPEN = "open"
    PLACED = "placed"
    HELD = "held"
    MISSED_AGAIN = "missed_again"
    WAIVED = "waived"
    GIVEN = "given"
    """Only its accompanist missed it: its teacher held the lesson, so nobody owes it."""


class Owed(msgspec.Struct, frozen=True):
    """A missed lesson and what has become of it."""

    row: Row
    standing: Standing
    lesson: Lesson | None = None
    """Where it is placed: a lesson of one date."""
    later: Row | None = None
    """The row of the lesson that was given for it, or missed again."""
    waiver: Waiver | None = None
    held: Row | None = None
    """The row of its teacher, who held the lesson that its accompanist wrote down as not held."""

    @property
    def quarters(self) -> int:
        """What is owed, in quarters of an academic hour."""
        return self.row.planned_quarters or self.row.quarter_hours or WHEN_UNKNOWN

    @property
    def is_due(self) -> bool:
        """Somebody has still to do something: it has no place yet, or its date is to come."""
        return self.standing in {Standing.OPEN, Standing.PLACED}


def owed_of(
    missed: Iterable[Row],
    after: Iterable[Row],
    lessons: Iterable[Lesson],
    waivers: Iterable[Waiver],
    held: Mapping[int, Row] | None = None,
) -> list[Owed]:
    """Every missed row with its standing. ``after``: rows that name a missed one; ``lessons``: places that do.

    ``held``: by an accompanist's missed row that of the teacher who held the lesson.
    """
    later_rows = {row.makes_up: row for row in after if not row.struck}
    placed = {lesson.makes_up: lesson for lesson in lessons if is_given(lesson)}
    waived = {waiver.row: waiver for waiver in waivers if not waiver.taken_back}
    return [
        _standing(row, later_rows.get(row.id), placed.get(row.id), waived.get(row.id), (held or {}).get(row.id))
        for row in missed
        if row.state is RowState.NOT_HELD and not row.struck
    ]


def is_given(lesson: Lesson) -> bool:
    """A lesson of one date that was not ended before that date."""
    return lesson.since is None or lesson.until is None or lesson.since <= lesson.until


def _standing(row: Row, later_row: Row | None, lesson: Lesson | None, waiver: Waiver | None, held: Row | None) -> Owed:
    if later_row is not None:
        standing = Standing.HELD if later_row.state is RowState.HELD else Standing.MISSED_AGAIN
    elif lesson is not None:
        standing = Standing.PLACED
    elif held is not None:
        standing = Standing.GIVEN
    else:
        standing = Standing.WAIVED if waiver else Standing.OPEN
    return Owed(row, standing, lesson, later_row, waiver, held)


class Offer(msgspec.Struct, frozen=True):
    """A date, a time and a room at which everybody is free."""

    date: dt.date
    start: dt.time
    end: dt.time
    room: str = ""
    tight: bool = False
    late: bool = False

    @property
    def code(self) -> str:
        """«2026-11-28 14:00 7», the value of its button."""
        return f"{self.date} {self.start:%H:%M} {self.room}"


def offers(
    wanted: Lesson, days: Mapping[dt.date, Iterable[Planned]], around: Surroundings, rooms: Iterable[str]
) -> list[Offer]:
    """The best of these days, at most two of each, the soonest first; changes of their dates are counted in.

    Lateness and a short pause put a place behind the others.
    """
    rooms = tuple(rooms)
    found: list[Offer] = []
    for monday in dict.fromkeys(date - dt.timedelta(date.weekday()) for date in days):
        week = {date.weekday(): date for date in days if date - dt.timedelta(date.weekday()) == monday}
        there = [on_its_date(plan) for date in week.values() for plan in days[date] if not plan.cancelled]
        anywhere = replace(wanted, weekday=NO_WEEKDAY, since=monday, until=monday + dt.timedelta(6))
        free: dict[int, list[Offer]] = {}
        for place in places(anywhere, there, around, rooms, most=EVERY_PLACE):
            near = (minute_of(one.start) - minute_of(place.start) for one in free.get(place.weekday, ()))
            if place.weekday in week and all(abs(minutes) >= APART for minutes in near):
                offer = Offer(week[place.weekday], place.start, place.end, place.room, place.tight, place.late)
                free.setdefault(place.weekday, []).append(offer)
        found += [offer for mine in free.values() for offer in mine[:OF_A_DAY]]
    return sorted(found, key=lambda one: (one.late, one.tight, one.date, one.start))[:OFFERED]
