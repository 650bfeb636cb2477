"""The writer: bytes of one request, appended to the part as they arrive (W1).

It knows nothing of who brings the bytes: a view reads them from a stream, the receiver's thread from a socket. However
it ends, and whoever ends it first, it ends once; what follows from that is the depot's.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.drop.protocol import Checksum
from kiosk.problems import Problem
from kiosk.store.files import sync_folder
from kiosk.store.hashing import quick_hash

if TYPE_CHECKING:
    from hashlib import _Hash

HEAD: Final = 4096
"""So many first bytes tell what a file is."""
SYNC_EVERY: Final = 2 * 1024 * 1024
SYNC_SELF: Final = 32 * 1024 * 1024
"""When so many bytes lag behind, whoever brings them waits for the disk: uploads wait, pages do not."""
FOLLOW_EVERY: Final = 4 * 1024 * 1024
MODE: Final = 0o644


class Ending(StrEnum):
    """Why a request's bytes ended."""

    COMPLETE = "complete"
    BROKEN = "broken"
    """The client went away or fell silent; what came is kept."""
    TAKEN_OVER = "taken over"
    """Another request of the same upload came; what came is kept."""
    DISK = "disk"
    """The disk took no more; what it took is kept."""
    REFUSED = "refused"
    """Not a kind of file that is taken: the upload is dropped."""
    TOO_MUCH = "too much"
    """More bytes than the file has: this request's bytes do not count."""
    WRONG_CHECKSUM = "wrong checksum"
    """This request's bytes do not count."""


class Ended(Exception):
    """Bytes came after the end: whoever brings them stops."""


class Writer:
    """One request's bytes on their way into one part."""

    def __init__(
        self,
        part: Path,
        start: int,
        size: int,
        *,
        checksum: Checksum | None = None,
        refused: Callable[[bytes], Problem | None] = lambda _head: None,
        told: Callable[["Writer"], None] = lambda _writer: None,
        synced: Callable[[Callable[[], None]], None] = lambda _act: None,
    ) -> None:
        self.part = part
        self.start = start
        self.size = size
        self.offset = start
        self.checksum = checksum
        self.ending: Ending | None = None
        self.problem: Problem | None = None
        self.start_again = False
        """It broke with a checksum that can no longer be compared: its bytes do not count."""
        self.closed = threading.Event()
        self.lock = threading.Lock()
        self._refused = refused
        self._told = told
        self._synced = synced
        self._followed = start
        self._hash: _Hash | None = quick_hash(checksum.algorithm) if checksum else None
        self._unsynced = 0
        if checksum:
            hold(part, start)
        self._fd = os.open(part, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), MODE)

    def append(self, data: bytes | memoryview) -> None:
        """Write these bytes. Raises Ended when they count no longer; the first fault of the disk ends it too."""
        with self.lock:
            if self.ending is not None:
                raise Ended
            if self.offset + len(data) > self.size:
                self._end(Ending.TOO_MUCH)
                raise Ended
            try:
                self._write(data)
            except OSError as error:
                self._end(Ending.DISK)
                raise Ended from error
            if self._hash is not None:
                self._hash.update(data)
            self._look_at_head(len(data))
        if self._hash is None and self.offset - self._followed >= FOLLOW_EVERY:
            self._followed = self.offset
            self._told(self)

    def _write(self, data: bytes | memoryview) -> None:
        left = memoryview(data)
        while left:
            count = write(self._fd, left)
            self.offset += count
            left = left[count:]
        self._unsynced += len(data)
        if self._unsynced >= SYNC_SELF:
            self._sync(self._fd)
        elif self._unsynced % SYNC_EVERY < len(data):
            self._sync_aside(os.dup(self._fd), self._unsynced)

    def _sync(self, fd: int) -> None:
        sync(fd)
        self._unsynced = 0

    def _sync_aside(self, fd: int, upto: int) -> None:
        """Another thread puts on the disk what lies here by now, so that the last fsync is short."""

        def act() -> None:
            try:
                with suppress(OSError):  # the fsync before the answer will say so
                    sync(fd)
                with self.lock:
                    self._unsynced = max(0, self._unsynced - upto)
            finally:
                os.close(fd)

        self._synced(act)

    def _look_at_head(self, came: int) -> None:
        """As soon as the first bytes are there: what is not taken need not come whole."""
        enough = min(HEAD, self.size)
        if self.offset - came < enough <= self.offset:
            os.lseek(self._fd, 0, os.SEEK_SET)
            self.problem = self._refused(os.read(self._fd, HEAD))
            if self.problem is not None:
                self._end(Ending.REFUSED)
                raise Ended

    def leave(self, ending: Ending) -> bool:
        """End it; True for the one who did, who then hands it to the depot."""
        with self.lock:
            return self._end(ending)

    def _end(self, ending: Ending) -> bool:
        if self.ending is not None:
            return False
        if ending is Ending.COMPLETE and self._hash is not None and self._hash.digest() != self._wanted():
            ending = Ending.WRONG_CHECKSUM
        elif ending in {Ending.BROKEN, Ending.TAKEN_OVER, Ending.DISK} and self.checksum is not None:
            self.start_again = True
        self.ending = ending
        return True

    def _wanted(self) -> bytes:
        return self.checksum.digest if self.checksum else b""

    def close(self) -> None:
        """Everything that counts on the disk, for good. Called once, after the end. Raises OSError.

        The lock is not held while the disk works: who brings late bytes is told so at once.
        """
        with self.lock:
            fd, self._fd = self._fd, -1
        if fd < 0:
            return
        try:
            if self.start_again or self.ending in {Ending.TOO_MUCH, Ending.WRONG_CHECKSUM}:
                os.ftruncate(fd, self.start)
                self.offset = self.start
            os.fsync(fd)
            if self.start == 0:  # the file is new: after a power cut its name has to be there too
                sync_folder(self.part.parent)
        finally:
            os.close(fd)
        hold_of(self.part).unlink(missing_ok=True)

    @property
    def came(self) -> int:
        """So many bytes came with this request."""
        return self.offset - self.start


def write(fd: int, data: memoryview) -> int:
    """Here tests let the disk be full."""
    return os.write(fd, data)


def sync(fd: int) -> None:
    """The bytes, not the times of the file; where the system knows the difference."""
    getattr(os, "fdatasync", os.fsync)(fd)


def hold_of(part: Path) -> Path:
    """Beside a part while a request with a checksum of its own arrives: from where it is cut when it breaks."""
    return part.with_suffix(".hold")


def hold(part: Path, start: int) -> None:
    """Written before the first byte of such a request."""
    with hold_of(part).open("wb") as file:
        file.write(str(start).encode())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(part.parent)


def cut_back(part: Path) -> None:
    """After a sudden end: bytes whose checksum was never compared do not count."""
    held = hold_of(part)
    try:
        start = int(held.read_text("ascii") or "0")
    except (FileNotFoundError, ValueError):
        held.unlink(missing_ok=True)
        return
    if part.exists() and part.stat().st_size > start:
        with part.open("r+b") as file:
            file.truncate(start)
            file.flush()
            os.fsync(file.fileno())
    held.unlink(missing_ok=True)
