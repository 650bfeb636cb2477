"""The report of the day, six ways: works, signed out, a colleague, a stranger, a bad address, twice (H2)."""

import datetime as dt
import json
import re

import pytest
from msgspec.structs import replace

from kiosk.people.records import STAFF
from kiosk.reports.records import DAYS, DRAFTS, ROWS, DayState
from kiosk.timetable.records import LESSONS
from tests.school import TODAY, Answer, NamedSchool

DAY = f"/report/{TODAY}"
BAD_DAYS = ("2026-02-31", "20261124", "2026-W48-2", "heute", "0001-01-01", "9999-12-31", "2026-11-24%00")
READERS = (("Ким", 200), ("Орлова", 200), ("Соколова", 200), ("Зимина", 404), ("Белов", 404), ("Боровая", 404))
LANGUAGES = ("ru", "en")


def slot(school: NamedSchool, who: str = "Мария") -> str:
    return f"L{school.lessons[who].id}"


def rows_of(answer: Answer) -> list[str]:
    return re.findall(r'<tbody id="row-(\w+)"', answer.text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_day_is_there_filled_from_the_timetable(school: NamedSchool, lang: str) -> None:
    page = school.client("Соколова", lang).get(DAY)
    assert page.status == 200
    assert f'<html lang="{lang}">' in page.text
    assert rows_of(page) == [slot(school, who) for who in ("Мария", "Артём", "Терция", "Пётр")]
    assert page.headers["Cache-Control"] == "no-store"
    assert ("Сдан" in page.text, "Confirm and hand in the day" in page.text) == (lang == "ru" and False, lang == "en")


@pytest.mark.parametrize("htmx", (False, True))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_confirming_a_row_gives_the_page_or_the_row(school: NamedSchool, lang: str, *, htmx: bool) -> None:
    browser = school.client("Соколова", lang)
    answer = browser.post(DAY, {"act": f"confirm:{slot(school)}", f"{slot(school)}.homework": "Гамма"}, htmx=htmx)
    assert [row.homework for row in school.store[ROWS].all()] == ["Гамма"]
    if htmx:
        assert (answer.status, rows_of(answer)) == (200, [slot(school)])
        assert "<html" not in answer.text
    else:
        assert answer.status == 303
        seen = browser.get(answer.headers["Location"])
        assert 'id="undo-last"' in seen.text
        assert len(rows_of(seen)) == 4


@pytest.mark.parametrize("htmx", (False, True))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_is_422_with_the_sentence_and_what_was_typed(school: NamedSchool, lang: str, *, htmx: bool) -> None:
    typed = {f"{slot(school)}.end": "15:40", f"{slot(school)}.homework": "Полонез"}
    answer = school.client("Соколова", lang).post(DAY, {"act": f"confirm:{slot(school)}", **typed}, htmx=htmx)
    assert answer.status == 422
    assert ("15:40" in answer.text, "Полонез" in answer.text, "§1" in answer.text) == (True, True, True)
    assert ("не более 30" in answer.text or "30 минут" in answer.text) == (lang == "ru")
    assert len(rows_of(answer)) == (1 if htmx else 4)
    assert school.store[ROWS].all() == []


@pytest.mark.parametrize(("who", "htmx", "status"), (("", False, 401), ("", True, 401)))
def test_signed_out_nothing_is_saved_and_the_page_is_told(
    school: NamedSchool, who: str, status: int, *, htmx: bool
) -> None:
    browser = school.client(who)
    answer = browser.send(DAY, {"act": "confirm", f"{slot(school)}.homework": "Гамма"}, htmx=htmx)
    assert answer.status == status
    assert ("signed-out" in json.loads(answer.headers.get("HX-Trigger", "{}"))) == htmx
    assert not school.store[DRAFTS].all()
    assert not school.store[ROWS].all()
    assert browser.get(DAY).status == 303


def test_a_page_of_somebody_elses_sign_in_saves_nothing_for_the_new_one(school: NamedSchool) -> None:
    """Two at one PC: what Соколова's open page sends after Белов has signed in is not his."""
    token = school.client("Соколова").get(DAY).token
    fields: dict[str, object] = {"token": token, f"{slot(school)}.homework": "Гамма", "act": "confirm"}
    for path in (DAY, f"{DAY}/drafts"):
        assert school.client("Белов").send(path, fields, htmx=True).status == 403
    assert school.store[DRAFTS].all() == []


def test_a_colleague_cannot_write_into_my_day(school: NamedSchool) -> None:
    """The day is always one's own: a foreign lesson is no row of it."""
    answer = school.client("Белов").post(DAY, {"act": f"confirm:{slot(school)}", f"{slot(school)}.homework": "чужое"})
    assert answer.status == 422
    assert school.store[ROWS].all() == []
    assert "чужое" not in school.client("Соколова").get(DAY).text


@pytest.mark.parametrize("who", ("Орлова", "Ким", "Боровая", "Зимина"))
def test_whoever_has_no_lessons_by_role_has_no_day(school: NamedSchool, who: str) -> None:
    browser = school.client(who)
    assert browser.get(DAY).status == 404
    assert browser.send(DAY, {"act": "confirm"}).status == 403


@pytest.mark.parametrize("day", BAD_DAYS)
@pytest.mark.parametrize("rest", ("", "/annex-1", "/annex-1.docx", "/annex-1.xlsx"))
def test_a_day_that_is_none_is_no_page(school: NamedSchool, day: str, rest: str) -> None:
    assert school.client("Соколова").get(f"/report/{day}{rest}").status == 404
    assert school.client("Ким").get(f"/teachers/{school.staff['Соколова'].id}/report/{day}").status == 404


@pytest.mark.parametrize("act", ("", "explode", "confirm:;", "confirm:L1 <b>", "withdraw:" + "L" * 99))
def test_an_act_that_is_none_is_400_and_hands_nothing_in(school: NamedSchool, act: str) -> None:
    assert school.client("Соколова").post(DAY, {"act": act}).status == 400
    assert not school.store[ROWS].all()
    assert not school.store[DAYS].all()


@pytest.mark.parametrize("act", ("confirm:L999", "withdraw:L999", "off:N9", "drop:N9", "again:L999:7"))
def test_an_unknown_row_changes_nothing(school: NamedSchool, act: str) -> None:
    refused = act.startswith("confirm")  # its lesson may have left the timetable a moment ago: that is said
    assert school.client("Соколова").post(DAY, {"act": act}).status == (422 if refused else 303)
    assert school.store[ROWS].all() == []
    assert len(rows_of(school.client("Соколова").get(DAY))) in {4, 5}


@pytest.mark.parametrize("htmx", (False, True))
def test_the_same_form_twice_in_a_row_is_one_day(school: NamedSchool, *, htmx: bool) -> None:
    browser = school.client("Соколова")
    for _press in range(2):
        answer = browser.post(DAY, {"act": "confirm", "key": "k1"}, htmx=htmx)
        assert answer.status == (200 if htmx else 303)
    assert len(school.store[ROWS].all()) == 4
    assert [day.state for day in school.store[DAYS].all()] == [DayState.SENT]


def test_a_row_outside_the_timetable_added_twice_by_one_press_is_one(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    for key in ("k1", "k1", "k2"):
        browser.post(DAY, {"act": "add", "key": key})
    assert len(rows_of(browser.get(DAY))) == 6


def test_last_notes_are_offered_and_taken_by_one_press(school: NamedSchool) -> None:
    browser, week_ago = school.client("Соколова"), "/report/2026-11-17"
    browser.post(week_ago, {"act": f"confirm:{slot(school)}", f"{slot(school)}.homework": "Этюд наизусть"})
    (row,) = school.store[ROWS].all()
    assert "Этюд наизусть" in browser.get(DAY).text
    browser.post(DAY, {"act": f"again:{slot(school)}:{row.id}"})
    assert [draft.fields["homework"] for draft in school.store[DRAFTS].all()] == ["Этюд наизусть"]


def test_a_lesson_edited_after_it_was_confirmed_stands_once(school: NamedSchool) -> None:
    browser, old = school.client("Соколова"), school.lessons["Мария"]
    browser.post(DAY, {"act": f"confirm:{slot(school)}"})
    with school.store.change(school.actor("Ким"), "T1") as change:
        change.put(LESSONS, replace(old, until=TODAY - dt.timedelta(1)))
        new = change.add(LESSONS, replace(old, id=0, rev=0, since=TODAY, room="7"))
        change.touch("timetable")
    assert f"L{new.id}" not in rows_of(browser.get(DAY))
    assert rows_of(browser.get(DAY)).count(slot(school)) == 1
    browser.post(DAY, {"act": f"withdraw:{slot(school)}"})
    assert rows_of(browser.get(DAY)).count(f"L{new.id}") == 1


def test_a_mistyped_time_moves_no_row(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    before = rows_of(browser.get(DAY))
    browser.post(DAY, {"act": "save", f"{slot(school)}.start": "25:99", f"{slot(school, 'Пётр')}.start": "8:00"})
    assert rows_of(browser.get(DAY)) == before


def test_a_new_row_stands_last_with_ones_own_students_and_subject_first(school: NamedSchool) -> None:
    browser, me = school.client("Соколова"), school.staff["Соколова"]
    with school.store.change(school.actor("Ким"), "test") as change:
        change.put(STAFF, replace(me, subjects=(school.subjects["Специальность"].id,)))
    browser.post(DAY, {"act": "add", "key": "a1"})
    page = browser.get(DAY)
    new = rows_of(page)[-1]
    assert new.startswith("N")
    assert f'<option value="{school.subjects["Специальность"].id}" selected>' in page.text
    offered = [int(number) for number in re.findall(r'<option value="s(\d+)"', page.text)]
    own = [
        number for number in offered if number in {one.id for one in school.students.values() if one.teacher == me.id}
    ]
    assert offered[: len(own)] == own


def test_a_kind_that_is_not_allowed_is_named_in_words(school: NamedSchool) -> None:
    browser, lesson = school.client("Соколова"), slot(school, "Терция")
    browser.post(DAY, {"act": "save", f"{lesson}.kind": "individual"})
    assert '<option value="individual" selected>индивидуальное занятие</option>' in browser.get(DAY).text


def test_typing_is_kept_without_drawing_anything(school: NamedSchool) -> None:
    answer = school.client("Соколова").post(f"{DAY}/drafts", {f"{slot(school)}.homework": "Гам"}, page=DAY, htmx=True)
    assert (answer.status, answer.body) == (204, b"")
    assert json.loads(answer.headers["HX-Trigger"])["kept"] == {
        "slots": [slot(school)],
        "at": "20:05",
        "look": False,
    }


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_reads_whose_report(school: NamedSchool, who: str, status: int) -> None:
    """P1: the deputy and the director everybody's, a head only of the own department, a teacher the own."""
    sokolova = school.staff["Соколова"].id
    addresses = (
        f"/teachers/{sokolova}/report/{TODAY}",
        f"/reports/annex-1?teacher={sokolova}",
        f"/reports/annex-1.docx?teacher={sokolova}",
        f"/reports/annex-1.xlsx?teacher={sokolova}",
    )
    assert [school.client(who).get(address).status for address in addresses] == [status] * 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_all_reports(school: NamedSchool, lang: str) -> None:
    school.client("Соколова").post(DAY, {"act": "confirm"})
    page = school.client("Ким", lang).get("/reports?from=23.11&to=25.11")
    assert page.status == 200
    assert ("сдан" in page.text, "handed in" in page.text) == (lang == "ru", lang == "en")
    assert "Соколова М. П." in page.text


@pytest.mark.parametrize(
    "query", ("from=31.12.9999", "to=01.01.0001", "from=x&to=y", "from=01.01.2020&to=01.01.2030", "teacher=" + "9" * 40)
)
def test_a_period_that_is_none_is_no_fault(school: NamedSchool, query: str) -> None:
    browser = school.client("Ким")
    assert browser.get(f"/reports?{query}").status == 200
    assert browser.get(f"/reports/annex-1?teacher={school.staff['Соколова'].id}&{query}").status in {200, 404}


@pytest.mark.parametrize("number", ("0", "999", "9" * 18, "9" * 30))
def test_nobody_has_no_report(school: NamedSchool, number: str) -> None:
    assert school.client("Ким").get(f"/teachers/{number}/report/{TODAY}").status == 404


@pytest.mark.parametrize("htmx", (False, True))
def test_a_day_that_could_not_be_handed_in_says_so_and_why(school: NamedSchool, *, htmx: bool) -> None:
    """Rows that were accepted are told too, so without this sentence the day would look handed in."""
    browser, bad = school.client("Соколова"), slot(school)
    answer = browser.post(DAY, {"act": "confirm", f"{bad}.end": "25:99"}, htmx=htmx)
    said = answer.text
    assert answer.status == 422
    assert "День ещё не сдан." in said
    assert "Не принята 1 строка" in said
    assert "Подтверждены 3 строки" in said


@pytest.mark.parametrize("htmx", (False, True))
def test_before_the_first_lesson_has_ended_handing_in_is_answered_in_words(school: NamedSchool, *, htmx: bool) -> None:
    school.clock.advance(dt.timedelta(hours=-12))
    browser = school.client("Соколова")
    answer = browser.post(DAY, {"act": "confirm"}, htmx=htmx)
    said = answer.text if htmx else browser.get(answer.headers["Location"]).text
    assert "Ещё не кончились 4 урока: подтвердить можно после них" in said


def test_a_day_handed_in_or_a_single_row_brings_no_such_sentence(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    assert "День ещё не сдан" not in browser.post(DAY, {"act": f"confirm:{slot(school)}"}, htmx=True).text
    assert "День ещё не сдан" not in browser.post(DAY, {"act": "confirm"}, htmx=True).text
    assert "День ещё не сдан" not in browser.get(f"{DAY}?asked=1").text


# the hour of the day, what the deputy's list says of a teacher who has written nothing
OWED = [(9, "день идёт"), (17, "день идёт"), (19, "<b>нет</b>")]


@pytest.mark.parametrize(("hour", "said"), OWED)
def test_nobody_owes_a_report_of_lessons_that_go_on(school: NamedSchool, hour: int, said: str) -> None:
    school.clock.set(school.now().replace(hour=hour, minute=0))
    page = school.client("Ким").get(f"/reports?from={TODAY:%d.%m.%Y}&to={TODAY:%d.%m.%Y}").text
    line = page.partition("Соколова")[2].partition("</tr>")[0]
    assert said in line
