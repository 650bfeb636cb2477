"""The week leaves the school: codes off the printed paper, and with the kiosk gone the saved file opens (F3, F9)."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Final, Literal

import pytest
import zxingcpp
from icalendar import Calendar
from PIL import Image
from playwright.sync_api import Browser, Request

from kiosk.families import at_home
from kiosk.families.queries import week_for
from kiosk.words import tongue
from tests.budgets.families import fill_family
from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_every_page_reads_well import SIDEWAYS, faults
from tests.journeys.test_papers_on_the_printer import codes, images_of, pages_of, photographed, printed

DOT = 300 / 25.4
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
SHEETS = {"a4": (210, 297), "a5": (148, 210)}


@pytest.mark.parametrize("size", SHEETS)
def test_every_code_of_the_week_is_read_off_the_paper_also_from_a_bad_photograph(
    kiosk: Kiosk, opened: Opened, tmp_path: Path, size: str
) -> None:
    school = kiosk.school
    number = fill_family(school) if size == "a4" else school.households["Ивановы"].id  # three codes, one code
    week = week_for(school.store, number, school.clock.today())
    texts = [one.text for one in at_home.codes(week, school.store, tongue("ru"))]
    pdf = printed(opened, f"/families/{number}/week?size={size}", "Ким", tmp_path)
    sheets = images_of(pdf)
    assert {(round(one.width / DOT), round(one.height / DOT)) for one in sheets} == {SHEETS[size]}
    assert "Назад" not in pages_of(pdf)[0]
    read = [text for sheet in sheets for text in codes(sheet)]
    assert sorted(read) == sorted(texts)
    seen = [text for sheet in sheets for part in held_over(sheet) for text in codes(photographed(part))]
    assert sorted(seen) == sorted(texts)


def held_over(sheet: Image.Image) -> list[Image.Image]:
    """What a phone has before it when it is held over one code after another: the code and 4 mm around it."""
    edge = 4 * DOT
    corners = [(found.position.top_left, found.position.bottom_right) for found in zxingcpp.read_barcodes(sheet)]
    return [sheet.crop((int(a.x - edge), int(a.y - edge), int(b.x + edge), int(b.y + edge))) for a, b in corners]


def test_what_was_taken_along_works_when_the_kiosk_is_gone(
    kiosk: Kiosk, opened: Opened, browser: Browser, tmp_path: Path
) -> None:
    page = opened(f"/s/{kiosk.school.token('Ивановы')}", size=(360, 640))
    page.get_by_role("link", name="Взять домой").click()
    assert faults(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Неделя одним файлом").click()
    file = tmp_path / taken.value.suggested_filename
    assert file.name == "Расписание, Мария И., Пётр И., 24–30 ноября.html"
    taken.value.save_as(file)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Календарь на четыре недели").click()
    taken.value.save_as(tmp_path / "week.ics")
    assert len(Calendar.from_ical((tmp_path / "week.ics").read_bytes()).walk("VEVENT")) == 3
    page.get_by_role("link", name="Неделя на А4").click()
    page.wait_for_load_state()
    assert page.get_by_role("img", name=re.compile("^Код: Мария И")).evaluate("one => one.naturalWidth > 0")
    page.close()
    kiosk.stop()
    for scheme in SCHEMES:
        context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme, offline=True)
        kept = context.new_page()
        asked: list[str] = []
        kept.on("request", partial(note, asked))
        kept.goto(file.as_uri())
        shown = kept.locator("main").inner_text().replace("\u00a0", " ")
        assert "верно до 30 ноября включительно" in shown
        assert "Мария И.: Специальность" in shown
        assert faults(kept) == []
        assert kept.evaluate(SIDEWAYS) <= 0
        assert asked == [file.as_uri()]
        context.close()
    kiosk.start()


def note(asked: list[str], request: Request) -> None:
    """Remember what a page asked for."""
    asked.append(request.url)
