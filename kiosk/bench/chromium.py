"""A real browser for measuring, on a name that is not localhost. Needs Chromium and Playwright, as the tests do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kiosk.bench import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    f"--host-resolver-rules=MAP {served.HOST} 127.0.0.1",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser; closed at the end. Raises ImportError where Playwright is not installed."""
    from playwright.sync_api import sync_playwright  # because only some benches need it: a school has no such package

    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()
