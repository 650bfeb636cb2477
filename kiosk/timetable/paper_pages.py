"""Timetables to print and to take along: /timetable/…/paper, .ics, the export for the school's site (T4)."""

import datetime as dt

from flask import Blueprint, Response, abort, request

from kiosk.documents import ics
from kiosk.documents.site import SitePage
from kiosk.school.queries import school_name
from kiosk.signin.permissions import Action
from kiosk.timetable import papers, published, views
from kiosk.timetable.pages import LATEST, OLDEST, read_day
from kiosk.web import Form, answer, download, here, permit

bp = Blueprint("timetable_papers", __name__)

WHOSE = "any(teachers,groups,students)"
ROOMS_ON_A_SHEET = 8


@bp.get(f"/timetable/<{WHOSE}:whose>/<int:number>/paper")
@permit(Action.TIMETABLE_READ)
def week(whose: str, number: int) -> Response:
    """A week on A4."""
    title, of_day = views.of_whom(here.store, whose, number) or abort(404)
    return week_paper(title, of_day, f"/timetable/{whose}/{number}")


@bp.get("/timetable/rooms/<path:room>/paper")
@permit(Action.TIMETABLE_READ)
def room(room: str) -> Response:
    """The week of a room, for its door."""
    return week_paper(f"Кабинет {room}", views.of_room(here.store, room), f"/timetable/rooms/{room}")


@bp.get(f"/timetable/<{WHOSE}:whose>/<int:number>.ics")
@permit(Action.TIMETABLE_READ)
def calendar(whose: str, number: int) -> Response:
    """The next two months as a calendar that a phone takes."""
    title, of_day = views.of_whom(here.store, whose, number) or abort(404)
    now = here.clock.now()
    body = ics.calendar(
        title,
        papers.events(here.store, of_day, here.clock.today()),
        made_at=now,
        offset=here.clock.local(now).utcoffset() or dt.timedelta(0),
    )
    return download(body, name=f"{title}.ics", kind=ics.MEDIA_TYPE)


@bp.get("/timetable/school/<day>")
@permit(Action.TIMETABLE_READ)
def school_day(day: str) -> Response:
    """The whole school on a date: rooms by hours."""
    date = read_day(day)
    return answer(
        whole="timetable/school.html",
        table=papers.rooms_day(here.store, date),
        date=date,
        before=date - dt.timedelta(1),
        after=date + dt.timedelta(1),
    )


@bp.get("/timetable/school/<day>/paper")
@permit(Action.TIMETABLE_READ)
def school_paper(day: str) -> Response:
    """The same on A4, eight rooms to a sheet."""
    date = read_day(day)
    table = papers.rooms_day(here.store, date)
    rooms = [table.rooms[start : start + ROOMS_ON_A_SHEET] for start in range(0, len(table.rooms), ROOMS_ON_A_SHEET)]
    school = school_name(here.store)
    return answer(whole="timetable/school_paper.html", table=table, sheets=rooms, date=date, school=school)


@bp.get("/timetable/site")
@permit(Action.TIMETABLE_EDIT)
def site() -> Response:
    """What the export for the school's site holds, and the file."""
    since = first_day()
    lessons = published.site_lessons(here.store, since)
    return answer(
        whole="timetable/site.html",
        since=since,
        until=since + dt.timedelta(published.SITE_DAYS - 1),
        lessons=lessons,
        pages=site_pages(lessons, since),
    )


@bp.get("/timetable/site.zip")
@permit(Action.TIMETABLE_EDIT)
def site_zip() -> Response:
    """On-line lessons of a week, forms of lessons, the regulation: pages without a script, no child named (§2, L21)."""
    since, local = first_day(), here.clock.local(here.clock.now())
    pages = site_pages(published.site_lessons(here.store, since), since)
    body = published.site_zip(pages, school_name(here.store), local)
    return download(body, name=f"Онлайн-занятия {since}.zip", kind="application/zip")


# helpers


def site_pages(lessons: list[published.SiteLesson], since: dt.date) -> list[SitePage]:
    """Everything for the school's site, as of now."""
    return published.pages(here.store, lessons, school_name(here.store), since, here.clock.local(here.clock.now()))


def week_paper(title: str, of_day: views.OfDay, back: str) -> Response:
    """Six days side by side."""
    monday = views.monday_of(first_day())
    return answer(
        whole="timetable/week_paper.html",
        title=title,
        monday=monday,
        saturday=monday + dt.timedelta(5),
        week=views.week(here.store, monday, of_day),
        back=back,
        school=school_name(here.store),
    )


def first_day() -> dt.date:
    """The week of the address, else today's."""
    wanted = Form(request.args, today=here.clock.today()).date("week")
    return wanted if wanted and OLDEST <= wanted <= LATEST else here.clock.today()
