"""The deputy at work: search while typing, a clash at its field, a date changed and taken back (P2, T1, T2)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from kiosk.timetable.records import LESSONS
from tests.journeys.conftest import Kiosk

Opened = Callable[..., Page]


def test_search_narrows_the_list_while_typing(opened: Opened) -> None:
    page = opened("/students", "Ким")
    expect(page.locator("#lines tbody tr")).to_have_count(4)
    page.get_by_label("Часть имени").press_sequentially("елк")
    expect(page.locator("#lines tbody tr")).to_have_count(1)
    expect(page.locator("#lines")).to_contain_text("Ёлкин Матвей")


def test_a_clash_is_said_at_its_field_and_mended(opened: Opened, kiosk: Kiosk) -> None:
    """Without a script too: one press, the reasons, another hour, saved."""
    page = opened("/timetable/lessons/new?weekday=1", "Ким", scripts=False, expect_errors=True)
    page.locator("#start").fill("14:00")
    page.locator("#end").fill("14:30")
    page.locator("#subject").select_option(label="Специальность")
    page.locator("#whom").select_option(label="Ёлкин Матвей, 7 (8)")
    page.locator("#teacher").select_option(label="Соколова Мария Павловна")
    page.locator("#kind").select_option("individual")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#teacher-p")).to_contain_text("Иванова Мария")
    expect(page.locator("#start")).to_have_value("14:00")
    page.locator("#start").fill("1100")
    page.locator("#end").fill("1130")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main")).to_contain_text("Ёлкин Матвей")
    assert kiosk.school.store[LESSONS].count() == 5


def test_a_date_is_cancelled_and_taken_back(opened: Opened, kiosk: Kiosk) -> None:
    lesson, day = kiosk.school.lessons["Мария"].id, "2026-11-24"
    page = opened(f"/timetable/lessons/{lesson}/dates/{day}", "Ким")
    page.locator('input[name="kind"][value="cancelled"]').check()
    page.locator("button.go").click()
    expect(page.locator("main tbody tr").first).to_contain_text("отмен")
    page.goto(f"{kiosk.url}/timetable/lessons/{lesson}/dates/{day}")
    page.locator('form[action^="/timetable/changes/"] button').click()
    expect(page.locator("main tbody")).not_to_contain_text("отмен")
