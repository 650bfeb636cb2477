"""A kiosk on a real socket and a real browser on a name that is not localhost, as in the school (web-facts 0)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kiosk.app import create_app
from kiosk.drop.served import create_server
from kiosk.signin import sessions
from tests.school import NamedSchool, open_school
from tests.web.serving import close

HOST = "kiosk.test"


@dataclass
class Kiosk:
    """The named school behind a socket; it can be switched off and on again at the same port."""

    school: NamedSchool
    port: int = 0
    server: Any = field(default=None)  # Any: because waitress ships no types
    thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Its address as a browser of the school types it."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Listen, on the port it had before."""
        app = create_app(self.school.settings, self.school.store, self.school.clock)
        self.server = create_server(app, host="127.0.0.1", port=self.port, threads=8)
        self.port = self.server.effective_port
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Go away: connections are refused from now on. Closed in its own loop, which ends when nothing is open."""
        assert self.thread is not None
        close(self.server, self.thread)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A running kiosk with the named school, Tuesday evening in a distance period."""
    with open_school(tmp_path / "storage") as school:
        running = Kiosk(school)
        running.start()
        yield running
        running.stop()


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, kiosk: Kiosk) -> Iterator[Opened]:
    """Opens a page, as somebody or nobody; any error in its console fails the test at the end."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(
        path: str,
        who: str = "",
        *,
        size: tuple[int, int] = (1366, 768),
        scripts: bool = True,
        expect_errors: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, locale="ru-RU"
        )
        contexts.append(context)
        context.set_default_timeout(8000)
        if who:
            cookie = sessions.begin(
                kiosk.school.store, account=kiosk.school.staff[who].account, now=kiosk.school.clock.now()
            )
            context.add_cookies([{"name": sessions.STAFF_COOKIE, "value": cookie, "url": kiosk.url}])
        page = context.new_page()
        if not expect_errors:
            page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{kiosk.url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


@contextmanager
def away(kiosk: Kiosk) -> Iterator[None]:
    """The server is away for a while and comes back at its address."""
    kiosk.stop()
    yield
    kiosk.start()
