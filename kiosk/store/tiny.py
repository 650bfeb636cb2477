"""`store.tinydb`: a TinyDB whose tables are rows of SQLite, through TinyDB's own extension points.

Collections appear as tables that can be read with everything TinyDB offers; they are written only in a change, which
checks and logs. Any other name is a free table, written through TinyDB itself, each act one logged change of its own.
Where it differs from stock TinyDB on purpose: the query cache is off; documents come by id; the id of a removed
document is never given again, not even after `truncate`; mixed kinds compare as false; what the store refuses (NaN,
NUL …) is refused here too.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from kiosk.store import sqlite
from kiosk.store.changing import Change
from kiosk.store.codec import encode_document, read_document
from kiosk.store.errors import Guarded
from kiosk.store.planning import EVERYTHING, Plan, plan
from kiosk.store.querying import Condition, decided
from kiosk.store.sqlite import Connection
from kiosk.store.tables import AnyTyped, Place

Changing = Callable[[str], AbstractContextManager[Change]]
Row = tuple[int, int, int, bytes]


def free_place(name: str) -> Place:
    """Where a free table lies: its name may be any text, SQL's names know no upper case, so it is spelt in hex."""
    return Place(name, "t_" + name.encode().hex())


class RowsStorage(Storage):
    """TinyDB's storage over the store: `read` and `write` take the whole, as TinyDB expects; tables go past them."""

    def __init__(self, connection: Callable[[], Connection], typed: Mapping[str, AnyTyped], changing: Changing) -> None:
        self._connection = connection
        self._changing = changing
        self._own = threading.local()
        self.typed = typed

    def read(self) -> dict[str, dict[str, Any]]:
        """Every table with its documents: for people who want a copy in memory, nothing here uses it."""
        return {name: self.documents(name) for name in self.names()}

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Make the free tables hold exactly this. Raises Guarded if it would change a collection."""
        with self.changing("tinydb write") as change:
            for name in set(self.names()) - data.keys() - self.typed.keys():
                self.drop(change, name)
            for name, documents in data.items():
                if name in self.typed and documents == self.documents(name):
                    continue
                pending = Pending(change, self.writable(change, name))
                pending.clear()
                pending.update({int(identity): dict(document) for identity, document in documents.items()})
                pending.flush()

    def connection(self) -> Connection:
        """The change's connection inside one, else this thread's own."""
        change: Change | None = getattr(self._own, "change", None)
        return change.connection if change else self._connection()

    @contextmanager
    def changing(self, what: str) -> Iterator[Change]:
        """The change of this thread; the outermost call opens and commits it."""
        change: Change | None = getattr(self._own, "change", None)
        if change:
            yield change
            return
        with self._changing(what) as change:
            self._own.change = change
            try:
                yield change
            finally:
                self._own.change = None

    def names(self) -> list[str]:
        """All tables, collections and free ones."""
        return [row[0] for row in self.connection().execute("SELECT name FROM collections ORDER BY name")]

    def place(self, name: str) -> Place | None:
        """Where this table lies; None if it was never written."""
        if name in self.typed:
            return self.typed[name]
        known = self.connection().execute("SELECT 1 FROM collections WHERE name=?", (name,)).fetchone()
        return free_place(name) if known else None

    def writable(self, change: Change, name: str) -> Place:
        """The free table of this name, made if it is new. Raises Guarded for a collection."""
        if name in self.typed:
            raise Guarded(name)
        return change.free_table(free_place(name))

    def drop(self, change: Change, name: str) -> None:
        """Remove a free table; the log keeps what was in it."""
        place = self.writable(change, name)
        pending = Pending(change, place)
        pending.clear()
        pending.flush()
        change.connection.execute(f"DROP TABLE {place.quoted}")
        change.connection.execute("DELETE FROM collections WHERE name=?", (name,))

    def rows(self, name: str, narrowed: Plan = EVERYTHING) -> Iterator[Row]:
        """The rows of a table by id."""
        place = self.place(name)
        if place is None:
            return iter(())
        condition = f" WHERE {narrowed.sql}" if narrowed.sql else ""
        return sqlite.rows(self.connection(), f"{place.select}{condition} ORDER BY id", narrowed.values)

    def document(self, name: str, row: Row) -> dict[str, Any]:
        """The document of a row."""
        table = self.typed.get(name)
        return table.document(row) if table else read_document(row[3])

    def documents(self, name: str) -> dict[str, Any]:
        """A whole table as TinyDB keeps it."""
        return {str(row[0]): self.document(name, row) for row in self.rows(name)}


class RowsTable(Table):
    """A TinyDB table over rows: reading is narrowed by SQL, writing touches only the rows it is about."""

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:  # noqa: FBT001, FBT002 - as TinyDB calls it
        del cache_size  # TinyDB's cache trusts a lossy description of queries and knows no other process
        self._rows = _rows_of(storage)
        super().__init__(storage, name, cache_size=0, persist_empty=persist_empty)

    def insert(self, document: Mapping[str, Any]) -> int:
        """See TinyDB. Choosing the id and storing are one step, whatever other threads do."""
        with self._rows.changing(f"tinydb insert into {self.name}"):
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """See TinyDB; all or none."""
        with self._rows.changing(f"tinydb insert into {self.name}"):
            return super().insert_multiple(documents)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """See TinyDB; one step."""
        with self._rows.changing(f"tinydb upsert into {self.name}"):
            return super().upsert(document, cond)

    def search(self, cond: Condition) -> list[Document]:
        """See TinyDB."""
        return list(self._found(cond))

    def get(  # type: ignore[override]  # TinyDB's overloads say the same in eight cases
        self, cond: Condition | None = None, doc_id: int | None = None, doc_ids: list[int] | None = None
    ) -> Document | list[Document] | None:
        """See TinyDB."""
        if doc_id is not None:
            return next(self._with_ids([doc_id]), None)
        if doc_ids is not None:
            return list(self._with_ids(doc_ids))
        if cond is not None:
            return next(self._found(cond), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def __len__(self) -> int:
        place = self._rows.place(self.name)
        return int(self._rows.connection().execute(place.count).fetchone()[0]) if place else 0

    def _found(self, cond: Condition) -> Iterator[Document]:
        for row in self._rows.rows(self.name, plan(cond)):
            document = self._rows.document(self.name, row)
            if decided(cond, document):
                yield self.document_class(document, row[0])

    def _with_ids(self, ids: Iterable[int]) -> Iterator[Document]:
        wanted = iter(sorted(set(ids)))
        while part := tuple(islice(wanted, 500)):
            narrowed = Plan(f"id IN ({','.join('?' * len(part))})", part)
            for row in self._rows.rows(self.name, narrowed):
                yield self.document_class(self._rows.document(self.name, row), row[0])

    def _get_next_id(self) -> int:
        with self._rows.changing(f"tinydb insert into {self.name}") as change:
            return change.take_id(self._rows.writable(change, self.name))

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return self._rows.documents(self.name)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._rows.changing(f"tinydb update of {self.name}") as change:
            pending = Pending(change, self._rows.writable(change, self.name))
            updater(pending)
            pending.flush()


class Pending(MutableMapping[int, dict[str, Any]]):
    """A table while TinyDB's updater works on it: looks like its dict, reads rows when asked, writes what differs."""

    def __init__(self, change: Change, place: Place) -> None:
        self._change = change
        self._place = place
        self._bodies: dict[int, bytes] = {}
        self._documents: dict[int, dict[str, Any]] = {}
        self._dropped: set[int] = set()

    def __getitem__(self, identity: int) -> dict[str, Any]:
        if identity not in self._documents:
            body = None if identity in self._dropped else self._change.body(self._place, identity)
            if body is None:
                raise KeyError(identity)
            self._bodies[identity] = body
            self._documents[identity] = read_document(body)
        return self._documents[identity]

    def __setitem__(self, identity: int, document: dict[str, Any]) -> None:
        self._change.use_id(self._place, identity)
        self._documents[identity] = document
        self._dropped.discard(identity)

    def __delitem__(self, identity: int) -> None:
        self[identity]
        del self._documents[identity]
        self._dropped.add(identity)

    def __iter__(self) -> Iterator[int]:
        stored = set(self._change.ids(self._place)) - self._dropped
        return iter(sorted(stored | self._documents.keys()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def flush(self) -> None:
        """Write what the updater changed."""
        for identity in self._dropped:
            self._change.drop_document(self._place, identity)
        for identity, document in self._documents.items():
            if encode_document(document) != self._bodies.get(identity):
                self._change.put_document(self._place, identity, document)


class RowsDB(TinyDB):
    """The TinyDB of a store."""

    table_class = RowsTable

    def tables(self) -> set[str]:
        """See TinyDB."""
        return set(self._rows.names())

    def drop_table(self, name: str) -> None:
        """See TinyDB. Raises Guarded for a collection."""
        with self._rows.changing(f"tinydb drop of {name}") as change:
            if self._rows.place(name):
                self._rows.drop(change, name)
        self._tables.pop(name, None)

    def drop_tables(self) -> None:
        """Drop all free tables; collections stay."""
        for name in self.tables() - self._rows.typed.keys():
            self.drop_table(name)

    @property
    def _rows(self) -> RowsStorage:
        return _rows_of(self._storage)


def _rows_of(storage: Storage) -> RowsStorage:
    if not isinstance(storage, RowsStorage):
        raise TypeError("these tables lie on the rows of a store")
    return storage
