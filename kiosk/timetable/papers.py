"""Timetables to keep: the week and the school's day on paper, calendars (T4)."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from kiosk.documents import ics
from kiosk.regime.records import KIND_ON_PAPER
from kiosk.store import Store
from kiosk.timetable import queries
from kiosk.timetable.rules import Planned
from kiosk.timetable.views import LessonView, named

CALENDAR_DAYS: Final = 60
ELSEWHERE: Final = "—"


class RoomsDay(msgspec.Struct, frozen=True):
    """The whole school on a date: a column for each room, a row for each begin; lessons at a distance by teacher."""

    date: dt.date
    rooms: tuple[str, ...]
    starts: tuple[dt.time, ...]
    cells: dict[tuple[dt.time, str], tuple[LessonView, ...]]

    def at(self, start: dt.time, room: str) -> tuple[LessonView, ...]:
        """What begins then in this room."""
        return self.cells.get((start, room), ())


def rooms_day(store: Store, date: dt.date, rooms: Iterable[str] | None = None) -> RoomsDay:
    """Every lesson of a date by room and begin; those without a room stand in a column of their own."""
    lessons = named(store, queries.day(store, date))
    cells: dict[tuple[dt.time, str], tuple[LessonView, ...]] = {}
    for lesson in lessons:
        key = (lesson.plan.start, lesson.plan.room or ELSEWHERE)
        cells[key] = (*cells.get(key, ()), lesson)
    found = {room for _, room in cells} if rooms is None else set(rooms)
    return RoomsDay(date, tuple(sorted(found, key=_room_order)), tuple(sorted({start for start, _ in cells})), cells)


def _room_order(room: str) -> tuple[bool, int, str]:
    """7 before 12, then names; lessons without a room last."""
    digits = "".join(char for char in room if char.isdecimal())
    return room == ELSEWHERE, int(digits[:9] or 0), room


# calendars


def events(
    store: Store, of_day: Callable[[dt.date], Iterable[Planned]], since: dt.date, days: int = CALENDAR_DAYS
) -> list[ics.Event]:
    """Lessons of the next two months as events; a cancelled one is sent as cancelled, so that phones strike it."""
    found: list[ics.Event] = []
    for step in range(days):
        date = since + dt.timedelta(step)
        found += [_event(lesson) for lesson in named(store, list(of_day(date)))]
    return found


def _event(lesson: LessonView) -> ics.Event:
    plan = lesson.plan
    how = [KIND_ON_PAPER[plan.lesson.kind], plan.lesson.channel, plan.lesson.address]
    return ics.Event(
        uid=f"lesson-{plan.lesson.id}-{plan.date.isoformat()}@kamerton",
        start=dt.datetime.combine(plan.date, plan.start),
        end=dt.datetime.combine(plan.date, plan.end),
        summary=f"{lesson.short}: {lesson.whom}",
        description=", ".join(filter(None, how)),
        location=f"каб. {plan.room}" if plan.room else "",
        sequence=plan.change.id if plan.change else 0,
        cancelled=plan.cancelled,
    )
