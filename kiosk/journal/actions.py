"""Giving a mark, changing it, withdrawing it: always within somebody else's change, such as a review (A1, A2, L13)."""

from msgspec.structs import replace

from kiosk.journal.records import MARKS, Mark
from kiosk.store import Change


def give_mark(change: Change, mark: Mark) -> Mark:
    """A new mark."""
    change.touch(f"student:{mark.student}")
    return change.add(MARKS, mark)


def set_mark(change: Change, number: int, mark: Mark | None) -> int:
    """The mark numbered so becomes this one (0: a new one, None: it is withdrawn); its number, 0 for none at all.

    Nothing is written for a mark that says the same as before: whoever gave it has given it.
    """
    there = change.get(MARKS, number) if number else None
    if there is None:
        return give_mark(change, mark).id if mark else 0
    if mark is None:
        settle_mark(change, there.id, withdrawn=True)
        return there.id
    if there.withdrawn or (there.value, there.conditions) != (mark.value, mark.conditions):
        change.touch(f"student:{there.student}")
        change.put(MARKS, replace(mark, id=there.id, rev=there.rev))
    return there.id


def settle_mark(change: Change, number: int, *, withdrawn: bool) -> None:
    """Withdraw a mark, or let it stand again."""
    there = change.get(MARKS, number)
    if there is not None and there.withdrawn is not withdrawn:
        change.touch(f"student:{there.student}")
        change.put(MARKS, replace(there, withdrawn=withdrawn))
