"""A month typed into the forms: a plain sum over the stored rows equals every cell of the sheet (H4, L3, L4, L10)."""

import csv
import io
import re
from collections import defaultdict
from html import unescape

import openpyxl
import pytest

from kiosk.people.names import full_name
from kiosk.reports.records import Row
from kiosk.school.rules import days_between, hours_text
from kiosk.timetable import queries as timetable
from tests.hours.entering import ILL, MADE_UP_ON, MOVED_ON, SINCE, UNTIL, Entered

MONEY = ("budget", "paid")
POSITIONS = {"teacher": "преподаватель", "accompanist": "концертмейстер"}
Cells = dict[tuple[str, str], list[str]]


def plainly(entered: Entered, money: str) -> dict[tuple[str, str], dict[int, int]]:
    """Name and position → day → quarters: nothing but an addition over what the rows carry."""
    sums: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in entered.rows():
        counted = row.state == "held" and row.written.counted == "normed" and not row.struck
        if counted and row.funding == money:
            sums[row.written.staff_name, POSITIONS[row.position.value]][row.date.day] += row.quarter_hours
    return sums


def as_cells(days: dict[int, int]) -> list[str]:
    """A line of the form: 1–15, their sum, 16–31, the month."""
    texts = [hours_text(days[day]) if days.get(day) else "" for day in range(1, 31)]
    half = hours_text(sum(quarters for day, quarters in days.items() if day <= 15))
    return [*texts[:15], half, *texts[15:], "Х", hours_text(sum(days.values()))]


def shown_on_page(entered: Entered, money: str) -> Cells:
    """The lines of hours of the printed form, read out of its HTML."""
    text = entered.browser("Ким").get(f"/hours/2026-11/sheet?money={money}").text
    found: Cells = {}
    for part in re.findall(r'<tbody><tr><th scope="rowgroup" rowspan="2">(.*?)</tr>', text, re.DOTALL):
        name = unescape(part.partition("</th>")[0])
        _, position, *hours = [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", part, re.DOTALL)]
        found[name, position] = hours
    return found


def shown_in_xlsx(entered: Entered, money: str) -> Cells:
    """The same out of the Excel file."""
    body = entered.browser("Ким").get(f"/hours/2026-11/sheet.xlsx?money={money}").body
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert sheet is not None
    found: Cells = {}
    for row in sheet.iter_rows(values_only=True):
        if row[2] in POSITIONS.values():
            cells = ["" if cell is None else f"{cell:g}" if isinstance(cell, float | int) else cell for cell in row[3:]]
            found[str(row[0]), str(row[2])] = [cell.replace(".", ",") for cell in cells]
    return found


def shown_in_csv(entered: Entered, money: str) -> Cells:
    """The same out of the file for the accountant."""
    body = entered.browser("Ким").get(f"/hours/2026-11/sheet.csv?money={money}").body
    lines = csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";")
    return {(line[0], line[2]): line[4:] for line in lines if line[3] == "часы" and line[2]}


@pytest.mark.parametrize("money", MONEY)
@pytest.mark.parametrize("read", (shown_on_page, shown_in_xlsx, shown_in_csv), ids=("page", "xlsx", "csv"))
def test_every_cell_of_the_sheet_is_the_plain_sum(entered: Entered, money: str, read: object) -> None:
    assert callable(read)
    shown = read(entered, money)
    expected = {key: as_cells(days) for key, days in plainly(entered, money).items()}
    nothing = as_cells({})
    assert {key: cells for key, cells in shown.items() if cells != nothing} == expected
    assert len(expected) >= 3


def test_the_month_holds_what_it_is_about(entered: Entered) -> None:
    """Substitution, make-up, odd quarters, two positions, a transfer, two kinds of money, a distance order."""
    rows = entered.rows()
    assert any(row.instead_of for row in rows if row.date == ILL)
    assert [row.date for row in rows if row.makes_up] == [MADE_UP_ON]
    assert {row.quarter_hours % 4 for row in rows} == {0, 1, 2, 3}
    drozdov = entered.school.staff["Дроздов"].id
    assert {row.position.value for row in rows if row.staff == drozdov} == {"teacher", "accompanist"}
    artyom = entered.school.students["Артём"].id
    sides = {(row.staff, row.date < MOVED_ON) for row in rows if row.student == artyom and row.start.hour == 18}
    assert sides == {(entered.school.staff["Соколова"].id, True), (entered.school.staff["Белов"].id, False)}
    assert {row.funding.value for row in rows} == {"budget", "paid"}
    assert any("87-у" in row.written.order for row in rows)


def figure(entered: Entered, surname: str, what: str) -> str:
    """A figure of somebody's line on the page of the school."""
    text = entered.browser("Ким").get("/hours/2026-11").text
    staff = entered.school.staff[surname].id
    found = re.search(rf'lessons\?teacher={staff}&amp;what={what}">([^<]*)<', text)
    return found[1] if found else ""


def test_the_plan_is_what_the_timetable_gave_each(entered: Entered) -> None:
    """Who gives a lesson usually has it in the plan, whoever gave it; a make-up is in no plan twice."""
    for surname in ("Соколова", "Белов", "Дроздов"):
        staff = entered.school.staff[surname].id
        planned = 0
        for date in days_between(SINCE, UNTIL):
            for plan in timetable.day(entered.school.store, date):
                usual = (plan.lesson.teacher, plan.lesson.accompanist)
                planned += usual.count(staff) * plan.lesson.quarter_hours * (not plan.lesson.makes_up)
        assert figure(entered, surname, "planned") == hours_text(planned), surname


