"""The family page: today, the week, homework, changes; who sees it, how long, and what it never says (F1, L5, L21)."""

import datetime as dt
import io
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.app import COLLECTIONS
from kiosk.drop.records import UPLOADS
from kiosk.families.queries import week_for
from kiosk.people.records import GROUPS, HOUSEHOLDS, STUDENTS, Guardian, Household, Member
from kiosk.problems import Refusal
from kiosk.regime.actions import decide
from kiosk.regime.points import Choice, Point
from kiosk.regime.records import Decision, LessonKind
from kiosk.signin.actions import issue_card, new_pin, withdraw_card
from kiosk.signin.queries import token_of
from kiosk.signin.sessions import FAMILY_COOKIE
from kiosk.store import Store
from kiosk.timetable.records import DATE_CHANGES, LESSONS, VERSIONS, ChangeKind, DateChange
from kiosk.told.records import TOLD
from tests.school import TODAY, Answer, Browser, NamedSchool, open_school

DAY = f"/report/{TODAY}"
LANGUAGES = ("ru", "en")


def slot(school: NamedSchool, who: str) -> str:
    return f"L{school.lessons[who].id}"


def report(school: NamedSchool, who: str, **fields: str) -> None:
    """Соколова confirms one lesson with these fields."""
    named: dict[str, object] = {f"{slot(school, who)}.{name.replace('_', '.')}": text for name, text in fields.items()}
    answer = school.client("Соколова").post(DAY, {**named, "act": f"confirm:{slot(school, who)}"})
    assert answer.status == 303


def page(school: NamedSchool, family: str = "Ивановы", lang: str = "ru") -> Answer:
    return school.client(lang=lang).get(f"/s/{school.token(family)}")


def opened(school: NamedSchool, family: str = "Ивановы") -> tuple[Browser, str]:
    """A phone with the PIN given, and the card's address."""
    phone, address = school.client(), f"/s/{school.token(family)}"
    assert phone.post(f"{address}/unlock", {"pin": school.pin(family)}).status == 303
    return phone, address


@pytest.mark.parametrize("lang", LANGUAGES)
def test_today_and_the_week_of_each_child(school: NamedSchool, lang: str) -> None:
    shown = page(school, lang=lang)
    assert shown.status == 200
    assert f'<html lang="{lang}">' in shown.text
    for text in ("Мария И.", "Пётр И.", "14:00", "16:00", "17:00", "Специальность", "Фортепианный ансамбль"):
        assert text in shown.text
    assert ("24 ноября" in shown.text, "24 November" in shown.text) == (lang == "ru", lang == "en")
    assert ("Дома" in shown.text or "дома" in shown.text, "at home" in shown.text) == (lang == "ru", lang == "en")
    assert "<script" not in shown.text


def test_a_homework_confirmed_now_is_on_the_next_load(school: NamedSchool) -> None:
    before = page(school)
    report(school, "Мария", homework="Гамма Ре мажор")
    after = page(school)
    assert ("Гамма" in before.text, "Гамма Ре мажор" in after.text) == (False, True)
    assert before.headers["ETag"] != after.headers["ETag"]
    school.client("Соколова").post(DAY, {"act": f"withdraw:{slot(school, 'Мария')}"})
    assert "Гамма" not in page(school).text


def test_the_latest_homework_wins_and_a_lesson_without_one_keeps_the_last(school: NamedSchool) -> None:
    browser, name = school.client("Соколова"), f"{slot(school, 'Мария')}.homework"
    for day, text in (("2026-11-17", "старое"), ("2026-11-10", "древнее")):
        browser.post(f"/report/{day}", {name: text, "act": f"confirm:{slot(school, 'Мария')}"})
    report(school, "Мария")
    assert ("старое" in page(school).text, "древнее" in page(school).text) == (True, False)


