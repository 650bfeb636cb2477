"""The page that asks what a drawn timetable means: questions, corrections, what is remembered; no script (T3)."""

import re
from pathlib import Path

import openpyxl
import pytest

from kiosk.office.exchange.grid.learned import LEARNED
from kiosk.office.exchange.pending import PENDING
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, TimetableMode, Weeks
from tests.exchange.bringing import sheet, unfit
from tests.exchange.test_page_of_the_import import look, write
from tests.school import Answer, Browser, NamedSchool

WEEK = (
    ["Соколова М.П.", "Понедельник", "Среда"],
    ["13.00-13.40", "Иванова Маша 3 кл.", "окно"],
    ["14.00-14.40", "Петров Артём", "Иванова Маша 3 кл. (замена)"],
    ["15.00-15.40", "Окно", "Иванов Пётр неч."],
)


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A week of Соколова with a pet name and breaks."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Неделя"
    for row in WEEK:
        page.append(row)
    path = tmp_path / "неделя.xlsx"
    book.save(path)
    return path


def asked_on(browser: Browser, answer: Answer) -> tuple[str, Answer]:
    """The page to which sending the files leads."""
    assert answer.status == 303
    address = str(answer.headers["Location"])
    return address, browser.get(address)


def names_of(page: Answer) -> dict[str, str]:
    """The field of each question by its text."""
    found = re.findall(r'id="(q\w+)"><legend>[^<]*«([^<]*)»', page.text)
    return {text.casefold(): key for key, text in found}


def value_of(page: Answer, label: str) -> str:
    found = re.search(rf'value="([a-z]+:\d+)"[^>]*> {label}', page.text)
    assert found
    return found[1]


def lessons(school: NamedSchool) -> list[Lesson]:
    newest = max(one.id for one in school.store[VERSIONS].all() if one.mode is TimetableMode.ON_SITE)
    return [one for one in school.store[LESSONS].all() if one.version == newest]


def test_questions_answers_preview_and_the_version(on_site: NamedSchool, drawn: Path) -> None:
    browser = on_site.client("Ким")
    address, page = asked_on(browser, look(on_site, "Ким", drawn))
    keys = names_of(page)
    assert set(keys) == {"иванова маша", "окно"}
    assert "2 вопроса" in page.text
    assert "Неделя!C2, Неделя!B4" in page.text
    sent = browser.post(address, {keys["окно"]: "none", keys["иванова маша"]: value_of(page, "Иванова Мария")})
    assert sent.status == 303
    preview = browser.get(str(sent.headers["Location"]))
    assert "Новое расписание" in preview.text
    assert "замена" in preview.text
    assert write(on_site, "Ким", preview).status == 303
    assert {(one.weekday, one.student, one.weeks) for one in lessons(on_site)} == {
        (0, on_site.students["Мария"].id, Weeks.EVERY),
        (0, on_site.students["Артём"].id, Weeks.EVERY),
        (2, on_site.students["Мария"].id, Weeks.EVERY),
        (2, on_site.students["Пётр"].id, Weeks.ODD),
    }
    account = on_site.staff["Ким"].account
    assert {(one.shown.casefold(), one.by) for one in on_site.store[LEARNED].all()} == {
        ("окно", account),
        ("иванова маша", account),
    }
    again = look(on_site, "Ким", drawn)
    assert again.status == 200
    assert "Ничего не изменится" in again.text


def test_what_is_remembered_is_listed_taken_back_and_remembered_again(on_site: NamedSchool, drawn: Path) -> None:
    """The next file asks once more about what was taken back, and only about that (T3, L13)."""
    browser, path = on_site.client("Ким"), "/office/import/readings"
    assert "ничего не запомнено" in browser.get(path).text
    address, page = asked_on(browser, look(on_site, "Ким", drawn))
    keys = names_of(page)
    browser.post(address, {keys["окно"]: "none", keys["иванова маша"]: value_of(page, "Иванова Мария")})
    assert path in browser.get("/office/import").text
    listed = browser.get(path).text
    assert "Иванова Мария" in listed.replace("\u00a0", " ")
    window = next(one for one in on_site.store[LEARNED].all() if one.shown.casefold() == "окно")
    taken = f"{path}/{window.id}/withdrawal"
    assert browser.post(taken, page=path).status == 303
    assert set(names_of(asked_on(browser, look(on_site, "Ким", drawn))[1])) == {"окно"}
    assert browser.post(f"{taken}/withdrawal", page=path).status == 303
    assert look(on_site, "Ким", drawn).status == 200
    assert browser.post(f"{path}/999/withdrawal", page=path).status == 303


