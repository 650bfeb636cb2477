"""The follower: hashes what already lies in the file, off the way of bytes and answers (W1).

It reads from the disk's cache what was written a moment ago, so a restart costs it nothing but reading from 0.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hashlib import _Hash

PIECE: Final = 256 * 1024
MOST_KNOWN: Final = 200


@dataclass
class Followed:
    """How far one file is hashed."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    hash: "_Hash" = field(default_factory=hashlib.sha256)
    done: int = 0


class Follower:
    """Hashes of files on their way; those longest not asked for are forgotten and begun anew when they go on."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Followed] = OrderedDict()
        self._lock = threading.Lock()

    def follow(self, key: str, part: Path, upto: int) -> str:
        """Hash the file up to here, where bytes count; returns the SHA-256 so far, in hex."""
        one = self._of(key)
        with one.lock:
            if one.done > upto:
                one.hash, one.done = hashlib.sha256(), 0
            with part.open("rb", buffering=0) as file:
                file.seek(one.done)
                view = memoryview(bytearray(PIECE))
                while one.done < upto and (count := file.readinto(view[: min(PIECE, upto - one.done)])):
                    one.hash.update(view[:count])
                    one.done += count
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
