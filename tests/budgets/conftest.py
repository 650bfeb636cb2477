from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.budgets.wire import Wire, wired
from tests.school import NamedSchool, open_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school on a real store, Tuesday evening in a distance period."""
    with open_school(tmp_path / "storage") as there:
        yield there


@pytest.fixture
def wire(school: NamedSchool) -> Iterator[Wire]:
    """The same behind a socket, asked as phones and PCs of the school ask."""
    with wired(school) as line:
        yield line