def test_a_sure_reading_is_corrected_for_all_cells_alike(on_site: NamedSchool, drawn: Path) -> None:
    browser = on_site.client("Ким")
    address, page = asked_on(browser, look(on_site, "Ким", drawn))
    keys = names_of(page)
    browser.post(address, {keys["окно"]: "none", keys["иванова маша"]: value_of(page, "Иванова Мария")})
    one_cell = f"{address}?cell=Неделя!B2"
    asked = browser.get(one_cell)
    key = names_of(asked)["иванова маша"]
    assert re.search(rf'name="{key}" value="student:\d+" checked', asked.text)
    assert "Ответ дан" in asked.text
    sent = browser.post(one_cell, {key: "other", f"{key}-name": "ёлкин матвей"})
    assert sent.status == 303
    write(on_site, "Ким", browser.get(str(sent.headers["Location"])))
    assert on_site.store[LEARNED].count() == 2  # what stood ticked and was left so is nothing to remember
    found = [one for one in lessons(on_site) if one.student == on_site.students["Матвей"].id]
    assert len(found) == 2
    assert {one.student for one in on_site.store[LEARNED].all()} == {0, on_site.students["Матвей"].id}


def test_a_name_that_is_nobodys_stays_typed(on_site: NamedSchool, drawn: Path) -> None:
    browser = on_site.client("Ким")
    address, page = asked_on(browser, look(on_site, "Ким", drawn))
    key = names_of(page)["иванова маша"]
    answer = browser.post(address, {key: "other", f"{key}-name": "Иванушкина"})
    assert answer.status == 422
    assert 'value="Иванушкина"' in answer.text
    assert "<title>Ошибка:" in answer.text
    assert on_site.store[LEARNED].count() == 0


def test_other_accounts_do_not_see_it(on_site: NamedSchool, drawn: Path) -> None:
    address, _ = asked_on(on_site.client("Ким"), look(on_site, "Ким", drawn))
    other = on_site.client("Боровая").get(address)
    assert other.status == 422
    assert "Маша" not in other.text


def test_files_whose_cells_are_wrong_wait_and_say_so(on_site: NamedSchool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Неделя"
    for row in (["Соколова М.П.", "Пн", "Вт"], ["14.40-14.00", "Петров Артём", "Ёлкин Матвей"]):
        page.append(row)
    path = tmp_path / "неделя.xlsx"
    book.save(path)
    _, shown = asked_on(on_site.client("Ким"), look(on_site, "Ким", path))
    assert "<b>Неделя!B2</b>" in shown.text
    assert "<b>Неделя!C2</b>" in shown.text
    assert on_site.store[PENDING].count() == 1


HEAD = ("День", "Начало", "Конец", "Преподаватель", "Предмет", "Группа/учащийся")
LISTED = (
    ("вт", "14:00", "14:40", "Соколова М.П.", "Специальность", "Иванова Маша"),
    ("вт", "15:00", "15:40", "Сакалова М.П.", "Специальность", "Петров Артём"),
    ("ср", "15:00", "15:40", "Сакалова М.П.", "Специалность", "Иванова Маша"),
    ("ср", "16:00", "16:40", "Соколова М.П.", "Специальность", "окно"),
)


def test_names_of_a_list_are_asked_by_likeness_and_remembered(on_site: NamedSchool, tmp_path: Path) -> None:
    """A list with the template's headings refuses at the cell and asks, once for all cells alike."""
    listed = sheet(tmp_path, "Расписание", HEAD, *LISTED)
    found = unfit(on_site.store, listed)
    assert set(found) == {f"Расписание!{cell}" for cell in ("D3", "D4", "E4", "F2", "F4", "F5")}
    browser = on_site.client("Ким")
    address, page = asked_on(browser, look(on_site, "Ким", listed))
    keys = names_of(page)
    assert set(keys) == {"иванова маша", "сакалова м.п.", "специалность", "окно"}
    assert "Расписание!D3, Расписание!D4" in page.text
    meant = (("иванова маша", "Иванова Мария"), ("сакалова м.п.", "Соколова Мария Павловна"))
    settled = {keys[text]: value_of(page, label) for text, label in (*meant, ("специалность", "Специальность"))}
    sent = browser.post(address, {**settled, keys["окно"]: "none"})
    preview = browser.get(str(sent.headers["Location"]))
    assert write(on_site, "Ким", preview).status == 303
    assert {(one.weekday, one.teacher, one.student) for one in lessons(on_site)} == {
        (1, on_site.staff["Соколова"].id, on_site.students["Мария"].id),
        (1, on_site.staff["Соколова"].id, on_site.students["Артём"].id),
        (2, on_site.staff["Соколова"].id, on_site.students["Мария"].id),
    }


def test_names_to_be_asked_stand_beside_what_is_wrong(on_site: NamedSchool, tmp_path: Path) -> None:
    wrong = ("вт", "25:00", "15:40", "Сакалова М.П.", "Специальность", "Петров Артём")
    page = look(on_site, "Ким", sheet(tmp_path, "Расписание", HEAD, wrong))
    assert page.status == 422
    assert "Расписание!B2" in page.text
    asking = re.search(r'href="(/office/import/\d+/readings)"', page.text)
    assert asking
    asked = on_site.client("Ким").get(asking[1]).text
    assert "Расписание!B2" in asked
    assert "«Сакалова М.П.»?" in asked
