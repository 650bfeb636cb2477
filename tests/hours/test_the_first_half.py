"""The sheet of 1–15: made once, the same bytes for ever, correcting sheets with numbers; the month goes on (L3)."""

import datetime as dt

import pytest
from msgspec.structs import replace

from kiosk.absences.actions import enter
from kiosk.absences.forms import AbsenceInput
from kiosk.absences.records import Absence, Cause
from kiosk.actor import SYSTEM
from kiosk.hours.closing import locked
from kiosk.hours.records import HALF_SHEETS
from kiosk.people.records import STAFF
from kiosk.school.records import HOUR_RULES, SCHOOLS, HourRule
from kiosk.timetable.records import LESSONS, VERSIONS, TimetableMode, TimetableVersion
from tests.school import Browser, NamedSchool

MONTH = "/hours/2026-11"
PAGE = f"{MONTH}/closing"
MADE_ON = dt.datetime(2026, 11, 16, 9)
TAUGHT = dt.date(2026, 11, 10)
ILL = dt.date(2026, 11, 12)
PAPERS = ("sheet?half=1", "sheet.csv?half=1", "sheet.xlsx?half=1", "sheet?half=1&money=paid")


@pytest.fixture
def office(school: NamedSchool) -> Browser:
    """Ким's browser on the 16th; Соколова taught one lesson on the 10th and reported it."""
    with school.store.change(SYSTEM, "a week on site") as change:
        version = TimetableVersion(name="на месте", mode=TimetableMode.ON_SITE, since=dt.date(2026, 9, 1))
        version = change.add(VERSIONS, version)
        lesson = replace(school.lessons["Мария"], id=0, rev=0, version=version.id, weekday=TAUGHT.weekday())
        lesson = change.add(LESSONS, lesson)
    school.clock.set(MADE_ON)
    sent = school.client("Соколова").post(f"/report/{TAUGHT}", {"act": "confirm"})
    assert sent.status == 303
    return school.client("Ким")


def make(office: Browser, reason: str = "не всё принято", key: str = "h1") -> int:
    return office.post(f"{MONTH}/half", {"half_reason": reason, "key": key}, page=PAGE).status


def correct(office: Browser, why: str = "больничный", key: str = "c1") -> int:
    return office.post(f"{MONTH}/half/correction", {"half_why": why, "key": key}, page=PAGE).status


def papers(office: Browser, number: int | None = None) -> list[bytes]:
    """Every form of the paper."""
    numbered = "" if number is None else f"&number={number}"
    return [office.get(f"{MONTH}/{form}{numbered}").body for form in PAPERS]


def sick(school: NamedSchool, date: dt.date = ILL) -> None:
    given = AbsenceInput(school.staff["Соколова"].id, date, date, Cause.ILLNESS, "")
    assert isinstance(enter(school.store, school.actor("Ким"), given), Absence)


def test_before_it_is_made_the_paper_says_that_it_is_not_final(office: Browser) -> None:
    for form in ("sheet?half=1", "sheet"):
        paper = office.get(f"{MONTH}/{form}").text
        assert "предварительный" in paper
        assert "первичный" not in paper
    assert make(office) == 303
    assert "первичный (0)" in office.get(f"{MONTH}/sheet?half=1").text
    assert "предварительный" in office.get(f"{MONTH}/sheet").text


def test_it_is_the_same_for_ever_whatever_changes(school: NamedSchool, office: Browser) -> None:
    """A new lesson, a name, the school, the hour rule, an absence, the closing of the month: not a byte differs."""
    assert [make(office), make(office)] == [303, 303]
    assert len(school.store[HALF_SHEETS].all()) == 1
    before = papers(office)
    sick(school)
    with school.store.change(SYSTEM, "everything is called otherwise") as change:
        change.put(STAFF, replace(school.staff["Соколова"], surname="Новикова"))
        change.put(SCHOOLS, replace(change.search(SCHOOLS)[0], name="Школа искусств"))
        change.add(HOUR_RULES, HourRule(since=dt.date(2026, 11, 1), minutes=45))
    assert papers(office) == before
    school.clock.set(dt.datetime(2026, 12, 1, 9))
    later = school.client("Ким")
    assert later.post(PAGE, {"reason": "акт", "key": "m1"}).status == 303
    assert papers(later) == before == papers(later, 0)


def test_it_locks_no_report(school: NamedSchool, office: Browser) -> None:
    assert make(office) == 303
    assert locked(school.store, TAUGHT) is None
    back = school.client("Соколова").post(f"/report/{TAUGHT}", {"act": "take-back"})
    assert back.status == 303


def test_a_correcting_sheet_has_a_number_and_shows_what_it_changes(school: NamedSchool, office: Browser) -> None:
    assert make(office) == 303
    primary = papers(office, 0)
    assert [correct(office, key="c0"), correct(office, key="c0")] == [422, 422]
    sick(school)
    assert "Что с тех пор изменилось в днях 1–15" in office.get(PAGE).text
    assert correct(office, why="", key="c2") == 422
    assert [correct(office), correct(office)] == [303, 303]
    paper = office.get(f"{MONTH}/sheet?half=1").text
    for words in ("корректирующий № 1", "Причина корректировки: больничный", "Что исправлено"):
        assert words in paper
    assert papers(office, 0) == primary
    assert papers(office, 1) == papers(office) != primary
    assert office.get(f"{MONTH}/sheet?half=1&number=2").status == 404


def test_days_after_the_15th_change_nothing_in_it(school: NamedSchool, office: Browser) -> None:
    assert make(office) == 303
    sick(school, dt.date(2026, 11, 20))
    assert correct(office) == 422
    (sheet,) = school.store[HALF_SHEETS].all()
    assert sheet.figures is not None
    assert all(int(day) <= 15 for line in sheet.figures.lines for day in (*line.hours, *line.codes))


def test_too_early_with_something_missing_and_after_the_month(school: NamedSchool, office: Browser) -> None:
    school.clock.set(dt.datetime(2026, 11, 15, 9))
    assert make(school.client("Ким")) == 422
    school.clock.set(MADE_ON)
    assert make(office, reason="") == 422
    assert correct(office) == 422
    school.clock.set(dt.datetime(2026, 12, 1, 9))
    later = school.client("Ким")
    assert later.post(PAGE, {"reason": "акт", "key": "m1"}).status == 303
    refused = later.post(f"{MONTH}/half", {"half_reason": "поздно", "key": "h9"}, page=PAGE)
    assert (refused.status, "корректирующим табелем за месяц" in refused.text) == (422, True)
    assert "первичный (0)" in later.get(f"{MONTH}/sheet?half=1").text
