"""Changing the calendar in the browser: years, days, what was checked, the sample; the deputy's alone (P4, L7, D4)."""

import datetime as dt

from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from kiosk.calendar import forms, views
from kiosk.calendar.pages import MONDAY, entry, found_year
from kiosk.problems import N_, Refusal
from kiosk.school import actions, queries, years
from kiosk.school.records import AcademicYear, CalendarDeed, SpecialDay
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, here, permit, see
from kiosk.web.reading import day_of_address

bp = Blueprint("calendar_edit", __name__)

LABELS = {"name": N_("Called"), "since": N_("First day"), "until": N_("Last day"), "date": N_("Date"), "how": N_("How")}
REASON = 300
MOST_CONFIRMED = 1000


@bp.get("/calendar/years/new")
@permit(Action.CALENDAR_EDIT)
def new_year() -> Response:
    """An empty year: the next one by its first and last day."""
    first = next_september(queries.years(here.store), here.clock.today())
    since, until = dt.date(first, 9, 1), dt.date(first + 1, 5, 31)
    return edit_page(
        None, Form.filled(name=f"{first}/{(first + 1) % 100:02d}", since=dotted(since), until=dotted(until))
    )


@bp.post("/calendar/years/new")
@permit(Action.CALENDAR_EDIT)
def add_year() -> Response:
    """Write it down, or say everything that is wrong with it."""
    return save_year(None)


@bp.get("/calendar/years/<int:year>/edit")
@permit(Action.CALENDAR_EDIT)
def edit_year(year: int) -> Response:
    """A year to change."""
    found = found_year(year)
    return edit_page(found, forms.year_form(years.plan_of(found)))


@bp.post("/calendar/years/<int:year>/edit")
@permit(Action.CALENDAR_EDIT)
def change_year(year: int) -> Response:
    """Save the year; what it was stands in the book."""
    return save_year(found_year(year))


@bp.post("/calendar/years/<int:year>/confirmation")
@permit(Action.CALENDAR_EDIT)
def confirm(year: int) -> Response:
    """The ticked days, or all of the year, were compared with the decree."""
    found = found_year(year)
    every = bool(request.form.get("all"))
    texts = request.form.getlist("day")[:MOST_CONFIRMED]
    dates = [date for text in texts if (date := day_of_address(text)) is not None]
    if every:
        dates = [day.date for day in views.year_view(here.store, found, here.clock.today()).days]
    of_year = found if every or request.form.get("year") else None
    actions.confirm(here.store, entry(CalendarDeed.CONFIRMED), dates, of_year)
    return see(f"/calendar/years/{year}")


@bp.get("/calendar/days/new")
@permit(Action.CALENDAR_EDIT)
def new_day() -> Response:
    """An empty form; a date may come with the address."""
    return day_page(None, Form.filled(date=request.args.get("date", ""), how="off"))


@bp.post("/calendar/days/new")
@permit(Action.CALENDAR_EDIT)
def add_day() -> Response:
    """Write a day down."""
    form = Form(request.form, today=here.clock.today())
    plan = forms.read_day(form, None)
    if plan and queries.special_day(here.store, plan.date) is not None:
        form.refuse("date", N_("This day is in the list already. Change it there."))
    return save_day(form, None)


@bp.get("/calendar/days/<day>")
@permit(Action.CALENDAR_EDIT)
def one_day(day: str) -> Response:
    """A day to change."""
    found = found_day(day)
    return day_page(found, forms.day_form(queries.day_plan(found)))


@bp.post("/calendar/days/<day>")
@permit(Action.CALENDAR_EDIT)
def change_day(day: str) -> Response:
    """Save it."""
    found = found_day(day)
    form = Form(request.form, today=here.clock.today())
    if form.typed("rev") not in {"", str(found.rev)}:
        form.refuse("note", actions.MEANWHILE)
    return save_day(form, found)


@bp.post("/calendar/days/<day>/withdrawal")
@permit(Action.CALENDAR_EDIT)
def take_day_back(day: str) -> Response:
    """Like any other day of its weekday again; the book offers to undo that."""
    found = found_day(day)
    edit = actions.take_days_back(here.store, entry(CalendarDeed.DAY), [found.date])
    return see(f"/calendar/changes?entry={edit.id}" if edit else "/calendar")


