"""Looking into a file of any size: a few bytes here and there, never the whole of it."""

from pathlib import Path
from types import TracebackType
from typing import Final, Self

MOST_AT_ONCE: Final = 1024 * 1024


class Peek:
    """An open file that gives at most 1 MiB at a time; what lies outside of it is empty."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = self._file.seek(0, 2)

    def at(self, start: int, length: int) -> bytes:
        """Bytes from there on, fewer where the file ends."""
        if not 0 <= start < self.size:
            return b""
        self._file.seek(start)
        return self._file.read(min(length, MOST_AT_ONCE))

    def number(self, start: int, length: int) -> int:
        """A big-endian number as media files write it; 0 beyond the end."""
        return int.from_bytes(self.at(start, length), "big")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
