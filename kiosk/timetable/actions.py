"""Changing the timetable: nothing is ever replaced, an edit closes the old lesson and opens a new one (T1, T2, L2)."""

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people.names import short_name, student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import N_, Problem, Refusal
from kiosk.regime.actions import exempt
from kiosk.regime.points import Choice, Point
from kiosk.regime.queries import decided, exemption
from kiosk.regime.rules import Finding
from kiosk.school.queries import weekday_of, why_off
from kiosk.store import Store, where
from kiosk.timetable import queries, rules
from kiosk.timetable.forms import ChangeInput, LessonInput
from kiosk.timetable.judging import findings_of
from kiosk.timetable.records import DATE_CHANGES, LESSONS, ChangeKind, DateChange, Lesson

DAY = dt.timedelta(1)
NOBODY_LETS_PASS = N_("The school decided that nobody may let a rule pass.")
DAY_OFF = N_("On %(day)s the school works by another weekday's timetable. Choose another date, or change the calendar.")
SOMEBODY_ELSE = N_("Somebody else has changed this lesson meanwhile. Look at it once more and save again.")
OVER = N_("This lesson has ended: earlier days stay as they were. Add a new lesson instead.")
WEEKDAYS_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб")


def add_lesson(
    store: Store, actor: Actor, version: int, given: LessonInput, *, since: dt.date, now: dt.datetime
) -> Lesson | Refusal:
    """A new lesson of a version, from a date on. Clashes and what §1 forbids are refused, all at once."""
    lesson = _lesson(version, given, since)
    breaches = findings_of(store, lesson, given.only or since).refused
    rests = _rests(store, given.only)
    clashes = _clashes_on(store, lesson, given.only) if given.only else clash_problems(store, lesson)
    if problems := [*rests, *clashes, *_not_let_pass(store, breaches, given, since)]:
        return Refusal.all(problems)
    with store.change(actor, "T1 lesson added") as change:
        change.touch("timetable")
        if breaches:
            lesson = replace(lesson, exemption=exempt(change, actor, given.exception, now=now).id)
        return change.add(LESSONS, lesson)


def change_lesson(
    store: Store, actor: Actor, lesson: Lesson, given: LessonInput, *, today: dt.date, now: dt.datetime
) -> Lesson | Refusal:
    """From today on the lesson is as given; what it was until yesterday stays (L2).

    An exception stays with the lesson while it needs one; a lesson that keeps the rules again has none.
    """
    if over(lesson, today):
        return Refusal.of(OVER)
    new = replace(_lesson(lesson.version, given, today), until=lesson.until, makes_up=lesson.makes_up)
    breaches = findings_of(store, new, max(today, lesson.since or today)).refused
    old = exemption(store, lesson.exemption)
    passes = old is not None and old.in_force
    barred = [] if passes else _not_let_pass(store, breaches, given, today)
    if problems := [*clash_problems(store, new, instead_of=lesson.id), *barred]:
        return Refusal.all(problems)
    with store.change(actor, "T1 lesson changed") as change:
        change.touch("timetable")
        if breaches:
            kept = lesson.exemption if passes else exempt(change, actor, given.exception, now=now).id
            new = replace(new, exemption=kept)
        if lesson.since is not None and lesson.since >= today:
            return change.put(LESSONS, replace(new, id=lesson.id, since=lesson.since), expected=lesson.rev)
        change.put(LESSONS, replace(lesson, until=today - DAY), expected=lesson.rev)
        added = change.add(LESSONS, new)
        for ahead in change.search(DATE_CHANGES, (where("lesson") == lesson.id) & (where("date") >= today)):
            change.put(DATE_CHANGES, replace(ahead, lesson=added.id))
        return added


def _not_let_pass(store: Store, breaches: Iterable[Finding], given: LessonInput, date: dt.date) -> tuple[Problem, ...]:
    """Hard rules that refuse the lesson, unless the deputy wrote down why they pass for it (D2)."""
    refused = tuple(breaches)
    if not refused or not given.exception:
        return refused
    if decided(store, date)[Point.EXEMPTION] is Choice.NEVER:
        return (*refused, Problem(NOBODY_LETS_PASS, "exception", "§1"))
    return ()


def _rests(store: Store, only: dt.date | None) -> tuple[Problem, ...]:
    """A lesson of one date on a day off is refused, since it would never be given (L7)."""
    if only is None or weekday_of(store, only) == only.weekday():
        return ()
    rest = why_off(store, only)
    if rest is not None:
        return (Problem(rest.msgid, "only", values=rest.values),)
    return (Problem(DAY_OFF, "only", values={"day": f"{only:%d.%m.%Y}"}),)


def over(lesson: Lesson, today: dt.date) -> bool:
    """True when the lesson ended before today: what it was stays as it was (L2)."""
    return lesson.until is not None and lesson.until < today


def end_lesson(store: Store, actor: Actor, lesson: Lesson, *, today: dt.date) -> Lesson:
    """The lesson is given no more from today on; it stays in the timetable of the days before."""
    if over(lesson, today):
        return lesson
    with store.change(actor, "T1 lesson ended") as change:
        change.touch("timetable")
        return change.put(LESSONS, replace(lesson, until=today - DAY), expected=lesson.rev)


