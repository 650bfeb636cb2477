"""Addresses are matched and never built: the start does without what werkzeug compiles for building them (O5)."""

import pytest

from kiosk.app import create_app
from tests.school import NamedSchool


def test_no_address_is_built_from_its_rule(school: NamedSchool) -> None:
    """It fails as well when werkzeug no longer asks our rule: then the start is slow again, and this says why."""
    there = create_app(school.settings, school.store, school.clock).url_map.bind("kiosk.test")
    assert there.match("/health") == ("health", {})
    with pytest.raises(NotImplementedError, match="/health"):
        there.build("health")
    with pytest.raises(NotImplementedError):
        there.build("health", {"more": 1})