def test_a_group_gets_the_same_homework_in_each_family(school: NamedSchool) -> None:
    report(school, "Терция", homework="Менуэт с повторами")
    assert all("Менуэт" in page(school, family).text for family in ("Ивановы", "Петровы"))


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    (
        (ChangeKind.CANCELLED, {}, "отменён"),
        (ChangeKind.MOVED, {"start": dt.time(18, 40), "end": dt.time(19, 10)}, "18:40"),
        (ChangeKind.MOVED, {"room": "12"}, "кабинет"),
    ),
)
def test_a_change_of_the_timetable_is_said_in_words(
    school: NamedSchool, kind: ChangeKind, more: dict[str, dt.time], words: str
) -> None:
    first = page(school)
    change_of = DateChange(lesson=school.lessons["Мария"].id, date=TODAY, kind=kind)
    with school.store.change(SYSTEM, "test: a change of the day") as change:
        change.add(DATE_CHANGES, replace(change_of, **more))
        change.touch("timetable")
    shown = page(school)
    assert "<mark>" in shown.text
    assert words in shown.text
    assert first.headers["ETag"] != shown.headers["ETag"]


def test_an_unchanged_page_is_304_and_typing_does_not_void_it(school: NamedSchool) -> None:
    """F1: drafts have no history and touch nobody's page."""
    first = page(school)
    phone, address = school.client(), f"/s/{school.token('Ивановы')}"
    known = {"If-None-Match": first.headers["ETag"], "Cookie": "lang=ru"}
    assert phone.client.get(address, headers=known).status_code == 304
    teacher = school.client("Соколова")
    teacher.post(f"{DAY}/drafts", {f"{slot(school, 'Мария')}.homework": "Гам"}, page=DAY)
    assert phone.client.get(address, headers=known).status_code == 304
    report(school, "Артём", homework="чужая семья")
    assert phone.client.get(address, headers=known).status_code == 304
    report(school, "Мария", homework="своя")
    assert phone.client.get(address, headers=known).status_code == 200


@pytest.mark.parametrize("kept", (False, True))
@pytest.mark.parametrize("rest", ("", "/week", "/unlock", "/hand-in"))
def test_a_withdrawn_card_is_gone_at_once_and_after_a_restart(school: NamedSchool, rest: str, *, kept: bool) -> None:
    address = f"/s/{school.token('Ивановы')}{rest}"
    phone = school.client()
    etag = phone.get(address).headers.get("ETag", "x") if kept else "x"
    withdraw_card(school.store, school.actor("Ким"), school.cards["Ивановы"].id, now=school.clock.now())
    assert phone.client.get(address, headers={"If-None-Match": etag}).status_code == 410
    assert phone.get(address, htmx=True).status == 410
    school.store.close()
    school.store = Store.open(school.settings.storage, collections=COLLECTIONS, clock=school.clock)
    del school.app
    try:
        shown = school.client().get(address)
        assert shown.status == 410
        assert "больше не действует" in shown.text
        assert page(school, "Петровы").status == 200
    finally:
        school.store.close()


def test_a_new_card_opens_and_the_old_one_is_gone(school: NamedSchool) -> None:
    old = school.token("Ивановы")
    card = issue_card(
        school.store,
        school.actor("Ким"),
        school.households["Ивановы"].id,
        expires=dt.date(2027, 8, 31),
        now=school.clock.now(),
    )
    assert school.client().get(f"/s/{old}").status == 410
    assert school.client().get(f"/s/{token_of(school.store, card)}").status == 200


def test_a_card_ends_with_its_school_year_and_says_so_in_its_days_of_grace(school: NamedSchool) -> None:
    school.clock.advance(dt.date(2027, 8, 31) - TODAY)
    assert (page(school).status, "Учебный год карточки закончился" in page(school).text) == (200, False)
    school.clock.advance(dt.timedelta(days=1))
    in_grace = page(school)
    assert (in_grace.status, "Она открывается до" in in_grace.text, "14 сентября" in in_grace.text) == (200, True, True)
    school.clock.advance(dt.timedelta(days=13))
    assert page(school).status == 200
    school.clock.advance(dt.timedelta(days=1))
    assert page(school).status == 410


