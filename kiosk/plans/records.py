"""A correction of a plan with everything that was done about it (D4)."""

import datetime as dt
from enum import StrEnum

import msgspec

from kiosk.problems import N_
from kiosk.regime.records import LessonKind
from kiosk.store import Collection, Record


class State(StrEnum):
    """The life of a correction."""

    FILED = "filed"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


STATE_LABEL = {
    State.FILED: N_("waits for the deputy"),
    State.APPROVED: N_("approved"),
    State.RETURNED: N_("returned with a remark"),
    State.WITHDRAWN: N_("taken back by its author"),
}
STATE_ON_PAPER = {
    State.FILED: "на согласовании",
    State.APPROVED: "согласовано",
    State.RETURNED: "возвращено",
    State.WITHDRAWN: "отозвано",
}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody did about a correction, and what it was then."""

    at: dt.datetime
    by: str
    state: State
    remark: str = ""


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change in the plan; names are copies, so that the paper prints the same for ever (L2)."""

    subject: int
    subject_name: str
    student: int
    group: int
    whom: str
    what: str
    why: str
    old_date: dt.date
    new_date: dt.date
    kind: LessonKind
    means: str = ""


class Correction(Record, kw_only=True):
    """A correction of one teacher's plan. ``former`` are the contents it had before it was filed anew."""

    staff: int
    staff_name: str
    school_name: str
    content: Content
    state: State
    steps: tuple[Step, ...]
    former: tuple[Content, ...] = ()


CORRECTIONS = Collection("plan_corrections", Correction, indexes=(("staff",), ("state",)))
COLLECTIONS = (CORRECTIONS,)
