"""What to look at before accepting a day, each a sentence; the rest is accepted by one press (H4). Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final

import msgspec

from kiosk.problems import N_, Problem
from kiosk.reports.records import Confirmed, DayReport, Deed, Row, RowState
from kiosk.school.rules import hours_text

LATE_DAYS: Final = 3
"""Handed in, or confirmed in one press, so many days after its lessons or later: worth a look."""

MONTH: Final = dt.timedelta(days=30)
FEWEST_LESSONS: Final = 3
"""So many held lessons in a month without a word to the family are no chance any more."""

OVER_PLAN: Final = N_("%(time)s, %(who)s: %(hours)s h written, %(planned)s h in the timetable.")
OUTSIDE: Final = N_("%(time)s, %(who)s: a lesson outside the timetable, %(hours)s h.")
AWAY: Final = N_("By the absences this person was away that day, yet lessons are reported as held: %(lessons)s.")
LET_PASS: Final = N_("%(time)s, %(who)s: a rule was let pass — %(why)s")
NO_NOTE: Final = N_("%(who)s, %(subject)s: no homework and no remark for a month.")
ALL_AT_ONCE: Final = N_("The whole day was confirmed in one press only on %(day)s and has no note at all.")
LATE: Final = N_("Handed in only on %(day)s.")
TYPED: Final = N_("Typed by %(name)s from a sheet filled by hand.")
OWN: Final = N_("This is your own report.")
AGAIN: Final[Mapping[Deed, str]] = {
    Deed.TAKEN_BACK: N_("Taken back by the teacher and handed in again."),
    Deed.RETURNED: N_("It was returned before: %(remark)s"),
    Deed.WITHDRAWN: N_("Its acceptance was withdrawn before: %(remark)s"),
    Deed.CORRECTED: N_("Corrected after it was accepted: %(remark)s"),
}

Whose = tuple[int, int]
"""Student and subject."""


class Facts(msgspec.Struct, frozen=True):
    """What is known of a day: when it came on the school's wall, whether it is the reader's own, who had no word."""

    report: DayReport
    rows: Sequence[Row]
    sent_on: dt.date
    own: bool = False
    without_note: frozenset[Whose] = frozenset()
    entered_on: dt.date | None = None
    """The date of the wall on which its last row was confirmed."""
    away: bool = False
    """An absence holds the day, whenever it was noted."""


def unusual(facts: Facts) -> list[Problem]:
    """Everything unusual of a day, the hours first; empty for a day like any other."""
    held = sum(row.state is RowState.HELD for row in facts.rows)
    found = [Problem(AWAY, values={"lessons": str(held)})] if facts.away and held else []
    found += [problem for row in facts.rows for problem in _of_row(row)]
    found += _without_note(facts)
    if facts.entered_on is not None and _from_memory(facts, facts.entered_on):
        found.append(Problem(ALL_AT_ONCE, values={"day": f"{facts.entered_on:%d.%m}"}))
    if (facts.sent_on - facts.report.date).days >= LATE_DAYS:
        found.append(Problem(LATE, values={"day": f"{facts.sent_on:%d.%m}"}))
    if typed := next((row.written.typed_by for row in facts.rows if row.written.typed_by), ""):
        found.append(Problem(TYPED, values={"name": typed}))
    found += _history(facts.report)
    return [*found, *([Problem(OWN)] if facts.own else [])]


def _of_row(row: Row) -> Iterator[Problem]:
    where = {"time": f"{row.start:%H:%M}", "who": row.who}
    hours = {"hours": hours_text(row.quarter_hours), "planned": hours_text(row.planned_quarters)}
    if row.slot.startswith("N"):
        yield Problem(OUTSIDE, values={**where, "hours": hours["hours"]})
    elif row.quarter_hours > row.planned_quarters and row.planned_quarters:
        yield Problem(OVER_PLAN, values={**where, **hours})
    if row.exception:
        yield Problem(LET_PASS, values={**where, "why": row.exception})


def _without_note(facts: Facts) -> Iterator[Problem]:
    for row in facts.rows:
        if (row.student, row.subject) in facts.without_note and is_silent(row):
            yield Problem(NO_NOTE, values={"who": row.who, "subject": row.subject_name})


def is_silent(row: Row) -> bool:
    """A lesson held with a single student without a word to the family."""
    return bool(row.student) and row.state is RowState.HELD and not row.homework and not row.remarks


def silent_for_a_month(rows: Iterable[Row]) -> frozenset[Whose]:
    """Who had several lessons in these rows and not a word; the rows are those of a month."""
    held: dict[Whose, list[Row]] = {}
    for row in rows:
        if row.student and row.state is RowState.HELD and not row.struck:
            held.setdefault((row.student, row.subject), []).append(row)
    return frozenset(
        whose for whose, theirs in held.items() if len(theirs) >= FEWEST_LESSONS and all(map(is_silent, theirs))
    )


def _from_memory(facts: Facts, entered_on: dt.date) -> bool:
    """All in one press, without a word, days afterwards. On the day itself that press is how a day is reported."""
    held = [row for row in facts.rows if row.state is RowState.HELD]
    late = (entered_on - facts.report.date).days >= LATE_DAYS
    return (
        late
        and len(held) >= FEWEST_LESSONS
        and all(
            row.confirmed is Confirmed.IN_BULK and not (row.homework or row.remarks or row.written.typed_by)
            for row in held
        )
    )


def _history(report: DayReport) -> Iterator[Problem]:
    """The last that happened to it before it was handed in as it is now."""
    before = next((step for step in reversed(report.steps) if step.deed in AGAIN), None)
    if before is None:
        return
    remarks = [before.remark]
    if before.deed is Deed.CORRECTED:
        since = takewhile(lambda step: step.deed is Deed.CORRECTED, reversed(report.steps))
        remarks = [step.remark for step in since][::-1]
    yield Problem(AGAIN[before.deed], values={"remark": "; ".join(remarks)} if before.remark else {})
