"""An accompanist's «not held» beside a lesson that its teacher held: no debt, and both rows are shown (L4, L10, H4)."""

import datetime as dt

import pytest

from kiosk.hours.closing import checks
from kiosk.hours.months import Month
from kiosk.hours.queries import account_of
from kiosk.makeups.queries import of_year
from kiosk.makeups.rules import Standing
from kiosk.reports.records import ROWS, Row, RowState
from kiosk.store import where
from tests.school import TODAY, NamedSchool

TEACHER, ACCOMPANIST = "Соколова", "Дроздов"
MONTH = Month(2026, 11)


def report(school: NamedSchool, who: str, *, held: bool) -> Row:
    """The ensemble's lesson as its teacher or its accompanist reports it, the day handed in."""
    letter = "L" if who == TEACHER else "A"
    slot = f"{letter}{school.lessons['Терция'].id}"
    typed: dict[str, object] = {} if held else {f"{slot}.off": "1", f"{slot}.reason": "other"}
    browser = school.client(who)
    assert browser.post(f"/report/{TODAY}", {**typed, "act": "confirm"}).status == 303
    row = school.store[ROWS].one((where("staff") == school.staff[who].id) & (where("slot") == slot))
    assert row is not None
    assert row.state is (RowState.HELD if held else RowState.NOT_HELD)
    return row


# teacher held, accompanist held, who owes
ANSWERS: tuple[tuple[bool | None, bool, list[str]], ...] = (
    (True, True, []),
    (True, False, []),
    (False, True, [TEACHER]),
    (None, False, [ACCOMPANIST]),
)


@pytest.mark.parametrize(("teacher", "accompanist", "owing"), ANSWERS)
def test_a_lesson_that_its_teacher_held_is_owed_by_nobody(
    school: NamedSchool, teacher: bool | None, accompanist: bool, owing: list[str]
) -> None:
    if teacher is not None:
        report(school, TEACHER, held=teacher)
    report(school, ACCOMPANIST, held=accompanist)
    group = school.groups["Терция"].id
    found = of_year(school.store, school.actor("Ким"), TODAY)
    due = [one.row.written.staff_name.split()[0] for one in found if one.is_due and one.row.group == group]
    assert due == owing
    account = account_of(school.store, MONTH.since, MONTH.until, now=school.now())
    names = [account.name(one.staff).split()[0] for one in checks(school.store, account).owed if one.group]
    assert names == owing


def test_both_rows_are_shown_and_linked_wherever_one_of_them_is_looked_at(school: NamedSchool) -> None:
    held, missed = report(school, TEACHER, held=True), report(school, ACCOMPANIST, held=False)
    links = [f'href="/teachers/{row.staff}/report/{TODAY}#row-{row.slot}"' for row in (held, missed)]
    office = school.client("Ким")
    said = "ответы об одном уроке расходятся"
    for page in (
        f"/reports?from={TODAY:%d.%m.%Y}",
        *(f"/teachers/{row.staff}/report/{TODAY}" for row in (held, missed)),
    ):
        text = office.get(page).text
        assert said in text
        assert all(link in text for link in links)
    assert f'id="row-{held.slot}"' in office.get(f"/teachers/{held.staff}/report/{TODAY}").text
    page = office.get(f"/make-ups/{missed.id}").text
    assert "Один из двух отчётов неверен" in page
    assert all(link in page for link in links)
    mine = school.client(ACCOMPANIST).get(f"/make-ups/{missed.id}").text
    assert links[0] not in mine
    hours = f"/hours/{MONTH}/lessons?what=missed&teacher={missed.staff}"
    assert "отрабатывать нечего" in school.client(ACCOMPANIST).get(hours).text


def test_two_answers_that_agree_are_not_pointed_out(school: NamedSchool) -> None:
    report(school, TEACHER, held=True)
    report(school, ACCOMPANIST, held=True)
    assert "расходятся" not in school.client("Ким").get(f"/reports?from={TODAY:%d.%m.%Y}").text


def test_a_place_given_before_the_teacher_reported_is_taken_back_first(school: NamedSchool) -> None:
    """It stands in the timetable: as long as it does, the lesson has a place."""
    missed = report(school, ACCOMPANIST, held=False)
    office = school.client("Ким")
    page = office.get(f"/make-ups/{missed.id}").text
    place = page.partition('name="place" value="')[2].partition('"')[0]
    assert office.post(f"/make-ups/{missed.id}", {"place": place}).status == 303
    report(school, TEACHER, held=True)
    standing = [one.standing for one in of_year(school.store, school.actor("Ким"), TODAY + dt.timedelta(1))]
    assert standing == [Standing.PLACED]
    assert office.post(f"/make-ups/{missed.id}/withdrawal", page=f"/make-ups/{missed.id}").status == 303
    standing = [one.standing for one in of_year(school.store, school.actor("Ким"), TODAY + dt.timedelta(1))]
    assert standing == [Standing.GIVEN]
