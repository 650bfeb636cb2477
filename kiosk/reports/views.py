"""The report of the day as its page sees it: a row, the day, its totals (H2). Typed views, no reading, no deciding."""

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from kiosk.people.names import short_name
from kiosk.people.records import Funding, Staff, Subject
from kiosk.problems import Problem
from kiosk.regime import rules as regime
from kiosk.regime.points import Decided
from kiosk.regime.records import LessonKind, Order
from kiosk.reports.queries import is_closed
from kiosk.reports.records import DayReport, Draft, Position, Row, RowState
from kiosk.timetable.rules import Planned


class Pupil(msgspec.Struct, frozen=True):
    """A student in a row: id and «Абрамова Ксения»."""

    id: int
    name: str


class RowView(msgspec.Struct, frozen=True):
    """A row of the page. ``fields`` are texts as they stand in the inputs, named as in ``forms``."""

    slot: str
    fields: Mapping[str, str]
    who: str
    who_more: str
    subject: str
    pupils: tuple[Pupil, ...]
    alone: bool
    kinds: tuple[LessonKind, ...]
    facts: regime.Facts
    position: Position = Position.TEACHER
    stored: Row | None = None
    draft: Draft | None = None
    late: Mapping[str, str] = msgspec.field(default_factory=dict)
    """What a page typed beside the stored row, not knowing of its confirmation."""
    aside: bool = False
    """The late texts are not wanted."""
    plan: Planned | None = None
    student: int = 0
    group: int = 0
    subject_id: int = 0
    funding: Funding = Funding.BUDGET
    ended: bool = True
    told: bool = False
    """That its student will not come was told beforehand (L16)."""
    notes: tuple[Row, ...] = ()
    done: Mapping[int, int] = msgspec.field(default_factory=dict)
    """How many families have ticked the homework of these notes, by the note's id (W3)."""
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()

    @property
    def contested(self) -> tuple[str, ...]:
        """Fields into which two pages typed different things."""
        return self.draft.contested if self.draft else ()

    @property
    def state(self) -> str:
        """One of "no" (refused), "held", "off" (not held), "edit" (typed), "plan" (as in the timetable)."""
        if self.problems:
            return "no"
        if self.stored is not None:
            return "held" if self.stored.state is RowState.HELD else "off"
        if self.off:
            return "off"
        return "edit" if self.draft is not None else "plan"

    @property
    def open(self) -> bool:
        """Waits for a confirmation."""
        return self.stored is None

    @property
    def off(self) -> bool:
        """Typed as not held."""
        return self.fields.get("off") == "1"

    @property
    def outside(self) -> bool:
        """Outside the timetable: its student and subject are chosen in the row."""
        return self.slot.startswith("N")

    @property
    def has_side_texts(self) -> bool:
        """Links, a remark or an office note stand in it: the folded part is shown open."""
        folded = {"office", "links"}
        return any(text for name, text in self.fields.items() if name.startswith("remark.") or name in folded)

    @property
    def replaces(self) -> int:
        """Whose lesson it is by the weekly timetable, when somebody else gives it on this date (L1); else 0."""
        if self.plan is None:
            return 0
        usual, now = (
            (self.plan.lesson.teacher, self.plan.teacher)
            if self.position is Position.TEACHER
            else (self.plan.lesson.accompanist, self.plan.accompanist)
        )
        return usual if usual != now else 0

    @property
    def makes_up(self) -> int:
        """The missed row that this lesson makes up (L4); else 0."""
        return self.plan.lesson.makes_up if self.plan else 0

    def text(self, name: str) -> str:
        """What stands in a field; empty where nothing does."""
        return self.fields.get(name, "")

    def problem(self, name: str) -> Problem | None:
        """What is wrong with a field."""
        return next((problem for problem in self.problems if problem.field == name), None)


class Totals(msgspec.Struct, frozen=True):
    """What the foot of the table says; hours are quarters."""

    held: int = 0
    planned: int = 0
    confirmed: int = 0
    not_held: int = 0
    refused: int = 0
    waiting: int = 0
    """Open rows whose lesson has ended."""
    later: int = 0
    """Open rows whose lesson has not ended yet."""


class DayView(msgspec.Struct, frozen=True):
    """The whole page: rows in time order, totals in quarter hours, what rules the date."""

    staff: Staff
    date: dt.date
    rows: tuple[RowView, ...]
    channels: tuple[str, ...]
    report: DayReport | None
    order: Order | None
    decided: Decided
    """What the school decided for this date where the regulation is unclear."""
    hour_minutes: int
    school_day: bool
    special_note: str = ""
    subjects: tuple[Subject, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    """Choices of a row outside the timetable: ("s45", «Абрамова Ксения») and ("g3", «Хор младший»)."""
    totals: Totals = msgspec.field(default_factory=Totals)
    other_work: int = 0
    """Quarters of an hour of other pedagogical work written down for the date; never a part of the sums (H5)."""
    unplaced: tuple[Draft, ...] = ()
    """What was typed into rows that are there no more (H2)."""

    @property
    def closed(self) -> bool:
        """Handed in: read only until it is taken back."""
        return is_closed(self.report)

    @property
    def figures(self) -> str:
        """«24.11», as column 1 of Annex 1 writes the date."""
        return f"{self.date.day:02}.{self.date.month:02}"

    @property
    def staff_name(self) -> str:
        """«Соколова М. П.»."""
        return short_name(self.staff)

    def row(self, slot: str) -> RowView | None:
        """One row by its slot."""
        return next((row for row in self.rows if row.slot == slot), None)


def totals_of(rows: Iterable[RowView]) -> Totals:
    """The sums of a day, from its rows."""
    rows = list(rows)
    stored = [row.stored for row in rows if row.stored]
    waiting = [row for row in rows if row.open]
    return Totals(
        held=sum(row.quarter_hours for row in stored),
        planned=sum(row.plan.lesson.quarter_hours for row in rows if row.plan and not row.plan.cancelled),
        confirmed=sum(row.state is RowState.HELD for row in stored),
        not_held=sum(row.state is RowState.NOT_HELD for row in stored),
        refused=sum(row.state == "no" for row in rows),
        waiting=sum(row.ended for row in waiting),
        later=sum(not row.ended for row in waiting),
    )
