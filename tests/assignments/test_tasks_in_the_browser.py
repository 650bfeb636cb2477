"""W3, L12: a teacher gives tasks from the report's homework or apart; who is late is listed; the deputy sees all."""

import datetime as dt
import re

import pytest

from kiosk.assignments.records import ASSIGNMENTS, TICKS, Assignment, TaskKind
from kiosk.reports.records import ROWS
from tests.assignments.filling import FRIDAY, assign
from tests.naughty import SAFE
from tests.reports.filling import send_day
from tests.school import TODAY, Answer, NamedSchool
from tests.works.filling import answer, hand_in

NEW, LIST = "/assignments/new", "/assignments"
LATER = dt.datetime(2026, 11, 30, 9, 0)


def give(school: NamedSchool, who: str = "Соколова", lang: str = "ru", **more: object) -> Answer:
    """Send the form; by default an étude for Мария until Friday."""
    typed: dict[str, object] = {
        "students": school.students["Мария"].id,
        "subject": school.subjects["Специальность"].id,
        "text": "Этюд № 8 целиком",
        "kind": "task",
        "due": "27.11",
        "key": "k1",
    }
    return school.client(who, lang).post(NEW, typed | more)


def only(school: NamedSchool) -> Assignment:
    (given,) = school.store[ASSIGNMENTS].all()
    return given


def test_given_apart_to_students_and_a_group(school: NamedSchool) -> None:
    both = [school.students["Мария"].id, school.students["Пётр"].id]
    answer = give(school, students=both, group=school.groups["Терция"].id, links="https://disk.example/etude")
    assert (answer.status, answer.headers["Location"]) == (303, "/assignments/a1?just")
    given = only(school)
    assert (given.students, given.group, given.due, given.given_by) == (
        tuple(both),
        school.groups["Терция"].id,
        FRIDAY,
        "Соколова Мария Павловна",
    )
    text = school.client("Соколова").get("/assignments/a1?just").text
    for said in ("Иванова Мария", "Иванов Пётр", "Петров Артём", "https://disk.example/etude", "семьи его видят"):
        assert said in text
    assert text.count("Иванова Мария") >= 1
    assert give(school).headers["Location"] == "/assignments/a1?just"  # the same press again


def test_homework_gets_a_day_by_one_press(school: NamedSchool) -> None:
    """The next lesson of that student in that subject; once it is a task it is offered no more."""
    send_day(school, date=TODAY - dt.timedelta(7), Мария="гамма Ре мажор", Терция="читать с листа")
    teacher = school.client("Соколова")
    text = teacher.get(LIST).text
    assert "гамма Ре мажор" in text
    row = next(one for one in school.store[ROWS].all() if one.homework == "гамма Ре мажор")
    for _ in range(2):
        answer = teacher.post(f"/assignments/rows/{row.id}", page=LIST)
        assert answer.headers["Location"] == "/assignments/a1?just"
    given = only(school)
    assert (given.row, given.text, given.students) == (row.id, "гамма Ре мажор", (school.students["Мария"].id,))
    assert given.due is not None
    assert given.due > TODAY
    assert "/assignments/rows/" in teacher.get(LIST).text  # the ensemble's is still offered
    assert f"/assignments/rows/{row.id}" not in teacher.get(LIST).text


def test_or_another_day_and_other_words(school: NamedSchool) -> None:
    send_day(school, Терция="читать с листа")
    row = next(one for one in school.store[ROWS].all() if one.homework)
    teacher = school.client("Соколова")
    assert "читать с листа</textarea>" in teacher.get(f"{NEW}?row={row.id}").text
    typed = {
        "row": row.id,
        "group": school.groups["Терция"].id,
        "subject": school.subjects["Фортепианный ансамбль"].id,
        "text": "читать с листа, стр. 12",
        "kind": "task",
        "due": "28.11",
        "key": "k2",
    }
    assert teacher.post(NEW, typed).status == 303
    assert (only(school).row, only(school).due) == (row.id, dt.date(2026, 11, 28))
    assert school.client("Белов").get(f"{NEW}?row={row.id}").status == 404


