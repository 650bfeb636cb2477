"""Orders and statements, kinds and forms of lessons, what the school decided and what it let pass (D1–D3)."""

import datetime as dt
from enum import StrEnum

import msgspec

from kiosk.problems import N_
from kiosk.store import Collection, Record


class LessonKind(StrEnum):
    """The kinds of lessons: one at school and the seven of §1 (D2)."""

    ON_SITE = "on_site"
    VIDEO = "video"
    CONFERENCE = "conference"
    WEBINAR = "webinar"
    SELF_STUDY = "self_study"
    INDIVIDUAL = "individual"
    CONSULTATION = "consultation"
    CONTROL = "control"


class Counted(StrEnum):
    """Where the hours of a held lesson count (H5, §5)."""

    NORMED = "normed"
    OTHER_WORK = "other_work"
    NOWHERE = "nowhere"


KIND_ON_PAPER = {
    LessonKind.ON_SITE: "Урок (очно)",
    LessonKind.VIDEO: "Видеоурок",
    LessonKind.CONFERENCE: "Урок-конференция",
    LessonKind.WEBINAR: "Урок-вебинар",
    LessonKind.SELF_STUDY: "Организация и сопровождение самостоятельной работы",
    LessonKind.INDIVIDUAL: "Индивидуальное занятие",
    LessonKind.CONSULTATION: "Консультация",
    LessonKind.CONTROL: "Контроль и оценка",
}
"""As the forms of the school write them: Russian only."""

KIND_LABEL = {
    LessonKind.ON_SITE: N_("lesson at school"),
    LessonKind.VIDEO: N_("video lesson"),
    LessonKind.CONFERENCE: N_("conference lesson"),
    LessonKind.WEBINAR: N_("webinar lesson"),
    LessonKind.SELF_STUDY: N_("guided self-study"),
    LessonKind.INDIVIDUAL: N_("individual lesson"),
    LessonKind.CONSULTATION: N_("consultation"),
    LessonKind.CONTROL: N_("control and assessment"),
}
"""As screens and family pages say them, from the catalogue."""


class DistanceForm(StrEnum):
    """The forms in which distance learning may be organised (§2, D3)."""

    CHAT = "chat"
    WEB = "web"
    CONSULTATION_ONLINE = "consultation_online"
    CONSULTATION_OFFLINE = "consultation_offline"
    CORRESPONDENCE = "correspondence"
    SELF_STUDY = "self_study"


FORM_LABEL = {
    DistanceForm.CHAT: N_("chat lesson"),
    DistanceForm.WEB: N_("web lesson"),
    DistanceForm.CONSULTATION_ONLINE: N_("consultation on-line"),
    DistanceForm.CONSULTATION_OFFLINE: N_("consultation off-line"),
    DistanceForm.CORRESPONDENCE: N_("correspondence by e-mail"),
    DistanceForm.SELF_STUDY: N_("self-study of the material"),
}


class Scope(StrEnum):
    """Whom an order concerns (D1), from the widest to the narrowest."""

    SCHOOL = "school"
    DEPARTMENTS = "departments"
    GROUPS = "groups"
    STUDENTS = "students"


class Mode(StrEnum):
    """How distance learning is used (§1, D1).

    FULL: every lesson is given at a distance, the distance timetable is in force. BLENDED: the same, and it may hold
    lessons at school too. AUXILIARY: the on-site timetable stays, distance lessons may stand beside it.
    """

    FULL = "full"
    AUXILIARY = "auxiliary"
    BLENDED = "blended"


SCOPE_LABEL = {
    Scope.SCHOOL: N_("the whole school"),
    Scope.DEPARTMENTS: N_("departments"),
    Scope.GROUPS: N_("groups"),
    Scope.STUDENTS: N_("single students"),
}
MODE_LABEL = {
    Mode.FULL: N_("at a distance"),
    Mode.AUXILIARY: N_("at school, distance learning as a help"),
    Mode.BLENDED: N_("blended: partly at school, partly at a distance"),
}


