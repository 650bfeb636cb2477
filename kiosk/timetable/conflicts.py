"""All conflicts of a timetable, not the first (T2): pure, one sweep over the hours of every person, room and home.

Hard ones: somebody or a room would be in two places. Others are to be thought over: brothers and sisters with one
device at home, less than a pause between two lessons, lessons after the evening limit.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import islice
from operator import itemgetter
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.regime.records import LessonKind
from kiosk.timetable.records import Lesson
from kiosk.timetable.rules import meet, minute_of, students_of, weeks_apart

PAUSE_MINUTES: Final = 10
EVENING: Final = dt.time(20)
LIVE: Final = frozenset({LessonKind.CONFERENCE, LessonKind.WEBINAR, LessonKind.INDIVIDUAL})


class ConflictKind(StrEnum):
    """What is wrong between two lessons, or with one; hard ones first."""

    TEACHER = "teacher"
    STUDENT = "student"
    GROUP = "group"
    ROOM = "room"
    DEVICE = "device"
    PAUSE = "pause"
    EVENING = "evening"

    @property
    def hard(self) -> bool:
        """Nobody is in two places; the rest may be."""
        return self in HARD


HARD: Final = frozenset({ConflictKind.TEACHER, ConflictKind.STUDENT, ConflictKind.GROUP, ConflictKind.ROOM})
CONFLICT_LABEL: Final = {
    ConflictKind.TEACHER: N_("A teacher or accompanist in two places"),
    ConflictKind.STUDENT: N_("A student in two places"),
    ConflictKind.GROUP: N_("A group in two places"),
    ConflictKind.ROOM: N_("A room taken twice"),
    ConflictKind.DEVICE: N_("Brothers and sisters with one device at home"),
    ConflictKind.PAUSE: N_("Less than ten minutes between two lessons"),
    ConflictKind.EVENING: N_("Later than the evening limit"),
}


class Conflict(msgspec.Struct, frozen=True, gc=False):
    """Two lessons (or one, for the evening) and whom it is about: ids of staff, students or households, or a room."""

    kind: ConflictKind
    one: Lesson
    other: Lesson | None = None
    who: tuple[int, ...] = ()
    room: str = ""


class Surroundings(msgspec.Struct, frozen=True):
    """What lies around the lessons: members of groups, homes with one device, the evening limit, the pause."""

    members: Mapping[int, frozenset[int]] = msgspec.field(default_factory=dict)
    one_device: Mapping[int, int] = msgspec.field(default_factory=dict)
    evening: dt.time = EVENING
    pause: int = PAUSE_MINUTES


def conflicts(lessons: Iterable[Lesson], around: Surroundings) -> list[Conflict]:
    """Every conflict of a version, hard ones first, in the order of the week."""
    lessons = list(lessons)
    found = [*_in_two_places(lessons, around), *_late(lessons, around)]
    places = {kind: place for place, kind in enumerate(ConflictKind)}
    found.sort(key=lambda one: one.one.id)
    found.sort(key=lambda one: (places[one.kind] * 7 + one.one.weekday) * 24 * 60 + minute_of(one.one.start))
    return found


def _late(lessons: list[Lesson], around: Surroundings) -> Iterator[Conflict]:
    return (Conflict(ConflictKind.EVENING, lesson) for lesson in lessons if lesson.end > around.evening)


def _in_two_places(lessons: list[Lesson], around: Surroundings) -> Iterator[Conflict]:
    """One entry for two lessons and a kind, whoever many students they share."""
    who: dict[tuple[ConflictKind, int, int], tuple[int, ...]] = {}
    known = {lesson.id: lesson for lesson in lessons}
    for kind, key, theirs in _by_resource(lessons, around):
        for one, other, near in _pairs(theirs, around.pause if kind in PEOPLE else 0):
            if near and (one.student, one.group) == (other.student, other.group):
                continue  # a double lesson is one long one
            seen = (ConflictKind.PAUSE if near else _kind(kind, one, other), one.id, other.id)
            who[seen] = (*who.get(seen, ()), *((key,) if isinstance(key, int) else ()))
    for (kind, first, second), people in who.items():
        room = known[first].room if kind is ConflictKind.ROOM else ""
        yield Conflict(kind, known[first], known[second], tuple(sorted(set(people))), room)


PEOPLE: Final = frozenset({ConflictKind.TEACHER, ConflictKind.STUDENT})


def _kind(kind: ConflictKind, one: Lesson, other: Lesson) -> ConflictKind:
    same_group = kind is ConflictKind.STUDENT and one.group and one.group == other.group
    return ConflictKind.GROUP if same_group else kind


Key = tuple[ConflictKind, int | str]
Timed = tuple[int, int, int, Lesson]
"""Begin and end in minutes, the id and the lesson."""
BY_BEGIN: Final = itemgetter(0, 1, 2)


def _by_resource(lessons: list[Lesson], around: Surroundings) -> Iterator[tuple[ConflictKind, int | str, list[Timed]]]:
    """Who or what is needed on a day of the week, with the lessons that need it, by begin.

    Nested rather than under one key: of a great school so many tuples would be kept that collecting garbage costs more
    than the sweep.
    """
    found: dict[int, dict[ConflictKind, dict[int | str, list[Timed]]]] = defaultdict(lambda: defaultdict(dict))
    for lesson in lessons:
        timed, of_day = (minute_of(lesson.start), minute_of(lesson.end), lesson.id, lesson), found[lesson.weekday]
        for kind, key in needs(lesson, around):
            of_day[kind].setdefault(key, []).append(timed)
    for of_day in found.values():
        for kind, of_kind in of_day.items():
            for key, theirs in of_kind.items():
                if len(theirs) > 1:
                    yield kind, key, sorted(theirs, key=BY_BEGIN)


def needs(lesson: Lesson, around: Surroundings) -> Iterator[Key]:
    """The people, the room and the home device that a lesson takes up."""
    yield ConflictKind.TEACHER, lesson.teacher
    if lesson.accompanist not in {0, lesson.teacher}:
        yield ConflictKind.TEACHER, lesson.accompanist
    for student in students_of(lesson, around.members):
        yield ConflictKind.STUDENT, student
    if lesson.room and lesson.kind is LessonKind.ON_SITE:
        yield ConflictKind.ROOM, lesson.room
    if lesson.kind in LIVE and lesson.student in around.one_device:
        yield ConflictKind.DEVICE, around.one_device[lesson.student]


def _pairs(theirs: list[Timed], pause: int) -> Iterator[tuple[Lesson, Lesson, bool]]:
    """Pairs that overlap, and pairs with less than a pause between them (True). ``theirs`` are sorted by begin."""
    for place, (_, end, _, one) in enumerate(theirs, 1):
        for start, _, _, other in islice(theirs, place, None):
            if start - end >= pause:
                break
            if meet(one, other) and not weeks_apart(one, other):
                yield one, other, start >= end
