"""F1, F2: what is printed as QR is read back by a scanner."""

import io
import re

import cairosvg
import pytest
import zxingcpp
from PIL import Image

from kiosk.documents.qr import Level, TooLong, matrix, qr_svg, terminal_text, wifi_text

CARD = "http://192.168.1.10:8080/s/Vk3b0xq2nR8tYp4mZs7wLA"


def scanned(svg: str, dots_per_module: int = 5) -> str:
    side = int(re.findall(r'viewBox="0 0 (\d+) ', svg)[0]) * dots_per_module
    png = cairosvg.svg2png(svg.encode(), output_width=side, output_height=side)
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return found[0].text if found else ""


@pytest.mark.parametrize(
    ("text", "level"),
    (
        (CARD, Level.M),
        (CARD, Level.L),
        (CARD, Level.Q),
        ("Пн 24.11 15:30 Сольфеджио, ёлка, № 112–114\n" * 12, Level.L),
        ("1", Level.M),
    ),
)
def test_scanner_reads_what_was_written(text: str, level: Level) -> None:
    assert scanned(qr_svg(text, level)) == text


def test_card_is_light() -> None:
    assert len(qr_svg(CARD)) < 3000


def test_svg_names_no_size_and_no_address_but_its_namespace() -> None:
    svg = qr_svg(CARD)
    assert "width=" not in svg
    assert svg.count("http") == 1


def test_too_long_a_text_is_said_so() -> None:
    with pytest.raises(TooLong):
        qr_svg("я" * 3000)


def test_terminal_picture_is_the_same_code() -> None:
    lines = terminal_text(CARD).split("\n")
    pairs = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}
    rows: list[list[int]] = []
    for line in lines:
        rows += [[pairs[sign][0] for sign in line], [pairs[sign][1] for sign in line]]
    side = len(matrix(CARD, Level.L))
    assert [[bool(dark) for dark in row[2 : 2 + side]] for row in rows[2 : 2 + side]] == [
        list(row) for row in matrix(CARD, Level.L)
    ]
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("name", "password", "text"),
    (
        ("ДМШ № 2", "музыка2026", "WIFI:T:WPA;S:ДМШ № 2;P:музыка2026;;"),
        ("guests", "", "WIFI:T:nopass;S:guests;;"),
        ('a;b:c,"d"', "p\\q", 'WIFI:T:WPA;S:a\\;b\\:c\\,\\"d\\";P:p\\\\q;;'),
    ),
)
def test_wifi_is_escaped(name: str, password: str, text: str) -> None:
    assert wifi_text(name, password) == text


def test_hidden_wifi_says_so() -> None:
    assert wifi_text("school", "12345678", hidden=True).endswith("H:true;;")
