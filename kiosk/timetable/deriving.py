"""The distance timetable of an order, or of a statement for one student: looked at, then written at once (T1, D1)."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people import equipment
from kiosk.people.names import student_name
from kiosk.people.records import GROUPS, HOME_DECISIONS, HOUSEHOLDS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import N_, Refusal
from kiosk.regime.conditions import edition_on
from kiosk.regime.queries import chains, decided
from kiosk.regime.records import STATEMENTS, Mode
from kiosk.regime.ruling import Rulings
from kiosk.school.queries import channels
from kiosk.school.rules import minutes_between, reach_of
from kiosk.store import Store, where
from kiosk.timetable.derivation import Derivation, Repair, School, derive
from kiosk.timetable.in_force import in_force
from kiosk.timetable.records import (
    DATE_CHANGES,
    LESSONS,
    VERSIONS,
    DateChange,
    Lesson,
    TimetableMode,
    TimetableVersion,
)
from kiosk.timetable.rules import later


class Reason(msgspec.Struct, frozen=True):
    """Why lessons are held at a distance: an order, or a statement for one student; its days and what it allows."""

    name: str
    """Of the timetable that is made for it."""
    since: dt.date
    until: dt.date
    order: int = 0
    statement: int = 0
    mode: Mode = Mode.FULL
    experimental: frozenset[int] = frozenset()

    @property
    def address(self) -> str:
        """Of the page that shows and writes the timetable."""
        return f"/orders/{self.order}/timetable" if self.order else f"/orders/statements/{self.statement}/timetable"


class Draft(msgspec.Struct, frozen=True):
    """A distance timetable before it is written: for what reason, from when to when, and what would be in it."""

    reason: Reason
    since: dt.date
    until: dt.date
    outcome: Derivation

    @property
    def seal(self) -> str:
        """Changes with everything that would be written: what was looked at is what is written, or nothing is."""
        content = ([one.lesson for one in self.outcome.placed], [one.source.id for one in self.outcome.listed])
        whole = msgspec.json.encode((self.reason.address, self.since, content))
        return hashlib.sha256(whole).hexdigest()[:32]


def draft_of(
    store: Store, order: int, *, today: dt.date, repairs: Mapping[int, Repair] | None = None
) -> Draft | Refusal:
    """The distance timetable that an order asks for, from its first day on, or from today once it has begun."""
    chain = next((one for one in chains(store) if one.order.id == order), None)
    if chain is None or chain.order.annulled is not None:
        return Refusal.of(NO_ORDER)
    if chain.order.mode is Mode.AUXILIARY:
        return Refusal.of(AUXILIARY, paragraph="§1")
    opened = chain.order
    only = Rulings((opened, *chain.changes), (), store[STUDENTS].all(), store[GROUPS].all())
    departments = {subject.id: subject.department for subject in store[SUBJECTS].all()}
    since = max(opened.since, today)

    def concerned(lesson: Lesson) -> bool:
        date, department = max(since, lesson.since or since), departments.get(lesson.subject, 0)
        return only.of_lesson(date, student=lesson.student, group=lesson.group, department=department).distance

    reason = Reason(
        name=f"Дистанционное, приказ №\u00a0{opened.number}",
        since=opened.since,
        until=chain.until(),
        order=opened.id,
        mode=opened.mode,
        experimental=frozenset(opened.experimental_groups),
    )
    return _draft(store, reason, concerned, today, repairs)


def draft_of_statement(
    store: Store, statement: int, *, today: dt.date, repairs: Mapping[int, Repair] | None = None
) -> Draft | Refusal:
    """The same for one student: their own lessons; the groups they belong to stay where they are (§4)."""
    found = store[STATEMENTS].get(statement)
    student = store[STUDENTS].get(found.student) if found else None
    if found is None or found.annulled is not None or student is None:
        return Refusal.of(NO_STATEMENT)
    name = f"Дистанционное по заявлению, {student_name(student)}"
    reason = Reason(name, found.since, found.until, statement=found.id)
    return _draft(store, reason, lambda lesson: lesson.student == found.student, today, repairs)


def _draft(
    store: Store,
    reason: Reason,
    concerned: Callable[[Lesson], bool],
    today: dt.date,
    repairs: Mapping[int, Repair] | None,
) -> Draft | Refusal:
    """Lessons at school that the reason concerns and that would be given on some date of its days, made lawful."""
    since = max(reason.since, today)
    if reason.until < since:
        return Refusal.of(IS_OVER)
    on_site = in_force(store, since).on_site
    if on_site is None:
        return Refusal.of(NO_TIMETABLE)
    sources = [
        lesson
        for lesson in store[LESSONS].search(where("version") == on_site.id)
        if lesson.given_within(since, reason.until) and concerned(lesson)
    ]
    return Draft(reason, since, reason.until, derive(sources, _school(store, reason, since), repairs))


def _school(store: Store, reason: Reason, since: dt.date) -> School:
    households = [one for one in store[HOUSEHOLDS].all() if one.retired_on is None]
    groups = store[GROUPS].all()
    arranged = equipment.in_force(store[HOME_DECISIONS].all(), since)
    return School(
        subjects={one.id: one for one in store[SUBJECTS].all()},
        staff={one.id: one for one in store[STAFF].all()},
        groups={one.id: one for one in groups},
        members={one.id: frozenset(one.students_on(since)) for one in groups},
        without_line=equipment.without_line(households, arranged.values()),
        one_device={student: one.id for one in households for student in equipment.sharing(one)},
        arranged={student: one.channel for student, one in arranged.items() if one.channel},
        channels={one.name: reach_of(one) for one in channels(store, on=since)},
        experimental=reason.experimental,
        mode=reason.mode,
        edition=edition_on(since),
        decided=decided(store, since),
    )


def write(store: Store, actor: Actor, draft: Draft, *, key: str | None = None) -> TimetableVersion:
    """The draft as a version of its own, in one change; what is different on single dates comes along.

    Nothing at school is touched: when the order ends, those lessons are in force again.
    """
    with store.change(actor, "T1 distance timetable derived", key=key) as change:
        if change.repeated is not None:
            (again,) = store[VERSIONS].many(change.repeated.ids(VERSIONS.name)).values()
            return again
        change.touch("timetable")
        version = change.add(
            VERSIONS,
            TimetableVersion(
                name=draft.reason.name,
                mode=TimetableMode.DISTANCE,
                since=draft.since,
                order=draft.reason.order,
                statement=draft.reason.statement,
            ),
        )
        made = {
            one.source.id: change.add(LESSONS, replace(one.lesson, version=version.id)) for one in draft.outcome.placed
        }
        period = (where("date") >= draft.since) & (where("date") <= draft.until)
        for ahead in change.search(DATE_CHANGES, period):
            if not ahead.taken_back and (lesson := made.get(ahead.lesson)) is not None:
                change.add(DATE_CHANGES, carried_over(ahead, lesson))
        return version


def carried_over(ahead: DateChange, lesson: Lesson) -> DateChange:
    """What is different on one date, for the distance lesson: a moved one is as long as that."""
    end = later(ahead.start, minutes_between(lesson.start, lesson.end)) if ahead.start else None
    return replace(ahead, id=0, rev=0, lesson=lesson.id, end=end, room="")


NO_ORDER: Final = N_("There is no such order, or it was annulled.")
NO_STATEMENT: Final = N_("There is no such statement, or it was annulled.")
AUXILIARY: Final = N_("This order uses distance learning as a help: the timetable at school stays in force.")
IS_OVER: Final = N_("The period is over, so no timetable is made for it.")
NO_TIMETABLE: Final = N_("There is no timetable at school on the first day. Take one in under Office first.")
