"""W3: a parent ticks what is done on the page behind the card; the teacher reads it in the next lesson's report."""

import datetime as dt

import pytest

from kiosk.assignments.actions import ask_again
from kiosk.assignments.records import TICKS
from kiosk.reports.records import ROWS
from tests.assignments.filling import assign
from tests.reports.filling import send_day
from tests.school import TODAY, Browser, NamedSchool
from tests.works.filling import answer, hand_in

WEEK = dt.timedelta(7)


def row_with(school: NamedSchool, homework: str) -> int:
    return next(row.id for row in school.store[ROWS].all() if row.homework == homework)


def tick(school: NamedSchool, reference: str, child: str = "Мария", *, undone: bool = False) -> int:
    """Press the button on the family's page; the answer's status."""
    address = f"/s/{school.token('Ивановы')}/tasks"
    sent: dict[str, object] = {"undone": "1"} if undone else {}
    return school.client().post(f"{address}/{reference}/{school.students[child].id}", sent, page=address).status


def note_of(teacher: Browser, school: NamedSchool, name: str) -> str:
    """The button that offers the last homework in the row of today's report."""
    row = (
        teacher.get(f"/report/{TODAY}")
        .text.partition(f'id="row-L{school.lessons[name].id}"')[2]
        .partition("</tbody>")[0]
    )
    return row.partition('class="plain small again"')[2].partition("</button>")[0]


def test_homework_and_tasks_of_both_children_on_one_page(school: NamedSchool) -> None:
    send_day(school, date=TODAY - WEEK, Мария="гамма Ре мажор", Пётр="ёлочка")
    assign(school, "Мария", "Пётр", text="Этюд № 8", links=("https://disk.example/e",))
    text = school.client().get(f"/s/{school.token('Ивановы')}/tasks").text
    for said in (
        "Мария И.",
        "Пётр И.",
        "гамма Ре мажор",
        "ёлочка",
        "срок: пт, 27 ноября",
        "disk.example",
        "Соколова М. П.",
    ):
        assert said in text
    assert text.count("Этюд № 8") == 2
    assert "Иванова" not in text
    assert "<script" not in text
    assert f"/s/{school.token('Ивановы')}/tasks" in school.client().get(f"/s/{school.token('Ивановы')}").text
    assert "Заданий сейчас нет" in school.client().get(f"/s/{school.token('Петровы')}/tasks").text


def test_a_tick_reaches_the_teacher_and_is_taken_back(school: NamedSchool) -> None:
    send_day(school, date=TODAY - WEEK, Мария="гамма Ре мажор", Терция="читать с листа")
    teacher, week = school.client("Соколова"), f"/s/{school.token('Ивановы')}"
    scale = f"r{row_with(school, 'гамма Ре мажор')}"
    assert "сделано" not in note_of(teacher, school, "Мария")
    assert "✓" not in school.client().get(week).text
    for reference in (scale, f"r{row_with(school, 'читать с листа')}"):
        assert tick(school, reference) == 303
    assert "(сделано): гамма" in note_of(teacher, school, "Мария")
    assert "(сделали: 1 из 2): читать" in note_of(teacher, school, "Терция")
    assert school.client().get(week).text.count("✓") == 2
    tick(school, scale, undone=True)
    assert "сделано" not in note_of(teacher, school, "Мария")
    mark = school.store[TICKS].all()[0]
    assert (mark.household, mark.by, mark.undone) == (school.households["Ивановы"].id, "", True)


def test_homework_that_became_a_task_is_ticked_for_the_report_too(school: NamedSchool) -> None:
    send_day(school, date=TODAY - WEEK, Мария="гамма")
    given = assign(school, "Мария", row=row_with(school, "гамма"))
    tick(school, given.reference)
    assert "(сделано): гамма" in note_of(school.client("Соколова"), school, "Мария")
    assert "Отмечено «сделано» 24 ноября" in school.client().get(f"/s/{school.token('Ивановы')}/tasks").text
    school.clock.advance(dt.timedelta(hours=1))
    with school.store.change(school.actor("Соколова"), "sent back") as change:
        ask_again(change, school.students["Мария"].id, given.reference, due=None, now=school.clock.now())
    assert "сделано" not in note_of(school.client("Соколова"), school, "Мария")


def test_what_is_overdue_is_said(school: NamedSchool) -> None:
    assign(school, "Мария")
    school.clock.advance(WEEK)
    page = f"/s/{school.token('Ивановы')}/tasks"
    assert "срок прошёл" in school.client().get(page).text
    tick(school, "a1")
    assert "срок прошёл" not in school.client().get(page).text


# reference, child: who is not this family's, what is not this child's
STRANGE = (("a1", "Артём"), ("a1", "Пётр"), ("a9", "Мария"), ("r9", "Мария"), ("x", "Мария"))


@pytest.mark.parametrize(("reference", "child"), STRANGE)
def test_what_is_not_theirs_is_not_there(school: NamedSchool, reference: str, child: str) -> None:
    assign(school, "Мария", "Артём")
    assert tick(school, reference, child) == 404
    assert school.store[TICKS].count() == 0


def test_a_withdrawn_card_ticks_nothing(school: NamedSchool) -> None:
    assign(school, "Мария")
    assert school.client().get(f"/s/{'x' * 22}/tasks").status == 404
    answer = school.client().send(f"/s/{school.token('Ивановы')}/tasks/a1/{school.students['Мария'].id}", {})
    assert answer.status == 403
    assert school.store[TICKS].count() == 0


def test_what_was_handed_in_needs_no_tick_and_is_not_late(school: NamedSchool) -> None:
    """Sent back, it is to be done again and may be ticked."""
    assign(school, "Мария")
    work = hand_in(school, assignment="a1")
    school.clock.advance(WEEK)
    page = f"/s/{school.token('Ивановы')}/tasks"
    text = school.client().get(page).text
    assert ("Сдано 24 ноября" in text, "срок прошёл" in text, "<button" in text) == (True, False, False)
    answer(school, work, "redo", mark="")
    text = school.client().get(page).text
    assert ("Сдано 24 ноября" in text, "на доработке" in text, "<button" in text) == (False, True, True)
