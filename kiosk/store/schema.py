"""The database file: its own tables, one table a collection, their indexes, and bringing old ones up to date.

All of it happens in one transaction when the store is opened: either the folder is as this program needs it, or
untouched.
"""

import hashlib
import sqlite3
import typing
from collections.abc import Iterable
from typing import Any

import msgspec

from kiosk.store.codec import checksum, write_json
from kiosk.store.errors import Damaged, Newer
from kiosk.store.planning import column
from kiosk.store.records import Fields
from kiosk.store.sqlite import Connection
from kiosk.store.tables import AnyTyped

FORMAT = 1
"""Version of the tables below; records have versions of their own."""

_AT_ONCE = 1000

_OWN_TABLES = (
    """CREATE TABLE collections(
        name TEXT PRIMARY KEY, place TEXT NOT NULL UNIQUE, next_id INTEGER NOT NULL, version INTEGER NOT NULL, shape
        TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE changes(
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL,
        key TEXT UNIQUE, scopes TEXT NOT NULL, clock_ran_back INTEGER NOT NULL, hash BLOB NOT NULL
    )""",
    # What changes did to records; id = number of the change * 2**20 + place in it, so that they are only ever appended.
    # The chain holds the salted hash alone: body and salt can be erased (L19) and it stays whole.
    """CREATE TABLE change_rows(
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, record INTEGER NOT NULL, rev INTEGER NOT NULL,
        version INTEGER NOT NULL, hash BLOB, salt BLOB, body BLOB
    )""",
    "CREATE INDEX change_rows_of ON change_rows(name, record)",
    "CREATE TABLE touched(scope TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
)


def prepare(connection: Connection, tables: Iterable[AnyTyped]) -> None:
    """Make or update everything these collections need. Raises Newer, Damaged; then nothing is changed."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        _own_tables(connection)
        for table in tables:
            _prepare_collection(connection, table)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def is_prepared(connection: Connection, tables: Iterable[AnyTyped]) -> bool:
    """Is there nothing to do? A command beside a running server may only look."""
    if _format(connection) != FORMAT:
        return False
    known = {row[0]: row[1:] for row in connection.execute("SELECT name,version,shape FROM collections")}
    return all(known.get(table.name) == (table.collection.record_version, _shape(table)) for table in tables)


def _format(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _own_tables(connection: Connection) -> None:
    found = _format(connection)
    if found > FORMAT:
        raise Newer("kiosk.db", found, FORMAT)
    if found == 0:
        for sql in _OWN_TABLES:
            connection.execute(sql)
        connection.execute(f"PRAGMA user_version={FORMAT}")


def _prepare_collection(connection: Connection, table: AnyTyped) -> None:
    known = connection.execute("SELECT version,shape FROM collections WHERE name=?", (table.name,)).fetchone()
    wanted = (table.collection.record_version, _shape(table))
    if known == wanted:
        return
    if known is None:
        connection.execute(table.create)
        connection.execute("INSERT INTO collections VALUES(?,?,1,?,?)", (table.name, table.sql_name, *wanted))
    else:
        if known[0] > wanted[0]:
            raise Newer(table.name, known[0], wanted[0])
        _rewrite(connection, table)
        connection.execute("UPDATE collections SET version=?,shape=? WHERE name=?", (*wanted, table.name))
    _set_indexes(connection, table)


def _rewrite(connection: Connection, table: AnyTyped) -> None:
    """Bring every body to today's shape: upgrades, defaults of new fields, search texts. Revisions stay."""
    sql = f"{table.select} WHERE id>? ORDER BY id LIMIT {_AT_ONCE}"
    last = -1
    while rows := connection.execute(sql, (last,)).fetchall():
        connection.executemany(table.update, [_fresh(table, row) for row in rows])
        last = rows[-1][0]


def _fresh(table: AnyTyped, row: tuple[int, int, int, bytes]) -> tuple[Any, ...]:
    """The values of table.update for a row in today's shape."""
    identity, rev, version, body = row
    codec, today = table.codec, table.collection.record_version
    try:
        record, fresh = codec.encode(codec.read(codec.upgraded(body, version)))
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{table.name} {identity}", f"cannot be brought to version {today}: {error}") from error
    return rev, today, fresh, checksum(fresh), table.folded(record), identity


def _set_indexes(connection: Connection, table: AnyTyped) -> None:
    """Make the indexes declared today, drop those declared once."""
    wanted = dict(_indexes(table))
    sql = "SELECT name FROM sqlite_master WHERE type='index' AND tbl_name=? AND sql IS NOT NULL"
    present = {row[0] for row in connection.execute(sql, (table.sql_name,))}
    for name in present - wanted.keys():
        connection.execute(f'DROP INDEX "{name}"')
    for name in wanted.keys() - present:
        try:
            connection.execute(wanted[name])
        except sqlite3.IntegrityError as error:
            raise Damaged(table.name, f"holds the same twice where it shall be unique now: {error}") from error


def _indexes(table: AnyTyped) -> Iterable[tuple[str, str]]:
    for fields in table.collection.indexes:
        name = f"i_{table.name}_{'+'.join(fields)}"
        yield name, f'CREATE INDEX "{name}" ON {table.quoted}({_columns(fields)})'
    for fields in table.collection.unique:
        name = unique_index(table, fields)
        bound = " AND ".join(f"{column(field)} IS NOT NULL AND {column(field)}<>''" for field in fields)
        yield name, f'CREATE UNIQUE INDEX "{name}" ON {table.quoted}({_columns(fields)}) WHERE {bound}'


def unique_index(table: AnyTyped, fields: Fields) -> str:
    """The name by which SQLite reports a broken constraint."""
    return f"u_{table.name}_{'+'.join(fields)}"


def _columns(fields: Fields) -> str:
    return ",".join(column(field) for field in fields)


def _shape(table: AnyTyped) -> str:
    """A fingerprint of everything that makes stored rows differ: fields, kinds, defaults, indexes, search fields."""
    collection = table.collection
    parts = [_fields_of(collection.record, set()), collection.indexes, collection.unique, collection.folded]
    return hashlib.sha256(write_json(parts)).hexdigest()[:16]


def _fields_of(record: type[msgspec.Struct], seen: set[type]) -> list[Any]:
    seen.add(record)
    found: list[Any] = []
    for name, kind in typing.get_type_hints(record).items():
        if name in record.__struct_fields__:
            found.append([name, str(kind)])
            found += [_fields_of(inner, seen) for inner in _structs_in(kind) if inner not in seen]
    return found


def _structs_in(kind: Any) -> list[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return [kind]
    return [struct for part in typing.get_args(kind) for struct in _structs_in(part)]