class Cause(StrEnum):
    """Why a period is opened (§1, D1); the order's own words stand in ``reason``."""

    CLIMATIC = "climatic"
    SANITARY = "sanitary"
    OTHER = "other"


CAUSE_LABEL = {
    Cause.CLIMATIC: N_("climatic"),
    Cause.SANITARY: N_("sanitary and epidemiological"),
    Cause.OTHER: N_("other"),
}


class Effect(StrEnum):
    """What an order does: opens a period, or changes one that another order opened."""

    OPEN = "open"
    EXTEND = "extend"
    CUT = "cut"
    CLOSE = "close"


EFFECT_LABEL = {
    Effect.OPEN: N_("opens a period"),
    Effect.EXTEND: N_("extend"),
    Effect.CUT: N_("cut short"),
    Effect.CLOSE: N_("close"),
}


class Annulment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entered by mistake: who says so, when and why. What is annulled stays to be seen (O3)."""

    by: str
    at: dt.datetime
    why: str


class AsSigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the paper took from elsewhere on the day it was entered: a reprint is the same paper (L2)."""

    school: str
    director: str
    deputy: str = ""
    platforms: tuple[str, ...] = ()


class Order(Record, kw_only=True):
    """A director's order that opens a distance period (§2, D1). Later orders change or close it, none is rewritten.

    One with ``changes_order`` repeats whom the first one concerns; its ``until`` is the new last day, for a period that
    is closed before it began the day before its first.
    """

    number: str
    signed: dt.date
    reason: str
    since: dt.date
    until: dt.date
    scope: Scope = Scope.SCHOOL
    mode: Mode = Mode.FULL
    cause: Cause = Cause.OTHER
    departments: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    students: tuple[int, ...] = ()
    experimental_groups: tuple[int, ...] = ()
    text: str = ""
    changes_order: int = 0
    effect: Effect = Effect.OPEN
    annulled: Annulment | None = None
    as_signed: AsSigned | None = None


class Ground(StrEnum):
    """Why one student learns at a distance without an order (§4, D1)."""

    ILLNESS = "illness"
    HEALTH = "health"
    INDIVIDUAL_PLAN = "individual_plan"
    BEYOND_PROGRAMME = "beyond_programme"
    HOLIDAYS = "holidays"


GROUND_LABEL = {
    Ground.ILLNESS: N_("illness"),
    Ground.HEALTH: N_("limited health"),
    Ground.INDIVIDUAL_PLAN: N_("individual plan"),
    Ground.BEYOND_PROGRAMME: N_("subjects outside the programme"),
    Ground.HOLIDAYS: N_("self-study in the holidays"),
}


class Statement(Record, kw_only=True):
    """A teacher's and a guardian's statement that one student learns at a distance for a while (§4).

    ``ground`` and ``note`` have the permission of health (L21): illness would show by what is hidden.
    """

    student: int
    ground: Ground
    since: dt.date
    until: dt.date
    teacher: int
    guardian: str
    signed: dt.date
    note: str = ""
    annulled: Annulment | None = None


class Decision(Record, kw_only=True):
    """What the school decided where the regulation is unclear, from a date on; none is ever rewritten."""

    point: str
    choice: str
    since: dt.date
    decided_by: str
    reason: str
    at: dt.datetime


class Exemption(Record, kw_only=True):
    """The deputy lets a hard rule pass for one lesson, with a written reason (D2). Lessons name it by its id."""

    reason: str
    granted_by: str
    granted_at: dt.datetime
    taken_back_by: str = ""
    taken_back_at: dt.datetime | None = None

    @property
    def in_force(self) -> bool:
        """True until it is taken back."""
        return self.taken_back_at is None


ORDERS = Collection("orders", Order)
STATEMENTS = Collection("statements", Statement, indexes=(("student",),))
DECISIONS = Collection("decisions", Decision)
EXEMPTIONS = Collection("exemptions", Exemption)
COLLECTIONS = (ORDERS, STATEMENTS, DECISIONS, EXEMPTIONS)
