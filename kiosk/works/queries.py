"""The inbox: uploads of one's own students, found and permitted in one call (W2)."""

from dataclasses import dataclass

from tinydb.queries import QueryInstance

from kiosk.actor import Actor, Role
from kiosk.drop.queries import of_students
from kiosk.drop.records import UPLOADS, Upload
from kiosk.people.names import class_label, student_name
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS, Staff, Student
from kiosk.store import Store, where
from kiosk.timetable.records import LESSONS


@dataclass(frozen=True, slots=True)
class WorkView:
    """A file in the inbox."""

    upload: Upload
    who: str
    class_label: str
    new: bool
    may_settle: bool
    """The one who looks may strike it or bring it back."""


def inbox(store: Store, actor: Actor, staff: Staff | None) -> list[WorkView]:
    """Works of the students one may see, newest first."""
    students = visible_students(store, actor, staff)
    uploads = of_students(store, list(students))
    mine = staff.id if staff else 0
    return [_view(upload, students[upload.student], mine, actor) for upload in uploads]


def _view(upload: Upload, student: Student, staff: int, actor: Actor) -> WorkView:
    return WorkView(
        upload,
        student_name(student),
        class_label(student),
        new=staff not in upload.seen_by and upload.withdrawn_at is None,
        may_settle=may_settle(actor, upload),
    )


def may_settle(actor: Actor, upload: Upload) -> bool:
    """Whoever took a work in, director and deputy; what a family handed in itself nobody strikes."""
    return upload.taken is not None and (actor.has(Role.DIRECTOR, Role.DEPUTY) or actor.account == upload.taken.account)


def home_of(store: Store, student: int) -> int:
    """The household for which a work of a student is taken in; 0 for a student without one."""
    homes = (home for home in store[HOUSEHOLDS].all() if student in home.students and home.retired_on is None)
    return next((home.id for home in homes), 0)


def work(store: Store, actor: Actor, staff: Staff | None, upload: int) -> Upload | None:
    """One upload, when its student is among those one may see."""
    found = store[UPLOADS].get(upload)
    return found if found and found.student in visible_students(store, actor, staff) else None


def visible_students(store: Store, actor: Actor, staff: Staff | None) -> dict[int, Student]:
    """Everybody for director and deputy; else those one teaches, plays for, or who are of one's departments (head)."""
    if actor.has(Role.DIRECTOR, Role.DEPUTY):
        return {student.id: student for student in store[STUDENTS].all()}
    if staff is None:
        return {}
    ids = _taught_by(store, staff.id)
    if actor.has(Role.HEAD_OF_DEPARTMENT):
        colleagues = [one.id for one in store[STAFF].all() if set(one.departments) & set(staff.departments)]
        for colleague in colleagues:
            ids |= _taught_by(store, colleague)
    return store[STUDENTS].many(sorted(ids))


def _taught_by(store: Store, staff: int) -> set[int]:
    mine: QueryInstance = (where("teacher") == staff) | (where("accompanist") == staff)
    lessons = store[LESSONS].search(mine)
    students = {lesson.student for lesson in lessons} | {
        student.id for student in store[STUDENTS].search(where("teacher") == staff)
    }
    groups = store[GROUPS].many({lesson.group for lesson in lessons} - {0})
    return (students | {member.student for group in groups.values() for member in group.members}) - {0}
