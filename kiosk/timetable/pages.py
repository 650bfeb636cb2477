"""The timetable in the browser: a day, the week of a teacher, group, student or room (T1, T4)."""

import datetime as dt

from flask import Blueprint, Response, abort, request

from kiosk.people.queries import staff_of
from kiosk.problems import N_, Problem
from kiosk.signin.permissions import Action, allows
from kiosk.timetable import cautions, expected, queries, views
from kiosk.timetable.records import LESSONS
from kiosk.web import Form, answer, here, permit, see
from kiosk.web.reading import day_of_address

bp = Blueprint("timetable", __name__)

OLDEST, LATEST = dt.date(1990, 1, 1), dt.date(2200, 1, 1)
"""No timetable is asked for beyond these; the calendar's own end is never near."""


@bp.get("/timetable")
@permit(Action.TIMETABLE_READ)
def mine() -> Response:
    """One's own week for who teaches, today's lessons for the others."""
    own = staff_of(here.store, here.actor.account)
    if own and allows(here.actor, Action.REPORT_OWN):
        return see(f"/timetable/teachers/{own.id}")
    return see(f"/timetable/day/{here.clock.today()}")


@bp.get("/timetable/day/<day>")
@permit(Action.TIMETABLE_READ)
def day(day: str) -> Response:
    """All lessons of one day."""
    date = read_day(day)
    plans = queries.day(here.store, date)
    lessons = views.named(here.store, plans)
    version = queries.version_on(here.store, date)
    return answer(
        whole="timetable/day.html",
        date=date,
        lessons=lessons,
        told=expected.told(here.store, here.actor, date, plans),
        version=version,
        may_edit=may_edit(),
        cautions=cautions.of_date(here.store, saved, date) if (saved := saved_lesson()) else (),
        before=date - dt.timedelta(1),
        after=date + dt.timedelta(1),
    )


@bp.get("/timetable/teachers/<int:staff>")
@permit(Action.TIMETABLE_READ)
def teacher(staff: int) -> Response:
    """The week of a teacher or accompanist."""
    return week_page(*(views.of_whom(here.store, "teachers", staff) or abort(404)))


@bp.get("/timetable/groups/<int:group>")
@permit(Action.TIMETABLE_READ)
def group(group: int) -> Response:
    """The week of a group."""
    return week_page(*(views.of_whom(here.store, "groups", group) or abort(404)))


@bp.get("/timetable/students/<int:student>")
@permit(Action.TIMETABLE_READ)
def student(student: int) -> Response:
    """The week of a student, alone and in groups."""
    return week_page(*(views.of_whom(here.store, "students", student) or abort(404)))


@bp.get("/timetable/rooms/<path:room>")
@permit(Action.TIMETABLE_READ)
def room(room: str) -> Response:
    """The week of a room."""
    return week_page(here.words.gettext(N_("Room %(room)s")) % {"room": room}, views.of_room(here.store, room))


def week_page(title: str, of_day: views.OfDay) -> Response:
    """A week with its neighbours."""
    form = Form(request.args, today=here.clock.today())
    wanted = form.date("week")
    monday = views.monday_of(wanted if wanted and OLDEST <= wanted <= LATEST else here.clock.today())
    return answer(
        whole="timetable/week.html",
        title=title,
        week=(week := views.week(here.store, monday, of_day)),
        told=told_in(week),
        monday=monday,
        today=here.clock.today(),
        may_edit=may_edit(),
        version=queries.version_on(here.store, monday),
        before=monday - dt.timedelta(7),
        after=monday + dt.timedelta(7),
        saturday=monday + dt.timedelta(5),
        paper=request.path,
        here_path=f"{request.path}?week={monday}",
        moved=form.number("moved") if may_edit() else None,
        cautions=cautions_after(monday),
        was=was_of(request.args.get("was", "")),
    )


def told_in(week: views.WeekView) -> dict[tuple[dt.date, int], Problem]:
    """What was told beforehand about the lessons of a week, by date and lesson."""
    found = {day: expected.told(here.store, here.actor, day, week.plans(day)) for day in week.days}
    return {(day, lesson): words for day, theirs in found.items() for lesson, words in theirs.items()}


def saved_lesson() -> int:
    """The lesson that was saved a moment ago, as the address says; 0 for none and for those who only read."""
    form = Form(request.args)
    return (form.number("saved") or form.number("moved") or 0) if may_edit() else 0


def cautions_after(monday: dt.date) -> list[Problem]:
    """What is to be thought over about it, compared with the week that is shown (T2)."""
    lesson = here.store[LESSONS].get(saved_lesson())
    return cautions.of_lesson(here.store, lesson, max(monday, here.clock.today())) if lesson else []


def was_of(text: str) -> tuple[str, str]:
    """«1.14.30», where a lesson stood before it was moved: its weekday and begin, for the undo."""
    weekday, _, start = text.partition(".")
    return weekday[:1], start[:5].replace(".", ":")


# helpers


def weekday_choices() -> list[tuple[int, str]]:
    """Monday to Saturday in the page's language."""
    return [
        (place, here.words.weekday(dt.date(2026, 11, 23) + dt.timedelta(place))) for place in range(views.WEEK_DAYS)
    ]


def may_edit() -> bool:
    """The page shows what changes things only to those who may."""
    return allows(here.actor, Action.TIMETABLE_EDIT)


def read_day(text: str) -> dt.date:
    """The date of an address; anything else, and what no timetable reaches, is no page."""
    date = day_of_address(text)
    if date is None or not OLDEST <= date <= LATEST:
        abort(404)
    return date
