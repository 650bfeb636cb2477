"""Before its set-up every page leads there; doors, board and help are for everyone and name no child (O5, L21)."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from msgspec.structs import replace as replace_line

from kiosk import __version__
from kiosk.actor import SYSTEM
from kiosk.app import COLLECTIONS, create_app
from kiosk.clock import FixedClock
from kiosk.office.board import BoardLine, is_dark, pages
from kiosk.people.records import STAFF, STUDENTS
from kiosk.school.records import SCHOOLS
from kiosk.settings import Settings
from kiosk.store import Store
from kiosk.timetable import queries as timetable
from kiosk.timetable.records import LESSONS
from tests.budgets.families import fill_board
from tests.school import EVENING, TODAY, NamedSchool


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser at a kiosk that nobody has set up."""
    clock = FixedClock(EVENING)
    store = Store.open(tmp_path / "new", COLLECTIONS, clock=clock)
    yield create_app(Settings(storage=tmp_path / "new", hosts=("localhost",)), store, clock).test_client()
    store.close()


LEADS = ["/", "/board", "/sign-in", "/card", "/help/teacher", "/sign-in/names"]
BEHIND_THE_SIGN_IN = ["/report", "/timetable", "/people", "/office/school", "/accounts"]


@pytest.mark.parametrize("path", [*LEADS, *BEHIND_THE_SIGN_IN])
def test_before_set_up_every_page_leads_there(untouched: FlaskClient, path: str) -> None:
    answer = untouched.get(path, follow_redirects=True)
    assert answer.request.path == "/set-up"
    assert 'name="code"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/health", "/static/kiosk.css"])
def test_what_is_there_before_set_up(untouched: FlaskClient, path: str) -> None:
    answer = untouched.get(path)
    assert answer.status_code == 200
    answer.close()


def test_set_up_refuses_an_address_that_no_phone_opens(untouched: FlaskClient) -> None:
    token = untouched.get("/set-up").get_data(as_text=True).split('name="token" value="')[1].split('"')[0]
    fields = {"token": token, "address": "192.168.1.10", "code": "000000"}
    answer = untouched.post("/set-up", data=fields, headers={"Origin": "http://localhost"})
    assert answer.status_code == 422
    assert 'id="address-p"' in answer.get_data(as_text=True)


def test_health_for_scripts(school: NamedSchool) -> None:
    answer = school.client().get("/health")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.response.get_json() == {"status": "ok", "version": __version__}  # type: ignore[attr-defined]  # because werkzeug's class has it


@pytest.mark.parametrize("path", ["/help/director", "/help/", "/nothing", "/board/x", "/set-up/x"])
def test_other_addresses_are_not_there(school: NamedSchool, path: str) -> None:
    assert school.client().get(path).status == 404


@pytest.mark.parametrize("path", ["/", "/board"])
@pytest.mark.parametrize("hour", [8, 14, 17, 20])
def test_no_name_of_a_child_on_open_pages(school: NamedSchool, path: str, hour: int) -> None:
    """Surnames and given names of all students, at any hour; teachers are called by surname and initials."""
    school.clock.set(school.now().replace(hour=hour, minute=10))
    text = school.client().get(path).text
    names = {name for one in school.store[STUDENTS].all() for name in (one.surname, one.given)}
    assert not [name for name in names if name in text]
    busy = {lesson.teacher for lesson in school.store[LESSONS].all()}
    assert all(one.surname in text for one in school.store[STAFF].many(busy).values())


@pytest.mark.parametrize("path", ["/", "/board"])
def test_the_clock_of_an_open_page_goes_on_though_nothing_changes(school: NamedSchool, path: str) -> None:
    school.clock.set(dt.datetime(2026, 11, 24, 15, 20, 5))
    browser = school.client()
    before = browser.get(path)
    seen = {"If-None-Match": before.headers["ETag"]}
    assert "max-age=0" in before.headers["Cache-Control"]
    assert browser.client.get(path, headers=seen).status_code == 304
    school.clock.advance(dt.timedelta(minutes=1))
    after = browser.client.get(path, headers=seen)
    assert (after.status_code, "15:20" in before.text) == (200, True)
    assert "15:21" in after.get_data(as_text=True)


def settle(school: NamedSchool, **fields: object) -> None:
    """The school's own page says this now."""
    with school.store.change(SYSTEM, "test: the school") as change:
        change.put(SCHOOLS, replace(change.search(SCHOOLS)[0], **fields))
        change.touch("school")


def turned(school: NamedSchool) -> list[str]:
    """The pages of the board as it turns them, until the first comes again."""
    texts, path = list[str](), "/board"
    while path not in {"/board?page=1", "/board"} or not texts:
        text = school.client().get(path).text
        (path,) = re.findall(r'data-next="([^"]*)"', text)
        assert re.search(rf'<noscript><meta http-equiv="refresh" content="\d+;url={re.escape(path)}">', text)
        texts.append(text)
    return texts


