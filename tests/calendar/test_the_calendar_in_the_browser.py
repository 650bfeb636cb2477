"""The year at a glance, its editing, the book of changes and its paper (P4, L7, D4)."""

import datetime as dt
import io
import re

import docx
import pytest

from kiosk.school import queries
from kiosk.school.records import CALENDAR_EDITS, SPECIAL_DAYS, YEARS
from tests.calendar.filling import fill_calendar
from tests.school import NamedSchool

D = dt.date
YEAR: dict[str, object] = {
    "name": "2026/27",
    "since": "1.9.2026",
    "until": "31.5.2027",
    "quarter-0-name": "I четверть",
    "quarter-0-since": "1.9.2026",
    "quarter-0-until": "25.10.2026",
    "holiday-0-name": "осенние",
    "holiday-0-since": "26.10.2026",
    "holiday-0-until": "3.11.2026",
    "reason": "приказ № 44",
}


def cell(text: str, number: int, month: str) -> str:
    """The classes of a day's cell."""
    table = text.split(f"<caption>{month}</caption>")[1].split("</table>", maxsplit=1)[0]
    return str(re.findall(rf'<td class="([^"]+)"[^>]*><span>{number}</span>', table)[0])


def test_an_empty_school_is_told_what_to_do(school: NamedSchool) -> None:
    assert "Учебный год ещё не записан" in school.client("Ким").get("/calendar").text
    technician = school.client("Боровая").get("/calendar").text
    assert 'action="/calendar/sample"' in technician
    assert "/calendar/years/new" not in technician
    assert '<form method="post" action="/calendar' not in school.client("Соколова").get("/calendar").text


def test_the_sample_in_one_press_and_back(school: NamedSchool) -> None:
    browser = school.client("Боровая")
    assert browser.post("/calendar/sample", page="/calendar").headers["Location"] == "/calendar/changes?entry=1"
    text = browser.get("/calendar").text
    assert cell(text, 4, "ноябрь 2026") == "off chk"
    assert cell(text, 31, "декабрь 2026") == "off chk"
    assert cell(text, 26, "октябрь 2026") == "hol"
    assert cell(text, 16, "февраль 2027") == "fy"
    assert cell(text, 15, "ноябрь 2026") == "sun"
    assert cell(text, 24, "ноябрь 2026") == "study now"
    assert cell(text, 1, "июль 2027") == "out"
    assert 'aria-current="date"' in text
    assert browser.post("/calendar/changes/1/withdrawal", page="/calendar/changes").status == 303
    assert "Учебный год ещё не записан" in browser.get("/calendar").text
    assert queries.special_day(school.store, D(2026, 11, 4)) is None


def test_the_technician_undoes_no_entry_of_the_deputy(school: NamedSchool) -> None:
    fill_calendar(school, "Ким")
    assert school.client("Боровая").post("/calendar/changes/1/withdrawal", page="/secret").status == 403


def test_days_are_checked_singly_and_all(school: NamedSchool) -> None:
    fill_calendar(school, "Ким")
    browser, path = school.client("Ким"), "/calendar/years/1/confirmation"
    browser.post(path, {"day": "2026-11-04"}, page="/calendar")
    found = queries.special_day(school.store, D(2026, 11, 4))
    assert found is not None
    assert not found.to_check
    browser.post(path, {"day": ["2026-11-04", "мусор", "1999-01-01"]}, page="/calendar")
    assert len(school.store[CALENDAR_EDITS].all()) == 3
    browser.post(path, {"all": "1"}, page="/calendar")
    assert not any(day.to_check for day in school.store[SPECIAL_DAYS].all())
    assert "chk" not in browser.get("/calendar").text.split("Особые дни")[0]
    year = school.store[YEARS].get(1)
    assert year is not None
    assert not year.to_check


def test_a_year_is_written_and_changed(school: NamedSchool) -> None:
    browser = school.client("Ким")
    assert browser.post("/calendar/years/new", YEAR).headers["Location"] == "/calendar/years/1"
    assert queries.weekday_of(school.store, D(2026, 11, 3)) is None
    page = browser.get("/calendar").text
    assert "04.11–31.05.2027: ни четверть, ни каникулы" in page
    changed = browser.post("/calendar/years/1/edit", {**YEAR, "rev": 1, "holiday-0-until": "2.11.2026"})
    assert changed.status == 303
    assert queries.weekday_of(school.store, D(2026, 11, 3)) == 1
    late = browser.post("/calendar/years/1/edit", {**YEAR, "rev": 1})
    assert late.status == 422
    assert "name-p" in late.text


