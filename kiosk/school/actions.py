"""Changing the calendar and the hour rule: each change is an entry with who, when and why, and can be undone (L7, L9).

Nothing is removed: a day that is like any other again is marked as taken back, a year likewise.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.problems import N_, Problem, Refusal
from kiosk.school import sample
from kiosk.school.queries import day_plan
from kiosk.school.records import (
    CALENDAR_EDITS,
    HOUR_RULES,
    SPECIAL_DAYS,
    YEARS,
    AcademicYear,
    CalendarDeed,
    CalendarEdit,
    DayEdit,
    DayPlan,
    HourRule,
    SpecialDay,
    YearEdit,
    YearPlan,
)
from kiosk.school.years import day_text, plan_of
from kiosk.store import Change, Conflict, Duplicate, Store, where

SCOPES = ("school", "timetable")

MEANWHILE = N_("Somebody else has changed this meanwhile. Look at it once more and save again.")
CHANGED_SINCE = N_("%(what)s was changed after this entry. Undo the later entry first, or write the day anew.")
UNDONE_ALREADY = N_("This entry is undone already.")
NAME_TAKEN = N_("There is a year of this name already. Choose another name, or change that year.")


class Entry(msgspec.Struct, frozen=True):
    """Who writes into the calendar's book, when, why and what sort of change it is."""

    actor: Actor
    deed: CalendarDeed
    now: dt.datetime
    reason: str = ""

    @property
    def what(self) -> str:
        """As the log of changes calls it."""
        return f"L7 calendar: {self.deed}"


def write_days(store: Store, entry: Entry, plans: Iterable[DayPlan]) -> CalendarEdit | None:
    """Days as decided, all in one entry; None when each of them is so already."""
    with store.change(entry.actor, entry.what, note=entry.reason) as change:
        edits = [edit for plan in plans if (edit := _put_day(change, plan.date, plan)) is not None]
        return _enter(change, entry, edits) if edits else None


def take_days_back(store: Store, entry: Entry, dates: Iterable[dt.date]) -> CalendarEdit | None:
    """These dates are like any other of their weekday again."""
    with store.change(entry.actor, entry.what, note=entry.reason) as change:
        edits = [edit for date in dates if (edit := _put_day(change, date, None)) is not None]
        return _enter(change, entry, edits) if edits else None


def confirm(
    store: Store, entry: Entry, dates: Iterable[dt.date], year: AcademicYear | None = None
) -> CalendarEdit | None:
    """Somebody has compared these days, and the year when it is named, with the decree or the school's order."""
    with store.change(entry.actor, entry.what, note=entry.reason) as change:
        there = {day.date: day for day in change.search(SPECIAL_DAYS) if not day.taken_back}
        plans = [day_plan(there[date]) for date in dates if date in there]
        checked = [replace(plan, to_check=False) for plan in plans if plan.to_check]
        edits = [edit for plan in checked if (edit := _put_day(change, plan.date, plan)) is not None]
        of_year = None
        if year is not None and year.to_check:
            of_year = _put_year(change, year, replace(plan_of(year), to_check=False))
        return _enter(change, entry, edits, of_year) if edits or of_year else None


def save_year(store: Store, entry: Entry, old: AcademicYear | None, plan: YearPlan) -> AcademicYear | Refusal:
    """An academic year as planned; what it was stands in the book."""
    try:
        with store.change(entry.actor, entry.what, note=entry.reason) as change:
            edit = _put_year(change, old, plan)
            if edit is None:
                assert old is not None  # noqa: S101  because a year that is new always makes an edit
                return old
            _enter(change, entry, (), edit)
            saved = change.get(YEARS, edit.year)
            assert saved is not None  # noqa: S101  because it was put a line above
            return saved
    except Conflict:
        return Refusal.of(MEANWHILE, "name")
    except Duplicate:
        return Refusal.of(NAME_TAKEN, "name")


def load_sample(store: Store, entry: Entry) -> CalendarEdit | None:
    """2026/27 as a beginning, every day to be checked; what the school has written down itself stays as it is."""
    with store.change(entry.actor, entry.what) as change:
        taken = {day.date for day in change.search(SPECIAL_DAYS) if not day.taken_back}
        edits = [edit for plan in sample.DAYS if plan.date not in taken and (edit := _put_day(change, plan.date, plan))]
        year = _sample_year(change)
        return _enter(change, entry, edits, year) if edits or year else None


def _sample_year(change: Change) -> YearEdit | None:
    """The sample's year where there is none, or its quarters for a year that only has its first and last day."""
    years = [year for year in change.search(YEARS) if not year.taken_back]
    there = next((year for year in years if year.since <= sample.YEAR.until and sample.YEAR.since <= year.until), None)
    if there is None and not any(year.name == sample.NAME for year in years):
        dead = change.one(YEARS, where("name") == sample.NAME)
        return _put_year(change, dead, sample.YEAR)
    if (
        there is None
        or there.quarters
        or there.holidays
        or (there.since, there.until) != (sample.YEAR.since, sample.YEAR.until)
    ):
        return None
    return _put_year(change, there, replace(sample.YEAR, name=there.name))