@bp.post("/calendar/sample")
@permit(Action.CALENDAR_SAMPLE)
def sample() -> Response:
    """2026/27 as a beginning, in one press; every day is marked as to be checked."""
    edit = actions.load_sample(here.store, entry(CalendarDeed.SAMPLE))
    return see(f"/calendar/changes?entry={edit.id}" if edit else "/calendar/changes?none=1")


# helpers


def next_september(there: list[AcademicYear], today: dt.date) -> int:
    """The calendar year of the first September that no year begins in yet."""
    taken = {year.since.year for year in there}
    first = today.year if today.month >= views.FIRST_MONTH else today.year - 1
    return next(number for number in range(first, first + len(taken) + 1) if number not in taken)


def save_year(old: AcademicYear | None) -> Response:
    """Read the form, save, and show the year; what was typed stays when something is wrong."""
    form = Form(request.form, today=here.clock.today())
    if old is not None and form.typed("rev") not in {"", str(old.rev)}:
        form.refuse("name", actions.MEANWHILE)
    reason = form.text("reason", limit=REASON)
    others = [year for year in queries.years(here.store) if old is None or year.id != old.id]
    plan = forms.read_year(form, others)
    if plan is None:
        return edit_page(old, form, status=422)
    outcome = actions.save_year(here.store, entry(CalendarDeed.YEAR, reason), old, plan)
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return edit_page(old, form, status=422)
    return see(f"/calendar/years/{outcome.id}")


def edit_page(year: AcademicYear | None, form: Form, status: int = 200) -> Response:
    """The form of a year."""
    word = here.words.gettext
    parts = {"name": word(N_("Called")), "since": word(N_("First day")), "until": word(N_("Last day"))}
    sorts = {
        years.HALF_YEARS: word(N_("Half-years")),
        years.QUARTERS: word(N_("Quarters")),
        years.HOLIDAYS: word(N_("Holidays")),
    }
    labels = {
        f"{sort}-{place}-{part}": f"{title}, {place + 1}: {label.lower()}"
        for sort, title in sorts.items()
        for place in range(forms.ROWS[sort])
        for part, label in parts.items()
    }
    return answer(
        whole="calendar/edit_year.html",
        status=status,
        year=year,
        form=form,
        sorts=[(sort, sorts[sort], forms.ROWS[sort]) for sort in sorts],
        parts=parts,
        labels=labels | parts,
        cautions=years.cautions_of(year) if year else [],
    )


def save_day(form: Form, old: SpecialDay | None) -> Response:
    """Save a day, and show its year."""
    reason = form.text("reason", limit=REASON)
    plan = forms.read_day(form, old.date if old else None) if not form.problems else None
    if plan is None:
        return day_page(old, form, status=422)
    if old is None:
        plan = replace(plan, to_check=False)
    actions.write_days(here.store, entry(CalendarDeed.DAY, reason), [plan])
    year = queries.year_of(here.store, plan.date)
    return see(f"/calendar/years/{year.id}" if year else "/calendar")


def day_page(day: SpecialDay | None, form: Form, status: int = 200) -> Response:
    """The form of a day."""
    word = here.words.gettext
    by = [
        (
            str(place),
            word(N_("worked by the timetable of %(day)s")) % {"day": here.words.weekday(MONDAY + dt.timedelta(place))},
        )
        for place in range(forms.SUNDAY)
    ]
    choices = [("off", word(N_("day off"))), (forms.WORKED_OWN, word(N_("worked by its own timetable"))), *by]
    return answer(
        whole="calendar/day.html",
        status=status,
        day=day,
        form=form,
        choices=choices,
        labels={name: word(label) for name, label in LABELS.items()},
    )


def found_day(day: str) -> SpecialDay:
    """A special day by the date of the address, else no page."""
    date = day_of_address(day)
    return (queries.special_day(here.store, date) if date else None) or abort(404)


def dotted(date: dt.date) -> str:
    """As a date field shows it."""
    return f"{date:%d.%m.%Y}"
