"""Guesses are slowed down and never lock anybody out; sixteen at once do not stall the site (P1, P5, L21)."""

import datetime as dt
import threading
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import urlencode

import pytest

from kiosk.app import COLLECTIONS, create_app
from kiosk.people.records import STAFF
from kiosk.problems import Refusal
from kiosk.signin import actions, secrets, throttle
from kiosk.signin.records import ACCOUNTS, THROTTLES, Account
from kiosk.store import Store
from tests.school import NamedSchool, open_school
from tests.web.serving import served

# failures in a row → seconds of waiting
WAITS = [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (11, 1920), (12, 3600), (100, 3600)]


@pytest.mark.parametrize(("failures", "seconds"), WAITS)
def test_waits_double_up_to_an_hour(failures: int, seconds: int) -> None:
    assert throttle.wait_of(failures) == dt.timedelta(seconds=seconds)


def account_of(school: NamedSchool, surname: str) -> Account:
    """The account of somebody of the staff."""
    account = school.store[ACCOUNTS].get(school.staff[surname].account)
    assert account is not None
    return account


def enter(school: NamedSchool, who: str, secret: str, address: str = "10.0.0.5") -> actions.SignedIn | Refusal:
    """A sign-in from a device, or why not."""
    account = account_of(school, who) if who else None
    return actions.sign_in(school.store, account, secret, now=school.clock.now(), address=address)


def wait_of(outcome: actions.SignedIn | Refusal) -> int:
    """The seconds that a refusal asks to wait; 0: it asks for none."""
    assert isinstance(outcome, Refusal)
    return int(outcome.problems[0].values.get("seconds", 0))


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hashing that costs nothing here and notes what was hashed."""
    hashed: list[str] = []
    monkeypatch.setattr(secrets, "hash_secret", lambda _pepper, secret: f"hash of {secret}")

    def matches(_pepper: bytes, secret: str, kept: str) -> bool:
        hashed.append(secret)
        return kept == f"hash of {secret}"

    monkeypatch.setattr(secrets, "matches", matches)
    return hashed


def test_the_sixth_guess_waits_and_costs_no_hashing(school: NamedSchool, cheap: list[str]) -> None:
    school.give_secret("Соколова", "127390")
    for _ in range(5):
        assert wait_of(enter(school, "Соколова", "000001")) == 0
    before = len(cheap)
    assert wait_of(enter(school, "Соколова", "127390")) == 30
    assert len(cheap) == before
    school.clock.advance(dt.timedelta(seconds=30))
    assert wait_of(enter(school, "Соколова", "000001")) == 0
    assert wait_of(enter(school, "Соколова", "000001")) == 60


def test_a_right_secret_ends_the_count(school: NamedSchool, cheap: list[str]) -> None:
    school.give_secret("Соколова", "127390")
    for _ in range(3):
        for _ in range(4):
            assert wait_of(enter(school, "Соколова", "000001")) == 0
        assert isinstance(enter(school, "Соколова", "127390"), actions.SignedIn)
    assert cheap


def test_nobody_is_ever_locked_out(school: NamedSchool, cheap: list[str]) -> None:
    """After a hundred wrong guesses an hour's wait is enough, from another device too."""
    school.give_secret("Соколова", "127390")
    for guess in range(100):
        enter(school, "Соколова", "000001", f"10.0.1.{guess}")
        school.clock.advance(throttle.LONGEST_WAIT)
    assert isinstance(enter(school, "Соколова", "127390"), actions.SignedIn)
    assert cheap


def test_a_code_of_the_technician_helps_who_waits(school: NamedSchool, cheap: list[str]) -> None:
    """Somebody tried many names on a shared PC; the code lets its owner in on this very PC."""
    for name in ("Соколова", "Белов", "Ким", "Дроздов", "Орлова", "Соколова"):
        enter(school, name, "wrong")
    assert wait_of(enter(school, "Соколова", "127390")) == 30
    code = actions.give_code(
        school.store, school.actor("Боровая"), account_of(school, "Соколова").id, now=school.clock.now()
    )
    assert isinstance(enter(school, "Соколова", code), actions.SignedIn)
    assert cheap


def test_codes_are_slowed_down_as_secrets_are(school: NamedSchool, cheap: list[str]) -> None:
    actions.give_code(school.store, school.actor("Боровая"), account_of(school, "Соколова").id, now=school.clock.now())
    for guess in range(5):
        assert wait_of(enter(school, "Соколова", "00000000", f"10.0.2.{guess}")) == 0
    assert wait_of(enter(school, "Соколова", "00000000", "10.0.2.99")) == 30
    assert len(cheap) == 10


# whose name, what they have: each costs one hashing and hears the same
WRONG = ["Соколова", "Белов", "", "closed"]


