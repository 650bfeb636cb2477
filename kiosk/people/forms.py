"""Forms of people: text → records, or problems by field (P1–P3). What was typed is kept."""

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from kiosk.actor import Role
from kiosk.people.records import Cycle, Funding, Group, Guardian, Household, Member, Programme, Staff, Student, Subject
from kiosk.problems import N_
from kiosk.school.rules import hours_text
from kiosk.web import Form

GUARDIANS = 4
OLDEST = dt.date(1900, 1, 1)
COLLECTIVES_ARE_GROUPS = N_("Choir, orchestra and ensemble are group subjects. Choose the group form, or untick.")


def read_staff(form: Form, old: Staff | None) -> tuple[Staff, tuple[Role, ...]] | None:
    """A member of staff and their roles."""
    surname, given = form.text("surname", limit=100, required=True), form.text("given", limit=100, required=True)
    roles = form.choices("roles", Role)
    hours = form.hours("hours")
    person = replace(
        old or Staff(surname="", given=""),
        surname=surname,
        given=given,
        patronymic=form.text("patronymic", limit=100),
        code=form.text("code", limit=40),
        departments=form.ids("departments"),
        category=form.text("category", limit=60),
        room=form.text("room", limit=20),
        phone=form.text("phone", limit=60),
        email=form.text("email", limit=120),
        weekly_quarter_hours=hours or 0,
        channel=form.text("channel", limit=100),
        join=form.text("join", limit=300),
    )
    if not roles:
        form.refuse("roles", N_("Tick at least one role: it says what the person may do."))
    return None if form.problems else (person, roles)


def staff_form(person: Staff | None, roles: Iterable[Role]) -> Form:
    """What stands in the form at first."""
    form = Form.filled(
        surname=person.surname if person else "",
        given=person.given if person else "",
        patronymic=person.patronymic if person else "",
        code=person.code if person else "",
        category=person.category if person else "",
        room=person.room if person else "",
        phone=person.phone if person else "",
        email=person.email if person else "",
        hours=hours_text(person.weekly_quarter_hours) if person else "",
        channel=person.channel if person else "",
        join=person.join if person else "",
    )
    form.fields = MultiDict(form.fields)
    form.fields.setlist("roles", [role.value for role in roles])
    form.fields.setlist("departments", [str(one) for one in person.departments] if person else [])
    return form


def read_student(form: Form, old: Student | None, *, health: bool) -> Student | None:
    """A student; health only from those who may see it, else it stays as it was."""
    born = form.date("born")
    if born is not None and not OLDEST <= born <= (form.today or born):
        form.refuse("born", N_("The date of birth cannot be right. Write it like 24.11.2015."))
    student = replace(
        old or Student(surname="", given=""),
        surname=form.text("surname", limit=100, required=True),
        given=form.text("given", limit=100, required=True),
        patronymic=form.text("patronymic", limit=100),
        code=form.text("code", limit=40),
        born=born,
        study_year=form.number("study_year", least=1, most=9, required=True) or 1,
        term_years=form.number("term_years", least=1, most=9, required=True) or 8,
        programme=form.choice("programme", Programme, required=True) or Programme.PRE_PROFESSIONAL,
        class_label=form.text("class_label", limit=20),
        instrument=form.text("instrument", limit=60),
        teacher=form.id("teacher") or 0,
        individual_plan=form.text("individual_plan", limit=500, lines=True),
        funding=form.choice("funding", Funding) or (old.funding if old else Funding.BUDGET),
    )
    if health:
        student = replace(student, health=form.text("health", limit=500, lines=True))
    return None if form.problems else student


def student_form(student: Student | None) -> Form:
    """What stands in the form at first."""
    one = student or Student(surname="", given="")
    return Form.filled(
        surname=one.surname,
        given=one.given,
        patronymic=one.patronymic,
        code=one.code,
        born=f"{one.born:%d.%m.%Y}" if one.born else "",
        study_year=one.study_year,
        term_years=one.term_years,
        programme=one.programme.value,
        class_label=one.class_label,
        instrument=one.instrument,
        teacher=one.teacher,
        individual_plan=one.individual_plan,
        funding=one.funding.value,
        health=one.health,
    )


