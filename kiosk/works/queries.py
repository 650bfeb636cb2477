"""The inbox: uploads of one's own students, found and permitted in one call (W2)."""

from dataclasses import dataclass

from kiosk.actor import Actor, Role
from kiosk.assignments.whose import visible_students
from kiosk.drop.queries import of_students
from kiosk.drop.records import UPLOADS, Upload
from kiosk.people.names import class_label, student_name
from kiosk.people.records import HOUSEHOLDS, Staff, Student
from kiosk.store import Store


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
