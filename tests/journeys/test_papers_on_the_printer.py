"""What comes out of the printer: Annex 1 over two sheets, every code of the cards read by a machine (H3, F2)."""

from __future__ import annotations

import datetime as dt
import math
import re
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image, ImageFilter

from kiosk.actor import SYSTEM
from kiosk.families.posters import PIXELS, VIEW_DEGREES
from kiosk.reports.records import ROWS
from kiosk.school.records import SCHOOLS
from tests.budgets.families import fill_cards, homework
from tests.journeys.conftest import Kiosk, Opened
from tests.school import TODAY, NamedSchool

DAY = f"/report/{TODAY}"
HEADING = "Наименование"
DPI = 300
FAMILIES = 9


def printed(opened: Opened, path: str, who: str, folder: Path) -> Path:
    """The page as a PDF, on the paper that its own style asks for."""
    target = folder / "paper.pdf"
    target.write_bytes(opened(path, who).pdf(prefer_css_page_size=True, print_background=True))
    return target


def pages_of(pdf: Path) -> list[str]:
    """The text of each sheet."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def images_of(pdf: Path) -> list[Image.Image]:
    """Each sheet as a printer of 300 dpi draws it."""
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    return [Image.open(one) for one in sorted(pdf.parent.glob("paper-*.png"))]


def fill_rows(school: NamedSchool, count: int) -> None:
    """So many rows of Соколова on one day, with a note each."""
    slot = f"L{school.lessons['Мария'].id}"
    school.client("Соколова").post(DAY, {"act": f"confirm:{slot}"})
    (row,) = school.store[ROWS].all()
    with school.store.change(SYSTEM, "test: a long day") as change:
        for number in range(1, count):
            start = dt.time(8 + number // 6, number % 6 * 10)
            change.add(ROWS, replace(row, id=0, rev=0, slot=f"N{number}", start=start, homework=homework(number, 90)))


def test_annex_1_of_forty_rows(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    fill_rows(kiosk.school, 40)
    pdf = printed(opened, f"{DAY}/annex-1", "Соколова", tmp_path)
    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True).stdout.decode()
    assert re.search(r"84[12][.\d]* x 59[45][.\d]* pts \(A4\)", info)
    sheets = pages_of(pdf)
    assert len(sheets) >= 3
    for number, sheet in enumerate(sheets, 1):
        assert f"стр. {number} из {len(sheets)}" in sheet
    with_rows = [sheet for sheet in sheets if "24.11" in sheet]
    assert len(with_rows) >= 2
    assert all(HEADING in sheet for sheet in with_rows)
    assert sum(sheet.count("24.11") for sheet in sheets) == 40
    assert "Приложение № 1" in sheets[0]
    assert sum("Принял" in sheet for sheet in sheets) == 1
    assert "24.11" in sheets[-1]  # nobody signs a sheet that says nothing
    assert all("DOCX" not in sheet for sheet in sheets)


def test_a_day_is_one_sheet(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    kiosk.school.client("Соколова").post(DAY, {"act": "confirm"})
    (sheet,) = pages_of(printed(opened, f"{DAY}/annex-1", "Соколова", tmp_path))
    assert "стр. 1 из 1" in sheet


@pytest.fixture
def cards(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> list[Image.Image]:
    """Sheets with the codes of Wi-Fi and page, the address on paper being the school's."""
    fill_cards(kiosk.school, FAMILIES - 2)
    give_address(kiosk.school)
    return images_of(printed(opened, "/cards/sheet", "Ким", tmp_path))


def give_address(school: NamedSchool) -> None:
    """The school has an address and a Wi-Fi for guests with all that has to be escaped."""
    with school.store.change(SYSTEM, "test: Wi-Fi for guests") as change:
        known = change.search(SCHOOLS)[0]
        wifi = {"wifi_name": "DMSH-Гости; №2", "wifi_password": 'музыка\\"2026:'}
        change.put(SCHOOLS, replace(known, address="http://192.168.100.200:8080", office="8 (000) 11-22-33", **wifi))


def codes(image: Image.Image) -> list[str]:
    """What a phone reads off a picture."""
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return sorted(code.text for code in found)


def photographed(image: Image.Image) -> Image.Image:
    """A card under a phone: blurred by a third of a module, seen from the side by 15 %."""
    soft = image.filter(ImageFilter.GaussianBlur(1.5))
    wide, high = soft.size
    side = (wide * 0.0, high * 0.0, -wide * 0.15, high * 1.15, wide * 1.15, high * 1.15, wide * 1.0, 0.0)
    return soft.transform(soft.size, Image.Transform.QUAD, side, Image.Resampling.BICUBIC, fillcolor=255)


