from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hours.entering import Entered, enter_month
from tests.school import NamedSchool, open_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school on a real store, Tuesday evening in a distance period."""
    with open_school(tmp_path / "storage") as there:
        yield there


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entered]:
    """The same school on 1 December, with a whole month typed into its forms; tests of a module only read it."""
    with open_school(tmp_path_factory.mktemp("month") / "storage") as there:
        yield enter_month(there, seed=2077)
