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
    contacts_shown: bool = False
    """They agreed that families see their phone and e-mail under the PIN (F8)."""
    call_hours: str = ""
    """When families may call, such as «пн–пт, 10:00–12:00»."""
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
    erased_on: dt.date | None = None
    """Their data was erased: a number stands where lessons and hours still point to somebody (L19)."""


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


class Line(StrEnum):
    """What comes into the house (F6)."""

    NONE = "none"
    MOBILE = "mobile"
    WIRED = "wired"


LINE_LABEL = {
    Line.NONE: N_("none"),
    Line.MOBILE: N_("mobile internet"),
    Line.WIRED: N_("wired or Wi-Fi"),
}


class AtHome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a family answered about learning at home (F6). ``own``: children with a device that nobody else needs."""

    line: Line
    phones: int = 0
    tablets: int = 0
    computers: int = 0
    own: tuple[int, ...] = ()
    messenger: str = ""
    told_on: dt.date | None = None

    @property
    def devices(self) -> int:
        """Devices on which a lesson can be followed."""
        return self.phones + self.tablets + self.computers


class Household(Record, kw_only=True):
    """A family: guardians and their students. A student may belong to two (P3, L5).

    ``devices`` and ``internet`` are an imported list's words; where the family answered, ``at_home`` holds (F6).
    The two consents are what an imported list says: they hold until a paper is kept, see ``kiosk.consents`` (F5).
    """

    code: str = ""
    name: str = ""
    guardians: tuple[Guardian, ...] = ()
    students: tuple[int, ...] = ()
    devices: str = ""
    internet: str = ""
    consent_distance: bool = False
    consent_data: bool = False
    at_home: AtHome | None = None
    retired_on: dt.date | None = None


class Help(StrEnum):
    """What the school does for a student who cannot follow lessons from home (F6)."""

    PHONE = "phone"
    MATERIALS = "materials"
    LETTERS = "letters"
    PLACE = "place"
    DEVICE = "device"
    OTHER = "other"


HELP_LABEL = {
    Help.PHONE: N_("consultations by telephone"),
    Help.MATERIALS: N_("tasks on paper"),
    Help.LETTERS: N_("tasks by SMS or e-mail"),
    Help.PLACE: N_("a place with a computer at school"),
    Help.DEVICE: N_("a device with a line is lent"),
    Help.OTHER: N_("otherwise, see the note"),
}
BRINGS_A_LINE = frozenset({Help.PLACE, Help.DEVICE})
"""With these a student follows lessons like everybody else."""


class TakenBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision was a mistake, or is no longer needed: who says so, when."""

    by: str
    at: dt.datetime


class HomeDecision(Record, kw_only=True):
    """The individual decision for a student without device or line: what is done, by what channel, until when (F6)."""

    student: int
    help: tuple[Help, ...]
    since: dt.date
    until: dt.date
    channel: str = ""
    """Of the register of platforms: the distance timetable holds this student's lessons by it."""
    note: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_on: dt.date
    taken_back: TakenBack | None = None

    def holds_on(self, date: dt.date) -> bool:
        """True on the days for which it was decided, unless it was taken back."""
        return self.taken_back is None and self.since <= date <= self.until


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
HOME_DECISIONS = Collection("home_decisions", HomeDecision, indexes=(("student",),))
COLLECTIONS = (DEPARTMENTS, SUBJECTS, STAFF, STUDENTS, GROUPS, HOUSEHOLDS, HOME_DECISIONS)
