"""Minutes, academic hours and days of work as pure arithmetic (P4, L7, L9)."""

import datetime as dt
from collections.abc import Iterable

from kiosk.school.records import AcademicYear, HourRule, SpecialDay

QUARTERS_PER_HOUR = 4
SUNDAY = 6


def quarter_hours_of(minutes: int, rule: HourRule) -> int:
    """Quarters of an academic hour in so many minutes, rounded to the rule's step; never less than one step.

    With 40 minutes and half-hour steps: 20 → 2, 40 → 4, 60 → 6, 80 → 8.
    """
    exact = minutes * QUARTERS_PER_HOUR / rule.minutes
    steps = int(exact / rule.step_quarters + 0.5)
    return max(1, steps) * rule.step_quarters


def hours_text(quarters: int) -> str:
    """«0,5»: hours as they stand in a field and on paper, whatever the page's language."""
    return f"{quarters / QUARTERS_PER_HOUR:g}".replace(".", ",")


def minutes_between(start: dt.time, end: dt.time) -> int:
    """Minutes from start to end on one day; negative when the end comes first."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def weekday_of(date: dt.date, special: SpecialDay | None, year: AcademicYear | None) -> int | None:
    """The weekday whose timetable a date follows (0 Monday … 5 Saturday), or None when the school rests.

    A special day outranks holidays, holidays outrank the six-day week. Without a known year no day is a holiday.
    """
    if special is not None:
        if special.off:
            return None
        return date.weekday() if special.as_weekday is None else special.as_weekday
    if year is not None and any(holiday.since <= date <= holiday.until for holiday in year.holidays):
        return None
    return None if date.weekday() == SUNDAY else date.weekday()


def rule_on(date: dt.date, rules: Iterable[HourRule]) -> HourRule:
    """The hour rule in force on a date; before the first decision the usual 40 minutes in half-hour steps."""
    decided = [rule for rule in rules if rule.since <= date]
    return max(decided, key=lambda rule: (rule.since, rule.id), default=HourRule(since=dt.date.min))
