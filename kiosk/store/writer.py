"""One writer at a time, many changes in one COMMIT (architecture: group commit).

A change runs in its caller's thread inside a SAVEPOINT of the open transaction. When it ends and others wait for their
turn, it leaves the COMMIT to them: whoever finds nobody waiting commits for all. So sixty saves on a slow disk cost
two or
three fsyncs instead of sixty, and each caller is answered only after the COMMIT that holds its change.

Quick writes (sessions, drafts) commit without an fsync of their own; the WAL keeps their order, so the next durable
COMMIT
takes them along, and a killed process loses none.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.store import sqlite
from kiosk.store.errors import Reason, Unwritable

MOST_TOGETHER = 256
"""Changes in one COMMIT at most, so that the first of them is not kept waiting for ever by a busy school."""

ORPHANED_AFTER = 0.05
"""Seconds after which a waiting change looks whether its COMMIT was left to somebody who gave up."""


class _Batch:
    """Changes that share one COMMIT."""

    def __init__(self, *, durable: bool) -> None:
        self.durable = durable
        self.members = 0
        self.failure: Exception | None = None
        self.done = False
        self.awaited: threading.Event | None = None

    def end(self, failure: Exception | None = None) -> None:
        """It is committed, or it failed: tell everyone who waits."""
        self.failure = failure
        self.done = True
        if self.awaited is not None:
            self.awaited.set()


class Writer:
    """The writing connection and the queue before it."""

    def __init__(self, file: Path) -> None:
        with sqlite.worded():
            self.connection = sqlite.connect(file)
            self.connection.execute("PRAGMA cache_size=-4000")
            (mode,) = self.connection.execute("PRAGMA journal_mode=WAL").fetchone()
            self.has_wal = mode == "wal"
            self.connection.execute("PRAGMA fullfsync=ON")
            self.connection.execute("PRAGMA journal_size_limit=67108864")
            self.connection.execute("PRAGMA wal_autocheckpoint=4000")  # 16 MB: fewer pauses, same promise
        self.commits = 0
        self.before_commit: Callable[[], None] = _nothing
        self.synchronous = "FULL"
        self._full = False
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self.waiting = 0
        self._inside: int | None = None
        self._batch: _Batch | None = None
        self._refused: Reason | None = None

    @contextmanager
    def body(self, *, durable: bool = True) -> Iterator[sqlite.Connection]:
        """The turn of one change: yields the connection; returns when the change is committed.

        An exception inside undoes this change alone. Raises Unwritable when the disk refuses; then nothing of it is
        stored.
        """
        self._take_turn()
        try:
            batch = self._joined(durable=durable)
            yield self.connection
            self._close_body(batch)
        except BaseException as error:
            self._undo(error)
            self._leave(self._batch, gave_up=True)
            if isinstance(error, sqlite3.Error):
                raise sqlite.meaning(error) from error
            raise
        batch.members += 1
        self._leave(batch)
        self._await(batch)

    def compact(self) -> bool:
        """Write the whole file anew without what was erased in it, and empty the WAL; False: a reader held it back.

        What was deleted before zeros were asked for still lies in free places of old pages. Raises Unwritable.
        """
        self._take_turn()
        try:
            if self._refused:
                raise Unwritable(self._refused)
            if self._batch:
                self._commit(self._batch)
            self._set_synchronous(full=True)
            with sqlite.worded():
                self.connection.execute("VACUUM")
                busy, _, _ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        finally:
            self._inside = None
            self._turn.release()

    def close(self) -> None:
        """Wait for the running change, then put everything into the database file and close."""
        with self._turn:
            if self._refused is Reason.CLOSED:
                return
            if self._batch:
                self._commit(self._batch)
            if self._refused is None:
                self._checkpoint()
            self._refused = Reason.CLOSED
            self.connection.close()

    def _take_turn(self) -> None:
        if self._inside == threading.get_ident():
            raise RuntimeError("a change inside a change: pass the open one on instead")
        with self._counting:
            self.waiting += 1
        try:
            self._turn.acquire()
        finally:
            with self._counting:
                self.waiting -= 1
        self._inside = threading.get_ident()

    def _joined(self, *, durable: bool) -> _Batch:
        """The open batch, or a new one. The first change in it needs no SAVEPOINT: undoing it is undoing all."""
        if self._refused:
            raise Unwritable(self._refused)
        if self._batch and durable and not self._batch.durable:
            self._commit(self._batch)
        if self._batch is None:
            self._set_synchronous(full=durable)
            self.connection.execute("BEGIN IMMEDIATE")
            self._batch = _Batch(durable=durable)
        if self._batch.members:
            self.connection.execute("SAVEPOINT body")
        return self._batch

    def _close_body(self, batch: _Batch) -> None:
        """The body ended well; if it swallowed an error that made SQLite roll back everything, it did not."""
        if not self.connection.in_transaction:
            raise Unwritable(Reason.FULL, "the disk refused something inside this change")
        if batch.members:
            self.connection.execute("RELEASE body")

    def _set_synchronous(self, *, full: bool) -> None:
        if full != self._full:
            self.connection.execute(f"PRAGMA synchronous={self.synchronous if full else 'NORMAL'}")
            self._full = full

    def _undo(self, cause: BaseException) -> None:
        """Undo one body. If a full disk made SQLite roll back the whole transaction, its batch has failed."""
        batch = self._batch
        if batch is None:
            return
        try:
            if batch.members:
                self.connection.execute("ROLLBACK TO body")
                self.connection.execute("RELEASE body")
            elif self.connection.in_transaction:
                self._batch = None
                self.connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            self._fail(batch, cause if isinstance(cause, (sqlite3.Error, Unwritable)) else error)

    def _leave(self, batch: _Batch | None, *, gave_up: bool = False) -> None:
        """End the turn; commit if nobody is there to whom it could be left.

        Nor is it left to others after a body that failed: those who meet a Conflict read again and come back, but see
        the change they lost to only when it is committed, and would fail and keep it waiting in a circle.
        """
        try:
            if batch is None or batch is not self._batch:
                return
            if gave_up or self.waiting == 0 or batch.members >= MOST_TOGETHER:
                self._commit(batch)
            elif batch.awaited is None:
                batch.awaited = threading.Event()
        finally:
            self._inside = None
            self._turn.release()

    def _commit(self, batch: _Batch) -> None:
        self._batch = None
        try:
            self.before_commit()
            self.connection.execute("COMMIT")
            self.commits += 1
        except sqlite3.Error as error:
            self._fail(batch, error)
        else:
            batch.end()

    def _fail(self, batch: _Batch, error: Exception) -> None:
        """Everyone in the batch is told the same; after a failed fsync nothing is written any more (L20)."""
        self._batch = None
        if isinstance(error, sqlite3.Error) and sqlite.sync_failed(error):
            self._refused = Reason.SICK
        if self.connection.in_transaction:
            try:
                self.connection.execute("ROLLBACK")
            except sqlite3.Error:
                self._refused = Reason.SICK
        batch.end(sqlite.meaning(error) if isinstance(error, sqlite3.Error) else error)

    def _await(self, batch: _Batch) -> None:
        """Until the COMMIT that holds this change; if whoever should have done it gave up, do it here."""
        while not batch.done:
            if batch.awaited is not None and batch.awaited.wait(ORPHANED_AFTER):
                break
            with self._turn:
                if self._batch is batch:
                    self._commit(batch)
        if batch.failure is not None:
            raise batch.failure

    def _checkpoint(self) -> None:
        try:
            self._set_synchronous(full=True)
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # a full disk at the end of the day: the WAL stays and is read at the next start


def _nothing() -> None:
    """What happens before a COMMIT, except in benches and tests that stand in for a slow disk."""
