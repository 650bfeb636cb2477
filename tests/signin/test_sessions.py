"""Signed out after idle minutes and at the day's end, by the technician, by signing in anew; new ids each time (P1)."""

import datetime as dt

import pytest

from kiosk.clock import SchoolClock
from kiosk.signin import actions, sessions
from kiosk.signin.records import SESSIONS, Account
from kiosk.store import Reason, Unwritable
from tests.school import Browser, NamedSchool

DAY = "/report/2026-11-24"


def signed_in(school: NamedSchool) -> Browser:
    """A browser signed in by its form."""
    browser = school.client()
    assert browser.post("/sign-in", {"login": "Соколова", "secret": "127390"}).status == 303
    return browser


def cookie_of(browser: Browser) -> str:
    """The session's id in the browser."""
    cookie = browser.client.get_cookie(sessions.STAFF_COOKIE)
    assert cookie is not None
    return str(cookie.value)


# idle minutes of the settings, minutes without a touch, still signed in
IDLE = [(30, 29, True), (30, 30, True), (30, 31, False), (5, 5, True), (5, 6, False)]


@pytest.mark.parametrize(("setting", "minutes", "still"), IDLE)
def test_signed_out_after_idle_minutes(school: NamedSchool, setting: int, minutes: int, *, still: bool) -> None:
    school.clock.set(dt.datetime(2026, 11, 24, 9))
    cookie = sessions.begin(school.store, account=school.staff["Ким"].account, now=school.clock.now())
    school.clock.advance(dt.timedelta(minutes=minutes))
    assert sessions.staff_actor(school.store, cookie, school.clock, setting).is_staff is still


def test_work_keeps_the_session_and_drafts_are_work(school: NamedSchool) -> None:
    school.clock.set(dt.datetime(2026, 11, 24, 9))
    browser = school.client("Соколова")
    token = browser.get(DAY).token
    for _ in range(6):
        school.clock.advance(dt.timedelta(minutes=20))
        assert browser.send(f"{DAY}/drafts", {"token": token}).status == 204
    assert browser.get(DAY).status == 200
    school.clock.advance(dt.timedelta(minutes=31))
    assert browser.get(DAY).headers["Location"] == f"/sign-in?next={DAY}"


def test_signed_out_at_the_days_end(school: NamedSchool) -> None:
    """23:50 and 0:10 are twenty minutes apart, and two days."""
    school.clock.set(dt.datetime(2026, 11, 24, 23, 50))
    browser = school.client("Соколова")
    assert browser.get(DAY).status == 200
    school.clock.advance(dt.timedelta(minutes=20))
    assert browser.get(DAY).status == 303


def test_each_sign_in_has_an_id_of_its_own_and_ends_the_one_before(school: NamedSchool) -> None:
    school.give_secret("Соколова", "127390")
    school.give_secret("Ким", "камертон")
    browser = school.client()
    browser.client.set_cookie(sessions.STAFF_COOKIE, "chosen-by-somebody-else")
    seen = []
    for surname, secret in (("Соколова", "127390"), ("Соколова", "127390"), ("Ким", "камертон")):
        browser.send("/sign-in", {"token": browser.get("/sign-in").token, "login": surname, "secret": secret})
        seen.append(cookie_of(browser))
    assert len({*seen, "chosen-by-somebody-else"}) == 4
    alive = [sessions.staff_actor(school.store, cookie, school.clock, 30).name for cookie in seen]
    assert alive == ["", "", "Ким Вера Павловна"]


