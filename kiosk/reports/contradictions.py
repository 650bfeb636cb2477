"""One lesson in two accounts: what its teacher and its accompanist wrote down must agree (L10, L4, H4).

A lesson that its teacher held is owed by nobody, whatever its accompanist wrote; that one wrote otherwise is shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from kiosk.reports.records import ROWS, Row, RowState
from kiosk.store import Store, where

Lesson = tuple[dt.date, int, int, int]
"""Date, student, group, subject."""


class Contradiction(msgspec.Struct, frozen=True):
    """Two rows of one lesson: one says that it was not held, the other that it was."""

    missed: Row
    held: Row


def contradictions(store: Store, missed: Iterable[Row]) -> dict[int, Contradiction]:
    """Rows that were not held although the other position held the same lesson, by the missed row's id."""
    missed = [row for row in missed if row.state is RowState.NOT_HELD and not row.struck]
    held = _held_by_lesson(store, missed)
    found = {}
    for row in missed:
        other = next((one for one in held[lesson_of(row)] if _is_other_side(one, row)), None)
        if other is not None:
            found[row.id] = Contradiction(row, other)
    return found


def contradictions_between(store: Store, since: dt.date, until: dt.date) -> list[Contradiction]:
    """Those of a stretch, by the index of what was not held."""
    span = (where("date") >= since) & (where("date") <= until)
    missed = store[ROWS].search((where("state") == RowState.NOT_HELD) & span, order=("date", "id"))
    return list(contradictions(store, missed).values())


def lesson_of(row: Row) -> Lesson:
    """What makes two rows those of one lesson, but for its hour."""
    return row.date, row.student, row.group, row.subject


def _is_other_side(one: Row, row: Row) -> bool:
    return one.position is not row.position and one.start < row.end and row.start < one.end


def _held_by_lesson(store: Store, missed: Iterable[Row]) -> dict[Lesson, list[Row]]:
    """Rows that were held with the same students and groups on the same dates: a read for each of the two."""
    found: dict[Lesson, list[Row]] = defaultdict(list)
    for field in ("student", "group"):
        whom = {getattr(row, field) for row in missed} - {0}
        dates = {row.date for row in missed if getattr(row, field)}
        if not whom:
            continue
        theirs = where(field).one_of(sorted(whom)) & where("date").one_of(sorted(dates))
        for row in store[ROWS].search(theirs):
            if row.state is RowState.HELD and not row.struck:
                found[lesson_of(row)].append(row)
    return found
