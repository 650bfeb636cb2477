"""Cards of the office: the list, sheets of eight, slips, withdrawing; and the short code by hand (F2, L5, L6)."""

import re

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.families.cards import CARDS_ON_SHEET
from kiosk.families.pages import CODES_A_MINUTE
from kiosk.people.records import HOUSEHOLDS, Guardian
from kiosk.school.records import SCHOOLS
from kiosk.signin.queries import card_of_household, printed_code
from kiosk.signin.records import CARDS
from tests.budgets.families import fill_cards
from tests.school import Answer, NamedSchool

LANGUAGES = ("ru", "en")
MAY = ("Ким", "Орлова", "Боровая")
MAY_NOT = ("Соколова", "Дроздов", "Зимина")
CYRILLIC = str.maketrans("АВСЕНКМРТХ", "ABCEHKMPTX")


def code(school: NamedSchool, family: str = "Ивановы") -> str:
    return printed_code(school.store, school.cards[family])


def type_code(school: NamedSchool, typed: str, *, lang: str = "ru", htmx: bool = False) -> Answer:
    return school.client(lang=lang).post("/card", {"code": typed}, htmx=htmx)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_code_in_any_alphabet_with_and_without_its_hyphen(school: NamedSchool, lang: str) -> None:
    shown = code(school)
    latin = shown.translate(CYRILLIC)
    for typed in (
        shown,
        latin,
        shown.lower(),
        latin.lower(),
        shown.replace("-", ""),
        latin.replace("-", " "),
        f" {shown} ",
    ):
        page = type_code(school, typed, lang=lang)
        assert page.status == 200, typed
        assert "Мария И." in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert school.token("Ивановы") not in page.text
        assert page.headers["Refresh"] == "60;url=/"


RUSSIAN_KEYS = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:ZXCVBNM",
    "йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЯЧСМИТЬ",
)
"""What a scanner's keys type while the Russian layout is on."""


def test_a_card_held_to_the_scanner_opens_its_week_on_either_layout(school: NamedSchool) -> None:
    for address in (f"http://192.168.1.10:8080/s/{school.token('Ивановы')}", f"/s/{school.token('Ивановы')}/week"):
        for typed in (address, address.translate(RUSSIAN_KEYS), f"АВСЕ{address}"):
            page = type_code(school, typed)
            assert (page.status, "Мария И." in page.text) == (200, True), typed
            assert (page.headers["Cache-Control"], page.headers["Refresh"]) == ("no-store", "60;url=/")
            assert school.token("Ивановы") not in page.text
    assert type_code(school, f"http://192.168.1.10:8080/s/{'A' * 22}").status == 422
    assert type_code(school, f"/s/{school.token('Ивановы')}x").status == 422


def test_the_field_of_the_doors_needs_no_form_token_and_takes_none_from_elsewhere(school: NamedSchool) -> None:
    doors = school.client().get("/").text
    assert re.search(r'<input id="code" name="code"[^>]* autofocus>', doors)
    phone, typed = school.client().client, {"code": code(school)}
    assert phone.post("/card", data=typed, headers={"Origin": "http://localhost"}).status_code == 200
    assert phone.post("/card", data=typed, headers={"Origin": "http://evil.test"}).status_code == 403


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("typed", ("", "АВС", "ABCE-HKMP", "0000-0000", "ё" * 8, "x" * 5000, "<script>", "\x00"))
@pytest.mark.parametrize("htmx", (False, True))
def test_a_code_that_is_none_is_a_sentence(school: NamedSchool, typed: str, lang: str, *, htmx: bool) -> None:
    page = type_code(school, typed, lang=lang, htmx=htmx)
    assert page.status == 422
    assert 'role="alert"' in page.text
    assert ("Ошибка:" in page.text, "Error:" in page.text) == (lang == "ru", lang == "en")


def test_guessing_codes_is_limited(school: NamedSchool) -> None:
    statuses = [type_code(school, "АВСЕ-2345").status for _guess in range(CODES_A_MINUTE + 1)]
    assert statuses == [422] * CODES_A_MINUTE + [429]


def test_a_withdrawn_code_says_so(school: NamedSchool) -> None:
    shown = code(school)
    household = school.households["Ивановы"].id
    assert school.client("Ким").post(f"/families/{household}/card/withdrawal", page="/cards").status == 303
    page = type_code(school, shown)
    assert (page.status, "больше не действует" in page.text) == (422, True)
    assert school.client().get(f"/s/{school.token('Ивановы')}").status == 410


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("who", MAY)
def test_the_list_finds_a_family_by_a_part_of_any_name(school: NamedSchool, who: str, lang: str) -> None:
    browser = school.client(who, lang)
    everybody = browser.get("/cards").text
    assert ("Ивановы" in everybody, "Петровы" in everybody) == (True, True)
    for typed, found in (
        ("иван", (True, False)),
        ("артем", (False, True)),
        ("АРТЁМ", (False, True)),
        ("zzz", (False, False)),
    ):
        page = browser.get(f"/cards?q={typed}", htmx=True)
        assert ("Ивановы" in page.text, "Петровы" in page.text) == found
        assert "<html" not in page.text


@pytest.mark.parametrize("who", MAY_NOT)
def test_others_find_no_cards(school: NamedSchool, who: str) -> None:
    browser, household = school.client(who), school.households["Ивановы"].id
    for path in ("/cards", "/cards/sheet"):
        assert browser.get(path).status == 404
        assert school.client().get(path).status == 303
    for path in ("", "/withdrawal", "/pin"):
        assert browser.send(f"/families/{household}/card{path}", {}).status == 403
        assert school.client().send(f"/families/{household}/card{path}", {}).status == 401
    assert browser.send("/cards/missing", {}).status == 403
    assert school.store[CARDS].count() == 2


