"""One server a folder: a lock that dies with its process, on Linux, macOS and Windows.

The lock is the operating system's; the number written into the file only tells people who holds it.
"""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from kiosk.store.errors import Busy, Reason, Unwritable

_FAR = 1 << 30
"""The byte that is locked: far behind the text, since a locked byte cannot be read on Windows."""


class FolderLock:
    """Held from `take` until `release` or the end of the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "kiosk.lock"
        self._file: BinaryIO | None = None

    def take(self) -> None:
        """Raises Busy naming the process that holds it, Unwritable if the folder cannot be written."""
        try:
            file = self._path.open("a+b")
        except OSError as error:
            raise Unwritable(Reason.READ_ONLY, str(error)) from error
        try:
            _lock(file)
        except OSError as error:
            pid = _holder(file)
            file.close()
            raise Busy(self._folder, pid) from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()).encode())
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the folder free; harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _holder(file: BinaryIO) -> int:
    file.seek(0)
    text = file.read(20)
    return int(text) if text.isdigit() else 0


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
