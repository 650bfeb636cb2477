"""Passwords of eight, PINs of six for teachers and accompanists, one-time codes, none in the log (P1, L6)."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from kiosk.actor import Role
from kiosk.problems import Refusal
from kiosk.signin import actions, cards, secrets, sessions
from kiosk.signin.records import ACCOUNTS, SECRETS, SESSIONS, Account, SecretKind
from kiosk.store import where
from tests.school import NamedSchool

T, A, H, D, K = Role.TEACHER, Role.ACCOMPANIST, Role.HEAD_OF_DEPARTMENT, Role.DIRECTOR, Role.TECHNICIAN

# roles, what is typed twice, answer
SECRETS_TYPED = [
    ((T,), "семь777", "at least eight"),
    ((T,), "восемь88", "password"),
    ((D,), "восемь88", "password"),
    ((T,), "12739", "at least six"),
    ((T,), "127390", "PIN"),
    ((A,), "1273904", "PIN"),
    ((T, A), "127390", "PIN"),
    ((D,), "127390", "teachers and accompanists only"),
    ((K,), "127390", "teachers and accompanists only"),
    ((T, H), "127390", "teachers and accompanists only"),
    ((T,), "111111", "PIN is the first"),
    ((T,), "123456", "PIN is the first"),
    ((T,), "654321", "PIN is the first"),
    ((T,), "890123", "PIN is the first"),
    ((T,), "121212", "PIN is the first"),
    ((T,), "127127", "PIN is the first"),
    ((T,), "112233", "PIN"),
    ((T,), "", "at least eight"),
    ((T,), "12345678", "password is the first"),
    ((T,), "aaaaaaaaa", "password is the first"),
    ((T,), "соколова", "password is the first"),
    ((T,), "Павловна", "password is the first"),
    ((T,), "27182818", "password"),
    ((T,), "пароль\u0000\ud800!", "password"),
]


@pytest.mark.parametrize(("roles", "typed", "answer"), SECRETS_TYPED)
def test_what_may_be_a_secret(school: NamedSchool, roles: tuple[Role, ...], typed: str, answer: str) -> None:
    account = actions.add_account(
        school.store, school.actor("Боровая"), Account(name="Соколова Мария Павловна", roles=roles)
    )
    outcome = actions.choose_secret(school.store, school.actor("Боровая"), account, typed)
    if isinstance(outcome, Refusal):
        assert answer in outcome.problems[0].msgid
        assert outcome.problems[0].field == "secret"
    else:
        assert outcome.secret_kind is {"PIN": SecretKind.PIN, "password": SecretKind.PASSWORD}[answer]
        assert isinstance(enter(school, outcome, typed), actions.SignedIn)


def enter(school: NamedSchool, account: Account | None, secret: str, address: str = "10.0.0.5") -> object:
    """A sign-in, or why not."""
    return actions.sign_in(school.store, account, secret, now=school.clock.now(), address=address)


def account_of(school: NamedSchool, surname: str) -> Account:
    """The account of somebody of the staff."""
    account = school.store[ACCOUNTS].get(school.staff[surname].account)
    assert account is not None
    return account


def test_a_code_lets_in_once(school: NamedSchool) -> None:
    account = account_of(school, "Соколова")
    code = actions.give_code(school.store, school.actor("Боровая"), account.id, now=school.clock.now())
    first = enter(school, account, f"{code[:4]} {code[4:]}")
    assert isinstance(first, actions.SignedIn)
    assert first.with_code
    assert isinstance(enter(school, account, code), Refusal)


@pytest.mark.parametrize(("hours", "good"), [(0, True), (24, True), (24.1, False), (48, False)])
def test_a_code_is_good_for_a_day(school: NamedSchool, hours: float, *, good: bool) -> None:
    account = account_of(school, "Соколова")
    code = actions.give_code(school.store, school.actor("Боровая"), account.id, now=school.clock.now())
    school.clock.advance(dt.timedelta(hours=hours))
    assert isinstance(enter(school, account, code), actions.SignedIn) is good


def test_a_new_code_is_worth_instead_of_the_old_one(school: NamedSchool) -> None:
    account = account_of(school, "Соколова")
    old, new = (
        actions.give_code(school.store, school.actor("Боровая"), account.id, now=school.clock.now()) for _ in range(2)
    )
    assert isinstance(enter(school, account, old), Refusal)
    assert isinstance(enter(school, account, new), actions.SignedIn)


def test_the_old_secret_is_good_beside_a_code_until_a_new_one_is_chosen(school: NamedSchool) -> None:
    school.give_secret("Соколова", "127390")
    account = account_of(school, "Соколова")
    actions.give_code(school.store, school.actor("Боровая"), account.id, now=school.clock.now())
    assert isinstance(enter(school, account, "127390"), actions.SignedIn)
    school.give_secret("Соколова", "камертон ля")
    assert isinstance(enter(school, account, "127390"), Refusal)
    assert isinstance(enter(school, account, "камертон ля"), actions.SignedIn)


def test_a_new_secret_ends_the_other_sessions(school: NamedSchool) -> None:
    browser, other = school.client("Соколова"), school.client("Соколова")
    assert browser.post("/secret", {"secret": "камертон", "again": "камертон"}).status == 303
    assert browser.get("/report/2026-11-24").status == 200
    assert other.get("/report/2026-11-24").status == 303


# field, typed first, typed again: what is said where
PAGE = [("камертон", "камертонн", "Набраны разные"), ("1234567", "1234567", ""), ("коротко", "коротко", "")]


@pytest.mark.parametrize(("first", "again", "said"), PAGE)
def test_the_page_of_the_choice_says_what_is_wrong(school: NamedSchool, first: str, again: str, said: str) -> None:
    answer = school.client("Соколова").post("/secret", {"secret": first, "again": again})
    assert answer.status == 422
    assert 'class="problem"' in answer.text
    assert first not in answer.text.split("<form", 1)[1], said


def test_who_came_by_a_code_chooses_a_secret_before_anything_else(school: NamedSchool) -> None:
    code = actions.give_code(
        school.store, school.actor("Боровая"), school.staff["Соколова"].account, now=school.clock.now()
    )
    browser = school.client()
    assert browser.post("/sign-in", {"login": "соколова", "secret": code}).headers["Location"] == "/secret"
    for page in ("/report/2026-11-24", "/timetable", "/inbox"):
        assert browser.get(page).headers["Location"] == "/secret"
    assert browser.post("/secret", {"secret": "127390", "again": "127390"}).headers["Location"] == "/report"
    assert browser.get("/report/2026-11-24").status == 200


def test_nothing_secret_lies_in_the_log(school: NamedSchool) -> None:
    """Every change of a day with secrets, codes, cards and sign-ins, walked through as JSON."""
    store, actor = school.store, school.actor("Боровая")
    account = account_of(school, "Соколова")
    code = actions.give_code(store, actor, account.id, now=school.clock.now())
    school.give_secret("Соколова", "127390")
    school.give_secret("Ким", "камертон ля")
    signed = enter(school, account, "127390")
    assert isinstance(signed, actions.SignedIn)
    card = actions.issue_card(
        store, actor, school.households["Петровы"].id, expires=dt.date(2027, 8, 31), now=school.clock.now()
    )
    pin = actions.new_pin(store, actor, card.id)
    log = " ".join(json.dumps(plain(entry), ensure_ascii=False) for entry in store.log.search())
    hashes = [kept for one in store[SECRETS].all() for kept in (one.secret_hash, one.code_hash) if kept]
    ids = [one.id_hash for one in store[SESSIONS].all()]
    token = cards.token_of(store.secret, card.id, card.issue)
    assert len(hashes) == 2
    for secret in (code, "127390", "камертон ля", signed.cookie, pin, token, *hashes, *ids, "$argon2"):
        assert secret not in log
    assert "L6 one-time code given out" in log


def plain(entry: Any) -> Any:  # Any: because entries hold whatever was stored
    """An entry of the log as JSON values."""
    return msgspec.to_builtins(entry)


@pytest.mark.usefixtures("slow_hashing")
def test_hashes_lie_apart_and_are_slow_ones(school: NamedSchool) -> None:
    school.give_secret("Ким", "камертон ля")
    kept = school.store[SECRETS].one(where("account") == school.staff["Ким"].account)
    assert kept is not None
    assert kept.secret_hash.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert not secrets.matches(b"another pepper" * 3, "камертон ля", kept.secret_hash)
    assert sessions.begin(school.store, account=1, now=school.clock.now()) not in kept.secret_hash