def test_the_cookie_is_not_for_scripts_nor_foreign_sites(school: NamedSchool) -> None:
    school.give_secret("Соколова", "127390")
    browser = school.client()
    answer = browser.post("/sign-in", {"login": "Соколова", "secret": "127390"})
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("kiosk="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert cookie.split("=")[1].split(";")[0] not in str([one.id_hash for one in school.store[SESSIONS].all()])


def test_signing_out_ends_it_on_the_server(school: NamedSchool) -> None:
    school.give_secret("Соколова", "127390")
    browser = signed_in(school)
    cookie = cookie_of(browser)
    assert browser.post("/sign-out", page="/secret").headers["Location"] == "/"
    assert not sessions.staff_actor(school.store, cookie, school.clock, 30).is_staff


def test_the_technician_ends_sessions_and_sees_who_is_signed_in(school: NamedSchool) -> None:
    teacher, technician = school.client("Соколова"), school.client("Боровая")
    account = school.staff["Соколова"].account
    assert f"/accounts/{account}/sessions/end" in technician.get("/accounts").text
    assert technician.post(f"/accounts/{account}/sessions/end", page="/accounts").status == 303
    assert teacher.get(DAY).status == 303
    assert f"/accounts/{account}/sessions/end" not in technician.get("/accounts").text
    own = school.staff["Боровая"].account
    assert technician.post(f"/accounts/{own}/sessions/end", page="/accounts").status == 303
    assert technician.get("/accounts").status == 200


def test_yesterdays_sessions_count_as_nobody(school: NamedSchool) -> None:
    sessions.begin(school.store, account=school.staff["Соколова"].account, now=school.clock.now())
    school.clock.advance(dt.timedelta(days=1))
    assert list(sessions.signed_in(school.store, school.clock, 30)) == []
    school.clock.advance(dt.timedelta(days=2))
    sessions.begin(school.store, account=school.staff["Ким"].account, now=school.clock.now())
    assert school.store[SESSIONS].count() == 1


def test_the_technicians_code_is_shown_once(school: NamedSchool) -> None:
    technician = school.client("Боровая")
    path = f"/accounts/{school.staff['Соколова'].account}/code"
    shown = technician.post(path, page="/accounts").text
    code = shown.split('class="far">')[1].split("<")[0].replace(" ", "")
    assert len(code) == 8
    assert code[:4] not in technician.get("/accounts").text
    browser = school.client()
    assert browser.post("/sign-in", {"login": "соколова", "secret": code}).headers["Location"] == "/secret"


@pytest.mark.parametrize("htmx", [False, True])
def test_namesakes_pick_themselves(school: NamedSchool, *, htmx: bool) -> None:
    for hint in ("Фортепиано", "Струнные"):
        account = Account(name="Орлова Анна Сергеевна", roles=(), hint=hint)
        actions.add_account(school.store, school.actor("Боровая"), account)
    browser = school.client()
    answer = browser.post("/sign-in", {"login": "орлова", "secret": "камертон"}, htmx=htmx)
    assert answer.status == 422
    assert answer.text.count('name="person"') == 3
    assert 'value="орлова"' in answer.text
    assert "камертон" not in answer.text


def test_names_are_offered_while_typing(school: NamedSchool) -> None:
    browser = school.client()
    for typed in ("сок", "СОКОЛОВА", "мария", "соколова павл"):
        assert "Соколова Мария Павловна" in browser.get(f"/sign-in/names?login={typed}", htmx=True).text
    assert "Соколова" not in browser.get("/sign-in/names?login=", htmx=True).text
    assert "Соколова" not in browser.get("/sign-in/names?login=%00", htmx=True).text


def test_sign_in_in_place_gives_the_page_a_token_and_stays(school: NamedSchool) -> None:
    school.give_secret("Соколова", "127390")
    browser = school.client()
    answer = browser.post("/sign-in", {"login": "Соколова", "secret": "127390"}, htmx=True)
    assert answer.status == 200
    assert '"signed-in"' in answer.headers["HX-Trigger"]
    assert "Location" not in answer.headers


# where somebody wanted to go, where they are led
NEXT = [
    ("/timetable", "/timetable"),
    ("", "/report"),
    ("//evil.example", "/report"),
    ("http://evil.example", "/report"),
    ("/\\evil.example", "/report"),
]


@pytest.mark.parametrize(("wanted", "led"), NEXT)
def test_on_to_a_page_of_ours_alone(school: NamedSchool, wanted: str, led: str) -> None:
    school.give_secret("Соколова", "127390")
    answer = school.client().post("/sign-in", {"login": "Соколова", "secret": "127390", "next": wanted})
    assert answer.headers["Location"] == led


def test_a_full_disk_lets_people_read_on(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The touch of a session cannot be written down; the page is shown all the same."""
    school.clock.set(dt.datetime(2026, 11, 24, 9))
    cookie = sessions.begin(school.store, account=school.staff["Ким"].account, now=school.clock.now())
    school.clock.advance(dt.timedelta(minutes=10))

    def full(*_: object) -> object:
        raise Unwritable(Reason.FULL)

    monkeypatch.setattr(school.store, "quick", full)
    assert sessions.staff_actor(school.store, cookie, school.clock, 30).is_staff
    assert isinstance(school.clock, SchoolClock)
