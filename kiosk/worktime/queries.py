"""Entries of other work found by person and stretch of days (H5)."""

import datetime as dt

from kiosk.store import Store, where
from kiosk.worktime.records import ENTRIES, Entry
from kiosk.worktime.rules import total


def entries_of(store: Store, staff: int, since: dt.date, until: dt.date) -> list[Entry]:
    """One person's entries from a day to a day, both included, by date; struck ones are in it and say so."""
    theirs = (where("staff") == staff) & (where("date") >= since) & (where("date") <= until)
    return store[ENTRIES].search(theirs, order=("date", "id"))


def entries_between(store: Store, since: dt.date, until: dt.date) -> list[Entry]:
    """Everybody's entries that count, by date."""
    there = store[ENTRIES].search((where("date") >= since) & (where("date") <= until), order=("date", "id"))
    return [entry for entry in there if not entry.struck]


def own_entry(store: Store, staff: int, entry: int) -> Entry | None:
    """An entry of this member of staff; nobody else's."""
    found = store[ENTRIES].get(entry)
    return found if found is not None and found.staff == staff else None


def other_work_on(store: Store, staff: int, date: dt.date) -> int:
    """Quarters of an hour that somebody wrote down for a date, for the foot of the day's report."""
    return total(entries_of(store, staff, date, date))
