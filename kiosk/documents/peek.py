"""Looking into a file of any size: a few bytes here and there, never the whole of it."""

from typing import IO, Final

MOST_AT_ONCE: Final = 1024 * 1024


class Peek:
    """An open file that gives at most 1 MiB at a time; what lies outside of it is empty."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        file.seek(0, 2)
        self.size = file.tell()

    def at(self, start: int, length: int) -> bytes:
        """Bytes from there on, fewer where the file ends."""
        if not 0 <= start < self.size:
            return b""
        self._file.seek(start)
        return self._file.read(min(length, MOST_AT_ONCE))

    def number(self, start: int, length: int) -> int:
        """A big-endian number as media files write it; 0 beyond the end."""
        return int.from_bytes(self.at(start, length), "big")
