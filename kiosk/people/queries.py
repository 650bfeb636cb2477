"""People as they are found and shown: lists, search, what may be seen of health (P1–P3, L21)."""

import msgspec

from kiosk.actor import Actor
from kiosk.people.names import class_label, full_name, household_name, student_name
from kiosk.people.records import DEPARTMENTS, GROUPS, HOUSEHOLDS, STAFF, STUDENTS, Group, Household, Staff, Student
from kiosk.signin.permissions import Action, allows
from kiosk.signin.records import ACCOUNTS, ROLE_LABEL
from kiosk.store import Store, fold, where

PAGE = 50


class PersonLine(msgspec.Struct, frozen=True):
    """A line of a list: id, name, what tells them apart, whether they have left. ``more`` are plain texts or msgids."""

    id: int
    name: str
    more: tuple[str, ...]
    retired: bool


def staff_lines(store: Store, text: str, *, retired: bool) -> list[PersonLine]:
    """Staff by name; ``text`` is a part of a name, ё = е."""
    departments = {one.id: one.name for one in store[DEPARTMENTS].all()}
    accounts = {one.id: one for one in store[ACCOUNTS].all()}

    def line(one: Staff) -> PersonLine:
        account = accounts.get(one.account)
        roles = tuple(ROLE_LABEL[role] for role in account.roles) if account else ()
        places = tuple(departments[place] for place in one.departments if place in departments)
        return PersonLine(one.id, full_name(one), (*roles, *places), one.retired_on is not None)

    found = store[STAFF].find(text) if text else store[STAFF].all()
    return _sorted([line(one) for one in found], retired=retired)


def student_lines(store: Store, text: str, *, retired: bool) -> list[PersonLine]:
    """Students by name."""
    staff = {one.id: one for one in store[STAFF].all()}

    def line(one: Student) -> PersonLine:
        teacher = staff.get(one.teacher)
        more = (class_label(one), one.instrument, full_name(teacher) if teacher else "")
        return PersonLine(one.id, full_name(one), tuple(part for part in more if part), one.retired_on is not None)

    found = store[STUDENTS].find(text) if text else store[STUDENTS].all()
    return _sorted([line(one) for one in found], retired=retired)


def household_lines(store: Store, text: str, *, retired: bool) -> list[PersonLine]:
    """Families by their name or a child's."""
    students = {one.id: one for one in store[STUDENTS].all()}
    wanted = {one.id for one in store[STUDENTS].find(text)} if text else set()
    folded = fold(text)

    def line(one: Household) -> PersonLine:
        children = ", ".join(student_name(students[child]) for child in one.students if child in students)
        phones = ", ".join(guardian.phone for guardian in one.guardians if guardian.phone)
        return PersonLine(one.id, household_name(one), (children, phones), one.retired_on is not None)

    lines = [
        line(one)
        for one in store[HOUSEHOLDS].all()
        if not text or wanted & set(one.students) or folded in fold(household_name(one))
    ]
    return _sorted(lines, retired=retired)


def group_lines(store: Store, text: str, *, retired: bool) -> list[PersonLine]:
    """Groups, classes, choirs, ensembles."""

    def line(one: Group) -> PersonLine:
        size = sum(member.until is None for member in one.members)
        return PersonLine(one.id, one.name, (one.kind, f"{size}\u00a0чел."), one.retired_on is not None)

    found = store[GROUPS].find(text) if text else store[GROUPS].all()
    return _sorted([line(one) for one in found], retired=retired)


def _sorted(lines: list[PersonLine], *, retired: bool) -> list[PersonLine]:
    kept = [line for line in lines if retired or not line.retired]
    return sorted(kept, key=lambda line: fold(line.name))


def may_see_health(actor: Actor) -> bool:
    """Health stands behind a permission of its own (L21)."""
    return allows(actor, Action.HEALTH_READ)


def staff_of(store: Store, account: int) -> Staff | None:
    """The member of staff behind an account; None for an account without one, and for nobody signed in (0)."""
    return store[STAFF].one(where("account") == account) if account else None


def staff_choices(store: Store) -> list[tuple[int, str]]:
    """Everybody who works here, for a choice."""
    return [(one.id, full_name(one)) for one in store[STAFF].all(order=("surname", "given")) if not one.retired_on]


def group_choices(store: Store) -> list[tuple[int, str]]:
    """All groups, for a choice."""
    return [(one.id, one.name) for one in store[GROUPS].all(order=("name",)) if not one.retired_on]


def student_choices(store: Store) -> list[tuple[int, str]]:
    """All students with their classes, for a choice."""
    students = [one for one in store[STUDENTS].all(order=("surname", "given")) if not one.retired_on]
    return [(one.id, f"{student_name(one)}, {class_label(one)}") for one in students]


def whom_choices(store: Store) -> list[tuple[str, str]]:
    """Groups first, then students: «g3», «s45»."""
    groups = [(f"g{id}", name) for id, name in group_choices(store)]
    return [*groups, *((f"s{id}", name) for id, name in student_choices(store))]
