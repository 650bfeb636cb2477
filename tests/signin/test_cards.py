"""Family cards: made from the secret, typed in either alphabet, each household's withdrawn alone (F1, L5, L6)."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.people.records import HOUSEHOLDS, Household
from kiosk.signin import actions, cards, queries
from kiosk.signin.queries import CardState
from kiosk.signin.records import CARDS, SESSIONS, Card
from kiosk.signin.secrets import is_guessable
from kiosk.store import where
from tests.school import TODAY, NamedSchool

secret_bytes = st.binary(min_size=32, max_size=32)
numbers = st.integers(1, 100_000)


@given(secret_bytes, numbers, numbers)
def test_a_card_is_the_same_each_time_it_is_printed(secret: bytes, card: int, issue: int) -> None:
    token, code, pin = (made(secret, card, issue) for made in (cards.token_of, cards.code_of, pin_of))
    assert (token, code, pin) == (
        cards.token_of(secret, card, issue),
        cards.code_of(secret, card, issue),
        pin_of(secret, card, issue),
    )
    assert len(token) == 22
    assert len(code) == 8
    assert set(code) <= set(cards.ALPHABET)
    assert len(pin) == 6
    assert pin.isdecimal()
    assert not is_guessable(pin)


def pin_of(secret: bytes, card: int, issue: int) -> str:
    """The first PIN of a card."""
    return cards.pin_of(secret, card, issue, 1)


@given(secret_bytes, numbers, numbers)
def test_another_card_issue_or_secret_is_another_token(secret: bytes, card: int, issue: int) -> None:
    others = {
        cards.token_of(secret, card, issue),
        cards.token_of(secret, card + 1, issue),
        cards.token_of(secret, card, issue + 1),
        cards.token_of(bytes([secret[0] ^ 1]) + secret[1:], card, issue),
    }
    assert len(others) == 4


LATIN_TO_CYRILLIC = str.maketrans("ABCEHKMPTX", "АВСЕНКМРТХ")


@given(secret_bytes, numbers, st.sampled_from(["{}", " {} ", "{}-", "-{}"]), st.booleans(), st.booleans())
def test_a_code_is_read_from_either_keyboard(secret: bytes, card: int, around: str, cyrillic: bool, low: bool) -> None:
    code = cards.code_of(secret, card, 1)
    typed = code.translate(LATIN_TO_CYRILLIC) if cyrillic else code
    typed = around.format(typed.lower() if low else typed)
    assert cards.read(typed) == code
    assert cards.read(cards.printed(code)) == code


# typed, read
ODD_CODES = [
    ("", ""),
    ("АВСЕ", ""),
    ("АВСЕ-НКМР", "ABCEHKMP"),
    ("ABCE HKMP", "ABCEHKMP"),
    ("авсе—нкмр", "ABCEHKMP"),
    ("АBСE-HКMР", "ABCEHKMP"),
    ("0000-0000", ""),
    ("АВСЕ-НКМО", ""),
    ("АВСЕ-НКМР2", ""),
    ("\x00\ud800АВСЕ", ""),
    ("\u202eАВСЕ-НКМР", "ABCEHKMP"),
    ("A" * 100_000, ""),
]


@pytest.mark.parametrize(("typed", "read"), ODD_CODES, ids=range(len(ODD_CODES)))
def test_odd_codes(typed: str, read: str) -> None:
    assert cards.read(typed) == read


def state_of(school: NamedSchool, card: Card, today: dt.date = TODAY) -> tuple[CardState, CardState]:
    """What a card's address and its short code are worth."""
    token, code = queries.token_of(school.store, card), queries.printed_code(school.store, card)
    return (
        queries.card_by_token(school.store, token, today)[1],
        queries.card_by_code(school.store, code, today)[1],
    )


def test_a_card_is_good_until_the_school_year_and_its_grace_end(school: NamedSchool) -> None:
    card = school.cards["Ивановы"]
    assert state_of(school, card, dt.date(2027, 9, 14)) == (CardState.GOOD, CardState.GOOD)
    assert state_of(school, card, dt.date(2027, 9, 15)) == (CardState.GONE, CardState.GONE)