def test_two_households_of_one_child_have_two_cards_each_withdrawn_alone(school: NamedSchool) -> None:
    """L5."""
    with school.store.change(SYSTEM, "test: the father lives apart") as change:
        father = Guardian("Иванов Сергей Петрович", "отец")
        apart = change.add(HOUSEHOLDS, Household(name="Иванов", guardians=(father,), students=(1,)))
    issued = issue_card(school.store, SYSTEM, apart.id, expires=dt.date(2027, 8, 31), now=school.clock.now())
    theirs = f"/s/{token_of(school.store, issued)}"
    report(school, "Мария", homework="Гамма")
    assert all("Гамма" in text for text in (school.client().get(theirs).text, page(school).text))
    withdraw_card(school.store, SYSTEM, issued.id, now=school.clock.now())
    assert (school.client().get(theirs).status, page(school).status) == (410, 200)


@pytest.mark.parametrize("token", ("x", "A" * 22, "A" * 500, "ё", "%00", "..%2f..", "' OR 1=1"))
@pytest.mark.parametrize("rest", ("", "/week", "/unlock", "/hand-in"))
def test_an_unknown_address_is_404(school: NamedSchool, token: str, rest: str) -> None:
    for lang in LANGUAGES:
        assert school.client(lang=lang).get(f"/s/{token}{rest}").status in {400, 404}


def test_the_open_page_names_no_surname_phone_reason_or_mark(school: NamedSchool) -> None:
    """L21: whoever finds the card learns first names and lessons, no more."""
    maria = school.students["Мария"].id
    report(school, "Мария", homework="Гамма", **{f"remark_{maria}": "ровнее", f"mark_{maria}": "б", "office": "мама"})
    report(school, "Пётр", off="1", reason="student_ill")
    for address in ("", "/week"):
        shown = school.client().get(f"/s/{school.token('Ивановы')}{address}").text
        for secret in ("Иванов", "+7", "111-22-33", "Ольга", "ровнее", "мама", "болезнь", "болен", "Отсутств", ">б<"):
            assert secret not in shown, (address, secret)


def test_remarks_are_under_the_pin_and_only_of_ones_own_children(school: NamedSchool) -> None:
    """A group row never shows one child's remark to another family."""
    maria, artyom = school.students["Мария"].id, school.students["Артём"].id
    report(school, "Терция", **{f"remark_{maria}": "Марии: тише", f"remark_{artyom}": "Артёму: громче"})
    locked = school.client().get(f"/s/{school.token('Ивановы')}/unlock").text
    assert "тише" not in locked
    for family, own, others in (("Ивановы", "Марии: тише", "громче"), ("Петровы", "Артёму: громче", "тише")):
        phone, address = opened(school, family)
        shown = phone.get(f"{address}/unlock").text
        assert (own in shown, others in shown) == (True, False)


def test_the_pin_of_one_family_opens_nothing_of_another(school: NamedSchool) -> None:
    phone, _ = opened(school, "Ивановы")
    given = phone.client.get_cookie(FAMILY_COOKIE, path=f"/s/{school.token('Ивановы')}")
    assert given is not None
    stranger, other = school.client(), f"/s/{school.token('Петровы')}"
    stranger.client.set_cookie(FAMILY_COOKIE, given.value, path=other)
    assert 'name="pin"' in stranger.get(f"{other}/unlock").text
    assert stranger.get(f"{other}/hand-in").status == 303


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("typed", ("", "000000", "12", "ёлка", "9" * 500, "\x00"))
def test_a_wrong_pin_is_a_sentence(school: NamedSchool, typed: str, lang: str) -> None:
    answer = school.client(lang=lang).post(f"/s/{school.token('Ивановы')}/unlock", {"pin": typed})
    assert answer.status == 422
    assert ("ПИН" in answer.text, "This PIN does not fit" in answer.text) == (lang == "ru", lang == "en")


def test_a_pin_may_be_typed_with_spaces(school: NamedSchool) -> None:
    pin = school.pin("Ивановы")
    answer = school.client().post(f"/s/{school.token('Ивановы')}/unlock", {"pin": f" {pin[:3]} {pin[3:]} "})
    assert answer.status == 303


