"""The director signs an order: opened, seen, extended, closed, on paper; without a script as well (D1, D2)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kiosk.regime.records import EXEMPTIONS, ORDERS
from kiosk.timetable.records import LESSONS
from tests.journeys.conftest import Kiosk

Opened = Callable[..., Page]


@pytest.mark.parametrize("scripts", [True, False])
def test_an_order_from_opening_to_closing(opened: Opened, kiosk: Kiosk, *, scripts: bool) -> None:
    page = opened("/orders", "Орлова", scripts=scripts, expect_errors=True)
    page.get_by_role("link", name="Открыть дистанционный период").click()
    page.get_by_label("Номер приказа").fill("95-у")
    page.get_by_label("климатическая").check()
    page.get_by_label("Словами приказа").fill("мороз ниже 40 градусов")
    page.get_by_label("Первый день").fill("30.11")
    page.get_by_label("Последний день").fill("28.11")
    page.get_by_role("button", name="Открыть период").click()
    expect(page.locator("#until-p")).to_contain_text("раньше, чем начинается")
    expect(page.get_by_label("Словами приказа")).to_have_value("мороз ниже 40 градусов")
    page.get_by_label("Последний день").fill("5.12")
    page.get_by_role("button", name="Открыть период").click()
    expect(page.locator("h1")).to_contain_text("№ 95-у")
    expect(page.locator("main")).to_contain_text("Действует дистанционное расписание")

    page.get_by_role("link", name="Продлить").click()
    page.get_by_label("Номер приказа").fill("96-у")
    page.get_by_label("Новый последний день").fill("12.12")
    page.get_by_role("button", name="Сохранить приказ").click()
    expect(page.locator("main")).to_contain_text("30 ноября – 12 декабря")
    page.goto(f"{kiosk.url}/orders/rules?whom=s1&date=10.12.2026")
    expect(page.locator("main")).to_contain_text("Действует приказ № 95-у на всю школу")

    page.goto(f"{kiosk.url}/orders/2/change?effect=close")
    page.get_by_label("Номер приказа").fill("97-у")
    page.get_by_label("Новый последний день").fill("29.11")
    page.get_by_role("button", name="Сохранить приказ").click()
    expect(page.locator("main")).to_contain_text("Период отменён до начала")
    page.goto(f"{kiosk.url}/orders/rules?whom=s1&date=10.12.2026")
    expect(page.locator("main")).to_contain_text("завершён приказом № 97-у")

    page.goto(f"{kiosk.url}/orders/2")
    page.get_by_role("link", name="Приказ и листы ознакомления").click()
    expect(page.locator("main")).to_contain_text("ПРИКАЗЫВАЮ")
    expect(page.locator("main")).to_contain_text("ознакомлены работники")
    assert [one.number for one in kiosk.school.store[ORDERS].all(order=("id",))] == ["87-у", "95-у", "96-у", "97-у"]


def test_a_mistake_is_annulled_and_was_none(opened: Opened) -> None:
    page = opened("/orders/1", "Орлова")
    page.get_by_text("Введён по ошибке?").click()
    page.get_by_label("В чём ошибка").fill("не тот номер")
    page.get_by_role("button", name="Аннулировать приказ").click()
    expect(page.locator("h1 s")).to_contain_text("№ 87-у")
    page.get_by_role("button", name="Ошибки не было").click()
    expect(page.locator("h1 s")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_breach_is_mended_by_one_press_or_let_pass(opened: Opened, kiosk: Kiosk, *, scripts: bool) -> None:
    page = opened("/timetable/lessons/new?weekday=1", "Ким", scripts=scripts, expect_errors=True)
    page.locator("#start").fill("11:00")
    page.locator("#end").fill("11:45")
    page.locator("#subject").select_option(label="Специальность")
    page.locator("#whom").select_option(label="Ёлкин Матвей, 7 (8)")
    page.locator("#teacher").select_option(label="Соколова Мария Павловна")
    page.locator("#kind").select_option("individual")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#end-p")).to_contain_text("не более 30 минут")
    if scripts:
        page.get_by_role("button", name="индивидуальное занятие, 30 мин").click()
    else:
        page.get_by_label("Сделать исключение").fill("концертная программа")
        page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main")).to_contain_text("Ёлкин Матвей")
    lesson = kiosk.school.store[LESSONS].all(order=("-id",))[0]
    assert f"{lesson.end:%H:%M}" == ("11:30" if scripts else "11:45")
    assert kiosk.school.store[EXEMPTIONS].count() == (0 if scripts else 1)
    if not scripts:
        expect(page.locator("main")).to_contain_text("исключение")
        page.goto(f"{kiosk.url}/timetable/lessons/{lesson.id}")
        page.get_by_role("button", name="Снять исключение").click()
        expect(page.locator("main")).to_contain_text("снято: Ким В. П.")
