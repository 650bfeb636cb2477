"""Reading a collection: `store[LESSONS].get(7)`, `.search(where("teacher") == 7)`.

SQL narrows, the TinyDB query object decides (`planning`, `querying`), the record is what leaves.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator
from enum import Enum
from itertools import islice
from typing import Any, Generic, TypeVar

from kiosk.store import sqlite
from kiosk.store.folding import fold
from kiosk.store.planning import EVERYTHING, Plan, column, plan
from kiosk.store.querying import Condition, decided, lasting, plain
from kiosk.store.recall import Recall
from kiosk.store.records import Record
from kiosk.store.sqlite import Connection
from kiosk.store.tables import Typed

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_AT_ONCE = 500
_MANY, _COUNT = "many", "count"


class Reader(Generic[R]):
    """One collection as seen through one connection: a thread's own (last commit), or the writer's inside a change.

    recall: where answers are kept until the collection is changed.
    """

    def __init__(self, table: Typed[R], connection: Callable[[], Connection], recall: Recall | None = None) -> None:
        self._table = table
        self._connection = connection
        self._recall = recall

    def get(self, record: int) -> R | None:
        """The record with this id."""
        found = self._asked(record, lambda: self._one_by_id(record))
        return found[0] if found else None

    def many(self, ids: Iterable[int]) -> dict[int, R]:
        """The records with these ids, in the order asked for; those that are not there are left out."""
        wanted = tuple(dict.fromkeys(ids))
        found = {one.id: one for one in self._asked((_MANY, wanted), lambda: self._by_ids(wanted))}
        return {record: found[record] for record in wanted if record in found}

    def search(self, cond: Condition | None = None, *, order: Iterable[str] = (), limit: int | None = None) -> list[R]:
        """All records that fulfil the condition, by id or in the given order ("-date": latest first).

        None comes first, texts are ordered folded (ё as е). A limit without an order stops reading early.
        """
        keys = tuple(order)
        return self._asked(_question(cond, keys, limit), lambda: self._searched(cond, keys, limit))

    def all(self, *, order: Iterable[str] = ()) -> list[R]:
        """Every record."""
        return self.search(None, order=order)

    def one(self, cond: Condition) -> R | None:
        """The first record that fulfils the condition."""
        found = self.search(cond, limit=1)
        return found[0] if found else None

    def between(self, name: str, low: dt.date | int, high: dt.date | int) -> list[R]:
        """All records whose field lies between two dates or numbers, both included, by id.

        For a field that holds nothing else SQL alone decides: thousands of rows of a month come in half the time.
        """
        field = column(name)
        narrowed = Plan(f"{field} >= ? AND {field} <= ?", (plain(low), plain(high)))
        return self._asked(narrowed, lambda: list(map(self._table.record, self._rows(narrowed, newest_first=False))))

    def count(self, cond: Condition | None = None) -> int:
        """How many fulfil the condition."""
        return self._asked(_question(cond, _COUNT), lambda: [self._counted(cond)])[0]

    def find(self, text: str, *, limit: int | None = None) -> list[R]:
        """Records in whose `folded` fields every word of the text occurs, in any case, ё as е (P3)."""
        words = fold(text).split()
        narrowed = Plan(" AND ".join(["instr(folded,?)>0"] * len(words)), tuple(words)) if words else EVERYTHING
        rows = self._rows(narrowed, newest_first=False)
        return self._asked(None, lambda: [self._table.record(row) for row in islice(rows, limit)])

    def _asked(self, question: Hashable | None, read: Callable[[], list[T]]) -> list[T]:
        return read() if self._recall is None else self._recall.ask(self._table.name, question, read)

    def _counted(self, cond: Condition | None) -> int:
        if cond is None:
            return int(self._connection().execute(self._table.count).fetchone()[0])
        return sum(1 for _ in self._decided(cond))

    def _one_by_id(self, record: int) -> list[R]:
        try:
            row = self._connection().execute(self._table.select_body, (record,)).fetchone()
        except sqlite3.Error as error:
            raise sqlite.meaning(error) from error
        return [self._table.codec.decode(row[1], row[0], f"{self._table.name} {record}")] if row else []

    def _by_ids(self, ids: tuple[int, ...]) -> list[R]:
        found: list[R] = []
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            sql = f"{self._table.select} WHERE id IN ({','.join('?' * len(part))})"
            found += map(self._table.record, self._connection().execute(sql, part))
        return found

    def _searched(self, cond: Condition | None, keys: tuple[str, ...], limit: int | None) -> list[R]:
        by_id = keys in ((), ("id",), ("-id",))
        found = self._decided(cond, newest_first=keys == ("-id",))
        records = [self._table.record(row) for row in islice(found, limit if by_id else None)]
        return records if by_id else sort(records, keys)[:limit]

    def _decided(self, cond: Condition | None, *, newest_first: bool = False) -> Iterator[tuple[int, int, int, bytes]]:
        if cond is None:
            return self._rows(EVERYTHING, newest_first=newest_first)
        rows = self._rows(plan(cond), newest_first=newest_first)
        return (row for row in rows if decided(cond, self._table.document(row)))

    def _rows(self, narrowed: Plan, *, newest_first: bool) -> Iterator[tuple[int, int, int, bytes]]:
        condition = f" WHERE {narrowed.sql}" if narrowed.sql else ""
        sql = f"{self._table.select}{condition} ORDER BY id{' DESC' if newest_first else ''}"
        try:
            yield from sqlite.rows(self._connection(), sql, narrowed.values)
        except sqlite3.Error as error:
            raise sqlite.meaning(error) from error


def _question(cond: Condition | None, *more: Hashable) -> Hashable | None:
    """None when nobody can tell whether it was asked before."""
    if cond is None:
        return (None, *more)
    described = lasting(cond)
    return None if described is None else (described, *more)


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
