"""Pictures for README and the guides: the made-up school on a fixed day, seen by a real browser.

    python3 docs/scripts/screenshots.py [FOLDER]

Needs what `run.py test` installs (playwright, pillow, Debian's chromium). Writes docs/pictures/*.png.
"""

import datetime as dt
import io
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402  because the path above has to come first
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from waitress.server import create_server  # noqa: E402

from kiosk import demo  # noqa: E402
from kiosk.app import COLLECTIONS, create_app  # noqa: E402
from kiosk.clock import FixedClock  # noqa: E402
from kiosk.settings import Settings  # noqa: E402
from kiosk.store import Store  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
AFTERNOON = dt.datetime(2026, 11, 24, 17, 20)  # noqa: DTZ001  because the clock takes the school's wall
HOST = "kiosk.test"
FLAGS = ["--no-sandbox", "--disable-background-networking", f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
DESK, PHONE = (1366, 768), (360, 640)
COLOURS = 64
NOTES = ("Гамма Ре мажор в две октавы; этюд — правая рука наизусть", "Играть по голосам, медленно")
OFFICE_PAGES = (("reports", "/reports"), ("cards", "/cards/sheet"), ("people", "/students"), ("office", "/office"))


@dataclass
class Tour:
    """A running made-up school and a browser."""

    url: str
    access: dict[str, Any]
    browser: Browser

    @property
    def teacher(self) -> dict[str, Any]:
        """The first teacher who is nothing else."""
        return next(one for one in self.access["staff"] if one["roles"] == ["teacher"])

    def signed_in(self, size: tuple[int, int], person: dict[str, Any] | None) -> Page:
        """A page of somebody's own browser."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="ru-RU")
        page = context.new_page()
        if person is not None:
            page.goto(f"{self.url}/sign-in")
            page.fill("#login", person["login"])
            page.fill("#secret", person["secret"])
            page.click("main button.go")
            page.wait_for_url(lambda url: "/sign-in" not in url)
        return page


def save(page: Page, folder: Path, name: str, *, whole: bool = True) -> None:
    """A picture with few colours: pages are drawn with few."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=whole)))
    picture.convert("RGB").quantize(COLOURS).save(folder / f"{name}.png", optimize=True)


def role(tour: Tour, name: str) -> dict[str, Any]:
    """Somebody of a role."""
    return next(one for one in tour.access["staff"] if name in one["roles"])


def doors(tour: Tour, folder: Path) -> None:
    """The hall's screen and the sign-in."""
    page = tour.signed_in(DESK, None)
    page.goto(tour.url)
    save(page, folder, "doors", whole=False)
    page.goto(f"{tour.url}/sign-in")
    save(page, folder, "sign-in", whole=False)


def teacher(tour: Tour, folder: Path) -> None:
    """A day half confirmed, on a PC and on a phone, and its paper."""
    page = tour.signed_in(DESK, tour.teacher)
    page.goto(f"{tour.url}/report")
    notes = page.locator("textarea[name$='.homework']")
    for place, text in enumerate(
        ("Гамма Ре мажор в две октавы; этюд — правая рука наизусть", "Играть по голосам, медленно")
    ):
        if place < notes.count():
            notes.nth(place).fill(text)
    page.locator("tbody[data-slot] button.note").first.click()
    page.wait_for_selector("tbody.held")
    page.locator("textarea[name$='.homework']").first.focus()
    save(page, folder, "report-day")
    page.goto(page.url + "/annex-1")
    save(page, folder, "annex-1")
    yesterday = tour.signed_in(PHONE, tour.teacher)
    yesterday.goto(f"{tour.url}/report")
    save(yesterday, folder, "report-day-phone", whole=False)
    page.goto(f"{tour.url}/timetable")
    save(page, folder, "timetable")


def deputy(tour: Tour, folder: Path) -> None:
    """Who has handed in, cards, the office."""
    page = tour.signed_in(DESK, role(tour, "deputy"))
    for name, address in (
        ("reports", "/reports"),
        ("cards", "/cards/sheet"),
        ("people", "/students"),
        ("office", "/office"),
    ):
        page.goto(f"{tour.url}{address}")
        save(page, folder, name, whole=False)


def family(tour: Tour, folder: Path) -> None:
    """The page behind the card, and handing in."""
    page = tour.signed_in(PHONE, None)
    home = max(tour.access["families"], key=lambda one: len(one["students"]))
    page.goto(home["card_url"])
    save(page, folder, "family")
    page.click("a[href$='hand-in']")
    page.fill("#pin", home["pin"])
    page.click("button.go")
    page.click("summary")
    save(page, folder, "hand-in")


def review(tour: Tour, folder: Path) -> None:
    """A recording that waits for its review."""
    page = tour.signed_in(DESK, role(tour, "teacher"))
    page.goto(f"{tour.url}/inbox?state=open")
    page.click("tbody a[href^='/inbox/']")
    page.fill("#text", "Уже звучит целиком, это главное! На неделю: такты 9–16 левой рукой отдельно, медленно.")
    page.check("input[name=mark][value='4+']")
    page.wait_for_function("document.querySelector('.rec audio').readyState > 0")
    save(page, folder, "review")


STOPS: tuple[Callable[[Tour, Path], None], ...] = (doors, teacher, deputy, review, family)


@contextmanager
def tour() -> Any:  # noqa: ANN401  because a context manager's type says less than its name
    """The made-up school on its afternoon."""
    clock = FixedClock(AFTERNOON)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Store.open(Path(folder), COLLECTIONS, clock=clock)
        demo.prepare(store, clock, "small")
        app = create_app(Settings(storage=Path(folder), hosts=(HOST,), demo=True), store, clock)
        server = create_server(app, host="127.0.0.1", port=0, threads=8)
        threading.Thread(target=server.run, daemon=True).start()
        url = f"http://{HOST}:{server.effective_port}"
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield Tour(url, demo.access(store, url), browser)
        browser.close()
        server.close()
        store.close()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    target.mkdir(parents=True, exist_ok=True)
    with tour() as school:
        for stop in STOPS:
            stop(school, target)
    for picture in sorted(target.glob("*.png")):
        print(f"{picture.name}: {picture.stat().st_size // 1024} KB")
