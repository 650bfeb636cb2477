"""Whom an order is about: students, the staff who teach them, their families; and names for scopes (D1, F10)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.people.names import by_name, class_label, full_name, student_name
from kiosk.people.records import DEPARTMENTS, GROUPS, HOUSEHOLDS, STAFF, STUDENTS, Group, Household, Staff, Student
from kiosk.regime.records import Order, Scope
from kiosk.store import Store


@dataclass(frozen=True, slots=True)
class Concerned:
    """People of an order as its page and its lists name them, all in the order of their names."""

    students: tuple[Student, ...]
    staff: tuple[Staff, ...]
    households: tuple[Household, ...]
    of_household: dict[int, tuple[Student, ...]]

    @property
    def without_consent(self) -> int:
        """Families who have not agreed to distance learning on paper yet (F5)."""
        return sum(not one.consent_distance for one in self.households)


def concerned(store: Store, order: Order, date: dt.date) -> Concerned:
    """Everybody whom the order concerns on a date; four reads whatever its scope."""
    groups = [group for group in store[GROUPS].all() if group.retired_on is None]
    students = _students(store[STUDENTS].all(), groups, order, date)
    ids = {student.id for student in students}
    households = [one for one in store[HOUSEHOLDS].all() if one.retired_on is None and not ids.isdisjoint(one.students)]
    named = {student.id: student for student in students}
    children = {one.id: tuple(named[child] for child in one.students if child in named) for one in households}
    return Concerned(
        students=tuple(sorted(students, key=lambda one: by_name(student_name(one)))),
        staff=tuple(
            sorted(_staff(store[STAFF].all(), students, groups, order), key=lambda one: by_name(full_name(one)))
        ),
        households=tuple(sorted(households, key=lambda one: by_name(student_name(children[one.id][0])))),
        of_household=children,
    )


def _students(students: Iterable[Student], groups: Iterable[Group], order: Order, date: dt.date) -> list[Student]:
    here = [student for student in students if student.retired_on is None]
    members = {student for group in groups if group.id in order.groups for student in group.students_on(date)}
    match order.scope:
        case Scope.SCHOOL:
            return here
        case Scope.DEPARTMENTS:
            return [student for student in here if student.department in order.departments]
        case Scope.GROUPS:
            return [student for student in here if student.id in members]
        case Scope.STUDENTS:
            return [student for student in here if student.id in order.students]


def _staff(staff: Iterable[Staff], students: Iterable[Student], groups: Iterable[Group], order: Order) -> list[Staff]:
    """The whole staff, or those of the departments and the teachers of the students and of their groups."""
    here = [one for one in staff if one.retired_on is None]
    if order.scope is Scope.SCHOOL:
        return here
    ids = {student.id for student in students}
    theirs = {student.teacher for student in students}
    for group in groups:
        if not ids.isdisjoint(member.student for member in group.members):
            theirs |= set(group.teachers)
    return [one for one in here if one.id in theirs or not set(order.departments).isdisjoint(one.departments)]


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what orders point to, read once for a whole list of orders."""

    departments: dict[int, str]
    groups: dict[int, str]
    students: dict[int, str]

    def whom(self, order: Order) -> tuple[str, ...]:
        """The names of an order's scope; empty for the whole school."""
        match order.scope:
            case Scope.SCHOOL:
                return ()
            case Scope.DEPARTMENTS:
                return _named(self.departments, order.departments)
            case Scope.GROUPS:
                return _named(self.groups, order.groups)
            case Scope.STUDENTS:
                return _named(self.students, order.students)

    def experimental(self, order: Order) -> tuple[str, ...]:
        """The groups that may try conferences."""
        return _named(self.groups, order.experimental_groups)


def names_for(store: Store, orders: Iterable[Order]) -> Names:
    """Three reads for any number of orders."""
    known = list(orders)
    students = store[STUDENTS].many({one for order in known for one in order.students})
    return Names(
        {one.id: one.name for one in store[DEPARTMENTS].all()},
        {one.id: one.name for one in store[GROUPS].all()},
        {one.id: f"{student_name(one)}, {class_label(one)}" for one in students.values()},
    )


def _named(names: dict[int, str], ids: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(names[one] for one in ids if one in names))
