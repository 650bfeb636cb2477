"""The hour rule: decided by date, taken back, explained (L9)."""

import datetime as dt

import pytest

from kiosk.people.records import SUBJECTS
from kiosk.school.queries import hour_rule
from kiosk.school.records import HOUR_RULES, Rounding
from tests.school import TODAY, NamedSchool

RULE: dict[str, object] = {
    "since": "24.11.2026",
    "minutes": "45",
    "step": "1",
    "rounding": "nearest_down",
    "decided_by": "директор, приказ № 12",
    "reason": "положение об учебной нагрузке",
}
NEW = "/calendar/hours/new"


def test_a_decision_is_in_force_from_its_date(school: NamedSchool) -> None:
    browser = school.client("Орлова")
    assert browser.post(NEW, RULE).headers["Location"] == "/calendar/hours?just=2"
    rule = hour_rule(school.store, TODAY)
    assert (rule.minutes, rule.step_quarters, rule.rounding) == (45, 1, Rounding.NEAREST_DOWN)
    assert hour_rule(school.store, TODAY - dt.timedelta(1)).minutes == 40
    assert "директор, приказ № 12: положение об учебной нагрузке" in browser.get("/calendar/hours").text
    browser.post("/calendar/hours/2/withdrawal", page="/calendar/hours")
    assert hour_rule(school.store, TODAY).minutes == 40
    browser.post("/calendar/hours/2/withdrawal/withdrawal", page="/calendar/hours")
    assert hour_rule(school.store, TODAY).minutes == 45


def test_a_subject_apart_is_explained_to_anybody(school: NamedSchool) -> None:
    subject = school.subjects["Фортепианный ансамбль"].id
    apart = {"over-0-subject": subject, "over-0-minutes": "55", "over-0-hours": "1,5"}
    school.client("Ким").post(NEW, {**RULE, **apart})
    text = school.client("Соколова").get(f"/calendar/hours?minutes=55&subject={subject}").text
    assert "55 мин по правилу для предмета «Фортепианный ансамбль» = 1,5 ч" in text
    assert "/calendar/hours/new" not in text
    kept = school.client("Ким").get(NEW).text
    assert 'name="over-0-hours" value="1,5"' in kept


def test_a_table_of_the_schools_own(school: NamedSchool) -> None:
    school.client("Ким").post(NEW, {**RULE, "bands": "42,5 = 1\n47,5 = 1,25\n10 - 0,25"})
    rule = hour_rule(school.store, TODAY)
    assert [(band.from_tenths, band.quarters) for band in rule.bands] == [(100, 1), (425, 4), (475, 5)]
    text = school.client("Ким").get("/calendar/hours").text
    assert "45 мин по таблице школы (от 42,5 мин) = 1 ч" in text


WRONG = [
    ({"since": ""}, "since"),
    ({"since": "1.1.1900"}, "since"),
    ({"minutes": "50"}, "minutes"),
    ({"step": "3"}, "step"),
    ({"rounding": "sideways"}, "rounding"),
    ({"decided_by": ""}, "decided_by"),
    ({"reason": ""}, "reason"),
    ({"bands": "сорок = 1"}, "bands"),
    ({"bands": "40 = 1\n40 = 2"}, "bands"),
    ({"bands": "40 = 1\n60 = 0,5"}, "bands"),
    ({"bands": "40 = 0"}, "bands"),
    ({"over-0-hours": "1"}, "over-0-subject"),
    ({"over-0-subject": "1", "over-0-minutes": "55"}, "over-0-subject"),
    ({"over-0-subject": "1", "over-0-hours": "очень"}, "over-0-hours"),
    ({"over-0-subject": "99999", "over-0-hours": "1"}, "over-0-subject"),
    ({"over-0-subject": "1", "over-0-hours": "1", "over-1-subject": "1", "over-1-hours": "2"}, "over-1-subject"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_cannot_be_decided(school: NamedSchool, change: dict[str, object], field: str) -> None:
    assert school.store[SUBJECTS].get(1) is not None
    answer = school.client("Ким").post(NEW, {**RULE, **change})
    assert answer.status == 422
    assert f'href="#{field}"' in answer.text
    assert len(school.store[HOUR_RULES].all()) == 1


@pytest.mark.parametrize("query", ["minutes=x", "minutes=0", "minutes=-5", "minutes=1000000000000000", "subject=x"])
def test_a_calculator_asked_nonsense(school: NamedSchool, query: str) -> None:
    assert school.client("Соколова").get(f"/calendar/hours?{query}").status == 200
