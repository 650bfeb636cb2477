"""The director's orders and the kinds of lessons (D1, D2)."""

import datetime as dt
from enum import StrEnum

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


class Scope(StrEnum):
    """Whom an order concerns (D1)."""

    SCHOOL = "school"
    DEPARTMENTS = "departments"
    GROUPS = "groups"
    STUDENTS = "students"


class Mode(StrEnum):
    """How distance learning is used (§1, D1)."""

    FULL = "full"
    AUXILIARY = "auxiliary"
    BLENDED = "blended"


class Order(Record, kw_only=True):
    """A director's order that opens a distance period (§2, D1). Later orders change or close it, none is rewritten."""

    number: str
    signed: dt.date
    reason: str
    since: dt.date
    until: dt.date
    scope: Scope = Scope.SCHOOL
    mode: Mode = Mode.FULL
    departments: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    students: tuple[int, ...] = ()
    experimental_groups: tuple[int, ...] = ()
    text: str = ""
    changes_order: int = 0


ORDERS = Collection("orders", Order, unique=(("number", "signed"),))
COLLECTIONS = (ORDERS,)
