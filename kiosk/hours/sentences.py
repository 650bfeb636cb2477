"""Why a lesson counts so many hours: sentences with the rule, the order, the paragraph, the substitution (H4, L9).

Pure: what the sentences name is handed in with ``Known``.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.hours.rules import Entry, Fate
from kiosk.problems import N_, Problem, Value
from kiosk.reports.records import Position, Reason, Row, RowState
from kiosk.school.hours import explained_for
from kiosk.school.records import HourRule
from kiosk.school.rules import hours_text, minutes_between, rule_on

KEPT: Final = N_(
    "%(minutes)s min in a distance period keep the hours that the lesson has in the timetable: %(hours)s h."
)
BY_ORDER: Final = N_("Held at a distance by order %(order)s.")
EXCEPTION: Final = N_("The deputy let a rule pass for this lesson: %(why)s")
NOT_AS_PLANNED: Final = N_("The timetable has %(planned)s h for it.")
FOR_OTHERS: Final = N_("Given instead of %(who)s: the hours go to the one who gave the lesson.")
OUTSIDE: Final = N_("Outside the timetable: the plan has nothing for it.")
MAKES_UP: Final = N_("Makes up the lesson that was not held on %(day)s: the plan had it on that day.")
ACCOMPANIED: Final = N_("The accompanist's hours; those of the teacher are counted for the teacher.")
NOWHERE: Final = N_("A video lesson counts no hours: so the school decided. Making it is other pedagogical work.")
OTHER_WORK: Final = N_("By the school's decision it counts as other pedagogical work, not among the lessons.")
MISSED: Final = N_("Not held, no hours are counted.")
MISSED_BECAUSE: Final = {
    Reason.STUDENT_ILL: N_("Not held, the student was ill: no hours are counted."),
    Reason.STUDENT_ABSENT: N_("Not held, the student did not come: no hours are counted."),
    Reason.TEACHER_ILL: N_("Not held, the teacher was ill: no hours are counted."),
    Reason.TEACHER_AWAY: N_("Not held, the teacher was away on duty: no hours are counted."),
    Reason.NO_CONNECTION: N_("Not held, there was no connection: no hours are counted."),
    Reason.OTHER: N_("Not held for another reason: no hours are counted."),
}
MADE_UP_ON: Final = N_("Made up on %(day)s.")
OWED: Final = N_("Not made up yet.")
HELD_BY_TEACHER: Final = N_("Its teacher held the lesson, so nothing is owed.")
AWAY: Final = N_("The one who gives it was away, and nobody gave it instead.")
BY_OTHERS: Final = N_("Given by %(who)s: the hours go there.")
BY_NOBODY: Final = N_("On this day without an accompanist.")
CANCELLED: Final = N_("Cancelled for this day in the timetable.")
CANCELLED_WHY: Final = N_("Cancelled for this day in the timetable: %(why)s")
OPEN: Final = N_("There is no report of it yet, so no hours are counted.")
AHEAD: Final = N_("Still to come.")
NOBODY: Final = "—"

FATE_SENTENCE: Final = {
    Fate.AS_PLANNED: N_("longer or shorter than planned"),
    Fate.FOR_OTHERS: N_("given instead of others"),
    Fate.MADE_UP: N_("made up for earlier ones"),
    Fate.OUTSIDE: N_("outside the timetable"),
    Fate.OTHER_WORK: N_("counted as other work"),
    Fate.NOWHERE: N_("video lessons, counted nowhere"),
    Fate.MISSED: N_("missed hours"),
    Fate.AWAY: N_("not held while away"),
    Fate.BY_OTHERS: N_("given by others"),
    Fate.CANCELLED: N_("cancelled hours"),
    Fate.OPEN: N_("no report yet"),
    Fate.AHEAD: N_("still to come"),
}
"""What a difference between plan and given is made of, in words."""


class Known(msgspec.Struct, frozen=True):
    """What sentences name: people, the hour rules, the other half of a make-up by row id."""

    staff: Mapping[int, str]
    hour_rules: tuple[HourRule, ...] = ()
    missed_on: Mapping[int, dt.date] = msgspec.field(default_factory=dict)
    made_up_on: Mapping[int, dt.date] = msgspec.field(default_factory=dict)
    held_by_teacher: Collection[int] = frozenset()
    """Rows that an accompanist wrote down as not held though the lesson was."""
    reasons: bool = False
    """May the reader know why somebody was absent (L21)?"""


def why(entry: Entry, known: Known) -> tuple[Problem, ...]:
    """The sentences under a lesson's hours, the arithmetic first."""
    return tuple(_reported(entry, entry.row, known) if entry.row else _only_planned(entry, known))


