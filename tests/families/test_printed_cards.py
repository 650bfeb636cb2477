"""Every code on a printed sheet is read back from the paper, sharp, blurred and askew (F2, L14)."""

from __future__ import annotations

import io
import re

import cairosvg
import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image, ImageFilter

from kiosk.actor import SYSTEM
from kiosk.school.records import SCHOOLS
from tests.school import NamedSchool

DOTS = round(32 / 25.4 * 300)
"""32 mm at 300 dots an inch."""

LOOKS = ("sharp", "blurred", "askew")


def codes_on(text: str) -> list[str]:
    """The drawings of the sheet, one a code."""
    return re.findall(r"<svg xmlns.*?</svg>", text, re.DOTALL)


def seen(svg: str, look: str) -> str:
    """What a phone reads from the printed drawing."""
    drawn = Image.open(io.BytesIO(cairosvg.svg2png(svg.encode(), output_width=DOTS, output_height=DOTS))).convert("L")
    paper = Image.new("L", (DOTS + 120, DOTS + 120), 255)
    paper.paste(drawn, (60, 60))
    if look == "blurred":
        paper = paper.filter(ImageFilter.GaussianBlur(DOTS / 41 * 0.3))
    if look == "askew":
        width, height = paper.size
        cut = round(width * 0.07)
        corners = (-cut, 0, 0, height, width, height, width + cut, 0)
        paper = paper.transform(paper.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=255)
    found = zxingcpp.read_barcodes(paper)
    return found[0].text if found else ""


@pytest.mark.parametrize("look", LOOKS)
def test_every_code_of_the_sheet_is_read_back(school: NamedSchool, look: str) -> None:
    with school.store.change(SYSTEM, "test: Wi-Fi for families") as change:
        known = change.search(SCHOOLS)[0]
        address = "http://192.168.1.10:8080"
        change.put(SCHOOLS, replace(known, wifi_name="DMSH2-Семья", wifi_password='a;b"c', address=address))
    text = school.client("Ким").get("/cards/sheet").text
    read = [seen(svg, look) for svg in codes_on(text)]
    assert len(read) == 4
    assert {f"{address}/s/{school.token(family)}" for family in school.cards} == set(read[1::2])
    assert set(read[::2]) == {'WIFI:T:WPA;S:DMSH2-Семья;P:a\\;b\\"c;;'}


def test_a_sheet_shows_no_surname_of_a_child_and_no_pin(school: NamedSchool) -> None:
    text = school.client("Ким").get("/cards/sheet").text
    assert "Мария И." in text
    assert "Иванова" not in text
    assert school.pin("Ивановы") not in text


def test_slips_are_shown_once_and_the_old_pin_is_dead(school: NamedSchool) -> None:
    old = school.pin("Ивановы")
    household = school.households["Ивановы"].id
    slip = school.client("Ким").post(f"/families/{household}/card/pin", {}, page="/cards").text
    found = re.search(r"<b>(\d{3}) (\d{3})</b>", slip)
    assert found is not None
    assert found[1] + found[2] != old
    browser = school.client()
    address = f"/s/{school.token('Ивановы')}/unlock"
    assert browser.post(address, {"pin": old}).status == 422
    assert browser.post(address, {"pin": found[1] + found[2]}).status == 303