REFUSED = (
    ({"text": " "}, "text"),
    ({"students": ""}, "students"),
    ({"students": "999"}, "students"),
    ({"group": "999"}, "students"),
    ({"subject": ""}, "subject"),
    ({"kind": "song"}, "kind"),
    ({"due": "32.11"}, "due"),
    ({"due": "23.11"}, "due"),
    ({"links": "javascript:alert(1)"}, "links"),
    ({"attestation_on": "21.12"}, "attestation_on"),
    ({"kind": "recording"}, "attestation_on"),
    ({"kind": "recording", "attestation_on": "21.12", "due": "19.12"}, "due"),
    ({"text": "я" * 2001}, "text"),
)


@pytest.mark.parametrize(("more", "field"), REFUSED)
def test_what_cannot_stand_is_said_and_what_was_typed_stays(
    school: NamedSchool, more: dict[str, object], field: str
) -> None:
    for lang in ("ru", "en"):
        answer = give(school, lang=lang, **more)  # type: ignore[arg-type]  # because they are fields of the form
        assert answer.status == 422
        assert f'<a href="#{field}">' in answer.text
        assert "text" in more or "Этюд № 8 целиком" in answer.text
    assert school.store[ASSIGNMENTS].count() == 0


def test_a_recording_for_the_attestation_has_its_own_last_day(school: NamedSchool) -> None:
    """A3, §2: three days before; a day nearer than two weeks is let pass and said."""
    assert give(school, kind="recording", attestation_on="21.12", due="").status == 303
    assert (only(school).kind, only(school).due) == (TaskKind.RECORDING, dt.date(2026, 12, 18))
    page = school.client("Соколова").get("/assignments/a1").text
    assert "видеозапись к аттестации" in page
    assert "не менее чем за две недели" not in page
    assert give(school, kind="presentation", attestation_on="01.12", due="", key="k2").status == 303
    assert "не менее чем за две недели" in school.client("Соколова").get("/assignments/a2").text


def test_who_is_late_is_listed_and_nobody_else(school: NamedSchool) -> None:
    assign(school, "Мария", "Пётр", "Артём")
    school.clock.set(LATER)
    school.client("Соколова").post("/assignments/a1/students/1/tick", page="/assignments/a1")
    for who, seen in (("Соколова", True), ("Ким", True), ("Белов", False)):
        text = school.client(who).get(f"{LIST}?show=late").text
        late = {name for name in ("Иванова Мария", "Иванов Пётр", "Петров Артём") if name in text}
        assert late == ({"Иванов Пётр", "Петров Артём"} if seen else set())
    assert "Соколова М. П." in school.client("Ким").get("/assignments/a1").text
    assert '<a href="/assignments?show=late">Просрочено заданий: 2</a>' in school.client("Ким").get("/morning").text
    assert "show=late" not in school.client("Зимина").get("/morning").text


def test_sent_back_it_is_overdue_by_its_new_day(school: NamedSchool) -> None:
    """And no more than two months after its day it is asked for."""
    assign(school, "Мария")
    answer(school, hand_in(school, assignment="a1"), "redo", due="30.11", mark="")
    for days, late in ((5, 0), (6, 0), (7, 1)):
        school.clock.set(LATER + dt.timedelta(days - 6))
        assert school.client("Соколова").get(f"{LIST}?show=late").text.count('data-th="Учащийся"') == late
    school.clock.set(LATER + dt.timedelta(70))
    assert school.client("Соколова").get(f"{LIST}?show=late").text.count('data-th="Учащийся"') == 0


def test_a_tick_by_word_of_the_family_is_written_down_and_taken_back(school: NamedSchool) -> None:
    assign(school, "Мария")
    teacher, maria = school.client("Соколова"), school.students["Мария"].id
    tick = f"/assignments/a1/students/{maria}/tick"
    teacher.post(tick, page="/assignments/a1")
    (mark,) = school.store[TICKS].all()
    assert (mark.by, mark.household, mark.undone) == ("Соколова Мария Павловна", 0, False)
    assert "со слов семьи, Соколова М. П." in teacher.get("/assignments/a1").text
    teacher.post(f"{tick}/withdrawal", page="/assignments/a1")
    assert school.store[TICKS].all()[0].undone
    artyom = school.students["Артём"].id
    assert teacher.post(f"/assignments/a1/students/{artyom}/tick", page="/assignments/a1").status == 404


