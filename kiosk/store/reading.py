"""Reading a collection: `store[LESSONS].get(7)`, `.search(where("teacher") == 7)`.

SQL narrows, the TinyDB query object decides (`planning`, `querying`), the record is what leaves.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import islice
from typing import Any, Generic, TypeVar

from kiosk.store import sqlite
from kiosk.store.folding import fold
from kiosk.store.planning import EVERYTHING, Plan, column, plan
from kiosk.store.querying import Condition, decided, plain
from kiosk.store.records import Record
from kiosk.store.sqlite import Connection
from kiosk.store.tables import Typed

R = TypeVar("R", bound=Record)

_AT_ONCE = 500
_SHORT = 100
"""Records of a list that is kept: a few dozen kilobytes a thread at most."""


class Reader(Generic[R]):
    """One collection as seen through one connection: a thread's own (last commit), or the writer's inside a change."""

    def __init__(
        self,
        table: Typed[R],
        connection: Callable[[], Connection],
        kept: Callable[[], dict[object, list[R]]] | None = None,
    ) -> None:
        self._table = table
        self._connection = connection
        self._kept = kept

    def get(self, record: int) -> R | None:
        """The record with this id."""
        try:
            row = self._connection().execute(self._table.select_body, (record,)).fetchone()
        except sqlite3.Error as error:
            raise sqlite.meaning(error) from error
        return self._table.codec.decode(row[1], row[0], f"{self._table.name} {record}") if row else None

    def many(self, ids: Iterable[int]) -> dict[int, R]:
        """The records with these ids, in the order asked for; those that are not there are left out."""
        wanted = list(dict.fromkeys(ids))
        found: dict[int, R] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            sql = f"{self._table.select} WHERE id IN ({','.join('?' * len(part))})"
            found |= {row[0]: self._table.record(row) for row in self._connection().execute(sql, part)}
        return {record: found[record] for record in wanted if record in found}

    def search(self, cond: Condition | None = None, *, order: Iterable[str] = (), limit: int | None = None) -> list[R]:
        """All records that fulfil the condition, by id or in the given order ("-date": latest first).

        None comes first, texts are ordered folded (ё as е). A limit without an order stops reading early.
        """
        keys = tuple(order)
        by_id = keys in ((), ("id",), ("-id",))
        found = self._decided(cond, newest_first=keys == ("-id",))
        records = [self._table.record(row) for row in islice(found, limit if by_id else None)]
        if by_id:
            return records
        return sort(records, keys)[:limit]

    def all(self, *, order: Iterable[str] = ()) -> list[R]:
        """Every record. A short list (orders, decisions, channels) is read once until anybody commits anything."""
        keys = tuple(order)
        if self._kept is None:
            return self.search(None, order=keys)
        kept, place = self._kept(), (self._table.name, keys)
        if (known := kept.get(place)) is not None:
            return known.copy()
        records = self.search(None, order=keys)
        if len(records) <= _SHORT:
            kept[place] = records.copy()
        return records

    def one(self, cond: Condition) -> R | None:
        """The first record that fulfils the condition."""
        row = next(self._decided(cond), None)
        return self._table.record(row) if row else None

    def between(self, name: str, low: dt.date | int, high: dt.date | int) -> list[R]:
        """All records whose field lies between two dates or numbers, both included, by id.

        For a field that holds nothing else SQL alone decides: thousands of rows of a month come in half the time.
        """
        field = column(name)
        narrowed = Plan(f"{field} >= ? AND {field} <= ?", (plain(low), plain(high)))
        return [self._table.record(row) for row in self._rows(narrowed, newest_first=False)]

    def count(self, cond: Condition | None = None) -> int:
        """How many fulfil the condition."""
        if cond is None:
            return int(self._connection().execute(self._table.count).fetchone()[0])
        return sum(1 for _ in self._decided(cond))

    def find(self, text: str, *, limit: int | None = None) -> list[R]:
        """Records in whose `folded` fields every word of the text occurs, in any case, ё as е (P3)."""
        words = fold(text).split()
        narrowed = Plan(" AND ".join(["instr(folded,?)>0"] * len(words)), tuple(words)) if words else EVERYTHING
        rows = self._rows(narrowed, newest_first=False)
        return [self._table.record(row) for row in islice(rows, limit)]

    def _decided(self, cond: Condition | None, *, newest_first: bool = False) -> Iterator[tuple[int, int, int, bytes]]:
        if cond is None:
            return self._rows(EVERYTHING, newest_first=newest_first)
        rows = self._rows(plan(cond), newest_first=newest_first)
        return (row for row in rows if decided(cond, self._table.document(row)))

    def _rows(self, narrowed: Plan, *, newest_first: bool) -> Iterator[tuple[int, int, int, bytes]]:
        condition = f" WHERE {narrowed.sql}" if narrowed.sql else ""
        sql = f"{self._table.select}{condition} ORDER BY id{' DESC' if newest_first else ''}"
        try:
            yield from self._connection().execute(sql, narrowed.values)
        except sqlite3.Error as error:
            raise sqlite.meaning(error) from error


def sort(records: list[R], keys: tuple[str, ...]) -> list[R]:
    """Records in this order; equal ones stay by id."""
    for key in reversed(keys):
        name = key.removeprefix("-")
        records = sorted(records, key=lambda record: _rank(getattr(record, name)), reverse=key.startswith("-"))
    return records


def _rank(value: Any) -> tuple[int, Any]:
    """Kinds that cannot be compared stand one after the other instead of raising."""
    value = value.value if isinstance(value, Enum) else value
    match value:
        case None:
            return (0, 0)
        case bool() | int() | float():
            return (1, value)
        case str():
            return (2, (fold(value), value))
        case dt.date() | dt.time():
            return (3, _time_text(value))
        case _:
            return (4, str(value))


def _time_text(value: dt.date | dt.time) -> str:
    """Text whose order is the order in time; moments of all zones in UTC."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        value = value.astimezone(dt.UTC)
    return value.isoformat()
