from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from kiosk.signin import secrets
from tests.school import NamedSchool, open_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school on a real store, Tuesday evening in a distance period."""
    with open_school(tmp_path / "storage") as there:
        yield there


REAL = secrets._hasher


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 itself, with little memory: what is tried here is who gets in, not how long a guess takes."""
    monkeypatch.setattr(secrets, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def slow_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the school."""
    monkeypatch.setattr(secrets, "_hasher", REAL)
