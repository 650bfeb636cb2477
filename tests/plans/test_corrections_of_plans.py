"""A teacher files, the deputy approves or returns, the paper, whose is seen by whom, twice in a row (D4)."""

import io

import docx
import pytest

from kiosk.plans.records import CORRECTIONS, State
from tests.calendar.filling import fill_calendar
from tests.plans.filling import file_correction
from tests.school import NamedSchool


def fields(school: NamedSchool, **change: object) -> dict[str, object]:
    """A topic that moves from Tuesday to Thursday."""
    return {
        "subject": school.subjects["Специальность"].id,
        "whom": f"s{school.students['Мария'].id}",
        "what": "Тема «Штрихи» переносится и объединяется с темой «Педаль»",
        "why": "болезнь обучающейся",
        "old_date": "24.11.2026",
        "new_date": "26.11.2026",
        "kind": "individual",
        "means": "МАКС, запись",
        **change,
    }


def state_of(school: NamedSchool, number: int = 1) -> State:
    found = school.store[CORRECTIONS].get(number)
    assert found is not None
    return found.state


def test_filed_returned_mended_approved(school: NamedSchool) -> None:
    teacher, deputy = school.client("Соколова"), school.client("Ким")
    assert teacher.post("/plans/new", fields(school)).headers["Location"] == "/plans/1"
    assert "ждёт заместителя" in deputy.get("/plans").text
    assert "Напишите, что исправить" in deputy.post("/plans/1/return", {"rev": 1}, page="/plans/1").text
    deputy.post("/plans/1/return", {"rev": 1, "remark": "Укажите технические средства"}, page="/plans/1")
    assert "Укажите технические средства" in teacher.get("/plans/1").text
    teacher.post("/plans/1/edit", {**fields(school, means="МАКС"), "rev": 2})
    late = deputy.post("/plans/1/approval", {"rev": 2}, page="/plans/1")
    assert late.status == 422
    assert deputy.post("/plans/1/approval", {"rev": 3}, page="/plans/1").status == 303
    assert state_of(school) is State.APPROVED
    assert deputy.post("/plans/1/approval", page="/plans/1").status == 422
    assert teacher.post("/plans/1/edit", fields(school), page="/plans/new").status == 422
    assert teacher.post("/plans/1/withdrawal", page="/plans/new").status == 422
    page = teacher.get("/plans/1").text
    assert "Как подавали раньше: 1" in page
    deputy.post("/plans/1/decision/withdrawal", page="/plans/1")
    assert state_of(school) is State.FILED
    assert deputy.post("/plans/1/decision/withdrawal", page="/plans/1").status == 422


def test_its_author_takes_it_back_and_files_it_again(school: NamedSchool) -> None:
    file_correction(school, "Соколова")
    teacher = school.client("Соколова")
    teacher.post("/plans/1/withdrawal", page="/plans/1")
    assert state_of(school) is State.WITHDRAWN
    assert school.client("Ким").post("/plans/1/approval", page="/plans").status == 422
    teacher.post("/plans/1/edit", fields(school))
    assert state_of(school) is State.FILED


WRONG = [
    ({"subject": ""}, "subject"),
    ({"subject": "99"}, "subject"),
    ({"whom": "s4"}, "whom"),
    ({"whom": "x"}, "whom"),
    ({"what": ""}, "what"),
    ({"why": " "}, "why"),
    ({"old_date": "32.11"}, "old_date"),
    ({"new_date": "29.11.2026"}, "new_date"),
    ({"new_date": "4.11.2026"}, "new_date"),
    ({"new_date": "1.1.1926"}, "new_date"),
    ({"kind": "song"}, "kind"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_cannot_be_filed(school: NamedSchool, change: dict[str, object], field: str) -> None:
    fill_calendar(school, "Ким")
    if change == {"whom": "s4"}:
        change = {"whom": "s404"}
    answer = school.client("Соколова").post("/plans/new", fields(school, **change))
    assert answer.status == 422
    assert f'href="#{field}"' in answer.text
    assert school.store[CORRECTIONS].all() == []


def test_a_holiday_is_refused_with_the_nearest_school_day(school: NamedSchool) -> None:
    fill_calendar(school, "Ким")
    answer = school.client("Соколова").post("/plans/new", fields(school, new_date="4.11.2026"))
    assert "04.11.2026 — выходной: День народного единства. Ближайший учебный день — 05.11.2026." in answer.text


def test_a_teacher_sees_the_own_alone(school: NamedSchool) -> None:
    file_correction(school, "Соколова")
    file_correction(school, "Белов")
    sees = {
        who: [number for number in (1, 2) if school.client(who).get(f"/plans/{number}").status == 200]
        for who in ("Соколова", "Белов", "Дроздов", "Зимина", "Ким", "Орлова")
    }
    assert sees == {"Соколова": [1], "Белов": [2], "Дроздов": [], "Зимина": [2], "Ким": [1, 2], "Орлова": [1, 2]}
    assert '/plans/2"' not in school.client("Соколова").get("/plans").text
    assert '/plans/2"' in school.client("Белов").get("/plans").text
    assert '/plans/1"' not in school.client("Ким").get("/plans?state=approved").text
    assert school.client("Белов").post("/plans/1/withdrawal", page="/secret").status == 403


def test_it_leaves_a_paper(school: NamedSchool) -> None:
    teacher = school.client("Соколова")
    teacher.post("/plans/new", fields(school))
    assert "на согласовании" in teacher.get("/plans/1/paper").text
    school.client("Ким").post("/plans/1/approval", page="/plans/1")
    printed = teacher.get("/plans/1/paper").text
    for words in ("26.11.2026", "Индивидуальное занятие", "МАКС, запись", "Состояние: согласовано", "/ Ким В. П. /"):
        assert words in printed
    document = docx.Document(io.BytesIO(teacher.get("/plans/1/paper.docx").body))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Новая дата", "26.11.2026"] in rows
    assert any(paragraph.text.startswith("24.11.2026 20:05: согласовано") for paragraph in document.paragraphs)


def test_everything_in_english(school: NamedSchool) -> None:
    file_correction(school, "Соколова")
    assert "waits for the deputy" in school.client("Соколова", lang="en").get("/plans/1").text
