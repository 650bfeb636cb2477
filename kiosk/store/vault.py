"""The vault: files beside the database (W1, W4), named by their SHA-256.

`<name>.part` while arriving, flushed to the disk, and renamed only when whole: a file with its final name is complete.
The same content is kept once. Descriptions (who, what for, file name) are records; the vault knows bytes only.
"""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self

import msgspec

from kiosk.store.files import sha256_of, sync_folder, unwritable
from kiosk.store.hashing import quick_hash

_ID = re.compile(r"[0-9a-f]{64}\Z")
_PART_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_PIECE_BYTES = 256 * 1024
_ONCE = "once-"
"""Marks parts that nobody can resume: after a crash they are waste."""


class Stored(msgspec.Struct, frozen=True):
    """A whole file in the vault; its id is its SHA-256."""

    id: str
    size: int
    sha256: str


class Receiving:
    """A file on its way in. Leaving the `with` block well makes it whole; an exception, or `cancel()`, drops it."""

    def __init__(self, vault: "Vault", part: Path) -> None:
        self._vault = vault
        self._part = part
        self._hash = quick_hash()
        self._file: BinaryIO | None = None
        self._stored: Stored | None = None
        self.size = 0

    def write(self, content: bytes) -> None:
        """Append bytes. Raises Unwritable."""
        try:
            self._opened().write(content)
        except OSError as error:
            raise unwritable(error) from error
        self._hash.update(content)
        self.size += len(content)

    def finish(self) -> Stored:
        """Make the file whole now; also done by leaving the block. Raises Unwritable."""
        if self._stored is None:
            try:
                _flush(self._opened())
            except OSError as error:
                raise unwritable(error) from error
            self._file = None
            self._stored = self._vault.keep(self._part, self._hash.hexdigest())
        return self._stored

    @property
    def stored(self) -> Stored:
        """What was stored; only after the block."""
        if self._stored is None:
            raise ValueError("the file is not whole yet")
        return self._stored

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise ValueError("bytes come inside the with block")
        return self._file

    def cancel(self) -> None:
        """Drop what arrived."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        try:
            self._file = self._part.open("xb")
        except OSError as error:
            raise unwritable(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and self._file is not None:
                self.finish()
        finally:
            if self._stored is None:
                self.cancel()


class Vault:
    """The folder of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """At the start: make the folder, drop parts that a crash left behind and nobody can resume."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for part in self.folder.glob(f"{_ONCE}*.part"):
            part.unlink(missing_ok=True)

    def receive(self) -> Receiving:
        """Take a file that comes in one go: `with vault.receive() as file: file.write(...)`, then `file.stored`."""
        return Receiving(self, self.folder / f"{_ONCE}{secrets.token_hex(8)}.part")

    def take(self, stream: IO[bytes]) -> Stored:
        """Keep a whole stream, a form's file, piece by piece. Raises Unwritable."""
        with self.receive() as arriving:
            while piece := stream.read(_PIECE_BYTES):
                arriving.write(piece)
        return arriving.stored

    def part(self, upload: str) -> Path:
        """Where an upload that may be resumed arrives: its length on the disk is its offset. Kept over a restart."""
        if not _PART_ID.match(upload) or upload.startswith(_ONCE):
            raise ValueError(f"{upload!r} is not an upload")
        return self.folder / f"{upload}.part"

    def parts(self) -> Iterator[Path]:
        """Everything that is on its way and may be resumed."""
        return (part for part in self.folder.glob("*.part") if not part.name.startswith(_ONCE))

    def keep(self, part: Path, sha256: str | None = None) -> Stored:
        """Give a whole part (already flushed to the disk) its final name. The same content twice is kept once."""
        sha256 = sha256 or sha256_of(part)
        size, target = part.stat().st_size, self.path(sha256)
        try:
            target.parent.mkdir(exist_ok=True)
            _rename(part, target)
            sync_folder(target.parent)
            sync_folder(self.folder)
        except OSError as error:
            raise unwritable(error) from error
        return Stored(sha256, size, sha256)

    def path(self, file: str) -> Path:
        """Where this file lies. Raises ValueError for what is no id: a path never comes from outside."""
        if not _ID.match(file):
            raise ValueError(f"{file!r} is not a file of the vault")
        return self.folder / file[:2] / file

    def open(self, file: str) -> BinaryIO:
        """The file for reading. Raises FileNotFoundError."""
        return self.path(file).open("rb")

    def has(self, file: str) -> bool:
        """True when it is there, whole."""
        return self.path(file).is_file()

    def remove(self, files: Iterable[str]) -> None:
        """Erase files for good (L19); those that are not there are erased already."""
        for file in files:
            self.path(file).unlink(missing_ok=True)

    def ids(self) -> Iterator[str]:
        """All whole files."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(file.name for file in folder.iterdir() if _ID.match(file.name))

    def check(self) -> list[str]:
        """Read every file again; the ids of those whose content is not what it was."""
        return [file for file in self.ids() if sha256_of(self.path(file)) != file]


def _rename(part: Path, target: Path) -> None:
    """Windows renames nothing over a file that somebody reads; then the same content is there already."""
    try:
        part.replace(target)
    except PermissionError:
        if not target.is_file():
            raise
        part.unlink()


def _flush(file: BinaryIO) -> None:
    with file:
        file.flush()
        os.fsync(file.fileno())
