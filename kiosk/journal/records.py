"""A mark as the journal keeps it (A1, A2, P5)."""

import datetime as dt
from enum import StrEnum
from typing import Final

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Value(StrEnum):
    """The school's scale: figures with their halves, and pass or fail (A1)."""

    FIVE = "5"
    FIVE_MINUS = "5-"
    FOUR_PLUS = "4+"
    FOUR = "4"
    FOUR_MINUS = "4-"
    THREE_PLUS = "3+"
    THREE = "3"
    THREE_MINUS = "3-"
    TWO = "2"
    PASSED = "passed"
    FAILED = "failed"


VALUE_LABEL: Final = {
    **{value: value.value.replace("-", "−") for value in Value},
    Value.PASSED: N_("pass"),
    Value.FAILED: N_("fail"),
}
"""As it is written; only the last two are msgids."""

MEAN: Final = {
    Value.FIVE: 5.0,
    Value.FIVE_MINUS: 4.6,
    Value.FOUR_PLUS: 4.5,
    Value.FOUR: 4.0,
    Value.FOUR_MINUS: 3.6,
    Value.THREE_PLUS: 3.5,
    Value.THREE: 3.0,
    Value.THREE_MINUS: 2.6,
    Value.TWO: 2.0,
}
"""What a mark weighs in an average; pass and fail weigh nothing."""


class MarkKind(StrEnum):
    """What was marked (A2): a work handed in, a part that an accompanist heard, an answer in a lesson, a test."""

    WORK = "work"
    PART = "part"
    ORAL = "oral"
    TEST = "test"


KIND_LABEL: Final = {
    MarkKind.WORK: N_("work handed in"),
    MarkKind.PART: N_("part check"),
    MarkKind.ORAL: N_("oral questioning"),
    MarkKind.TEST: N_("test or control work"),
}


class Identified(StrEnum):
    """How the student was identified (§1)."""

    CARD_AND_PIN = "card_and_pin"
    CARD = "card"
    STAFF = "staff"
    """The staff took the work in and knew who sent it."""
    PERSON = "person"
    """In person, before the teacher."""
    VIDEO = "video"


IDENTIFIED_LABEL: Final = {
    Identified.CARD_AND_PIN: N_("by family card and PIN"),
    Identified.CARD: N_("by family card"),
    Identified.STAFF: N_("by whoever took the work in"),
    Identified.PERSON: N_("in person"),
    Identified.VIDEO: N_("by sight on a video call"),
}


class Conditions(StrEnum):
    """Under which conditions the work was done (§1)."""

    HOME = "home"
    RECORDED = "recorded"
    ONLINE = "online"
    PHONE = "phone"
    SCHOOL = "school"


CONDITIONS_LABEL: Final = {
    Conditions.HOME: N_("done at home on one's own"),
    Conditions.RECORDED: N_("recorded at home, in one take"),
    Conditions.ONLINE: N_("played on a video call"),
    Conditions.PHONE: N_("played on the telephone"),
    Conditions.SCHOOL: N_("at school, before the teacher"),
}


class Mark(Record, kw_only=True):
    """One mark. Changed or withdrawn, what it was stays in the history of the record (O3).

    Names of the subject and of whoever gave it are copies: an old journal prints the same for ever (L2).
    """

    student: int
    subject: int = 0
    subject_name: str = ""
    staff: int
    staff_name: str
    on: dt.date
    """The day to which it belongs: of the work, of the lesson."""
    value: Value
    kind: MarkKind
    work: str = ""
    """The receipt of the work it was given for."""
    task: str = ""
    """The task's reference: «r17», «a5»."""
    about: str = ""
    """What it was given for, in words, where there is no task: «Жаворонок», second part."""
    identified: Identified
    conditions: Conditions
    given_at: dt.datetime
    withdrawn: bool = False


MARKS = Collection("marks", Mark, indexes=(("student", "on"), ("work",), ("staff", "on")))
COLLECTIONS = (MARKS,)
