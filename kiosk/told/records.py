"""What somebody told the school about days on which a student will not come (L16)."""

import datetime as dt
from enum import StrEnum
from typing import Final

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Why(StrEnum):
    """As the journal marks it: ill, or excused for another reason. More is nobody's business (L21)."""

    ILL = "ill"
    EXCUSED = "excused"


WHY_LABEL: Final = {Why.ILL: N_("ill (б)"), Why.EXCUSED: N_("will not come for another reason (п)")}


class ToldAbsence(Record, kw_only=True):
    """A student will not come from a day to a day, both included. Dead when taken back, and still to be seen."""

    student: int
    since: dt.date
    until: dt.date
    why: Why
    told_by: str = ""
    """Who told it and how: «мама, по телефону»."""
    entered_by: str
    household: int = 0
    """The family that told it itself, with card and PIN; 0 when somebody of the school wrote it down."""
    entered_at: dt.datetime
    taken_back: bool = False


TOLD = Collection("told_absences", ToldAbsence, indexes=(("student",), ("until",)))
COLLECTIONS = (TOLD,)
