"""Whom an order, a notice or a list to sign is for: by department, group or name (D1, F4, F10)."""

import datetime as dt
from collections.abc import Collection, Iterable

import msgspec

from kiosk.people.names import by_name, student_name
from kiosk.people.records import GROUPS, HOUSEHOLDS, STUDENTS, Group, Household, Student
from kiosk.store import Store


class Targets(msgspec.Struct, frozen=True):
    """The whole school, or several departments, groups, students and families together."""

    everyone: bool = False
    departments: Collection[int] = ()
    groups: Collection[int] = ()
    students: Collection[int] = ()
    households: Collection[int] = ()

    def meets(self, student: Student, groups: Collection[int]) -> bool:
        """True when a student is meant; ``groups`` are those in which they are a member."""
        return (
            self.everyone
            or student.department in self.departments
            or student.id in self.students
            or not set(self.groups).isdisjoint(groups)
        )


class Reached(msgspec.Struct, frozen=True):
    """Students and their families, all in the order of the children's names."""

    students: tuple[Student, ...]
    households: tuple[Household, ...]
    of_household: dict[int, tuple[Student, ...]]


def reached(store: Store, targets: Targets, date: dt.date) -> Reached:
    """Whoever is meant on a date and studies here; a family meant by name is there with all of its children."""
    here = {one.id: one for one in store[STUDENTS].all() if one.retired_on is None}
    groups = groups_of(store[GROUPS].all(), date)
    meant = {one.id for one in here.values() if targets.meets(one, groups.get(one.id, ()))}
    families = [one for one in store[HOUSEHOLDS].all() if one.retired_on is None]
    named = {one.id: one for one in families if one.id in targets.households}
    ours = [one for one in families if one.id in named or not meant.isdisjoint(one.students)]
    students = meant | {child for one in named.values() for child in one.students if child in here}
    children = {one.id: tuple(here[child] for child in one.students if child in students) for one in ours}
    return Reached(
        students=tuple(sorted((here[one] for one in students), key=lambda one: by_name(student_name(one)))),
        households=tuple(
            sorted(
                (one for one in ours if children[one.id]), key=lambda one: by_name(student_name(children[one.id][0]))
            )
        ),
        of_household=children,
    )


def groups_of(groups: Iterable[Group], date: dt.date) -> dict[int, set[int]]:
    """Ids of the groups in which each student is a member on a date."""
    found: dict[int, set[int]] = {}
    for group in groups:
        for student in group.students_on(date) if group.retired_on is None else ():
            found.setdefault(student, set()).add(group.id)
    return found
