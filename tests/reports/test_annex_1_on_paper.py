"""Annex 1 opened again: eight columns in order, and the same paper after every renaming (H1, H3, L2)."""

import datetime as dt
import html
import io
import re

import docx
import openpyxl
import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.reports import papers
from kiosk.reports.records import REASON_ON_PAPER, Reason
from kiosk.school.records import HOUR_RULES, SCHOOLS, HourRule
from tests.school import TODAY, NamedSchool

DAY = f"/report/{TODAY}"
HEADINGS = [
    "Дата",
    "Время",
    "Кол-во учебных часов",
    "Ф.И. обучающегося/группа",
    "Наименование предмета",
    "Форма занятия",
    "Форма дистанционного обучения (WhatsApp, Skype и т.д.)",
    "Примечание (замечания, рекомендации, домашнее задание)",
]
Cells = list[list[str]]


@pytest.fixture
def reported(school: NamedSchool) -> NamedSchool:
    """A normal evening: homework, a remark, an absence, a lesson not held."""
    slots = {who: f"L{lesson.id}" for who, lesson in school.lessons.items()}
    maria, artyom = school.students["Мария"].id, school.students["Артём"].id
    fields: dict[str, object] = {
        f"{slots['Мария']}.homework": "Гамма Ре мажор, =1+2",
        f"{slots['Мария']}.remark.{maria}": "Ровнее левая рука",
        f"{slots['Мария']}.office": "звонила мама",
        f"{slots['Артём']}.hours": "0,5",
        f"{slots['Терция']}.mark.{artyom}": "б",
        f"{slots['Пётр']}.off": "1",
        f"{slots['Пётр']}.reason": "student_ill",
        f"{slots['Пётр']}.makeup": "28.11",
    }
    assert school.client("Соколова").post(DAY, {**fields, "act": "confirm"}).status == 303
    return school


EXPECTED = [
    ["24.11", "14:00–14:30", "1", "Иванова Мария, 3 (8)", "Специальность", "Индивидуальное занятие", "телефон"],
    ["24.11", "15:00–15:30", "0,5", "Петров Артём, 4 (8)", "Специальность", "Индивидуальное занятие", "телефон"],
    ["24.11", "16:00–16:30", "1", "Ансамбль «Терция», 2 чел.", "Фортепианный ансамбль", "Урок-конференция", "телефон"],
    ["24.11", "17:00–17:30", "0", "Иванов Пётр, 1 (8)", "Специальность", "—", "—"],
]
NOTES = [
    "Гамма Ре мажор, =1+2. Ровнее левая рука.",
    "",
    "Отсутствовали: Петров А. (б).",
    "Не проведён: болезнь обучающегося. Отработка 28.11.2026.",
]


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u200b", "").split())


def of_page(text: str) -> Cells:
    """The rows of the printed page, headings first."""
    return [
        [plain(cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row)] for row in re.findall(r"<tr.*?</tr>", text)
    ]


def of_docx(body: bytes) -> Cells:
    """The rows of the document's table."""
    tables = docx.Document(io.BytesIO(body)).tables
    table = next(table for table in tables if table.rows[0].cells[0].text == "Дата")
    return [[plain(cell.text) for cell in row.cells] for row in table.rows]


def text_of_docx(body: bytes) -> str:
    """Everything the document says, in its order."""
    return plain(" ".join(docx.Document(io.BytesIO(body)).element.body.itertext()))


def of_xlsx(body: bytes) -> Cells:
    """The rows of the sheet from its headings to the first line below the table."""
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert sheet is not None
    rows = [[plain(str(cell.value or "")) for cell in row[:8]] for row in sheet.iter_rows()]
    start = next(place for place, row in enumerate(rows) if row[0] == "Дата")
    return rows[start : start + 5]


def papers_of(school: NamedSchool, who: str = "Соколова", day: str = DAY) -> tuple[str, bytes, bytes]:
    browser = school.client(who)
    answers = [browser.get(f"{day}/annex-1{ending}") for ending in ("", ".docx", ".xlsx")]
    assert [answer.status for answer in answers] == [200, 200, 200]
    return answers[0].text, answers[1].body, answers[2].body


def test_eight_columns_in_order_with_what_was_reported_in_all_three_forms(reported: NamedSchool) -> None:
    page, document, sheet = papers_of(reported)
    expected = [[*cells, note] for cells, note in zip(EXPECTED, NOTES, strict=True)]
    assert [heading for heading, _width in papers.HEADINGS] == HEADINGS
    for cells in (of_page(page), of_docx(document), of_xlsx(sheet)):
        assert cells[0] == HEADINGS
        assert cells[1:5] == expected
    assert "звонила мама" not in page


