"""The day follows the order that holds for each row, the register and the deputy's exceptions (D1–D3, H1)."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.people.names import full_name
from kiosk.people.records import STUDENTS, Funding
from kiosk.regime.records import EXEMPTIONS, ORDERS, STATEMENTS, Exemption, Ground, LessonKind, Order, Scope, Statement
from kiosk.reports.day import day_view
from kiosk.reports.records import ROWS
from kiosk.reports.views import RowView
from kiosk.timetable.records import DATE_CHANGES, LESSONS, ChangeKind, DateChange
from tests.school import TODAY, NamedSchool, open_school

DAY = f"/report/{TODAY}"
WHY = "концертная программа 40 минут"


def row_of(school: NamedSchool, name: str) -> RowView:
    view = day_view(school.store, school.staff["Соколова"], TODAY, now=school.now())
    row = view.row(f"L{school.lessons[name].id}")
    assert row is not None
    return row


def confirm_all(school: NamedSchool) -> None:
    assert school.client("Соколова").post(DAY, {"act": "confirm"}).status == 303


@pytest.fixture
def at_school(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school without an order: lessons are at school."""
    with open_school(tmp_path / "at-school", distance=False) as there:
        yield there


def test_an_order_for_one_group_holds_for_its_members_alone(at_school: NamedSchool) -> None:
    group = at_school.groups["Терция"].id
    order = Order(
        number="90-у",
        signed=TODAY,
        reason="карантин",
        since=TODAY,
        until=TODAY,
        scope=Scope.GROUPS,
        groups=(group,),
        experimental_groups=(group,),
    )
    with at_school.store.change(at_school.actor("Ким"), "one group") as change:
        change.add(ORDERS, order)
    assert row_of(at_school, "Терция").facts.distance
    assert row_of(at_school, "Терция").facts.experimental
    assert row_of(at_school, "Мария").facts.distance  # a member of the group
    assert not row_of(at_school, "Пётр").facts.distance
    assert LessonKind.ON_SITE in row_of(at_school, "Пётр").kinds
    assert "телефон" in at_school.client("Соколова").get(DAY).text


def test_a_statement_brings_one_student_to_a_distance(at_school: NamedSchool) -> None:
    statement = Statement(
        student=at_school.students["Мария"].id,
        ground=Ground.ILLNESS,
        since=TODAY,
        until=TODAY,
        teacher=at_school.staff["Соколова"].id,
        guardian="мать",
        signed=TODAY,
    )
    with at_school.store.change(at_school.actor("Ким"), "one student") as change:
        change.add(STATEMENTS, statement)
    assert row_of(at_school, "Мария").facts.distance
    assert not row_of(at_school, "Артём").facts.distance
    assert "телефон" in at_school.client("Соколова").get(DAY).text


def test_a_planned_telephone_lesson_warns_the_planner_not_the_teacher(school: NamedSchool) -> None:
    assert row_of(school, "Мария").cautions == ()
    typed = {f"L{school.lessons['Мария'].id}": {"channel": "эл. почта"}}
    view = day_view(school.store, school.staff["Соколова"], TODAY, now=school.now(), typed=typed)
    row = view.row(f"L{school.lessons['Мария'].id}")
    assert row is not None
    assert [one.field for one in row.cautions] == ["channel"]


def test_an_exception_lets_the_row_be_confirmed_and_stands_on_paper(school: NamedSchool) -> None:
    lesson = school.lessons["Мария"]
    with school.store.change(school.actor("Ким"), "forty minutes") as change:
        longer = change.put(LESSONS, replace(lesson, end=dt.time(14, 40)))
    assert row_of(school, "Мария").problems
    with school.store.change(school.actor("Ким"), "let pass") as change:
        let_pass = change.add(EXEMPTIONS, Exemption(reason=WHY, granted_by="Ким", granted_at=school.clock.now()))
        change.put(LESSONS, replace(longer, exemption=let_pass.id))
    assert not row_of(school, "Мария").problems
    confirm_all(school)
    rows = {row.student: row for row in school.store[ROWS].all() if row.student}
    assert rows[school.students["Мария"].id].exception == WHY
    assert rows[school.students["Артём"].id].exception == ""
    assert f"Исключение: {WHY}." in school.client("Соколова").get(f"{DAY}/annex-1").text


def test_a_row_keeps_for_whom_it_was_given_who_pays_and_what_was_planned(school: NamedSchool) -> None:
    lesson = school.lessons["Мария"]
    away, instead = school.staff["Зимина"], school.staff["Соколова"]
    student = school.store[STUDENTS].get(lesson.student)
    assert student is not None
    with school.store.change(school.actor("Ким"), "a lesson of somebody else, paid for") as change:
        change.put(LESSONS, replace(lesson, teacher=away.id))
        change.put(STUDENTS, replace(student, funding=Funding.PAID))
        change.add(
            DATE_CHANGES,
            DateChange(lesson=lesson.id, date=TODAY, kind=ChangeKind.SUBSTITUTED, teacher=instead.id),
        )
    confirm_all(school)
    row = next(one for one in school.store[ROWS].all() if one.lesson == lesson.id)
    assert (row.staff, row.instead_of, row.written.instead_of) == (instead.id, away.id, full_name(away))
    assert (row.planned_quarters, row.funding) == (lesson.quarter_hours, Funding.PAID)
