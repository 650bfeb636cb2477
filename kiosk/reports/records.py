"""The daily report and its rows as stored (H1, H2, L2)."""

import datetime as dt
from enum import StrEnum

import msgspec

from kiosk.people.records import Funding
from kiosk.problems import N_
from kiosk.regime.records import Counted, LessonKind
from kiosk.store import Collection, Record


class Position(StrEnum):
    """In which position somebody gave the lesson (H1, L10)."""

    TEACHER = "teacher"
    ACCOMPANIST = "accompanist"


class RowState(StrEnum):
    """A stored row was held or was not; one that is only planned is not stored."""

    HELD = "held"
    NOT_HELD = "not_held"


class Confirmed(StrEnum):
    """How a row was confirmed: alone or with the whole day (ux.md)."""

    SINGLY = "singly"
    IN_BULK = "in_bulk"


class Attendance(StrEnum):
    """Attendance of one student (A1); nobody is written down as present."""

    ABSENT = "absent"
    EXCUSED = "excused"
    ILL = "ill"
    LATE = "late"


MARK_OF = {Attendance.ABSENT: "н", Attendance.EXCUSED: "п", Attendance.ILL: "б", Attendance.LATE: "оп"}


class Reason(StrEnum):
    """Why a lesson did not take place."""

    STUDENT_ILL = "student_ill"
    STUDENT_ABSENT = "student_absent"
    TEACHER_ILL = "teacher_ill"
    TEACHER_AWAY = "teacher_away"
    NO_CONNECTION = "no_connection"
    OTHER = "other"


REASON_LABEL = {
    Reason.STUDENT_ILL: N_("the student is ill"),
    Reason.STUDENT_ABSENT: N_("the student did not come"),
    Reason.TEACHER_ILL: N_("the teacher is ill"),
    Reason.TEACHER_AWAY: N_("the teacher is away on duty"),
    Reason.NO_CONNECTION: N_("there was no connection"),
    Reason.OTHER: N_("another reason"),
}
REASON_ON_PAPER = {
    Reason.STUDENT_ILL: "болезнь обучающегося",
    Reason.STUDENT_ABSENT: "неявка обучающегося",
    Reason.TEACHER_ILL: "болезнь преподавателя",
    Reason.TEACHER_AWAY: "преподаватель в командировке",
    Reason.NO_CONNECTION: "не было связи",
    Reason.OTHER: "другая причина",
}


