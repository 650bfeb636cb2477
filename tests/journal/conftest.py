from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.school import NamedSchool, open_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school on a real store, Tuesday evening in a distance period."""
    with open_school(tmp_path / "storage") as there:
        yield there
