"""Daily monitoring of a distance period: who was there, ill, absent, by day and department; person-hours (L17)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec

from kiosk.documents import xlsx
from kiosk.hours.queries import rows_between
from kiosk.people.records import DEPARTMENTS, STAFF, STUDENTS
from kiosk.reports.records import Attendance, Position, Reason, Row, RowState
from kiosk.school.queries import school_name
from kiosk.school.rules import QUARTERS_PER_HOUR
from kiosk.store import Store

PRESENT, ILL, ABSENT = "present", "ill", "absent"
TITLE: Final = "Ежедневный мониторинг посещаемости при дистанционном обучении"
HEADINGS: Final = ("Дата", "Отделение", "По расписанию", "Присутствовали", "Болеют", "Отсутствуют", "Человеко-часы")
WIDTHS: Final = (26, 90, 30, 32, 24, 30, 34)
SCHOOL: Final = "Всего по школе"
WITHOUT: Final = "без отделения"


class Count(msgspec.Struct, frozen=True):
    """Students of a day who had a lesson, each once; person-hours in quarters."""

    present: int = 0
    ill: int = 0
    absent: int = 0
    quarters: int = 0

    @property
    def expected(self) -> int:
        """Everybody who had a lesson by the timetable."""
        return self.present + self.ill + self.absent

    @property
    def person_hours(self) -> float:
        """Academic hours times students who were there."""
        return self.quarters / QUARTERS_PER_HOUR


class Day(msgspec.Struct, frozen=True):
    """A day of the period: by department, and the school in all."""

    date: dt.date
    parts: tuple[tuple[str, Count], ...]
    school: Count


class Monitoring(msgspec.Struct, frozen=True):
    """The paper of a period."""

    school: str
    since: dt.date
    until: dt.date
    days: tuple[Day, ...]
    students: int
    """Different students who had a lesson in the period."""
    only_distance: bool

    @property
    def quarters(self) -> int:
        """Person-hours of the period, in quarters."""
        return sum(day.school.quarters for day in self.days)

    @property
    def person_hours(self) -> float:
        """Person-hours of the period."""
        return self.quarters / QUARTERS_PER_HOUR

    @property
    def period(self) -> str:
        """«с 16.11.2026 по 28.11.2026»."""
        return f"с {self.since:%d.%m.%Y} по {self.until:%d.%m.%Y}"


def monitoring(store: Store, since: dt.date, until: dt.date, *, only_distance: bool) -> Monitoring:
    """Out of the attendance in reports; without reports there is nothing to count."""
    rows = [
        row
        for row in rows_between(store, since, until)
        if row.position is Position.TEACHER and (row.written.order or not only_distance)
    ]
    places = departments_of_students(store)
    names = {one.id: one.name for one in store[DEPARTMENTS].all()}
    by_date: dict[dt.date, list[Row]] = defaultdict(list)
    for row in rows:
        by_date[row.date].append(row)
    days = tuple(day_of(date, by_date[date], places, names) for date in sorted(by_date))
    students = {student for row in rows for student in row.students}
    return Monitoring(school_name(store), since, until, days, len(students), only_distance)


def departments_of_students(store: Store) -> dict[int, int]:
    """Student → department: their own, else that of their teacher, else 0."""
    staff = {one.id: one.departments[0] if one.departments else 0 for one in store[STAFF].all()}
    return {one.id: one.department or staff.get(one.teacher, 0) for one in store[STUDENTS].all()}


def day_of(date: dt.date, rows: Iterable[Row], places: dict[int, int], names: dict[int, str]) -> Day:
    """A day's counts. Whoever was at one lesson was there; else ill goes before absent."""
    state: dict[int, str] = {}
    hours: dict[int, int] = defaultdict(int)
    for row in rows:
        for student in row.students:
            said = state_in(row, student)
            if said == PRESENT:
                hours[student] += row.quarter_hours
            if said and (said == PRESENT or state.get(student) not in {PRESENT, ILL}):
                state[student] = said
    by_place: dict[int, list[int]] = defaultdict(list)
    for student in state:
        by_place[places.get(student, 0)].append(student)
    parts = [(names.get(place, WITHOUT), _count(theirs, state, hours)) for place, theirs in by_place.items()]
    return Day(date, tuple(sorted(parts, key=lambda part: part[0].casefold())), _count(state, state, hours))


def state_in(row: Row, student: int) -> str:
    """What a row says of one of its students; "" when it does not say, as no lesson was held for another reason."""
    if row.state is RowState.NOT_HELD:
        return {Reason.STUDENT_ILL: ILL, Reason.STUDENT_ABSENT: ABSENT}.get(row.reason or Reason.OTHER, "")
    mark = row.attendance.get(str(student))
    if mark is None or mark is Attendance.LATE:
        return PRESENT
    return ILL if mark is Attendance.ILL else ABSENT


def _count(students: Iterable[int], state: dict[int, str], hours: dict[int, int]) -> Count:
    theirs = list(students)
    said = [state[student] for student in theirs]
    quarters = sum(hours.get(student, 0) for student in theirs)
    return Count(said.count(PRESENT), said.count(ILL), said.count(ABSENT), quarters)


def lines(paper: Monitoring) -> list[tuple[xlsx.Cell, ...]]:
    """The table: a line for each department of a day, then the school's."""
    found: list[tuple[xlsx.Cell, ...]] = []
    for day in paper.days:
        for name, one in (*day.parts, (SCHOOL, day.school)):
            found.append((day.date, name, one.expected, one.present, one.ill, one.absent, one.person_hours))
    return found


def summary(paper: Monitoring) -> str:
    """The sums of the period for the yearly statistical form."""
    hours = f"{paper.person_hours:g}".replace(".", ",")
    return f"За период: обучающихся — {paper.students}, человеко-часов — {hours}."


def as_xlsx(paper: Monitoring) -> bytes:
    """The same for Excel."""
    columns = [
        xlsx.Column(heading=heading, width_mm=width, align="left" if place < 2 else "right")  # noqa: PLR2004  because the first two are texts
        for place, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True))
    ]
    above = (
        xlsx.Line(text=paper.school, align="center"),
        xlsx.Line(text=TITLE, align="center", size=13, bold=True),
        xlsx.Line(text=paper.period, align="center"),
    )
    below = (
        xlsx.Line(text=summary(paper), before=6),
        xlsx.Line(text="Заместитель директора по УВР ____________________ / ____________________ /", before=14),
    )
    return xlsx.workbook(
        xlsx.Sheet(name="Мониторинг", columns=columns, rows=lines(paper), above=above, below=below, landscape=False)
    )