def test_the_head_and_the_foot_of_the_form(reported: NamedSchool) -> None:
    page, document, sheet = papers_of(reported)
    texts = (
        plain(page),
        text_of_docx(document),
        plain(" ".join(str(cell) for row in _values(sheet) for cell in row if cell)),
    )
    for text in texts:
        assert "Приложение № 1" in text
        assert "Отчет преподавателя (концертмейстера)" in text
        assert "Соколова Мария Павловна" in text
        assert "За 24 ноября 2026 года" in text
        assert "Час 40 мин, в дистанционный период урок до 30 мин" in text
        assert re.search(r"Всего проведено, учебных часов: 2,5", text)
        assert re.search(r"Не проведено, к отработке: 1", text)
        assert re.search(r"(?s)Принял: заместитель директора по УВР.*____ /", text)
        assert text.count("2026 г.") >= 2  # both sign with a date


def _values(sheet: bytes) -> list[tuple[object, ...]]:
    active = openpyxl.load_workbook(io.BytesIO(sheet)).active
    assert active is not None
    return list(active.iter_rows(values_only=True))


def test_the_sheet_prints_as_the_form(reported: NamedSchool) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(papers_of(reported)[2])).active
    assert sheet is not None
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows
    assert "&P" in str(sheet.oddFooter.right.text or sheet.oddFooter.center.text)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_everything_renamed_and_the_reprint_is_the_same_paper(reported: NamedSchool) -> None:
    """L2: a row carries copies of the names, the hour rule and the order of its day."""
    before = papers_of(reported)
    with reported.store.change(SYSTEM, "test: everything renamed") as change:
        change.put(STAFF, replace(reported.staff["Соколова"], surname="Лебедева"))
        change.put(SUBJECTS, replace(reported.subjects["Специальность"], name="Рояль"))
        change.put(GROUPS, replace(reported.groups["Терция"], name="Квинта", members=()))
        change.put(STUDENTS, replace(reported.students["Пётр"], surname="Сидоров", study_year=8))
        school = change.search(SCHOOLS)[0]
        change.put(SCHOOLS, replace(school, name="Школа искусств № 9", short_name="ШИ № 9"))
        change.add(HOUR_RULES, HourRule(since=TODAY - dt.timedelta(30), minutes=45))
    after = papers_of(reported)
    assert of_page(after[0]) == of_page(before[0])
    assert of_docx(after[1]) == of_docx(before[1])
    assert _values(after[2]) == _values(before[2])
    heads = [plain(page[page.index("<main") : page.index("</main>")]) for page in (before[0], after[0])]
    assert heads[0] == heads[1]
    assert text_of_docx(after[1]) == text_of_docx(before[1])


def test_an_empty_day_is_the_empty_form_with_rows_to_fill_by_hand(school: NamedSchool) -> None:
    page, document, sheet = papers_of(school)
    for cells in (of_page(page), of_docx(document), of_xlsx(sheet)):
        assert cells[0] == HEADINGS
        assert all(cell == "" for row in cells[1:5] for cell in row)
    assert "Детская музыкальная школа № 2" in page


def test_an_accompanist_signs_as_one(school: NamedSchool) -> None:
    school.client("Дроздов").post(DAY, {"act": "confirm"})
    page, _document, _sheet = papers_of(school, "Дроздов")
    assert "Концертмейстер" in page
    assert "Дроздов Пётр Ильич" in plain(page)


def test_a_period_in_date_order_names_its_days(reported: NamedSchool) -> None:
    browser = reported.client("Соколова")
    slot = f"L{reported.lessons['Мария'].id}"
    browser.post("/report/2026-11-17", {"act": f"confirm:{slot}"})
    query = f"teacher={reported.staff['Соколова'].id}&from=2026-11-16&to=2026-11-24"
    page = reported.client("Ким").get(f"/reports/annex-1?{query}").text
    assert [row[0] for row in of_page(page)[1:6]] == ["17.11", "24.11", "24.11", "24.11", "24.11"]
    assert "За 16–24 ноября 2026 года" in plain(page)
    file = reported.client("Ким").get(f"/reports/annex-1.xlsx?{query}")
    assert "filename*=UTF-8''" in file.headers["Content-Disposition"]
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_reasons_of_absence_are_not_for_everybody_who_reads(reported: NamedSchool) -> None:
    """L21: the head of the department sees that a lesson failed and who was absent, not why."""
    with reported.store.change(SYSTEM, "test: the same department") as change:
        change.put(STAFF, replace(reported.staff["Зимина"], departments=reported.staff["Соколова"].departments))
    address = f"/teachers/{reported.staff['Соколова'].id}/report/{TODAY}"
    deputy, head = (reported.client(who).get(address).text for who in ("Ким", "Зимина"))
    reason = REASON_ON_PAPER[Reason.STUDENT_ILL]
    assert (reason in deputy, "Петров А. (б)" in plain(deputy)) == (True, True)
    assert (reason in head, "Петров А. (б)" in plain(head)) == (False, False)
    assert "Петров А. (н)" in plain(head)
