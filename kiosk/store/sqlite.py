"""Connections to the one database file, and what its errors mean.

Every thread reads through a connection of its own and sees the last commit; in WAL mode a reader never waits for a
writer.
"""

import contextlib
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk.store.errors import Damaged, Reason, Unwritable


class Connection(sqlite3.Connection):
    """One that knows what it has not read to its end: until then all it reads is of the commit it began with."""

    unfinished = 0


WAIT_MS = 10_000
"""How long a writer waits for another process (an import beside the server) before it says so."""

_SYNC_FAILED = {
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
}
_REASONS = {
    sqlite3.SQLITE_FULL: Reason.FULL,
    sqlite3.SQLITE_READONLY: Reason.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Reason.READ_ONLY,
    sqlite3.SQLITE_PERM: Reason.READ_ONLY,
    sqlite3.SQLITE_BUSY: Reason.BUSY,
    sqlite3.SQLITE_LOCKED: Reason.BUSY,
    sqlite3.SQLITE_IOERR: Reason.SICK,
}
_DAMAGES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def connect(file: Path, *, read_only: bool = False) -> Connection:
    """A connection in autocommit; transactions are begun and ended by name."""
    connection = sqlite3.connect(
        file,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
        timeout=WAIT_MS / 1000,
        factory=Connection,
    )
    if read_only:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA cache_size=-128")  # KB, one a thread; the system keeps the file in memory for all
    connection.execute("PRAGMA mmap_size=0")  # a torn disk must answer with an error, not with SIGBUS
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def rows(connection: Connection, sql: str, values: tuple[Any, ...]) -> Iterator[Any]:
    """What a statement finds, row by row; whoever takes them may read something else between two of them."""
    connection.unfinished += 1
    try:
        yield from connection.execute(sql, values)
    finally:
        connection.unfinished -= 1


def sync_failed(error: sqlite3.Error) -> bool:
    """Was it the fsync that failed? Then nothing the system holds in memory can be trusted any more."""
    return _code(error) in _SYNC_FAILED


def meaning(error: sqlite3.Error) -> Exception:
    """The store's own exception for an error of SQLite; a programming error stays what it is."""
    code = _code(error) & 0xFF
    if code in _DAMAGES:
        return Damaged("kiosk.db", str(error))
    if code in _REASONS:
        return Unwritable(_REASONS[code], str(error))
    return error


@contextlib.contextmanager
def worded() -> Iterator[None]:
    """Errors of SQLite inside leave as the store's own."""
    try:
        yield
    except sqlite3.Error as error:
        said = meaning(error)
        if said is error:
            raise
        raise said from error


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0) or 0)


class Readers:
    """One reading connection per thread; those of threads that ended are closed when the next one comes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._own = threading.local()
        self._lock = threading.Lock()
        self._all: list[tuple[weakref.ref[threading.Thread], Connection]] = []
        self._closed = False

    def connection(self) -> Connection:
        """This thread's connection."""
        connection: Connection | None = getattr(self._own, "connection", None)
        return self._open() if connection is None or self._closed else connection

    def close(self) -> None:
        """Close all; a thread that reads on gets Unwritable(CLOSED)."""
        with self._lock:
            self._closed = True
            for _, connection in self._all:
                connection.close()
            self._all.clear()

    def _open(self) -> Connection:
        with self._lock:
            if self._closed:
                raise Unwritable(Reason.CLOSED)
            self._drop_ended()
            with worded():
                connection = connect(self._file, read_only=True)
            self._all.append((weakref.ref(threading.current_thread()), connection))
        self._own.connection = connection
        return connection

    def _drop_ended(self) -> None:
        kept = []
        for thread, connection in self._all:
            alive = thread()
            if alive is not None and alive.is_alive():
                kept.append((thread, connection))
            else:
                connection.close()
        self._all = kept
