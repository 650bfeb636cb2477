"""W3: homework of a report that gets a day by one press is the same task: nothing of what families did is lost."""

import datetime as dt
import io
import zipfile

import pytest

from kiosk.assignments.queries import task, tasks_of
from kiosk.assignments.records import ASSIGNMENTS
from kiosk.reports.records import ROWS
from tests.reports.filling import send_day
from tests.school import TODAY, NamedSchool
from tests.works.filling import answer, hand_in

WEEK = dt.timedelta(7)


@pytest.fixture
def row(school: NamedSchool) -> int:
    """Homework of the lesson a week ago, for Мария."""
    send_day(school, date=TODAY - WEEK, Мария="гамма Ре мажор")
    return next(row.id for row in school.store[ROWS].all() if row.homework)


def give_day(school: NamedSchool, row: int) -> None:
    assert school.client("Соколова").post(f"/assignments/rows/{row}", page="/assignments").status == 303


def withdraw(school: NamedSchool) -> None:
    page = "/assignments/a1"
    assert school.client("Соколова").post(f"{page}/withdrawal", page=page).status == 303


def press_tick(school: NamedSchool, reference: str, *, undone: bool = False) -> None:
    page = f"/s/{school.token('Ивановы')}/tasks"
    sent: dict[str, object] = {"undone": "1"} if undone else {}
    address = f"{page}/{reference}/{school.students['Мария'].id}"
    assert school.client().post(address, sent, page=page).status == 303


def done(school: NamedSchool) -> list[tuple[str, bool]]:
    return [(one.reference, one.done is not None) for one in tasks_of(school.store, school.students["Мария"].id, TODAY)]


def test_a_tick_stays_through_both_ways(school: NamedSchool, row: int) -> None:
    press_tick(school, f"r{row}")
    give_day(school, row)
    assert done(school) == [("a1", True)]
    assert "отметили «сделано»: 1" in school.client("Соколова").get("/assignments/a1").text
    withdraw(school)
    assert done(school) == [(f"r{row}", True)]
    press_tick(school, f"r{row}", undone=True)
    assert done(school) == [(f"r{row}", False)]
    give_day(school, row)


def test_a_tick_of_the_task_belongs_to_the_homework_and_is_taken_back_for_both(school: NamedSchool, row: int) -> None:
    press_tick(school, f"r{row}")
    give_day(school, row)
    press_tick(school, "a1", undone=True)
    assert done(school) == [("a1", False)]
    press_tick(school, "a1")
    withdraw(school)
    assert done(school) == [(f"r{row}", True)]
    report = school.client("Соколова").get(f"/report/{TODAY}").text
    assert "(сделано): гамма" in report


def test_works_of_the_homework_are_works_of_the_task(school: NamedSchool, row: int) -> None:
    old = hand_in(school, assignment=f"r{row}")
    school.clock.advance(dt.timedelta(minutes=5))
    give_day(school, row)
    teacher = school.client("Соколова")
    assert "сдали: 1 из 1" in teacher.get("/assignments/a1").text
    assert "Сдано 24 ноября" in school.client().get(f"/s/{school.token('Ивановы')}/tasks").text
    for reference in ("a1", f"r{row}"):
        inbox = teacher.get(f"/inbox?task={reference}").text
        assert old.receipt in inbox
        assert '<option value="a1" selected' in inbox
        with zipfile.ZipFile(io.BytesIO(teacher.get(f"/assignments/{reference}/works.zip").body)) as packed:
            assert len(packed.namelist()) == 1
    assert 'href="/assignments/a1"' in teacher.get(f"/inbox/{old.id}").text
    later = hand_in(school, assignment="a1")
    withdraw(school)
    page = teacher.get(f"/assignments/r{row}").text
    assert "сдали: 1 из 1" in page
    assert f"/inbox/{old.id}" in page
    assert f"/inbox/{later.id}" in page


def test_what_was_sent_back_is_open_again_under_its_new_name(school: NamedSchool, row: int) -> None:
    work = hand_in(school, assignment=f"r{row}")
    answer(school, work, "redo", mark="", due="01.12.2026")
    give_day(school, row)
    child = school.students["Мария"].id
    (given,) = tasks_of(school.store, child, TODAY)
    assert (given.reference, given.again, given.due) == ("a1", True, dt.date(2026, 12, 1))
    assert "на доработке" in school.client().get(f"/s/{school.token('Ивановы')}/tasks").text
    assert "сдали: 0 из 1" in school.client("Соколова").get("/assignments/a1").text
    withdraw(school)
    there = task(school.store, "a1", child)
    assert there is not None
    assert (there.reference, there.again) == (f"r{row}", True)


def test_an_old_address_chooses_the_task_by_its_new_name(school: NamedSchool, row: int) -> None:
    give_day(school, row)
    child, family = school.students["Мария"].id, school.client()
    page = f"/s/{school.token('Ивановы')}"
    family.post(f"{page}/unlock", {"pin": school.pin("Ивановы")}, page=f"{page}/unlock")
    text = family.get(f"{page}/hand-in?student={child}&assignment=r{row}").text
    assert f'value="{child}.a1" checked' in text
    sent: dict[str, object] = {"assignment": f"{child}.r{row}", "link": "нет", "task": ""}
    text = family.post(f"{page}/hand-in", sent, page=f"{page}/hand-in").text
    assert f'value="{child}.a1" checked' in text
    family.post(f"{page}/hand-in", sent | {"link": "https://disk.example/e"}, page=f"{page}/hand-in")
    assert "сдали: 1 из 1" in school.client("Соколова").get("/assignments/a1").text


def test_what_is_late_with_a_redo_of_the_homework_is_overdue(school: NamedSchool, row: int) -> None:
    work = hand_in(school, assignment=f"r{row}")
    answer(school, work, "redo", mark="", due="25.11.2026")
    give_day(school, row)
    assert school.store[ASSIGNMENTS].get(1) is not None
    school.clock.advance(dt.timedelta(days=2))
    assert "гамма" in school.client("Соколова").get("/assignments?show=late").text


def test_another_task_of_the_same_row_keeps_its_own_state(school: NamedSchool, row: int) -> None:
    """Withdrawn and given anew it is the same homework; two that stand side by side are two tasks."""
    give_day(school, row)
    press_tick(school, "a1")
    withdraw(school)
    school.clock.advance(dt.timedelta(days=1))
    teacher = school.client("Соколова")
    typed: dict[str, object] = {
        "row": row,
        "students": school.students["Мария"].id,
        "subject": school.subjects["Специальность"].id,
        "text": "гамма и арпеджио",
        "kind": "task",
        "key": "second",
    }
    assert teacher.post("/assignments/new", typed, page=f"/assignments/new?row={row}").status == 303
    assert done(school) == [("a2", True)]
    page = "/assignments/a1"
    teacher.post(f"{page}/withdrawal/withdrawal", page=page)
    assert sorted(done(school)) == [("a1", True), ("a2", False)]
