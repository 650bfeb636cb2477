"""Special days from XLSX and CSV: every problem at its cell, all or nothing, a preview first (L7)."""

import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.calendar.sheet import as_lines, read_file, template
from kiosk.documents import xlsx
from kiosk.problems import Refusal
from kiosk.school import queries
from kiosk.school.records import CALENDAR_EDITS, SPECIAL_DAYS, DayPlan
from tests.school import TODAY, Answer, Browser, NamedSchool

D = dt.date


def read(text: str) -> list[DayPlan] | list[str]:
    """Days of a CSV, or the cells of what is wrong."""
    found = read_file(text.encode(), "дни.csv", TODAY)
    return [problem.field for problem in found.problems] if isinstance(found, Refusal) else found


def test_the_template_is_read_by_what_it_is_for() -> None:
    found = read_file(template(), "Особые дни.xlsx", TODAY)
    assert not isinstance(found, Refusal)
    assert [(plan.date, plan.off, plan.as_weekday) for plan in found] == [
        (D(2026, 11, 4), True, None),
        (D(2026, 12, 31), True, None),
        (D(2027, 2, 20), False, 0),
    ]


READ = [
    (
        "Дата;Что;Как\n04.11.2026;День народного единства;",
        [DayPlan(D(2026, 11, 4), off=True, note="День народного единства")],
    ),
    ("дата,что это\n2026-11-04,праздник", [DayPlan(D(2026, 11, 4), off=True, note="праздник")]),
    (
        "Календарь\n\nЧто это;Дата;По расписанию какого дня\nза понедельник;28.11;ПОНЕДЕЛЬНИК\nучимся;29.12.26;рабочий",
        [
            DayPlan(D(2026, 11, 28), off=False, as_weekday=0, note="за понедельник"),
            DayPlan(D(2026, 12, 29), off=False, note="учимся"),
        ],
    ),
    ("Дата;Что;Как\n;;\n4 ноября;праздник;-\n;;", [DayPlan(D(2026, 11, 4), off=True, note="праздник")]),
]


@pytest.mark.parametrize(("text", "plans"), READ)
def test_what_is_read(text: str, plans: list[DayPlan]) -> None:
    assert read(text) == plans


WRONG = [
    ("Когда;Что\n04.11;праздник", ["file"]),
    ("Дата;Что", ["file"]),
    ("Дата;Что;Как\n31.02.2026;праздник;", ["дни!A2"]),
    ("Дата;Что;Как\nзавтраком;праздник;", ["дни!A2"]),
    ("Дата;Что;Как\n;праздник;", ["дни!A2"]),
    ("Дата;Что;Как\n04.11.1926;праздник;", ["дни!A2"]),
    ("Дата;Что;Как\n04.11.2026;;", ["дни!B2"]),
    (f"Дата;Что;Как\n04.11.2026;{'я' * 201};", ["дни!B2"]),
    ("Дата;Что;Как\n05.11.2026;за воскресенье;воскресенье\n06.11.2026;за что;кто знает", ["дни!C2", "дни!C3"]),
    ("Дата;Что;Как\n04.11.2026;праздник;\n05.11.2026;ещё;\n4 ноября 2026;снова;", ["дни!A4"]),
    ("Дата;Что;Как\nx;;y", ["дни!A2", "дни!B2", "дни!C2"]),
]


@pytest.mark.parametrize(("text", "cells"), WRONG)
def test_every_problem_at_its_cell(text: str, cells: list[str]) -> None:
    assert read(text) == cells


PLANS = st.builds(
    DayPlan,
    date=st.dates(D(2001, 1, 1), D(2099, 12, 31)),
    off=st.just(value=False),
    as_weekday=st.sampled_from([None, 0, 3, 5]),
    note=st.text("абв«»;\",'()- ", min_size=1, max_size=30).filter(lambda note: bool(note.strip())),
)