class AsWritten(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Copies taken when a row was written, so that it prints the same for ever (L2)."""

    staff_name: str
    school_name: str
    hour_minutes: int
    order: str = ""
    """«№ 47-о от 12.11.2026», or empty outside a distance period."""
    instead_of: str = ""
    """«Иванова Мария Петровна» whose lesson it was in the timetable; empty without a substitution (L1)."""
    makes_up: str = ""
    """«12.11.2026», the date of the missed lesson that this one makes up (L4)."""
    counted: Counted = Counted.NORMED
    """Where its hours count by what the school had decided (H5, §5)."""
    names: dict[str, str] = msgspec.field(default_factory=dict)
    """Student id → «Иванова М.», for those whom column 8 names."""
    typed_by: str = ""
    """Who typed it for somebody else from a sheet filled by hand; empty when its author did."""


class Row(Record, kw_only=True):
    """One lesson as held, or not held: a line of Annex 1 (H1).

    ``who``, ``subject_name`` and ``written`` are copies; ids are there to find things by. ``homework`` is what the
    family page shows, ``remarks`` (student id → text) what the family sees under its PIN, ``office_note`` staff alone.
    ``attendance``: student id → mark. Keys are strings because JSON's are.
    """

    staff: int
    date: dt.date
    slot: str
    """The row's place in the day: "L12" for lesson 12, "A12" for it as accompanist, "N3f9…" outside the timetable."""
    position: Position = Position.TEACHER
    lesson: int = 0
    start: dt.time
    end: dt.time
    quarter_hours: int
    student: int = 0
    group: int = 0
    students: tuple[int, ...] = ()
    who: str
    subject: int = 0
    subject_name: str
    kind: LessonKind
    channel: str = ""
    homework: str = ""
    remarks: dict[str, str] = msgspec.field(default_factory=dict)
    links: tuple[str, ...] = ()
    """Addresses of a video or of materials that go with the homework (H2)."""
    office_note: str = ""
    attendance: dict[str, Attendance] = msgspec.field(default_factory=dict)
    state: RowState
    planned_quarters: int = 0
    """What the timetable had for it; 0 for a lesson outside the timetable."""
    instead_of: int = 0
    """Whose lesson it was, when somebody else gave it (L1)."""
    makes_up: int = 0
    """The missed row that this lesson makes up (L4)."""
    funding: Funding = Funding.BUDGET
    reason: Reason | None = None
    make_up: dt.date | None = None
    exception: str = ""
    """Why the deputy let a rule of §1 pass for this lesson, as it was written then (D2)."""
    confirmed: Confirmed
    confirmed_at: dt.datetime
    written: AsWritten
    struck: bool = False
    """Confirmation taken back: the row is a draft again and stays in the history."""


class FormerRow(Record, kw_only=True):
    """A row as it stood when its day was accepted, struck since: readable for ever, with who, when and why (H4)."""

    staff: int
    date: dt.date
    slot: str
    row: Row
    why: str
    by: str
    at: dt.datetime
    on: dt.date
    """The date of ``at`` on the school's wall, as papers name it."""


class DayState(StrEnum):
    """The life of a day's report (H4): handed in, accepted or returned; corrected waits to be accepted anew."""

    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    CORRECTED = "corrected"


class Deed(StrEnum):
    """What was done with a day, as its history tells it (H4)."""

    SENT = "sent"
    TAKEN_BACK = "taken_back"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    """The acceptance was withdrawn, with a reason."""
    UNDONE = "undone"
    """The acceptance was a slip of the hand and undone at once."""
    RECALLED = "recalled"
    """A return, or the withdrawal of an acceptance, was undone before its author had touched the day."""


DEED_LABEL = {
    Deed.SENT: N_("handed in"),
    Deed.TAKEN_BACK: N_("taken back by the teacher"),
    Deed.ACCEPTED: N_("accepted"),
    Deed.RETURNED: N_("returned"),
    Deed.CORRECTED: N_("corrected"),
    Deed.WITHDRAWN: N_("acceptance withdrawn"),
    Deed.UNDONE: N_("acceptance undone"),
    Deed.RECALLED: N_("decision undone"),
}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who did what with a day, when and why. ``at`` is UTC."""

    at: dt.datetime
    by: str
    deed: Deed
    remark: str = ""


KIND_OF_STATE = {
    "sent": N_("handed in"),
    "accepted": N_("accepted"),
    "returned": N_("returned"),
    "corrected": N_("corrected"),
    "open": N_("begun"),
    "due": N_("missing"),
    "ahead": N_("day not over"),
    "": "",
}
"""What the list of all reports says of a day."""


class DayReport(Record, kw_only=True):
    """A day handed in by one member of staff (H1); its rows carry what is printed."""

    staff: int
    date: dt.date
    state: DayState
    sent_at: dt.datetime
    remark: str = ""
    """Why it was returned or its acceptance withdrawn; empty in any other state."""
    steps: tuple[Step, ...] = ()

    @property
    def history(self) -> tuple[Step, ...]:
        """Every step in order, its submission among them: days stored without that step begin with it."""
        if any(step.deed is Deed.SENT for step in self.steps):
            return self.steps
        return (Step(self.sent_at, "", Deed.SENT), *self.steps)

    @property
    def accepted_at(self) -> dt.datetime | None:
        """When it was last accepted and nobody undid that at once; None: never."""
        moments: list[dt.datetime] = []
        for step in self.steps:
            if step.deed is Deed.ACCEPTED:
                moments.append(step.at)
            elif step.deed is Deed.UNDONE and moments:
                moments.pop()
        return moments[-1] if moments else None


class Touch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which opening of the page typed into a field last, at which revision of the draft, and over which texts."""

    page: str
    rev: int
    before: tuple[int, ...] = ()
    """Marks of what stood there earlier: a page that still shows one of them has typed nothing."""


class Rival(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What another page typed into the same field. ``settled``: somebody has chosen; it stays to be brought back."""

    page: str
    text: str
    settled: bool = False


class Draft(Record, kw_only=True):
    """What was typed into a row and not confirmed yet: texts as typed, on the server too (H2). No history.

    Beside a confirmed row: what a page typed that did not know of the confirmation; ``aside`` when it is not wanted.
    """

    staff: int
    date: dt.date
    slot: str
    fields: dict[str, str]
    saved_at: dt.datetime
    touched: dict[str, Touch] = msgspec.field(default_factory=dict)
    rivals: dict[str, tuple[Rival, ...]] = msgspec.field(default_factory=dict)
    aside: bool = False

    @property
    def contested(self) -> tuple[str, ...]:
        """Fields into which two pages typed different things and nobody has chosen yet."""
        return tuple(
            name
            for name, rivals in self.rivals.items()
            if any(not one.settled and one.text != self.fields.get(name) for one in rivals)
        )


ROWS = Collection(
    "report_rows",
    Row,
    indexes=(("staff", "date"), ("date",), ("student", "date"), ("group", "date"), ("state", "date"), ("makes_up",)),
    unique=(("staff", "date", "slot"),),
)
FORMER_ROWS = Collection("former_rows", FormerRow, indexes=(("staff", "date"), ("date",)))
DAYS = Collection("day_reports", DayReport, unique=(("staff", "date"),), indexes=(("date",), ("state", "date")))
DRAFTS = Collection("drafts", Draft, indexes=(("staff", "date"),), unique=(("staff", "date", "slot"),), history=False)
COLLECTIONS = (ROWS, FORMER_ROWS, DAYS, DRAFTS)
