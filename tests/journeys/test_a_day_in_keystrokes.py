"""How much a teacher presses for a normal day of eight lessons: counted by the page itself (H2, ux.md)."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from kiosk.reports.queries import rows_of
from kiosk.reports.records import RowState
from tests.budgets.families import fill_day
from tests.journeys.conftest import Kiosk, Opened
from tests.school import TODAY

DAY = f"/report/{TODAY}"
NOTES = ("Гамма Ре мажор", "Полонез: реприза", "Этюд № 5 наизусть")


@dataclass
class Keyboard:
    """Counts what is pressed besides the letters of a note; a chord is one press."""

    page: Page
    pressed: int = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, text: str) -> None:
        """The letters of a note, which paper takes too."""
        self.page.keyboard.type(text)


def test_eight_lessons_as_planned_are_one_press(kiosk: Kiosk, opened: Opened) -> None:
    fill_day(kiosk.school)
    keyboard = Keyboard(opened(DAY, "Соколова"))
    keyboard.press("Control+Enter")
    expect(keyboard.page.locator("#state")).to_contain_text("Сдан в 20:05")
    rows = rows_of(kiosk.school.store, kiosk.school.staff["Соколова"].id, TODAY, TODAY)
    assert [row.state for row in rows] == [RowState.HELD] * 8
    assert keyboard.pressed <= 2


def test_a_normal_day_of_eight_lessons_with_three_notes_and_one_not_held(kiosk: Kiosk, opened: Opened) -> None:
    """From the first row, where the page puts the hand: to the notes, down the column, a lesson not held, all sent."""
    fill_day(kiosk.school)
    keyboard = Keyboard(opened(DAY, "Соколова"))
    first = keyboard.page.locator("tbody[data-slot] textarea[name$='.homework']").first
    while not first.evaluate("(el) => el === document.activeElement"):
        keyboard.press("Tab")
    for note in NOTES:
        keyboard.write(note)
        keyboard.press("Enter")
    keyboard.press("Control+Enter")
    expect(keyboard.page.locator("#state")).to_contain_text("Сдан")
    rows = rows_of(kiosk.school.store, kiosk.school.staff["Соколова"].id, TODAY, TODAY)
    assert [row.homework for row in rows] == [*NOTES, "", "", "", "", ""]
    assert keyboard.pressed <= 12


def test_a_lesson_not_held_is_five_presses(kiosk: Kiosk, opened: Opened) -> None:
    """Delete, the first letter of the reason, and back to the row to confirm it."""
    fill_day(kiosk.school)
    page = opened(DAY, "Соколова")
    keyboard = Keyboard(page)
    expect(page.locator("tbody[data-slot] button.note").first).to_be_focused()
    slot = page.locator("tbody[data-slot]").first.get_attribute("data-slot")
    keyboard.press("Delete")
    expect(page.locator(f"id={slot}.reason")).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("Control+Enter")
    expect(page.locator("#state")).to_contain_text("Сдан")
    rows = rows_of(kiosk.school.store, kiosk.school.staff["Соколова"].id, TODAY, TODAY)
    assert [row.state for row in rows] == [RowState.NOT_HELD, *[RowState.HELD] * 7]
    assert keyboard.pressed <= 5
