"""A zip that leaves while it is made: files as they are, by pieces, so that memory does not grow with them (W2)."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, cast

PIECE: Final = 256 * 1024
LARGE: Final = 1 << 30
"""From here on sizes are written with 64 bits."""


class _Sink:
    """Takes what the archive writes and hands it on; it can neither be read nor gone back in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        """All that was written since the last time."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole


def stream_zip(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """A zip of files under these names, stored and not packed: sound and video are packed already."""
    sink = _Sink()
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_STORED) as packed:  # because a sink is all it needs
        for name, path in files:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            large = path.stat().st_size >= LARGE
            with path.open("rb") as there, packed.open(entry, "w", force_zip64=large) as place:
                while piece := there.read(PIECE):
                    place.write(piece)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def unique_names(wanted: Iterable[str]) -> Iterator[str]:
    """Each name once: the second «а.mp3» becomes «а (2).mp3», also on disks that do not tell capitals apart."""
    used: set[str] = set()
    for name in wanted:
        stem, dot, ending = name.rpartition(".")
        number, given = 1, name
        while given.casefold() in used:
            number += 1
            given = f"{stem} ({number}){dot}{ending}" if dot else f"{name} ({number})"
        used.add(given.casefold())
        yield given
