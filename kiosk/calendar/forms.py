"""Forms of the calendar: a day, an academic year, the hour rule → what is decided, or problems (P4, L7, L9)."""

import datetime as dt
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from kiosk.calendar.sheet import EARLIEST, LATEST, LONGEST_NOTE
from kiosk.problems import N_
from kiosk.school import years
from kiosk.school.hours import minutes_text
from kiosk.school.records import (
    AcademicYear,
    Band,
    DayPlan,
    HourOverride,
    HourRule,
    Rounding,
    Span,
    YearPlan,
)
from kiosk.school.rules import hours_text
from kiosk.school.years import HALF_YEARS, HOLIDAYS, QUARTERS, Named
from kiosk.web import Form
from kiosk.web.reading import read_hours

ROWS: Final = {HALF_YEARS: 2, QUARTERS: 4, HOLIDAYS: 8}
"""So many spans of each sort a year can have."""
WORKED_OWN: Final = "own"
SUNDAY: Final = 6
WEEKDAYS: Final = tuple(str(place) for place in range(SUNDAY))
MOST_BANDS, MOST_OVERRIDES = 60, 12
MINUTES_CHOICES: Final = ("40", "45")
STEP_CHOICES: Final = ("1", "2")
LONGEST_LESSON: Final = 240

FAR: Final = N_("This date cannot be right. Write one between 2000 and 2100.")
SUNDAY_OWN: Final = N_("A Sunday has no timetable of its own. Choose whose timetable holds.")
HALF_WRITTEN: Final = N_("Write the name, the first and the last day, or empty the whole row.")
WRONG_LINE: Final = N_(
    "Write each line like «42,5 = 1»: from so many minutes on, so many hours. «%(typed)s» is not so."
)
TWICE: Final = N_("«%(typed)s» stands there twice. Leave one of the lines.")
FALLING: Final = N_("Longer lessons cannot count less: look at «%(typed)s».")
OVERRIDE_HALF: Final = N_("Choose the subject and write the hours, or empty the whole row.")


def read_day(form: Form, date: dt.date | None) -> DayPlan | None:
    """A special day; its date comes with the address or from the form."""
    date = date or form.date("date", required=True)
    note = form.text("note", limit=LONGEST_NOTE, required=True)
    how = form.one_of("how", ("off", WORKED_OWN, *WEEKDAYS), required=True)
    if date and not EARLIEST <= date <= LATEST:
        form.refuse("date", FAR)
    if date and how == WORKED_OWN and date.weekday() == SUNDAY:
        form.refuse("how", SUNDAY_OWN)
    if form.problems or date is None:
        return None
    weekday = int(how) if how in WEEKDAYS else None
    return DayPlan(date, how == "off", weekday, note, form.flag("to_check"))


def day_form(plan: DayPlan) -> Form:
    """What stands in the form of a stored day."""
    worked = WORKED_OWN if plan.as_weekday is None else str(plan.as_weekday)
    return Form.filled(
        date=f"{plan.date:%d.%m.%Y}",
        note=plan.note,
        how="off" if plan.off else worked,
        to_check="1" if plan.to_check else "",
    )


def read_year(form: Form, others: Iterable[AcademicYear]) -> YearPlan | None:
    """An academic year with its spans, checked against the others."""
    name = form.text("name", limit=40, required=True)
    since, until = form.date("since", required=True), form.date("until", required=True)
    spans = {sort: _read_spans(form, sort, count) for sort, count in ROWS.items()}
    if since and until and not EARLIEST <= since <= LATEST:
        form.refuse("since", FAR)
    if form.problems or since is None or until is None:
        return None
    plan = YearPlan(
        name=name,
        since=since,
        until=until,
        half_years=tuple(span for _, span in spans[HALF_YEARS]),
        quarters=tuple(span for _, span in spans[QUARTERS]),
        holidays=tuple(span for _, span in spans[HOLIDAYS]),
        to_check=form.flag("to_check"),
    )
    form.problems += years.problems_of(plan, spans, others)
    return None if form.problems else plan


def _read_spans(form: Form, sort: str, count: int) -> list[Named]:
    found = []
    for place in range(count):
        key = f"{sort}-{place}"
        name = form.text(f"{key}-name", limit=60)
        since, until = form.date(f"{key}-since"), form.date(f"{key}-until")
        if name and since and until:
            found.append((key, Span(name, since, until, form.flag(f"{key}-first"))))
        elif (name or form.typed(f"{key}-since") or form.typed(f"{key}-until")) and not _refused(form, key):
            form.refuse(f"{key}-name", HALF_WRITTEN)
    return found


def _refused(form: Form, key: str) -> bool:
    return any(problem.field.startswith(f"{key}-") for problem in form.problems)


