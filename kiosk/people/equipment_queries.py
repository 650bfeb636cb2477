"""Who lacks what at home, and whose individual decision ends (F6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from kiosk.actor import Actor
from kiosk.people import equipment
from kiosk.people.beside import Note
from kiosk.people.names import by_name, class_label, full_name, household_name
from kiosk.people.records import HOME_DECISIONS, HOUSEHOLDS, STUDENTS, HomeDecision, Household, Student
from kiosk.problems import N_, Problem
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store, where

AHEAD = dt.timedelta(days=7)


class Lacking(msgspec.Struct, frozen=True):
    """A student who cannot follow lessons from home, and what was decided for them."""

    student: Student
    name: str
    class_label: str
    at_home: tuple[str, ...]
    """What each of their families has, in words."""
    decision: HomeDecision | None
    ends: bool
    """The decision ends within a week."""


class Unasked(msgspec.Struct, frozen=True):
    """A family whom nobody asked yet."""

    household: Household
    name: str
    children: str
    phone: str


class Picture(msgspec.Struct, frozen=True):
    """The page of equipment."""

    lacking: tuple[Lacking, ...]
    sharing: tuple[tuple[Household, str], ...]
    unasked: tuple[Unasked, ...]
    asked: int


def picture(store: Store, today: dt.date) -> Picture:
    """The whole school: three reads."""
    students = {one.id: one for one in store[STUDENTS].all() if one.retired_on is None}
    households = [
        one for one in store[HOUSEHOLDS].all() if one.retired_on is None and set(one.students) & set(students)
    ]
    decisions = equipment.in_force(store[HOME_DECISIONS].all(), today)
    homes: dict[int, list[Household]] = defaultdict(list)
    for one in households:
        for student in one.students:
            homes[student].append(one)
    lacking = [
        Lacking(
            students[id],
            full_name(students[id]),
            class_label(students[id]),
            tuple(filter(None, map(equipment.told_at_home, homes[id]))),
            decisions.get(id),
            ends=id in decisions and decisions[id].until < today + AHEAD,
        )
        for id in equipment.without_line(households) & set(students)
    ]
    unasked = [one for one in households if not equipment.is_known(one)]
    return Picture(
        tuple(sorted(lacking, key=lambda one: (one.decision is not None, by_name(one.name)))),
        tuple(
            (one, ", ".join(full_name(students[child]) for child in equipment.sharing(one) if child in students))
            for one in households
            if equipment.sharing(one)
        ),
        tuple(
            sorted(
                (
                    Unasked(
                        one,
                        household_name(one),
                        ", ".join(full_name(students[child]) for child in one.students if child in students),
                        next((guardian.phone for guardian in one.guardians if guardian.phone), ""),
                    )
                    for one in unasked
                ),
                key=lambda one: by_name(one.name),
            )
        ),
        len(households) - len(unasked),
    )


def ending(store: Store, today: dt.date) -> list[tuple[HomeDecision, Student]]:
    """Decisions that end within a week and are followed by none: for the deputy's morning."""
    decisions = store[HOME_DECISIONS].all()
    later = equipment.in_force(decisions, today + AHEAD)
    soon = [one for one in equipment.in_force(decisions, today).values() if one.student not in later]
    students = store[STUDENTS].many(one.student for one in soon)
    return [(one, students[one.student]) for one in soon if students[one.student].retired_on is None]


def decisions_of(store: Store, student: int) -> list[HomeDecision]:
    """Every decision for a student, the latest first."""
    return store[HOME_DECISIONS].search(where("student") == student, order=("-id",))


def notes(store: Store, actor: Actor, student: Student, date: dt.date) -> Iterator[Note]:
    """What is at home, and the decision in force, beside a student's page and the family's."""
    if not allows(actor, Action.PEOPLE_READ):
        return
    households = [one for one in store[HOUSEHOLDS].all() if student.id in one.students and one.retired_on is None]
    decision = equipment.in_force(decisions_of(store, student.id), date).get(student.id)
    address = f"/equipment/students/{student.id}"
    if decision is not None:
        yield Note(Problem(DECIDED, values={"day": f"{decision.until:%d.%m.%Y}"}), address)
    elif student.id in equipment.without_line(households):
        yield Note(Problem(UNDECIDED), address, due=True)
    elif any(map(equipment.is_known, households)):
        yield Note(Problem(ABLE), address)
    else:
        yield Note(Problem(UNKNOWN), address)


DECIDED = N_("Equipment: an individual decision holds until %(day)s")
UNDECIDED = N_("Equipment: no device or no line at home, nothing is decided")
ABLE = N_("Equipment: lessons can be followed from home")
UNKNOWN = N_("Equipment: the family has not been asked")
