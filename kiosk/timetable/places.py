"""Where a lesson could be instead: free for all its people, its room and the device at home (T2). Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.regime.records import LessonKind
from kiosk.school.rules import minutes_between
from kiosk.timetable.conflicts import ConflictKind, Surroundings, needs
from kiosk.timetable.records import Lesson
from kiosk.timetable.rules import meet, minute_of, time_at, weeks_apart

EARLIEST: Final = dt.time(8)
LATEST: Final = dt.time(21)
STEP: Final = 5
APART: Final = 20
"""Two places of one day that are offered lie at least so many minutes apart."""
MOST: Final = 8
MOST_OF_A_DAY: Final = 3
DAYS: Final = 6


class Place(msgspec.Struct, frozen=True):
    """A day, a begin, an end and a room; ``tight``: less than a pause to a neighbour, ``late``: after the evening."""

    weekday: int
    start: dt.time
    end: dt.time
    room: str = ""
    tight: bool = False
    late: bool = False


def places(
    lesson: Lesson, others: Iterable[Lesson], around: Surroundings, rooms: Iterable[str] = (), most: int = MOST
) -> list[Place]:
    """The best few, least disturbance first: the same day near its hour, its own room, a pause on both sides."""
    length = minutes_between(lesson.start, lesson.end)
    rivals = [one for one in others if one.id != lesson.id and meet(one, lesson) and not weeks_apart(one, lesson)]
    found: list[Place] = []
    for weekday in range(DAYS):
        found += _of_day(replace(lesson, weekday=weekday), rivals, around, tuple(rooms), length)
    now = (lesson.weekday, lesson.start)
    elsewhere = (place for place in found if (place.weekday, place.start) != now)
    return _apart(sorted(elsewhere, key=lambda place: _disturbance(place, lesson)), most)


def _of_day(
    lesson: Lesson, rivals: list[Lesson], around: Surroundings, rooms: tuple[str, ...], length: int
) -> Iterator[Place]:
    today = [one for one in rivals if one.weekday == lesson.weekday]
    mine = {key for key in needs(lesson, around) if key[0] is not ConflictKind.ROOM}
    busy = [(minute_of(one.start), minute_of(one.end)) for one in today if not mine.isdisjoint(set(needs(one, around)))]
    taken: dict[str, list[tuple[int, int]]] = {}
    for one in today:
        if one.room and one.kind is LessonKind.ON_SITE:
            taken.setdefault(one.room, []).append((minute_of(one.start), minute_of(one.end)))
    for start in range(minute_of(EARLIEST), minute_of(LATEST) - length + 1, STEP):
        span = (start, start + length)
        if _meets(span, busy):
            continue
        room = _room_for(lesson, span, taken, rooms)
        if room is None:
            continue
        wide = (span[0] - around.pause + 1, span[1] + around.pause - 1)
        begin, end = time_at(span[0]), time_at(span[1])
        yield Place(lesson.weekday, begin, end, room, _meets(wide, busy), end > around.evening)


def _room_for(
    lesson: Lesson, span: tuple[int, int], taken: dict[str, list[tuple[int, int]]], rooms: tuple[str, ...]
) -> str | None:
    """Its own room when it is free, else the first that is; at a distance none is needed."""
    if lesson.kind is not LessonKind.ON_SITE or not lesson.room:
        return ""
    return next((room for room in (lesson.room, *rooms) if not _meets(span, taken.get(room, []))), None)


def _meets(span: tuple[int, int], busy: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in busy)


def _disturbance(place: Place, lesson: Lesson) -> tuple[bool, bool, bool, int, int]:
    away = abs(minute_of(place.start) - minute_of(lesson.start))
    days = abs(place.weekday - lesson.weekday)
    return (place.late, place.tight, place.room != lesson.room and bool(lesson.room), days, away)


def _apart(found: list[Place], most: int) -> list[Place]:
    """A list of choices, not of minutes: few of one day, and none of them neighbours."""
    kept: list[Place] = []
    for place in found:
        near = [one for one in kept if one.weekday == place.weekday]
        apart = all(abs(minute_of(one.start) - minute_of(place.start)) >= APART for one in near)
        if apart and len(near) < MOST_OF_A_DAY:
            kept.append(place)
        if len(kept) == most:
            break
    return kept
