"""Changing the timetable: nothing is ever replaced, an edit closes the old lesson and opens a new one (T1, T2, L2)."""

import datetime as dt

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people.names import short_name, student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import Problem, Refusal
from kiosk.store import Store, where
from kiosk.timetable import rules
from kiosk.timetable.forms import ChangeInput, LessonInput
from kiosk.timetable.records import DATE_CHANGES, LESSONS, DateChange, Lesson

DAY = dt.timedelta(1)
WEEKDAYS_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб")


def add_lesson(
    store: Store, actor: Actor, version: int, given: LessonInput, *, since: dt.date | None
) -> Lesson | Refusal:
    """A new lesson of a version, from a date on (None: as long as the version). Clashes are refused, all at once."""
    lesson = _lesson(version, given, since)
    if problems := clash_problems(store, lesson):
        return Refusal.all(problems)
    with store.change(actor, "T1 lesson added") as change:
        change.touch("timetable")
        return change.add(LESSONS, lesson)


def change_lesson(
    store: Store, actor: Actor, lesson: Lesson, given: LessonInput, *, today: dt.date
) -> Lesson | Refusal:
    """From today on the lesson is as given; what it was until yesterday stays (L2)."""
    new = replace(_lesson(lesson.version, given, today), until=lesson.until)
    if problems := clash_problems(store, new, instead_of=lesson.id):
        return Refusal.all(problems)
    with store.change(actor, "T1 lesson changed") as change:
        change.touch("timetable")
        if lesson.since is not None and lesson.since >= today:
            return change.put(LESSONS, replace(new, id=lesson.id, since=lesson.since), expected=lesson.rev)
        change.put(LESSONS, replace(lesson, until=today - DAY), expected=lesson.rev)
        return change.add(LESSONS, new)


def end_lesson(store: Store, actor: Actor, lesson: Lesson, *, today: dt.date) -> Lesson:
    """The lesson is given no more from today on; it stays in the timetable of the days before."""
    with store.change(actor, "T1 lesson ended") as change:
        change.touch("timetable")
        return change.put(LESSONS, replace(lesson, until=today - DAY), expected=lesson.rev)


def bring_back(store: Store, actor: Actor, lesson: Lesson) -> Lesson | Refusal:
    """Undo of an ending, when nobody has taken the place meanwhile."""
    again = replace(lesson, until=None)
    if problems := clash_problems(store, again):
        return Refusal.all(problems)
    with store.change(actor, "T1 lesson brought back") as change:
        change.touch("timetable")
        return change.put(LESSONS, again, expected=lesson.rev)


def change_date(store: Store, actor: Actor, lesson: Lesson, date: dt.date, given: ChangeInput) -> DateChange:
    """What is different on one date; a former change of that date is taken back."""
    with store.change(actor, "T1 lesson changed on a date") as change:
        for old in change.search(DATE_CHANGES, (where("lesson") == lesson.id) & (where("date") == date)):
            if not old.taken_back:
                change.put(DATE_CHANGES, replace(old, taken_back=True))
        change.touch("timetable")
        return change.add(
            DATE_CHANGES,
            DateChange(
                lesson=lesson.id,
                date=date,
                kind=given.kind,
                start=given.start,
                end=given.end,
                room=given.room,
                teacher=given.teacher,
                note=given.note,
            ),
        )


def take_change_back(store: Store, actor: Actor, date_change: DateChange) -> None:
    """The lesson is as usual again on that date."""
    with store.change(actor, "T1 change of a date taken back") as change:
        change.touch("timetable")
        change.put(DATE_CHANGES, replace(date_change, taken_back=True))


def clash_problems(store: Store, lesson: Lesson, *, instead_of: int = 0) -> list[Problem]:
    """Who or what would be in two places at once, each with a sentence at its field (T2)."""
    same_day = (where("version") == lesson.version) & (where("weekday") == lesson.weekday)
    others = [one for one in store[LESSONS].search(same_day) if one.id != instead_of and _meet(one, lesson)]
    members = {
        group.id: frozenset(member.student for member in group.members if member.until is None)
        for group in store[GROUPS].all()
    }

    def problem(kind: str, other: Lesson) -> Problem:
        who = _who(store, kind, lesson, other, members)
        return rules.clash_problem(kind, who=who, what=_what(store, other), when=_when(other))

    return [problem(kind, other) for kind, other in rules.clashes(lesson, others, members)]


def _meet(one: Lesson, other: Lesson) -> bool:
    """True when there are dates on which both are given."""
    begins = max(one.since or dt.date.min, other.since or dt.date.min)
    return begins <= min(one.until or dt.date.max, other.until or dt.date.max)


def _who(store: Store, kind: str, lesson: Lesson, other: Lesson, members: dict[int, frozenset[int]]) -> str:
    if kind == "room":
        return lesson.room
    if kind == "group":
        group = store[GROUPS].get(lesson.group)
        return group.name if group else ""
    if kind == "student":
        both = rules.students_of(lesson, members) & rules.students_of(other, members)
        student = store[STUDENTS].get(min(both)) if both else None
        return student_name(student) if student else ""
    busy = ({lesson.teacher, lesson.accompanist} & {other.teacher, other.accompanist}) - {0}
    person = store[STAFF].get(min(busy)) if busy else None
    return short_name(person) if person else ""


def _what(store: Store, lesson: Lesson) -> str:
    subject = store[SUBJECTS].get(lesson.subject)
    student, group = store[STUDENTS].get(lesson.student), store[GROUPS].get(lesson.group)
    whom = student_name(student) if student else group.name if group else ""
    return f"{subject.name if subject else ''}, {whom}"


def _when(lesson: Lesson) -> str:
    return f"{WEEKDAYS_SHORT[lesson.weekday]} {lesson.start:%H:%M}–{lesson.end:%H:%M}"


def _lesson(version: int, given: LessonInput, since: dt.date | None) -> Lesson:
    return Lesson(
        version=version,
        weekday=given.weekday,
        start=given.start,
        end=given.end,
        teacher=given.teacher,
        accompanist=given.accompanist,
        subject=given.subject,
        student=given.student,
        group=given.group,
        room=given.room,
        kind=given.kind,
        channel=given.channel,
        address=given.address,
        quarter_hours=given.quarter_hours,
        since=since,
    )
