"""The director: from an order to its timetable, its paper, and back to school; without a script too (T1, D1, T4)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.regime.records import LessonKind
from kiosk.timetable import queries
from kiosk.timetable.records import VERSIONS
from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_papers_on_the_printer import pages_of
from tests.school import NamedSchool
from tests.timetable.filling import fill_timetable

TUESDAY = dt.date(2026, 12, 1)


def given(school: NamedSchool) -> list[tuple[str, LessonKind]]:
    """The students of that Tuesday with the kinds of their lessons."""
    names = {student.id: name for name, student in school.students.items()}
    return [(names.get(plan.lesson.student, "Терция"), plan.lesson.kind) for plan in queries.day(school.store, TUESDAY)]


def open_an_order(page: Page) -> None:
    """From 30 November to 5 December."""
    page.get_by_role("link", name="Открыть дистанционный период").click()
    page.get_by_label("Номер приказа").fill("95-у")
    page.get_by_label("климатическая").check()
    page.get_by_label("Словами приказа").fill("мороз ниже 40 градусов")
    page.get_by_label("Первый день").fill("30.11")
    page.get_by_label("Последний день").fill("5.12")
    page.get_by_role("button", name="Открыть период").click()
    expect(page.locator("h1")).to_contain_text("№ 95-у")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_order_to_the_timetable_and_back(
    kiosk: Kiosk, opened: Opened, tmp_path: Path, *, scripts: bool
) -> None:
    fill_timetable(kiosk.school)
    page = opened("/orders", "Орлова", scripts=scripts)
    open_an_order(page)

    page.get_by_role("link", name="Составить дистанционное расписание").click()
    expect(page.locator("main")).to_contain_text("размещено 5, не размещено 1")
    without_a_place = page.get_by_role("row").filter(has_text="устройство в семье одно")
    expect(without_a_place).to_contain_text("Ёлкин Матвей")
    without_a_place.get_by_role("link", name="самостоятельная работа").click()
    expect(page.locator("main")).to_contain_text("размещено 6, не размещено 0")
    expect(page.locator("main")).to_contain_text("Выбрано вами")
    assert kiosk.school.store[VERSIONS].count() == 2  # looking writes nothing
    page.get_by_role("button", name="Ввести дистанционное расписание").click()
    expect(page.get_by_role("row").filter(has_text="№ 95-у").first).to_contain_text("6")
    assert ("Матвей", LessonKind.SELF_STUDY) in given(kiosk.school)
    assert LessonKind.ON_SITE not in {kind for _, kind in given(kiosk.school)}

    page.goto(f"{kiosk.url}/timetable/teachers/4?week={TUESDAY}")
    page.get_by_role("link", name="Печать").click()
    expect(page.locator("h1")).to_have_text("Соколова Мария Павловна")
    pdf = tmp_path / "week.pdf"
    pdf.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    (sheet,) = pages_of(pdf)
    assert all(name in sheet for name in ("Иванова Мария", "Петров Артём", "Иванов Пётр", "Терция", "30.11–05.12"))

    page.goto(f"{kiosk.url}/orders/2/change?effect=close")
    page.get_by_label("Номер приказа").fill("96-у")
    page.get_by_label("Новый последний день").fill("30.11")
    page.get_by_role("button", name="Сохранить приказ").click()
    page.goto(f"{kiosk.url}/timetable/school/{TUESDAY}")
    expect(page.get_by_role("row").filter(has_text="14:00")).to_contain_text("Ёлкин Матвей")
    assert {kind for _, kind in given(kiosk.school)} == {LessonKind.ON_SITE}
