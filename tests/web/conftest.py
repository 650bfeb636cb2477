"""The sample app on the real store and a clock that stands still."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.clock import FixedClock
from kiosk.store import Store
from kiosk.web import COLLECTIONS
from tests.web.sample import NOON, Renders, sample_app


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON, "Asia/Barnaul")


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = Store.open(tmp_path, collections=COLLECTIONS, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def renders() -> Renders:
    return Renders()


@pytest.fixture
def app(store: Store, clock: FixedClock, renders: Renders, tmp_path: Path) -> Flask:
    return sample_app(store, clock, renders, tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
