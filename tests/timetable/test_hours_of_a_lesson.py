"""Hours of a lesson in its form: counted by the rule when the field is empty, explained under the number (L9)."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.school.actions import decide_hours
from kiosk.school.records import HourOverride, HourRule
from kiosk.timetable.records import LESSONS
from tests.school import NamedSchool, open_school

NEW = "/timetable/lessons/new"


@pytest.fixture
def at_school(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school without a distance period."""
    with open_school(tmp_path / "storage", distance=False) as there:
        yield there


def fields(school: NamedSchool, end: str, hours: str) -> dict[str, object]:
    """A lesson on Friday."""
    return {
        "weekday": 4,
        "start": "9.00",
        "end": end,
        "teacher": school.staff["Белов"].id,
        "subject": school.subjects["Сольфеджио"].id,
        "whom": f"g{school.groups['Терция'].id}",
        "hours": hours,
        "kind": "on_site",
        "room": "5",
    }


@pytest.mark.parametrize(("end", "typed", "quarters"), [("9.40", "", 4), ("10.30", "", 9), ("9.55", "1", 4)])
def test_an_empty_field_is_counted_by_the_rule(at_school: NamedSchool, end: str, typed: str, quarters: int) -> None:
    rule = HourRule(since=dt.date(2026, 11, 1), step_quarters=1)
    decide_hours(at_school.store, at_school.actor("Орлова"), rule)
    assert at_school.client("Ким").post(NEW, fields(at_school, end, typed)).status == 303
    assert at_school.store[LESSONS].all()[-1].quarter_hours == quarters


def test_the_number_is_explained(at_school: NamedSchool) -> None:
    subject = at_school.subjects["Сольфеджио"].id
    apart = (HourOverride(subject, "Сольфеджио", 55, 6),)
    rule = HourRule(since=dt.date(2026, 11, 1), overrides=apart)
    decide_hours(at_school.store, at_school.actor("Орлова"), rule)
    browser = at_school.client("Ким")
    assert browser.post(NEW, fields(at_school, "9.55", "")).status == 303
    lesson = at_school.store[LESSONS].all()[-1]
    page = browser.get(f"/timetable/lessons/{lesson.id}").text
    assert "55 мин по правилу для предмета «Сольфеджио» = 1,5 ч" in page
    wrong = browser.post(NEW, {**fields(at_school, "9.55", "2"), "room": "", "teacher": ""}).text
    assert "2 ч записано для этого урока вручную; по правилу за 55 мин — 1,5 ч" in wrong
