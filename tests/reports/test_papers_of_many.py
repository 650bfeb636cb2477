"""Annex 1 for many, forms to fill by hand, and a sheet filled by hand typed in at once (H3)."""

import datetime as dt
import html
import io
import re
import zipfile

import docx
import openpyxl
import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import STAFF, STUDENTS, SUBJECTS
from kiosk.reports import queries
from kiosk.reports.records import Confirmed, DayState, Row, RowState
from kiosk.school.records import HOUR_RULES, SCHOOLS, HourRule
from tests.reports.filling import report_of, send_day
from tests.school import TODAY, Answer, Browser, NamedSchool

PERIOD = f"from={TODAY}&to={TODAY}"
FORM = "/reports/form"


def slot(school: NamedSchool, who: str) -> str:
    return f"L{school.lessons[who].id}"


@pytest.fixture
def reported(school: NamedSchool) -> NamedSchool:
    """Two people have handed the day in."""
    send_day(school, Мария="Гамма Ре мажор")
    send_day(school, "Дроздов")
    return school


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u200b", "").split())


def test_everybody_of_a_day_each_on_sheets_of_their_own(reported: NamedSchool) -> None:
    browser = reported.client("Ким")
    page = browser.get(f"/reports/annex-1?{PERIOD}").text
    assert page.count('<section class="sheet wide">') == 2
    assert re.search(r"reports\.[^\"]*css", page)
    assert plain(page).count("Всего проведено") == 2
    archive = browser.get(f"/reports/annex-1.docx?{PERIOD}")
    assert "zip" in archive.headers["Content-Type"]
    with zipfile.ZipFile(io.BytesIO(archive.body)) as packed:
        names = packed.namelist()
        assert names == [f"Отчет {who} {TODAY}.docx" for who in ("Дроздов П. И.", "Соколова М. П.")]
        assert all(docx.Document(io.BytesIO(packed.read(name))).tables for name in names)
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/reports/annex-1.xlsx?{PERIOD}").body))
    assert [name.replace("\u00a0", " ") for name in book.sheetnames] == ["Дроздов П. И.", "Соколова М. П."]


def test_those_asked_for_in_the_address(reported: NamedSchool) -> None:
    teacher, other = (reported.staff[who].id for who in ("Соколова", "Белов"))
    page = reported.client("Ким").get(f"/reports/annex-1?{PERIOD}&teacher={teacher}&teacher={other}").text
    assert page.count('<section class="sheet wide">') == 2
    assert reported.client("Соколова").get(f"/reports/annex-1?{PERIOD}").status == 200
    assert reported.client("Соколова").get(f"/reports/annex-1?{PERIOD}&teacher={other}").status == 404
    assert reported.client("Ким").get("/reports/annex-1?from=2026-01-12&to=2026-01-12").status == 404


def test_a_number_and_pages(reported: NamedSchool) -> None:
    number = f"Лист № {reported.staff['Соколова'].id}-241126"
    browser = reported.client("Соколова")
    assert number in plain(browser.get(f"/report/{TODAY}/annex-1").text)
    body = browser.get(f"/report/{TODAY}/annex-1.docx").body
    document = docx.Document(io.BytesIO(body))
    assert number in plain(" ".join(document.element.body.itertext()))
    footer = "".join(document.sections[0].footer.paragraphs[0]._p.itertext())
    assert ("PAGE" in footer, "NUMPAGES" in footer) == (True, True)


