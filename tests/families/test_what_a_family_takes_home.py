"""Paper, file and the page that leads to them: who gets them, what stands in them, what does not (F3, F9, L5, L21)."""

import re

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.signin.actions import withdraw_card
from kiosk.timetable.records import LESSONS
from tests.school import TODAY, NamedSchool

TAKEN = ("/home", "/week", "/week?size=a5", "/week-1.svg", ".ics", "/keep.html")
LANGUAGES = ("ru", "en")


def address(school: NamedSchool, rest: str, family: str = "Ивановы") -> str:
    return f"/s/{school.token(family)}{rest}"


def with_a_link(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test: by a link") as change:
        joined = {"channel": "МАКС", "address": "https://max.example/17"}
        change.put(LESSONS, replace(school.lessons["Мария"], **joined))


@pytest.mark.parametrize("rest", TAKEN)
@pytest.mark.parametrize("kept", (False, True))
def test_a_withdrawn_card_gives_nothing_any_more(school: NamedSchool, rest: str, *, kept: bool) -> None:
    phone = school.client()
    etag = phone.get(address(school, rest)).headers.get("ETag", "x") if kept else "x"
    withdraw_card(school.store, school.actor("Ким"), school.cards["Ивановы"].id, now=school.clock.now())
    assert phone.client.get(address(school, rest), headers={"If-None-Match": etag}).status_code == 410
    assert phone.get(address(school, rest, "Петровы")).status == 200


@pytest.mark.parametrize("rest", (*TAKEN, "/week-0.svg", "/week-9.svg"))
@pytest.mark.parametrize("token", ("x", "A" * 22, "ё", "..%2f.."))
def test_an_unknown_card_is_404(school: NamedSchool, rest: str, token: str) -> None:
    assert school.client().get(f"/s/{token}{rest}").status == 404
    assert school.client().get(address(school, "/week-9.svg")).status == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_page_leads_to_all_of_it_and_says_what_works_where(school: NamedSchool, lang: str) -> None:
    shown = school.client(lang=lang).get(address(school, "/home")).text
    assert {f'href="{address(school, rest)}"' for rest in TAKEN} - set(re.findall(r'href="[^"]+"', shown)) == {
        f'href="{address(school, "/home")}"'
    }
    assert ("Только в школе:" in shown, "Only at school:" in shown) == (lang == "ru", lang == "en")
    assert "<script" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_needs_nothing_but_itself(school: NamedSchool, lang: str) -> None:
    with_a_link(school)
    slot = f"L{school.lessons['Мария'].id}"
    school.client("Соколова").post(f"/report/{TODAY}", {f"{slot}.homework": "Гамма Ре мажор", "act": f"confirm:{slot}"})
    answer = school.client(lang=lang).get(address(school, "/keep.html"))
    name = "%D0%A0%D0%B0%D1%81%D0%BF" if lang == "ru" else "Timetable"  # Расп…
    assert 'attachment; filename="' in str(answer.headers["Content-Disposition"])
    assert f"UTF-8''{name}" in str(answer.headers["Content-Disposition"])
    assert re.findall(r'(?:href|src|action)="([^"]*)"', answer.text) == ["https://max.example/17"]
    for words in ("Гамма Ре мажор", "14:00", "prefers-color-scheme:dark", "@media print"):
        assert words in answer.text
    until = "верно до 30 ноября включительно" if lang == "ru" else "holds until 30 November inclusive"
    assert until in answer.text
    for secret in ("Иванов", "+7", "Ольга", school.token("Ивановы")):
        assert secret not in answer.text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rest", ("/week", "/week?size=a5"))
def test_the_paper_shows_the_week_and_its_codes(school: NamedSchool, rest: str, lang: str) -> None:
    shown = school.client(lang=lang).get(address(school, rest)).text
    for words in (
        "14:00",
        "16:00",
        "17:00",
        "Мария И.",
        "Пётр И.",
        "Соколова М. П.",
        f"{address(school, '/week-1.svg')}",
    ):
        assert words in shown
    assert ('class="sheet a5"' in shown) == rest.endswith("a5")
    assert "Иванов" not in shown


def test_the_office_prints_it_for_a_family_without_a_phone(school: NamedSchool) -> None:
    """No token lies in the address, so the codes stand in the page."""
    household = school.households["Ивановы"]
    office = school.client("Ким")
    assert f'href="/families/{household.id}/week"' in office.get("/cards").text
    shown = office.get(f"/families/{household.id}/week").text
    assert shown.count("<svg") == 1
    assert school.token("Ивановы") not in shown
    assert office.get("/families/999/week").status == 404


def test_a_change_is_on_the_next_paper(school: NamedSchool) -> None:
    phone = school.client()
    before = {rest: phone.get(address(school, rest)).body for rest in ("/week", "/week-1.svg")}
    with school.store.change(SYSTEM, "test: an hour later") as change:
        change.put(LESSONS, replace(school.lessons["Мария"], start=school.lessons["Артём"].start))
        change.touch("timetable")
    assert all(phone.get(address(school, rest)).body != body for rest, body in before.items())
