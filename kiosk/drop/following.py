"""The follower: hashes what already lies in the file, off the way of bytes and answers (W1).

It reads from the disk's cache what was written a moment ago, so a restart costs it nothing but reading from 0.
"""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from kiosk.store.hashing import quick_hash

PIECE: Final = 256 * 1024
MOST_KNOWN: Final = 200


class Followed:
    """How far one file is hashed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.hash = quick_hash()
        self.done = 0
        self.whole = False

    def read(self, part: Path, upto: int) -> None:
        """Go on to here."""
        if self.done >= upto:
            return
        with part.open("rb", buffering=0) as file:
            file.seek(self.done)
            view = memoryview(bytearray(PIECE))
            while self.done < upto and (count := file.readinto(view[: min(PIECE, upto - self.done)])):
                self.hash.update(view[:count])
                self.done += count


class Follower:
    """Hashes of files on their way; those longest not asked for are forgotten and begun anew when they go on."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Followed] = OrderedDict()
        self._lock = threading.Lock()

    def follow(self, key: str, part: Path, upto: int) -> None:
        """Hash the file up to here, where bytes count; who is asked late has nothing to do any more."""
        one = self._of(key)
        with one.lock:
            if not one.whole:
                one.read(part, upto)

    def digest(self, key: str, part: Path, size: int) -> str:
        """The SHA-256 of a file that came whole, in hex; from now on it is not opened here."""
        one = self._of(key)
        with one.lock:
            one.read(part, size)
            one.whole = True
            return one.hash.hexdigest()

    def forget(self, key: str) -> None:
        """This file is done or gone."""
        with self._lock:
            self._known.pop(key, None)

    def _of(self, key: str) -> Followed:
        with self._lock:
            one = self._known.setdefault(key, Followed())
            self._known.move_to_end(key)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
            return one
