"""Lessons with names instead of ids, for lists of a whole timetable: everybody's name read once (T4)."""

from functools import cached_property

import msgspec

from kiosk.people.names import short_name, student_name
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS, SUBJECTS
from kiosk.store import Store
from kiosk.timetable.records import Lesson


class Named(msgspec.Struct, frozen=True):
    """A lesson with names."""

    lesson: Lesson
    whom: str
    subject: str
    teacher: str


class Names:
    """Names of all staff, subjects, students and groups; what is not there has an empty one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.staff = {one.id: short_name(one) for one in store[STAFF].all()}
        self.subjects = {one.id: one.name for one in store[SUBJECTS].all()}
        self.students = {one.id: student_name(one) for one in store[STUDENTS].all()}
        self.groups = {one.id: one.name for one in store[GROUPS].all()}

    def teacher(self, staff: int) -> str:
        """«Соколова М. П.»."""
        return self.staff.get(staff, "")

    def family(self, household: int) -> str:
        """The children of a family: that is how the office knows it."""
        return ", ".join(self.students.get(student, "") for student in self.homes.get(household, ()))

    @cached_property
    def homes(self) -> dict[int, tuple[int, ...]]:
        """The children of every family, read when somebody asks."""
        return {one.id: one.students for one in self.store[HOUSEHOLDS].all()}

    def of(self, lesson: Lesson) -> Named:
        """A lesson with its names."""
        whom = self.students.get(lesson.student, "") if lesson.student else self.groups.get(lesson.group, "")
        return Named(lesson, whom, self.subjects.get(lesson.subject, ""), self.teacher(lesson.teacher))
