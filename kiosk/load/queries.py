"""The load of the whole school in a handful of reads (L11)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec

from kiosk.actor import Actor
from kiosk.load import rules
from kiosk.load.records import TERMS, Terms
from kiosk.load.rules import Against, Pool, Sum
from kiosk.people.names import full_name
from kiosk.people.queries import staff_of
from kiosk.people.records import DEPARTMENTS, STAFF, Staff
from kiosk.problems import N_, Problem
from kiosk.regime.records import LessonKind
from kiosk.reports.records import ROWS, RowState
from kiosk.school.queries import year_of
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store, where
from kiosk.timetable.in_force import in_force
from kiosk.timetable.records import LESSONS, Lesson, TimetableVersion


class Line(msgspec.Struct, frozen=True):
    """One member of staff: planned hours against the norm, and the pool of consultations."""

    staff: Staff
    terms: Terms | None
    teacher: Against
    accompanist: Against
    pool: Pool

    @property
    def name(self) -> str:
        """«Соколова Мария Павловна»."""
        return full_name(self.staff)


class Part(msgspec.Struct, frozen=True):
    """A department with its people; "" for those of none."""

    name: str
    lines: tuple[Line, ...]

    @property
    def sum(self) -> Sum:
        """What the department has in all."""
        return sum_of(self.lines)


def load_on(store: Store, date: dt.date, actor: Actor) -> list[Part]:
    """Departments with the load of their people on a date, as far as the actor may see them.

    Who neither teaches, nor plays, nor has terms is left out.
    """
    terms: dict[int, list[Terms]] = defaultdict(list)
    for one in store[TERMS].all():
        terms[one.staff].append(one)
    hours, given = rules.weekly(lessons_on(store, date)), consultations_given(store, date)
    parts: dict[int, list[Line]] = defaultdict(list)
    for person in visible_staff(store, actor):
        now = rules.terms_on(terms[person.id], date)
        theirs = hours.get(person.id)
        if now is None and theirs is None and not given.get(person.id):
            continue
        parts[person.departments[0] if person.departments else 0].append(_line(person, now, theirs, given))
    names = {one.id: one.name for one in store[DEPARTMENTS].all()}
    found = [Part(names.get(place, ""), tuple(lines)) for place, lines in parts.items()]
    return sorted(found, key=lambda part: (not part.name, part.name.casefold()))


def _line(person: Staff, terms: Terms | None, hours: rules.Hours | None, given: dict[int, int]) -> Line:
    known, planned = terms or Terms(staff=person.id, since=dt.date.min), hours or rules.Hours()
    return Line(
        staff=person,
        terms=terms,
        teacher=rules.against(planned.teacher, known.teacher_share, rules.TEACHER_NORM),
        accompanist=rules.against(planned.accompanist, known.accompanist_share, rules.ACCOMPANIST_NORM),
        pool=Pool(known.consultation_quarters, given.get(person.id, 0)),
    )


def visible_staff(store: Store, actor: Actor) -> list[Staff]:
    """Staff whose load the actor may see: a head of department sees their own department's."""
    people = [one for one in store[STAFF].all(order=("surname", "given")) if one.retired_on is None]
    if allows(actor, Action.LOAD_EDIT):
        return people
    own = staff_of(store, actor.account)
    departments = set(own.departments) if own else set()
    return [one for one in people if departments & set(one.departments)]


def visible_person(store: Store, actor: Actor, staff: int) -> Staff | None:
    """The same for one of them."""
    person = store[STAFF].get(staff)
    if person is None or allows(actor, Action.LOAD_EDIT):
        return person
    own = staff_of(store, actor.account)
    return person if own and set(own.departments) & set(person.departments) else None


def lessons_on(store: Store, date: dt.date) -> list[Lesson]:
    """Every weekly lesson of the timetables in force on a date."""
    known = in_force(store, date)
    versions = [version.id for version in known.versions]
    found = store[LESSONS].search(where("version").one_of(versions)) if versions else []
    return [lesson for lesson in found if lesson.in_force(date) and known.gives(lesson)]


def consultations_given(store: Store, date: dt.date) -> dict[int, int]:
    """Quarters of an hour of consultations held in the academic year of a date, by member of staff."""
    year = year_of(store, date)
    if year is None:
        return {}
    held = (
        (where("kind") == LessonKind.CONSULTATION)
        & (where("state") == RowState.HELD)
        & (where("date") >= year.since)
        & (where("date") <= year.until)
    )
    given: dict[int, int] = defaultdict(int)
    for row in store[ROWS].search(held):
        if not row.struck:
            given[row.staff] += row.quarter_hours
    return dict(given)


def sum_of(lines: Iterable[Line]) -> Sum:
    """Hours and pools of several people in all."""
    several = tuple(lines)
    pool = Pool(sum(line.pool.planned for line in several), sum(line.pool.given for line in several))
    return Sum(
        teacher=sum((line.teacher.planned for line in several), start=Sum().teacher),
        accompanist=sum((line.accompanist.planned for line in several), start=Sum().accompanist),
        pool=pool,
    )


OVER: Final = N_("%(name)s: %(planned)s h a week %(position)s, %(by)s over the norm of %(norm)s.")
UNDER: Final = N_("%(name)s: %(planned)s h a week %(position)s, %(by)s short of the norm of %(norm)s.")
POSITIONS: Final = {True: "Пед.", False: "Кц"}
"""As the school's sheets mark them (L10)."""


def over_and_under(store: Store, version: TimetableVersion, date: dt.date) -> list[Problem]:
    """Who has more or fewer hours in a version than the terms of work ask for; nobody without terms (L11)."""
    terms: dict[int, list[Terms]] = defaultdict(list)
    for one in store[TERMS].all():
        terms[one.staff].append(one)
    lessons = store[LESSONS].search(where("version") == version.id)
    hours = rules.weekly(lesson for lesson in lessons if lesson.in_force(date))
    found = []
    for person in store[STAFF].all(order=("surname", "given")):
        now = rules.terms_on(terms[person.id], date)
        if now is None or person.retired_on is not None:
            continue
        planned = hours.get(person.id, rules.Hours())
        shares = (
            (True, rules.against(planned.teacher, now.teacher_share, rules.TEACHER_NORM)),
            (False, rules.against(planned.accompanist, now.accompanist_share, rules.ACCOMPANIST_NORM)),
        )
        found += [_unlike(person, position, one) for position, one in shares if one.norm and one.over]
    return found


def _unlike(person: Staff, position: bool, against: Against) -> Problem:  # noqa: FBT001  because it is a key of POSITIONS
    values = {"planned": against.planned, "by": abs(against.over), "norm": against.norm}
    said = {name: f"{float(value):g}".replace(".", ",") for name, value in values.items()}
    return Problem(
        OVER if against.over > 0 else UNDER,
        values={"name": full_name(person), "position": POSITIONS[position], **said},
    )
