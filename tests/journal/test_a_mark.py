"""A1, A2, P5: a mark is given, changed, withdrawn; it says how the student was identified; nothing is lost."""

import pytest
from msgspec.structs import replace

from kiosk.journal.actions import set_mark, settle_mark
from kiosk.journal.queries import mark_that_stands, marks_of
from kiosk.journal.records import MARKS, MEAN, VALUE_LABEL, Conditions, Identified, Mark, MarkKind, Value
from tests.school import TODAY, NamedSchool


def mark(school: NamedSchool, value: Value = Value.FIVE_MINUS) -> Mark:
    return Mark(
        student=school.students["Мария"].id,
        subject_name="Специальность",
        staff=school.staff["Соколова"].id,
        staff_name="Соколова М. П.",
        on=TODAY,
        value=value,
        kind=MarkKind.WORK,
        work="К7Р-4М2",
        identified=Identified.CARD_AND_PIN,
        conditions=Conditions.HOME,
        given_at=school.clock.now(),
    )


def put(school: NamedSchool, number: int, given: Mark | None) -> int:
    with school.store.change(school.actor("Соколова"), "W2 mark") as change:
        return set_mark(change, number, given)


def values(school: NamedSchool) -> list[str]:
    return [one.value for one in marks_of(school.store, school.students["Мария"].id)]


def test_given_changed_withdrawn_and_back(school: NamedSchool) -> None:
    number = put(school, 0, mark(school))
    assert values(school) == ["5-"]
    assert put(school, number, mark(school, Value.FOUR)) == number
    assert values(school) == ["4"]
    put(school, number, None)
    assert (values(school), mark_that_stands(school.store, number)) == ([], None)
    with school.store.change(school.actor("Соколова"), "back") as change:
        settle_mark(change, number, withdrawn=False)
    assert values(school) == ["4"]
    bodies = [row.after for entry in school.store.log.search(table=MARKS.name, id=number) for row in entry.rows]
    assert [body["value"] for body in bodies if body] == ["4", "4", "4", "5-"]


def test_the_same_mark_again_writes_nothing(school: NamedSchool) -> None:
    number = put(school, 0, mark(school))
    put(school, number, replace(mark(school), given_at=school.clock.now()))
    head = replace(mark(school), staff=school.staff["Зимина"].id, staff_name="Зимина Раиса Олеговна")
    put(school, number, head)  # whoever only writes a remark has not given the mark
    assert len(school.store.log.search(table=MARKS.name, id=number)) == 1
    put(school, number, replace(head, value=Value.FOUR))
    (changed,) = marks_of(school.store, school.students["Мария"].id)
    assert changed.staff_name == "Зимина Раиса Олеговна"


def test_no_mark_is_no_record(school: NamedSchool) -> None:
    assert put(school, 0, None) == 0
    assert school.store[MARKS].count() == 0


WRITTEN = (("5", "5"), ("5-", "5−"), ("4+", "4+"), ("2", "2"), ("passed", "pass"))


@pytest.mark.parametrize(("value", "label"), WRITTEN)
def test_how_a_mark_is_written(value: str, label: str) -> None:
    assert VALUE_LABEL[Value(value)] == label


def test_the_scale_falls_and_pass_weighs_nothing() -> None:
    means = [MEAN[value] for value in Value if value in MEAN]
    assert means == sorted(means, reverse=True)
    assert set(Value) - set(MEAN) == {Value.PASSED, Value.FAILED}
