"""Lessons reported as held by somebody who was away that day: the report or the absence is wrong (L1, L3, H4).

An absence may be noted long after its days were reported and accepted, so both are looked at together.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import msgspec

from kiosk.absences.queries import away_within
from kiosk.absences.records import Absence
from kiosk.absences.reported import HeldDay
from kiosk.reports.records import ROWS, Row, RowState
from kiosk.store import Store, where


class ThoughAway(msgspec.Struct, frozen=True):
    """A day of an absence with lessons that were held by whoever was away."""

    staff: int
    date: dt.date
    lessons: int
    absence: int


def held_though_away(store: Store, since: dt.date, until: dt.date) -> list[ThoughAway]:
    """Those days of a stretch, by whose and when; one read of rows, for those alone who were away."""
    return _days(store, away_within(store, since, until), since, until)


def days_of_absence(store: Store, absence: Absence) -> Sequence[HeldDay]:
    """The same of one absence, for its page."""
    absences = [] if absence.taken_back else [absence]
    return [HeldDay(one.date, one.lessons) for one in _days(store, absences, absence.since, absence.until)]


def _days(store: Store, absences: Sequence[Absence], since: dt.date, until: dt.date) -> list[ThoughAway]:
    if not absences:
        return []
    theirs = where("staff").one_of(sorted({one.staff for one in absences}))
    rows = store[ROWS].search(theirs & (where("date") >= since) & (where("date") <= until))
    held = Counter((row.staff, row.date) for row in rows if is_held(row))
    return [
        ThoughAway(staff, date, lessons, absence.id)
        for (staff, date), lessons in sorted(held.items())
        for absence in [one for one in absences if one.staff == staff and one.since <= date <= one.until][:1]
    ]


def is_held(row: Row) -> bool:
    """A row that stands and says that its lesson took place."""
    return row.state is RowState.HELD and not row.struck
