"""Rows of the lists of groups and students → the draft (O2, P2)."""

import datetime as dt
from typing import Final

from msgspec.structs import replace

from kiosk.office.exchange import words_of
from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.lines import Line
from kiosk.office.exchange.people import Fields, Refused, known_person, retirement, texts, whole_name
from kiosk.office.exchange.words_of import first, lookup
from kiosk.people.records import GROUPS, STAFF, STUDENTS, Group, Member, Student
from kiosk.problems import N_
from kiosk.store import fold

OLDEST: Final = dt.date(1900, 1, 1)


# groups


def read_group(desk: Desk, line: Line) -> None:
    """A group, known by its name; its members are settled when all students are known."""
    name = line.text("name", limit=100, required=True)
    fields = texts(line, kind=60) | retirement(line)
    if line.has("study_year"):
        fields["study_year"] = line.number_of("study_year", 0, words_of.LAST_YEAR) or 0
    if line.has("programme"):
        shown = first(words_of.PROGRAMME_WORDS).values()
        fields["programme"] = line.word("programme", lookup(words_of.PROGRAMME_WORDS), shown)
    fields |= _funding(line)
    if line.has("teachers"):
        found = [desk.member_of_staff(line, "teachers", part) for part in line.names("teachers")]
        fields["teachers"] = tuple(dict.fromkeys(one for one in found if one))
    if not name:
        return
    known = desk.draft.get(GROUPS, desk.names(GROUPS).get(fold(name), 0))
    taken = desk.take(GROUPS, replace(known or Group(name=name), **fields), line, "name")
    if taken:
        desk.named(GROUPS, name, taken.id)
        if line.has("members"):
            desk.lists.append((taken.id, line))


def settle_members(desk: Desk) -> None:
    """Members of groups: as the list of groups says, and those whose own row names the group."""
    wanted: dict[int, dict[int, None]] = {}
    for group, line in desk.lists:
        found = [desk.student(line, "members", part) for part in line.names("members", limit=50_000)]
        wanted[group] = {one: None for one in found if one}
    for group, students in desk.joining.items():
        now = wanted.setdefault(group, dict.fromkeys(_present(desk.draft.get(GROUPS, group), desk.today)))
        now |= students
    for group, students in wanted.items():
        if record := desk.draft.get(GROUPS, group):
            desk.draft.put(GROUPS, replace(record, members=_members(record, tuple(students), desk.today)))


def _present(group: Group | None, today: dt.date) -> tuple[int, ...]:
    """Members now or later."""
    return tuple(m.student for m in group.members if m.until is None or m.until >= today) if group else ()


def _members(group: Group, wanted: tuple[int, ...], today: dt.date) -> tuple[Member, ...]:
    """Who left stays in the list until yesterday, who came is in it from today; in an empty group from the start."""
    since = today if group.members else None
    present = set(_present(group, today))
    kept = [
        member
        if member.student in wanted or member.student not in present
        else replace_until(member, today - dt.timedelta(1))
        for member in group.members
    ]
    return (*kept, *(Member(student, since) for student in wanted if student not in present))


def replace_until(member: Member, until: dt.date) -> Member:
    """The same membership, ended."""
    return Member(member.student, member.since, until)


# students


def read_student(desk: Desk, line: Line) -> None:
    """A student, known by code, else by name and date of birth."""
    name = whole_name(line)
    fields = (
        texts(line, code=40, instrument=60)
        | retirement(line)
        | _class(line)
        | _personal(line)
        | _place(desk, line)
        | _funding(line)
    )
    if name is None:
        return
    known = known_person(line, desk.students, name, fields.get("code", ""))
    if isinstance(known, Refused):
        return
    if known is None and "department" not in fields:
        fields["department"] = _department_of(desk, fields.get("teacher", 0))
    if not fields.get("code"):
        fields.pop("code", None)
    fields |= {"surname": name[0], "given": name[1]} | ({"patronymic": name[2]} if name[2] or not known else {})
    student = replace(known or Student(surname="", given=""), **fields)
    if taken := desk.take(STUDENTS, student, line, "surname" if line.has("surname") else "full"):
        if known:
            desk.students.forget(known)
        desk.students.add(taken)
        _joins(desk, line, taken.id)


def _place(desk: Desk, line: Line) -> Fields:
    """Date of birth, teacher and department, as far as the sheet has them."""
    fields: Fields = {}
    if line.has("born"):
        fields["born"] = born = line.date("born")
        if born is not None and not OLDEST <= born <= desk.today:
            line.refuse("born", NOT_BORN, typed=f"{born:%d.%m.%Y}")
    if teacher := line.name("teacher"):
        fields["teacher"] = desk.member_of_staff(line, "teacher", teacher)
    elif line.has("teacher"):
        fields["teacher"] = 0
    if line.has("department"):
        fields["department"] = desk.department(line.text("department", limit=100))
    return fields


def _class(line: Line) -> Fields:
    """Year, term, programme and the class as written; «Класс» may hold all of them, as in «3/8»."""
    fields: Fields = {}
    text = line.text("study_year", limit=20)
    written = words_of.class_of(text) if text else None
    if text and written is None:
        line.refuse("study_year", NOT_A_CLASS, typed=text)
    if written:
        fields |= {"study_year": written.year}
        fields |= {"term_years": written.term} if written.term else {}
        fields |= {"programme": written.programme} if written.programme else {}
        fields |= {"class_label": written.label} if written.label else {}
    if (term := line.number_of("term_years", 1, words_of.LAST_YEAR)) is not None:
        fields["term_years"] = term
    programme = line.word("programme", lookup(words_of.PROGRAMME_WORDS), first(words_of.PROGRAMME_WORDS).values())
    fields |= {"programme": programme} if programme else {}
    return fields | texts(line, class_label=20)


def _personal(line: Line) -> Fields:
    """Shift at the ordinary school, individual plan, health."""
    read = texts(line, shift=20, plan=500, health=500)
    names = {"shift": "school_shift", "plan": "individual_plan", "health": "health"}
    return {names[key]: text for key, text in read.items()}


def _funding(line: Line) -> Fields:
    """Who pays for the lessons; an empty cell leaves what is known (L3)."""
    funding = line.word("funding", lookup(words_of.FUNDING_WORDS), first(words_of.FUNDING_WORDS).values())
    return {"funding": funding} if funding else {}


def _department_of(desk: Desk, teacher: int) -> int:
    member = desk.draft.get(STAFF, teacher)
    return member.departments[0] if member and member.departments else 0


def _joins(desk: Desk, line: Line, student: int) -> None:
    """Groups and the family that the student's own row names; those not known yet are said once."""
    for key in ("group", "collective"):
        for name in line.names(key, limit=300):
            group = desk.names(GROUPS).get(fold(name))
            if group is not None:
                desk.joining[group][student] = None
            elif (key, name) not in desk.said:
                desk.said.add((key, name))
                line.caution(key, NO_GROUP_YET, name=name[:60])


NOT_BORN: Final = N_("The date of birth cannot be right: %(typed)s.")
NOT_A_CLASS: Final = N_("«%(typed)s» is not a class. Write it like 3, 3/8, 3 (8) or 3 ОР.")
NO_GROUP_YET: Final = N_(
    "There is no group «%(name)s» yet: the students will stand in none. Bring the list of groups too."
)
