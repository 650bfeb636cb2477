"""The chain of changes: is the log whole, and how one child's data leaves it (O3, L19)."""

import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from kiosk.store import log
from kiosk.store.codec import checksum
from kiosk.store.sqlite import Connection
from kiosk.store.tables import AnyTyped, Place

_read_scopes = msgspec.json.Decoder(tuple[str, ...]).decode


class Flaw(msgspec.Struct, frozen=True):
    """Something that is not as it was written: where, and what in words for the technician."""

    where: str
    what: str


def check_chain(connection: Connection) -> Iterator[Flaw]:
    """Walk the log from its first change: every hash must follow from the one before, every kept body from its salt."""
    previous, expected, rows = log.START, 1, 0
    sql = "SELECT number,at,actor,what,note,key,scopes,clock_ran_back,hash FROM changes ORDER BY number"
    for number, at, actor, what, note, key, scopes, back, seal in connection.execute(sql):
        if number != expected:
            yield Flaw(f"change {expected}", "missing")
        head = log.Head(number, at, actor, what, note, key, _read_scopes(scopes), bool(back))
        facts = _facts(connection, number)
        if log.link(previous, head, facts) != seal:
            yield Flaw(f"change {number}", "not what was written")
        previous, expected, rows = seal, number + 1, rows + len(facts)
    if rows != connection.execute("SELECT count(*) FROM change_rows").fetchone()[0]:
        yield Flaw("change_rows", "rows of no change")
    yield from _wrong_bodies(connection)


def check_rows(connection: Connection, tables: Iterable[Place]) -> Iterator[Flaw]:
    """Scrub: read every document again and compare it with its checksum.

    SQLite's quick_check sees structure, not a flipped bit in a text.
    """
    for table in tables:
        sql = f"SELECT id,CAST(body AS BLOB),sum FROM {table.quoted}"
        for identity, body, kept in connection.execute(sql):
            if checksum(body) != kept:
                yield Flaw(f"{table.name} {identity}", "body differs from its checksum")


def check_file(connection: Connection) -> Iterator[Flaw]:
    """SQLite's own look at the structure of its file."""
    try:
        for (line,) in connection.execute("PRAGMA quick_check(20)"):
            if line != "ok":
                yield Flaw("kiosk.db", line)
    except sqlite3.DatabaseError as error:
        yield Flaw("kiosk.db", str(error))


def check_history(connection: Connection, tables: Iterable[AnyTyped]) -> Iterator[Flaw]:
    """Every record stands as its last change left it: nothing went past the log."""
    for table in tables:
        if table.collection.history:
            rows = connection.execute(_LAST_OF_EACH.format(table.quoted), (table.name,))
            yield from (Flaw(f"{table.name} {row[0]}", _PAST_THE_LOG) for row in rows if not _as_logged(table, row))


_PAST_THE_LOG = "differs from its last change"

_LAST_OF_EACH = """
    SELECT d.id,d.rev,d.version,CAST(d.body AS BLOB),r.rev,r.version,r.body FROM {} d
    LEFT JOIN change_rows r ON r.name=? AND r.record=d.id AND r.rev=d.rev AND r.hash IS NOT NULL
    ORDER BY d.id"""


def _as_logged(table: AnyTyped, row: tuple[int, int, int, bytes, int | None, int, bytes | None]) -> bool:
    """Bytes may differ where the record was brought to a new shape; the record may not."""
    _, rev, version, body, logged_rev, logged_version, logged = row
    if logged_rev != rev:
        return False
    if logged is None or logged == body:
        return True
    codec = table.codec
    then, now = (codec.read(codec.upgraded(*text)) for text in ((logged, logged_version), (body, version)))
    return bool(then == now)


def erase(connection: Connection, table: str, record: int) -> int:
    """Erase the bodies of a record from the log, with their salts; the chain stays whole. Returns how many."""
    sql = "UPDATE change_rows SET salt=NULL,body=NULL WHERE name=? AND record=? AND body IS NOT NULL"
    return connection.execute(sql, (table, record)).rowcount


def _facts(connection: Connection, number: int) -> list[tuple[str, int, int, int, bytes | None]]:
    sql = "SELECT name,record,rev,version,hash FROM change_rows WHERE id>=? AND id<? ORDER BY id"
    return connection.execute(sql, (number * log.MOST_ROWS, (number + 1) * log.MOST_ROWS)).fetchall()


def _wrong_bodies(connection: Connection) -> Iterator[Flaw]:
    sql = "SELECT id,CAST(salt AS BLOB),CAST(body AS BLOB),hash,name,record FROM change_rows WHERE body IS NOT NULL"
    for row, salt, body, seal, name, record in connection.execute(sql):
        if seal is None or salt is None or log.body_hash(salt, body) != seal:
            yield Flaw(f"change {row // log.MOST_ROWS}, {name} {record}", "body differs from its hash")
