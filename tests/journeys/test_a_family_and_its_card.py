"""A card is printed, scanned, opened with its PIN; an absence told on it stands in the teacher's day (F1, L16)."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import Kiosk, Opened, away
from tests.school import TODAY

DAY = f"/report/{TODAY}"


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_printed_card_to_the_teachers_day(kiosk: Kiosk, opened: Opened, *, scripts: bool) -> None:
    school = kiosk.school
    office = opened(f"/cards/sheet?family={school.households['Ивановы'].id}", "Ким", size=(1366, 1400))
    picture = Image.open(io.BytesIO(office.locator(".card").first.screenshot()))
    addresses = [code.text for code in zxingcpp.read_barcodes(picture)]
    scanned = next(text for text in addresses if "/s/" in text)
    token = scanned.rpartition("/")[2]
    assert token == school.token("Ивановы")
    phone = opened(f"/s/{token}", size=(360, 640), scripts=scripts)
    expect(phone.get_by_role("heading", name="Мария И.")).to_be_visible()
    phone.get_by_role("link", name="Не придём").click()
    phone.get_by_label("ПИН").fill(school.pin("Ивановы"))
    phone.get_by_role("button", name="Открыть").click()
    phone.get_by_label("Мария И.").check()
    phone.get_by_label("болеет").check()
    phone.get_by_role("button", name="Сообщить").click()
    expect(phone.get_by_role("status")).to_contain_text("Сообщено")
    teacher = opened(DAY, "Соколова")
    row = teacher.locator(f"#row-L{school.lessons['Мария'].id}")
    expect(row.locator("select[name$='.reason']")).to_have_value("student_ill")
    phone.get_by_role("button", name="Всё-таки придём").click()
    teacher.reload()
    expect(row.locator("select[name$='.reason']")).to_have_count(0)


def test_the_page_opens_from_the_phones_memory_while_the_server_is_away(kiosk: Kiosk, opened: Opened) -> None:
    """F1: for two minutes; it says of when it is. Loading it anew asks the server."""
    phone = opened(f"/s/{kiosk.school.token('Ивановы')}", size=(360, 640), expect_errors=True)
    with away(kiosk):
        again = phone.context.new_page()
        again.goto(phone.url)
        expect(again.get_by_text("Данные на 24 ноября")).to_be_visible()
    kiosk.school.clock.advance(dt.timedelta(minutes=1))
    kiosk.school.client("Ким").post(
        f"/timetable/lessons/{kiosk.school.lessons['Мария'].id}/dates/{TODAY}",
        {"kind": "cancelled"},
    )
    again.reload()
    expect(again.get_by_text("отменён").first).to_be_visible()
