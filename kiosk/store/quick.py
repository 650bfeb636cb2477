"""Quick writes: drafts, sessions, throttles, scan counts (H2, P5).

No audit, no change number, no fsync of their own: a killed process loses none, a power cut may lose the last moments.
"""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from kiosk.store.changing import Lookup, Rows
from kiosk.store.querying import Condition
from kiosk.store.records import Collection, Record
from kiosk.store.writer import Writer

R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Quick(Generic[R]):
    """The writer of one collection without history; visible to every reader when a call returns.

    durable=True waits for the disk like a change (a sign-out must outlive a power cut).
    """

    def __init__(self, writer: Writer, table_of: Lookup, collection: Collection[R]) -> None:
        if collection.history:
            raise ValueError(f"{collection.name} keeps its history: write it in a change")
        self._writer = writer
        self._table_of = table_of
        self._collection = collection

    def add(self, record: R, *, durable: bool = False) -> R:
        """Store a new record; returns it with its id. Raises Duplicate, Unstorable, Unwritable."""
        return self._do(lambda rows: rows.add(self._collection, record), durable=durable)

    def put(self, record: R, *, expected: int | None = None, durable: bool = False) -> R:
        """Replace a record. Raises Conflict, Missing, Duplicate, Unstorable, Unwritable."""
        return self._do(lambda rows: rows.put(self._collection, record, expected=expected), durable=durable)

    def remove(self, record: int, *, durable: bool = False) -> None:
        """Remove a record; one that is not there is removed already."""
        self._do(lambda rows: rows.remove(self._collection, record), durable=durable)

    def remove_where(self, cond: Condition, *, durable: bool = False) -> int:
        """Remove all that fulfil the condition; returns how many."""
        return self._do(lambda rows: rows.remove_where(self._collection, cond), durable=durable)

    def update(self, cond: Condition, change: Callable[[R], R], *, durable: bool = False) -> list[R]:
        """Read, change and put all that fulfil the condition, as one step that no other thread can come between."""

        def step(rows: Rows) -> list[R]:
            found: Iterable[R] = rows.search(self._collection, cond)
            return [rows.put(self._collection, change(record)) for record in found]

        return self._do(step, durable=durable)

    def _do(self, step: Callable[[Rows], T], *, durable: bool) -> T:
        with self._writer.body(durable=durable) as connection:
            return step(Rows(connection, self._table_of))
