"""A teacher's day by keyboard, with and without JavaScript, with the server away and the sign-in run out (H2)."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from kiosk.reports.queries import day_report, rows_of
from kiosk.reports.records import DRAFTS, Confirmed, DayState, RowState
from kiosk.signin import sessions
from tests.journeys.conftest import Kiosk, Opened, away
from tests.reports.filling import send_day
from tests.school import TODAY

DAY = f"/report/{TODAY}"


def stored(kiosk: Kiosk) -> list[tuple[str, str, RowState, Confirmed]]:
    """What lies in the store: who, homework, state, how confirmed."""
    rows = rows_of(kiosk.school.store, kiosk.school.staff["Соколова"].id, TODAY, TODAY)
    return [(row.who.split(",")[0], row.homework, row.state, row.confirmed) for row in rows]


def test_a_day_as_planned_takes_one_chord(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#state")).to_contain_text("Сдан в 20:05")
    assert len(stored(kiosk)) == 4
    assert {how for *_, how in stored(kiosk)} == {Confirmed.IN_BULK}
    report = day_report(kiosk.school.store, kiosk.school.staff["Соколова"].id, TODAY)
    assert report is not None
    assert report.state is DayState.SENT


def test_space_confirms_a_row_and_the_next_one_has_the_focus(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова")
    first, second = (f"#row-L{kiosk.school.lessons[name].id}" for name in ("Мария", "Артём"))
    expect(page.locator(f"{first} button.note")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(first)).to_have_class("held")
    expect(page.locator(f"{second} button.note")).to_be_focused()
    assert stored(kiosk) == [("Иванова Мария", "", RowState.HELD, Confirmed.SINGLY)]
    page.keyboard.press("Control+z")
    expect(page.locator(first)).to_have_class("edit")
    assert stored(kiosk) == []


def test_a_note_is_typed_and_goes_down_the_column(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова")
    first, second = (f"L{kiosk.school.lessons[name].id}" for name in ("Мария", "Артём"))
    page.locator(f"id={first}.homework").click()
    page.keyboard.type("Гамма Ре мажор")
    expect(page.locator("#preview .hand")).to_have_text("Гамма Ре мажор")
    page.keyboard.press("Enter")
    expect(page.locator(f"id={second}.homework")).to_be_focused()
    page.keyboard.press("Control+d")
    expect(page.locator(f"id={second}.homework")).to_have_value("Гамма Ре мажор")
    expect(page.locator("#kept")).to_contain_text("Черновик сохранён в 20:05")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#state")).to_contain_text("Сдан")
    assert [homework for _, homework, *_ in stored(kiosk)][:2] == ["Гамма Ре мажор", "Гамма Ре мажор"]


def test_a_piece_written_before_is_offered_and_taken_by_keyboard(kiosk: Kiosk, opened: Opened) -> None:
    send_day(kiosk.school, date=TODAY - dt.timedelta(7), Артём="К. Черни, соч. 299 № 5")
    page = opened(DAY, "Соколова")
    note = page.locator(f"id=L{kiosk.school.lessons['Мария'].id}.homework")
    note.press_sequentially("Гамма; чер")
    expect(page.locator(f"#row-L{kiosk.school.lessons['Мария'].id} .offers")).to_have_text("К. Черни, соч. 299 № 5")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(note).to_have_value("Гамма; К. Черни, соч. 299 № 5")
    expect(note).to_be_focused()


def test_not_held_asks_for_the_reason_at_once(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова")
    slot = f"L{kiosk.school.lessons['Мария'].id}"
    page.keyboard.press("Delete")
    expect(page.locator(f"id={slot}.reason")).to_be_focused()
    page.locator(f"id={slot}.reason").select_option("student_ill")
    page.locator(f"id={slot}.makeup").fill("28.11")
    page.locator(f"#row-{slot} button.note").focus()
    page.keyboard.press("Space")
    expect(page.locator(f"#row-{slot}")).to_contain_text("Не проведён: учащийся болен")
    assert stored(kiosk) == [("Иванова Мария", "", RowState.NOT_HELD, Confirmed.SINGLY)]


def test_roll_call_by_the_position_of_the_key(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова")
    slot, pupil = f"L{kiosk.school.lessons['Терция'].id}", kiosk.school.students["Мария"].id
    box = page.locator(f"id={slot}.mark.{pupil}")
    box.focus()
    page.keyboard.press("KeyY")  # «н» in the Russian layout, «y» in the Latin one
    expect(box).to_have_value("н")
    page.locator(f"#row-{slot} button.note").click()
    expect(page.locator(f"#row-{slot}")).to_have_class("held")
    row = rows_of(kiosk.school.store, kiosk.school.staff["Соколова"].id, TODAY, TODAY)[0]
    assert row.attendance == {str(pupil): "absent"}


def test_the_server_is_away_and_nothing_is_lost_and_nothing_twice(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова", expect_errors=True)
    slot = f"L{kiosk.school.lessons['Мария'].id}"
    with away(kiosk):
        page.locator(f"id={slot}.homework").fill("Этюд наизусть")
        page.locator(f"#row-{slot} button.note").click()
        expect(page.locator("#unsent")).to_contain_text("Не отправлено: 1")
    expect(page.locator(f"#row-{slot}")).to_have_class("held", timeout=20000)
    expect(page.locator("#unsent")).to_have_text("")
    assert stored(kiosk) == [("Иванова Мария", "Этюд наизусть", RowState.HELD, Confirmed.SINGLY)]


def test_a_closed_page_comes_back_with_what_was_typed(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова", expect_errors=True)
    slot = f"L{kiosk.school.lessons['Пётр'].id}"
    with away(kiosk):
        page.locator(f"id={slot}.homework").fill("«Василёк» двумя руками")
    again = page.context.new_page()
    page.close()
    again.goto(f"{kiosk.url}{DAY}")
    expect(again.locator(f"id={slot}.homework")).to_have_value("«Василёк» двумя руками")


def test_a_sign_in_that_ran_out_opens_in_place(kiosk: Kiosk, opened: Opened) -> None:
    kiosk.school.give_secret("Соколова", "парольпароль")
    page = opened(DAY, "Соколова", expect_errors=True)
    slot = f"L{kiosk.school.lessons['Мария'].id}"
    kiosk.school.clock.advance(dt.timedelta(minutes=31))
    page.locator(f"id={slot}.homework").fill("Полонез: реприза")
    expect(page.locator("#sign-in-here form")).to_be_visible()
    page.locator("#login").fill("Соколова")
    page.locator("#secret").fill("парольпароль")
    page.locator("#sign-in-here button.go").click()
    expect(page.locator("#sign-in-here form")).to_have_count(0)
    expect(page.locator("#kept")).to_contain_text("Черновик сохранён")
    expect(page.locator(f"id={slot}.homework")).to_have_value("Полонез: реприза")


def signed_in_again(kiosk: Kiosk, page: Page, surname: str) -> None:
    """In another tab of the same browser: the cookie is a new one, the open page knows nothing of it."""
    account = kiosk.school.staff[surname].account
    cookie = sessions.begin(kiosk.school.store, account=account, now=kiosk.school.clock.now())
    page.context.add_cookies([{"name": sessions.STAFF_COOKIE, "value": cookie, "url": page.url}])


def test_a_sign_in_in_another_tab_loses_no_press_of_this_one(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова", expect_errors=True)
    signed_in_again(kiosk, page, "Соколова")
    page.keyboard.press("Space")
    expect(page.locator(f"#row-L{kiosk.school.lessons['Мария'].id}")).to_have_class("held")
    assert stored(kiosk) == [("Иванова Мария", "", RowState.HELD, Confirmed.SINGLY)]


def test_a_colleagues_sign_in_in_another_tab_takes_nothing_of_mine(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова", expect_errors=True)
    slot = f"L{kiosk.school.lessons['Мария'].id}"
    signed_in_again(kiosk, page, "Белов")
    with page.expect_navigation():
        page.locator(f"id={slot}.homework").fill("Гамма")
    expect(page.locator("header .who")).to_contain_text("Белов")
    assert kiosk.school.store[DRAFTS].count() == 0
    signed_in_again(kiosk, page, "Соколова")
    page.goto(page.url)
    expect(page.locator(f"id={slot}.homework")).to_have_value("Гамма")


def test_two_pcs_on_one_day_and_one_key_chooses(kiosk: Kiosk, opened: Opened) -> None:
    """Fields that one of them touched merge; of a field that both touched both texts are shown, and a key chooses."""
    slot = f"L{kiosk.school.lessons['Мария'].id}"
    here, there = opened(DAY, "Соколова"), opened(DAY, "Соколова", expect_errors=True)
    for page, name, text in ((here, "homework", "Гамма"), (there, "hours", "0,5"), (there, "homework", "Этюд")):
        with page.expect_response(f"**{DAY}/drafts"):
            page.locator(f"id={slot}.{name}").fill(text)
    chooses = there.locator(f"#row-{slot} .twice button")
    expect(chooses).to_have_text(["1 Оставить «Этюд»", "2 Взять «Гамма»"])
    expect(chooses.first).to_be_focused()
    there.keyboard.press("2")
    expect(there.locator(f"id={slot}.homework")).to_have_value("Гамма")
    there.get_by_role("button", name="Взять «Этюд»").press("Enter")
    expect(there.locator(f"id={slot}.homework")).to_have_value("Этюд")
    here.locator(f"#row-{slot} button.note").focus()
    here.keyboard.press("Space")
    expect(here.locator(f"#row-{slot}")).to_have_class("held")
    assert stored(kiosk) == [("Иванова Мария", "Этюд", RowState.HELD, Confirmed.SINGLY)]
    expect(here.locator(f"#row-{slot} .k-hours")).to_have_text("0,5")


@pytest.mark.parametrize("year", [2019, 2033])
def test_the_clock_of_the_pc_is_wrong(kiosk: Kiosk, opened: Opened, year: int) -> None:
    """What the page does goes by the kiosk's clock, and waiting by stretches of time."""
    page = opened("/board")
    page.clock.set_system_time(dt.datetime(year, 1, 1, 3, 0, tzinfo=dt.UTC))
    cookie = sessions.begin(
        kiosk.school.store, account=kiosk.school.staff["Соколова"].account, now=kiosk.school.clock.now()
    )
    page.context.add_cookies([{"name": sessions.STAFF_COOKIE, "value": cookie, "url": kiosk.url}])
    page.goto(f"{kiosk.url}/report")
    expect(page).to_have_url(f"{kiosk.url}{DAY}")
    assert page.evaluate("new Date().getFullYear()") == year
    slot = f"L{kiosk.school.lessons['Мария'].id}"
    page.locator(f"id={slot}.homework").fill("Гамма")
    expect(page.locator("#kept")).to_contain_text("Черновик сохранён в 20:05")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#state")).to_contain_text("Сдан в 20:05")
    assert stored(kiosk)[0][:2] == ("Иванова Мария", "Гамма")


