from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.app import COLLECTIONS
from kiosk.clock import FixedClock
from kiosk.store import Store
from tests.school import EVENING, NamedSchool, open_school


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store, Tuesday evening."""
    opened = Store.open(tmp_path / "storage", COLLECTIONS, clock=FixedClock(EVENING))
    yield opened
    opened.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school in a distance period."""
    with open_school(tmp_path / "storage") as named:
        yield named


@pytest.fixture
def on_site(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school at school."""
    with open_school(tmp_path / "storage", distance=False) as named:
        yield named
