"""Days that are not like others: a lesson goes while its row is typed, forty rows, a holiday, a transfer (H2, H4)."""

import datetime as dt
import io

import openpyxl
import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.hours.figures import figures_of
from kiosk.hours.months import Month
from kiosk.people.records import GROUPS, STUDENTS, Member
from kiosk.reports.day import day_view
from kiosk.reports.records import DRAFTS, ROWS
from kiosk.school.records import SPECIAL_DAYS, SpecialDay
from kiosk.timetable.records import LESSONS
from tests.reports.filling import report_of
from tests.school import TODAY, NamedSchool

DAY = f"/report/{TODAY}"
TEXT = "К. Черни, соч. 299 № 5 🎹"


def end_of_lesson(school: NamedSchool, name: str = "Мария") -> None:
    """The office takes the lesson out from today on."""
    address = f"/timetable/lessons/{school.lessons[name].id}"
    assert school.client("Ким").post(f"{address}/end", page=address).status == 200


def change_of_lesson(school: NamedSchool) -> None:
    """The office changes the lesson from today on, so that it is another one."""
    with school.store.change(SYSTEM, "another lesson in its place") as change:
        old = school.lessons["Мария"]
        change.put(LESSONS, replace(old, until=TODAY - dt.timedelta(1)))
        change.add(LESSONS, replace(old, id=0, rev=0, since=TODAY, room="3"))


@pytest.mark.parametrize("happens", [end_of_lesson, change_of_lesson])
@pytest.mark.parametrize("htmx", [True, False])
def test_what_was_typed_into_a_lesson_that_goes_is_kept_and_shown(
    school: NamedSchool,
    happens: object,
    htmx: bool,
) -> None:
    teacher, slot = school.client("Соколова"), f"L{school.lessons['Мария'].id}"
    token = teacher.get(DAY).token
    assert callable(happens)
    happens(school)
    sent = teacher.send(DAY, {"token": token, "act": f"confirm:{slot}", f"{slot}.homework": TEXT}, htmx=htmx)
    assert sent.status == 422
    assert "тем временем изменили или убрали" in sent.text
    assert f"14:00, Иванова Мария: урок изменили или убрали из расписания. Вы успели написать: {TEXT}" in sent.text
    assert school.store[ROWS].all() == []
    assert [draft.fields["homework"] for draft in school.store[DRAFTS].all()] == [TEXT]
    assert TEXT in teacher.get(DAY).text


def test_once_the_lesson_is_confirmed_under_its_new_row_nothing_is_left_behind(school: NamedSchool) -> None:
    teacher, slot = school.client("Соколова"), f"L{school.lessons['Мария'].id}"
    assert teacher.send(f"{DAY}/drafts", {"token": teacher.get(DAY).token, f"{slot}.homework": TEXT}).status == 204
    assert "Вы успели написать" not in teacher.get(DAY).text
    change_of_lesson(school)
    assert "Вы успели написать" in teacher.get(DAY).text
    new = max(lesson.id for lesson in school.store[LESSONS].all())
    assert teacher.post(DAY, {"act": f"confirm:L{new}", f"L{new}.homework": "вписано"}).status == 303
    assert "Вы успели написать" not in teacher.get(DAY).text


def test_a_day_of_forty_rows_is_one_press_and_one_paper(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "a long day") as change:
        for number in range(36):
            start = dt.datetime(2026, 11, 24, 7) + dt.timedelta(minutes=10 * number)
            lesson = replace(school.lessons["Мария"], id=0, rev=0, room="")
            change.add(LESSONS, replace(lesson, start=start.time(), end=(start + dt.timedelta(minutes=10)).time()))
    teacher = school.client("Соколова")
    assert teacher.post(DAY, {"act": "confirm"}).status == 303
    assert len(report_of(school).steps) == 1
    assert len(school.store[ROWS].all()) == 40
    sheet = openpyxl.load_workbook(io.BytesIO(teacher.get(f"{DAY}/annex-1.xlsx").body)).active
    assert sheet is not None
    assert sum(str(row[0].value) == "24.11" for row in sheet.iter_rows()) == 40
    assert school.client("Ким").get(f"/teachers/{school.staff['Соколова'].id}{DAY}").text.count('id="row-L') == 40


def test_on_a_holiday_nothing_is_planned_and_what_was_held_counts_as_work_on_a_day_off(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "a holiday") as change:
        change.add(SPECIAL_DAYS, SpecialDay(date=TODAY, off=True, note="День города"))
    teacher = school.client("Соколова")
    page = teacher.get(DAY).text
    assert "День города" in page
    assert 'data-slot="L' not in page
    extra = {
        "Nab1.whom": f"s{school.students['Мария'].id}",
        "Nab1.subject": str(school.subjects["Специальность"].id),
        "Nab1.start": "14:00",
        "Nab1.end": "14:30",
        "Nab1.hours": "1",
        "Nab1.kind": "individual",
        "Nab1.channel": "телефон",
    }
    assert teacher.post(DAY, {**extra, "act": "confirm:Nab1"}).status == 303
    figures = figures_of(school.store, Month(2026, 11), now=school.now())
    (line,) = [one for one in figures.lines if one.staff == school.staff["Соколова"].id]
    assert (line.hours["24"], line.codes["24"]) == (4, "РП")


def test_a_student_who_moved_to_another_group_stands_in_each_on_its_days(school: NamedSchool) -> None:
    """Until the day before in the old one, from the day on in the new one; what was reported stays."""
    group, moved = school.groups["Терция"], school.students["Матвей"]
    before = len(group.students_on(TODAY))
    with school.store.change(SYSTEM, "a transfer") as change:
        came = Member(moved.id, since=TODAY)
        change.put(GROUPS, replace(group, members=(*group.members, came)))
        change.put(STUDENTS, replace(moved, teacher=school.staff["Белов"].id))
    slot = f"L{school.lessons['Терция'].id}"

    def pupils(date: dt.date) -> set[int]:
        row = day_view(school.store, school.staff["Соколова"], date, now=school.now()).row(slot)
        assert row is not None
        return {pupil.id for pupil in row.pupils}

    assert moved.id in pupils(TODAY)
    assert len(pupils(TODAY)) == before + 1
    assert moved.id not in pupils(TODAY - dt.timedelta(7))
    assert school.client("Соколова").post(DAY, {"act": f"confirm:{slot}"}).status == 303
    with school.store.change(SYSTEM, "and away again") as change:
        there = change.get(GROUPS, group.id)
        assert there is not None
        change.put(GROUPS, replace(there, members=group.members))
    assert moved.id in pupils(TODAY)
