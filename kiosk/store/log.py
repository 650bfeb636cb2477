"""The table of changes: who, when, what, key, and the bodies before and after (O3), chained by hashes.

It is audit, history, undo, idempotency and the number that makes ETags. Order is by number; a clock that ran back is
noted.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from kiosk.store.codec import read_document, write_json
from kiosk.store.records import Document
from kiosk.store.sqlite import Connection

START = b"\0" * 32
"""What the first change is chained to."""

MOST_ROWS = 1 << 20
"""Rows of one change at most; see the schema of change_rows."""

_read_texts = msgspec.json.Decoder(list[str]).decode

_TOUCH = "INSERT INTO touched VALUES(?,?) ON CONFLICT(scope) DO UPDATE SET number=excluded.number"

_COLUMNS = "number,at,actor,what,note,key,scopes,clock_ran_back"


class EntryRow(msgspec.Struct, frozen=True):
    """One record in a change. `before` is None when it was added, `after` when it was removed; both when `erased`."""

    table: str
    id: int
    rev: int
    before: Document | None
    after: Document | None
    erased: bool


class Entry(msgspec.Struct, frozen=True):
    """One change as the audit shows it."""

    number: int
    at: dt.datetime
    actor: str
    what: str
    note: str
    key: str | None
    touched: tuple[str, ...]
    clock_ran_back: bool
    rows: tuple[EntryRow, ...]

    def ids(self, table: str) -> tuple[int, ...]:
        """The records of this table in the change: what an answer to a repeated request is made from."""
        return tuple(row.id for row in self.rows if row.table == table)


class Written(msgspec.Struct, frozen=True):
    """A row on its way into the log; `body` is None when the record was removed."""

    table: str
    id: int
    rev: int
    version: int
    body: bytes | None


class Head(msgspec.Struct, frozen=True):
    """Everything of a change but its rows."""

    number: int
    at: str
    actor: str
    what: str
    note: str
    key: str | None
    scopes: tuple[str, ...]
    clock_ran_back: bool


def moment_text(moment: dt.datetime) -> str:
    """UTC with microseconds always written, so that text order is time order."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def last(connection: Connection) -> tuple[int, str, bytes]:
    """Number, moment and hash of the last change."""
    row = connection.execute("SELECT number,at,hash FROM changes ORDER BY number DESC LIMIT 1").fetchone()
    return row or (0, "", START)


def since(connection: Connection, number: int) -> tuple[int, set[str]]:
    """The number of the last change, and which collections the changes after this number wrote."""
    names = connection.execute("SELECT name FROM change_rows WHERE id>=?", ((number + 1) * MOST_ROWS,))
    return last(connection)[0], {name for (name,) in names}


def append(connection: Connection, head: Head, rows: list[Written], previous: bytes) -> None:
    """Write one change into the log."""
    if len(rows) > MOST_ROWS:
        raise ValueError(f"{len(rows)} rows are too many for one change")
    salts = [os.urandom(16) for _ in rows]
    hashes = [None if row.body is None else body_hash(salt, row.body) for salt, row in zip(salts, rows, strict=True)]
    facts = [(row.table, row.id, row.rev, row.version, seal) for row, seal in zip(rows, hashes, strict=True)]
    connection.execute(
        f"INSERT INTO changes({_COLUMNS},hash) VALUES(?,?,?,?,?,?,?,?,?)",
        (head.number, head.at, head.actor, head.what, head.note, head.key, write_json(head.scopes).decode(),
         head.clock_ran_back, link(previous, head, facts)),
    )  # fmt: skip
    for place, (row, salt) in enumerate(zip(rows, salts, strict=True)):
        values = (head.number * MOST_ROWS + place, *facts[place], None if row.body is None else salt, row.body)
        connection.execute("INSERT INTO change_rows VALUES(?,?,?,?,?,?,?,?)", values)
    for scope in head.scopes:
        connection.execute(_TOUCH, (scope, head.number))


def body_hash(salt: bytes, body: bytes) -> bytes:
    """Salted, so that an erased text cannot be guessed from its hash."""
    return hashlib.sha256(salt + body).digest()


def link(previous: bytes, head: Head, facts: list[tuple[str, int, int, int, bytes | None]]) -> bytes:
    """The hash of a change: over the hash before it, its head and the hashes of its bodies."""
    head_facts = [
        head.number,
        head.at,
        head.actor,
        head.what,
        head.note,
        head.key,
        head.scopes,
        bool(head.clock_ran_back),
    ]
    return hashlib.sha256(previous + write_json([head_facts, facts])).digest()


class Log:
    """Reading the changes."""

    def __init__(self, connection: Callable[[], Connection]) -> None:
        self._connection = connection

    def search(
        self,
        *,
        table: str | None = None,
        id: int | None = None,
        actor: str | None = None,
        since: int | dt.datetime | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[Entry]:
        """Changes, the latest first. since: after this number or from this moment on; before: the next page."""
        conditions, values = _conditions(table, id, actor, since)
        if before is not None:
            conditions.append("number<?")
            values.append(before)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        sql = f"SELECT {_COLUMNS} FROM changes{where} ORDER BY number DESC LIMIT ?"
        heads = self._connection().execute(sql, (*values, -1 if limit is None else limit)).fetchall()
        return [self._entry(head) for head in heads]

    def get(self, number: int) -> Entry | None:
        """The change with this number."""
        return self._one("number=?", number)

    def by_key(self, key: str) -> Entry | None:
        """The change that was stored under this key: a request sent twice finds its first answer (H2)."""
        return self._one("key=?", key)

    def _one(self, condition: str, value: Any) -> Entry | None:
        head = self._connection().execute(f"SELECT {_COLUMNS} FROM changes WHERE {condition}", (value,)).fetchone()
        return self._entry(head) if head else None

    def _entry(self, head: tuple[Any, ...]) -> Entry:
        number, at, actor, what, note, key, scopes, back = head
        moment = dt.datetime.fromisoformat(at)
        touched = tuple(_read_texts(scopes))
        return Entry(number, moment, actor, what, note, key, touched, bool(back), tuple(self._rows(number)))

    def _rows(self, number: int) -> Iterator[EntryRow]:
        sql = "SELECT id,name,record,rev,hash,body FROM change_rows WHERE id>=? AND id<? ORDER BY id"
        ids = (number * MOST_ROWS, (number + 1) * MOST_ROWS)
        for row, name, record, rev, seal, body in self._connection().execute(sql, ids).fetchall():
            after = read_document(body) if body is not None else None
            before = self._before(name, record, row)
            yield EntryRow(name, record, rev, before, after, erased=seal is not None and body is None)

    def _before(self, name: str, record: int, row: int) -> Document | None:
        """The body before a change is the one after the change before it: it is stored once."""
        sql = "SELECT body FROM change_rows WHERE name=? AND record=? AND id<? ORDER BY id DESC LIMIT 1"
        found = self._connection().execute(sql, (name, record, row)).fetchone()
        return read_document(found[0]) if found and found[0] is not None else None


def _conditions(
    table: str | None, record: int | None, actor: str | None, since: int | dt.datetime | None
) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if table is not None:
        narrowed = " AND record=?" if record is not None else ""
        conditions.append(f"number IN (SELECT id/{MOST_ROWS} FROM change_rows WHERE name=?{narrowed})")
        values += [table] if record is None else [table, record]
    if actor is not None:
        conditions.append("actor=?")
        values.append(actor)
    if since is not None:
        conditions.append("number>?" if isinstance(since, int) else "at>=?")
        values.append(since if isinstance(since, int) else moment_text(since))
    return conditions, values
