"""Adding, changing, retiring people; a retired one stays in the history and can come back (P1–P3, O3)."""

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from kiosk.actor import Actor, Role
from kiosk.people.names import full_name
from kiosk.people.records import (
    DEPARTMENTS,
    GROUPS,
    HOUSEHOLDS,
    STAFF,
    STUDENTS,
    SUBJECTS,
    Group,
    Household,
    Staff,
    Student,
    Subject,
)
from kiosk.problems import N_, Refusal
from kiosk.signin import giving, sessions
from kiosk.signin.records import ACCOUNTS, Account
from kiosk.store import Change, Collection, Conflict, Duplicate, Record, Store

Person = TypeVar("Person", Staff, Student, Group, Household, Subject)

TAKEN = {
    "code": N_("This code belongs to somebody else already."),
    "name": N_("There is one of this name already."),
}
MEANWHILE = N_("Somebody else has changed this meanwhile. Look at it once more and save again.")


def save_staff(store: Store, actor: Actor, person: Staff, roles: tuple[Role, ...]) -> Staff | Refusal:
    """A member of staff and the account they sign in with, in one change."""
    try:
        with store.change(actor, "P1 staff saved") as change:
            account = change.get(ACCOUNTS, person.account) if person.account else None
            if problem := giving.refused(actor, account.roles if account else (), roles, change.search(ACCOUNTS)):
                return Refusal((problem,))
            hint = _hint(change, person)
            if account is None:
                account = change.add(ACCOUNTS, Account(name=full_name(person), roles=roles, hint=hint))
            else:
                account = change.put(ACCOUNTS, replace(account, name=full_name(person), roles=roles, hint=hint))
            change.touch("school", "timetable")
            return _put(change, STAFF, replace(person, account=account.id))
    except (Duplicate, Conflict) as error:
        return _refusal(error)


def save_contacts(store: Store, actor: Actor, person: Staff) -> Staff | Refusal:
    """What one of the staff shows to families of themselves (F8)."""
    return _save(store, actor, STAFF, person, "F8 contacts saved", touch=("school",))


def _hint(change: Change, person: Staff) -> str:
    """The first department tells namesakes apart at the sign-in."""
    department = change.get(DEPARTMENTS, person.departments[0]) if person.departments else None
    return department.name if department else ""


def save_student(store: Store, actor: Actor, student: Student) -> Student | Refusal:
    """A student."""
    return _save(store, actor, STUDENTS, student, "P2 student saved", touch=("school",))


def save_group(store: Store, actor: Actor, group: Group) -> Group | Refusal:
    """A group and its members."""
    return _save(store, actor, GROUPS, group, "P2 group saved", touch=("timetable",))


def save_household(store: Store, actor: Actor, household: Household) -> Household | Refusal:
    """A family: its own page is stale at once."""
    return _save(store, actor, HOUSEHOLDS, household, "P3 family saved", touch=(f"household:{household.id}",))


def save_subject(store: Store, actor: Actor, subject: Subject) -> Subject | Refusal:
    """A subject."""
    return _save(store, actor, SUBJECTS, subject, "P2 subject saved", touch=("timetable", "school"))


def retire(store: Store, actor: Actor, collection: Collection[Person], person: Person, *, on: dt.date | None) -> Person:
    """From a date on nobody's any more; None brings them back. Nothing is deleted."""
    with store.change(actor, "P1 retired" if on else "P1 brought back") as change:
        change.touch("school", "timetable")
        if isinstance(person, Household):
            change.touch(f"household:{person.id}")
        account = _close_account(change, person, closed=on is not None)
        saved = change.put(collection, replace(person, retired_on=on), expected=person.rev)
    if account and on is not None:
        sessions.end_of_account(store, account)
    return saved


def _close_account(change: Change, person: Record, *, closed: bool) -> int:
    """Who has left signs in no more. Returns the account's id, 0 for people without one."""
    account = change.get(ACCOUNTS, person.account) if isinstance(person, Staff) else None
    if account is None:
        return 0
    return change.put(ACCOUNTS, replace(account, closed=closed)).id


def _save(
    store: Store, actor: Actor, collection: Collection[Person], person: Person, what: str, *, touch: Iterable[str]
) -> Person | Refusal:
    try:
        with store.change(actor, what) as change:
            change.touch(*touch)
            return _put(change, collection, person)
    except (Duplicate, Conflict) as error:
        return _refusal(error)


def _put(change: Change, collection: Collection[Person], person: Person) -> Person:
    return change.put(collection, person, expected=person.rev) if person.id else change.add(collection, person)


def _refusal(error: Duplicate | Conflict) -> Refusal:
    if isinstance(error, Duplicate):
        return Refusal.of(TAKEN.get(error.field, TAKEN["name"]), error.field)
    return Refusal.of(MEANWHILE)
