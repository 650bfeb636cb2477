"""Absences of staff (L1). Who gives a lesson instead lies with the timetable, as a change of that date."""

import datetime as dt
from enum import StrEnum

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Cause(StrEnum):
    """Why somebody is away; seen by themselves and by the office alone (L21)."""

    ILLNESS = "illness"
    LEAVE = "leave"
    TRIP = "trip"
    TRAINING = "training"
    OTHER = "other"


CAUSE_LABEL = {
    Cause.ILLNESS: N_("ill"),
    Cause.LEAVE: N_("on leave"),
    Cause.TRIP: N_("on a trip for the school"),
    Cause.TRAINING: N_("at a course"),
    Cause.OTHER: N_("another reason"),
}


class Absence(Record, kw_only=True):
    """A member of staff is away from a day to a day, both included; dead when taken back, and still to be seen."""

    staff: int
    since: dt.date
    until: dt.date
    cause: Cause = Cause.OTHER
    note: str = ""
    taken_back: bool = False


ABSENCES = Collection("absences", Absence, indexes=(("staff",), ("since",)))
COLLECTIONS = (ABSENCES,)
