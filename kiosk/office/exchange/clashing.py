"""What a new timetable must not have: two places at once, the same row twice, kinds that §1 forbids (O2, T2, D2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.lessons import Given, Term, whole_key
from kiosk.people.names import short_name, student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import N_
from kiosk.regime import rules as regime
from kiosk.regime.conditions import edition_on
from kiosk.regime.records import Mode
from kiosk.school.records import Reach
from kiosk.school.rules import minutes_between, reach_of
from kiosk.timetable.records import Lesson, TimetableMode
from kiosk.timetable.rules import clashes, students_of

COLUMN_OF: Final = {"student": "whom", "group": "whom", "room": "room"}


class Placed(msgspec.Struct, frozen=True):
    """A lesson with the row or cell that gives it; none for one that is in force and not in the files."""

    lesson: Lesson
    given: Given | None = None


def without_repeats(desk: Desk, term: Term) -> list[Given]:
    """Rows that say something new; the same row on another sheet is passed over, on the same one refused."""
    seen: dict[tuple[object, ...], Given] = {}
    kept: list[Given] = []
    for given in term.rows:
        lesson = given.lesson
        key = (*whole_key(lesson), lesson.room, lesson.accompanist, lesson.since, lesson.until)
        earlier = seen.setdefault(key, given)
        if earlier is given:
            kept.append(given)
        elif earlier.line.table is given.line.table:
            if given.line.table.drawn:
                desk.findings.refuse(given.line.at("day"), REPEATED_AT, cell=earlier.line.at("day"))
            else:
                desk.findings.refuse(given.line.at("day"), REPEATED, row=earlier.line.row)
    return kept


def check_rules(desk: Desk, term: Term, rows: Iterable[Given]) -> None:
    """The kinds of §1 for every row of a distance timetable that is not in force already."""
    if term.mode is not TimetableMode.DISTANCE:
        return
    reach = {channel.name: reach_of(channel) for channel in term.channels}
    for given in rows:
        lesson, subject = given.lesson, desk.draft.get(SUBJECTS, given.lesson.subject)
        known = term.known.get(whole_key(lesson))
        if subject is None or (known is not None and compared(known) == compared(lesson)):
            continue
        findings = regime.check(
            regime.Facts(
                kind=lesson.kind,
                minutes=minutes_between(lesson.start, lesson.end),
                individual_subject=subject.individual,
                cycle=subject.cycle,
                collective=subject.collective,
                alone=lesson.student != 0,
                experimental=lesson.group in term.experimental,
                mode=term.order.mode if term.order else Mode.FULL,
                reach=reach.get(lesson.channel, Reach.LIVE),
                exempt=lesson.exemption != 0,
            ),
            edition_on(term.since),
            term.decided,
        )
        for problem in findings.refused:
            desk.findings.refuse(_at(given, problem.field), problem.msgid, problem.paragraph, **problem.values)
        for problem in findings.cautions:
            desk.findings.caution(_at(given, problem.field), problem.msgid, problem.paragraph, **problem.values)


def _at(given: Given, field: str) -> str:
    key = "time" if field == "end" and not given.line.has("end") else field
    return given.line.at(key)


def check_clashes(desk: Desk, rows: Iterable[Given], carried: Iterable[Lesson]) -> None:
    """Nobody in two places at once, told at the later row; lessons that stay in force count too (T2)."""
    members = {
        group.id: frozenset(member.student for member in group.members if member.until is None)
        for group in desk.draft.all(GROUPS)
    }
    placed: dict[int, list[Placed]] = defaultdict(list)
    for number, lesson in enumerate(carried, 1):
        placed[lesson.weekday].append(Placed(replace(lesson, id=number)))
    for number, given in enumerate(rows, 1):
        lesson = replace(given.lesson, id=-number)
        others = {other.lesson.id: other for other in placed[lesson.weekday]}
        near = [other.lesson for other in others.values() if _may_meet(lesson, other.lesson)]
        for kind, other in clashes(lesson, near, members):
            _say(desk, given, _column(kind, lesson, other), kind, others[other.id], members)
        placed[lesson.weekday].append(Placed(lesson, given))


def _may_meet(one: Lesson, other: Lesson) -> bool:
    """True when they share a minute on some date."""
    if one.start >= other.end or other.start >= one.end:
        return False
    begins = max(filter(None, (one.since, other.since)), default=None)
    ends = min(filter(None, (one.until, other.until)), default=None)
    return begins is None or ends is None or begins <= ends


def _column(kind: str, lesson: Lesson, other: Lesson) -> str:
    """The column that would settle a clash."""
    if kind in COLUMN_OF:
        return COLUMN_OF[kind]
    return "teacher" if lesson.teacher in (other.teacher, other.accompanist) else "accompanist"


def _say(desk: Desk, given: Given, key: str, kind: str, other: Placed, members: Mapping[int, frozenset[int]]) -> None:
    who = _who(desk, key, kind, given.lesson, other.lesson, members)
    what = described(desk, other.lesson)
    if other.given and other.given.line.table.drawn:
        cell = other.given.line.at(key)
        desk.findings.refuse(given.line.at(key), BUSY_AT[kind], who=who, cell=cell, what=what)
    elif other.given:
        desk.findings.refuse(given.line.at(key), BUSY[kind], who=who, row=other.given.line.row, what=what)
    else:
        desk.findings.refuse(given.line.at(key), BUSY_IN_FORCE, who=who, what=what)


def _who(desk: Desk, key: str, kind: str, lesson: Lesson, other: Lesson, members: Mapping[int, frozenset[int]]) -> str:
    if kind == "room":
        return lesson.room
    if kind == "group":
        group = desk.draft.get(GROUPS, lesson.group)
        return group.name if group else ""
    if kind == "student":
        both = students_of(lesson, members) & students_of(other, members)
        student = desk.draft.get(STUDENTS, max(both)) if both else None
        return student_name(student) if student else ""
    person = desk.draft.get(STAFF, lesson.teacher if key == "teacher" else lesson.accompanist)
    return short_name(person) if person else ""


def described(desk: Desk, lesson: Lesson) -> str:
    """«13:00–13:40, Сольфеджио, 3/8 А»: a lesson in a sentence."""
    subject = desk.draft.get(SUBJECTS, lesson.subject)
    student, group = desk.draft.get(STUDENTS, lesson.student), desk.draft.get(GROUPS, lesson.group)
    whom = student_name(student) if student else group.name if group else ""
    return f"{lesson.start:%H:%M}–{lesson.end:%H:%M}, {subject.name if subject else ''}, {whom}"


def compared(lesson: Lesson) -> tuple[object, ...]:
    """All of a lesson that matters to those who follow a timetable."""
    plain = (lesson.kind.value, lesson.channel, lesson.address, lesson.quarter_hours)
    dates = (str(lesson.since or ""), str(lesson.until or ""))
    return (*whole_key(lesson), lesson.accompanist, lesson.room, *plain, *dates)


REPEATED: Final = N_("The same lesson stands in row %(row)s already. Delete one of the two rows.")
BUSY: Final = {
    "teacher": N_("%(who)s is busy at this time: row %(row)s (%(what)s). Change the time or the teacher."),
    "accompanist": N_("%(who)s is busy at this time: row %(row)s (%(what)s). Change the time or the accompanist."),
    "student": N_("%(who)s has another lesson at this time: row %(row)s (%(what)s). Change the time of one of them."),
    "group": N_("The group %(who)s has another lesson at this time: row %(row)s (%(what)s). Change one of the times."),
    "room": N_("Room %(who)s is taken at this time: row %(row)s (%(what)s). Change the room or the time."),
}
REPEATED_AT: Final = N_("The same lesson stands in %(cell)s already. Empty one of the two cells.")
BUSY_AT: Final = {
    "teacher": N_("%(who)s is busy at this time: %(cell)s (%(what)s). Change the time or the teacher."),
    "accompanist": N_("%(who)s is busy at this time: %(cell)s (%(what)s). Change the time or the accompanist."),
    "student": N_("%(who)s has another lesson at this time: %(cell)s (%(what)s). Change the time of one of them."),
    "group": N_("The group %(who)s has another lesson at this time: %(cell)s (%(what)s). Change one of the times."),
    "room": N_("Room %(who)s is taken at this time: %(cell)s (%(what)s). Change the room or the time."),
}
BUSY_IN_FORCE: Final = N_(
    "%(who)s is taken at this time by a lesson that stays in force: %(what)s. Change the time, or bring that teacher's "
    "lessons in the same file."
)
