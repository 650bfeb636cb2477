"""The deputy closes a month without scripts, opens a figure, corrects what came to light, prints the sheet (H4, L3)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.hours.entering import enter_month
from tests.hours.test_closing_a_month import sick
from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_every_page_reads_well import SIDEWAYS, TAGS
from tests.journeys.test_papers_on_the_printer import pages_of


def test_from_the_figures_to_the_correcting_sheet(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    enter_month(kiosk.school, seed=2077)
    judged = opened("/reports", "Ким", size=(1024, 768))
    page = opened("/reports", "Ким", size=(1024, 768), scripts=False, expect_errors=True)  # the refusal is a 422
    page.get_by_role("link", name="Часы").click()
    page.get_by_role("link", name="← ноябрь 2026").click()
    page.locator("tbody a[href*='what=missed']").first.click()
    expect(page.locator("h1")).to_contain_text("Не проведено")
    expect(page.locator("main")).to_contain_text("часы не засчитаны")
    page.get_by_role("link", name="К часам").click()
    page.goto(f"{kiosk.url}/hours/2026-11/closing")
    page.get_by_role("button", name="Закрыть ноябрь").click()
    expect(page.get_by_role("alert")).to_contain_text("напишите почему")
    page.get_by_label("Причина закрытия без всех отчётов").fill("отчёты потеряны, акт № 3")
    page.get_by_role("button", name="Закрыть ноябрь").click()
    expect(page.locator(".state")).to_have_text("закрыт")
    reads_well(judged, page.url)

    page.get_by_label("Почему исправляется").fill("больничный принесён позже")
    page.get_by_role("button", name="Начать корректировку").click()
    expect(page.locator(".state")).to_have_text("корректируется")
    kiosk.school.clock.advance(dt.timedelta(minutes=1))
    sick(kiosk.school)
    page.reload()
    reads_well(judged, page.url)
    page.get_by_role("button", name="Составить корректирующий табель № 1").click()
    page.get_by_role("row", name="корректирующий № 1").get_by_role("link", name="Печать").first.click()
    expect(page.locator("h1")).to_contain_text("учета использования рабочего времени")
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    (sheet,) = pages_of(pdf)
    for words in (
        "0504421",
        "корректирующий № 1",
        "больничный принесён позже",
        "Соколова Мария Павловна",
        "Лист 1 из 1",
    ):
        assert words in sheet, words


def reads_well(page: Page, address: str) -> None:
    """Axe finds nothing, nothing scrolls sideways."""
    page.goto(address)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert page.evaluate(SIDEWAYS) <= 0
