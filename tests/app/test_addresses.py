"""Addresses are matched and never built: the start does without what werkzeug compiles for building them (O5)."""

import pytest
from werkzeug.routing import Map, Rule

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


def test_pieces_that_rules_have_in_common_stand_once_and_are_those_of_werkzeug(school: NamedSchool) -> None:
    ours = create_app(school.settings, school.store, school.clock).url_map
    pieces: dict[str, set[int]] = {}
    for rule in ours.iter_rules():
        plain = Rule(rule.rule)
        Map([plain], converters=ours.converters)
        assert rule._parts == plain._parts, rule
        for piece in rule._parts:
            pieces.setdefault(repr(piece), set()).add(id(piece))
    assert {len(objects) for objects in pieces.values()} == {1}
