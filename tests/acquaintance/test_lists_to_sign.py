"""Acquaintance lists: who is on them, who has signed and when, paper and DOCX, undo (F10, L13)."""

import datetime as dt
import io

import docx
import pytest
from msgspec.structs import replace

from kiosk.acquaintance.queries import documents, lines_of, people
from kiosk.acquaintance.records import LISTS, SIGNATURES, Person, Reach, Signature, SigningList, Whose
from kiosk.acquaintance.rules import State, lines, newcomers, state
from kiosk.actor import SYSTEM
from kiosk.people.records import HOUSEHOLDS, STAFF
from tests.acquaintance.filling import hand_out
from tests.guides.filling import put_in
from tests.school import TODAY, NamedSchool

A_DAY = dt.timedelta(1)
NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
THREE = tuple(Person(number, name) for number, name in enumerate(("Агеева", "Белов", "Зимина"), 1))


def on_paper(*, closed: bool = False) -> SigningList:
    return SigningList(about="Приказ", whose=Whose.STAFF, people=THREE, made_by="", made_on=TODAY, closed=closed)


def signature(person: int, *, undone: bool = False) -> Signature:
    return Signature(signing_list=1, person=person, on=TODAY, marked_by="", marked_at=NOW, undone=undone)


# who has signed, whose mark was undone, closed, what the list is
STATES = [
    ((), (), False, State.OPEN),
    ((1, 2), (), False, State.OPEN),
    ((1, 2), (), True, State.CLOSED),
    ((1, 2, 3), (), False, State.SIGNED),
    ((1, 2, 3), (), True, State.SIGNED),
    ((1, 2), (3,), False, State.OPEN),
]


@pytest.mark.parametrize(("signed", "undone", "closed", "what"), STATES)
def test_what_a_list_is(signed: tuple[int, ...], undone: tuple[int, ...], closed: bool, what: State) -> None:
    marks = [*(signature(one) for one in signed), *(signature(one, undone=True) for one in undone)]
    found = lines(on_paper(closed=closed), marks)
    assert state(on_paper(closed=closed), found) is what
    assert [line.person.id for line in found if line.on] == list(signed)


def test_newcomers_are_those_not_on_the_paper_and_nobody_is_taken_off_it() -> None:
    today = (THREE[2], Person(9, "Новикова"))
    assert newcomers(on_paper(), today) == (Person(9, "Новикова"),)


# who signs, which of them, the surnames on the list
REACHES = [
    (Whose.STAFF, Reach.SCHOOL, ["Белов", "Боровая", "Дроздов", "Зимина", "Ким", "Орлова", "Соколова"]),
    (Whose.STAFF, Reach.CHOSEN, ["Белов", "Зимина"]),
    (Whose.STAFF, Reach.ORDER, ["Белов", "Боровая", "Дроздов", "Зимина", "Ким", "Орлова", "Соколова"]),
    (Whose.FAMILIES, Reach.SCHOOL, ["Иванова", "Петров"]),
    (Whose.FAMILIES, Reach.ORDER, ["Иванова", "Петров"]),
]


@pytest.mark.parametrize(("whose", "reach", "names"), REACHES)
def test_who_is_on_a_list(school: NamedSchool, whose: Whose, reach: Reach, names: list[str]) -> None:
    theory = school.staff["Белов"].departments
    given = replace(on_paper(), whose=whose, reach=reach, departments=theory, order=1)
    assert [one.name.split()[0] for one in people(school.store, given, TODAY)] == names


def test_a_family_signs_by_its_guardian_for_all_its_children(school: NamedSchool) -> None:
    (first, _) = hand_out(school).people
    assert first.name == "Иванова Мария, 3 (8); Иванов Пётр, 1 (8)"
    assert first.guardian == school.households["Ивановы"].guardians[0].name


def test_what_can_be_made_known(school: NamedSchool) -> None:
    put_in(school)
    found = {one.code: one for one in documents(school.store, TODAY)}
    assert found["regulation"].about.endswith("действует с 1\u00a0сентября 2026 г. (приказ директора № 12)")
    assert found["order-1"].about == "Приказ № 87-у от 12\u00a0ноября 2026 г."
    assert found["guide-teacher"].address == "/help/teacher"


def form(**more: object) -> dict[str, object]:
    return {"document": "order-1", "whose": "families", "reach": "order", "key": "k1", **more}


