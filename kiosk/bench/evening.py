"""`bench evening`: a teacher's day in a real browser by keyboard: presses and seconds besides the typing (H2).

A made-up school behind the production server; a day of at least six lessons that is over and not reported. The letters
of a note are put in at once, so that what is measured is everything but typing: the page, the server, the keys.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk import demo
from kiosk.app import COLLECTIONS
from kiosk.bench import served
from kiosk.bench.chromium import chromium
from kiosk.bench.report import Measure, measure, show, write
from kiosk.clock import SchoolClock
from kiosk.demo.calendar import first_reported
from kiosk.people.records import STAFF
from kiosk.settings import Settings
from kiosk.signin import sessions
from kiosk.store import Store
from kiosk.timetable import queries as timetable

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SMALL_UNDER: Final = 10_000
ROUNDS: Final = 5
LOOKED_BACK: Final = 30
NOTES: Final = ("Гамма Ре мажор", "Полонез: реприза", "Этюд № 5 наизусть")
PLANNED_PRESSES, NOTED_PRESSES, NOTED_SECONDS = 2, 12, 20


@dataclass(frozen=True, slots=True)
class Evening:
    """One day to be reported: its address, who reports it, how many lessons it has."""

    path: str
    cookie: str
    lessons: int


def main(rows: int, json: Path | None) -> bool:
    """Measure, print, write the JSON if asked; True if every goal was met. Under 10 000 rows: one run, small school."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measures = dict(_measures(Path(folder), 1 if rows < SMALL_UNDER else ROUNDS))
    show(measures)
    if json is not None:
        write(measures, json)
    return all(one.met for one in measures.values())


def _measures(folder: Path, rounds: int) -> Iterator[tuple[str, Measure]]:
    evenings = open_days(folder, "small" if rounds == 1 else "school", 2 * rounds)
    planned, noted = evenings[:rounds], evenings[rounds:]
    with served.kiosk(folder) as kiosk, chromium() as browser:
        as_planned = [_reported(browser, kiosk.port, one, ()) for one in planned]
        with_notes = [_reported(browser, kiosk.port, one, NOTES) for one in noted]
    lessons = [one.lessons for one in evenings]
    yield "lessons of a day", measure(lessons, "lessons", goal="(no goal)")
    for name, runs, presses, seconds in (
        ("as planned", as_planned, PLANNED_PRESSES, None),
        ("with three notes", with_notes, NOTED_PRESSES, NOTED_SECONDS),
    ):
        yield f"presses, {name}", measure([one[0] for one in runs], "presses", goal=f"≤ {presses}", most=presses)
        goal = f"≤ {seconds} s besides typing" if seconds else "(no goal)"
        yield f"seconds, {name}", measure([one[1] for one in runs], "s", goal=goal, most=seconds)


def open_days(folder: Path, size: str, many: int) -> list[Evening]:
    """Full days before the made-up reports begin, each of another teacher or date, the fullest first."""
    clock = SchoolClock(Settings(storage=folder).zone)
    with closing(Store.open(folder, COLLECTIONS, clock=clock)) as store:
        demo.prepare(store, clock, size)
        accounts = {one.id: one.account for one in store[STAFF].all() if one.account}
        last = first_reported(clock.today()) - dt.timedelta(1)
        dates = (last - dt.timedelta(back) for back in range(LOOKED_BACK))
        full: list[tuple[int, dt.date, int]] = []
        for date in dates:
            teachers = [plan.teacher for plan in timetable.day(store, date)]
            full += [(teachers.count(one), date, one) for one in dict.fromkeys(teachers) if one in accounts]
        full.sort(key=lambda one: -one[0])
        return [
            Evening(f"/report/{date}", sessions.begin(store, account=accounts[staff], now=clock.now()), lessons)
            for lessons, date, staff in full[:many]
        ]


def _reported(browser: Browser, port: int, evening: Evening, notes: tuple[str, ...]) -> tuple[int, float]:
    """Presses and seconds from the page being there to the day being handed in."""
    address = f"http://{served.HOST}:{port}"
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ru-RU")
    context.add_cookies([{"name": sessions.STAFF_COOKIE, "value": evening.cookie, "url": address}])
    page = context.new_page()
    page.goto(f"{address}{evening.path}")
    page.locator("tbody[data-slot] button.note:focus").wait_for()
    began = time.perf_counter()
    pressed = _write(page, notes) if notes else 0
    page.keyboard.press("Control+Enter")
    page.locator("#acts button[value=take-back]").wait_for()
    took = time.perf_counter() - began
    context.close()
    return pressed + 1, took


def _write(page: Page, notes: tuple[str, ...]) -> int:
    """From the first row, where the page puts the hand, to its note and down the column; how many presses it took."""
    pressed = 0
    first = page.locator("tbody[data-slot] textarea[name$='.homework']").first
    while not first.evaluate("(el) => el === document.activeElement"):
        page.keyboard.press("Tab")
        pressed += 1
    for note in notes:
        page.keyboard.insert_text(note)
        page.keyboard.press("Enter")
        pressed += 1
    return pressed
