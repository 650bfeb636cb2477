"""Whose cards: a group, a class or a teacher, in the order of the journal, or everybody (F2)."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from kiosk.people.names import by_name, class_label, full_name, student_name
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS, Student
from kiosk.store import Store, where


class Choices(msgspec.Struct, frozen=True):
    """What can be chosen, as (value, label): «g3» a group, «t5» a teacher, «c3 (8)» a class."""

    groups: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...]
    teachers: tuple[tuple[str, str], ...]


def choices(store: Store) -> Choices:
    """Groups, classes and teachers that have students now."""
    students = _studying(store)
    groups = [one for one in store[GROUPS].all() if one.retired_on is None and one.members]
    labels = {class_label(one) for one in students}
    teachers = store[STAFF].many({one.teacher for one in students} - {0}).values()
    return Choices(
        groups=tuple((f"g{one.id}", one.name) for one in sorted(groups, key=lambda one: by_name(one.name))),
        classes=tuple((f"c{label}", label) for label in sorted(labels, key=by_name)),
        teachers=tuple(
            (f"t{one.id}", full_name(one)) for one in sorted(teachers, key=lambda one: by_name(full_name(one)))
        ),
    )


def households_of(store: Store, chosen: str, today: dt.date) -> list[int]:
    """The families of a choice, each once: a group by its list, others by surname; both homes of a child of two."""
    students = _students_of(store, chosen, today)
    homes = [home for home in store[HOUSEHOLDS].all(order=("id",)) if home.retired_on is None]
    found = (home.id for student in students for home in homes if student in home.students)
    return list(dict.fromkeys(found))


def _students_of(store: Store, chosen: str, today: dt.date) -> Iterable[int]:
    kind, rest = chosen[:1], chosen[1:]
    number = int(rest) if rest.isdecimal() and len(rest) < 16 else 0  # noqa: PLR2004  because no id is longer
    if kind == "g":
        group = store[GROUPS].get(number)
        return group.students_on(today) if group else ()
    if kind == "t":
        return _in_order(store[STUDENTS].search(where("teacher") == number)) if number else ()
    return _in_order(one for one in _studying(store) if kind == "c" and class_label(one) == rest)


def _studying(store: Store) -> list[Student]:
    return [one for one in store[STUDENTS].all() if one.retired_on is None]


def _in_order(students: Iterable[Student]) -> list[int]:
    here = [one for one in students if one.retired_on is None]
    return [one.id for one in sorted(here, key=lambda one: by_name(student_name(one)))]