def test_guessing_is_slowed_down_and_never_locked_out(school: NamedSchool) -> None:
    phone, address = school.client(), f"/s/{school.token('Ивановы')}/unlock"
    wrong = f"{(int(school.pin('Ивановы')) + 1) % 10**6:06d}"
    for _guess in range(5):
        assert phone.post(address, {"pin": wrong}).status == 422
    refused = phone.post(address, {"pin": school.pin("Ивановы")})
    assert (refused.status, "через 30" in refused.text) == (422, True)
    school.clock.advance(dt.timedelta(seconds=31))
    assert phone.post(address, {"pin": school.pin("Ивановы")}).status == 303


def test_half_an_hour_later_the_pin_is_asked_again_and_a_new_pin_ends_the_old(school: NamedSchool) -> None:
    phone, address = opened(school)
    assert 'name="pin"' not in phone.get(f"{address}/unlock").text
    old = school.pin("Ивановы")
    new_pin(school.store, school.actor("Ким"), school.cards["Ивановы"].id)
    assert 'name="pin"' in phone.get(f"{address}/unlock").text
    assert phone.post(f"{address}/unlock", {"pin": old}).status == 422
    school.cards["Ивановы"] = replace(school.cards["Ивановы"], pin_issue=school.cards["Ивановы"].pin_issue + 1)
    phone, address = opened(school)
    school.clock.advance(dt.timedelta(minutes=31))
    assert 'name="pin"' in phone.get(f"{address}/unlock").text