def undo(store: Store, actor: Actor, edit: CalendarEdit, *, now: dt.datetime) -> CalendarEdit | Refusal:
    """Everything of an entry as it was before; refused when something of it was changed later."""
    try:
        with store.change(actor, "L7 calendar: an entry undone") as change:
            fresh = change.get(CALENDAR_EDITS, edit.id)
            if fresh is None or fresh.undone_at is not None:
                return Refusal.of(UNDONE_ALREADY)
            if problems := _changed_since(change, fresh):
                return Refusal.all(problems)
            _put_back(change, fresh)
            change.touch(*SCOPES)
            return change.put(CALENDAR_EDITS, replace(fresh, undone_at=now, undone_by=actor.name))
    except Duplicate:
        return Refusal.of(NAME_TAKEN)


def _put_back(change: Change, edit: CalendarEdit) -> None:
    for day in edit.days:
        _put_day(change, _date(day), day.before)
    if edit.year is not None:
        year = change.get(YEARS, edit.year.year)
        assert year is not None  # noqa: S101  because years are never removed
        _put_year(change, year, edit.year.before)


def _changed_since(change: Change, edit: CalendarEdit) -> list[Problem]:
    """What is no longer as this entry left it."""
    there = {day.date: day_plan(day) for day in change.search(SPECIAL_DAYS) if not day.taken_back}
    days = [_date(day) for day in edit.days if there.get(_date(day)) != day.after]
    found = [Problem(CHANGED_SINCE, values={"what": day_text(day, year=True)}) for day in days]
    if edit.year is not None:
        year = change.get(YEARS, edit.year.year)
        now = plan_of(year) if year and not year.taken_back else None
        if now != edit.year.after:
            name = edit.year.after or edit.year.before
            found.append(Problem(CHANGED_SINCE, values={"what": name.name if name else ""}))
    return found


def _date(edit: DayEdit) -> dt.date:
    plan = edit.after or edit.before
    assert plan is not None  # noqa: S101  because an edit has one of the two
    return plan.date


def _put_day(change: Change, date: dt.date, plan: DayPlan | None) -> DayEdit | None:
    """One date as decided; None when it is so already."""
    old = change.one(SPECIAL_DAYS, where("date") == date)
    before = None if old is None or old.taken_back else day_plan(old)
    if before == plan:
        return None
    if plan is None:
        assert old is not None  # noqa: S101  because there is something to take back
        change.put(SPECIAL_DAYS, replace(old, taken_back=True))
    else:
        day = SpecialDay(date=date, off=plan.off, as_weekday=plan.as_weekday, note=plan.note, to_check=plan.to_check)
        if old is None:
            change.add(SPECIAL_DAYS, day)
        else:
            change.put(SPECIAL_DAYS, replace(day, id=old.id))
    return DayEdit(before, plan)


def _put_year(change: Change, old: AcademicYear | None, plan: YearPlan | None) -> YearEdit | None:
    """A year as planned, or taken back; None when it is so already. Raises Conflict and Duplicate."""
    before = None if old is None or old.taken_back else plan_of(old)
    if before == plan:
        return None
    if plan is None:
        assert old is not None  # noqa: S101  the same
        return YearEdit(change.put(YEARS, replace(old, taken_back=True), expected=old.rev).id, before, None)
    year = AcademicYear(
        name=plan.name,
        since=plan.since,
        until=plan.until,
        half_years=plan.half_years,
        quarters=plan.quarters,
        holidays=plan.holidays,
        to_check=plan.to_check,
    )
    if old is None:
        dead = change.one(YEARS, where("name") == plan.name)
        old = dead if dead is not None and dead.taken_back else None
    if old is None:
        return YearEdit(change.add(YEARS, year).id, before, plan)
    return YearEdit(change.put(YEARS, replace(year, id=old.id), expected=old.rev).id, before, plan)


def _enter(change: Change, entry: Entry, days: Iterable[DayEdit], year: YearEdit | None = None) -> CalendarEdit:
    change.touch(*SCOPES)
    edit = CalendarEdit(
        deed=entry.deed,
        at=entry.now,
        account=entry.actor.account,
        by=entry.actor.name,
        reason=entry.reason,
        days=tuple(days),
        year=year,
    )
    return change.add(CALENDAR_EDITS, edit)


# the hour rule


def decide_hours(store: Store, actor: Actor, rule: HourRule) -> HourRule:
    """A new decision about hours; those before stay for the days before it."""
    with store.change(actor, "L9 hour rule decided", note=rule.reason) as change:
        change.touch("school")
        return change.add(HOUR_RULES, replace(rule, id=0, rev=0))


def take_hours_back(store: Store, actor: Actor, rule: HourRule, *, back: bool) -> HourRule:
    """A decision entered by mistake holds no more; ``back`` false brings it to life again."""
    with store.change(actor, "L9 hour rule taken back" if back else "L9 hour rule brought back") as change:
        change.touch("school")
        return change.put(HOUR_RULES, replace(rule, taken_back=back))
