"""Readings of a grid → lessons of a term; what is missing is said at its cell (T3, L2)."""

from collections import defaultdict
from typing import Final

from kiosk.office.exchange.columns import TIMETABLE
from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.grid.layout import Grid
from kiosk.office.exchange.grid.reading import DISTANCE, Reading, Readings
from kiosk.office.exchange.lessons import Given, Term, completed
from kiosk.office.exchange.lines import Line
from kiosk.office.exchange.tables import Table
from kiosk.office.exchange.words_of import DAY_WORDS
from kiosk.problems import N_
from kiosk.regime.records import LessonKind
from kiosk.school.rules import minutes_between
from kiosk.timetable.records import Lesson, TimetableMode
from kiosk.web.reading import TOO_LONG

SUNDAY: Final = 6
SAID: Final = ("weeks", "room", "accompanist")
"""What a grid says or means to be empty; all else it leaves as it stands."""
MOST_CELLS: Final = 6
LONGEST_ROOM: Final = 20


class DrawnTable(Table, frozen=True):
    """The lessons of one grid as lines: each is found at its own cell."""

    spots: tuple[str, ...] = ()

    def at(self, row: int, key: str) -> str:  # noqa: ARG002  because a cell holds all of a lesson
        """«Расписание!D6»."""
        return self.spots[row]


def mode_of(grid: Grid) -> TimetableMode:
    """At school, unless the sheet calls itself one of distance learning."""
    said = f"{grid.name} {grid.title}".casefold()
    return TimetableMode.DISTANCE if DISTANCE in said else TimetableMode.ON_SITE


def take_in(desk: Desk, readings: Readings, grid: Grid, term: Term) -> None:
    """The lessons of one grid join the term."""
    cells = [reading for reading in readings.cells if reading.grid is grid and reading.is_lesson]
    spots = tuple(reading.slot.place for reading in cells)
    table = DrawnTable(TIMETABLE, grid.name, -1, dict.fromkeys(SAID, 0), (), frozenset(), drawn=True, spots=spots)
    without_end: list[str] = []
    for number, reading in enumerate(cells):
        line = Line(table, number, desk.findings, desk.today)
        if (lesson := _lesson(desk, reading, term, without_end)) is not None:
            term.rows.append(Given(completed(lesson, line, term), line))
    if without_end:
        desk.findings.caution(grid.name, NO_END, cells=cells_text(without_end), minutes=term.rule.minutes)


def _lesson(desk: Desk, reading: Reading, term: Term, without_end: list[str]) -> Lesson | None:
    """One lesson; None with sentences at its cell when something is missing."""
    before = desk.findings.count
    slot, start, end = reading.slot, reading.span.start, reading.span.end
    if slot.day is None:
        desk.findings.refuse(slot.place, NO_DAY, text=slot.text)
    elif slot.day == SUNDAY:
        desk.findings.refuse(slot.place, ON_SUNDAY, day=DAY_WORDS[SUNDAY][0])
    if start is None:
        desk.findings.refuse(slot.place, NO_TIME, text=slot.text)
    elif end is None:
        without_end.append(slot.place)
        minutes = start.hour * 60 + start.minute + term.rule.minutes
        end = start.replace(hour=min(minutes // 60, 23), minute=minutes % 60)
    elif minutes_between(start, end) <= 0:
        desk.findings.refuse(slot.place, ENDS_FIRST, start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    teacher = reading.teacher.meant.staff if reading.teacher and reading.teacher.meant else 0
    if reading.teacher is None:
        desk.findings.refuse(slot.place, NO_TEACHER, text=slot.text)
    if len(reading.room) > LONGEST_ROOM:
        desk.findings.refuse(slot.place, TOO_LONG, length=len(reading.room), limit=LONGEST_ROOM)
    if reading.open:
        return None
    kind = _kind(desk, reading, term)
    if desk.findings.count > before or slot.day is None or start is None or end is None or kind is None:
        return None
    whom = reading.whom.meant if reading.whom else None
    subject = reading.subject.meant if reading.subject else None
    accompanist = reading.accompanist.meant if reading.accompanist else None
    return Lesson(
        version=0,
        weekday=slot.day,
        start=start,
        end=end,
        teacher=teacher,
        accompanist=accompanist.staff if accompanist else 0,
        subject=subject.subject if subject else 0,
        student=whom.student if whom else 0,
        group=whom.group if whom else 0,
        room=reading.room,
        kind=kind,
        weeks=reading.parts.weeks,
        quarter_hours=0,
    )


def _kind(desk: Desk, reading: Reading, term: Term) -> LessonKind | None:
    """As the cell says; else at school, or the individual lesson of a distance timetable."""
    if reading.parts.kind is not None:
        return reading.parts.kind
    if term.mode is TimetableMode.ON_SITE:
        return LessonKind.ON_SITE
    if reading.whom and reading.whom.meant and reading.whom.meant.student:
        return LessonKind.INDIVIDUAL
    desk.findings.refuse(reading.slot.place, NO_KIND)
    return None


def say_remarks(desk: Desk, readings: Readings) -> None:
    """What is no lesson and no part of one: each text once, with its cells; nothing is dropped in silence."""
    found: dict[str, list[str]] = defaultdict(list)
    for note in readings.notes:
        found[note.text].append(note.place)
    for reading in readings.cells:
        for remark in reading.remarks if reading.is_lesson else [reading.slot.text]:
            found[remark].append(reading.slot.place)
    for text, cells in found.items():
        desk.findings.caution(cells_text(cells), LEFT_OUT, text=text[:120])


def cells_text(cells: list[str]) -> str:
    """Some cells, and that there are more."""
    more = f" … ({len(cells)})" if len(cells) > MOST_CELLS else ""
    return ", ".join(cells[:MOST_CELLS]) + more


NO_DAY: Final = N_("No day of the week stands above or beside «%(text)s». Write it into the heading.")
ON_SUNDAY: Final = N_("The school works from Monday to Saturday; this lesson stands under «%(day)s». Move it.")
NO_TIME: Final = N_("No time is found for «%(text)s». Write it beside, above or into the cell, like 14:00–14:40.")
ENDS_FIRST: Final = N_("The lesson ends at %(end)s, before it begins at %(start)s. Mend one of the two times.")
NO_TEACHER: Final = N_(
    "No teacher is found for «%(text)s». Write the name into the cell, the heading, or the name of the sheet."
)
NO_KIND: Final = N_(
    "A distance timetable has to say the kind of a group's lesson. Bring it as a list with the column «Вид занятия», "
    "or take in the timetable at school: the kiosk makes the distance one of it."
)
NO_END: Final = N_("No end is written in %(cells)s: a lesson of %(minutes)s minutes is taken.")
LEFT_OUT: Final = N_("Kept for nobody, because it is no lesson or part of one: «%(text)s».")
