"""While a note is typed: pieces of the repertoire and this teacher's own phrases, whole (H2)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.reports.phrases import offers, phrases
from kiosk.reports.records import ROWS
from tests.reports.filling import send_day
from tests.school import TODAY, NamedSchool

DAY = f"/report/{TODAY}"

TEXTS = {
    "К. Черни, соч. 299 № 5. Гамма Ре мажор": ["К. Черни, соч. 299 № 5", "Гамма Ре мажор"],
    "Гамма; арпеджио\nэтюд, стр. 12": ["Гамма", "арпеджио", "этюд, стр. 12"],
    "И. С. Бах. Маленькие прелюдии, т. 1. Наизусть!": ["И. С. Бах", "Маленькие прелюдии, т. 1", "Наизусть!"],
    "М. И. Глинка, «Соловей» (обр. А. Алябьева)": ["М. И. Глинка, «Соловей» (обр. А. Алябьева)"],
    "играть медленно. и тихо": ["играть медленно. и тихо"],
    " \n;. ": [],
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_note_falls_into_phrases(text: str) -> None:
    assert phrases(text) == TEXTS[text]


@given(st.text(alphabet="аБ .;\n№1", max_size=60))
def test_phrases_are_parts_of_the_note_in_its_order(text: str) -> None:
    place = 0
    for phrase in phrases(text):
        place = text.index(phrase, place) + len(phrase)


# what was written before, to whom; what is typed to Мария: what is offered, and the text with the first of it
WRITTEN = (
    ("Мария", "К. Черни, соч. 299 № 5. Гамма Ре мажор"),
    ("Артём", "К. Черни, соч. 849 № 2. Считать вслух"),
    ("Артём", "К. Черни, соч. 849 № 2; ёлочка"),
)
TYPED = {
    "чер": (["К. Черни, соч. 299 № 5", "К. Черни, соч. 849 № 2"], "К. Черни, соч. 299 № 5"),
    "Этюд наизусть. Счит": (["Считать вслух"], "Этюд наизусть. Считать вслух"),
    "Гамма; ЕЛ": (["ёлочка"], "Гамма; ёлочка"),
    "299": (["К. Черни, соч. 299 № 5"], "К. Черни, соч. 299 № 5"),
    "К. Черни, соч. 299 № 5": ([], ""),
    "Этюд наизусть. Ч": ([], ""),
    "ерни": ([], ""),
    "": ([], ""),
}


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_offered(school: NamedSchool, typed: str) -> None:
    send_day(school)
    pattern = {row.student: row for row in school.store[ROWS].all()}
    pupils = {name: school.students[name].id for name, _ in WRITTEN}
    rows = [replace(pattern[pupils[name]], homework=text) for name, text in WRITTEN]
    found = offers(rows, typed, (pupils["Мария"], 0))
    assert [offer.phrase for offer in found] == TYPED[typed][0]
    assert [offer.text for offer in found][:1] == ([TYPED[typed][1]] if TYPED[typed][0] else [])


def test_offers_stand_beside_the_row(school: NamedSchool) -> None:
    week_ago = TODAY - dt.timedelta(7)
    send_day(school, date=week_ago, Артём="Д. Кабалевский, «Клоуны»")
    name = f"L{school.lessons['Мария'].id}.homework"
    browser = school.client("Соколова")
    assert 'hx-get="/report/2026-11-24/phrases"' in browser.get(DAY).text
    answer = browser.get(f"{DAY}/phrases?{name}=Гамма;%20каб", htmx=True)
    assert 'data-text="Гамма; Д. Кабалевский, «Клоуны»"' in answer.text
    assert browser.get(f"{DAY}/phrases?{name}=x", htmx=True).text.strip() == ""
    assert browser.get(f"{DAY}/phrases", htmx=True).status == 200


LINKS = {
    "https://video.test/7 http://10.0.0.5/gamma": ("https://video.test/7", "http://10.0.0.5/gamma"),
    "": (),
    "youtu.be/7": None,
    "javascript:alert(1)": None,
    "https://": None,
}


@pytest.mark.parametrize("typed", LINKS)
def test_links_go_with_the_homework(school: NamedSchool, typed: str) -> None:
    slot = f"L{school.lessons['Мария'].id}"
    answer = school.client("Соколова").post(DAY, {"act": f"confirm:{slot}", f"{slot}.links": typed})
    family = school.client().get(f"/s/{school.token('Ивановы')}").text
    if (links := LINKS[typed]) is None:
        assert answer.status == 422
        assert "Ссылка начинается с https://" in answer.text
    else:
        assert school.store[ROWS].all()[0].links == links
        assert all(f'<a href="{link}">' in family for link in links)
