"""Staff, subjects, groups, students and families (P1–P3)."""

import datetime as dt
from enum import StrEnum

import msgspec

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Cycle(StrEnum):
    """Subject cycles (P2)."""

    PERFORMANCE = "performance"
    VISUAL_ARTS = "visual_arts"
    THEORY = "theory"


class Programme(StrEnum):
    """Programmes of study (P2)."""

    PRE_PROFESSIONAL = "pre_professional"
    GENERAL = "general"


class Funding(StrEnum):
    """Who pays for the lessons: they are counted on sheets of their own (L3)."""

    BUDGET = "budget"
    PAID = "paid"


FUNDING_LABEL = {Funding.BUDGET: N_("budget"), Funding.PAID: N_("paid services")}


class Department(Record, kw_only=True):
    """A department of the school (отделение)."""

    name: str
    retired_on: dt.date | None = None


class Subject(Record, kw_only=True):
    """A subject: its cycle, individual or group, and whether the rules for choir, orchestra and ensemble hold (P2)."""

    name: str
    short: str = ""
    cycle: Cycle = Cycle.PERFORMANCE
    department: int = 0
    individual: bool = True
    collective: bool = False
    retired_on: dt.date | None = None


class Staff(Record, kw_only=True):
    """A member of staff. Roles lie with the account (signin); a retired one stays in the history."""

    code: str = ""
    surname: str
    given: str
    patronymic: str = ""
    account: int = 0
    departments: tuple[int, ...] = ()
    subjects: tuple[int, ...] = ()
    category: str = ""
    room: str = ""
    phone: str = ""
    email: str = ""
    weekly_quarter_hours: int = 0
    channel: str = ""
    """By what their distance lessons are held, unless the group or the lesson says otherwise (T1)."""
    join: str = ""
    """How to join: a link, a number, a meeting code."""
    retired_on: dt.date | None = None


class Student(Record, kw_only=True):
    """A student. ``health`` (ОВЗ) has a permission of its own (L21)."""

    code: str = ""
    surname: str
    given: str
    patronymic: str = ""
    born: dt.date | None = None
    study_year: int = 1
    term_years: int = 8
    programme: Programme = Programme.PRE_PROFESSIONAL
    class_label: str = ""
    instrument: str = ""
    teacher: int = 0
    department: int = 0
    school_shift: str = ""
    individual_plan: str = ""
    health: str = ""
    funding: Funding = Funding.BUDGET
    retired_on: dt.date | None = None


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A student in a group from a date to a date; None: from the start, until now."""

    student: int
    since: dt.date | None = None
    until: dt.date | None = None


class Group(Record, kw_only=True):
    """A group, class, choir, orchestra or ensemble with its dated members (P2)."""

    name: str
    kind: str = ""
    study_year: int = 0
    programme: Programme | None = None
    teachers: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()
    channel: str = ""
    join: str = ""
    """By what and how the group's distance lessons are joined, before what the teacher says (T1)."""
    funding: Funding = Funding.BUDGET
    retired_on: dt.date | None = None

    def students_on(self, date: dt.date) -> tuple[int, ...]:
        """Ids of the members on a date, in the order of the list."""
        return tuple(
            m.student
            for m in self.members
            if (m.since is None or m.since <= date) and (m.until is None or date <= m.until)
        )


class Guardian(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A parent or legal representative, and how to reach them."""

    name: str
    relation: str = ""
    phone: str = ""
    email: str = ""


class Household(Record, kw_only=True):
    """A family: guardians and their students. A student may belong to two (P3, L5)."""

    code: str = ""
    name: str = ""
    guardians: tuple[Guardian, ...] = ()
    students: tuple[int, ...] = ()
    devices: str = ""
    internet: str = ""
    consent_distance: bool = False
    consent_data: bool = False
    retired_on: dt.date | None = None


DEPARTMENTS = Collection("departments", Department, unique=(("name",),), folded=("name",))
SUBJECTS = Collection("subjects", Subject, unique=(("name",),), folded=("name", "short"))
STAFF = Collection(
    "staff", Staff, indexes=(("account",),), unique=(("code",),), folded=("surname", "given", "patronymic")
)
STUDENTS = Collection(
    "students", Student, indexes=(("teacher",),), unique=(("code",),), folded=("surname", "given", "patronymic")
)
GROUPS = Collection("groups", Group, unique=(("name",),), folded=("name",))
HOUSEHOLDS = Collection("households", Household, unique=(("code",),), folded=("name",))
COLLECTIONS = (DEPARTMENTS, SUBJECTS, STAFF, STUDENTS, GROUPS, HOUSEHOLDS)
