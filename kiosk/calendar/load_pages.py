"""Special days from a file: template, preview with problems by cell, all or nothing (L7)."""

from collections.abc import Iterable

import msgspec
from flask import Blueprint, Response, request

from kiosk.calendar import sheet
from kiosk.calendar.pages import entry, weekdays
from kiosk.documents import xlsx
from kiosk.problems import N_, Problem, Refusal
from kiosk.school import actions
from kiosk.school.queries import day_plan
from kiosk.school.records import SPECIAL_DAYS, CalendarDeed, DayPlan
from kiosk.signin.permissions import Action
from kiosk.store import Store
from kiosk.web import answer, download, here, permit, see

bp = Blueprint("calendar_load", __name__)

NOTHING_CHOSEN = N_("Choose a file: XLSX, XLS, ODS or CSV.")
LOOK_AGAIN = N_("Meanwhile somebody has changed the calendar. Look at the preview once more, then write.")
LARGEST_BYTES = 8 * 1024 * 1024
TOO_LARGE = N_("The file is larger than 8 MB; a list of days is never that large.")
TRAVELLING = "days.csv"


class Compared(msgspec.Struct, frozen=True):
    """A day of the file beside what stands in the calendar."""

    plan: DayPlan
    before: DayPlan | None

    @property
    def same(self) -> bool:
        """It stands there already, checked or not."""
        return self.before is not None and (self.before.off, self.before.as_weekday, self.before.note) == (
            self.plan.off,
            self.plan.as_weekday,
            self.plan.note,
        )


@bp.get("/calendar/load")
@permit(Action.CALENDAR_EDIT)
def choose() -> Response:
    """Choose a file; a template to begin with."""
    return choice_page()


@bp.post("/calendar/load")
@permit(Action.CALENDAR_EDIT)
def look() -> Response:
    """What the file would change. Nothing is written yet."""
    file = request.files.get("file")
    content = file.stream.read(LARGEST_BYTES + 1) if file and file.filename else b""
    if not content or file is None:
        return choice_page((Problem(NOTHING_CHOSEN, "file"),))
    if len(content) > LARGEST_BYTES:
        return choice_page((Problem(TOO_LARGE, "file"),))
    found = sheet.read_file(content, file.filename or "", here.clock.today())
    if isinstance(found, Refusal):
        return choice_page(found.problems)
    return preview_page(found)


@bp.post("/calendar/load/writing")
@permit(Action.CALENDAR_EDIT)
def writing() -> Response:
    """Write what was looked at, all or nothing; the days travel with the form and are read once more."""
    found = sheet.read_file(request.form.get("days", "").encode(), TRAVELLING, here.clock.today())
    if isinstance(found, Refusal):
        return choice_page(found.problems)
    if request.form.get("seal", "") != seal(here.store):
        return preview_page(found, (Problem(LOOK_AGAIN),), status=422)
    news = [one.plan for one in compared(here.store, found) if not one.same]
    edit = actions.write_days(here.store, entry(CalendarDeed.LOADED), news)
    return see(f"/calendar/changes?entry={edit.id}" if edit else "/calendar/changes?none=1")


@bp.get("/calendar/load/template.xlsx")
@permit(Action.CALENDAR_EDIT)
def template() -> Response:
    """An empty sheet with its headings and examples."""
    return download(sheet.template(), name="Особые дни.xlsx", kind=xlsx.MEDIA_TYPE)


def choice_page(problems: tuple[Problem, ...] = ()) -> Response:
    """The choice of a file and what was wrong with the last one."""
    return answer(whole="calendar/load.html", problems=problems, status=422 if problems else 200)


def preview_page(plans: list[DayPlan], problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    """What will be added and changed."""
    lines = compared(here.store, plans)
    return answer(
        whole="calendar/load_preview.html",
        status=status,
        lines=[one for one in lines if not one.same],
        weekdays=weekdays(),
        left=sum(one.same for one in lines),
        days=sheet.as_lines(plans),
        seal=seal(here.store),
        problems=problems,
    )


def compared(store: Store, plans: Iterable[DayPlan]) -> list[Compared]:
    """Each day of the file beside what is there, in the order of time."""
    there = {day.date: day_plan(day) for day in store[SPECIAL_DAYS].all() if not day.taken_back}
    return [Compared(plan, there.get(plan.date)) for plan in sorted(plans, key=lambda one: one.date)]


def seal(store: Store) -> str:
    """A mark of the calendar as it was looked at."""
    days = store[SPECIAL_DAYS].all()
    return f"{len(days)}-{sum(day.rev for day in days)}"
