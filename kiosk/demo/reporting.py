"""Two weeks of reports of the made-up school: most days handed in, some homework, some absences, a few gaps."""

import datetime as dt
import random
from typing import Final

from kiosk.actor import SYSTEM
from kiosk.demo.curriculum import REMARKS, homework
from kiosk.people.names import class_label, full_name, student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.regime.queries import order_on
from kiosk.reports.day import slot_of
from kiosk.reports.queries import order_on_paper
from kiosk.reports.records import (
    DAYS,
    ROWS,
    AsWritten,
    Attendance,
    Confirmed,
    DayReport,
    DayState,
    Position,
    Reason,
    Row,
    RowState,
)
from kiosk.school.queries import the_school
from kiosk.store import Store
from kiosk.timetable import queries as timetable
from kiosk.timetable.rules import Planned

HOUR_MINUTES: Final = 40
GAP: Final = 0.06
NOT_HELD: Final = 0.04
WITH_HOMEWORK: Final = 0.75
WITH_REMARK: Final = 0.08
ABSENT: Final = 0.06


def write_reports(store: Store, chance: random.Random, days: list[dt.date], today: dt.date) -> None:
    """Rows and handed-in days for each of these days, one change a day."""
    writer = _Writer(store, chance)
    for date in days:
        writer.write(date, missing=GAP if date < today - dt.timedelta(1) else GAP * 3)


class _Writer:
    """Knows the names, writes the rows."""

    def __init__(self, store: Store, chance: random.Random) -> None:
        self.store, self.chance = store, chance
        self.staff = {one.id: one for one in store[STAFF].all()}
        self.students = {one.id: one for one in store[STUDENTS].all()}
        self.groups = {one.id: one for one in store[GROUPS].all()}
        self.subjects = {one.id: one for one in store[SUBJECTS].all()}
        school = the_school(store)
        self.school = school.name if school else ""

    def write(self, date: dt.date, missing: float) -> None:
        plans = timetable.day(self.store, date)
        order = order_on_paper(order_on(self.store, date))
        people = sorted({plan.teacher for plan in plans} | {plan.accompanist for plan in plans} - {0})
        with self.store.change(SYSTEM, f"made-up reports of {date}") as change:
            for person in people:
                if self.chance.random() < missing:
                    continue
                for plan in plans:
                    if person in {plan.teacher, plan.accompanist}:
                        change.add(ROWS, self._row(plan, person, order))
                sent = dt.datetime.combine(date, dt.time(20, 10), tzinfo=dt.UTC) - dt.timedelta(hours=7)
                change.add(DAYS, DayReport(staff=person, date=date, state=DayState.SENT, sent_at=sent))

    def _row(self, plan: Planned, person: int, order: str) -> Row:
        lesson, chance = plan.lesson, self.chance
        subject = self.subjects[lesson.subject].name
        teaches = person == plan.teacher
        held = chance.random() >= NOT_HELD
        written_on = teaches and held
        pupils = (lesson.student,) if lesson.student else self.groups[lesson.group].students_on(plan.date)
        return Row(
            staff=person,
            date=plan.date,
            slot=slot_of(plan, person),
            position=Position.TEACHER if teaches else Position.ACCOMPANIST,
            lesson=lesson.id,
            start=plan.start,
            end=plan.end,
            quarter_hours=lesson.quarter_hours if held else 0,
            student=lesson.student,
            group=lesson.group,
            students=pupils,
            who=self._who(lesson.student, lesson.group, len(pupils)),
            subject=lesson.subject,
            subject_name=subject,
            kind=lesson.kind,
            channel=lesson.channel,
            homework=homework(chance, subject) if written_on and chance.random() < WITH_HOMEWORK else "",
            remarks={str(pupils[0]): chance.choice(REMARKS)} if written_on and chance.random() < WITH_REMARK else {},
            attendance=self._marks(pupils) if held and lesson.group else {},
            state=RowState.HELD if held else RowState.NOT_HELD,
            planned_quarters=lesson.quarter_hours,
            instead_of=plan.lesson.teacher if teaches and plan.teacher != plan.lesson.teacher else 0,
            reason=None if held else Reason.STUDENT_ILL,
            confirmed=Confirmed.IN_BULK,
            confirmed_at=dt.datetime.combine(plan.date, plan.end, tzinfo=dt.UTC),
            written=AsWritten(full_name(self.staff[person]), self.school, HOUR_MINUTES, order),
        )

    def _who(self, student: int, group: int, size: int) -> str:
        if student:
            return f"{student_name(self.students[student])}, {class_label(self.students[student])}"
        return f"{self.groups[group].name}, {size}\u00a0чел."

    def _marks(self, pupils: tuple[int, ...]) -> dict[str, Attendance]:
        kinds = (Attendance.ABSENT, Attendance.ILL, Attendance.LATE, Attendance.EXCUSED)
        return {str(pupil): self.chance.choice(kinds) for pupil in pupils if self.chance.random() < ABSENT}
