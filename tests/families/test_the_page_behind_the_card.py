"""The page behind the QR code: what it says and keeps to itself, when it is stale, when gone (F1, L5, L21, P5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kiosk.actor import SYSTEM
from kiosk.reports.actions import save_drafts
from kiosk.signin import actions
from kiosk.signin.cards import code_of, printed
from kiosk.timetable.actions import change_date
from kiosk.timetable.forms import ChangeInput
from kiosk.timetable.records import ChangeKind
from tests.school import TODAY, NamedSchool

SAID = ("Мария И.", "Пётр И.", "14:00", "Индивидуальное занятие, телефон", "Соколова М. П.", "Гамма Ре мажор")
REMARK = "Посадка: локоть свободнее"


def confirmed(school: NamedSchool, lesson: str, **fields: str) -> None:
    """A row of today, confirmed by Соколова."""
    slot = f"L{school.lessons[lesson].id}"
    sent: dict[str, Any] = {f"{slot}.{name.replace('_', '.')}": text for name, text in fields.items()}
    answer = school.client("Соколова").post(f"/report/{TODAY}", {**sent, "act": f"confirm:{slot}", "key": lesson})
    assert answer.status == 303


def page(school: NamedSchool, family: str = "Ивановы", etag: str = "", lang: str = "ru") -> TestResponse:
    """The family's page as its phone asks for it."""
    browser = school.client(lang=lang)
    headers = {"If-None-Match": etag} if etag else {}
    return browser.client.get(f"/s/{school.token(family)}", headers=headers)


def test_today_by_child_with_how_to_join_and_homework(school: NamedSchool) -> None:
    confirmed(school, "Мария", homework="Гамма Ре мажор в две октавы")
    text = page(school).get_data(as_text=True).replace("\u00a0", " ")
    for expected in (
        "Мария И.",
        "Пётр И.",
        "14:00",
        "Индивидуальное занятие, телефон",
        "Соколова М. П.",
        "Гамма Ре мажор",
    ):
        assert expected in text
    assert "<script" not in text


def test_it_names_no_surname_of_a_child_no_phone_no_reason_no_remark(school: NamedSchool) -> None:
    student = school.students["Мария"].id
    confirmed(school, "Мария", **{f"remark_{student}": REMARK, f"mark_{student}": "б", "office": "звонила мама"})
    text = page(school).get_data(as_text=True)
    for secret in ("Иванова Мария", "Ивановы", "+7 (000)", REMARK, "звонила", "Ольга"):
        assert secret not in text


def test_a_group_never_shows_one_childs_remark_to_another_family(school: NamedSchool) -> None:
    maria, artyom = school.students["Мария"].id, school.students["Артём"].id
    confirmed(school, "Терция", **{f"remark_{maria}": REMARK, f"remark_{artyom}": "Молодец"})
    seen = {}
    for family in ("Ивановы", "Петровы"):
        browser = school.client()
        address = f"/s/{school.token(family)}/unlock"
        assert browser.post(address, {"pin": school.pin(family)}).status == 303
        seen[family] = browser.get(address).text
    assert REMARK in seen["Ивановы"]
    assert REMARK not in seen["Петровы"]
    assert "Молодец" in seen["Петровы"]
    assert "Молодец" not in seen["Ивановы"]


def test_unchanged_is_304_and_a_teachers_typing_does_not_void_it(school: NamedSchool) -> None:
    first = page(school)
    etag = first.headers["ETag"]
    slot = f"L{school.lessons['Мария'].id}"
    save_drafts(school.store, school.staff["Соколова"], TODAY, {slot: {"homework": "пишется"}}, now=school.now())
    again = page(school, etag=etag)
    assert again.status_code == 304
    assert sum(len(name) + len(value) + 4 for name, value in again.headers) < 280


@pytest.mark.parametrize("change", ["homework", "substitution"])
def test_a_change_is_on_the_next_load(school: NamedSchool, change: str) -> None:
    etag = page(school).headers["ETag"]
    if change == "homework":
        confirmed(school, "Пётр", homework="«Василёк» двумя руками")
        expected = "«Василёк» двумя"
    else:
        given = ChangeInput(ChangeKind.SUBSTITUTED, None, None, "", school.staff["Белов"].id, "")
        change_date(school.store, school.actor("Ким"), school.lessons["Пётр"], TODAY, given)
        expected = "замена"
    fresh = page(school, etag=etag)
    assert fresh.status_code == 200
    assert expected in fresh.get_data(as_text=True).replace("\u00a0", " ")


def test_a_strangers_homework_leaves_this_family_at_304(school: NamedSchool) -> None:
    etag = page(school).headers["ETag"]
    confirmed(school, "Артём", homework="Полонез")
    assert page(school, etag=etag).status_code == 304


def test_a_withdrawn_card_is_gone_at_once_also_for_a_kept_page(school: NamedSchool) -> None:
    etag = page(school).headers["ETag"]
    old = school.token("Ивановы")
    actions.withdraw_card(school.store, SYSTEM, school.cards["Ивановы"].id, now=school.clock.now())
    assert page(school, etag=etag).status_code == 410
    assert school.client().get(f"/s/{old}/week").status == 410
    assert page(school, "Петровы").status_code == 200


def test_a_card_made_anew_replaces_the_old_one_and_the_other_household_keeps_its_own(school: NamedSchool) -> None:
    old = school.token("Ивановы")
    school.cards["Ивановы"] = actions.issue_card(
        school.store, SYSTEM, school.households["Ивановы"].id, expires=dt.date(2027, 8, 31), now=school.clock.now()
    )
    assert school.client().get(f"/s/{old}").status == 410
    assert page(school).status_code == 200


def test_an_expired_card_and_an_unknown_one(school: NamedSchool) -> None:
    assert school.client().get("/s/AAAAAAAAAAAAAAAAAAAAAA").status == 404
    school.clock.set(dt.datetime(2027, 9, 1, 9, tzinfo=school.clock.zone))
    assert page(school).status_code == 410


def test_a_wrong_pin_waits_and_a_right_one_opens_only_its_own_family(school: NamedSchool) -> None:
    browser = school.client()
    address = f"/s/{school.token('Ивановы')}/unlock"
    for _ in range(5):
        assert browser.post(address, {"pin": "000000"}).status == 422
    waiting = browser.post(address, {"pin": school.pin("Ивановы")})
    assert (waiting.status, "Слишком много неверных попыток" in waiting.text) == (422, True)
    school.clock.advance(dt.timedelta(minutes=1))
    assert browser.post(address, {"pin": school.pin("Ивановы")}).status == 303
    assert "ПИН" in browser.get(f"/s/{school.token('Петровы')}/unlock").text


@pytest.mark.parametrize("typed", ["latin", "cyrillic", "no hyphen", "small"])
def test_the_short_code_in_either_alphabet(school: NamedSchool, typed: str) -> None:
    card = school.cards["Ивановы"]
    code = code_of(school.store.secret, card.id, card.issue)
    forms = {
        "latin": code,
        "cyrillic": printed(code),
        "no hyphen": printed(code).replace("-", ""),
        "small": code.lower(),
    }
    answer = school.client().post("/card", {"code": forms[typed]})
    assert answer.status == 200
    assert "Мария И." in answer.text
    assert school.token("Ивановы") not in answer.text


def test_a_wrong_short_code_is_a_sentence(school: NamedSchool) -> None:
    answer = school.client().post("/card", {"code": "АВСЕ-2345"})
    assert answer.status == 422
    assert "Карточки с таким кодом нет" in answer.text
