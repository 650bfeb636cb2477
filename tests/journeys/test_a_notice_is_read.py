"""The deputy writes a notice that has to be read, a mother says that she has read it; without a script too (F4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_papers_on_the_printer import pages_of

PHONE = "+7 (000) 111-22-33"


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_office_to_the_phone_and_back(kiosk: Kiosk, opened: Opened, tmp_path: Path, *, scripts: bool) -> None:
    office = opened("/notices", "Ким", scripts=scripts)
    office.get_by_role("link", name="Написать объявление").click()
    office.get_by_label("Заголовок").fill("Собрание в четверг")
    office.get_by_label("Текст").fill("Малый зал, 18:30.")
    office.get_by_label("Последний день").fill("27.11")
    office.get_by_label("Все семьи").check()
    office.get_by_label("Семьи отмечают, что прочитали").check()
    office.get_by_role("button", name="Кому его покажут?").click()
    expect(office.locator("#reach")).to_contain_text("2 семьи")
    office.get_by_role("button", name="Поместить объявление").click()
    expect(office.locator("#families")).to_contain_text("прочитали: 0 из 2")
    expect(office.locator("#families")).to_contain_text(PHONE)

    phone = opened(f"/s/{kiosk.school.token('Ивановы')}", size=(360, 640), scripts=scripts)
    expect(phone.locator("main")).to_contain_text("Малый зал, 18:30.")
    button = phone.get_by_role("button", name="Прочитали")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    expect(phone.locator("main")).to_contain_text("Малый зал, 18:30.")
    expect(button).to_have_count(0)

    office.get_by_role("link", name="Список не прочитавших").click()
    expect(office.locator("main")).to_contain_text("Петров Артём")
    expect(office.locator("main")).not_to_contain_text("Иванова Мария")
    pdf = tmp_path / "unread.pdf"
    pdf.write_bytes(office.pdf(prefer_css_page_size=True, print_background=True))
    (sheet,) = pages_of(pdf)
    assert PHONE in sheet.replace("\n", " ")
