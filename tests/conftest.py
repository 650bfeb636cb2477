"""For all tests: a busy machine is no failure, so no example has a deadline; one browser for all that look at pages."""

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP kiosk.test 127.0.0.1, MAP evil.test 127.0.0.1",
]
"""Names that are not localhost, as in a school: browsers treat those two worlds differently."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first: the longest files at the end would keep one process waiting for the other."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole worker: a second Playwright beside it would not start."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()
