"""The deputy moves lessons in the week: with the mouse, with the keys, and takes it back (T1)."""

from __future__ import annotations

from playwright.sync_api import expect

from kiosk.timetable.records import LESSONS
from tests.journeys.conftest import Kiosk, Opened


def test_a_lesson_is_dragged_pushed_and_taken_back(kiosk: Kiosk, opened: Opened) -> None:
    mine = kiosk.school.lessons["Мария"]
    page = opened(f"/timetable/teachers/{kiosk.school.staff['Соколова'].id}", "Ким")
    start = f"{mine.start:%H:%M}"
    cell = page.locator(f"td[data-day='3'][data-start='{start}']")
    page.locator(f"[data-lesson='{mine.id}']").drag_to(cell)
    expect(cell).to_contain_text("Иванова Мария")
    moved = kiosk.school.store[LESSONS].all(order=("-id",))[0]
    assert (moved.weekday, moved.start) == (3, mine.start)
    page.locator(f"[data-lesson='{moved.id}'] a").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(f"td[data-day='4'][data-start='{start}']")).to_contain_text("Иванова Мария")
    page.locator(".undo button").click()
    expect(cell).to_contain_text("Иванова Мария")
