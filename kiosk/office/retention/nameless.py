"""Records without the person they are about: what stays so that timetables and hours still add up (L19). Pure."""

import datetime as dt
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from kiosk.acquaintance.records import Person, SigningList, Whose
from kiosk.notices.records import Notice
from kiosk.people.records import Student
from kiosk.plans.records import Content, Correction
from kiosk.reports.records import FormerRow, Row

GONE = "выбывший"
NO_TEXT = "—"


def name_of(student: int) -> str:
    """«Выбывший № 12»: how somebody without a name is called."""
    return f"Выбывший №\u00a0{student}"


def shell(student: Student, today: dt.date) -> Student:
    """A number instead of a person; department and money stay, sums are made by them."""
    surname, _, number = name_of(student.id).partition(" ")
    return replace(
        Student(surname=surname, given=number),
        id=student.id,
        rev=student.rev,
        department=student.department,
        funding=student.funding,
        retired_on=student.retired_on or today,
        erased_on=today,
    )


def row(one: Row, students: AbstractSet[int]) -> Row:
    """A line of a report without these students: name and remarks, of an individual lesson its texts too.

    Who was there stays by number: hours and person-hours are sums of it.
    """
    keys = {str(student) for student in students}
    alone = one.student in students
    return replace(
        one,
        who=name_of(one.student) if alone else one.who,
        homework="" if alone else one.homework,
        office_note="" if alone else one.office_note,
        links=() if alone else one.links,
        remarks={key: text for key, text in one.remarks.items() if key not in keys},
        written=replace(one.written, names={key: name for key, name in one.written.names.items() if key not in keys}),
    )


def former_row(one: FormerRow, students: AbstractSet[int]) -> FormerRow:
    """A struck line, the same way."""
    return replace(one, row=row(one.row, students), why=NO_TEXT if one.row.student in students else one.why)


def correction(one: Correction, students: AbstractSet[int]) -> Correction:
    """A correction of a plan without the student whom it was for."""

    def emptied(content: Content) -> Content:
        if content.student not in students:
            return content
        return replace(content, whom=name_of(content.student), what=NO_TEXT, why=NO_TEXT)

    steps = tuple(replace(step, remark="") for step in one.steps)
    return replace(one, content=emptied(one.content), former=tuple(map(emptied, one.former)), steps=steps)


def signing_list(one: SigningList, household: int) -> SigningList:
    """A list that a family was to sign: its line stays by number."""
    if one.whose is not Whose.FAMILIES:
        return one
    gone = f"Семья №\u00a0{household}"
    people = tuple(Person(line.id, gone) if line.id == household else line for line in one.people)
    return replace(one, people=people)


def notice(one: Notice) -> Notice:
    """A letter to a family that is gone."""
    return replace(one, title=NO_TEXT, text="", households=())
