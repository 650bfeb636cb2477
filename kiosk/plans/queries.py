"""Whose corrections somebody sees, and what the form offers (D4)."""

from kiosk.actor import Actor
from kiosk.people.names import class_label, student_name
from kiosk.people.queries import staff_of, whom_choices
from kiosk.people.records import GROUPS, STAFF, STUDENTS, Staff
from kiosk.plans.records import CORRECTIONS, Correction, State
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store, where
from kiosk.timetable.records import LESSONS


def corrections(store: Store, actor: Actor, state: State | None = None) -> list[Correction]:
    """What the actor may see, the latest first: all of them, a head's department, or one's own."""
    asked = where("state") == state if state else None
    found = store[CORRECTIONS].search(asked, order=("-id",))
    if allows(actor, Action.PLANS_READ_ALL):
        return found
    staff = visible_staff(store, actor)
    return [one for one in found if one.staff in staff]


def visible_staff(store: Store, actor: Actor) -> frozenset[int]:
    """Whose corrections somebody sees who does not see all of them."""
    own = staff_of(store, actor.account)
    if own is None:
        return frozenset()
    if not allows(actor, Action.PLANS_READ_DEPARTMENT):
        return frozenset({own.id})
    mine = set(own.departments)
    return frozenset({own.id, *(one.id for one in store[STAFF].all() if mine & set(one.departments))})


def correction(store: Store, actor: Actor, number: int) -> Correction | None:
    """One of them, if the actor may see it."""
    found = store[CORRECTIONS].get(number)
    if found is None or allows(actor, Action.PLANS_READ_ALL):
        return found
    return found if found.staff in visible_staff(store, actor) else None


def is_own(store: Store, actor: Actor, found: Correction) -> bool:
    """True for who filed it."""
    own = staff_of(store, actor.account)
    return own is not None and own.id == found.staff


def whom_of(store: Store, staff: Staff) -> list[tuple[str, str]]:
    """The groups and students that somebody teaches; all of the school while there is no timetable."""
    taught = store[LESSONS].search((where("teacher") == staff.id) | (where("accompanist") == staff.id))
    groups = store[GROUPS].many({one.group for one in taught if one.group})
    students = store[STUDENTS].many({one.student for one in taught if one.student})
    students |= {one.id: one for one in store[STUDENTS].search(where("teacher") == staff.id)}
    if not groups and not students:
        return whom_choices(store)
    named = sorted((one.name, f"g{one.id}") for one in groups.values() if not one.retired_on)
    pupils = sorted(
        (f"{student_name(one)}, {class_label(one)}", f"s{one.id}") for one in students.values() if not one.retired_on
    )
    return [(value, label) for label, value in (*named, *pupils)]
