"""Slowing down guesses, never locking anybody out: five free tries, then waits that double (L21).

A wrong guess counts for the name or card it was made at and for its device. The counter survives a restart.
"""

import datetime as dt
from typing import Final

from msgspec.structs import replace

from kiosk.signin.records import THROTTLES, Throttle
from kiosk.store import Duplicate, Store, where

FREE_TRIES: Final = 5
FIRST_WAIT: Final = dt.timedelta(seconds=30)
LONGEST_WAIT: Final = dt.timedelta(hours=1)


def wait_of(failures: int) -> dt.timedelta:
    """How long to wait after so many failures in a row."""
    if failures < FREE_TRIES:
        return dt.timedelta()
    doubled: int = 2 ** min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def seconds_left(store: Store, subjects: tuple[str, ...], now: dt.datetime) -> int:
    """Seconds until the next try of any of these subjects; 0: go on."""
    found = store[THROTTLES].search(where("subject").one_of(list(subjects)))
    waits = [throttle.wait_until - now for throttle in found if throttle.wait_until is not None]
    return max(0, *(int(wait.total_seconds() + 0.999) for wait in waits), 0)


def failed(store: Store, subjects: tuple[str, ...], now: dt.datetime) -> None:
    """Count a wrong guess for each subject."""

    def once_more(one: Throttle) -> Throttle:
        failures = one.failures + 1
        wait = wait_of(failures)
        return replace(one, failures=failures, wait_until=now + wait if wait else None)

    writer = store.quick(THROTTLES)
    for subject in subjects:
        if writer.update(where("subject") == subject, once_more, durable=True):
            continue
        try:
            writer.add(once_more(Throttle(subject=subject)), durable=True)
        except Duplicate:  # somebody else's first wrong guess came between
            writer.update(where("subject") == subject, once_more, durable=True)


def cleared(store: Store, subjects: tuple[str, ...]) -> None:
    """A right secret: the count begins anew."""
    store.quick(THROTTLES).remove_where(where("subject").one_of(list(subjects)))


def waiting(store: Store, now: dt.datetime) -> list[Throttle]:
    """Who has to wait at the moment: the technician sees and may clear it."""
    return [one for one in store[THROTTLES].all() if one.wait_until is not None and one.wait_until > now]
