"""Somebody is away: who gives the lessons, what families and reports see, the sheet of substitutions (L1)."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from msgspec.structs import replace

from kiosk.absences import actions, queries
from kiosk.absences.actions import Settled
from kiosk.absences.forms import OFF, AbsenceInput
from kiosk.absences.papers import substitution_sheet
from kiosk.absences.records import ABSENCES, Absence, Cause
from kiosk.actor import SYSTEM, Role
from kiosk.people.records import STAFF
from kiosk.problems import Refusal
from kiosk.regime.records import ORDERS
from kiosk.signin.records import ACCOUNTS
from kiosk.store import where
from kiosk.timetable import queries as timetable
from kiosk.timetable.records import DATE_CHANGES, LESSONS
from tests.school import TODAY, Answer, NamedSchool

TOMORROW = TODAY + dt.timedelta(1)


def away(school: NamedSchool, who: str = "Соколова", days: int = 0) -> Absence:
    given = AbsenceInput(school.staff[who].id, TODAY, TODAY + dt.timedelta(days), Cause.ILLNESS, "")
    entered = actions.enter(school.store, school.actor("Ким"), given)
    assert isinstance(entered, Absence)
    return entered


def long_order(school: NamedSchool) -> None:
    """The distance period holds next week too."""
    with school.store.change(SYSTEM, "test") as change:
        for order in change.search(ORDERS):
            change.put(ORDERS, replace(order, until=TODAY + dt.timedelta(14)))


def code(school: NamedSchool, lesson: str, date: dt.date = TODAY) -> str:
    return f"{school.lessons[lesson].id}.{date.isoformat()}"


def settle(school: NamedSchool, absence: Absence, **choices: str) -> Settled | Refusal:
    """Who gives the lesson of a student or group: a surname, or «никто»."""
    wanted = {code(school, lesson): OFF if who == "никто" else school.staff[who].id for lesson, who in choices.items()}
    return actions.settle(school.store, school.actor("Ким"), absence, wanted)


def problems_of(refusal: object) -> list[str]:
    assert isinstance(refusal, Refusal)
    return [problem.field for problem in refusal.problems]


def shown(answer: Answer) -> str:
    return answer.text.replace("\u00a0", " ")


def test_every_lesson_of_the_days_is_due(school: NamedSchool) -> None:
    long_order(school)
    found = queries.due(school.store, away(school, days=7))
    assert [one.date for one in found] == [TODAY] * 4 + [TODAY + dt.timedelta(7)] * 4
    assert {one.settled for one in found} == {None}


def test_candidates_are_free_there_and_the_best_come_first(school: NamedSchool) -> None:
    found = queries.due(school.store, away(school))
    day = timetable.day(school.store, TODAY)
    for one in found:
        for candidate in one.offered:
            theirs = [plan for plan in day if candidate.staff in (plan.teacher, plan.accompanist)]
            assert not any(plan.start < one.plan.end and one.plan.start < plan.end for plan in theirs)
        assert list(one.offered) == sorted(one.offered, key=lambda candidate: candidate.rank)
        assert school.staff["Соколова"].id not in {candidate.staff for candidate in one.offered}


def test_who_teaches_the_subject_stands_before_who_has_less_to_do(school: NamedSchool) -> None:
    belov, subject = school.staff["Белов"], school.subjects["Специальность"].id
    with school.store.change(SYSTEM, "test") as change:
        change.put(STAFF, replace(belov, subjects=(subject,)))
    first = queries.due(school.store, away(school))[0].offered[0]
    assert (first.staff, first.subject) == (belov.id, True)


def test_somebody_else_who_is_away_is_not_offered(school: NamedSchool) -> None:
    away(school, "Белов")
    offered = {one.staff for due in queries.due(school.store, away(school)) for one in due.offered}
    assert school.staff["Белов"].id not in offered


def test_the_substitute_has_the_lesson_and_its_hours_and_the_family_sees_it(school: NamedSchool) -> None:
    assert settle(school, away(school), Мария="Белов") == Settled(1, 0)
    mine = timetable.of_staff(school.store, school.staff["Соколова"].id, TODAY)
    theirs = timetable.of_staff(school.store, school.staff["Белов"].id, TODAY)
    lesson = school.lessons["Мария"].id
    assert lesson not in {plan.lesson.id for plan in mine}
    assert lesson in {plan.lesson.id for plan in theirs}
    assert "Иванова Мария" in shown(school.client("Белов").get(f"/report/{TODAY}"))
    assert f'id="row-L{lesson}"' not in school.client("Соколова").get(f"/report/{TODAY}").text
    family = shown(school.client().get(f"/s/{school.token('Ивановы')}"))
    assert "Белов" in family
    assert "замена" in family


def test_nobody_gives_it(school: NamedSchool) -> None:
    assert settle(school, away(school), Мария="никто") == Settled(0, 1)
    assert "отменён" in shown(school.client().get(f"/s/{school.token('Ивановы')}"))


def test_an_accompanist_who_is_away_is_replaced_or_missed(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test") as change:
        account = change.get(ACCOUNTS, school.staff["Белов"].account)
        assert account is not None
        change.put(ACCOUNTS, replace(account, roles=(Role.TEACHER, Role.ACCOMPANIST)))
    absence = away(school, "Дроздов")
    (due,) = [one for one in queries.due(school.store, absence) if one.plan.lesson.id == school.lessons["Терция"].id]
    assert due.as_accompanist
    assert settle(school, absence, Терция="Белов") == Settled(1, 0)
    plan = next(one for one in timetable.day(school.store, TODAY) if one.lesson.id == due.plan.lesson.id)
    assert (plan.teacher, plan.accompanist) == (due.plan.teacher, school.staff["Белов"].id)
    assert settle(school, absence, Терция="никто") == Settled(0, 1)
    plan = next(one for one in timetable.day(school.store, TODAY) if one.lesson.id == due.plan.lesson.id)
    assert (plan.accompanist, plan.cancelled) == (0, False)


def test_whoever_is_busy_is_refused_and_nothing_is_written(school: NamedSchool) -> None:
    mine = school.lessons["Мария"]
    with school.store.change(SYSTEM, "test") as change:
        busy = replace(mine, id=0, rev=0, teacher=school.staff["Белов"].id, student=school.students["Матвей"].id)
        change.add(LESSONS, busy)
    assert problems_of(settle(school, away(school), Мария="Белов", Пётр="никто")) == [f"s.{code(school, 'Мария')}"]
    assert school.store[DATE_CHANGES].count() == 0


def test_after_a_refusal_what_was_chosen_stays_with_the_reason_beside_it(school: NamedSchool) -> None:
    mine, belov = school.lessons["Мария"], school.staff["Белов"].id
    with school.store.change(SYSTEM, "test") as change:
        busy = replace(mine, id=0, rev=0, teacher=belov, student=school.students["Матвей"].id)
        change.add(LESSONS, busy)
    absence, field = away(school), f"s.{code(school, 'Мария')}"
    refused = school.client("Ким").post(f"/absences/{absence.id}", {field: belov, f"s.{code(school, 'Пётр')}": OFF})
    assert refused.status == 422
    page = shown(refused)
    assert re.search(rf'id="{re.escape(field)}-p">[^<]*другое занятие', page)
    assert re.search(rf'<option value="{belov}" selected>Белов [^<]* — занят другим', page)
    assert re.search(r'<option value="off" selected>', page)


def test_nobody_is_sent_to_two_lessons_at_once(school: NamedSchool) -> None:
    twin = replace(school.lessons["Мария"], id=0, rev=0, student=school.students["Матвей"].id)
    with school.store.change(SYSTEM, "test") as change:
        added = change.add(LESSONS, twin)
    absence, belov = away(school), school.staff["Белов"].id
    choices = {code(school, "Мария"): belov, f"{added.id}.{TODAY.isoformat()}": belov}
    assert len(problems_of(actions.settle(school.store, SYSTEM, absence, choices))) == 1


def test_a_lesson_that_has_left_the_timetable_is_said_so(school: NamedSchool) -> None:
    absence = away(school)
    outcome = actions.settle(school.store, SYSTEM, absence, {"999.2026-11-24": OFF})
    assert isinstance(outcome, Refusal)


def test_two_absences_of_one_person_do_not_overlap(school: NamedSchool) -> None:
    away(school, days=3)
    given = AbsenceInput(school.staff["Соколова"].id, TOMORROW, TOMORROW, Cause.TRIP, "")
    assert problems_of(actions.enter(school.store, SYSTEM, given)) == ["since"]


def test_taken_back_everything_is_as_usual(school: NamedSchool) -> None:
    absence = away(school)
    settle(school, absence, Мария="Белов", Пётр="никто")
    now = school.store[ABSENCES].get(absence.id)
    assert now is not None
    actions.take_back(school.store, SYSTEM, now, taken_back=True)
    day = timetable.day(school.store, TODAY)
    assert {plan.teacher for plan in day if plan.lesson.teacher == school.staff["Соколова"].id} == {
        school.staff["Соколова"].id
    }
    assert not any(plan.cancelled for plan in day)


def test_back_earlier_the_later_lessons_are_ones_own_again(school: NamedSchool) -> None:
    long_order(school)
    absence, next_week = away(school, days=7), TODAY + dt.timedelta(7)
    both = {code(school, "Мария"): OFF, code(school, "Мария", next_week): OFF}
    assert actions.settle(school.store, SYSTEM, absence, both) == Settled(0, 2)
    now = school.store[ABSENCES].get(absence.id)
    assert now is not None
    actions.end_early(school.store, SYSTEM, now, TODAY)
    assert [plan.date for day in (TODAY, next_week) for plan in timetable.day(school.store, day) if plan.cancelled] == [
        TODAY
    ]
    later = school.store[ABSENCES].get(absence.id)
    assert later is not None
    assert problems_of(actions.end_early(school.store, SYSTEM, later, TODAY - dt.timedelta(1))) == ["until"]


def test_settled_again_the_last_choice_holds_and_the_former_stays_in_the_book(school: NamedSchool) -> None:
    absence = away(school)
    settle(school, absence, Мария="никто")
    settle(school, absence, Мария="Белов")
    changes = school.store[DATE_CHANGES].search(where("lesson") == school.lessons["Мария"].id)
    assert [one.taken_back for one in changes] == [True, False]


def test_the_sheet_of_substitutions(school: NamedSchool) -> None:
    settle(school, away(school), Мария="Белов", Пётр="никто")
    paper = substitution_sheet(school.store, TODAY, TODAY)
    (part,) = paper.parts
    assert part.name.startswith("Белов")
    assert [line.cells[2:] for line in part.lines] == [
        ("Соколова М.\u00a0П.".replace(" ", "\u00a0"), "Иванова Мария", "Специальность", "1", "")
    ]
    office = school.client("Ким")
    page = office.get(f"/absences/sheet?from={TODAY:%d.%m.%Y}&to={TODAY:%d.%m.%Y}")
    headings = re.findall(r'<th scope="col">([^<]*)</th>', page.text)
    assert [text.replace("\u200b", "").replace("\u00a0", " ") for text in headings] == [
        "Дата",
        "Время",
        "За преподавателя",
        "Группа/ученик",
        "Предмет",
        "Пед.",
        "Кц",
    ]
    file = office.get("/absences/sheet.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(file.body)).active
    assert sheet is not None
    assert "Иванова Мария" in {cell.value for row in sheet.iter_rows() for cell in row}


# who sees what


@pytest.mark.parametrize(
    ("who", "status"), (("Орлова", 200), ("Ким", 200), ("Соколова", 200), ("Белов", 404), ("Боровая", 404))
)
def test_the_reason_is_seen_by_the_office_and_by_oneself(school: NamedSchool, who: str, status: int) -> None:
    absence = away(school)
    assert school.client(who).get(f"/absences/{absence.id}").status == status
    assert ("болезнь" in shown(school.client(who).get("/absences"))) == (status == 200)


def test_a_teacher_sees_and_chooses_nothing(school: NamedSchool) -> None:
    absence = away(school)
    page = school.client("Соколова").get(f"/absences/{absence.id}")
    assert "<select" not in page.text
    assert school.client("Соколова").post(f"/absences/{absence.id}", {f"s.{code(school, 'Мария')}": OFF}).status == 403


def test_the_whole_way_without_javascript(school: NamedSchool) -> None:
    office = school.client("Ким")
    fields = {"staff": school.staff["Соколова"].id, "since": f"{TODAY:%d.%m.%Y}", "cause": "illness"}
    wrong = office.post("/absences/new", {**fields, "until": "23.11.2026"}, page="/absences/new")
    assert wrong.status == 422
    entered = office.post("/absences/new", fields, page="/absences/new")
    assert entered.status == 303
    address = entered.headers["Location"]
    page = office.get(address)
    select = f"s.{code(school, 'Мария')}"
    assert f'name="{select}"' in page.text
    assert office.post(address, {select: school.staff["Белов"].id}, page=address).status == 303
    assert "Белов" in shown(office.get(address))
    assert office.post(f"{address}/withdrawal", page=address).status == 303
    assert "отозвано" in shown(office.get(address))
    assert office.post(f"{address}/withdrawal/withdrawal", page=address).status == 303
    assert "не распределен" in shown(office.get(address)).lower()
