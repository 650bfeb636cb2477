"""The store of one folder: documents, changes, files (architecture.md, section 4).

with store.change(actor, "H2 row saved", key=key) as change:
    row = change.put(ROWS, row, expected=row.rev)
"""

import datetime as dt
import secrets
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from kiosk.actor import SYSTEM
from kiosk.clock import Clock
from kiosk.store import chain, log, schema, sqlite
from kiosk.store.chain import Flaw
from kiosk.store.changing import Acting, Change
from kiosk.store.errors import Busy, Reason, Unwritable
from kiosk.store.files import write_whole
from kiosk.store.keysheet import SECRET_BYTES
from kiosk.store.locking import FolderLock
from kiosk.store.mentions import mentioning, noted
from kiosk.store.pulse import Pulse
from kiosk.store.quick import Quick
from kiosk.store.reading import Reader
from kiosk.store.recall import Recall
from kiosk.store.records import Collection, Record
from kiosk.store.settling import settle
from kiosk.store.tables import AnyTyped, Typed
from kiosk.store.tiny import RowsDB, RowsStorage
from kiosk.store.vault import Vault
from kiosk.store.writer import Writer

R = TypeVar("R", bound=Record)
T = TypeVar("T")
STAMP_BYTES = 3


class Store:
    """Everything the school has entered. Made by `Store.open`; safe for any number of threads."""

    def __init__(self, folder: Path, tables: dict[str, AnyTyped], clock: Clock, lock: FolderLock | None) -> None:
        self.folder = folder
        self.clock = clock
        self.vault = Vault(folder / "vault")
        self.writer = Writer(folder / "kiosk.db")
        self.readers = sqlite.Readers(folder / "kiosk.db")
        self._tables = tables
        self._tinydb: RowsDB | None = None
        self._lock = lock
        self.log = log.Log(self.readers.connection)
        self._pulse = Pulse(folder / "kiosk.db")
        passing = [name for name, table in tables.items() if not table.collection.history]
        self._recall = Recall(self._pulse, self.readers.connection, tables, passing)
        self._views: dict[str, Reader[Any]] = {
            name: Reader(table, self.readers.connection, self._recall) for name, table in tables.items()
        }

    @classmethod
    def open(
        cls, folder: Path, collections: Iterable[Collection[Any]], *, clock: Clock, command_line: bool = False
    ) -> "Store":
        """Open the store in this folder, making or updating what is missing.

        Raises Busy if another process serves it (command_line=True works beside a server), Unwritable, Damaged, Newer.
        """
        tables = _tables(collections)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unwritable(Reason.READ_ONLY, str(error)) from error
        lock = _taken(folder, beside=command_line)
        try:
            if lock:
                settle(folder)
            store = cls(folder, tables, clock, lock)
        except BaseException:
            if lock:
                lock.release()
            raise
        try:
            store.prepare(alone=lock is not None)
        except BaseException:
            store.close()
            raise
        if command_line and lock:
            store.give_way()
        return store

    def prepare(self, *, alone: bool) -> None:
        """Bring tables and vault into the shape this program needs; beside a running server only look."""
        with sqlite.worded():
            if alone:
                if not schema.is_prepared(self.writer.connection, self._tables.values()):
                    schema.prepare(self.writer.connection, self._tables.values())
                self.vault.prepare()
            elif not schema.is_prepared(self.writer.connection, self._tables.values()):
                raise Busy(self.folder, 0)
        if self.writer.has_wal:  # else an index that lies there is of another time, and nobody writes into it
            self._pulse.open()

    def give_way(self) -> None:
        """A command that prepared the folder lets a server start beside it."""
        if self._lock:
            self._lock.release()

    def close(self) -> None:
        """Wait for running changes, put everything on the disk, let go of the folder."""
        if sys.platform == "win32":  # there an open file cannot be removed; elsewhere closing it takes locks away
            self._pulse.close()
        self.writer.close()
        self.readers.close()
        self._pulse.close()
        self.give_way()

    def __getitem__(self, collection: Collection[R]) -> Reader[R]:
        """The collection as of the last commit."""
        return self._views[collection.name]

    @contextmanager
    def change(self, actor: Acting, what: str, *, key: str | None = None, note: str = "") -> Iterator[Change]:
        """One change over any collections: all of it is stored when the block is left well, nothing otherwise.

        what: the row id and the act ("H2 row saved"). key: a request sent twice is stored once; the second time
        `change.repeated` is the first one's entry and the body only reads. The block holds the one writer: nothing
        slow in it.
        Raises Unwritable if the disk refuses; leaves any exception of the body as it is.
        """
        with self.writer.body() as connection:
            repeated = log.Log(lambda: connection).by_key(key) if key else None
            change = Change(connection, self.table, repeated=repeated)
            try:
                yield change
                change.write_entry(actor.ref, what, key, note, self.clock.now())
            finally:
                change.ended = True

    def quick(self, collection: Collection[R]) -> Quick[R]:
        """The writer of a collection without history (drafts, sessions, throttles)."""
        return Quick(self.writer, self.table, collection)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads of this thread inside see one and the same commit."""
        connection = self.readers.connection()
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            with self._recall.apart():
                yield
        finally:
            connection.execute("ROLLBACK")

    def work_out(self, question: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes of collections, kept for everybody until one that it read is changed.

        question: names it among all others, with every value that `make` closes over. It may look at no clock and no
        log, and what it makes is read by many threads: nobody may change it.
        """
        return self._recall.work_out(question, make)

    def compact(self) -> bool:
        """Nothing of what was erased is left in the file (L19). Everybody waits for it; False: try again later."""
        return self.writer.compact()

    def check(self) -> list[Flaw]:
        """Everything that can be looked at while the store runs: file, bodies, chain, history, vault (O4, L20).

        Reads the whole store; nightly. An empty list: all is as it was written.
        """
        connection, tables = self.readers.connection(), self._tables.values()
        flaws = list(chain.check_file(connection))
        if flaws:
            return flaws
        with self.snapshot(), sqlite.worded():
            flaws += chain.check_rows(connection, tables)
            flaws += chain.check_chain(connection)
            flaws += chain.check_history(connection, tables)
        return flaws + [Flaw(f"vault {file}", "content differs from its name") for file in self.vault.check()]

    def mentioning(self, texts: Iterable[str]) -> dict[str, set[int]]:
        """Records by table that hold one of these texts, now or at any time before that is not erased (L19)."""
        return mentioning(self.readers.connection(), list(texts), self._tables.values())

    def noted(self, texts: Iterable[str]) -> list[int]:
        """Changes whose own words hold one of these texts: the chain is over them, so they cannot be erased."""
        return noted(self.readers.connection(), list(texts))

    @property
    def number(self) -> int:
        """The number of the last change."""
        return log.last(self.readers.connection())[0]

    def touched(self, *scopes: str) -> int:
        """The number of the last change that touched any of these scopes; 0 if none ever did."""
        marks = ",".join("?" * len(scopes))
        sql = f"SELECT max(number) FROM touched WHERE scope IN ({marks})"
        read = lambda: int(self.readers.connection().execute(sql, scopes).fetchone()[0] or 0)  # noqa: E731
        return self._recall.touched(scopes, read)

    def stamp(self, *scopes: str) -> str:
        """The last change that touched any of these scopes: its number and the begin of its hash.

        After a backup was brought back numbers are given a second time, for other changes; hashes are not.
        """
        return self._recall.touched(("stamp", scopes), lambda: self._stamp(scopes))

    def _stamp(self, scopes: tuple[str, ...]) -> str:
        sql = "SELECT hash FROM changes WHERE number=?"
        number = self.touched(*scopes)
        found = self.readers.connection().execute(sql, (number,)).fetchone()
        return f"{number:x}{found[0][:STAMP_BYTES].hex() if found else ''}"

    def touched_at(self, *scopes: str) -> dt.datetime | None:
        """The moment of the last change that touched any of these scopes, in UTC; None if none ever did."""
        sql = "SELECT at FROM changes WHERE number=?"
        found = self.readers.connection().execute(sql, (self.touched(*scopes),)).fetchone()
        return dt.datetime.fromisoformat(found[0]) if found else None

    @property
    def tinydb(self) -> RowsDB:
        """The store as a TinyDB: collections to read, free tables to read and write."""
        if self._tinydb is None:
            self._tinydb = RowsDB(self.readers.connection, self._tables, self._by_tinydb, storage=RowsStorage)
        return self._tinydb

    def _by_tinydb(self, what: str) -> AbstractContextManager[Change]:
        return self.change(SYSTEM, what)

    @cached_property
    def secret(self) -> bytes:
        """32 random bytes of this school, made at first use; not part of a backup."""
        path = self.folder / "secret"
        if not path.exists():
            write_whole(path, secrets.token_bytes(SECRET_BYTES), mode=0o600)
        return path.read_bytes()

    def collection(self, name: str) -> Collection[Any] | None:
        """The collection of this name, if there is one."""
        table = self._tables.get(name)
        return table.collection if table else None

    def table(self, collection: Collection[R]) -> Typed[R]:
        """Where a collection lies."""
        found: Typed[R] = self._tables[collection.name]
        return found


def _tables(collections: Iterable[Collection[Any]]) -> dict[str, AnyTyped]:
    tables: dict[str, AnyTyped] = {}
    for collection in collections:
        if collection.name in tables:
            raise ValueError(f"two collections are called {collection.name}")
        tables[collection.name] = Typed(collection)
    return tables


def _taken(folder: Path, *, beside: bool) -> FolderLock | None:
    lock = FolderLock(folder)
    try:
        lock.take()
    except Busy:
        if not beside:
            raise
        return None
    return lock
