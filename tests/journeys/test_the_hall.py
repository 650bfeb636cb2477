"""The screens of the hall: a card held to the scanner; the board while the server is away and back (F2, L21)."""

from tests.budgets.families import fill_board
from tests.journeys.conftest import Kiosk, Opened, away

TURN = 16_000
"""Milliseconds of the browser's clock, which the test moves by hand."""


def test_a_board_keeps_what_it_shows_while_the_server_is_away_and_goes_on_by_itself(
    kiosk: Kiosk, opened: Opened
) -> None:
    fill_board(kiosk.school)
    kiosk.school.clock.set(kiosk.school.now().replace(hour=18, minute=0))
    page = opened("/board", expect_errors=True)
    page.clock.install()
    page.reload()
    assert "Страница 1" in page.inner_text("main")
    rows = page.locator("tbody tr").count()
    assert page.evaluate("document.documentElement.scrollHeight") <= 768
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('tbody td')).fontSize)") >= 31
    with away(kiosk):
        page.clock.run_for(TURN)
        page.locator("body.stale").wait_for()
        assert page.locator("tbody tr").count() == rows
        assert "нет связи" in page.inner_text("main")
    page.clock.run_for(TURN)
    page.get_by_text("Страница 2").wait_for()
    assert "нет связи" not in page.inner_text("main")


def test_a_scanner_types_into_the_doors_wherever_the_finger_was(kiosk: Kiosk, opened: Opened) -> None:
    page = opened("/")
    assert page.evaluate("document.activeElement.id") == "code"
    for part in (".door", ".mast a", "form button", "#code"):
        assert all(
            (box := one.bounding_box()) and box["height"] >= 44 and box["width"] >= 44
            for one in page.locator(part).all()
        )
    page.locator("h1").click()
    assert page.evaluate("document.activeElement.id") == ""
    page.keyboard.type(f"http://192.168.1.10:8080/s/{kiosk.school.token('Ивановы')}")
    page.keyboard.press("Enter")
    page.get_by_text("Мария И.").first.wait_for()
    assert page.url.endswith("/card")
    assert kiosk.school.token("Ивановы") not in page.content()