@pytest.mark.parametrize("who", WRONG)
def test_wrong_name_wrong_secret_and_closed_account_cost_the_same(
    school: NamedSchool, cheap: list[str], who: str
) -> None:
    """Соколова has a secret, Белов none yet, nobody has no account, Дроздов has left."""
    school.give_secret("Соколова", "127390")
    school.give_secret("Дроздов", "127390")
    if who == "closed":
        school.client("Ким").post(
            f"/people/{school.staff['Дроздов'].id}/retirement", page=f"/people/{school.staff['Дроздов'].id}"
        )
    outcome = enter(school, "Дроздов" if who == "closed" else who, "127391")
    assert outcome == Refusal.of(actions.WRONG_SECRET, "secret")
    assert len(cheap) == 1


def test_an_unknown_name_is_told_and_slowed_down(school: NamedSchool, cheap: list[str]) -> None:
    browser = school.client()
    for _ in range(5):
        assert browser.post("/sign-in", {"login": "Кривошеина", "secret": "камертон"}).status == 422
    assert len(cheap) == 5
    school.give_secret("Соколова", "127390")
    assert wait_of(enter(school, "Соколова", "127390", "127.0.0.1")) == 30


def test_a_family_that_guesses_its_pin_waits_too(school: NamedSchool) -> None:
    card, pin = school.cards["Ивановы"], school.pin("Ивановы")

    def unlock(typed: str, address: str) -> str | Refusal:
        return actions.unlock(school.store, card, typed, now=school.clock.now(), address=address)

    for guess in range(5):
        assert isinstance(unlock("000000", f"10.0.3.{guess}"), Refusal)
    assert isinstance(unlock(pin, "10.0.3.9"), Refusal)
    school.clock.advance(dt.timedelta(seconds=30))
    assert isinstance(unlock(f"{pin[:3]} {pin[3:]}", "10.0.3.9"), str)
    assert isinstance(unlock(pin, "10.0.3.9"), str)


def test_the_count_survives_a_restart(tmp_path: Path) -> None:
    with open_school(tmp_path / "storage") as school:
        for _ in range(6):
            throttle.failed(school.store, ("account:1",), school.clock.now())
        clock = school.clock
    store = Store.open(tmp_path / "storage", COLLECTIONS, clock=clock)
    try:
        assert throttle.seconds_left(store, ("account:1",), clock.now()) == 60
        assert [one.subject for one in throttle.waiting(store, clock.now())] == ["account:1"]
    finally:
        store.close()


def test_failures_at_the_same_moment_are_all_counted(school: NamedSchool) -> None:
    together = threading.Barrier(8)

    def fail() -> None:
        together.wait()
        throttle.failed(school.store, ("account:1", "address:x"), school.clock.now())

    threads = [threading.Thread(target=fail) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.subject: one.failures for one in school.store[THROTTLES].all()} == {"account:1": 8, "address:x": 8}


def test_sixteen_guesses_at_once_do_not_stall_the_site(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hash, four wait, the others hear 429 before any hashing; meanwhile another page answers."""
    school.give_secret("Соколова", "127390")
    hold, hashing = threading.Event(), threading.Semaphore(0)

    class Held:
        def verify(self, _kept: str, _secret: bytes) -> bool:
            hashing.release()
            hold.wait(30)
            return True

    monkeypatch.setattr(secrets, "_hasher", Held())
    with served(create_app(school.settings, school.store, school.clock), threads=24) as port:
        heard: SimpleQueue[tuple[int, str | None]] = SimpleQueue()
        threads = [threading.Thread(target=lambda: heard.put(guess(port))) for _ in range(16)]
        for thread in threads:
            thread.start()
        for _ in range(2):
            assert hashing.acquire(timeout=30)
        assert ask(port, "/health")[0] == 200
        assert ask(port, "/board")[0] == 200
        assert {heard.get(timeout=60) for _ in range(10)} == {(429, "3")}
        hold.set()
        for thread in threads:
            thread.join()
    assert [heard.get()[0] for _ in range(6)] == [303] * 6


def guess(port: int) -> tuple[int, str | None]:
    """Sign in over a connection of one's own: status and Retry-After."""
    _, page, cookie = ask(port, "/sign-in")
    token = page.split('name="token" value="')[1].split('"')[0]
    fields = {"login": "Соколова", "secret": "127390", "token": token}
    return send(port, urlencode(fields), cookie)


def ask(port: int, path: str) -> tuple[int, str, str]:
    """Status, body and cookie."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse()
    got = answer.status, answer.read().decode(), (answer.headers["Set-Cookie"] or "").split(";")[0]
    connection.close()
    return got


def send(port: int, body: str, cookie: str) -> tuple[int, str | None]:
    """A form of the sign-in: status and Retry-After."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}", "Cookie": cookie}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("POST", "/sign-in", body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers["Retry-After"]


def test_retired_staff_stay_in_the_history(school: NamedSchool) -> None:
    person = school.staff["Дроздов"]
    school.client("Ким").post(f"/people/{person.id}/retirement", page=f"/people/{person.id}")
    kept = school.store[STAFF].get(person.id)
    assert kept is not None
    assert kept.retired_on == school.clock.today()
    assert "Дроздов" not in school.client().get("/sign-in/names?login=дро").text
