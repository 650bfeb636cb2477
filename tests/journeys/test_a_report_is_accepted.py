"""The deputy returns a day, the teacher mends it, the deputy accepts in bulk, a correction is struck as ink is (H4)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from playwright.sync_api import Page, expect

from kiosk.reports.records import DayState
from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_papers_on_the_printer import pages_of
from tests.reports.filling import report_of, send_day
from tests.school import TODAY


def test_from_the_return_to_the_struck_row(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    school = kiosk.school
    send_day(school, Мария="Гамма Ре мажор", Артём="Этюд")
    send_day(school, "Дроздов")
    deputy = opened("/morning", "Ким")
    deputy.get_by_role("link", name="2 дня").click()
    deputy.get_by_role("link", name="Посмотреть день: Соколова").click()
    deputy.get_by_role("textbox", name="Замечание").fill("Марии напишите, какой рукой")
    deputy.get_by_role("button", name="Вернуть").click()
    expect(deputy.get_by_role("status")).to_contain_text("Возвращён")

    school.clock.advance(dt.timedelta(minutes=1))
    teacher = opened("/report/days", "Соколова")
    expect(teacher.locator("main")).to_contain_text("Марии напишите, какой рукой")
    teacher.get_by_role("link", name="вт 24").first.click()
    expect(teacher.locator("main")).to_contain_text("Возвращён, Ким В. П.: Марии напишите, какой рукой")
    mend(teacher, f"L{school.lessons['Мария'].id}")
    assert report_of(school).state is DayState.SENT

    school.clock.advance(dt.timedelta(minutes=1))
    deputy.goto(f"{kiosk.url}/reports")
    deputy.get_by_role("checkbox", name="вт 24, Соколова").check()  # sent again: not ticked by itself
    deputy.get_by_role("button", name="Принять отмеченные дни").click()
    expect(deputy.get_by_role("status")).to_contain_text("Приняты 2 дня")
    assert report_of(school).state is DayState.ACCEPTED

    school.clock.advance(dt.timedelta(minutes=1))
    teacher.goto(f"{kiosk.url}/report/{TODAY}")
    teacher.get_by_role("link", name="Исправить принятый день").click()
    teacher.get_by_role("link", name="Иванова Мария").click()
    teacher.get_by_label("Задание").fill("Гамма Ми мажор, левой рукой")
    teacher.get_by_label("Почему исправлено").fill("записал не ту гамму")
    teacher.get_by_role("button", name="Исправить и отдать на принятие").click()
    expect(teacher.locator("tr.struck s").last).to_have_text("Гамма Ре мажор, правой рукой.")
    expect(teacher.get_by_role("status")).to_contain_text("ждёт нового принятия")

    teacher.goto(f"{kiosk.url}/report/{TODAY}/annex-1")
    assert teacher.evaluate("getComputedStyle(document.querySelector('s')).textDecorationLine") == "line-through"
    pdf = tmp_path / "annex.pdf"
    pdf.write_bytes(teacher.pdf(prefer_css_page_size=True, print_background=True))
    (sheet,) = pages_of(pdf)
    assert all(word in sheet for word in ("Исправлено", "24.11.2026", "записал", "правой", "левой"))


def mend(page: Page, slot: str) -> None:
    """Open the row, write, hand the day in again."""
    page.get_by_role("button", name="Снять подтверждение: 14:00").click()
    page.locator(f"[id='{slot}.homework']").fill("Гамма Ре мажор, правой рукой")
    page.get_by_role("button", name="Подтвердить и сдать день").click()
    expect(page.locator("#state")).to_contain_text("Сдан")
