"""The deputy loads days from a file, mends a year, answers a correction: with scripts and without (L7, D4, L9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.calendar.sheet import template
from kiosk.plans.records import CORRECTIONS, State
from kiosk.school.records import SPECIAL_DAYS
from tests.calendar.filling import fill_calendar
from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_every_page_reads_well import SIDEWAYS, faults
from tests.plans.filling import file_correction

SIZES = ((1024, 768), (360, 640))


@pytest.mark.parametrize("scripts", [True, False])
def test_days_come_from_a_file_and_go_again(kiosk: Kiosk, opened: Opened, tmp_path: Path, *, scripts: bool) -> None:
    file = tmp_path / "дни.xlsx"
    file.write_bytes(template())
    page = opened("/calendar/load", "Ким", scripts=scripts)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Посмотреть").click()
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Записано: дни из таблицы.").wait_for()
    assert kiosk.school.store[SPECIAL_DAYS].count() == 3
    page.get_by_role("status").locator("..").get_by_role("button").click()
    page.get_by_text("Отменено: всё как было.").wait_for()
    assert all(day.taken_back for day in kiosk.school.store[SPECIAL_DAYS].all())


@pytest.mark.parametrize("size", SIZES)
def test_a_file_with_wrong_cells_and_its_preview_read_well(
    opened: Opened, tmp_path: Path, size: tuple[int, int]
) -> None:
    wrong = tmp_path / "дни.csv"
    wrong.write_text("Дата;Что это;Как\n31.02.2026;праздник;\n05.11.2026;;воскресенье", encoding="utf-8")
    right = tmp_path / "верные.xlsx"
    right.write_bytes(template())
    page = opened("/calendar/load", "Ким", size=size, expect_errors=True)
    page.set_input_files("#file", wrong)
    page.get_by_role("button", name="Посмотреть").click()
    page.get_by_text("дни!A2").wait_for()
    assert faults(page) == []
    page.set_input_files("#file", right)
    page.get_by_role("button", name="Посмотреть").click()
    page.get_by_role("button", name="Записать").wait_for()
    assert faults(page) == []
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("size", SIZES)
def test_a_year_that_is_refused_reads_well(kiosk: Kiosk, opened: Opened, size: tuple[int, int]) -> None:
    fill_calendar(kiosk.school, "Ким")
    page = opened("/calendar/years/1/edit", "Ким", size=size, expect_errors=True)
    page.fill("#quarter-1-since", "20.10.2026")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "quarter-1-since"
    assert faults(page) == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_a_correction_is_returned_and_approved(kiosk: Kiosk, opened: Opened) -> None:
    file_correction(kiosk.school, "Соколова")
    deputy = opened("/plans/1", "Ким")
    deputy.fill("#remark", "Укажите технические средства")
    deputy.get_by_role("button", name="Вернуть").click()
    deputy.get_by_text("возвращено с замечанием").first.wait_for()
    teacher = opened("/plans/1/edit", "Соколова", scripts=False)
    teacher.fill("#means", "МАКС")
    teacher.get_by_role("button", name="Подать").click()
    teacher.get_by_text("ждёт заместителя").first.wait_for()
    deputy.reload()
    deputy.get_by_role("button", name="Согласовать").click()
    deputy.get_by_text("согласовано").first.wait_for()
    found = kiosk.school.store[CORRECTIONS].get(1)
    assert found is not None
    assert (found.state, len(found.steps), len(found.former)) == (State.APPROVED, 4, 1)
