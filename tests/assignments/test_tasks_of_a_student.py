"""W3, A3: what a student has to do: homework of the reports and assignments; ticks, deadlines of an attestation."""

import datetime as dt

import pytest
from msgspec.structs import replace

from kiosk.assignments import actions
from kiosk.assignments.queries import task, tasks_of
from kiosk.assignments.records import ASSIGNMENTS, Task, TaskKind
from kiosk.assignments.rules import HOMEWORK_DAYS, deadline, judge_dates, overdue, parted, short_notice
from kiosk.people.records import GROUPS, Member
from kiosk.problems import Refusal
from kiosk.reports.records import ROWS
from tests.assignments.filling import FRIDAY, assign
from tests.reports.filling import send_day
from tests.school import TODAY, NamedSchool

RECORDING, PRESENTATION, TASK = TaskKind.RECORDING, TaskKind.PRESENTATION, TaskKind.TASK
WEEK = dt.timedelta(7)


def tasks(school: NamedSchool, name: str = "Мария", today: dt.date = TODAY) -> list[Task]:
    return tasks_of(school.store, school.students[name].id, today)


def one(school: NamedSchool, reference: str, name: str = "Мария") -> Task | None:
    return task(school.store, reference, school.students[name].id)


def texts(school: NamedSchool, name: str = "Мария", today: dt.date = TODAY) -> list[str]:
    return [each.text for each in tasks(school, name, today)]


def tick(school: NamedSchool, reference: str, name: str = "Мария") -> None:
    given, home = one(school, reference, name), school.households["Ивановы"].id
    assert given is not None
    student = school.students[name].id
    actions.tick(school.store, school.actor("Ким"), given, student, household=home, now=school.clock.now())


def test_homework_of_the_report_and_what_was_given_apart(school: NamedSchool) -> None:
    send_day(school, Мария="гамма Ре мажор", Терция="читать с листа", Артём="полонез")
    assign(school, "Мария")
    assert texts(school) == ["Этюд № 8 целиком", "гамма Ре мажор", "читать с листа"]
    assert texts(school, "Артём") == ["полонез", "читать с листа"]
    assert texts(school, "Пётр") == []
    (scale,) = [each for each in tasks(school) if each.text == "гамма Ре мажор"]
    assert (scale.subject_name, scale.teacher_name, scale.given_on) == (
        "Специальность",
        "Соколова\u00a0М.\u00a0П.",
        TODAY,
    )
    assert one(school, scale.reference) == scale
    assert one(school, scale.reference, "Артём") is None


def test_only_the_latest_of_a_subject_and_nothing_older_than_two_months(school: NamedSchool) -> None:
    send_day(school, date=TODAY - WEEK, Мария="старое")
    assert texts(school) == ["старое"]
    send_day(school, Мария="новое")
    assert texts(school) == ["новое"]
    assert texts(school, today=TODAY + dt.timedelta(HOMEWORK_DAYS)) == ["новое"]
    assert texts(school, today=TODAY + dt.timedelta(HOMEWORK_DAYS + 1)) == []


def test_a_struck_row_is_no_task(school: NamedSchool) -> None:
    send_day(school, Мария="гамма")
    reference = tasks(school)[0].reference
    with school.store.change(school.actor("Ким"), "struck") as change:
        row = change.get(ROWS, int(reference[1:]))
        assert row is not None
        change.put(ROWS, replace(row, struck=True))
    assert (texts(school), one(school, reference)) == ([], None)


def test_homework_that_became_an_assignment_is_told_once(school: NamedSchool) -> None:
    send_day(school, Мария="гамма")
    row = int(tasks(school)[0].reference[1:])
    grown = assign(school, "Мария", row=row, text="гамма, к пятнице")
    assert texts(school) == ["гамма, к пятнице"]
    assert one(school, f"r{row}") is not None  # what was handed in for it keeps its name
    actions.settle(school.store, school.actor("Соколова"), grown, withdrawn=True)
    assert texts(school) == ["гамма"]
    assert one(school, grown.reference) == one(school, f"r{row}") == tasks(school)[0]
    again = school.store[ASSIGNMENTS].get(grown.id)
    assert again is not None
    actions.settle(school.store, school.actor("Соколова"), again, withdrawn=False)
    assert texts(school) == ["гамма, к пятнице"]


def test_a_newcomer_of_the_group_finds_its_task_and_who_left_keeps_the_works_name(school: NamedSchool) -> None:
    given, group = assign(school, "Терция"), school.groups["Терция"]
    assert (texts(school), texts(school, "Пётр")) == (["Этюд № 8 целиком"], [])
    left = replace(group.members[0], until=TODAY)
    fresh = replace(group, members=(left, *group.members[1:], Member(school.students["Пётр"].id)))
    with school.store.change(school.actor("Ким"), "members") as change:
        change.put(GROUPS, fresh)
    tomorrow = TODAY + dt.timedelta(1)
    assert (texts(school, "Пётр", tomorrow), texts(school, "Мария", tomorrow)) == (["Этюд № 8 целиком"], [])
    assert one(school, given.reference) is not None


def test_what_somebody_else_changed_meanwhile_is_said(school: NamedSchool) -> None:
    given, actor = assign(school, "Мария"), school.actor("Соколова")
    actions.rewrite(school.store, actor, given, replace(given, text="иначе"))
    assert isinstance(actions.rewrite(school.store, actor, given, replace(given, text="ещё")), Refusal)
    assert texts(school) == ["иначе"]


