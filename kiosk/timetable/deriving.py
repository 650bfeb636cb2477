"""The distance timetable of an order: what it is made of, and writing it down in one change (T1, D1, L2)."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people.equipment import shares_one_device, without_line
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import N_, Refusal
from kiosk.regime.conditions import edition_on
from kiosk.regime.queries import chains, decided
from kiosk.regime.records import Mode
from kiosk.regime.ruling import Chain, Rulings
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


@dataclass(frozen=True)
class Draft:
    """A distance timetable before it is written: of which order, from when to when, and what would be in it."""

    chain: Chain
    since: dt.date
    until: dt.date
    outcome: Derivation

    @property
    def seal(self) -> str:
        """Changes with everything that would be written: what was looked at is what is written, or nothing is."""
        content = ([one.lesson for one in self.outcome.placed], [one.source.id for one in self.outcome.listed])
        whole = msgspec.json.encode((self.chain.order.id, self.since, content))
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
    since, until = max(chain.order.since, today), chain.until()
    if until < since:
        return Refusal.of(IS_OVER)
    if in_force(store, since).on_site is None:
        return Refusal.of(NO_TIMETABLE)
    return Draft(
        chain, since, until, derive(_sources(store, chain, since, until), _school(store, chain, since), repairs)
    )


def _sources(store: Store, chain: Chain, since: dt.date, until: dt.date) -> list[Lesson]:
    """Lessons at school that the order concerns and that would be given on some date of the period."""
    known = in_force(store, since)
    if known.on_site is None:
        return []
    groups = store[GROUPS].all()
    only = Rulings((chain.order, *chain.changes), (), store[STUDENTS].all(), groups)
    departments = {subject.id: subject.department for subject in store[SUBJECTS].all()}

    def concerned(lesson: Lesson) -> bool:
        date, department = max(since, lesson.since or since), departments.get(lesson.subject, 0)
        return only.of_lesson(date, student=lesson.student, group=lesson.group, department=department).distance

    return [
        lesson
        for lesson in store[LESSONS].search(where("version") == known.on_site.id)
        if lesson.given_within(since, until) and concerned(lesson)
    ]


def _school(store: Store, chain: Chain, since: dt.date) -> School:
    households = [one for one in store[HOUSEHOLDS].all() if one.retired_on is None]
    groups = store[GROUPS].all()
    sharing = {student: one.id for one in households if shares_one_device(one) for student in one.students}
    return School(
        subjects={one.id: one for one in store[SUBJECTS].all()},
        staff={one.id: one for one in store[STAFF].all()},
        groups={one.id: one for one in groups},
        members={one.id: frozenset(one.students_on(since)) for one in groups},
        without_line=without_line(households),
        one_device=sharing,
        channels={one.name: reach_of(one) for one in channels(store, on=since)},
        experimental=frozenset(chain.order.experimental_groups),
        mode=chain.order.mode,
        edition=edition_on(since),
        decided=decided(store, since),
    )


def write(store: Store, actor: Actor, draft: Draft, *, key: str | None = None) -> TimetableVersion:
    """The draft as a version of its own, in one change; what is different on single dates comes along.

    Nothing at school is touched: when the order ends, those lessons are in force again.
    """
    order = draft.chain.order
    with store.change(actor, "T1 distance timetable derived", key=key) as change:
        if change.repeated is not None:
            (again,) = store[VERSIONS].many(change.repeated.ids(VERSIONS.name)).values()
            return again
        change.touch("timetable")
        version = change.add(
            VERSIONS,
            TimetableVersion(
                name=f"Дистанционное, приказ №\u00a0{order.number}",
                mode=TimetableMode.DISTANCE,
                since=draft.since,
                order=order.id,
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
AUXILIARY: Final = N_("This order uses distance learning as a help: the timetable at school stays in force.")
IS_OVER: Final = N_("The period of this order is over, so no timetable is made for it.")
NO_TIMETABLE: Final = N_("There is no timetable at school on the first day. Take one in under Office first.")