def test_the_deputy_makes_a_list_once_and_marks_what_came_back(school: NamedSchool) -> None:
    browser = school.client("Ким")
    for _ in range(2):
        assert browser.post("/acquaintance/new", form()).headers["Location"] == "/acquaintance/1"
    (made,) = school.store[LISTS].all()
    assert (made.about, made.order, made.made_by) == ("Приказ № 87-у от 12\u00a0ноября 2026 г.", 1, "Ким Вера Павловна")
    ours, theirs = (one.id for one in made.people)

    page, day = "/acquaintance/1", f"{TODAY:%d.%m.%Y}"
    assert browser.post(f"{page}/signatures", {"person": ours, "on": day}, page=page).status == 303
    assert "1 из 2" in browser.get("/acquaintance").text
    assert "1 лист ознакомления подписали не все" in browser.get("/morning").text
    again = browser.post(f"{page}/signatures", {"person": ours, "on": day}, page=page)
    assert (again.status, "уже отметили" in again.text) == (422, True)
    marked = browser.post(f"{page}/signatures", {"all": "1", "on": day}, page=page).headers["Location"]
    assert "1 подпись отмечена" in browser.get(marked).text
    assert browser.post(f"{page}/signatures/withdrawal", {"just": str(theirs)}, page=page).status == 303
    assert "1 из 2" in browser.get(page).text
    assert browser.post(f"{page}/signatures", {"all": "1", "on": day}, page=page).status == 303
    assert "Подписали все" in browser.get(page).text
    assert "подписали не все" not in browser.get("/morning").text

    assert browser.post(f"{page}/signatures/withdrawal", {"person": theirs}, page=page).status == 303
    signed = [line.person.id for line in lines_of(school.store, made) if line.signature]
    assert (signed, len(school.store[SIGNATURES].all())) == ([ours], 2)
    browser.post(f"{page}/closing", page=page)
    assert "подписали не все" not in browser.get("/morning").text
    browser.post(f"{page}/closing/withdrawal", page=page)
    assert "подписали не все" in browser.get("/morning").text


def test_whoever_came_later_is_added_and_whoever_left_stays(school: NamedSchool) -> None:
    hand_out(school)
    child = school.students["Матвей"].id
    with school.store.change(SYSTEM, "test: people come and go") as change:
        change.add(HOUSEHOLDS, replace(school.households["Петровы"], id=0, name="Ёлкины", students=(child,)))
        change.put(HOUSEHOLDS, replace(school.households["Петровы"], retired_on=TODAY))
    browser = school.client("Орлова")
    assert "Добавить 1 нового" in browser.get("/acquaintance/1").text
    browser.post("/acquaintance/1/newcomers", page="/acquaintance/1")
    (made,) = school.store[LISTS].all()
    assert [one.name.split()[0] for one in made.people] == ["Иванова", "Петров", "Ёлкин"]


def test_the_paper_has_the_names_of_its_day_and_the_dates_that_are_known(school: NamedSchool) -> None:
    made = hand_out(school, Whose.STAFF)
    with school.store.change(SYSTEM, "test: married") as change:
        change.put(STAFF, replace(school.staff["Белов"], surname="Чернов"))
    browser = school.client("Ким")
    sent = {"person": made.people[0].id, "on": f"{TODAY:%d.%m.%Y}"}
    browser.post("/acquaintance/1/signatures", sent, page="/acquaintance/1")
    for text in (browser.get("/acquaintance/1/paper").text, words_of(browser.get("/acquaintance/1/paper.docx").body)):
        assert all(
            said in text for said in ("ЛИСТ ОЗНАКОМЛЕНИЯ", "Приказ № 87-у", "работники", "Подпись", "24.11.2026")
        )
        assert ("Белов Илья Петрович" in text, "Чернов" in text, "родители" in text) == (True, False, False)


def words_of(body: bytes) -> str:
    """Everything that a Word document says."""
    document = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


# what is wrong with a new list, the field that says so
WRONG = [
    ({"document": ""}, "document"),
    ({"document": "order-9"}, "document"),
    ({"document": "other", "about": ""}, "about"),
    ({"document": "guide-teacher"}, "reach"),
    ({"whose": ""}, "whose"),
    ({"reach": "chosen"}, "departments"),
    ({"reach": "chosen", "whose": "staff", "groups": "1"}, "departments"),
    ({"reach": "chosen", "groups": "77"}, "groups"),
    ({"reach": "chosen", "departments": "1"}, "reach"),  # no student of it: nobody would be on the list
]


@pytest.mark.parametrize(("more", "field"), WRONG)
def test_what_a_list_must_have(school: NamedSchool, more: dict[str, object], field: str) -> None:
    answer = school.client("Ким").post("/acquaintance/new", form(**more))
    assert (answer.status, f'href="#{field}"' in answer.text) == (422, True)
    assert not school.store[LISTS].all()


# what is wrong with the signatures, the field that says so
UNSIGNED = [
    ({}, "person"),
    ({"person": "99"}, "person"),
    ({"all": "1", "on": ""}, "on"),
    ({"all": "1", "on": f"{TODAY + A_DAY:%d.%m.%Y}"}, "on"),
    ({"all": "1", "on": f"{TODAY - A_DAY:%d.%m.%Y}"}, "on"),
]


@pytest.mark.parametrize(("more", "field"), UNSIGNED)
def test_what_signatures_must_have(school: NamedSchool, more: dict[str, object], field: str) -> None:
    hand_out(school)
    sent = {"on": f"{TODAY:%d.%m.%Y}", **more}
    answer = school.client("Ким").post("/acquaintance/1/signatures", sent, page="/acquaintance/1")
    assert (answer.status, f'href="#{field}"' in answer.text) == (422, True)
    assert not school.store[SIGNATURES].all()
