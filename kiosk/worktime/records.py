"""An entry of other pedagogical work (H5, §5)."""

import datetime as dt
from enum import StrEnum
from typing import Final

from kiosk.problems import N_
from kiosk.store import Collection, Record


class WorkKind(StrEnum):
    """What §5 counts as other pedagogical work; the last three are an accompanist's."""

    PLANS = "plans"
    LESSON_PLANS = "lesson_plans"
    MATERIALS = "materials"
    INFORMING = "informing"
    SENDING = "sending"
    SELF_STUDY = "self_study"
    CHECKING = "checking"
    PARENTS = "parents"
    LEISURE = "leisure"
    TRACKS = "tracks"
    LISTENING = "listening"
    PARTS = "parts"


KIND_LABEL: Final = {
    WorkKind.PLANS: N_("correcting plans and programmes"),
    WorkKind.LESSON_PLANS: N_("working out lessons"),
    WorkKind.MATERIALS: N_("making materials, video lessons"),
    WorkKind.INFORMING: N_("informing students and parents"),
    WorkKind.SENDING: N_("sending out materials"),
    WorkKind.SELF_STUDY: N_("organising self-study"),
    WorkKind.CHECKING: N_("checking self-study"),
    WorkKind.PARENTS: N_("consulting parents"),
    WorkKind.LEISURE: N_("supporting useful leisure"),
    WorkKind.TRACKS: N_("recording backing tracks"),
    WorkKind.LISTENING: N_("listening to what was prepared"),
    WorkKind.PARTS: N_("accepting parts"),
}
OF_ACCOMPANISTS: Final = (WorkKind.TRACKS, WorkKind.LISTENING, WorkKind.PARTS)


class Entry(Record, kw_only=True):
    """Work of one member of staff on a day, in quarters of an hour by the clock. Struck: taken back, still to be seen.

    It is an hour of working time, not an academic one, and never a part of the normed hours.
    """

    staff: int
    date: dt.date
    kind: WorkKind
    quarter_hours: int
    what: str = ""
    written_at: dt.datetime
    struck: bool = False


ENTRIES = Collection("other_work", Entry, indexes=(("staff", "date"), ("date",)))
COLLECTIONS = (ENTRIES,)
