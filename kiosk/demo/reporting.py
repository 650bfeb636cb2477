"""Reports of the made-up school since last month: the older days accepted, one returned, some homework, a few gaps."""

import datetime as dt
import random
from itertools import groupby
from typing import Final

from msgspec.structs import replace

from kiosk.actor import SYSTEM, Role
from kiosk.demo.curriculum import REMARKS, homework
from kiosk.people.names import class_label, full_name, student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.regime.queries import order_on
from kiosk.reports.fields import slot_of
from kiosk.reports.queries import order_on_paper
from kiosk.reports.records import (
    DAYS,
    ROWS,
    AsWritten,
    Attendance,
    Confirmed,
    DayReport,
    DayState,
    Deed,
    Position,
    Reason,
    Row,
    RowState,
    Step,
)
from kiosk.school.queries import school_name
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Change, Store, where
from kiosk.timetable import queries as timetable
from kiosk.timetable.rules import Planned

HOUR_MINUTES: Final = 40
REMARK_OF_RETURN: Final = "Первый урок короче, чем по расписанию? Проверьте время."
WALL_AHEAD: Final = dt.timedelta(hours=7)
"""The school's wall is so far ahead of UTC."""
GAP: Final = 0.06
NOT_HELD: Final = 0.04
WITH_HOMEWORK: Final = 0.75
WITH_REMARK: Final = 0.08
ABSENT: Final = 0.06


def write_reports(store: Store, chance: random.Random, days: list[dt.date], today: dt.date) -> None:
    """Rows and handed-in days for each of these days; older ones are accepted, one of the last came back."""
    writer, lately = _Writer(store, chance), today - dt.timedelta(today.weekday() + 7)
    older = [date for date in days if date < lately]
    for _, week in groupby(older, lambda date: date.isocalendar()[:2]):
        writer.write(list(week), missing=0, not_held=NOT_HELD / 4, accepted=True)
    for date in days[len(older) :]:
        writer.write([date], missing=GAP if date < today - dt.timedelta(1) else GAP * 3, not_held=NOT_HELD)
    writer.give_one_back(since=lately)


class _Writer:
    """Knows the names, writes the rows."""

    def __init__(self, store: Store, chance: random.Random) -> None:
        self.store, self.chance = store, chance
        self.staff = {one.id: one for one in store[STAFF].all()}
        self.students = {one.id: one for one in store[STUDENTS].all()}
        self.groups = {one.id: one for one in store[GROUPS].all()}
        self.subjects = {one.id: one for one in store[SUBJECTS].all()}
        self.school = school_name(store)
        self.deputy = next(one.name for one in store[ACCOUNTS].all() if Role.DEPUTY in one.roles)

    def write(self, dates: list[dt.date], *, missing: float, not_held: float, accepted: bool = False) -> None:
        """Some days in one change."""
        with self.store.change(SYSTEM, f"made-up reports of {dates[0]}") as change:
            for date in dates:
                self._write(change, date, missing, not_held, accepted=accepted)

    def _write(self, change: Change, date: dt.date, missing: float, not_held: float, *, accepted: bool) -> None:
        plans = timetable.day(self.store, date)
        order = order_on_paper(order_on(self.store, date))
        people = sorted({plan.teacher for plan in plans} | {plan.accompanist for plan in plans} - {0})
        held = {plan.lesson.id: self.chance.random() >= not_held for plan in plans}
        for person in people:
            if self.chance.random() < missing:
                continue
            for plan in plans:
                if person in {plan.teacher, plan.accompanist}:
                    change.add(ROWS, self._row(plan, person, order, held=held[plan.lesson.id]))
            change.add(DAYS, self._day(person, date, accepted=accepted))

    def _day(self, person: int, date: dt.date, *, accepted: bool) -> DayReport:
        sent = at(date, dt.time(20, 10))
        steps = [Step(sent, full_name(self.staff[person]), Deed.SENT)]
        if accepted:
            steps.append(Step(at(date + dt.timedelta(1), dt.time(9, 30)), self.deputy, Deed.ACCEPTED))
        state = DayState.ACCEPTED if accepted else DayState.SENT
        return DayReport(staff=person, date=date, state=state, sent_at=sent, steps=tuple(steps))

    def give_one_back(self, since: dt.date) -> None:
        """The deputy has returned a day of the first teacher who handed one in lately."""
        waiting = self.store[DAYS].search(where("date") >= since, order=("staff", "-date"), limit=1)
        for day in waiting:
            back = Step(at(day.date + dt.timedelta(1), dt.time(9, 40)), self.deputy, Deed.RETURNED, REMARK_OF_RETURN)
            returned = replace(day, state=DayState.RETURNED, remark=back.remark, steps=(*day.steps, back))
            with self.store.change(SYSTEM, "made-up return") as change:
                change.put(DAYS, returned)

    def _row(self, plan: Planned, person: int, order: str, *, held: bool) -> Row:
        lesson, chance = plan.lesson, self.chance
        subject = self.subjects[lesson.subject].name
        teaches = person == plan.teacher
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


def at(date: dt.date, time: dt.time) -> dt.datetime:
    """A moment of the school's wall as it is stored."""
    return dt.datetime.combine(date, time, tzinfo=dt.UTC) - WALL_AHEAD