def test_the_whole_day_without_javascript(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова", scripts=False)
    slot = f"L{kiosk.school.lessons['Мария'].id}"
    page.locator(f"id={slot}.homework").fill("Гамма")
    page.locator(f"#row-{slot} button.note").click()
    expect(page.locator(f"#row-{slot}")).to_have_class("held")
    page.locator("#whole").click()
    expect(page.locator("#state")).to_contain_text("Сдан")
    assert stored(kiosk)[0] == ("Иванова Мария", "Гамма", RowState.HELD, Confirmed.SINGLY)
    assert len(stored(kiosk)) == 4


def test_a_row_outside_the_timetable_is_begun_where_its_time_is_typed(kiosk: Kiosk, opened: Opened) -> None:
    page = opened(DAY, "Соколова")
    page.get_by_role("button", name="Урок вне расписания").click()
    expect(page.get_by_label("Начало урока, новый урок")).to_be_focused()
    page.locator(f"#row-L{kiosk.school.lessons['Мария'].id} button.note").press("Space")
    expect(page.locator(f"#row-L{kiosk.school.lessons['Артём'].id} button.note")).to_be_focused()


def test_what_was_confirmed_is_told_without_moving_the_rows(opened: Opened) -> None:
    """A bar that pushed the table down would put another row under the hand; over the headings it would hide them."""
    page = opened(DAY, "Соколова")
    before = page.locator("table.day").bounding_box()
    page.keyboard.press("Space")
    expect(page.locator("#undo-last")).to_be_visible()
    table = page.locator("table.day").bounding_box()
    bar, head = page.locator("#undo > p").bounding_box(), page.locator("table.day thead").bounding_box()
    assert before is not None
    assert table is not None
    assert bar is not None
    assert head is not None
    assert table["y"] == before["y"]
    assert bar["y"] >= head["y"] + head["height"]
