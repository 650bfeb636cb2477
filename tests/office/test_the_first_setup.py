"""The first page sets the school up, once, for whoever sits at the PC (O5); open pages name no child (L21)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.app import COLLECTIONS, create_app
from kiosk.clock import FixedClock
from kiosk.office.setup import CODE, usual_year
from kiosk.school.queries import the_school
from kiosk.settings import Settings
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store
from kiosk.web import for_phones
from tests.school import EVENING, ORIGIN, Answer, NamedSchool, open_school

ANSWERS = {
    "school": "Детская школа искусств № 5",
    "short_name": "ДШИ № 5",
    "year": "2026/27",
    "since": "01.09.2026",
    "until": "31.05.2027",
    "technician": "Боровая Любовь Григорьевна",
    "address": "http://192.168.1.10:8080",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "storage", COLLECTIONS, clock=FixedClock(EVENING))
    yield opened
    opened.close()


@pytest.fixture
def browser(store: Store, tmp_path: Path) -> FlaskClient:
    settings = Settings(storage=tmp_path / "storage", hosts=("localhost",))
    client = create_app(settings, store, FixedClock(EVENING)).test_client()
    client.set_cookie("lang", "ru")
    return client


def send(browser: FlaskClient, **fields: str) -> Answer:
    """Send the page's form."""
    token = Answer(browser.get("/set-up")).token
    return Answer(browser.post("/set-up", data={"token": token, **ANSWERS, **fields}, headers={"Origin": ORIGIN}))


def test_before_set_up_the_doors_lead_to_it(browser: FlaskClient) -> None:
    assert browser.get("/").headers["Location"] == "/set-up"
    assert browser.get("/health").get_json()["status"] == "ok"


def test_with_the_code_of_the_terminal_the_school_is_there_and_a_secret_is_chosen(
    browser: FlaskClient, store: Store
) -> None:
    answer = send(browser, code=CODE.new())
    assert (answer.status, answer.headers["Location"]) == (303, "/secret")
    school = the_school(store)
    assert school is not None
    assert school.name == ANSWERS["school"]
    assert [account.name for account in store[ACCOUNTS].all()] == [ANSWERS["technician"]]
    assert Answer(browser.get("/set-up")).status == 303
    assert store[ACCOUNTS].count() == 1


WRONG = {
    "a wrong code": ({"code": "000000"}, "Это не тот код"),
    "no name": ({"school": ""}, "Заполните"),
    "a day that is not": ({"since": "31.02.2026"}, "Такого дня нет"),
    "a year backwards": ({"until": "01.08.2026"}, "Год кончается раньше"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browser: FlaskClient, store: Store, case: str) -> None:
    fields, sentence = WRONG[case]
    answer = send(browser, **{"code": CODE.new(), **fields})
    assert answer.status == 422
    assert sentence in answer.text
    assert ANSWERS["technician"] in answer.text
    assert the_school(store) is None


def test_the_code_dies_after_twenty_tries(browser: FlaskClient) -> None:
    code = CODE.new()
    for _ in range(20):
        assert not CODE.fits("1")
    assert not CODE.fits(code)
    assert browser.get("/set-up").status_code == 200


YEARS = [
    (dt.date(2026, 11, 24), ("2026/27", dt.date(2026, 9, 1), dt.date(2027, 5, 31))),
    (dt.date(2027, 3, 1), ("2026/27", dt.date(2026, 9, 1), dt.date(2027, 5, 31))),
    (dt.date(2027, 6, 1), ("2027/28", dt.date(2027, 9, 1), dt.date(2028, 5, 31))),
]


@pytest.mark.parametrize(("today", "year"), YEARS)
def test_the_usual_year(today: dt.date, year: tuple[str, dt.date, dt.date]) -> None:
    assert usual_year(today) == year


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NamedSchool]:
    with open_school(tmp_path / "school") as named:
        yield named


@pytest.mark.parametrize("path", ["/", "/board"])
def test_open_pages_name_no_child(school: NamedSchool, path: str) -> None:
    text = school.client().get(path).text
    assert "Соколова М. П." in text
    for student in school.students.values():
        assert student.surname not in text
        assert f"{student.given} {student.surname[0]}" not in text


def test_what_is_wrong_is_said_with_the_name_of_its_place(browser: FlaskClient) -> None:
    said = send(browser, code=CODE.new(), school="", short_name="").text
    assert "Название школы, как в документах. Заполните" in said
    assert "Краткое название. Заполните" in said


# the address by which this browser came, what the network cards say, what the page proposes for paper
PROPOSED = [
    ("http://127.0.0.1:8080", ["192.168.1.10"], "http://192.168.1.10:8080"),
    ("http://localhost", ["fe80::1", "169.254.7.7", "10.0.0.5"], "http://10.0.0.5"),
    ("http://[::1]:8080", [], "http://[::1]:8080"),
    ("http://kiosk.school:8080", ["192.168.1.10"], "http://kiosk.school:8080"),
]


@pytest.mark.parametrize(("own", "found", "proposed"), PROPOSED)
def test_paper_is_offered_an_address_that_phones_open(own: str, found: list[str], proposed: str) -> None:
    assert for_phones(own, found) == proposed


def test_a_school_without_students_is_told_what_comes_next(browser: FlaskClient) -> None:
    send(browser, code=CODE.new())
    secret = {"token": Answer(browser.get("/secret")).token, "secret": "фортепиано", "again": "фортепиано"}
    browser.post("/secret", data=secret, headers={"Origin": ORIGIN})
    office = Answer(browser.get("/office")).text
    assert "Что дальше" in office
    for next_step in ("/office/school", "/office/import", "/accounts", "/cards"):
        assert f'<li><a href="{next_step}">' in office
    assert 'href="/help/technician"' in office
    assert "Список пока пуст" in Answer(browser.get("/students")).text