def test_a_new_card_withdraws_the_old_one_and_its_sessions(school: NamedSchool) -> None:
    old, now = school.cards["Ивановы"], school.clock.now()
    assert isinstance(actions.unlock(school.store, old, school.pin("Ивановы"), now=now, address="x"), str)
    new = actions.issue_card(school.store, school.actor("Ким"), old.household, expires=old.expires, now=now)
    assert (new.issue, new.id) == (2, old.id + 2)
    assert state_of(school, old) == (CardState.GONE, CardState.GONE)
    assert state_of(school, new) == (CardState.GOOD, CardState.GOOD)
    assert school.store[SESSIONS].count(where("household") == old.household) == 0
    assert queries.card_of_household(school.store, old.household) == new


def test_two_households_of_one_child_hold_cards_of_their_own(school: NamedSchool) -> None:
    with school.store.change(school.actor("Ким"), "P3 family") as change:
        father = change.add(HOUSEHOLDS, Household(name="Иванов И.", students=(school.students["Мария"].id,)))
    now, actor = school.clock.now(), school.actor("Ким")
    his = actions.issue_card(school.store, actor, father.id, expires=dt.date(2027, 8, 31), now=now)
    hers = school.cards["Ивановы"]
    browser = school.client()
    paths = {card.id: f"/s/{queries.token_of(school.store, card)}" for card in (his, hers)}
    assert [browser.get(path).status for path in paths.values()] == [200, 200]
    actions.withdraw_card(school.store, actor, his.id, now=now)
    assert [browser.get(path).status for path in paths.values()] == [410, 200]
    actions.withdraw_card(school.store, actor, hers.id, now=now)
    assert [browser.get(path).status for path in paths.values()] == [410, 410]


def test_withdrawing_twice_changes_nothing(school: NamedSchool) -> None:
    card, actor, now = school.cards["Ивановы"], school.actor("Ким"), school.clock.now()
    first = actions.withdraw_card(school.store, actor, card.id, now=now)
    school.clock.advance(dt.timedelta(hours=1))
    assert actions.withdraw_card(school.store, actor, card.id, now=school.clock.now()) == first
    assert actions.withdraw_card(school.store, actor, 999, now=now) is None
    assert actions.new_pin(school.store, actor, 999) == ""


def test_a_new_pin_is_another_and_ends_what_the_old_one_opened(school: NamedSchool) -> None:
    card, now = school.cards["Ивановы"], school.clock.now()
    old = school.pin("Ивановы")
    actions.unlock(school.store, card, old, now=now, address="x")
    new = actions.new_pin(school.store, school.actor("Ким"), card.id)
    kept = school.store[CARDS].get(card.id)
    assert kept is not None
    assert new == actions.pin_of(school.store, kept) != old
    assert school.store[SESSIONS].count(where("household") == card.household) == 0
    assert not isinstance(actions.unlock(school.store, kept, old, now=now, address="x"), str)
    assert isinstance(actions.unlock(school.store, kept, new, now=now, address="x"), str)


def test_a_family_that_has_left_is_told_so(school: NamedSchool) -> None:
    household, token = school.households["Ивановы"], school.token("Ивановы")
    browser, office = school.client(), school.client("Ким")
    assert browser.get(f"/s/{token}").status == 200
    page = f"/families/{household.id}"
    office.post(f"{page}/retirement", page=page)
    assert browser.get(f"/s/{token}").status == 410
    code = queries.printed_code(school.store, school.cards["Ивановы"])
    assert browser.post("/card", {"code": code}).status == 422
    office.post(f"{page}/retirement/withdrawal", page=page)
    assert browser.get(f"/s/{token}").status == 200


def test_the_slip_loaded_anew_is_no_second_card(school: NamedSchool) -> None:
    household, office = school.cards["Ивановы"].household, school.client("Ким")
    typed = {"key": re.findall(r'name="key" value="(\w+)"', office.get("/cards").text)[0]}
    first = office.post(f"/families/{household}/card", typed, page="/cards")
    again = office.post(f"/families/{household}/card", typed, page="/cards")
    assert first.status == again.status == 200
    assert digits(first.text) == digits(again.text)
    card = queries.card_of_household(school.store, household)
    assert card is not None
    assert card.issue == 2
    pins = [digits(office.post(f"/families/{household}/card/pin", typed, page="/cards").text) for _ in "ab"]
    assert pins[0] == pins[1] != digits(first.text)
    actions.withdraw_card(school.store, school.actor("Ким"), card.id, now=school.clock.now())
    assert office.post(f"/families/{household}/card", typed, page="/cards").status == 303


def digits(text: str) -> list[str]:
    """The PINs of a page of slips."""
    return re.findall(r"\d{3}\s?\d{3}", text)
