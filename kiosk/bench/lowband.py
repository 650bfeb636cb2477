"""`bench lowband`: when a real browser shows a family's page over 50 kbit/s and half a second there and back (F1).

Chromium on a name that is not localhost, so that it is offered gzip and nothing better; a link of our own between it
and the production server; beside it a bare page of the same bytes. Needs Chromium and Playwright, which the tests use.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from kiosk.bench import served
from kiosk.bench.bare import Sizes
from kiosk.bench.chromium import chromium
from kiosk.bench.pages import made_up_school
from kiosk.bench.report import Measure, measure, show, write
from kiosk.bench.slow_link import slow_link
from kiosk.bench.wire import fetch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SMALL_UNDER: Final = 10_000
ROUNDS: Final = 5
BITS_PER_SECOND: Final = 50_000
ROUND_TRIP_SECONDS: Final = 0.5
FIRST_MS, REPEAT_MS = 1500, 700
POLL_MS: Final = 20
PAINTED: Final = "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)[0] ?? null"


def main(rows: int, json: Path | None) -> bool:
    """Measure, print with every run, write the JSON if asked. Under 10 000 rows: one run in the small school."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measures = dict(_measures(Path(folder), 1 if rows < SMALL_UNDER else ROUNDS))
    show(measures)
    for name, one in measures.items():
        print(f"{name}: {', '.join(f'{run:g}' for run in one.runs)} {one.unit}")
    if json is not None:
        write(measures, json)
    return all(one.met for one in measures.values())


def _measures(folder: Path, rounds: int) -> Iterator[tuple[str, Measure]]:
    sample = made_up_school(folder, "small" if rounds == 1 else "school")
    with served.kiosk(folder) as kiosk, chromium() as browser:
        size = len(fetch(kiosk.port, kiosk.ask(sample.family)))
        runs = [_visits(browser, kiosk.port, sample.family) for _ in range(rounds)]
        with served.bare(Sizes(kept=10, rendered=size)) as bare:
            peers = [_visits(browser, bare.port, "/rendered")[0] for _ in range(rounds)]
    yield "page on the wire", measure([size], "bytes", goal="(no goal)")
    first, repeat, next_day = (list(values) for values in zip(*runs, strict=True))
    yield (
        "first contentful paint, first visit",
        measure(first, "ms", goal=f"≤ {FIRST_MS} ms", most=FIRST_MS, peer=peers, peer_name="bare page of these bytes"),
    )
    yield "paint, loaded again (304)", measure(repeat, "ms", goal=f"≤ {REPEAT_MS} ms", most=REPEAT_MS)
    yield "paint, loaded again, connects anew", measure(next_day, "ms", goal="(no goal)")


def _visits(browser: Browser, port: int, path: str) -> tuple[float, float, float]:
    """Milliseconds until something is seen: on the first visit, loaded again at once, and over a new connection."""
    with slow_link(port, bits_per_second=BITS_PER_SECOND, round_trip_seconds=ROUND_TRIP_SECONDS) as link:
        context = browser.new_context(viewport={"width": 360, "height": 640}, locale="ru-RU")
        page, address = context.new_page(), f"http://{served.HOST}:{link.port}{path}"
        page.goto(address)
        first = _painted(page)
        page.reload()  # a browser that reloads asks the server, however fresh its copy is
        repeat = _painted(page)
        link.hang_up()
        page.reload()
        times = first, repeat, _painted(page)
        context.close()
    return times


def _painted(page: Page) -> float:
    """Asked again and again from outside: the page's own policy lets no text be run as a script in it."""
    while (painted := cast("float | None", page.evaluate(PAINTED))) is None:
        page.wait_for_timeout(POLL_MS)
    return painted
