"""What an academic year has to be, and what is only worth a word: pure functions (P4, L7)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kiosk.problems import N_, Problem
from kiosk.school.records import AcademicYear, Span, YearPlan

DAY: Final = dt.timedelta(1)
LONGEST_DAYS: Final = 366
SHORTEST_BREAK: Final = 7
"""Days of rest between quarters that schools are advised to keep."""
WEEK: Final = 7
SUNDAY: Final = 6

Named = tuple[str, Span]
"""A span and the field of the form it stands in."""

HALF_YEARS, QUARTERS, HOLIDAYS = "half", "quarter", "holiday"

YEAR_BACKWARDS: Final = N_("The year ends before it begins. Mend the days.")
YEAR_LONG: Final = N_("An academic year lasts at most 366 days. Mend the days.")
YEARS_OVERLAP: Final = N_("The year %(other)s holds some of these days. Let one end before the other begins.")
NAME_TAKEN: Final = N_("There is a year of this name already. Choose another name, or change that year.")
BACKWARDS: Final = N_("%(what)s: ends before it begins. Mend the days.")
OUTSIDE: Final = N_("%(what)s: lies outside the year (%(since)s–%(until)s). Mend these days or those of the year.")
OVERLAP: Final = N_("%(what)s and %(other)s share days, the first is %(day)s. Let one end before the other begins.")
ORDER: Final = N_("%(what)s: begins before %(other)s that stands above. Write them in the order of time.")
NO_QUARTERS: Final = N_("No quarters are written down yet: lessons are held from the first to the last day.")
GAP: Final = N_("%(since)s–%(until)s: neither a quarter nor holidays. Lessons are held on these days by the timetable.")
SHORT_BREAK: Final = N_("%(what)s: days of rest: %(days)s. Schools are advised to give at least 7 in a row.")
HALF_BORDER: Final = N_("%(what)s: does not begin and end together with quarters. Look whether the days are right.")


def problems_of(plan: YearPlan, spans: Mapping[str, Sequence[Named]], others: Iterable[AcademicYear]) -> list[Problem]:
    """All that keeps a year from being written down, each at its field."""
    if plan.until < plan.since:
        return [Problem(YEAR_BACKWARDS, "until")]
    found = [Problem(YEAR_LONG, "until")] if (plan.until - plan.since).days >= LONGEST_DAYS else []
    for other in others:
        if other.name == plan.name:
            found.append(Problem(NAME_TAKEN, "name"))
        if other.since <= plan.until and plan.since <= other.until:
            found.append(Problem(YEARS_OVERLAP, "since", values={"other": other.name}))
    for named in spans.values():
        found += [problem for one in named for problem in _alone(one, plan)]
        found += _in_a_row(named)
    return found + _against_holidays(spans)


def _alone(named: Named, plan: YearPlan) -> Iterator[Problem]:
    field, span = named
    if span.until < span.since:
        yield Problem(BACKWARDS, f"{field}-until", values={"what": span.name})
    elif span.since < plan.since or span.until > plan.until:
        values = {"what": span.name, "since": day_text(plan.since), "until": day_text(plan.until)}
        yield Problem(OUTSIDE, f"{field}-since", values=values)


def _in_a_row(named: Sequence[Named]) -> Iterator[Problem]:
    """Spans of one sort follow each other; holidays of the first classes may lie anywhere."""
    row = [one for one in named if not one[1].first_years]
    for place, (field, span) in enumerate(row):
        before = next((other for _, other in row[:place] if other.since > span.since), None)
        if before is not None and not shared(before, span):
            yield Problem(ORDER, f"{field}-since", values={"what": span.name, "other": before.name})
        for _, other in row[:place]:
            if (day := shared(other, span)) is not None:
                yield _overlap(field, span, other, day)


def _against_holidays(spans: Mapping[str, Sequence[Named]]) -> list[Problem]:
    """A quarter holds no holidays of all."""
    return [
        _overlap(field, holiday, quarter, day)
        for field, holiday in spans.get(HOLIDAYS, ())
        for _, quarter in spans.get(QUARTERS, ())
        if not holiday.first_years and (day := shared(quarter, holiday)) is not None
    ]


def _overlap(field: str, span: Span, other: Span, day: dt.date) -> Problem:
    return Problem(
        OVERLAP, f"{field}-since", values={"what": span.name, "other": other.name, "day": day_text(day, year=True)}
    )


def shared(one: Span, other: Span) -> dt.date | None:
    """The first day that two spans share."""
    day = max(one.since, other.since)
    return day if day <= min(one.until, other.until) else None


def cautions_of(plan: YearPlan | AcademicYear) -> list[Problem]:
    """What may stay as it is, but somebody should look at it."""
    if not plan.quarters:
        return [Problem(NO_QUARTERS)]
    found = [_gap(since, until) for since, until in gaps(plan)]
    rests = [one for one in plan.holidays if not one.first_years and one.since > plan.since and one.until < plan.until]
    found += [
        Problem(SHORT_BREAK, values={"what": one.name, "days": days})
        for one in rests
        if (days := (one.until - one.since).days + 1) < SHORTEST_BREAK
    ]
    begins, ends = {one.since for one in plan.quarters}, {one.until for one in plan.quarters}
    found += [
        Problem(HALF_BORDER, values={"what": half.name})
        for half in plan.half_years
        if half.since not in begins or half.until not in ends
    ]
    return found


def gaps(plan: YearPlan | AcademicYear) -> list[tuple[dt.date, dt.date]]:
    """Stretches of the year that are neither quarter nor holidays; a Sunday alone is none."""
    covered = sorted(
        (one for one in (*plan.quarters, *plan.holidays) if not one.first_years), key=lambda span: span.since
    )
    found, free = [], plan.since
    for span in covered:
        if span.since > free:
            found.append((free, span.since - DAY))
        free = max(free, span.until + DAY)
    if free <= plan.until:
        found.append((free, plan.until))
    return [(since, until) for since, until in found if since != until or since.weekday() != SUNDAY]


def _gap(since: dt.date, until: dt.date) -> Problem:
    return Problem(GAP, values={"since": day_text(since), "until": day_text(until, year=True)})


def weeks_of(span: Span) -> int:
    """Weeks a span touches, Monday to Sunday: what a curriculum counts as teaching weeks."""
    first = span.since - dt.timedelta(span.since.weekday())
    return ((span.until - first).days // WEEK) + 1


def day_text(day: dt.date, *, year: bool = False) -> str:
    """«04.11», «04.11.2026»: a date inside a sentence, alike in both languages."""
    return f"{day:%d.%m.%Y}" if year else f"{day:%d.%m}"


def plan_of(year: AcademicYear) -> YearPlan:
    """What is decided about a stored year."""
    return YearPlan(
        name=year.name,
        since=year.since,
        until=year.until,
        half_years=year.half_years,
        quarters=year.quarters,
        holidays=year.holidays,
        to_check=year.to_check,
    )
