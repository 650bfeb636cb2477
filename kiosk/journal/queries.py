"""Marks as they are found again (A1)."""

from kiosk.journal.records import MARKS, Mark
from kiosk.store import Store, where


def marks_of(store: Store, student: int) -> list[Mark]:
    """All marks of a student that stand, in the order of their days."""
    found = store[MARKS].search(where("student") == student, order=("on", "id"))
    return [one for one in found if not one.withdrawn]


def mark_that_stands(store: Store, number: int) -> Mark | None:
    """One mark by its number, unless it was withdrawn."""
    found = store[MARKS].get(number) if number else None
    return found if found is not None and not found.withdrawn else None
