"""The sheet of substitutions «Лист замещения»: one content for print and XLSX (L1). Russian only."""

import datetime as dt
from collections import defaultdict
from typing import Final

import msgspec

from kiosk.documents import xlsx
from kiosk.people.names import full_name, short_name, student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.school.queries import school_name
from kiosk.school.rules import QUARTERS_PER_HOUR, hours_text
from kiosk.store import Store, where
from kiosk.timetable.records import DATE_CHANGES, LESSONS, DateChange, Lesson
from kiosk.timetable.rules import planned

HEADINGS: Final = (
    ("Дата", 20),
    ("Время", 26),
    ("За преподавателя", 46),
    ("Группа/ученик", 50),
    ("Предмет", 60),
    ("Пед.", 16),
    ("Кц", 16),
)
"""The columns in their order, with widths in millimetres."""
BLANK: Final = "_" * 20


class SheetLine(msgspec.Struct, frozen=True):
    """A lesson given for somebody else; hours are quarters, as teacher or as accompanist."""

    date: dt.date
    time: str
    instead_of: str
    whom: str
    subject: str
    teacher: int
    accompanist: int

    @property
    def cells(self) -> tuple[str, ...]:
        """The seven cells in the order of the form."""
        day = f"{self.date:%d.%m.%Y}"
        return (
            day,
            self.time,
            self.instead_of,
            self.whom,
            self.subject,
            _hours(self.teacher),
            _hours(self.accompanist),
        )


class Part(msgspec.Struct, frozen=True):
    """All that one person gave for others."""

    name: str
    lines: tuple[SheetLine, ...]

    @property
    def teacher(self) -> int:
        """Quarters of hours as teacher."""
        return sum(line.teacher for line in self.lines)

    @property
    def accompanist(self) -> int:
        """Quarters of hours as accompanist."""
        return sum(line.accompanist for line in self.lines)

    @property
    def sums(self) -> tuple[str, str]:
        """As they stand at the foot."""
        return _hours(self.teacher), _hours(self.accompanist)


class SubstitutionSheet(msgspec.Struct, frozen=True):
    """The paper of a period."""

    school: str
    since: dt.date
    until: dt.date
    parts: tuple[Part, ...]

    @property
    def period(self) -> str:
        """«с 01.11.2026 по 30.11.2026», «24.11.2026» for a single day."""
        if self.since == self.until:
            return f"{self.since:%d.%m.%Y}"
        return f"с {self.since:%d.%m.%Y} по {self.until:%d.%m.%Y}"

    @property
    def sums(self) -> tuple[str, str]:
        """The hours of all."""
        return _hours(sum(part.teacher for part in self.parts)), _hours(sum(part.accompanist for part in self.parts))

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        return f"Лист замещения {self.since} – {self.until}"


def substitution_sheet(store: Store, since: dt.date, until: dt.date) -> SubstitutionSheet:
    """Every substitution of a period, by who gave it; a lesson that was not given is in nobody's part."""
    found = store[DATE_CHANGES].search((where("date") >= since) & (where("date") <= until), order=("date", "start"))
    changes = [one for one in found if not one.taken_back and (one.teacher or one.accompanist)]
    lines = _Lines(store, changes)
    parts: dict[int, list[SheetLine]] = defaultdict(list)
    for change in changes:
        for staff, line in lines.of(change):
            parts[staff].append(line)
    whole = [Part(lines.full(staff), tuple(sorted(theirs, key=_when))) for staff, theirs in parts.items()]
    return SubstitutionSheet(
        school_name(store), since, until, tuple(sorted(whole, key=lambda part: part.name.casefold()))
    )


def _when(line: SheetLine) -> tuple[dt.date, str]:
    return line.date, line.time


class _Lines:
    """Lessons and names of all changes, read once."""

    def __init__(self, store: Store, changes: list[DateChange]) -> None:
        self.lessons = store[LESSONS].many({change.lesson for change in changes})
        self.staff = {one.id: one for one in store[STAFF].all()}
        self.subjects = store[SUBJECTS].many({lesson.subject for lesson in self.lessons.values()})
        self.students = store[STUDENTS].many({lesson.student for lesson in self.lessons.values()} - {0})
        self.groups = store[GROUPS].many({lesson.group for lesson in self.lessons.values()} - {0})

    def of(self, change: DateChange) -> list[tuple[int, SheetLine]]:
        """A line for who teaches instead, another for who accompanies instead."""
        lesson = self.lessons.get(change.lesson)
        if lesson is None:
            return []
        found = []
        if change.teacher and change.teacher != lesson.teacher:
            found.append((change.teacher, self._line(lesson, change, lesson.teacher, lesson.quarter_hours, 0)))
        if change.accompanist and change.accompanist != lesson.accompanist:
            found.append((change.accompanist, self._line(lesson, change, lesson.accompanist, 0, lesson.quarter_hours)))
        return found

    def _line(self, lesson: Lesson, change: DateChange, instead_of: int, teacher: int, accompanist: int) -> SheetLine:
        plan, subject = planned(lesson, change.date, change), self.subjects.get(lesson.subject)
        student, group = self.students.get(lesson.student), self.groups.get(lesson.group)
        absent = self.staff.get(instead_of)
        return SheetLine(
            date=change.date,
            time=f"{plan.start:%H:%M}–{plan.end:%H:%M}",
            instead_of=short_name(absent) if absent else "—",
            whom=student_name(student) if student else group.name if group else "",
            subject=subject.name if subject else "",
            teacher=teacher,
            accompanist=accompanist,
        )

    def full(self, staff: int) -> str:
        """The whole name of who gave it."""
        return full_name(self.staff[staff]) if staff in self.staff else "—"


def as_xlsx(sheet: SubstitutionSheet) -> bytes:
    """The same as an Excel sheet."""
    rows: list[tuple[xlsx.Cell, ...]] = []
    for part in sheet.parts:
        rows.append((part.name, None, None, None, None, None, None))
        rows += [
            (line.date, *line.cells[1:5], line.teacher / QUARTERS_PER_HOUR, line.accompanist / QUARTERS_PER_HOUR)
            for line in part.lines
        ]
        rows.append(
            ("Итого", None, None, None, None, part.teacher / QUARTERS_PER_HOUR, part.accompanist / QUARTERS_PER_HOUR)
        )
    return xlsx.workbook(
        xlsx.Sheet(
            name="Лист замещения",
            columns=[
                xlsx.Column(heading=heading, width_mm=width, align="right" if place > 4 else "left")  # noqa: PLR2004  because the last two are hours
                for place, (heading, width) in enumerate(HEADINGS)
            ],
            rows=rows,
            above=[
                xlsx.Line(text=sheet.school, align="center"),
                xlsx.Line(text="Лист замещения", align="center", size=14, bold=True),
                xlsx.Line(text=sheet.period, align="center"),
            ],
            below=[xlsx.Line(text=f"Заместитель директора по УВР {BLANK} / {BLANK} /", before=12)],
        )
    )


def _hours(quarters: int) -> str:
    return hours_text(quarters) if quarters else ""
