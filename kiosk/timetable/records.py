"""Timetable versions, weekly lessons, and what is different on one date (T1, L2)."""

import datetime as dt
from enum import StrEnum

from kiosk.regime.records import DistanceForm, LessonKind
from kiosk.store import Collection, Record


class TimetableMode(StrEnum):
    """On-site and distance timetables are kept apart (T1)."""

    ON_SITE = "on_site"
    DISTANCE = "distance"


class Weeks(StrEnum):
    """In which weeks a lesson is given; the week of the academic year's first day is the first, an odd one (T1)."""

    EVERY = "every"
    ODD = "odd"
    EVEN = "even"


class TimetableVersion(Record, kw_only=True):
    """A dated timetable. Nothing is ever replaced: a new one is in force from its date on (L2)."""

    name: str
    mode: TimetableMode
    since: dt.date
    order: int = 0
    statement: int = 0
    """The statement for one student that it was made for; 0: for an order, or for the school (§4)."""
    taken_back: bool = False
    """Made by mistake: it is seen in the list and never in force."""


class Lesson(Record, kw_only=True, gc=False):
    """A weekly lesson of one version. ``since`` and ``until`` bound it inside its version: an edit closes and opens.

    Either ``student`` or ``group`` is set. Hours are quarters of an academic hour and outlive the cut to 30 minutes.
    It holds only plain values, so Python need not look for rings in it: of ten thousand that took a third of a report.
    """

    version: int
    weekday: int
    start: dt.time
    end: dt.time
    teacher: int
    accompanist: int = 0
    subject: int
    student: int = 0
    group: int = 0
    room: str = ""
    kind: LessonKind = LessonKind.ON_SITE
    channel: str = ""
    address: str = ""
    """How to join: a link, a number, a meeting code (T1)."""
    quarter_hours: int = 4
    distance_form: DistanceForm | None = None
    """In which form of §2 the lesson is held, where somebody says it."""
    exemption: int = 0
    """The exception of the deputy that lets a hard rule pass for this lesson (D2)."""
    weeks: Weeks = Weeks.EVERY
    source: int = 0
    """The lesson at school that a distance lesson was made of (T1)."""
    makes_up: int = 0
    """The missed row of a report that a lesson of one date makes up (L4)."""
    since: dt.date | None = None
    until: dt.date | None = None

    def in_force(self, date: dt.date) -> bool:
        """True when the lesson is in its version on a date; of its weeks see `rules.given_on`."""
        return (self.since is None or self.since <= date) and (self.until is None or date <= self.until)

    def given_within(self, since: dt.date, until: dt.date) -> bool:
        """True when the lesson is in its version on some day of a stretch."""
        return (self.since is None or self.since <= until) and (self.until is None or since <= self.until)


class ChangeKind(StrEnum):
    """What is different on one date (T1, L1)."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    SUBSTITUTED = "substituted"
    JOINED = "joined"
    """Held by another channel, or joined by another link."""


class DateChange(Record, kw_only=True):
    """What a lesson is on one date: cancelled, at another time or place, by somebody else, joined otherwise.

    Dead when taken back.
    """

    lesson: int
    date: dt.date
    kind: ChangeKind
    start: dt.time | None = None
    end: dt.time | None = None
    room: str = ""
    teacher: int = 0
    accompanist: int | None = None
    """Who accompanies instead; 0: nobody; None: as usual (L1)."""
    absence: int = 0
    """The absence for which this was settled; 0: for another reason (L1)."""
    channel: str = ""
    address: str = ""
    note: str = ""
    taken_back: bool = False


VERSIONS = Collection("timetable_versions", TimetableVersion)
LESSONS = Collection(
    "lessons",
    Lesson,
    indexes=(
        ("version", "weekday", "room"),
        ("version", "weekday", "group", "start", "end"),
        ("teacher", "version", "weekday"),
        ("accompanist", "version", "weekday"),
        ("student", "version", "weekday"),
        ("group",),
        ("makes_up",),
    ),
)
DATE_CHANGES = Collection("date_changes", DateChange, indexes=(("date",), ("lesson",)))
COLLECTIONS = (VERSIONS, LESSONS, DATE_CHANGES)
