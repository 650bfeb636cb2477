"""A made-up school several times over: people, groups and lessons copied with ids and rooms of their own (T2, O5)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS, Group, Household, Member, Staff, Student
from kiosk.store import Change, Collection, Record, Store, where
from kiosk.timetable.records import LESSONS, Lesson

R = TypeVar("R", bound=Record)


@dataclass
class _Copy:
    """One more school: which id everybody has in it."""

    number: int
    staff: dict[int, int] = field(default_factory=dict)
    students: dict[int, int] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)

    def person(self, one: Staff) -> Staff:
        return replace(one, id=0, rev=0, account=0, code="")

    def student(self, one: Student) -> Student:
        return replace(one, id=0, rev=0, code="", teacher=self.staff.get(one.teacher, 0))

    def group(self, one: Group) -> Group:
        return replace(
            one,
            id=0,
            rev=0,
            name=f"{one.name}, {self.number}",
            members=tuple(Member(self.students[member.student]) for member in one.members),
        )

    def home(self, one: Household) -> Household:
        return replace(one, id=0, rev=0, code="", students=tuple(self.students[student] for student in one.students))

    def lesson(self, one: Lesson) -> Lesson:
        return replace(
            one,
            id=0,
            rev=0,
            teacher=self.staff[one.teacher],
            accompanist=self.staff.get(one.accompanist, 0),
            student=self.students.get(one.student, 0),
            group=self.groups.get(one.group, 0),
            room=f"{self.number}-{one.room}" if one.room else "",
        )


def multiply(store: Store, version: int, times: int) -> None:
    """So many copies of everybody and of a version's lessons are added; no copy meets another."""
    staff, students = store[STAFF].all(order=("id",)), store[STUDENTS].all(order=("id",))
    groups, homes = store[GROUPS].all(order=("id",)), store[HOUSEHOLDS].all(order=("id",))
    lessons = store[LESSONS].search(where("version") == version)
    for number in range(1, times + 1):
        copy = _Copy(number)
        with store.change(SYSTEM, "bench: the school once more") as change:
            copy.staff = _added(change, STAFF, staff, copy.person)
            copy.students = _added(change, STUDENTS, students, copy.student)
            copy.groups = _added(change, GROUPS, groups, copy.group)
            _added(change, HOUSEHOLDS, homes, copy.home)
            _added(change, LESSONS, lessons, copy.lesson)


def _added(change: Change, collection: Collection[R], records: list[R], copied: Callable[[R], R]) -> dict[int, int]:
    """The new id of each."""
    return {one.id: change.add(collection, copied(one)).id for one in records}
