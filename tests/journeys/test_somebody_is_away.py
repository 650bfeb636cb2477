"""The deputy: an absence, who gives its lessons, what the family sees, the sheet; without a script too (L1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from kiosk.timetable.records import DATE_CHANGES, ChangeKind
from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_papers_on_the_printer import pages_of


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_absence_to_the_sheet(kiosk: Kiosk, opened: Opened, tmp_path: Path, *, scripts: bool) -> None:
    page = opened("/absences", "Ким", scripts=scripts)
    page.get_by_role("link", name="Записать отсутствие").click()
    page.get_by_label("Кто отсутствует").select_option(label="Соколова Мария Павловна")
    page.get_by_label("Причина").select_option(label="болезнь")
    page.get_by_role("button", name="Записать и распределить занятия").click()
    expect(page.get_by_role("status")).to_contain_text("Не распределены 4 занятия")

    instead = page.get_by_label("14:00, Иванова Мария")
    instead.select_option(value=str(kiosk.school.staff["Белов"].id))
    page.get_by_label("17:00, Иванов Пётр").select_option(label="не проводится")
    page.get_by_role("button", name="Сохранить замещения").click()
    expect(page.get_by_role("status")).to_contain_text("Не распределены 2 занятия")
    kinds = {change.lesson: change.kind for change in kiosk.school.store[DATE_CHANGES].all()}
    maria, pyotr = kiosk.school.lessons["Мария"].id, kiosk.school.lessons["Пётр"].id
    assert kinds == {maria: ChangeKind.SUBSTITUTED, pyotr: ChangeKind.CANCELLED}

    family = opened(f"/s/{kiosk.school.token('Ивановы')}", size=(360, 640), scripts=scripts)
    expect(family.locator("main")).to_contain_text("Белов")
    expect(family.locator("main")).to_contain_text("отмен")

    page.get_by_role("link", name="Лист замещения").click()
    expect(page.locator("h1")).to_have_text("Лист замещения")
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    (sheet,) = pages_of(pdf)
    assert all(part in sheet for part in ("Соколова", "Белов", "Иванова Мария", "Заместитель директора"))
