"""Open pages and the first set-up: /, /board, /set-up (O5, L21)."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from kiosk.notices.queries import in_the_hall
from kiosk.office import board as boards
from kiosk.office import setup
from kiosk.office.school_pages import read_address
from kiosk.problems import N_
from kiosk.school.queries import the_school
from kiosk.signin import sessions
from kiosk.web import Form, Hosts, answer, everyone, for_phones, here, keep, limit, see

bp = Blueprint("office", __name__)

LINES_ON_DOORS = 9
ROWS_ON_BOARD = 11
"""Of a screen's height, in letters that are read from two metres (static/hall.css)."""
STEPS_OF_SHIFT = 8
TURN_SECONDS = 15
MOST_NOTICES, LINES_OF_A_NOTICE = 2, 1
BOARD_SECONDS = 60
"""How long the board stays as it was drawn: it has a clock, and marks what goes on now."""

REFRESH_SECONDS = 60
"""The hall's screens show the next minute by themselves: by hall.js, which keeps what was shown while the server is
away, and without a script by a refresh in the page."""

BEFORE_SET_UP = {"office.first_page", "static", "health"}


@bp.before_app_request
def set_up_first() -> Response | None:
    """Before there is a school, every page leads to its set-up."""
    if request.method != "GET" or request.endpoint in BEFORE_SET_UP or setup.is_set_up(here.store):
        return None
    return see("/set-up")


@bp.get("/")
@everyone
def doors() -> Response:
    """Three doors and today; a card held to the scanner of the kiosk opens its week (F2)."""
    return kept_screen(doors_screen)


@bp.get("/board")
@everyone
def board() -> Response:
    """Today for a monitor in the hall: it turns its pages by itself, moves a little each minute, is dark at night."""
    text = request.args.get("page", "1")
    page = int(text) if text.isdecimal() and len(text) < 4 else 1  # noqa: PLR2004  because no day has so many pages
    return kept_screen(lambda: board_screen(page))


def kept_screen(screen: Callable[[], Response]) -> Response:
    """The page as it was drawn in this minute; a browser asks each time, so that its clock does not stand still."""
    return keep(screen, scopes=("school", "timetable", "notices"), max_age=0, seconds=BOARD_SECONDS)


def doors_screen() -> Response:
    """Doors, and lessons around this moment."""
    now = here.clock.local(here.clock.now())
    lines, notices = boards.board(here.store, now), in_the_hall(here.store, now.date())[:MOST_NOTICES]
    size = max(LINES_ON_DOORS - len(notices) * LINES_OF_A_NOTICE, 1)
    shown = boards.around_now(lines, size)
    return answer(
        whole="office/doors.html", lines=shown, now=now, notices=notices, next="/", seconds=REFRESH_SECONDS, dark=False
    )


def board_screen(page: int) -> Response:
    """One page of the monitor; after the last comes the first."""
    now, school = here.clock.local(here.clock.now()), the_school(here.store)
    notices = in_the_hall(here.store, now.date())[:MOST_NOTICES]
    rows = ROWS_ON_BOARD - len(notices) * LINES_OF_A_NOTICE
    turned = boards.pages(boards.board(here.store, now), rows)
    page = page if 1 <= page <= len(turned) else 1
    dark = school is not None and boards.is_dark(now.time(), school.board_off, school.board_on)
    alone = dark or len(turned) == 1
    return answer(
        whole="office/board.html",
        lines=turned[page - 1],
        page=page,
        pages=len(turned),
        now=now,
        notices=notices,
        dark=dark,
        light_at=school.board_on if school else None,
        shift=now.minute % STEPS_OF_SHIFT,
        next="/board" if alone else f"/board?page={page % len(turned) + 1}",
        seconds=REFRESH_SECONDS if alone else TURN_SECONDS,
    )


@bp.get("/set-up")
@everyone
def first_page() -> Response:
    """First set-up, as long as there is no school."""
    if setup.is_set_up(here.store):
        return see("/")
    year, since, until = setup.usual_year(here.clock.today())
    days = {"since": f"{since:%d.%m.%Y}", "until": f"{until:%d.%m.%Y}"}
    address = for_phones(request.host_url.rstrip("/"), Hosts().addresses())
    form = Form.filled(year=year, address=address, **days)
    return answer(whole="office/set_up.html", form=form)


@bp.post("/set-up")
@everyone
@limit("set-up", times=20, seconds=600)
def set_up() -> Response:
    """Write the school down and let the technician in, to choose a password."""
    if setup.is_set_up(here.store):
        return see("/")
    form = Form(request.form, today=here.clock.today())
    since, until = form.date("since", required=True), form.date("until", required=True)
    school, short = form.text("school", required=True), form.text("short_name", limit=40, required=True)
    year, name = form.text("year", limit=20, required=True), form.text("technician", limit=120, required=True)
    address = read_address(form)
    if since and until and until <= since:
        form.refuse("until", N_("The year ends before it begins. Mend one of the two dates."))
    if not form.problems and not setup.CODE.fits(form.typed("code")):
        form.refuse("code", N_("This is not the code from the window of the server. Look there once more."))
    if form.problems or since is None or until is None:
        return answer(whole="office/set_up.html", status=422, form=form)
    answers = setup.SetUp(school, short, year, since, until, name, address)
    account = setup.set_up(here.store, answers, now=here.clock.now())
    cookie = sessions.begin(
        here.store, account=account.id, now=here.clock.now(), address=here.address, must_choose=True
    )
    response = see("/secret")
    response.set_cookie(sessions.STAFF_COOKIE, cookie, httponly=True, samesite="Lax", path="/")
    return response