def test_the_board_turns_its_pages_until_every_lesson_was_shown(school: NamedSchool) -> None:
    fill_board(school)
    school.clock.set(school.now().replace(hour=18, minute=0))
    pages = turned(school)
    assert [f"Страница {number} из {len(pages)}" in text for number, text in enumerate(pages, 1)] == [True] * len(pages)
    starts = [start for text in pages for start in re.findall(r'scope="row">(\d\d:\d\d)', text)]
    wanted = sorted(f"{plan.start:%H:%M}" for plan in timetable.day(school.store, TODAY) if plan.end >= dt.time(18))
    assert starts == wanted
    assert len(pages) > 1


@pytest.mark.parametrize("page", ("0", "99", "-1", "x", "9" * 30, "1.5"))
def test_a_page_that_the_board_has_not_is_the_first(school: NamedSchool, page: str) -> None:
    school.clock.set(school.now().replace(hour=14))
    assert school.client().get(f"/board?page={page}").text == school.client().get("/board").text


def test_pages_hold_so_many_rows_and_never_none() -> None:
    plain = BoardLine(dt.time(9), dt.time(10), "1", at_home=False, teacher="", who="", subject="")
    changed = replace_line(plain, change="cancelled")
    assert [len(page) for page in pages([plain] * 25, 11)] == [11, 11, 3]
    assert [len(page) for page in pages([plain, changed] * 6, 11)] == [7, 5]
    assert pages([], 11) == [[]]
    assert [len(page) for page in pages([replace_line(plain, past=True)] * 20, 11)] == [5]


# from, until, now: dark?
NIGHTS = [
    ("21:00", "07:00", "20:59", False),
    ("21:00", "07:00", "21:00", True),
    ("21:00", "07:00", "03:00", True),
    ("21:00", "07:00", "07:00", False),
    ("00:30", "06:00", "00:00", False),
    ("00:30", "06:00", "05:59", True),
    ("00:00", "00:00", "00:00", False),
    ("12:00", "12:00", "03:00", False),
]


@pytest.mark.parametrize(("off", "on", "now", "dark"), NIGHTS)
def test_the_board_is_dark_at_night(off: str, on: str, now: str, *, dark: bool) -> None:
    assert is_dark(*(dt.time.fromisoformat(text) for text in (now, off, on))) is dark


def test_a_dark_board_shows_nothing_and_the_doors_stay_open(school: NamedSchool) -> None:
    settle(school, board_off=dt.time(20), board_on=dt.time(6, 30))
    board, doors = school.client().get("/board").text, school.client().get("/").text
    assert ('<body class="dark">' in board, "6:30" in board, "<table" in board) == (True, True, False)
    assert ("<body>" in doors, "<table" in doors) == (True, True)
    settle(school, board_off=dt.time(6, 30))
    assert "<table" in school.client().get("/board").text


def test_the_board_moves_a_little_each_minute_so_that_nothing_burns_in(school: NamedSchool) -> None:
    places = set()
    for _minute in range(8):
        school.clock.advance(dt.timedelta(minutes=1))
        places.update(re.findall(r"shift-\d", school.client().get("/board").text))
    assert len(places) == 8
    css = (Path(__file__).parents[2] / "static" / "hall.css").read_text("utf-8")
    assert not re.search(r"transition|animation:|@keyframes", css)


OWN_PAGES = [("Соколова", "/report"), ("Ким", "/morning"), ("Зимина", "/morning"), ("Боровая", "/office")]


@pytest.mark.parametrize(("who", "home"), OWN_PAGES)
def test_the_first_door_leads_all_staff_to_their_own_page(school: NamedSchool, who: str, home: str) -> None:
    """Deputy and technician come in by the door of the teachers: there is no other."""
    assert 'href="/sign-in?own"' in school.client().get("/").text
    assert school.client().get("/sign-in?own").status == 200
    assert school.client(who).get("/sign-in?own").headers["Location"] == home


# an address, who asks, the entry of the masthead it belongs to
BELONGS = [
    ("/students", "Ким", "/people"),
    ("/families", "Ким", "/people"),
    ("/subjects/new", "Ким", "/people"),
    ("/accounts", "Боровая", "/office"),
    ("/office/import", "Ким", "/office"),
    ("/reports", "Ким", "/reports"),
]


@pytest.mark.parametrize(("path", "who", "entry"), BELONGS)
def test_the_masthead_shows_where_one_is(school: NamedSchool, path: str, who: str, entry: str) -> None:
    text = school.client(who).get(path).text
    assert (f'<a href="{entry}" aria-current=' in text, text.split("</nav>")[0].count("aria-current")) == (True, 1)


# whose instructions the foot of the page opens
FOOT = [("Соколова", "teacher"), ("Ким", "deputy"), ("Орлова", "deputy"), ("Боровая", "technician")]


@pytest.mark.parametrize(("who", "role"), FOOT)
def test_the_instructions_are_about_ones_own_work(school: NamedSchool, who: str, role: str) -> None:
    assert f'href="/help/{role}"' in school.client(who).get("/timetable/day/2026-11-24").text.rpartition("</main>")[2]