def test_a_sheet_holds_eight_cards_and_no_pin_and_no_surname_of_a_child(school: NamedSchool) -> None:
    fill_cards(school, 15)
    page = school.client("Ким").get("/cards/sheet")
    sheets = page.text.split('class="sheet cards"')[1:]
    assert [sheet.count('class="card"') for sheet in sheets] == [CARDS_ON_SHEET, CARDS_ON_SHEET, 1]
    assert "Мария И." in page.text
    assert "Иванова Мария" not in page.text
    assert school.pin("Ивановы") not in page.text
    assert code(school) in page.text


def test_one_card_alone(school: NamedSchool) -> None:
    page = school.client("Ким").get(f"/cards/sheet?family={school.households['Петровы'].id}")
    assert (page.text.count('class="card"'), "Петровы" in page.text) == (1, True)


@pytest.mark.parametrize("number", ("0", "999", "ё", "9" * 18, "9" * 30, "9" * 4500))
def test_a_family_that_is_none(school: NamedSchool, number: str) -> None:
    browser = school.client("Ким")
    assert browser.get(f"/cards/sheet?family={number}").status == 200
    for path in ("", "/pin"):
        assert browser.post(f"/families/{number}/card{path}", page="/cards").status == 404


def test_a_new_card_comes_with_its_slip_and_ends_the_old_one(school: NamedSchool) -> None:
    household, old = school.households["Ивановы"].id, school.token("Ивановы")
    page = school.client("Ким").post(f"/families/{household}/card", page="/cards")
    assert page.status == 200
    assert page.headers["Cache-Control"] == "no-store"
    card = card_of_household(school.store, household)
    assert card is not None
    school.cards["Ивановы"] = card
    pin = school.pin("Ивановы")
    assert f"{pin[:3]} {pin[3:]}" in page.text
    assert printed_code(school.store, card) in page.text
    assert (school.client().get(f"/s/{old}").status, school.client().get(f"/s/{school.token('Ивановы')}").status) == (
        410,
        200,
    )


def test_twice_in_a_row_withdraws_once_and_two_new_cards_leave_one_good(school: NamedSchool) -> None:
    browser, household = school.client("Ким"), school.households["Ивановы"].id
    for _press in range(2):
        assert browser.post(f"/families/{household}/card", page="/cards").status == 200
    held = [card for card in school.store[CARDS].all() if card.household == household and card.withdrawn_at is None]
    assert len(held) == 1
    for _press in range(2):
        assert browser.post(f"/families/{household}/card/withdrawal", page="/cards").status == 303
    assert card_of_household(school.store, household) is None


def test_missing_cards_are_issued_at_once_with_slips(school: NamedSchool) -> None:
    browser, household = school.client("Ким"), school.households["Петровы"].id
    browser.post(f"/families/{household}/card/withdrawal", page="/cards")
    page = browser.post("/cards/missing", page="/cards")
    assert (page.status, "Петровы" in page.text, "Ивановы" in page.text) == (200, True, False)
    assert browser.post("/cards/missing", page="/cards").status == 303  # nobody is without a card: back to the list


@pytest.mark.parametrize(("address", "warned"), [("http://127.0.0.1:8080", True), ("http://192.168.1.10:8080", False)])
def test_cards_with_an_address_that_no_phone_opens_are_warned_of(
    school: NamedSchool, address: str, *, warned: bool
) -> None:
    found = school.store[SCHOOLS].all()[0]
    with school.store.change(SYSTEM, "L14 test") as change:
        change.put(SCHOOLS, replace(found, address=address))
    office = school.client("Ким")
    assert ("не откроет ни один телефон" in office.get("/cards").text) is warned
    assert ("Пока не печатайте" in office.get("/cards/sheet").text) is warned


def test_what_cannot_be_undone_lies_behind_a_second_press_and_is_told_afterwards(school: NamedSchool) -> None:
    household, browser = school.households["Петровы"].id, school.client("Ким")
    row = browser.get("/cards?q=Петров", htmx=True).text
    kept_shut = row.partition("<details>")[2].partition("</details>")[0]
    for act in ("card/pin", "card/withdrawal", "card"):
        assert (f'action="/families/{household}/{act}"' in kept_shut, row.count(f'/{act}"')) == (True, 1)
    done = browser.post(f"/families/{household}/card/withdrawal", page="/cards")
    assert "Карточка отозвана: Петровы" in browser.get(done.headers["Location"]).text
    assert "Карточка отозвана" not in browser.get(f"/cards?withdrawn={school.households['Ивановы'].id}").text


def test_a_family_without_a_name_of_its_own_is_told_by_its_guardian(school: NamedSchool) -> None:
    home = school.households["Петровы"]
    with school.store.change(SYSTEM, "test: no name of its own") as change:
        change.put(HOUSEHOLDS, replace(home, name="", guardians=(Guardian("Петрова Анна", "мать"),)))
    browser = school.client("Ким")
    slip = browser.post(f"/families/{home.id}/card", page="/cards").text
    assert f'href="/cards/sheet?family={home.id}"' in slip
    done = browser.post(f"/families/{home.id}/card/withdrawal", page="/cards")
    assert "Карточка отозвана: Петрова" in browser.get(done.headers["Location"]).text