def read_household(form: Form, old: Household | None) -> Household | None:
    """A family with up to four guardians and its children."""
    guardians = []
    for place in range(GUARDIANS):
        name = form.text(f"guardian-{place}", limit=150)
        phone, relation = form.text(f"phone-{place}", limit=60), form.text(f"relation-{place}", limit=60)
        email = form.text(f"email-{place}", limit=120)
        if name:
            guardians.append(Guardian(name, relation, phone, email))
        elif phone or email:
            form.refuse(f"guardian-{place}", N_("Whose telephone or e-mail is it? Write the name, or empty the line."))
    children = form.ids("students")
    if not children:
        form.refuse("students", N_("Choose at least one child."))
    household = replace(
        old or Household(),
        name=form.text("name", limit=100),
        code=form.text("code", limit=40),
        guardians=tuple(guardians),
        students=children,
    )
    return None if form.problems else household


def household_form(household: Household | None) -> Form:
    """What stands in the form at first."""
    one = household or Household()
    values = {"name": one.name, "code": one.code}
    for place, guardian in enumerate(one.guardians[:GUARDIANS]):
        values |= {
            f"guardian-{place}": guardian.name,
            f"relation-{place}": guardian.relation,
            f"phone-{place}": guardian.phone,
            f"email-{place}": guardian.email,
        }
    form = Form.filled(**values)
    form.fields.setlist("students", [str(child) for child in one.students])
    return form


def read_group(form: Form, old: Group | None, *, today: dt.date) -> Group | None:
    """A group; who is no longer ticked leaves today, who is new comes today: earlier days stay as they were."""
    chosen = form.ids("students")
    before = old.members if old else ()
    now = {member.student for member in before if member.until is None}
    left = today - dt.timedelta(1)
    members = [
        replace(member, until=left) if member.until is None and member.student not in chosen else member
        for member in before
    ]
    since = today if old else None
    members += [Member(student, since=since) for student in chosen if student not in now]
    group = replace(
        old or Group(name=""),
        name=form.text("name", limit=100, required=True),
        kind=form.text("kind", limit=40),
        study_year=form.number("study_year", least=0, most=9) or 0,
        programme=form.choice("programme", Programme),
        members=tuple(members),
        channel=form.text("channel", limit=100),
        join=form.text("join", limit=300),
        funding=form.choice("funding", Funding) or (old.funding if old else Funding.BUDGET),
    )
    return None if form.problems else group


def group_form(group: Group | None, *, today: dt.date) -> Form:
    """What stands in the form at first."""
    one = group or Group(name="")
    form = Form.filled(
        name=one.name,
        kind=one.kind,
        study_year=one.study_year or "",
        programme=one.programme.value if one.programme else "",
        channel=one.channel,
        join=one.join,
        funding=one.funding.value,
    )
    form.fields.setlist("students", [str(student) for student in one.students_on(today)])
    return form


def read_subject(form: Form, old: Subject | None) -> Subject | None:
    """A subject with what the rules of §1 need to know of it."""
    subject = replace(
        old or Subject(name=""),
        name=form.text("name", limit=120, required=True),
        short=form.text("short", limit=40),
        cycle=form.choice("cycle", Cycle, required=True) or Cycle.PERFORMANCE,
        department=form.id("department") or 0,
        individual=form.one_of("form", ("individual", "group"), required=True) == "individual",
        collective=form.flag("collective"),
    )
    if subject.individual and subject.collective:
        form.refuse(
            "collective", N_("Choir, orchestra and ensemble are group subjects. Choose the group form, or untick.")
        )
    return None if form.problems else subject


def subject_form(subject: Subject | None) -> Form:
    """What stands in the form at first."""
    one = subject or Subject(name="")
    return Form.filled(
        name=one.name,
        short=one.short,
        cycle=one.cycle.value,
        department=one.department,
        form="individual" if one.individual else "group",
        collective="1" if one.collective else "",
    )
