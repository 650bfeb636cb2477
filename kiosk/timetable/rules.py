"""What the timetable is on a date, and who cannot be in two places at once: pure functions (T1, T2)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from kiosk.problems import N_, Problem
from kiosk.timetable.records import ChangeKind, DateChange, Lesson, TimetableMode, TimetableVersion, Weeks


class Planned(msgspec.Struct, frozen=True):
    """A lesson on one date, with what is different on that date already in it."""

    lesson: Lesson
    date: dt.date
    start: dt.time
    end: dt.time
    room: str
    teacher: int
    change: DateChange | None = None

    @property
    def accompanist(self) -> int:
        """Who accompanies on this date; 0 for nobody."""
        instead = self.change.accompanist if self.change else None
        return self.lesson.accompanist if instead is None else instead

    @property
    def cancelled(self) -> bool:
        """The lesson does not take place on this date."""
        return self.change is not None and self.change.kind is ChangeKind.CANCELLED


def minute_of(time: dt.time) -> int:
    """Minutes since midnight."""
    return time.hour * 60 + time.minute


def time_at(minute: int) -> dt.time:
    """The time so many minutes after midnight, never outside the day."""
    return dt.time(*divmod(max(0, min(minute, 24 * 60 - 1)), 60))


def later(start: dt.time, minutes: int) -> dt.time:
    """So many minutes after a time of the same day."""
    return time_at(minute_of(start) + minutes)


def version_on(versions: Iterable[TimetableVersion], mode: TimetableMode, date: dt.date) -> TimetableVersion | None:
    """The version of a mode in force on a date: the one that began last (L2)."""
    begun = [
        version for version in versions if version.mode is mode and version.since <= date and not version.taken_back
    ]
    return max(begun, key=lambda version: (version.since, version.id), default=None)


def given_on(lesson: Lesson, date: dt.date, *, odd: bool) -> bool:
    """True when a weekly lesson is given on a date of its weekday; ``odd``: the date lies in an odd week."""
    return lesson.in_force(date) and (lesson.weeks is Weeks.EVERY or (lesson.weeks is Weeks.ODD) is odd)


def is_odd_week(date: dt.date, first_day: dt.date | None) -> bool:
    """Weeks count from the one with the first day of the academic year; unknown, as calendars count them."""
    if first_day is None:
        return date.isocalendar().week % 2 == 1
    monday = first_day - dt.timedelta(first_day.weekday())
    return (date - monday).days // 7 % 2 == 0


def planned(lesson: Lesson, date: dt.date, change: DateChange | None) -> Planned:
    """A weekly lesson on one of its dates."""
    if change is None:
        return Planned(lesson, date, lesson.start, lesson.end, lesson.room, lesson.teacher)
    return Planned(
        lesson,
        date,
        change.start or lesson.start,
        change.end or lesson.end,
        change.room or lesson.room,
        change.teacher or lesson.teacher,
        change,
    )


def on_its_date(plan: Planned) -> Lesson:
    """A planned lesson as a lesson of its date alone: with the hour, the room and the people of that day."""
    return replace(
        plan.lesson,
        weekday=plan.date.weekday(),
        start=plan.start,
        end=plan.end,
        room=plan.room,
        teacher=plan.teacher,
        accompanist=plan.accompanist,
        since=plan.date,
        until=plan.date,
    )


def weeks_apart(one: Lesson, other: Lesson) -> bool:
    """One in odd, the other in even weeks."""
    return one.weeks is not other.weeks and Weeks.EVERY not in (one.weeks, other.weeks)


def overlap(one: Lesson, other: Lesson) -> bool:
    """True when two lessons share a minute in some week."""
    return (
        not weeks_apart(one, other) and one.weekday == other.weekday and one.start < other.end and other.start < one.end
    )


def meet(one: Lesson, other: Lesson) -> bool:
    """True when there are dates on which both are in force."""
    begins = max(one.since or dt.date.min, other.since or dt.date.min)
    return begins <= min(one.until or dt.date.max, other.until or dt.date.max)


def clashes(
    new: Lesson, others: Iterable[Lesson], members: Mapping[int, frozenset[int]]
) -> Iterator[tuple[str, Lesson]]:
    """What would be in two places at once, as pairs of a kind and the other lesson.

    Kinds are "teacher", "accompanist", "student", "group" and "room", the keys of CLASH_SENTENCE.
    ``members`` names the students of each group, so that a student's own lesson meets the group's (T2).
    """
    students = students_of(new, members)
    for other in others:
        if other.id == new.id or not overlap(new, other):
            continue
        busy = {other.teacher, other.accompanist} - {0}
        if new.teacher in busy:
            yield "teacher", other
        if new.accompanist in busy:
            yield "accompanist", other
        if new.group and new.group == other.group:
            yield "group", other
        elif students & students_of(other, members):
            yield "student", other
        if new.room and new.room == other.room:
            yield "room", other


def students_of(lesson: Lesson, members: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """Who sits in a lesson."""
    return frozenset({lesson.student}) if lesson.student else members.get(lesson.group, frozenset())


CLASH_SENTENCE = {
    "teacher": N_("%(who)s already has a lesson to give then: %(what)s, %(when)s. Choose another time or teacher."),
    "accompanist": N_("%(who)s already has a lesson to give then: %(what)s, %(when)s. Choose another accompanist."),
    "student": N_("%(who)s already has a lesson at this time: %(what)s, %(when)s. Choose another time."),
    "group": N_("The group %(who)s already has a lesson at this time: %(what)s, %(when)s. Choose another time."),
    "room": N_("Room %(who)s is taken at this time: %(what)s, %(when)s. Choose another room or another time."),
}
CLASH_FIELD = {
    "teacher": "teacher",
    "accompanist": "accompanist",
    "student": "whom",
    "group": "whom",
    "room": "room",
}


def clash_problem(kind: str, *, who: str, what: str, when: str) -> Problem:
    """The sentence of a clash, at the field that would settle it (T2)."""
    return Problem(CLASH_SENTENCE[kind], CLASH_FIELD[kind], values={"who": who, "what": what, "when": when})


def by_time(plan: Planned) -> tuple[dt.time, dt.time, int]:
    """The order of a day."""
    return plan.start, plan.end, plan.lesson.id
