"""Notices: whom they reach, where they stand and where not, who has read them (F4, L13, L21)."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from kiosk.actor import SYSTEM
from kiosk.notices.queries import families_of, for_family, lines
from kiosk.notices.records import NOTICES, READINGS, Notice, Reading
from kiosk.notices.rules import SHORT_LETTERS, State, counts, shortened, state
from kiosk.people.records import DEPARTMENTS, HOUSEHOLDS, STUDENTS
from kiosk.store import where
from tests.notices.filling import tell
from tests.school import TODAY, Answer, NamedSchool

OFFICE = ("Орлова", "Ким", "Боровая")
OTHERS = ("Зимина", "Соколова", "Дроздов")
PHONE = "+7 (000) 111-22-33"
A_DAY = dt.timedelta(1)


def page(school: NamedSchool, family: str = "Ивановы", rest: str = "", lang: str = "ru") -> Answer:
    return school.client(lang=lang).get(f"/s/{school.token(family)}{rest}")


def fields(**more: object) -> dict[str, object]:
    """The form as it is filled in for everyone."""
    days = {"since": f"{TODAY:%d.%m.%Y}", "until": f"{TODAY + A_DAY:%d.%m.%Y}"}
    return {"title": "Концерт", "text": "Малый зал.", **days, "for_everyone": "1", "key": "k1", **more}


def put_in_department(school: NamedSchool, name: str) -> int:
    """Мария and Пётр study the piano."""
    (piano,) = school.store[DEPARTMENTS].search(where("name") == name)
    with school.store.change(SYSTEM, "test: departments") as change:
        for child in ("Мария", "Пётр"):
            change.put(STUDENTS, changed(school.students[child], department=piano.id))
    return piano.id


# since and until as days from today, withdrawn, what the notice is
STATES = [
    (0, 0, False, State.CURRENT),
    (-3, 0, False, State.CURRENT),
    (-3, -1, False, State.PAST),
    (1, 3, False, State.COMING),
    (0, 3, True, State.WITHDRAWN),
]


@pytest.mark.parametrize(("since", "until", "withdrawn", "what"), STATES)
def test_what_a_notice_is_on_a_day(since: int, until: int, withdrawn: bool, what: State, school: NamedSchool) -> None:
    notice = tell(school, since=TODAY + since * A_DAY, until=TODAY + until * A_DAY)
    assert state(changed(notice, withdrawn=withdrawn), TODAY) is what
    assert ("Малый зал" in page(school).text) == (what in {State.CURRENT, State.WITHDRAWN})


@given(st.text(alphabet="абвё \n.…", max_size=400))
def test_the_short_form_is_short_and_the_beginning_of_the_text(text: str) -> None:
    short, line = shortened(text), " ".join(text.split())
    assert len(short) <= SHORT_LETTERS
    assert short == line or (short.endswith(" …") and line.startswith(short[:-2]))


def test_a_mark_from_before_the_change_that_matters_no_longer_counts(school: NamedSchool) -> None:
    notice, now = tell(school, must_read=True), school.clock.now()
    mark = Reading(notice=notice.id, household=1, at=now)
    assert counts(mark, notice)
    assert not counts(changed(mark, undone=True), notice)
    assert not counts(mark, changed(notice, asked_at=now + A_DAY))
    assert not counts(None, notice)


# whom the notice is for, which of the two families it reaches, whether it stands in the hall
TARGETS = [
    ("everyone", {"Ивановы", "Петровы"}, True),
    ("group", {"Ивановы", "Петровы"}, False),
    ("department", {"Ивановы"}, False),
    ("family", {"Петровы"}, False),
    ("department and family", {"Ивановы", "Петровы"}, False),
    ("staff", set(), False),
]


@pytest.mark.parametrize(("whom", "families", "hall"), TARGETS)
def test_whom_it_reaches_and_where_it_stands(school: NamedSchool, whom: str, families: set[str], hall: bool) -> None:
    """L21: what is for a family or a group never stands on an open page."""
    piano = put_in_department(school, "Фортепиано")
    more: dict[str, Any] = {"for_everyone": whom == "everyone", "for_staff": whom == "staff"}
    more |= {"groups": (school.groups["Терция"].id,)} if whom == "group" else {}
    more |= {"departments": (piano,)} if "department" in whom else {}
    more |= {"households": (school.households["Петровы"].id,)} if "family" in whom else {}
    notice = tell(school, **more)
    assert {name for name in school.households if "Концерт в субботу" in page(school, name).text} == families
    for path in ("/", "/board"):
        assert ("Концерт в субботу" in school.client().get(path).text) == hall
    reached = {one.household for one in families_of(school.store, notice, TODAY)}
    assert reached == {school.households[name].id for name in families}
    assert ("Концерт в субботу" in school.client("Соколова").get(f"/report/{TODAY}").text) == (whom == "staff")


def test_kept_pages_hear_of_it_at_once_and_it_goes_by_itself(school: NamedSchool) -> None:
    """The page is kept rendered: a notice, its change, its withdrawal and its last day make it new."""
    empty = page(school)
    office, notice = school.client("Ким"), tell(school, until=TODAY)
    assert "Малый зал" in page(school).text
    office.post(f"/notices/{notice.id}/edit", fields(text="Большой зал.", rev=notice.rev))
    assert "Большой зал" in page(school).text
    assert "Большой зал" in school.client().get("/board").text
    office.post(f"/notices/{notice.id}/withdrawal", page=f"/notices/{notice.id}")
    assert "Большой зал" not in page(school).text
    office.post(f"/notices/{notice.id}/withdrawal/withdrawal", page=f"/notices/{notice.id}")
    assert "Большой зал" in page(school).text
    school.clock.set(school.now() + 2 * A_DAY)
    assert "Большой зал" not in page(school).text
    assert "<form" not in empty.text


def test_a_notice_for_another_family_leaves_the_kept_page_as_it_is(school: NamedSchool) -> None:
    before = page(school).headers["ETag"]
    tell(school, for_everyone=False, households=(school.households["Петровы"].id,))
    assert page(school).headers["ETag"] == before


def test_a_mother_says_that_she_has_read_it(school: NamedSchool) -> None:
    """F4: the card suffices; the first press counts; the office undoes it and marks whom it telephoned."""
    notice, household = tell(school, must_read=True), school.households["Ивановы"].id
    phone, office, address = school.client(), school.client("Ким"), f"/s/{school.token('Ивановы')}"
    assert "Прочитали" in phone.get(address).text
    assert PHONE in office.get(f"/notices/{notice.id}/unread").text
    for _ in range(2):
        assert phone.send(f"{address}/notices/{notice.id}", {}).headers["Location"] == address
    (mark,) = school.store[READINGS].all()
    assert (mark.household, mark.at, mark.by, mark.rev) == (household, school.clock.now(), "", 1)
    assert "Прочитали" not in phone.get(address).text
    assert "Вы отметили" in phone.get(f"{address}/notices").text
    assert "Иванова Мария" not in office.get(f"/notices/{notice.id}/unread").text

    press: dict[str, object] = {"household": household}
    assert office.post(f"/notices/{notice.id}/readings/withdrawal", press, page=f"/notices/{notice.id}").status == 303
    assert "Прочитали" in phone.get(address).text
    assert "Иванова Мария" in office.get(f"/notices/{notice.id}/unread").text
    assert office.post(f"/notices/{notice.id}/readings", press, page=f"/notices/{notice.id}").status == 303
    (mark,) = school.store[READINGS].all()
    assert (mark.by, mark.undone) == ("Ким Вера Павловна", False)


def test_a_foreign_page_cannot_press_it(school: NamedSchool) -> None:
    """The form of the kept page has no token of a session: Origin and the secret address stand in for it."""
    notice = tell(school, must_read=True)
    path = f"/s/{school.token('Ивановы')}/notices/{notice.id}"
    assert school.client().send(path, {}, Origin="http://evil.example").status == 403
    assert school.client().send(f"/s/{'x' * 22}/notices/{notice.id}", {}).status == 404
    assert not school.store[READINGS].all()


# what is odd about the notice: pressing is answered «not there»
NOT_THERE: list[dict[str, Any]] = [
    {"must_read": False},
    {"must_read": True, "since": TODAY + A_DAY},
    {"must_read": True, "for_everyone": False, "for_staff": True},
]


@pytest.mark.parametrize("more", NOT_THERE)
def test_only_what_stands_and_asks_can_be_marked(school: NamedSchool, more: dict[str, Any]) -> None:
    notice = tell(school, **more)
    assert school.client().send(f"/s/{school.token('Ивановы')}/notices/{notice.id}", {}).status == 404


def test_a_long_text_is_read_in_full_before_it_is_marked(school: NamedSchool) -> None:
    tell(school, text="Очень длинный текст. " * 20 + "Конец.", must_read=True)
    week, whole = page(school), page(school, rest="/notices")
    assert ("Конец." in week.text, "<form" in week.text, "/notices" in week.text) == (False, False, True)
    assert ("Конец." in whole.text, "<form" in whole.text) == (True, True)


@pytest.mark.parametrize("who", OTHERS)
def test_others_of_the_staff_read_notices_but_no_telephones_and_no_single_families(
    school: NamedSchool, who: str
) -> None:
    open_one = tell(school, must_read=True)
    private = tell(school, title="Только Петровым", for_everyone=False, households=(school.households["Петровы"].id,))
    browser = school.client(who)
    listed = browser.get("/notices").text
    assert ("Концерт в субботу" in listed, "Только Петровым" in listed) == (True, False)
    assert PHONE not in browser.get(f"/notices/{open_one.id}").text
    assert browser.get(f"/notices/{private.id}").status == 404
    assert browser.get(f"/notices/{private.id}/paper").status == 404


@pytest.mark.parametrize("who", OFFICE)
def test_the_office_writes_one_after_a_look_at_whom_it_reaches(school: NamedSchool, who: str) -> None:
    browser = school.client(who)
    looked = browser.post("/notices/new", fields(act="preview"))
    assert (looked.status, "2 семьи" in looked.text, "Малый зал." in looked.text) == (200, True, True)
    assert not school.store[NOTICES].all()
    browser.post("/notices/new", fields(act="save"))
    written = browser.post("/notices/new", fields(act="save"))
    (notice,) = school.store[NOTICES].all()
    assert written.headers["Location"] == f"/notices/{notice.id}?just"
    assert notice.written_by == school.actor(who).name
    assert "Объявление помещено" in browser.get(f"/notices/{notice.id}?just").text


# what is wrong, the field that says so
WRONG = [
    ({"title": ""}, "title"),
    ({"text": ""}, "text"),
    ({"title": "а" * 81}, "title"),
    ({"until": "01.11.2026"}, "until"),
    ({"since": "01.09.2026", "until": "02.09.2026"}, "until"),
    ({"until": "24.11.2028"}, "until"),
    ({"for_everyone": ""}, "for_everyone"),
    ({"groups": "99"}, "groups"),
    ({"households": "x"}, "households"),
]


@pytest.mark.parametrize(("more", "field"), WRONG)
def test_what_a_notice_must_have(school: NamedSchool, more: dict[str, object], field: str) -> None:
    answer = school.client("Ким").post("/notices/new", fields(**more))
    assert (answer.status, f'href="#{field}"' in answer.text) == (422, True)
    assert not school.store[NOTICES].all()


def test_a_change_keeps_what_it_was_and_who_did_it(school: NamedSchool) -> None:
    notice, browser = tell(school, must_read=True), school.client("Орлова")
    school.client().send(f"/s/{school.token('Ивановы')}/notices/{notice.id}", {})
    school.clock.advance(dt.timedelta(minutes=1))
    change = fields(title="Концерт перенесён", must_read="1", ask_again="1", rev=notice.rev)
    assert browser.post(f"/notices/{notice.id}/edit", change).status == 303
    shown = browser.get(f"/notices/{notice.id}").text
    assert "<s>Концерт в субботу</s>" in shown
    assert "изменено, Орлова" in shown
    assert "Прочитали" in page(school).text
    late = browser.post(f"/notices/{notice.id}/edit", change)
    assert (late.status, "уже изменил кто-то другой" in late.text) == (422, True)


def test_the_list_says_how_many_have_not_read(school: NamedSchool) -> None:
    tell(school, must_read=True)
    (line,) = lines(school.store, school.actor("Ким"), TODAY)[State.CURRENT]
    assert (line.families, line.unread) == (2, 2)
    assert "не прочитали: 2 из 2" in school.client("Ким").get("/notices").text


def test_a_family_that_has_left_is_no_longer_asked(school: NamedSchool) -> None:
    notice = tell(school, must_read=True)
    with school.store.change(SYSTEM, "test: gone") as change:
        change.put(HOUSEHOLDS, changed(school.households["Петровы"], retired_on=TODAY))
    assert [one.name for one in families_of(school.store, notice, TODAY)] == ["Ивановы"]
    assert not for_family(school.store, changed(school.households["Петровы"], students=()), TODAY)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '«кавычки» & "другие"', "а" * 1500])
def test_naughty_texts_stand_as_they_were_written(school: NamedSchool, text: str) -> None:
    notice: Notice = tell(school, title=text[:80], text=text)
    for shown in (page(school), school.client().get("/board"), school.client("Ким").get(f"/notices/{notice.id}/paper")):
        assert shown.status == 200
        assert "<script>alert" not in shown.text
