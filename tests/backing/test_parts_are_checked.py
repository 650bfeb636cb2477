"""An accompanist hears parts: a mark for each who played, in the journal with how it was played (W6, P5)."""

import re

import pytest

from kiosk.backing.records import PART_CHECKS
from kiosk.journal.records import MARKS, Conditions, Identified, MarkKind, Value
from tests.backing.filling import PIECE, check_a_part
from tests.school import TODAY, NamedSchool

NEW = "/backing/parts/new"


def sent(school: NamedSchool, who: str = "Дроздов", **fields: object) -> int:
    """Send the form of the ensemble; the status of the answer."""
    group = school.groups["Терция"].id
    day = f"{TODAY:%d.%m.%Y}"
    given = {"group": group, "piece": PIECE, "part": "", "on": day, "heard": "school", "key": "p1", **fields}
    return school.client(who).post(NEW, given, page=f"{NEW}?group={group}").status


def mark_of(school: NamedSchool, child: str) -> str:
    return f"mark.{school.students[child].id}"


# как сыграно, как узнали ученика, в каких условиях
HOW = [
    ("school", Identified.PERSON, Conditions.SCHOOL),
    ("video", Identified.VIDEO, Conditions.ONLINE),
    ("phone", Identified.STAFF, Conditions.PHONE),
    ("recording", Identified.STAFF, Conditions.RECORDED),
]


@pytest.mark.parametrize(("heard", "identified", "conditions"), HOW, ids=[row[0] for row in HOW])
def test_a_mark_says_how_it_was_played(
    school: NamedSchool, heard: str, identified: Identified, conditions: Conditions
) -> None:
    assert sent(school, heard=heard, part="вторая партия", **{mark_of(school, "Мария"): "4+"}) == 303
    (mark,) = school.store[MARKS].all()
    assert (mark.value, mark.kind, mark.identified, mark.conditions) == (
        Value.FOUR_PLUS,
        MarkKind.PART,
        identified,
        conditions,
    )
    assert mark.about == f"{PIECE}, вторая партия"
    assert mark.subject_name


def test_who_has_no_mark_is_still_to_play(school: NamedSchool) -> None:
    assert sent(school, **{mark_of(school, "Мария"): "5", mark_of(school, "Артём"): ""}) == 303
    page = school.client("Дроздов").get(f"/backing/parts?group={school.groups['Терция'].id}&piece={PIECE}").text
    missing = page.partition("Ещё не сдали:")[2].partition("</p>")[0]
    assert "Артём" in missing
    assert "Мария" not in missing
    assert len(school.store[PART_CHECKS].all()) == 1


def test_sent_twice_it_is_one_check(school: NamedSchool) -> None:
    fields = {mark_of(school, "Мария"): "5"}
    assert sent(school, **fields) == sent(school, **fields) == 303
    assert len(school.store[MARKS].all()) == len(school.store[PART_CHECKS].all()) == 1


# что не так
WRONG = [
    {"piece": ""},
    {"on": "31.12.2026"},
    {"on": "31.02.2026"},
    {"heard": "телепатия"},
]


@pytest.mark.parametrize("fields", WRONG, ids=[str(row) for row in WRONG])
def test_what_is_wrong_is_said_and_marks_stay(school: NamedSchool, fields: dict[str, object]) -> None:
    group = school.groups["Терция"].id
    given = {"group": group, "piece": PIECE, "on": f"{TODAY:%d.%m.%Y}", "heard": "school", "key": "p2", **fields}
    given[mark_of(school, "Мария")] = "4-"
    answer = school.client("Дроздов").post(NEW, given, page=f"{NEW}?group={group}")
    assert answer.status == 422
    assert 'value="4-" selected' in answer.text
    assert not school.store[PART_CHECKS].all()


def test_no_mark_at_all_records_nothing(school: NamedSchool) -> None:
    assert sent(school) == 422
    assert not school.store[PART_CHECKS].all()


def test_withdrawn_the_mark_goes_too_and_comes_back(school: NamedSchool) -> None:
    check = check_a_part(school)
    accompanist, page = school.client("Дроздов"), "/backing/parts"
    assert accompanist.post(f"{page}/{check.id}/withdrawal", page=page).status == 303
    assert [mark.withdrawn for mark in school.store[MARKS].all()] == [True]
    assert accompanist.post(f"{page}/{check.id}/withdrawal/withdrawal", page=page).status == 303
    assert [mark.withdrawn for mark in school.store[MARKS].all()] == [False]


def test_a_stranger_sees_and_changes_nothing(school: NamedSchool) -> None:
    check = check_a_part(school)
    stranger = school.client("Белов")
    assert "Мария" not in stranger.get("/backing/parts").text
    assert stranger.post(f"/backing/parts/{check.id}/withdrawal", page="/backing/parts").status == 403
    assert sent(school, who="Белов", **{mark_of(school, "Мария"): "2"}) == 422
    assert len(school.store[PART_CHECKS].all()) == 1


def test_the_family_sees_mark_and_note_under_its_pin_alone(school: NamedSchool) -> None:
    check = check_a_part(school)
    address, phone = f"/s/{school.token('Ивановы')}", school.client()
    assert "4+" not in phone.get(address).text
    opened = phone.post(f"{address}/unlock", {"pin": school.pin("Ивановы")})
    shown = phone.get(opened.headers["Location"]).text if opened.status == 303 else opened.text
    assert re.search(r"Мария.И\., Фортепианный.ансамбль: 4\+", shown)
    assert "вторая партия. Считай паузы" in shown
    school.client("Дроздов").post(f"/backing/parts/{check.id}/withdrawal", page="/backing/parts")
    assert "4+" not in phone.get(f"{address}/unlock").text


def test_a_note_without_a_mark_is_not_lost(school: NamedSchool) -> None:
    maria, artyom = school.students["Мария"].id, school.students["Артём"].id
    fields = {f"mark.{maria}": "5", f"note.{artyom}": "Тише бас"}
    group = school.groups["Терция"].id
    given = {"group": group, "piece": PIECE, "on": f"{TODAY:%d.%m.%Y}", "heard": "school", "key": "p3", **fields}
    answer = school.client("Дроздов").post(NEW, given, page=f"{NEW}?group={group}")
    assert answer.status == 422
    assert "замечание есть, отметки нет" in answer.text
    assert "Тише бас" in answer.text
    assert not school.store[PART_CHECKS].all()