def test_every_figure_opens_the_lessons_that_make_it(entered: Entered) -> None:
    """Each link of the page of the school leads to lessons that add up to the figure it stands on."""
    text = entered.browser("Ким").get("/hours/2026-11").text
    links = re.findall(r'<a href="(/hours/2026-11/lessons\?teacher=[^"]+)">([^<]+)</a>', text)
    assert len(links) > 12
    for address, shown in links:
        page = entered.browser("Ким").get(unescape(address)).text
        hours = re.findall(r'<td class="num" data-th="Часы">([^<]+)</td>', page)
        *lessons, whole = [round(float(one.replace(",", ".")) * 4) for one in hours]
        assert hours_text(sum(lessons)) == hours_text(whole) == shown, address


def test_differences_in_words_add_up(entered: Entered) -> None:
    text = entered.browser("Ким").get("/hours/2026-11").text.replace("−", "-")
    cells = re.findall(r'data-th="Разница">(.*?)</td>', text, re.DOTALL)
    assert len(cells) >= 4
    for cell in cells:
        plain = re.sub(r"<[^>]+>", "", cell)
        whole, _, parts = plain.partition(": ")
        added = sum(float(one.replace(",", ".")) for one in re.findall(r"[-+][\d]+(?:,\d+)?", parts))
        assert added == (0 if "нет" in whole else float(whole.replace(",", "."))), plain


SENTENCES = {
    "ru": (
        "вместо: Соколова",
        "Отработка урока, не проведённого",
        "по приказу № 87-у",
        "Часы концертмейстера",
    ),
    "en": ("Given instead of Соколова", "Makes up the lesson", "by order № 87-у", "those of the teacher are counted"),
}


@pytest.mark.parametrize("lang", SENTENCES)
def test_each_lesson_says_why_it_counts_so_much(entered: Entered, lang: str) -> None:
    browser = entered.school.client("Ким", lang)
    given = browser.get("/hours/2026-11/lessons?what=given").text
    for sentence in SENTENCES[lang]:
        assert sentence in given, sentence
    assert ("учебный час — 40 мин" if lang == "ru" else "at 40 min an hour") in given
    missed = browser.get("/hours/2026-11/lessons?what=missed").text
    assert ("Отработан 14.11.2026" if lang == "ru" else "Made up on 14.11.2026") in missed
    away = "урок никто не провёл" if lang == "ru" else "nobody gave it instead"
    assert away in missed


def test_days_of_a_person_and_subjects_and_students_add_up_to_the_month(entered: Entered) -> None:
    """The foot of each page is what the rows make."""
    rows = [row for row in entered.rows() if not row.struck]
    whole = sum(row.quarter_hours for row in rows)
    for page in ("", "/subjects"):
        foot = entered.browser("Ким").get(f"/hours/2026-11{page}").text.partition("<tfoot>")[2]
        assert f'what=given">{hours_text(whole)}<' in foot
    assert student_hours(entered, "Мария") == hours_text(of_student(rows, entered.school.students["Мария"].id))


def of_student(rows: list[Row], student: int) -> int:
    return sum(row.quarter_hours for row in rows if student in row.students and row.position == "teacher")


def student_hours(entered: Entered, given: str) -> str:
    text = entered.browser("Ким").get("/hours/2026-11/students").text
    found = re.search(rf'student={entered.school.students[given].id}&amp;what=given">([^<]*)<', text)
    assert found is not None
    return found[1]


def test_whoever_was_away_has_the_letter_of_the_reason(entered: Entered) -> None:
    body = entered.browser("Ким").get("/hours/2026-11/sheet.csv").body.decode("utf-8-sig")
    name = full_name(entered.school.staff["Соколова"])
    codes = next(line for line in csv.reader(io.StringIO(body), delimiter=";") if line[0] == name and line[3] == "код")
    assert codes[4 + ILL.day - 1] == "Б"
    assert (codes[4], codes[4 + 7]) == ("В", "В")  # Sundays


def test_teachers_see_their_own_and_nobody_elses(entered: Entered) -> None:
    text = entered.browser("Соколова").get("/hours/2026-11").text
    assert "Белов" not in text.partition("<main")[2]
    other = entered.school.staff["Белов"].id
    assert entered.browser("Соколова").get(f"/hours/2026-11/teachers/{other}").status == 404
    assert entered.browser("Соколова").get(f"/hours/2026-11/lessons?teacher={other}").status == 404
    assert (
        entered.browser("Соколова").get(f"/hours/2026-11/lessons?student={entered.school.students['Мария'].id}").status
        == 200
    )


def test_many_lessons_come_on_several_pages_with_one_sum(entered: Entered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.hours.pages.PAGE", 10)
    browser, address = entered.browser("Ким"), "/hours/2026-11/lessons?what=given&funding=budget"
    seen: list[float] = []
    whole = 0.0
    for number in range(1, 99):
        page = browser.get(f"{address}&page={number}").text
        *lessons, whole = [float(one.replace(",", ".")) for one in re.findall(r'data-th="Часы">([^<]+)</td>', page)]
        seen += lessons
        if "→</a>" not in page.partition('class="pager"')[2]:
            break
    assert len(seen) > 20
    assert sum(seen) == whole
    assert browser.get(f"{address}&page=0").status == browser.get(f"{address}&page=9999").status == 200
