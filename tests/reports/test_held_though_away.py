"""An absence noted after its days were reported and accepted: said wherever either can be mended (L1, L3, H4)."""

import datetime as dt

import pytest
from msgspec.structs import replace

from kiosk.absences import actions as absences
from kiosk.absences.forms import AbsenceInput
from kiosk.absences.records import Absence, Cause
from kiosk.actor import SYSTEM
from kiosk.reports.records import ROWS, RowState
from kiosk.reports.though_away import ThoughAway, held_though_away
from tests.absences.filling import enter_absence
from tests.reports.filling import accept_day, send_day
from tests.school import TODAY, NamedSchool

CLOSING = "/hours/2026-11/closing"
DAY = dt.timedelta(1)
SENTENCE = "В этот день отмечено отсутствие, а уроки записаны проведёнными: 4."


def shown(school: NamedSchool, path: str, who: str = "Ким") -> str:
    return school.client(who).get(path).text.replace("\u00a0", " ")


def days(school: NamedSchool, since: dt.date = TODAY - 30 * DAY, until: dt.date = TODAY + 30 * DAY) -> list[ThoughAway]:
    return held_though_away(school.store, since, until)


def test_a_day_accepted_before_the_absence_was_noted(school: NamedSchool) -> None:
    """Nobody's day is refused afterwards: the office is told in three places, and in none once it is settled."""
    accept_day(school)
    staff = school.staff["Соколова"].id
    assert "Отсутствовали, а уроки" not in shown(school, CLOSING)
    absence = enter_absence(school, "Соколова")
    assert days(school) == [ThoughAway(staff, TODAY, 4, absence.id)]
    page = f"/absences/{absence.id}"
    closing, one = shown(school, CLOSING), shown(school, page)
    assert "Отсутствовали, а уроки отмечены проведёнными" in closing
    assert f'href="/teachers/{staff}/report/{TODAY}">вт 24: 4 урока</a>' in closing
    assert f'href="{page}"' in closing
    assert f'<a href="/teachers/{staff}/report/{TODAY}">вт, 24 ноября</a>: 4 урока' in one
    assert f'<a href="/report/{TODAY}">вт, 24 ноября</a>: 4 урока' in shown(school, page, "Соколова")
    absences.take_back(school.store, school.actor("Ким"), absence, taken_back=True)
    assert days(school) == []
    assert "проведёнными" not in shown(school, page) + shown(school, CLOSING)


def test_every_absence_at_odds_is_reached_from_closing(school: NamedSchool) -> None:
    accept_day(school, date=TODAY - 7 * DAY)
    accept_day(school)
    made = [
        absences.enter(
            school.store, school.actor("Ким"), AbsenceInput(school.staff["Соколова"].id, day, day, Cause.TRIP, "")
        )
        for day in (TODAY - 7 * DAY, TODAY)
    ]
    page = shown(school, CLOSING)
    assert len(days(school)) == len(made)
    for one in made:
        assert isinstance(one, Absence)
        assert page.count(f'href="/absences/{one.id}"') == 1


def test_it_is_looked_at_before_it_is_accepted(school: NamedSchool) -> None:
    send_day(school)
    staff = school.staff["Соколова"].id
    assert SENTENCE not in shown(school, "/reports")
    enter_absence(school, "Соколова")
    assert all(SENTENCE in shown(school, page) for page in ("/reports", f"/teachers/{staff}/report/{TODAY}"))


def test_it_keeps_the_month_from_being_closed_without_a_reason(school: NamedSchool) -> None:
    accept_day(school)
    school.clock.set(dt.datetime(2026, 12, 1, 9))
    enter_absence(school, "Соколова")
    office = school.client("Ким")
    refused = office.post(CLOSING, {"reason": "", "key": "k"})
    assert (refused.status, "отчёты не сходятся с" in refused.text) == (422, True)


# что со строками и с отсутствием; сколько дней спорят
CASES = [
    ({}, 0, 0, 1),
    ({"struck": True}, 0, 0, 0),
    ({"state": RowState.NOT_HELD}, 0, 0, 0),
    ({}, 1, 3, 0),
    ({}, -3, -1, 0),
    ({}, -3, 3, 1),
]


@pytest.mark.parametrize(("fields", "since", "until", "found"), CASES)
def test_only_what_was_held_on_a_day_of_the_absence(
    school: NamedSchool, fields: dict[str, object], since: int, until: int, found: int
) -> None:
    accept_day(school)
    with school.store.change(SYSTEM, "test: rows") as change:
        for row in change.search(ROWS):
            change.put(ROWS, replace(row, **fields))
    given = AbsenceInput(school.staff["Соколова"].id, TODAY + since * DAY, TODAY + until * DAY, Cause.ILLNESS, "")
    assert isinstance(absences.enter(school.store, school.actor("Ким"), given), Absence)
    assert len(days(school)) == found
    assert days(school, TODAY + DAY) == []
