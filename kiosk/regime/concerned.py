"""Whom an order is about: students, the staff who teach them, their families; and names for scopes (D1, F10)."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from kiosk.people.names import by_name, class_label, full_name, student_name
from kiosk.people.reach import Targets, reached
from kiosk.people.records import DEPARTMENTS, GROUPS, STAFF, STUDENTS, Group, Household, Staff, Student
from kiosk.regime.records import Order, Scope
from kiosk.store import Store


class Concerned(msgspec.Struct, frozen=True):
    """People of an order as its page and its lists name them, all in the order of their names."""

    students: tuple[Student, ...]
    staff: tuple[Staff, ...]
    households: tuple[Household, ...]
    of_household: dict[int, tuple[Student, ...]]


def concerned(store: Store, order: Order, date: dt.date) -> Concerned:
    """Everybody whom the order concerns on a date; a handful of reads whatever its scope."""
    found = reached(store, targets_of(order), date)
    groups = [group for group in store[GROUPS].all() if group.retired_on is None]
    staff = _staff(store[STAFF].all(), found.students, groups, order)
    return Concerned(
        students=found.students,
        staff=tuple(sorted(staff, key=lambda one: by_name(full_name(one)))),
        households=found.households,
        of_household=found.of_household,
    )


def targets_of(order: Order) -> Targets:
    """Whom an order names: of its lists the one that its scope says."""
    match order.scope:
        case Scope.SCHOOL:
            return Targets(everyone=True)
        case Scope.DEPARTMENTS:
            return Targets(departments=order.departments)
        case Scope.GROUPS:
            return Targets(groups=order.groups)
        case Scope.STUDENTS:
            return Targets(students=order.students)


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


class Names(msgspec.Struct, frozen=True):
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
