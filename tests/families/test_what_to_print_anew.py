"""Which cards are printed, for whom and in which order; what the office has to do about them (F2, L5, L6, L14)."""

import datetime as dt

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.families.pages import TALLY
from kiosk.families.posters import DISTANCE_METRES, hanging, module_mm, read_from, width_for
from kiosk.families.scans import Tally
from kiosk.office.duties import NightWatch
from kiosk.people.records import GROUPS, HOUSEHOLDS, STUDENTS, Guardian, Household, Member
from kiosk.school.records import SCHOOLS, School
from kiosk.signin.records import CARDS, SCANS, Card
from tests.budgets.families import fill_cards
from tests.school import TODAY, NamedSchool

OLD, NEW = "http://192.168.1.10:8080", "http://192.168.7.7:8080"


def settle(school: NamedSchool, **fields: object) -> School:
    """The school's own page says this now."""
    with school.store.change(SYSTEM, "test: the school") as change:
        return change.put(SCHOOLS, replace(change.search(SCHOOLS)[0], **fields))


def names_on(school: NamedSchool, query: str) -> list[str]:
    """Families on a sheet, in their order."""
    text = school.client("Ким").get(f"/cards/sheet?{query}").text
    return [piece.partition("</h2>")[0] for piece in text.split("<h2>")[1:]]


def press_printed(school: NamedSchool, query: str = "") -> str:
    """«Напечатано» under a sheet; where it leads to."""
    browser = school.client("Ким")
    text = browser.get(f"/cards/sheet?{query}").text
    fields: dict[str, object] = {
        name: text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("cards", "address")
    }
    leads: str = browser.post("/cards/printed", fields, page="/cards").headers["Location"]
    return leads


def card(school: NamedSchool, family: str = "Ивановы") -> Card:
    found = school.store[CARDS].get(school.cards[family].id)
    assert found is not None
    return found


# in which order


def test_a_group_is_printed_as_its_list_stands_and_both_homes_of_a_child(school: NamedSchool) -> None:
    members = tuple(Member(school.students[name].id) for name in ("Артём", "Мария", "Пётр"))
    with school.store.change(SYSTEM, "test: the list of the group, a father apart") as change:
        change.put(GROUPS, replace(school.groups["Терция"], members=members))
        father = Household(name="Аистов", guardians=(Guardian("Аистов И. И."),), students=(members[1].student,))
        change.add(HOUSEHOLDS, father)
    school.client("Ким").post("/cards/missing", page="/cards")
    assert names_on(school, f"of=g{school.groups['Терция'].id}") == ["Петровы", "Ивановы", "Аистов"]