def _reported(entry: Entry, row: Row, known: Known) -> Iterator[Problem]:
    if row.state is RowState.NOT_HELD:
        yield from _not_held(row, known)
    else:
        yield arithmetic(row, known.hour_rules)
        if row.planned_quarters and row.planned_quarters != row.quarter_hours:
            yield Problem(NOT_AS_PLANNED, values={"planned": hours_text(row.planned_quarters)})
    if row.written.order:
        yield Problem(BY_ORDER, values={"order": row.written.order})
    if entry.fate in {Fate.NOWHERE, Fate.OTHER_WORK}:
        yield Problem(NOWHERE if entry.fate is Fate.NOWHERE else OTHER_WORK, paragraph="§5")
    yield from _beside_the_plan(entry, row, known)
    if row.position is Position.ACCOMPANIST:
        yield Problem(ACCOMPANIED)
    if row.exception:
        yield Problem(EXCEPTION, paragraph="§1", values={"why": row.exception})


def _beside_the_plan(entry: Entry, row: Row, known: Known) -> Iterator[Problem]:
    """Why the plan of the one who gave it has nothing for it."""
    if row.makes_up:
        yield Problem(MAKES_UP, values={"day": day_text(known.missed_on.get(row.makes_up))})
    if row.instead_of:
        yield Problem(FOR_OTHERS, values={"who": row.written.instead_of or known.staff.get(row.instead_of, NOBODY)})
    if entry.fate is Fate.OUTSIDE:
        yield Problem(OUTSIDE)


def arithmetic(row: Row, rules: tuple[HourRule, ...]) -> Problem:
    """«40 мин — один учебный час»: by the rule that held when the row was written."""
    minutes = minutes_between(row.start, row.end)
    if row.written.order and row.planned_quarters == row.quarter_hours:
        values: dict[str, Value] = {"minutes": minutes, "hours": hours_text(row.quarter_hours)}
        return Problem(KEPT, paragraph="§6", values=values)
    rule = rule_on(row.date, rules)
    if rule.minutes != row.written.hour_minutes:  # another rule has been decided for that day since
        rule = replace(rule, minutes=row.written.hour_minutes, bands=(), overrides=())
    return explained_for(minutes, rule, row.subject, quarters=row.quarter_hours)


def _not_held(row: Row, known: Known) -> Iterator[Problem]:
    yield Problem(MISSED_BECAUSE[row.reason] if row.reason and known.reasons else MISSED)
    if row.id in known.held_by_teacher:
        yield Problem(HELD_BY_TEACHER)
        return
    made_up = known.made_up_on.get(row.id)
    yield Problem(MADE_UP_ON, values={"day": day_text(made_up)}) if made_up else Problem(OWED)


def _only_planned(entry: Entry, known: Known) -> Iterator[Problem]:
    match entry.fate:
        case Fate.BY_OTHERS:
            yield Problem(BY_OTHERS, values={"who": known.staff.get(entry.other, NOBODY)})
        case Fate.CANCELLED:
            change = entry.plan.change if entry.plan else None
            if change is not None and entry.plan is not None and not entry.plan.cancelled:
                yield Problem(BY_NOBODY)
            elif change is not None and change.note:
                yield Problem(CANCELLED_WHY, values={"why": change.note})
            else:
                yield Problem(CANCELLED)
        case Fate.AWAY:
            yield Problem(AWAY)
        case Fate.AHEAD:
            yield Problem(AHEAD)
        case _:
            yield Problem(OPEN)
    if entry.other and entry.fate is not Fate.BY_OTHERS:
        yield Problem(FOR_OTHERS, values={"who": known.staff.get(entry.other, NOBODY)})
    if entry.makes_up:
        yield Problem(MAKES_UP, values={"day": day_text(known.missed_on.get(entry.makes_up))})
    if entry.position is Position.ACCOMPANIST:
        yield Problem(ACCOMPANIED)


def day_text(day: dt.date | None) -> str:
    """«24.11.2026»: a date inside a sentence, alike in both languages."""
    return f"{day:%d.%m.%Y}" if day else NOBODY
