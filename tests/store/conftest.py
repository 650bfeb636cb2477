"""A store in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import FixedClock
from kiosk.store import Store
from tests.store.house import MORNING, opened


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still."""
    return FixedClock(MORNING)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """The real store with the collections of `house`."""
    store = opened(tmp_path / "storage", clock=clock)
    yield store
    store.close()