def test_a_class_and_a_teacher_go_by_surname(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test: one teacher, one class") as change:
        for name in ("Мария", "Артём"):
            one = school.students[name]
            change.put(STUDENTS, replace(one, teacher=school.staff["Белов"].id, class_label="Скрипка 3"))
    for chosen in (f"t{school.staff['Белов'].id}", "cСкрипка 3"):
        assert names_on(school, f"of={chosen}") == ["Ивановы", "Петровы"]
    shown = school.client("Ким").get("/cards?of=cСкрипка 3").text
    assert ("Ивановы" in shown, '<option value="cСкрипка 3" selected>' in shown) == (True, True)


@pytest.mark.parametrize("of", ("g999", "t0", "tё", "x", "c", "g" + "9" * 40, "<script>"))
def test_a_choice_that_is_none_prints_nothing(school: NamedSchool, of: str) -> None:
    assert names_on(school, f"of={of}") == []


def test_24_on_a_sheet_and_back_to_8(school: NamedSchool) -> None:
    fill_cards(school, 24)
    page = school.client("Ким").get("/cards/sheet?per=24").text
    sheets = page.split('class="sheet cards small"')[1:]
    assert [sheet.count('class="card"') for sheet in sheets] == [24, 2]
    assert 'href="/cards/sheet?per=8"' in page
    assert school.pin("Ивановы") not in page


# the address changes


def test_what_was_printed_under_the_old_address_is_listed_and_nothing_else(school: NamedSchool) -> None:
    settle(school, address=OLD)
    browser, home = school.client("Ким"), school.households["Ивановы"].id
    press_printed(school, f"family={home}")
    assert (card(school).printed_address, card(school, "Петровы").printed_address) == (OLD, "")
    assert "старому адресу" not in browser.get("/cards").text
    settle(school, address=NEW)
    assert "Напечатано по старому адресу: 1" in browser.get("/cards").text
    assert names_on(school, "old") == ["Ивановы"]
    press_printed(school, "old")
    assert "старому адресу" not in browser.get("/cards").text
    assert names_on(school, "old") == []


def test_printed_by_mistake_is_taken_back(school: NamedSchool) -> None:
    settle(school, address=OLD)
    press_printed(school)
    settle(school, address=NEW)
    school.clock.advance(dt.timedelta(hours=1))
    done, browser = press_printed(school), school.client("Ким")
    assert "отмечены напечатанными" in browser.get(done).text
    browser.post("/cards/printed/withdrawal", {"printed": done.partition("=")[2]}, page="/cards")
    assert {one.printed_address for one in school.store[CARDS].all()} == {OLD}
    assert "Напечатано по старому адресу: 2" in browser.get("/cards").text


def test_a_poster_remembers_its_address_too(school: NamedSchool) -> None:
    settle(school, address=OLD, wifi_name="ДМШ", wifi_password="гамма-до-мажор")
    browser, place = school.client("Ким"), 'Кабинет 12 «Скрипка» <b>"'
    shown = browser.get(f"/cards/poster?place={place}").text
    assert ("&lt;b&gt;" in shown, "<b>&#34;" in shown, "/s/" in shown) == (True, False, False)
    browser.post("/cards/posters", {"place": place, "address": OLD}, page="/cards/posters")
    browser.post("/cards/posters", {"place": place, "address": OLD}, page="/cards/posters")
    (hung,) = hanging(school.store)
    settle(school, address=NEW)
    assert "Плакаты со старым адресом: 1" in browser.get("/cards").text
    assert f"{OLD}, старый" in browser.get("/cards/posters").text
    leads = browser.post(f"/cards/posters/{hung.id}/removal", page="/cards/posters").headers["Location"]
    assert "снят" in browser.get(leads).text
    assert hanging(school.store) == []
    browser.post(f"/cards/posters/{hung.id}/removal", {"back": "1"}, page="/cards/posters")
    assert [one.address for one in hanging(school.store)] == [OLD]
    assert browser.post("/cards/posters/999/removal", page="/cards/posters").status == 404


# what a phone makes of the large code, by its distance and the length of the address
ADDRESSES = ("http://10.0.0.1/", "http://192.168.1.10:8080/", "http://192.168.100.200:18080/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_posters_code_is_large_enough_for_two_metres(address: str) -> None:
    assert module_mm(2) == pytest.approx(2 * module_mm(1))
    assert read_from(address, width_for(address, DISTANCE_METRES)) >= DISTANCE_METRES - 0.01


def test_a_name_for_an_address_is_warned_of_and_the_name_stands_second(school: NamedSchool) -> None:
    settle(school, address="http://kiosk.local:8080")
    assert "старые телефоны имён не находят" in school.client("Ким").get("/cards").text
    settle(school, address=OLD, second_address="kiosk.local:8080")
    text = school.client("Ким").get("/cards/sheet").text
    assert "192.168.1.10:8080/card, kiosk.local:8080/card" in text
    assert "старые телефоны" not in school.client("Ким").get("/cards").text


# a year ends


def test_cards_are_renewed_in_bulk_and_the_paper_stays_good(school: NamedSchool) -> None:
    browser = school.client("Ким")
    assert "Продлить" not in browser.get("/cards").text
    school.clock.set(dt.datetime(2027, 6, 1, 12))
    browser = school.client("Ким")
    assert "Продлить 2 карточки до 31 августа 2028" in browser.get("/cards").text.replace("\u00a0", " ")
    done = browser.post("/cards/renewal", page="/cards")
    assert "Продлено: 2" in browser.get(done.headers["Location"]).text
    school.clock.set(dt.datetime(2028, 8, 31, 12))
    assert school.client().get(f"/s/{school.token('Ивановы')}").status == 200


def test_a_renewal_by_mistake_is_taken_back(school: NamedSchool) -> None:
    school.clock.set(dt.datetime(2027, 6, 1, 12))
    browser = school.client("Ким")
    done = browser.post("/cards/renewal", page="/cards").headers["Location"]
    browser.post("/cards/renewal/withdrawal", {"renewed": done.partition("=")[2]}, page="/cards")
    assert {one.expires for one in school.store[CARDS].all()} == {dt.date(2027, 8, 31)}
    assert "Продлить 2 карточки" in browser.get("/cards").text.replace("\u00a0", " ")


# what is typed on the school's page: accepted?
SCHOOL_PAGE = [
    ({"cards_until": "31.05.2027", "cards_grace": "0", "board_off": "20:30", "board_on": "7"}, 303),
    ({"second_address": "http://kiosk.local:8080/"}, 303),
    ({"second_address": "kiosk.local/card"}, 422),
    ({"cards_grace": "200"}, 422),
    ({"cards_grace": "две недели"}, 422),
    ({"cards_until": "32.05"}, 422),
    ({"board_off": "25:00"}, 422),
]


@pytest.mark.parametrize(("typed", "status"), SCHOOL_PAGE)
def test_terms_of_cards_and_the_boards_night_on_the_schools_page(
    school: NamedSchool, typed: dict[str, object], status: int
) -> None:
    fields: dict[str, object] = {"name": "ДМШ № 2", "short_name": "ДМШ № 2", **typed}
    assert school.client("Ким").post("/office/school", fields, page="/office/school").status == status
    kept = school.store[SCHOOLS].all()[0]
    if typed.get("cards_grace") == "0":
        assert (kept.cards_until, kept.cards_grace) == (dt.date(2027, 5, 31), 0)
        assert (kept.board_off, kept.board_on) == (dt.time(20, 30), dt.time(7))
    if status == 303 and "second_address" in typed:
        assert kept.second_address == "kiosk.local:8080"
    if status == 422:
        assert (kept.cards_grace, kept.board_off, kept.second_address) == (14, dt.time(21), "")


def test_a_family_whose_children_have_left_is_not_renewed(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test: Артём leaves") as change:
        change.put(STUDENTS, replace(school.students["Артём"], retired_on=TODAY))
    school.clock.set(dt.datetime(2027, 6, 1, 12))
    browser = school.client("Ким")
    browser.post("/cards/renewal", page="/cards")
    ends = {name: card(school, name).expires.year for name in school.cards}
    assert ends == {"Ивановы": 2028, "Петровы": 2027}


def test_a_withdrawn_card_stays_dead_whatever_is_pressed(school: NamedSchool) -> None:
    browser, home = school.client("Ким"), school.households["Ивановы"].id
    told = browser.post(f"/families/{home}/card/withdrawal", page="/cards").headers["Location"]
    assert ("вернуть её нельзя" in browser.get(told).text, "Выдать новую" in browser.get(told).text) == (True, True)
    school.clock.set(dt.datetime(2027, 6, 1, 12))
    school.client("Ким").post("/cards/renewal", page="/cards")
    school.client("Ким").post("/cards/printed", {"cards": str(card(school).id), "address": OLD}, page="/cards")
    assert (card(school).expires.year, card(school).printed_address) == (2027, "")
    assert school.client().get(f"/s/{school.token('Ивановы')}").status == 410


def test_the_school_says_until_when_and_how_long_after(school: NamedSchool) -> None:
    settle(school, cards_until=dt.date(2027, 5, 31), cards_grace=0)
    home = school.households["Ивановы"].id
    school.client("Ким").post(f"/families/{home}/card", page="/cards")
    assert school.store[CARDS].all(order=("-id",))[0].expires == dt.date(2027, 5, 31)


# PINs, scans


def test_wrong_pins_are_told_to_the_office_with_a_new_pin_beside_them(school: NamedSchool) -> None:
    phone, address = school.client(), f"/s/{school.token('Ивановы')}/unlock"
    wrong = f"{(int(school.pin('Ивановы')) + 1) % 10**6:06d}"
    for _slip in range(2):
        phone.post(address, {"pin": wrong})
    assert "Неверные ПИН" not in school.client("Ким").get("/cards").text
    phone.post(address, {"pin": wrong})
    browser = school.client("Ким")
    shown = browser.get("/cards").text
    assert ("Неверные ПИН" in shown, "3 неверных ПИН с устройства 127.0.0.1" in shown) == (True, True)
    assert browser.post(f"/families/{school.households['Ивановы'].id}/card/pin", page="/cards").status == 200
    assert "Неверные ПИН" not in browser.get("/cards").text


def test_wrong_pins_of_last_week_are_forgotten(school: NamedSchool) -> None:
    for _guess in range(3):
        school.client().post(f"/s/{school.token('Ивановы')}/unlock", {"pin": "000000"})
    school.clock.advance(dt.timedelta(days=8))
    assert "Неверные ПИН" not in school.client("Ким").get("/cards").text


def test_the_longest_unopened_come_first(school: NamedSchool) -> None:
    with_scan, tally = card(school), Tally()
    tally.add(school.store, with_scan.id, school.now(), TODAY)
    tally.flush(school.store, TODAY)
    for sort, first in (("", "Ивановы"), ("seen", "Петровы")):
        text = school.client("Ким").get(f"/cards?sort={sort}", htmx=True).text
        assert text.index(first) == min(text.index("Ивановы"), text.index("Петровы"))


def test_scans_of_the_last_minute_are_written_when_the_program_ends(school: NamedSchool) -> None:
    TALLY.flush(school.store, TODAY)  # what was counted before is not ours
    before = {one.card: one.count for one in school.store[SCANS].all()}
    school.client().get(f"/s/{school.token('Ивановы')}")
    assert {one.card: one.count for one in school.store[SCANS].all()} == before
    watch = NightWatch(school.store, school.clock, school.settings.storage, tidy=lambda: 0)
    watch.start()
    watch.end()
    after = {one.card: one.count for one in school.store[SCANS].all()}
    assert after == {**before, card(school).id: before.get(card(school).id, 0) + 1}
