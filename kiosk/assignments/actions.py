"""Giving a task, changing it, withdrawing it; ticks of families; a task that is open once more (W3, W2, L13)."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.assignments.queries import students_of
from kiosk.assignments.records import ASSIGNMENTS, REDOS, TICKS, Assignment, Redo, Task, Tick
from kiosk.assignments.references import References
from kiosk.problems import N_, Refusal
from kiosk.store import Change, Condition, Conflict, Store, where

SOMEBODY_ELSE: Final = N_("Somebody else has changed this task meanwhile. Look at it once more.")


def give(store: Store, actor: Actor, assignment: Assignment, *, key: str | None) -> Assignment:
    """A new task, once however often it is sent."""
    with store.change(actor, "W3 task given", key=key) as change:
        if change.repeated is not None:
            return store[ASSIGNMENTS].many(change.repeated.ids(ASSIGNMENTS.name)).popitem()[1]
        _touch(change, students_of(store, assignment))
        return change.add(ASSIGNMENTS, assignment)


def rewrite(store: Store, actor: Actor, old: Assignment, fresh: Assignment) -> Assignment | Refusal:
    """Other words, days or students."""
    return old if fresh == old else _put(store, actor, "W3 task changed", old, fresh)


def settle(store: Store, actor: Actor, assignment: Assignment, *, withdrawn: bool) -> Assignment | Refusal:
    """Withdraw a task, or let it stand again; what was handed in for it stays."""
    if assignment.withdrawn is withdrawn:
        return assignment
    what = "W3 task withdrawn" if withdrawn else "W3 task stands again"
    return _put(store, actor, what, assignment, replace(assignment, withdrawn=withdrawn))


def _put(store: Store, actor: Actor, what: str, old: Assignment, fresh: Assignment) -> Assignment | Refusal:
    try:
        with store.change(actor, what) as change:
            _touch(change, {*students_of(store, old), *students_of(store, fresh)})
            return change.put(ASSIGNMENTS, fresh, expected=old.rev)
    except Conflict:
        return Refusal.of(SOMEBODY_ELSE)


def tick(
    store: Store, actor: Actor, task: Task, student: int, *, household: int, now: dt.datetime, by: str = ""
) -> None:
    """The family says «done»; pressing again writes nothing. ``by``: who of the staff wrote down what it told (F9)."""
    if task.done is not None:
        return
    with store.change(actor, "W3 task ticked") as change:
        mark = change.one(TICKS, _of(student, task.reference))
        if mark is None:
            change.add(TICKS, Tick(student=student, reference=task.reference, household=household, by=by, done_at=now))
        else:
            change.put(TICKS, replace(mark, household=household, by=by, done_at=now, undone=False))
        _touch(change, [student])


def untick(store: Store, actor: Actor, reference: str, student: int) -> None:
    """It is not done after all, whatever the task was called when it was ticked."""
    names = References(store, [reference]).of(reference)
    with store.change(actor, "W3 tick taken back") as change:
        for name in names:
            mark = change.one(TICKS, _of(student, name))
            if mark is not None and not mark.undone:
                change.put(TICKS, replace(mark, undone=True))
                _touch(change, [student])


def ask_again(change: Change, student: int, reference: str, *, due: dt.date | None, now: dt.datetime) -> Redo:
    """Inside the change that sends a work back: its task is open once more for this student."""
    _touch(change, [student])
    return change.add(REDOS, Redo(student=student, reference=reference, due=due, at=now))


def settle_redo(change: Change, redo: int, *, withdrawn: bool) -> None:
    """Inside the change that undoes it, or does it again."""
    found = change.get(REDOS, redo)
    if found is not None and found.withdrawn is not withdrawn:
        change.put(REDOS, replace(found, withdrawn=withdrawn))
        _touch(change, [found.student])


def _of(student: int, reference: str) -> Condition:
    return (where("student") == student) & (where("reference") == reference)


def _touch(change: Change, students: Iterable[int]) -> None:
    """Pages of these students' families are stale."""
    change.touch(*(f"student:{student}" for student in students))