def test_withdrawn_and_brought_back(school: NamedSchool) -> None:
    assign(school, "Мария")
    teacher = school.client("Соколова")
    for _ in range(2):
        assert teacher.post("/assignments/a1/withdrawal", page="/assignments/a1").status == 303
    assert only(school).withdrawn
    assert "Этюд" not in teacher.get(LIST).text
    assert "Этюд" in teacher.get(f"{LIST}?show=withdrawn").text
    assert "<s>Этюд № 8 целиком</s>" in teacher.get("/assignments/a1").text
    teacher.post("/assignments/a1/withdrawal/withdrawal", page="/assignments/a1")
    assert "Этюд" in teacher.get(LIST).text


def test_changed_with_what_it_was_given_for(school: NamedSchool) -> None:
    """A task whose day is over may still get other words; somebody else's change in between is said."""
    given = assign(school, "Мария")
    school.clock.set(LATER)
    teacher = school.client("Соколова")
    form = teacher.get("/assignments/a1/edit").text
    assert "Этюд № 8 целиком</textarea>" in form
    typed = {
        "students": school.students["Мария"].id,
        "subject": given.subject,
        "text": "Этюд № 9",
        "kind": "task",
        "due": "27.11.2026",
        "rev": given.rev,
    }
    page = "/assignments/a1/edit"
    assert teacher.post(page, typed).status == 303
    assert only(school).text == "Этюд № 9"
    assert teacher.post(page, typed | {"text": "Этюд № 10"}).status == 422
    assert teacher.post(page, typed | {"due": "26.11.2026", "rev": 2}).status == 422


def test_only_its_teacher_and_the_office_touch_it(school: NamedSchool) -> None:
    assign(school, "Мария")
    for who in ("Белов", "Дроздов", "Зимина", "Боровая"):
        client = school.client(who)
        assert client.get("/assignments/a1").status == 404
        token = client.get("/secret").token
        assert client.send("/assignments/a1/withdrawal", {"token": token}).status == 403
    assert not only(school).withdrawn
    assert school.client("Ким").post("/assignments/a1/withdrawal", page="/assignments/a1").status == 303


@pytest.mark.parametrize("reference", ("a9", "r9", "x", "a", "a1.zip", "r0"))
def test_a_task_that_is_not_there(school: NamedSchool, reference: str) -> None:
    assert school.client("Соколова").get(f"/assignments/{reference}").status == 404


def test_homework_has_a_page_of_its_own(school: NamedSchool) -> None:
    send_day(school, Терция="читать с листа")
    row = next(one for one in school.store[ROWS].all() if one.homework)
    text = school.client("Соколова").get(f"/assignments/r{row.id}").text
    assert re.search(r"читать с листа", text)
    assert "/edit" not in text
    assert school.client("Соколова").get(f"/assignments/r{row.id}/edit").status == 404


@pytest.mark.parametrize("text", SAFE)
def test_naughty_texts(school: NamedSchool, text: str) -> None:
    answer = give(school, text=text)
    assert answer.status in {303, 422}
    if answer.status == 303:
        page = school.client("Соколова").get("/assignments/a1").text
        assert "<script>" not in page
        assert school.client("Соколова").get(LIST).status == 200


def test_late_and_missing_works_are_seen_at_a_glance(school: NamedSchool) -> None:
    """A3: what came after its day says so, what is missing is overdue."""
    assign(school, "Мария", "Пётр", "Артём")
    hand_in(school, "Мария", assignment="a1")
    school.clock.set(LATER)
    hand_in(school, "Пётр", assignment="a1")
    text = school.client("Ким").get("/assignments/a1").text
    names = ("Иванова Мария", "Иванов Пётр", "Петров Артём")
    rows = {name: text.partition(f'"Учащийся">{name}')[2].partition("</tr>")[0] for name in names}
    said = {name: ("после срока" in row, "срок прошёл" in row) for name, row in rows.items()}
    pages = {work: school.client("Ким").get(f"/inbox/{work}").text for work in (1, 2)}
    assert {work: "после срока" in page for work, page in pages.items()} == {1: False, 2: True}
    assert school.client("Ким").get("/inbox").text.count("после срока") == 1
    assert said == {"Иванова Мария": (False, False), "Иванов Пётр": (True, False), "Петров Артём": (False, True)}