REFUSED = [
    ({"name": ""}, "name"),
    ({"since": "31.5.2027", "until": "1.9.2026"}, "until"),
    ({"until": "5.9.2027"}, "until"),
    ({"quarter-0-until": ""}, "quarter-0-name"),
    ({"quarter-0-until": "31.2.2026"}, "quarter-0-until"),
    ({"holiday-0-since": "25.10.2026"}, "holiday-0-since"),
    ({"since": "1.9.1926", "until": "31.5.1927"}, "since"),
]


@pytest.mark.parametrize(("change", "field"), REFUSED)
def test_a_year_that_cannot_be(school: NamedSchool, change: dict[str, object], field: str) -> None:
    answer = school.client("Ким").post("/calendar/years/new", {**YEAR, **change})
    assert answer.status == 422
    assert f'id="{field}-p"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert school.store[YEARS].all() == []


def test_a_day_is_added_changed_and_like_any_other_again(school: NamedSchool) -> None:
    browser, day = school.client("Ким"), "/calendar/days/2026-11-28"
    new: dict[str, object] = {"date": "28.11.2026", "note": "за понедельник", "how": "0", "reason": "приказ № 9"}
    assert browser.post("/calendar/days/new", new).status == 303
    assert queries.weekday_of(school.store, D(2026, 11, 28)) == 0
    assert "уже есть в списке" in browser.post("/calendar/days/new", new).text
    assert browser.post(day, {"note": "карантин", "how": "off", "rev": 1}).status == 303
    assert queries.weekday_of(school.store, D(2026, 11, 28)) is None
    assert browser.post(day, {"note": "снова", "how": "own", "rev": 1}).status == 422
    back = browser.post(f"{day}/withdrawal", page=day)
    assert queries.weekday_of(school.store, D(2026, 11, 28)) == 5
    assert "Отменить" in browser.get(back.headers["Location"]).text
    assert browser.get(day).status == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"date": "32.11", "note": "x", "how": "off"}, "date"),
        ({"date": "29.11.2026", "note": "x", "how": "own"}, "how"),
        ({"date": "28.11.2026", "note": "", "how": "off"}, "note"),
        ({"date": "28.11.2026", "note": "x", "how": "7"}, "how"),
        ({"date": "28.11.1926", "note": "x", "how": "off"}, "date"),
    ],
)
def test_a_day_that_cannot_be(school: NamedSchool, fields: dict[str, object], field: str) -> None:
    answer = school.client("Ким").post("/calendar/days/new", fields)
    assert answer.status == 422
    assert f'href="#{field}"' in answer.text


@pytest.mark.parametrize("path", ["/calendar/days/2026-11-04", "/calendar/days/4.11", "/calendar/years/99"])
def test_what_is_not_there(school: NamedSchool, path: str) -> None:
    assert school.client("Ким").get(path).status == 404


def test_each_change_leaves_a_paper(school: NamedSchool) -> None:
    browser = school.client("Ким")
    browser.post("/calendar/years/new", YEAR)
    browser.post(
        "/calendar/days/new", {"date": "28.11.2026", "note": "за понедельник", "how": "0", "reason": "приказ № 9"}
    )
    paper = browser.get("/calendar/changes/2/paper").text
    for words in ("28.11.2026, сб", "обычный день", "рабочий по расписанию понедельника: за понедельник", "приказ № 9"):
        assert words in paper
    document = docx.Document(io.BytesIO(browser.get("/calendar/changes/1/paper.docx").body))
    rows = [[one.text for one in row.cells] for table in document.tables for row in table.rows]
    assert ["2026/27: осенние", "—", "26.10.2026 – 03.11.2026"] in rows
    assert "приказ № 44" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    browser.post("/calendar/changes/2/withdrawal", page="/calendar/changes")
    assert "Изменение отменено: 24.11.2026" in browser.get("/calendar/changes/2/paper").text


def test_an_entry_is_not_undone_over_a_later_one(school: NamedSchool) -> None:
    fill_calendar(school, "Ким")
    browser = school.client("Ким")
    browser.post("/calendar/days/2026-11-04", {"note": "работаем", "how": "own", "rev": 1})
    answer = browser.post("/calendar/changes/1/withdrawal", page="/calendar/changes")
    assert answer.status == 422
    assert "04.11.2026 изменили уже после этой записи" in answer.text


def test_a_sheet_for_the_wall(school: NamedSchool) -> None:
    fill_calendar(school, "Ким")
    text = school.client("Соколова").get("/calendar/years/1/sheet").text
    assert text.count('class="month"') == 12
    assert "1–6 января" in text
    assert "aria-current" not in text


def test_english(school: NamedSchool) -> None:
    fill_calendar(school, "Ким")
    text = school.client("Ким", lang="en").get("/calendar").text
    assert "School year 2026/27" in text
    assert "to be checked: 16" in text