def year_form(plan: YearPlan) -> Form:
    """What stands in the form of a year."""
    values = {
        "name": plan.name,
        "since": f"{plan.since:%d.%m.%Y}",
        "until": f"{plan.until:%d.%m.%Y}",
        "to_check": "1" if plan.to_check else "",
    }
    spans = {HALF_YEARS: plan.half_years, QUARTERS: plan.quarters, HOLIDAYS: plan.holidays}
    for sort, several in spans.items():
        for place, span in enumerate(several[: ROWS[sort]]):
            key = f"{sort}-{place}"
            values |= {
                f"{key}-name": span.name,
                f"{key}-since": f"{span.since:%d.%m.%Y}",
                f"{key}-until": f"{span.until:%d.%m.%Y}",
                f"{key}-first": "1" if span.first_years else "",
            }
    return Form.filled(**values)


# the hour rule

LINE = re.compile(r"(\d{1,3})(?:[.,](\d))?\s*(?:=|:|—|-|\s)\s*(\S+)")


def read_rule(form: Form, subjects: dict[int, str]) -> HourRule | None:
    """A decision about hours; ``subjects`` are the names to keep with the overrides."""
    since = form.date("since", required=True)
    minutes = form.one_of("minutes", MINUTES_CHOICES, required=True)
    step = form.one_of("step", STEP_CHOICES, required=True)
    rounding = form.choice("rounding", Rounding, required=True)
    decided_by = form.text("decided_by", limit=150, required=True)
    reason = form.text("reason", limit=300, required=True)
    bands, overrides = _read_bands(form), _read_overrides(form, subjects)
    if since and not EARLIEST <= since <= LATEST:
        form.refuse("since", FAR)
    if form.problems or since is None or rounding is None:
        return None
    return HourRule(
        since=since,
        minutes=int(minutes),
        step_quarters=int(step),
        decided_by=decided_by,
        reason=reason,
        rounding=rounding,
        bands=bands,
        overrides=overrides,
    )


def _read_bands(form: Form) -> tuple[Band, ...]:
    """Lines «from minutes = hours», rising."""
    text = form.text("bands", limit=2000, lines=True)
    found: dict[int, Band] = {}
    for line in [line.strip() for line in text.split("\n") if line.strip()][:MOST_BANDS]:
        match = LINE.fullmatch(line)
        hours = read_hours(match[3]) if match else None
        if match is None or not isinstance(hours, int) or hours == 0:
            form.refuse("bands", WRONG_LINE, typed=line[:40])
            continue
        band = Band(int(match[1]) * 10 + int(match[2] or 0), hours)
        if band.from_tenths in found:
            form.refuse("bands", TWICE, typed=line[:40])
        found[band.from_tenths] = band
    rising = [found[key] for key in sorted(found)]
    for before, band in pairwise(rising):
        if band.quarters < before.quarters:
            form.refuse("bands", FALLING, typed=f"{minutes_text(band.from_tenths)} = {hours_text(band.quarters)}")
    return tuple(rising)


def _read_overrides(form: Form, subjects: dict[int, str]) -> tuple[HourOverride, ...]:
    found: dict[tuple[int, int], HourOverride] = {}
    for place in range(MOST_OVERRIDES):
        key = f"over-{place}"
        subject = form.id(f"{key}-subject")
        minutes = form.number(f"{key}-minutes", least=1, most=LONGEST_LESSON) or 0
        hours = form.hours(f"{key}-hours")
        if subject is None and not form.typed(f"{key}-hours") and not form.typed(f"{key}-minutes"):
            continue
        if subject not in subjects or not hours:
            if not _refused(form, key):
                form.refuse(f"{key}-subject", OVERRIDE_HALF)
            continue
        if (subject, minutes) in found:
            form.refuse(f"{key}-subject", TWICE, typed=subjects[subject])
        found[subject, minutes] = HourOverride(subject, subjects[subject], minutes, hours)
    return tuple(found.values())


def rule_form(rule: HourRule, *, since: dt.date) -> Form:
    """A new decision begins with what holds now."""
    values: dict[str, str | int] = {
        "since": f"{since:%d.%m.%Y}",
        "minutes": rule.minutes,
        "step": rule.step_quarters,
        "rounding": rule.rounding.value,
        "bands": bands_text(rule.bands),
    }
    for place, one in enumerate(rule.overrides[:MOST_OVERRIDES]):
        values |= {
            f"over-{place}-subject": one.subject,
            f"over-{place}-minutes": one.minutes or "",
            f"over-{place}-hours": hours_text(one.quarters),
        }
    return Form.filled(**values)


def bands_text(bands: Iterable[Band]) -> str:
    """The table as lines «42,5 = 1»."""
    return "\n".join(f"{minutes_text(band.from_tenths)} = {hours_text(band.quarters)}" for band in bands)
