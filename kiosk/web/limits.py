"""Limits per address: so many tries of a route, or so many misses of a secret address, in a while (L21).

Counts lie in the store without history, so a restart forgets nothing and the log of changes holds none of it.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import msgspec

from kiosk.store import Collection, Condition, Record, Store, StoreError, where
from kiosk.web.verdicts import View


class Count(Record, kw_only=True):
    """How often an address came since a moment (seconds of UTC)."""

    name: str
    address: str
    since: int
    count: int


COUNTS = Collection("limits", Count, unique=(("name", "address"),), history=False)


class Limit(msgspec.Struct, frozen=True):
    """So many times in so many seconds; with `misses`, only answers 404 and 410 are counted."""

    name: str
    times: int
    seconds: int
    misses: bool

    def wait(self, store: Store, address: str, now: int) -> int:
        """Seconds until the address may come again, 0 when it may now."""
        row = count_of(store, self.name, address)
        if row is None or row.count < self.times:
            return 0
        return max(0, row.since + self.seconds - now)

    def note(self, store: Store, address: str, now: int) -> None:
        """Count this time. A disk that cannot write must not shut the door: then nothing is counted."""

        def once_more(row: Count) -> Count:
            if now >= row.since + self.seconds:
                return msgspec.structs.replace(row, since=now, count=1)
            return msgspec.structs.replace(row, count=row.count + 1)

        with suppress(StoreError):
            if not store.quick(COUNTS).update(counted(self.name, address), once_more):
                store.quick(COUNTS).add(Count(name=self.name, address=address, since=now, count=1))


def counted(name: str, address: str) -> Condition:
    return (where("name") == name) & (where("address") == address)


def count_of(store: Store, name: str, address: str) -> Count | None:
    return store[COUNTS].one(counted(name, address))


def limit(name: str, *, times: int, seconds: int = 60) -> Callable[[View], View]:
    """Let an address use these routes so many times; routes with the same name are counted together."""
    return limited(Limit(name, times, seconds, misses=False))


def limit_misses(name: str, *, times: int = 20, seconds: int = 60) -> Callable[[View], View]:
    """Let an address guess at a secret address so many times; finding costs nothing."""
    return limited(Limit(name, times, seconds, misses=True))


def limited(rule: Limit) -> Callable[[View], View]:
    def mark(view: View) -> View:
        cast("Any", view).limits = (*limits_of(view), rule)  # Any: because functions have no declared attributes
        return view

    return mark


def limits_of(view: object) -> tuple[Limit, ...]:
    return cast("tuple[Limit, ...]", getattr(view, "limits", ()))