def rename_everything(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test: everything renamed") as change:
        change.put(STAFF, replace(school.staff["Соколова"], surname="Лебедева"))
        change.put(SUBJECTS, replace(school.subjects["Специальность"], name="Рояль"))
        for name in ("Мария", "Артём", "Пётр"):
            change.put(STUDENTS, replace(school.students[name], surname="Сидорова", given="Яна", study_year=8))
        change.put(SCHOOLS, replace(change.search(SCHOOLS)[0], name="Школа искусств № 9"))
        change.add(HOUR_RULES, HourRule(since=TODAY - dt.timedelta(30), minutes=45))


def test_a_reprint_equals_the_first_print_to_the_byte(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    """H3, L2: teacher, students, subject, school and hour rule changed; remarks and absences name students by copy."""
    maria, artyom = school.students["Мария"].id, school.students["Артём"].id
    group = slot(school, "Терция")
    fields: dict[str, object] = {f"{group}.mark.{artyom}": "б", f"{group}.remark.{maria}": "ровнее", "act": "confirm"}
    browser = school.client("Соколова")
    browser.post(f"/report/{TODAY}", fields)
    files = [f"/report/{TODAY}/annex-1.{ending}" for ending in ("docx", "xlsx")]
    before = [browser.get(file).body for file in files]
    rename_everything(school)
    school.clock.advance(dt.timedelta(days=300))
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    fresh = school.client("Соколова")
    assert [fresh.get(file).body for file in files] == before
    assert "Петров А. (б)" in plain(fresh.get(f"/report/{TODAY}/annex-1").text)


def test_the_form_to_fill_has_the_lessons_and_no_sums(school: NamedSchool) -> None:
    browser, query = school.client("Соколова"), f"?teacher={school.staff['Соколова'].id}&day={TODAY}"
    page = plain(browser.get(f"{FORM}{query}").text)
    assert "Иванова Мария, 3 (8) Специальность Индивидуальное занятие телефон" in page
    assert "Всего проведено, учебных часов: ______" in page
    empty = browser.get(f"{FORM}{query}&rows=none").text
    assert "Иванова Мария" not in empty
    assert empty.count('<tr class="blank">') == 12
    assert openpyxl.load_workbook(io.BytesIO(browser.get(f"{FORM}.xlsx{query}").body)).active is not None
    assert docx.Document(io.BytesIO(browser.get(f"{FORM}.docx{query}").body)).tables
    assert 'href="/report/days"' in empty
    accompanist = school.client("Ким").get(f"{FORM}?teacher={school.staff['Дроздов'].id}&day={TODAY}").text
    assert "Концертмейстер" in accompanist
    assert 'href="/reports"' in accompanist


# a sheet filled by hand


def entry(school: NamedSchool) -> str:
    return f"/teachers/{school.staff['Соколова'].id}/report/{TODAY}/entry"


def typed(school: NamedSchool, browser: Browser, **more: str) -> Answer:
    """The sheet: Мария had a scale, Пётр was ill; a lesson with Матвей stands in the first empty line."""
    page = browser.get(entry(school)).text
    blank = re.findall(r'name="(N[0-9a-f]+)\.start"', page)[0]
    fields: dict[str, object] = {
        f"{slot(school, 'Мария')}.homework": "Гамма, с листа",
        f"{slot(school, 'Пётр')}.reason": "student_ill",
        f"{blank}.start": "18:00",
        f"{blank}.end": "18:30",
        f"{blank}.hours": "1",
        f"{blank}.whom": f"s{school.students['Матвей'].id}",
        f"{blank}.subject": str(school.subjects["Специальность"].id),
        f"{blank}.kind": "individual",
        f"{blank}.channel": "телефон",
    }
    return browser.post(entry(school), {**fields, "act": "write", **more})


def rows(school: NamedSchool) -> list[Row]:
    return queries.rows_of(school.store, school.staff["Соколова"].id, TODAY, TODAY)


def test_a_paper_day_is_typed_by_the_deputy_and_says_so(school: NamedSchool) -> None:
    answer = typed(school, school.client("Ким"), key="onepress")
    assert answer.status == 303
    stored = rows(school)
    assert [row.state for row in stored].count(RowState.HELD) == 4
    assert {row.written.typed_by for row in stored} == {"Ким Вера Павловна"}
    assert {row.written.staff_name for row in stored} == {"Соколова Мария Павловна"}
    assert {row.confirmed for row in stored} == {Confirmed.IN_BULK}
    assert report_of(school).state is DayState.SENT
    assert "внесено с бумажного листа" in school.client("Ким").get("/reports").text


def test_a_teacher_types_the_own_sheet(school: NamedSchool) -> None:
    answer = typed(school, school.client("Соколова"))
    assert answer.headers["Location"] == f"/report/{TODAY}"
    assert {row.written.typed_by for row in rows(school)} == {""}


WRONG = [({"hours": "0,3"}, "шагом"), ({"end": "13:00"}, "кончается раньше"), ({"end": "15:00"}, "30 минут")]


@pytest.mark.parametrize(("more", "sentence"), WRONG)
def test_nothing_is_stored_until_everything_is_right(school: NamedSchool, more: dict[str, str], sentence: str) -> None:
    fields = {f"{slot(school, 'Мария')}.{name}": value for name, value in more.items()}
    answer = typed(school, school.client("Ким"), **fields)
    assert answer.status == 422
    assert sentence in answer.text
    assert "Гамма, с листа" in answer.text
    assert rows(school) == []
    assert queries.drafts_of_day(school.store, school.staff["Соколова"].id, TODAY) == {}


def test_checking_writes_nothing(school: NamedSchool) -> None:
    answer = typed(school, school.client("Ким"), act="check")
    assert (answer.status, rows(school)) == (200, [])
    assert "Всё верно" in answer.text


def test_a_day_that_is_handed_in_is_not_typed_again(reported: NamedSchool) -> None:
    assert "День сдан" in reported.client("Ким").get(entry(reported)).text
    assert reported.client("Белов").get(entry(reported)).status == 404
