"""The office brings a timetable as it hangs on the wall: asked once, looked at, in force; never asked again (T3)."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from kiosk.timetable.records import VERSIONS, TimetableMode
from tests.journeys.conftest import Kiosk
from tests.journeys.test_every_page_reads_well import SIDEWAYS, UNLABELLED, faults

Opened = Callable[..., Page]

WALL = (
    ["", "Понедельник", None, "Среда", None],
    ["", "время", "ученик, кл.", "время", "ученик, кл."],
    ["Соколова М.П.\n(каб. 7)", "13.00-13.40", "Иванова Маша 3кл", "1300-1340", "обед"],
    [None, "14.00-14.40", "Петров А. 4 кл. неч.", "с 14:00 до 14:40", "Иванова Маша 3кл (специальность)"],
    [None, "15.00-15.40", "обед", "15.00-15.40", "Иванов П. 1 кл. (специальность) кц Дроздов"],
)


def wall(folder: Path) -> Path:
    """A teacher's block with merged cells, times in several ways, a pet name, breaks."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Стена"
    page.append(["УТВЕРЖДАЮ"])
    for row in WALL:
        page.append(row)
    for merged in ("B2:C2", "D2:E2", "A4:A6"):
        page.merge_cells(merged)
    path = folder / "расписание на стене.xlsx"
    book.save(path)
    return path


def send(page: Page, path: Path) -> None:
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="Посмотреть").click()


@pytest.mark.parametrize("scripts", (True, False))
def test_asked_once_looked_at_and_in_force(opened: Opened, kiosk: Kiosk, tmp_path: Path, *, scripts: bool) -> None:
    path = wall(tmp_path)
    page = opened("/office/import", "Ким", scripts=scripts)
    send(page, path)
    expect(page.locator("h1")).to_have_text("Как прочитано расписание")
    pet_name = page.get_by_role("group", name="Кто это — «Иванова Маша»?")
    expect(pet_name).to_contain_text("Стена!C4, Стена!E5")
    pet_name.get_by_label("Иванова Мария").check()
    page.get_by_role("group", name="Кто это — «обед»?").get_by_label("Это не занятие").check()
    page.get_by_role("button", name="Запомнить и продолжить").click()
    expect(page.locator("h1")).to_have_text("Что изменит загрузка")
    expect(page.locator("main")).to_contain_text("Новое расписание")
    page.get_by_role("button", name="Записать").first.click()
    expect(page.get_by_role("status")).to_contain_text("Записано")
    versions = [one for one in kiosk.school.store[VERSIONS].all() if one.mode is TimetableMode.ON_SITE]
    assert len(versions) == 1
    send(page, path)
    expect(page.locator("main")).to_contain_text("Ничего не изменится")


@pytest.mark.parametrize("lang", ("ru", "en"))
def test_the_questions_read_well(opened: Opened, tmp_path: Path, *, lang: str) -> None:
    """With a refused name in the form and all cells shown."""
    page = opened(f"/office/import?lang={lang}", "Ким", expect_errors=True)
    page.locator("#file").set_input_files(wall(tmp_path))
    page.locator("main form button.go").click()
    page.locator("input[value=other]").first.check()
    page.locator("input[list]").first.fill("Никто")
    page.locator("main form button.go").click()
    page.locator("[role=alert]").first.wait_for()
    for size in ((1366, 768), (1024, 768), (360, 640)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert faults(page) == []
        assert page.evaluate(UNLABELLED) == []
        assert page.evaluate(SIDEWAYS) <= 0, size