def test_a_child_who_left_is_no_longer_on_the_page(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test: Пётр leaves") as change:
        change.put(STUDENTS, replace(school.students["Пётр"], retired_on=TODAY))
        change.put(GROUPS, replace(school.groups["Терция"], members=()))
        change.touch(f"student:{school.students['Пётр'].id}")
    shown = page(school).text
    assert ("Пётр" in shown, "16:00" in shown) == (False, False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_week_on_paper(school: NamedSchool, lang: str) -> None:
    report(school, "Мария", homework="Гамма")
    shown = school.client(lang=lang).get(f"/s/{school.token('Ивановы')}/week")
    assert shown.status == 200
    assert "Гамма" in shown.text
    assert shown.text.count("<thead>") == 1


def test_a_phone_may_show_the_page_from_its_memory_for_two_minutes(school: NamedSchool) -> None:
    """Also while the server is away; longer, and a lesson cancelled just now would be shown as held."""
    assert page(school).headers["Cache-Control"] == "private, max-age=120"


def test_the_page_is_of_the_last_change_that_it_shows(school: NamedSchool) -> None:
    first = page(school).text
    assert "Данные на" in first
    school.clock.advance(dt.timedelta(hours=2))
    report(school, "Мария", homework="Гамма")
    school.clock.advance(dt.timedelta(minutes=20))
    shown = page(school).text
    assert "22:05" in shown
    assert "22:25" not in shown


def test_kind_and_how_to_join_stand_on_the_days_ahead_too(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test: another weekday, a link") as change:
        lesson = replace(school.lessons["Мария"], weekday=3, channel="МАКС", address="https://max.test/j/7")
        change.put(LESSONS, lesson)
        change.touch("timetable")
    shown = page(school).text.partition("<details")[2]
    assert "занятие, МАКС" in shown
    assert '<a href="https://max.test/j/7">' in shown


@pytest.mark.parametrize(("many", "whole"), ((3, True), (30, False)))
def test_a_long_homework_is_cut_only_where_lessons_are_many(school: NamedSchool, *, many: int, whole: bool) -> None:
    text = "Гамма Ре мажор двумя руками в четыре октавы, арпеджио короткие и длинные, этюд наизусть и " * 2
    report(school, "Мария", homework=text)
    with school.store.change(SYSTEM, "test: lessons of a full week") as change:
        for number in range(many):
            hour = replace(school.lessons["Мария"], id=0, rev=0, weekday=(2 + number) % 7, room=str(number))
            change.add(LESSONS, replace(hour, start=dt.time(8 + number % 12), end=dt.time(8 + number % 12, 30)))
        change.touch("timetable")
    ahead = page(school).text.partition("<details")[2]
    assert (text.strip() in ahead) is whole
    assert text[:40] in ahead


def test_control_lessons_are_told_a_month_ahead(tmp_path: Path) -> None:
    """F1: dates of control; a single date three weeks from now, and none of another family."""
    with open_school(tmp_path / "at school", distance=False) as school:
        control_on(school, TODAY + dt.timedelta(22))
        assert "Контрольные дальше" in page(school).text
        assert "ср, 16 декабря" in page(school).text
        assert "Контрольные дальше" not in page(school, "Петровы").text


def control_on(school: NamedSchool, date: dt.date) -> None:
    with school.store.change(SYSTEM, "test: a control lesson") as change:
        kept = school.lessons["Мария"]
        control = replace(kept, id=0, rev=0, weekday=date.weekday(), kind=LessonKind.CONTROL, since=date, until=date)
        for version in change.search(VERSIONS):
            change.add(LESSONS, replace(control, version=version.id))
        change.touch("timetable")


# behind the PIN


def test_contacts_are_shown_when_the_teacher_agrees(school: NamedSchool) -> None:
    """F8: phone and e-mail with the hours to call, under the PIN, of those who ticked it."""
    phone, address = opened(school)
    assert "Преподаватели контактов не открыли" in phone.get(f"{address}/unlock").text
    sokolova = school.client("Соколова")
    given: dict[str, object] = {"phone": "+7 (000) 555-66-77", "call_hours": "пн–пт, 10:00–12:00", "shown": "1"}
    assert sokolova.post("/people/contacts", {**given, "phone": ""}).status == 422
    assert sokolova.post("/people/contacts", given).status == 303
    shown = phone.get(f"{address}/unlock").text
    assert 'href="tel:+70005556677"' in shown
    assert "пн–пт, 10:00–12:00" in shown
    assert "555-66-77" not in page(school).text
    assert sokolova.post("/people/contacts", {**given, "shown": ""}).status == 303
    assert "555-66-77" not in phone.get(f"{address}/unlock").text


TELLINGS: tuple[tuple[dict[str, object], str], ...] = (
    ({}, ""),
    ({"until": "25.11"}, ""),
    ({"since": "23.11"}, "Этот день прошёл"),
    ({"until": "20.11"}, "Последний день раньше первого"),
    ({"since": "завтра вечером"}, "не дата"),
    ({"why": ""}, "Выберите"),
    ({"student": ""}, "Выберите"),
)


@pytest.mark.parametrize(("typed", "refused"), TELLINGS)
def test_a_family_tells_an_absence_and_the_teacher_sees_it(
    school: NamedSchool, typed: dict[str, object], refused: str
) -> None:
    """L16: with the PIN; it stands in the day, and can be taken back and told again."""
    phone, address = opened(school)
    given: dict[str, object] = {"student": str(school.students["Мария"].id), "since": "24.11", "why": "ill"}
    answer = phone.post(f"{address}/absence", {**given, **typed})
    row = f"{slot(school, 'Мария')}.reason"
    if refused:
        assert answer.status == 422
        assert refused in answer.text
        assert school.store[TOLD].all() == []
        return
    assert answer.status == 303
    assert row in school.client("Соколова").get(DAY).text
    told = school.store[TOLD].all()[0]
    assert (told.household, told.told_by) == (school.households["Ивановы"].id, "семья, по карточке и ПИН")
    assert "Сообщено" in phone.get(f"{address}/absence?told=1").text
    withdrawal = f"{address}/absence/{told.id}/withdrawal"
    assert phone.post(withdrawal, {"again": ""}, page=f"{address}/absence").status == 303
    assert row not in school.client("Соколова").get(DAY).text
    assert phone.post(withdrawal, {"again": "1"}, page=f"{address}/absence").status == 303
    assert row in school.client("Соколова").get(DAY).text


def test_an_absence_is_told_of_ones_own_children_with_the_pin(school: NamedSchool) -> None:
    address = f"/s/{school.token('Ивановы')}"
    stranger = school.client()
    assert stranger.get(f"{address}/absence").headers["Location"].endswith("/unlock?then=absence")
    phone, address = opened(school)
    of_another: dict[str, object] = {"student": str(school.students["Артём"].id), "since": "24.11", "why": "ill"}
    assert phone.post(f"{address}/absence", of_another).status == 422
    mine: dict[str, object] = {"student": str(school.students["Мария"].id), "since": "24.11", "why": "ill"}
    assert phone.post(f"{address}/absence", mine).status == 303
    told = school.store[TOLD].all()[0].id
    other, elsewhere = opened(school, "Петровы")
    assert other.post(f"{elsewhere}/absence/{told}/withdrawal", page=f"{elsewhere}/absence").status == 404


def test_the_pin_leads_on_to_where_one_wanted_to_go(school: NamedSchool) -> None:
    address, pin = f"/s/{school.token('Ивановы')}", school.pin("Ивановы")
    for then, there in (("absence", "absence"), ("hand-in", "hand-in"), ("//evil.test", "unlock"), ("", "unlock")):
        sent = school.client().post(f"{address}/unlock", {"pin": pin, "then": then})
        assert sent.headers["Location"].endswith(f"{address}/{there}")


def test_the_school_chooses_how_the_student_is_known(school: NamedSchool) -> None:
    """P5: with the card alone a work is handed in without the PIN; remarks and former works still ask for it."""
    address, phone = f"/s/{school.token('Ивановы')}", school.client()
    assert phone.get(f"{address}/hand-in").status == 303
    given = Decision(
        point=Point.IDENTITY,
        choice=Choice.CARD,
        since=TODAY,
        reason="решение педсовета",
        at=school.clock.now(),
        decided_by="Орлова",
    )
    assert not isinstance(decide(school.store, school.actor("Орлова"), given), Refusal)
    assert "Сдать работу (нужен ПИН)" not in page(school).text
    file = (io.BytesIO(b"%PDF-1.4\n%%EOF"), "ноты.pdf")
    work: dict[str, object] = {"assignment": f"{school.students['Мария'].id}.", "task": "Этюд", "file": file}
    sent = phone.post(f"{address}/hand-in", work)
    assert sent.headers["Location"].startswith("/receipt/")
    assert [upload.how for upload in school.store[UPLOADS].all()] == ["card"]
    assert "Этюд" not in phone.get(f"{address}/hand-in").text
    assert 'name="pin"' in phone.get(f"{address}/unlock").text


def test_the_same_days_are_told_once(school: NamedSchool) -> None:
    phone, address = opened(school)
    given: dict[str, object] = {"student": str(school.students["Мария"].id), "since": "24.11", "why": "ill"}
    assert phone.post(f"{address}/absence", {**given, "until": "26.11"}).status == 303
    again = phone.post(f"{address}/absence", {**given, "since": "26.11"})
    assert (again.status, "уже сообщено" in again.text) == (422, True)
    other = {**given, "student": str(school.students["Пётр"].id)}
    assert phone.post(f"{address}/absence", other).status == 303


def test_a_family_whose_children_have_left_is_told_so(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test: Артём leaves") as change:
        change.put(STUDENTS, replace(school.students["Артём"], retired_on=TODAY))
        change.touch(f"student:{school.students['Артём'].id}")
    shown = page(school, "Петровы").text
    assert "сейчас никто не учится" in shown
    assert "/absence" not in shown


def test_a_group_joined_within_the_week_stands_from_its_day(school: NamedSchool) -> None:
    friday = TODAY + dt.timedelta(3)
    with school.store.change(SYSTEM, "test: Матвей joins the ensemble on Friday") as change:
        home = change.add(HOUSEHOLDS, Household(name="Ёлкины", students=(school.students["Матвей"].id,)))
        group = school.groups["Терция"]
        new = Member(school.students["Матвей"].id, since=friday)
        change.put(GROUPS, replace(group, members=(*group.members, new)))
        for weekday in (2, 4):
            change.add(LESSONS, replace(school.lessons["Терция"], id=0, rev=0, weekday=weekday))
    week = week_for(school.store, home.id, TODAY)
    assert [day.date for day in week.days] == [friday]


def test_a_lesson_by_telephone_says_who_calls(school: NamedSchool) -> None:
    shown = page(school).text
    assert "телефон: вам позвонят" in shown
    with school.store.change(SYSTEM, "test: a number to call") as change:
        change.put(LESSONS, replace(school.lessons["Мария"], channel="телефон", address="+7 (000) 000-00-00"))
        change.touch("timetable")
    assert "телефон: +7 (000) 000-00-00" in page(school).text
