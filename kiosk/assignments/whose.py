"""Whose students somebody sees: their tasks, works and reviews (W2, W3, L21)."""

from tinydb.queries import QueryInstance

from kiosk.actor import Actor, Role
from kiosk.people.records import GROUPS, STAFF, STUDENTS, Group, Staff, Student
from kiosk.store import Store, where
from kiosk.timetable.records import LESSONS


def sees_everybody(actor: Actor) -> bool:
    """Director and deputy."""
    return actor.has(Role.DIRECTOR, Role.DEPUTY)


def visible_students(store: Store, actor: Actor, staff: Staff | None) -> dict[int, Student]:
    """Everybody for director and deputy; else those one teaches, plays for, or who are of one's departments (head)."""
    if sees_everybody(actor):
        return {student.id: student for student in store[STUDENTS].all()}
    if staff is None:
        return {}
    ids = _taught_by(store, staff.id)
    if actor.has(Role.HEAD_OF_DEPARTMENT):
        for colleague in _colleagues(store, staff):
            ids |= _taught_by(store, colleague.id)
    return store[STUDENTS].many(sorted(ids))


def own_groups(store: Store, actor: Actor, staff: Staff | None) -> list[Group]:
    """Groups to whom somebody may give a task: all, or those one teaches or plays for; by name."""
    groups = [one for one in store[GROUPS].all(order=("name",)) if one.retired_on is None]
    if sees_everybody(actor):
        return groups
    own = {lesson.group for lesson in store[LESSONS].search(lessons_of(staff.id))} if staff else set()
    return [one for one in groups if one.id in own or (staff is not None and staff.id in one.teachers)]


def own_subjects(store: Store, actor: Actor, staff: Staff | None) -> set[int]:
    """Subjects of one's lessons; empty for those who give none."""
    if staff is None or sees_everybody(actor):
        return set()
    return {lesson.subject for lesson in store[LESSONS].search(lessons_of(staff.id))} | set(staff.subjects)


def seen_teachers(store: Store, actor: Actor, staff: Staff | None) -> frozenset[int] | None:
    """Whose tasks somebody sees: one's own, those of the department (head); None: everybody's."""
    if sees_everybody(actor):
        return None
    if staff is None:
        return frozenset()
    colleagues = _colleagues(store, staff) if actor.has(Role.HEAD_OF_DEPARTMENT) else ()
    return frozenset({staff.id, *(one.id for one in colleagues)})


def _colleagues(store: Store, staff: Staff) -> list[Staff]:
    return [one for one in store[STAFF].all() if set(one.departments) & set(staff.departments)]


def lessons_of(staff: int) -> QueryInstance:
    """Lessons that somebody teaches or plays in."""
    return (where("teacher") == staff) | (where("accompanist") == staff)


def _taught_by(store: Store, staff: int) -> set[int]:
    lessons = store[LESSONS].search(lessons_of(staff))
    students = {lesson.student for lesson in lessons} | {
        student.id for student in store[STUDENTS].search(where("teacher") == staff)
    }
    groups = store[GROUPS].many({lesson.group for lesson in lessons} - {0})
    return (students | {member.student for group in groups.values() for member in group.members}) - {0}
