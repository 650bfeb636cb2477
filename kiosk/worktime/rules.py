"""Sums of other work and what may be written of it: pure functions (H5)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec

from kiosk.problems import N_, Problem
from kiosk.worktime.records import OF_ACCOMPANISTS, Entry, WorkKind

LONGEST_QUARTERS: Final = 48
"""Twelve hours: more on one day is a slip of the pen."""
OFFERED: Final = 4

TOO_LONG: Final = N_("More than twelve hours of other work on one day are a slip of the pen. Mend the hours.")
AHEAD: Final = N_("This day has not come yet. Write the work down when it is done.")

Again = tuple[WorkKind, int, str]
"""An entry to be written once more: kind, quarters of an hour, what it was."""


def kinds_for(*, accompanist: bool) -> tuple[WorkKind, ...]:
    """What is offered: an accompanist's own kinds come first to accompanists, and to nobody else (§5)."""
    usual = tuple(kind for kind in WorkKind if kind not in OF_ACCOMPANISTS)
    return (*OF_ACCOMPANISTS, *usual) if accompanist else usual


def check(quarter_hours: int, date: dt.date, there: Iterable[Entry], *, today: dt.date) -> Problem | None:
    """Why so much work cannot be written on a date that already has these entries; None when it can."""
    if date > today:
        return Problem(AHEAD, "hours")
    if quarter_hours + total(there) > LONGEST_QUARTERS:
        return Problem(TOO_LONG, "hours")
    return None


def total(entries: Iterable[Entry]) -> int:
    """Quarters of an hour in all; what was struck counts nothing."""
    return sum(entry.quarter_hours for entry in entries if not entry.struck)


def again(entries: Iterable[Entry], kinds: Iterable[WorkKind]) -> tuple[Again, ...]:
    """What was written most often of late, the latest first among equals: each can be written again by one press."""
    able = set(kinds)
    lately = [one for one in sorted(entries, key=lambda one: (one.date, one.id), reverse=True) if not one.struck]
    counted = Counter((one.kind, one.quarter_hours, one.what) for one in lately if one.kind in able)
    return tuple(entry for entry, _ in counted.most_common(OFFERED))


class KindSum(msgspec.Struct, frozen=True):
    """One kind in a month: hours in quarters and on how many days."""

    kind: WorkKind
    quarter_hours: int
    days: int


def by_kind(entries: Iterable[Entry]) -> tuple[KindSum, ...]:
    """Sums of each kind that occurs, in the order of §5."""
    held = [entry for entry in entries if not entry.struck]
    return tuple(
        KindSum(kind, total(mine), len({entry.date for entry in mine}))
        for kind in WorkKind
        if (mine := [entry for entry in held if entry.kind is kind])
    )