@given(st.lists(PLANS, min_size=1, max_size=8, unique_by=lambda plan: plan.date))
def test_days_travel_with_the_preview_unchanged(plans: list[DayPlan]) -> None:
    found = read_file(as_lines(plans).encode(), "days.csv", TODAY)
    assert not isinstance(found, Refusal)
    assert [(one.date, one.off, one.as_weekday, " ".join(one.note.split())) for one in found] == [
        (one.date, one.off, one.as_weekday, " ".join(one.note.split())) for one in plans
    ]


# in the browser


def bring(browser: Browser, content: bytes, name: str) -> Answer:
    """Choose a file and look."""
    return browser.post("/calendar/load", {"file": (io.BytesIO(content), name)})


def fields_of(answer: Answer) -> dict[str, object]:
    """The hidden fields of the preview."""
    text = answer.text
    seal = text.split('name="seal" value="')[1].split('"')[0]
    days = text.split("<textarea")[1].split(">\n", 1)[1].split("</textarea>")[0].replace("&#34;", '"')
    return {"seal": seal, "days": days, "token": answer.token}


def test_a_file_is_looked_at_then_written(school: NamedSchool) -> None:
    browser = school.client("Ким")
    looked = bring(browser, template(), "дни.xlsx")
    assert looked.status == 200
    assert "День народного единства" in looked.text
    assert "рабочий, по расписанию дня: понедельник" in looked.text
    assert school.store[SPECIAL_DAYS].all() == []
    written = browser.send("/calendar/load/writing", fields_of(looked))
    assert written.headers["Location"] == "/calendar/changes?entry=1"
    assert queries.weekday_of(school.store, D(2027, 2, 20)) == 0
    assert "Ничего не изменится" in bring(browser, template(), "дни.xlsx").text
    again = browser.send("/calendar/load/writing", fields_of(bring(browser, template(), "дни.xlsx")))
    assert again.headers["Location"] == "/calendar/changes?none=1"
    assert len(school.store[CALENDAR_EDITS].all()) == 1


def test_one_wrong_cell_and_nothing_comes_in(school: NamedSchool) -> None:
    sheet = xlsx.Sheet(
        name="Дни",
        columns=(xlsx.Column(heading="Дата"), xlsx.Column(heading="Что это"), xlsx.Column(heading="Как")),
        rows=[[D(2026, 11, 4), "праздник", None], ["32.13", "праздник", None], [D(2026, 11, 5), None, "среда?"]],
    )
    answer = bring(school.client("Ким"), xlsx.workbook(sheet), "дни.xlsx")
    assert answer.status == 422
    assert [cell in answer.text for cell in ("Дни!A3", "Дни!B4", "Дни!C4")] == [True] * 3
    assert school.store[SPECIAL_DAYS].all() == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a sheet", b"\x00\x01\x02", "Дата;Что\n\0;x".encode()])
def test_what_is_no_sheet(school: NamedSchool, content: bytes) -> None:
    assert bring(school.client("Ким"), content, "дни.xlsx").status == 422


def test_somebody_changed_the_calendar_meanwhile(school: NamedSchool) -> None:
    browser = school.client("Ким")
    fields = fields_of(bring(browser, template(), "дни.xlsx"))
    browser.post("/calendar/days/new", {"date": "5.11.2026", "note": "карантин", "how": "off"})
    late = browser.send("/calendar/load/writing", fields)
    assert late.status == 422
    assert "Пока вы смотрели, календарь изменили" in late.text
    assert browser.send("/calendar/load/writing", fields_of(late)).status == 303


def test_days_of_a_forged_form_are_read_as_strictly(school: NamedSchool) -> None:
    browser = school.client("Ким")
    token = browser.get("/calendar/load").token
    for days in ("", "дата;что;как\n32.13;x;", "дата;что;как\n04.11.2026;x;воскресенье"):
        assert browser.send("/calendar/load/writing", {"token": token, "days": days, "seal": "0-0"}).status == 422
    assert school.store[SPECIAL_DAYS].all() == []
