"""Whose work it is to answer: of who gave the task, or of who teaches the student (W2)."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from kiosk.actor import Actor
from kiosk.assignments.queries import Named
from kiosk.assignments.whose import sees_everybody
from kiosk.people.records import STAFF, Staff, Student
from kiosk.store import Store, where
from kiosk.timetable.records import LESSONS


class Owners:
    """Who answers works of these students; read once for many works."""

    def __init__(self, store: Store, students: Collection[Student]) -> None:
        self.there = {one.id for one in store[STAFF].all() if one.retired_on is None}
        self.teachers: dict[int, set[int]] = defaultdict(set)
        for one in students:
            self.teachers[one.id] |= {one.teacher}
        for lesson in store[LESSONS].search(where("student").one_of([one.id for one in students])):
            self.teachers[lesson.student].add(lesson.teacher)

    def of(self, student: int, task: Named | None) -> frozenset[int]:
        """Who gave the task; without one, or when that teacher has left: the student's own teachers.

        Empty when the student has none: then whoever sees the work may answer it.
        """
        given = self._working([task.teacher]) if task else frozenset[int]()
        return given or self._working(self.teachers[student])

    def _working(self, staff: Iterable[int]) -> frozenset[int]:
        return frozenset(staff) & self.there


def looks_at_all(actor: Actor, staff: Staff | None) -> bool:
    """Director, deputy and whoever is no member of staff have no works of their own to begin with."""
    return staff is None or sees_everybody(actor)
