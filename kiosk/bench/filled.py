"""Years of reports in bulk: what the timetable has on each school day, as a row of whoever gives it (H4, O5)."""

import datetime as dt
from collections import defaultdict
from typing import Final

from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.names import full_name
from kiosk.people.records import GROUPS, STAFF
from kiosk.reports.records import (
    DAYS,
    ROWS,
    AsWritten,
    Confirmed,
    DayReport,
    DayState,
    Position,
    Row,
    RowState,
)
from kiosk.store import Store, where
from kiosk.timetable.records import LESSONS, Lesson

SUNDAY: Final = 6
DAYS_OF_YEAR: Final = 364
AT_ONCE: Final = 6
"""Days of one change."""
HOMEWORK: Final = "Гамма Ре мажор в две октавы; этюд — правая рука наизусть, полонез без остановок"
MISSED_ONE_IN: Final = 25


def fill(store: Store, version: int, until: dt.date, *, years: int, weeks: int) -> int:
    """Reports of so many weeks in each of so many years, the last day included; how many rows were written."""
    rows = _templates(store, version)
    dates = [
        until - dt.timedelta(DAYS_OF_YEAR * year + day)
        for year in range(years - 1, -1, -1)
        for day in range(weeks * 7 - 1, -1, -1)
    ]
    worked = [date for date in dates if date.weekday() != SUNDAY]
    written = 0
    for start in range(0, len(worked), AT_ONCE):
        with store.change(SYSTEM, "bench: reports") as change:
            for date in worked[start : start + AT_ONCE]:
                sent = dt.datetime.combine(date, dt.time(13), tzinfo=dt.UTC)
                for place, row in enumerate(rows[date.weekday()]):
                    change.add(ROWS, _on(row, date, sent, held=(written + place) % MISSED_ONE_IN != 0))
                written += len(rows[date.weekday()])
                for staff in {row.staff for row in rows[date.weekday()]}:
                    change.add(DAYS, DayReport(staff=staff, date=date, state=DayState.ACCEPTED, sent_at=sent))
    return written


def _on(row: Row, date: dt.date, sent: dt.datetime, *, held: bool) -> Row:
    state = RowState.HELD if held else RowState.NOT_HELD
    return replace(row, date=date, confirmed_at=sent, state=state, quarter_hours=row.planned_quarters * held)


def _templates(store: Store, version: int) -> dict[int, list[Row]]:
    """A row for each lesson of a weekday, of the accompanist too."""
    staff = {one.id: full_name(one) for one in store[STAFF].all()}
    groups = {one.id: tuple(member.student for member in one.members) for one in store[GROUPS].all()}
    found: dict[int, list[Row]] = defaultdict(list)
    for lesson in store[LESSONS].search(where("version") == version):
        for giver, position in ((lesson.teacher, Position.TEACHER), (lesson.accompanist, Position.ACCOMPANIST)):
            if giver:
                pupils = (lesson.student,) if lesson.student else groups.get(lesson.group, ())
                found[lesson.weekday].append(_row(lesson, giver, position, pupils, staff.get(giver, "")))
    return found


def _row(lesson: Lesson, giver: int, position: Position, pupils: tuple[int, ...], name: str) -> Row:
    moment = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    return Row(
        staff=giver,
        date=moment.date(),
        slot=f"{'L' if position is Position.TEACHER else 'A'}{lesson.id}",
        position=position,
        lesson=lesson.id,
        start=lesson.start,
        end=lesson.end,
        quarter_hours=lesson.quarter_hours,
        planned_quarters=lesson.quarter_hours,
        student=lesson.student,
        group=lesson.group,
        students=pupils,
        who="Абрамова Ксения, 3 (8)",
        subject=lesson.subject,
        subject_name="Специальность (фортепиано)",
        kind=lesson.kind,
        homework=HOMEWORK,
        state=RowState.HELD,
        confirmed=Confirmed.IN_BULK,
        confirmed_at=moment,
        written=AsWritten(name, "Детская музыкальная школа", 40),
    )
