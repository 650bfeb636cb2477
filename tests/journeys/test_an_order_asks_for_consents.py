"""The deputy: an order, who has not agreed, their papers, marked by keyboard, nobody is left; without a script (F5)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_every_page_reads_well import faults
from tests.journeys.test_papers_on_the_printer import pages_of


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_order_to_an_empty_list(kiosk: Kiosk, opened: Opened, tmp_path: Path, *, scripts: bool) -> None:
    page = opened("/orders/1", "Ким", scripts=scripts)
    page.get_by_role("link", name="Нет согласий: 4").click()
    expect(page.get_by_role("checkbox")).to_have_count(4)
    page.get_by_role("link", name="Отметить всех").click()
    page.get_by_role("button", name="Напечатать и записать выдачу").click()
    expect(page.locator("article h1")).to_have_text(["СОГЛАСИЕ"] * 4)
    pdf = tmp_path / "consents.pdf"
    pdf.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    sheets = pages_of(pdf)
    assert len(sheets) == 4
    assert all("приказом" in sheet and "87-у" in sheet for sheet in sheets)

    page.goto(f"{kiosk.url}/consents?order=1")
    expect(page.locator("#list")).to_contain_text("выдано, не вернули")
    page.get_by_label("Дата на бумаге").fill("23.11")
    page.get_by_role("checkbox").first.focus()
    for _ in range(4):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Отмечено согласий: 4.")
    expect(page.locator("#list")).to_contain_text("В списке никого")
    if scripts:
        assert faults(page) == []
    page.goto(f"{kiosk.url}/orders/1")
    expect(page.locator("main")).not_to_contain_text("Нет согласий")