def test_every_code_of_every_card_is_read_also_from_a_bad_photograph(kiosk: Kiosk, cards: list[Image.Image]) -> None:
    school = kiosk.school
    assert [(round(one.width / DPI * 25.4), round(one.height / DPI * 25.4)) for one in cards] == [(210, 297)] * 2
    read = [codes(sheet) for sheet in cards]
    assert [len(sheet) for sheet in read] == [16, 2]
    wifi = [text for sheet in read for text in sheet if text.startswith("WIFI:")]
    assert set(wifi) == {'WIFI:T:WPA;S:DMSH-Гости\\; №2;P:музыка\\\\\\"2026\\:;;'}
    addresses = {text for sheet in read for text in sheet} - set(wifi)
    assert len(addresses) == FAMILIES
    assert f"http://192.168.100.200:8080/s/{school.token('Ивановы')}" in addresses
    for address in addresses:
        assert school.client().get(address.removeprefix("http://192.168.100.200:8080")).status == 200
    for place in range(16):
        assert codes(photographed(cut(cards[0], place))), place
    assert {text for place in range(16) for text in codes(photographed(cut(cards[0], place)))} == set(read[0])


SHRUNK = (1.0, 0.9)
"""As it should be, and as some printers fit a page to their margins."""


@pytest.mark.parametrize("scale", SHRUNK)
def test_every_code_of_a_sheet_of_24_is_read_also_from_a_bad_photograph(
    kiosk: Kiosk, opened: Opened, tmp_path: Path, scale: float
) -> None:
    fill_cards(kiosk.school, 23)
    give_address(kiosk.school)
    target = tmp_path / "paper.pdf"
    page = opened("/cards/sheet?per=24", "Ким")
    target.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True, scale=scale))
    sheets = images_of(target)
    assert len(sheets) == 2
    read = codes(sheets[0])
    assert (len(set(read)), all("/s/" in text for text in read)) == (24, True)
    assert sum(len(codes(sheet)) for sheet in sheets) == 25
    dot = DPI / 25.4 * scale
    for place in range(24):
        row, column = divmod(place, 3)
        left, top = (9 + column * 64) * dot, (8.5 + row * 35) * dot
        card = sheets[0].crop((int(left), int(top), int(left + 64 * dot), int(top + 35 * dot)))
        assert codes(held(card)) == codes(card) != [], place


SMALL_MODULE = DPI / 25.4 * 32 / 41
"""Dots across: 32 mm hold 41 modules."""


def held(image: Image.Image) -> Image.Image:
    """A small card in the hand: blurred by 0.3 of a module, its upper edge 15 % shorter than the lower one."""
    soft = image.convert("L").filter(ImageFilter.GaussianBlur(SMALL_MODULE * 0.3))
    wide, high = soft.size
    nearer = 1 / 0.85
    aside = -0.15 * wide / 2 * nearer
    turned = (nearer, -aside / high, aside, 0, nearer, 0, 0, (nearer - 1) / high)
    return soft.transform(soft.size, Image.Transform.PERSPECTIVE, turned, Image.Resampling.BICUBIC, fillcolor=255)


def seen_from(image: Image.Image, metres: float) -> Image.Image:
    """What an ordinary phone's camera has of a sheet so far away: 1920 pixels across 67 degrees, a little unsharp."""
    pixels_a_mm = PIXELS / (2 * metres * 1000 * math.tan(math.radians(VIEW_DEGREES / 2)))
    size = tuple(round(side / DPI * 25.4 * pixels_a_mm) for side in image.size)
    return image.resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.8))


def test_the_poster_is_read_from_two_metres_and_its_wifi_from_near(
    kiosk: Kiosk, opened: Opened, tmp_path: Path
) -> None:
    give_address(kiosk.school)
    long_name = "Кабинет специального фортепиано и концертмейстерского класса"
    target = printed(opened, f"/cards/poster?place={long_name}", "Ким", tmp_path)
    (sheet,) = images_of(target)
    assert (round(sheet.width / DPI * 25.4), round(sheet.height / DPI * 25.4)) == (210, 297)
    page = "http://192.168.100.200:8080/"
    assert page in codes(seen_from(sheet, 2.0))
    assert sorted(text[:5] for text in codes(seen_from(sheet, 0.5))) == ["WIFI:", "http:"]
    assert len(codes(photographed(sheet))) == 2
    assert set(long_name.split()) <= set(pages_of(target)[0].split())


def cut(sheet: Image.Image, place: int) -> Image.Image:
    """One half of a card with one code, as a phone is held over it: two by four cards of 96 by 70 mm."""
    dot = DPI / 25.4
    row, column = divmod(place, 4)
    left, top = (9 + column * 48) * dot, (8.5 + row * 70) * dot
    return sheet.crop((int(left), int(top), int(left + 48 * dot), int(top + 70 * dot)))
