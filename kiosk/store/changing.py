"""A change: what a body inside `with store.change(...)` may do, and its entry in the log."""

import datetime as dt
import sqlite3
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

import msgspec

from kiosk.store import chain, log
from kiosk.store.codec import checksum, encode_document
from kiosk.store.errors import Conflict, Duplicate, Missing, Reason, Unwritable
from kiosk.store.planning import column
from kiosk.store.querying import Condition
from kiosk.store.reading import Reader
from kiosk.store.records import Collection, Document, Record
from kiosk.store.schema import unique_index
from kiosk.store.sqlite import Connection
from kiosk.store.tables import AnyTyped, Place, Typed

R = TypeVar("R", bound=Record)


class Acting(Protocol):
    """Who does it: anything with a reference such as "staff:7"."""

    @property
    def ref(self) -> str:
        """Kind and number."""


class Lookup(Protocol):
    """Where the tables of collections are found."""

    def __call__(self, collection: Collection[R]) -> Typed[R]:
        """The table of this collection."""


class Rows:
    """Writing rows of documents through one connection; common to changes and quick writes."""

    def __init__(self, connection: Connection, table_of: Lookup) -> None:
        self._connection = connection
        self._table_of = table_of
        self.ended = False

    def get(self, collection: Collection[R], record: int) -> R | None:
        """The record as this change sees it."""
        return self._reader(collection).get(record)

    def search(
        self,
        collection: Collection[R],
        cond: Condition | None = None,
        *,
        order: Iterable[str] = (),
        limit: int | None = None,
    ) -> list[R]:
        """The records as this change sees them."""
        return self._reader(collection).search(cond, order=order, limit=limit)

    def one(self, collection: Collection[R], cond: Condition) -> R | None:
        """The first record that fulfils the condition, as this change sees it."""
        return self._reader(collection).one(cond)

    def count(self, collection: Collection[R], cond: Condition | None = None) -> int:
        """How many fulfil the condition, as this change sees them."""
        return self._reader(collection).count(cond)

    def add(self, collection: Collection[R], record: R) -> R:
        """Store a new record; returns it with its id and revision 1. Raises Duplicate, Unstorable."""
        table = self._table_of(collection)
        identity = record.id or self._next_id(table)
        record, body = table.codec.encode(msgspec.structs.replace(record, id=identity, rev=1))
        version = collection.record_version
        values = (identity, 1, version, body, checksum(body), table.folded(record))
        self._write_unique(table, record, table.insert, values)
        self._note(table, log.Written(table.name, identity, 1, version, body))
        return record

    def put(self, collection: Collection[R], record: R, *, expected: int | None = None) -> R:
        """Replace a whole record; returns it with its new revision. Raises Conflict, Missing, Duplicate, Unstorable.

        expected: the revision it was read at; None: the last one wins.
        """
        table = self._table_of(collection)
        theirs = self.get(collection, record.id)
        if theirs is None:
            raise Missing(table.name, record.id)
        if expected is not None and theirs.rev != expected:
            raise Conflict(mine=record, theirs=theirs)
        rev, version = theirs.rev + 1, collection.record_version
        record, body = table.codec.encode(msgspec.structs.replace(record, rev=rev))
        values = (rev, version, body, checksum(body), table.folded(record), record.id)
        self._write_unique(table, record, table.update, values)
        self._note(table, log.Written(table.name, record.id, rev, version, body))
        return record

    def remove(self, collection: Collection[R], record: int) -> None:
        """Remove a record of a collection without history; elsewhere deleting is marking (O3)."""
        if collection.history:
            raise ValueError(f"{collection.name} keeps its history: mark the record instead of removing it")
        self._delete(self._table_of(collection), record)

    def remove_where(self, collection: Collection[R], cond: Condition) -> int:
        """Remove all that fulfil the condition (expired sessions); returns how many."""
        found = self.search(collection, cond)
        for record in found:
            self.remove(collection, record.id)
        return len(found)

    def _note(self, table: Place, written: log.Written) -> None:
        """Quick writes leave no trace; a change overrides this."""

    def _reader(self, collection: Collection[R]) -> Reader[R]:
        return Reader(self._table_of(collection), lambda: self._connection)

    def _next_id(self, table: Place) -> int:
        return int(self._connection.execute(table.next_id, (table.name,)).fetchone()[0])

    def _delete(self, table: Place, record: int) -> None:
        """Remove a row; only now its id must be remembered, the highest one that is there needs no remembering."""
        if self._write(table.delete, (record,)).rowcount:
            self.use_id(table, record)

    def use_id(self, table: Place, used: int) -> None:
        """An id once used is never given again."""
        self._write("UPDATE collections SET next_id=max(next_id,?) WHERE name=?", (used + 1, table.name))

    def _write(self, sql: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """One statement that writes; only inside the transaction.

        When a disk is full SQLite may end the whole transaction; what a careless body wrote after that would be
        stored statement by statement.
        """
        if self.ended:
            raise RuntimeError("this change has ended")
        if not self._connection.in_transaction:
            raise Unwritable(Reason.FULL, "the disk refused something earlier in this change")
        return self._connection.execute(sql, values)

    def _write_unique(self, table: AnyTyped, record: Record, sql: str, values: tuple[Any, ...]) -> None:
        try:
            self._write(sql, values)
        except sqlite3.IntegrityError as error:
            raise self._duplicate(table, record, error) from error

    def _duplicate(self, table: AnyTyped, record: Record, error: sqlite3.IntegrityError) -> Exception:
        for fields in table.collection.unique:
            if f"'{unique_index(table, fields)}'" in str(error):
                return Duplicate(table.name, fields, self._holder(table, record, fields))
        return Duplicate(table.name, ("id",), record.id)

    def _holder(self, table: AnyTyped, record: Record, fields: tuple[str, ...]) -> int:
        document = msgspec.to_builtins(record)
        same = " AND ".join(f"{column(field)}=?" for field in fields)
        sql = f"SELECT id FROM {table.quoted} WHERE {same} AND id<>?"
        row = self._connection.execute(sql, (*(document[field] for field in fields), record.id)).fetchone()
        return int(row[0]) if row else 0


class Change(Rows):
    """An open change. `number` is set once it is committed (0 if nothing was worth an entry)."""

    def __init__(self, connection: Connection, table_of: Lookup, *, repeated: log.Entry | None = None) -> None:
        super().__init__(connection, table_of)
        self.repeated = repeated
        self.number = repeated.number if repeated else 0
        self._written: list[log.Written] = []
        self._scopes: dict[str, None] = {}

    def touch(self, *scopes: str) -> None:
        """Pages kept for these scopes ("school", "household:3") are stale from this change on."""
        self._scopes |= dict.fromkeys(scopes)

    def erase(self, collection: Collection[R], record: int) -> None:
        """Erase a record and all its bodies in the log for good (L19); the chain of changes stays whole.

        What remains is that a record with this id was changed when and by whom. Raises Missing.
        """
        self._refuse_repeated()
        table = self._table_of(collection)
        found = self.get(collection, record)
        if found is None:
            raise Missing(table.name, record)
        self._connection.execute("PRAGMA secure_delete=ON")  # zeros, not free pages that still hold the text
        self._delete(table, record)
        chain.erase(self._connection, table.name, record)
        self._note(table, log.Written(table.name, record, found.rev + 1, collection.record_version, None))

    def rewrite(self, collection: Collection[R], record: R) -> R:
        """Replace a record and erase all that the log holds of it before (L19): a name taken out is nowhere any more.

        Raises Missing, Duplicate, Unstorable.
        """
        self._refuse_repeated()
        self._connection.execute("PRAGMA secure_delete=ON")
        written = self.put(collection, record)
        chain.erase(self._connection, collection.name, record.id)
        return written

    def put_document(self, table: Place, identity: int, document: Document) -> None:
        """Store a document of a free TinyDB table."""
        body = encode_document(document)
        row = self._connection.execute(table.select_one, (identity,)).fetchone()
        rev = row[1] + 1 if row else 1
        if row:
            self._write(table.update, (rev, 1, body, checksum(body), None, identity))
        else:
            self._write(table.insert, (identity, rev, 1, body, checksum(body), None))
        self._note(table, log.Written(table.name, identity, rev, 1, body))

    def drop_document(self, table: Place, identity: int) -> None:
        """Remove a document of a free TinyDB table; the log keeps what it was."""
        row = self._connection.execute(table.select_one, (identity,)).fetchone()
        if row:
            self._delete(table, identity)
            self._note(table, log.Written(table.name, identity, row[1] + 1, 1, None))

    @property
    def connection(self) -> Connection:
        """The writer's connection, for the rest of the store."""
        return self._connection

    def free_table(self, place: Place) -> Place:
        """Make a free TinyDB table if it is new."""
        known = self._connection.execute("SELECT 1 FROM collections WHERE name=?", (place.name,)).fetchone()
        if known is None:
            self._write(place.create)
            sql = "INSERT INTO collections VALUES(?,?,1,1,'free')"
            self._write(sql, (place.name, place.sql_name))
        return place

    def take_id(self, table: Place) -> int:
        """A new id of this table, taken at once."""
        identity = self._next_id(table)
        self.use_id(table, identity)
        return identity

    def body(self, table: Place, identity: int) -> bytes | None:
        """The body of a document as this change sees it."""
        row = self._connection.execute(table.select_body, (identity,)).fetchone()
        return row[1] if row else None

    def ids(self, table: Place) -> list[int]:
        """All documents of a table as this change sees them."""
        return [row[0] for row in self._connection.execute(f"SELECT id FROM {table.quoted}")]

    def write_entry(self, actor: str, what: str, key: str | None, note: str, now: dt.datetime) -> None:
        """Called by the store when the body ended well."""
        if not self._connection.in_transaction or self.repeated or not (self._written or self._scopes or key or note):
            return
        number, before, seal = log.last(self._connection)
        at = log.moment_text(now)
        head = log.Head(number + 1, at, actor, what, note, key, tuple(self._scopes), clock_ran_back=at < before)
        log.append(self._connection, head, self._written, seal)
        self.number = head.number

    def add(self, collection: Collection[R], record: R) -> R:
        """See Rows.add."""
        self._refuse_repeated()
        return super().add(collection, record)

    def put(self, collection: Collection[R], record: R, *, expected: int | None = None) -> R:
        """See Rows.put."""
        self._refuse_repeated()
        return super().put(collection, record, expected=expected)

    def _refuse_repeated(self) -> None:
        if self.repeated:
            raise RuntimeError("this request was stored before: read change.repeated and return")

    def _note(self, table: Place, written: log.Written) -> None:
        if not isinstance(table, Typed) or table.collection.history:
            self._written.append(written)