def bring_back(store: Store, actor: Actor, lesson: Lesson, *, today: dt.date) -> Lesson | Refusal:
    """Undo of an ending, when nobody has taken the place meanwhile; days that went by without the lesson stay so."""
    if not over(lesson, today):
        return lesson
    late = lesson.until is not None and lesson.until < today - DAY
    again = replace(lesson, id=0, rev=0, since=today, until=None) if late else replace(lesson, until=None)
    if problems := clash_problems(store, again):
        return Refusal.all(problems)
    with store.change(actor, "T1 lesson brought back") as change:
        change.touch("timetable")
        return change.add(LESSONS, again) if late else change.put(LESSONS, again, expected=lesson.rev)


def change_date(
    store: Store, actor: Actor, lesson: Lesson, date: dt.date, given: ChangeInput, *, seen: int | None = None
) -> DateChange | Refusal:
    """What is different on one date; a former change of that date is taken back. Clashes are refused.

    seen: the change that stood there when the page was opened, 0 for none; another one since then is not overwritten.
    """
    if given.kind is not ChangeKind.CANCELLED:
        problems = clash_problems_on(store, lesson, date, given)
        if given.start is not None:
            problems += findings_of(
                store, rules.on_its_date(rules.planned(lesson, date, _date_change(lesson, date, given))), date
            ).refused
        if problems:
            return Refusal.all(problems)
    with store.change(actor, "T1 lesson changed on a date") as change:
        former = change.search(DATE_CHANGES, (where("lesson") == lesson.id) & (where("date") == date))
        standing = [one for one in former if not one.taken_back]
        if seen is not None and [one.id for one in standing] != ([seen] if seen else []):
            return Refusal.of(SOMEBODY_ELSE, "kind")
        for old in standing:
            change.put(DATE_CHANGES, replace(old, taken_back=True))
        change.touch("timetable")
        return change.add(DATE_CHANGES, _date_change(lesson, date, given))


def _date_change(lesson: Lesson, date: dt.date, given: ChangeInput) -> DateChange:
    """Only what belongs to its kind: a cancelled lesson keeps its hours, a moved one its teacher."""
    off = given.kind is ChangeKind.CANCELLED
    return DateChange(
        lesson=lesson.id,
        date=date,
        kind=given.kind,
        start=None if off else given.start,
        end=None if off else given.end,
        room="" if off else given.room,
        teacher=given.teacher if given.kind is ChangeKind.SUBSTITUTED else 0,
        channel="" if off else given.channel,
        address="" if off else given.address,
        note=given.note,
    )


def take_change_back(store: Store, actor: Actor, date_change: DateChange) -> None:
    """The lesson is as usual again on that date."""
    with store.change(actor, "T1 change of a date taken back") as change:
        change.touch("timetable")
        change.put(DATE_CHANGES, replace(date_change, taken_back=True))


def clash_problems(store: Store, lesson: Lesson, *, instead_of: int = 0) -> list[Problem]:
    """Who or what would be in two places at once, each with a sentence at its field (T2)."""
    members = {
        group.id: frozenset(member.student for member in group.members if member.until is None)
        for group in queries.groups_at(store, lesson)
    }
    theirs = rules.students_of(lesson, members)
    groups = [group for group in members if group == lesson.group or theirs & members[group]]
    there = queries.rivals(store, lesson, theirs, groups)
    others = [one for one in there if one.id != instead_of and rules.meet(one, lesson)]

    def problem(kind: str, other: Lesson) -> Problem:
        who = _who(store, kind, lesson, other, members)
        return rules.clash_problem(kind, who=who, what=_what(store, other), when=_when(other))

    return [problem(kind, other) for kind, other in rules.clashes(lesson, others, members)]


def clash_problems_on(store: Store, lesson: Lesson, date: dt.date, given: ChangeInput) -> list[Problem]:
    """The same for one date, what is different on it counted (T2)."""
    new = rules.on_its_date(rules.planned(lesson, date, _date_change(lesson, date, given)))
    members = {group.id: frozenset(group.students_on(date)) for group in queries.groups_on(store, new, date)}
    theirs = rules.students_of(new, members)
    groups = [group for group in members if group == new.group or theirs & members[group]]
    there = queries.rivals_on(store, new, date, theirs, groups)
    others = [rules.on_its_date(plan) for plan in there if plan.lesson.id != lesson.id and not plan.cancelled]
    return [
        rules.clash_problem(
            kind, who=_who(store, kind, new, other, members), what=_what(store, other), when=_hours(other)
        )
        for kind, other in rules.clashes(new, others, members)
    ]


def _clashes_on(store: Store, lesson: Lesson, date: dt.date) -> list[Problem]:
    """Of a lesson of one date: judged by what that date has, so that a lesson cancelled on it is in nobody's way."""
    as_it_is = ChangeInput(ChangeKind.MOVED, lesson.start, lesson.end, lesson.room, teacher=0, note="")
    return clash_problems_on(store, lesson, date, as_it_is)


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
    person = store[STAFF].get(lesson.teacher if kind == "teacher" else lesson.accompanist)
    return short_name(person) if person else ""


def _what(store: Store, lesson: Lesson) -> str:
    subject = store[SUBJECTS].get(lesson.subject)
    student, group = store[STUDENTS].get(lesson.student), store[GROUPS].get(lesson.group)
    whom = student_name(student) if student else group.name if group else ""
    return f"{subject.name if subject else ''}, {whom}"


def _when(lesson: Lesson) -> str:
    return f"{WEEKDAYS_SHORT[lesson.weekday]} {_hours(lesson)}"


def _hours(lesson: Lesson) -> str:
    return f"{lesson.start:%H:%M}–{lesson.end:%H:%M}"


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
        distance_form=given.distance_form,
        weeks=given.weeks,
        makes_up=given.makes_up,
        since=given.only or since,
        until=given.only,
    )