def test_a_tick_is_set_once_taken_back_and_set_anew(school: NamedSchool) -> None:
    given = assign(school, "Мария", "Пётр")
    for _ in range(2):
        tick(school, given.reference)
    assert [entry.what for entry in school.store.log.search(limit=2)] == ["W3 task ticked", "W3 task given"]
    assert [each.done is not None for each in (*tasks(school), *tasks(school, "Пётр"))] == [True, False]
    actions.untick(school.store, school.actor("Ким"), given.reference, school.students["Мария"].id)
    assert tasks(school)[0].done is None
    tick(school, given.reference)
    assert tasks(school)[0].done is not None


def test_sent_back_it_is_open_again_with_its_own_day(school: NamedSchool) -> None:
    given, maria = assign(school, "Мария", "Пётр"), school.students["Мария"].id
    tick(school, given.reference)
    school.clock.advance(dt.timedelta(hours=1))
    with school.store.change(school.actor("Соколова"), "sent back") as change:
        redo = actions.ask_again(change, maria, given.reference, due=TODAY + WEEK, now=school.clock.now())
    (hers,), (his,) = tasks(school), tasks(school, "Пётр")
    assert (hers.due, hers.done, hers.again) == (TODAY + WEEK, None, True)
    assert (his.due, his.again) == (FRIDAY, False)
    school.clock.advance(dt.timedelta(hours=1))
    tick(school, given.reference)
    assert (tasks(school)[0].done is not None, tasks(school)[0].again) == (True, False)
    with school.store.change(school.actor("Соколова"), "undone") as change:
        actions.settle_redo(change, redo.id, withdrawn=True)
    assert (tasks(school)[0].due, tasks(school)[0].again) == (FRIDAY, False)


DAY = dt.date(2026, 12, 21)

# what is asked for, the day of the attestation, the last day for the work
DEADLINES = (
    (RECORDING, DAY, dt.date(2026, 12, 18)),
    (PRESENTATION, DAY, dt.date(2026, 12, 19)),
    (TASK, DAY, None),
    (RECORDING, None, None),
)


@pytest.mark.parametrize(("kind", "day", "last"), DEADLINES)
def test_the_last_day_for_a_work_of_an_attestation(kind: TaskKind, day: dt.date | None, last: dt.date | None) -> None:
    assert deadline(kind, day) == last


# what, due, attestation, field refused (None: it can stand), paragraph
DATES = (
    (TASK, FRIDAY, None, None, ""),
    (TASK, None, None, None, ""),
    (TASK, TODAY, None, None, ""),
    (TASK, TODAY - dt.timedelta(1), None, "due", ""),
    (TASK, FRIDAY, DAY, "attestation_on", ""),
    (RECORDING, dt.date(2026, 12, 18), DAY, None, ""),
    (RECORDING, None, DAY, None, ""),
    (RECORDING, dt.date(2026, 12, 19), DAY, "due", "§2"),
    (RECORDING, None, None, "attestation_on", "§2"),
    (RECORDING, None, TODAY + dt.timedelta(3), None, ""),
    (RECORDING, None, TODAY + dt.timedelta(2), "attestation_on", ""),
    (PRESENTATION, dt.date(2026, 12, 19), DAY, None, ""),
    (PRESENTATION, dt.date(2026, 12, 20), DAY, "due", "§2"),
)


@pytest.mark.parametrize(("kind", "due", "day", "field", "paragraph"), DATES)
def test_days_that_cannot_stand(
    kind: TaskKind, due: dt.date | None, day: dt.date | None, field: str | None, paragraph: str
) -> None:
    found = judge_dates(kind, due, day, TODAY)
    assert (found.field, found.paragraph) == (field, paragraph) if found else field is None


# days from giving to the attestation, the teacher is warned
NOTICE = ((14, False), (13, True), (30, False), (0, True))


@pytest.mark.parametrize(("days", "warned"), NOTICE)
def test_families_are_told_two_weeks_before(days: int, warned: bool) -> None:
    assert (short_notice(TODAY + dt.timedelta(days), TODAY) is not None) is warned
    assert short_notice(None, TODAY) is None


REFERENCES = (
    ("a5", ("a", 5)),
    ("r17", ("r", 17)),
    ("", None),
    ("a0", None),
    ("a05", None),
    ("x1", None),
    ("a1 ", None),
)


@pytest.mark.parametrize(("written", "named"), REFERENCES)
def test_how_a_task_is_called(school: NamedSchool, written: str, named: tuple[str, int] | None) -> None:
    assert parted(written) == named
    assert one(school, written) is None


def test_what_is_overdue(school: NamedSchool) -> None:
    given = assign(school, "Мария")
    (mine,) = tasks(school)
    assert [overdue(mine, day) for day in (FRIDAY, FRIDAY + dt.timedelta(1))] == [False, True]
    tick(school, given.reference)
    assert not overdue(tasks(school)[0], FRIDAY + dt.timedelta(1))
    assert not overdue(replace(mine, due=None), FRIDAY + WEEK)


def test_a_recording_is_one_file(school: NamedSchool) -> None:
    assign(school, "Мария", kind=RECORDING, attestation_on=DAY, due=dt.date(2026, 12, 18))
    assert [(each.one_file, each.attestation_on) for each in tasks(school)] == [(True, DAY)]
