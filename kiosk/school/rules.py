"""Minutes, academic hours and days of work as pure arithmetic (P4, L7, L9)."""

import datetime as dt
from collections.abc import Iterable

from kiosk.problems import N_, Problem
from kiosk.school.records import (
    AcademicYear,
    Channel,
    ChannelDecision,
    ChannelState,
    HourRule,
    Reach,
    Span,
    SpecialDay,
)

QUARTERS_PER_HOUR = 4
SUNDAY = 6


def hours_text(quarters: int) -> str:
    """«0,5»: hours as they stand in a field and on paper, whatever the page's language."""
    return f"{quarters / QUARTERS_PER_HOUR:g}".replace(".", ",")


def days_between(since: dt.date, until: dt.date) -> list[dt.date]:
    """Every day of a period, both ends included."""
    return [since + dt.timedelta(step) for step in range((until - since).days + 1)]


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
    if year is not None and holiday_on(date, year) is not None:
        return None
    return None if date.weekday() == SUNDAY else date.weekday()


def holiday_on(date: dt.date, year: AcademicYear) -> Span | None:
    """The holidays of all students that hold a date; those of the first classes alone close nothing."""
    return next((one for one in year.holidays if one.since <= date <= one.until and not one.first_years), None)


SUNDAY_OFF = N_("%(day)s is a Sunday: the school rests. The next school day is %(next)s.")
SPECIAL_OFF = N_("%(day)s is a day off: %(why)s. The next school day is %(next)s.")
HOLIDAY_OFF = N_("%(day)s lies in the holidays: %(why)s. The next school day is %(next)s.")


def off_problem(date: dt.date, special: SpecialDay | None, holiday: Span | None, next_one: dt.date | None) -> Problem:
    """Why no lesson is held on a day of rest, and when the school works again (L7)."""
    values = {"day": f"{date:%d.%m.%Y}", "next": f"{next_one:%d.%m.%Y}" if next_one else "—"}
    if special is not None and special.note:
        return Problem(SPECIAL_OFF, "date", values={**values, "why": special.note})
    if holiday is not None:
        return Problem(HOLIDAY_OFF, "date", values={**values, "why": holiday.name})
    if date.weekday() == SUNDAY:
        return Problem(SUNDAY_OFF, "date", values=values)
    return Problem(SPECIAL_OFF, "date", values={**values, "why": "—"})


def rule_on(date: dt.date, rules: Iterable[HourRule]) -> HourRule:
    """The hour rule in force on a date; before the first decision the usual 40 minutes in half-hour steps."""
    decided = [rule for rule in rules if rule.since <= date and not rule.taken_back]
    return max(decided, key=lambda rule: (rule.since, rule.id), default=HourRule(since=dt.date.min))


REACH_BY_NAME = {
    "телефон": Reach.SOUND,
    "смс": Reach.LETTERS,
    "эл. почта": Reach.LETTERS,
    "электронная почта": Reach.LETTERS,
    "страница школы": Reach.LETTERS,
}
"""What the always possible channels carry, for those that nobody has said it of; platforms show and sound."""


def reach_of(channel: Channel) -> Reach:
    """What passes through a channel."""
    return channel.reach or REACH_BY_NAME.get(channel.name.casefold(), Reach.LIVE)


def channel_on(channel: Channel, date: dt.date) -> ChannelDecision | None:
    """The decision about a channel in force on a date: of those begun the last begun, then the last made (D3)."""
    begun = [(one.since, place, one) for place, one in enumerate(channel.history) if one.since <= date]
    return max(begun, key=lambda one: one[:2])[2] if begun else None


def is_offered(channel: Channel, date: dt.date) -> bool:
    """True when lessons and reports of that date may name it; what was saved before stays as it is."""
    decision = channel_on(channel, date)
    return decision is not None and decision.state is not ChannelState.UNAVAILABLE
