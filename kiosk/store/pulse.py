"""Has anybody committed anything? Asked a hundred times a page, so it is looked up in memory instead of by SQL.

In WAL mode every process that has the database open shares the index of the WAL (`kiosk.db-shm`) in memory; its first
96 bytes are the same head twice, written anew with every commit of whomever (sqlite.org/walformat.html, "The WAL-Index
File Format"). A commit writes the second copy first, so two equal copies are a head that nobody is writing just now.
"""

from __future__ import annotations

import mmap
import os
import sys
import threading
from pathlib import Path
from typing import Final

HEAD: Final = 48
KNOWN: Final = (3_007_000).to_bytes(4, sys.byteorder)
"""The one format of the WAL's index there has been; of another we would know nothing."""
_BINARY: Final = getattr(os, "O_BINARY", 0)


class Pulse:
    """The head of a database's WAL index. Opened after the first connection of its store, closed after the last."""

    def __init__(self, file: Path) -> None:
        self._file = Path(f"{file}-shm")
        self._view: _View | None = None

    def open(self) -> None:
        """Begin to look; a file that is not there tells nothing."""
        self._view = _View.of(self._file)

    def beat(self) -> bytes | None:
        """Equal as long as nobody has committed; None while that cannot be told: a commit is just being noted."""
        view = self._view
        if view is None:
            return None
        try:
            both = view.map[: 2 * HEAD]
        except ValueError:  # the store was closed meanwhile; whoever reads on is told so by its connection
            return None
        head = both[:HEAD]
        return head if head == both[HEAD:] and head.startswith(KNOWN) else None

    def close(self) -> None:
        """Nothing can be told any more."""
        view, self._view = self._view, None
        if view is not None:
            view.leave()


class _View:
    """A file in memory, one for all stores of this process that have it open.

    POSIX takes every lock on a file away from a process that closes any descriptor of it. The locks on this one are
    SQLite's, so its descriptor stays open until the last store of this process is done with it.
    """

    _all: dict[tuple[int, int], _View] = {}  # noqa: RUF012  because it belongs to the process
    _lock = threading.Lock()

    def __init__(self, descriptor: int, place: tuple[int, int]) -> None:
        self.descriptor = descriptor
        self.place = place
        self.users = 0
        self.map = mmap.mmap(descriptor, 2 * HEAD, access=mmap.ACCESS_READ)

    @classmethod
    def of(cls, file: Path) -> _View | None:
        """The view of this file; None if it is not there, or not made up yet."""
        with cls._lock:
            try:
                found = file.stat()
                place = (found.st_dev, found.st_ino)
                if place not in cls._all:
                    if found.st_size < 2 * HEAD:
                        return None
                    cls._all[place] = cls(os.open(file, os.O_RDONLY | _BINARY), place)
            except (OSError, ValueError):  # not there, or on a file system that shares no memory
                return None
            view = cls._all[place]
            view.users += 1
            return view

    def leave(self) -> None:
        """One store fewer that looks."""
        with self._lock:
            self.users -= 1
            if not self.users:
                del self._all[self.place]
                self.map.close()
                os.close(self.descriptor)
