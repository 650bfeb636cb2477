"""Files that are whole or not there: write beside, flush to the disk, rename."""

import errno
import hashlib
import os
import sys
from pathlib import Path

from kiosk.store.errors import Reason, Unwritable
from kiosk.store.hashing import quick_hash

BLOCK = 1 << 18
"""Bytes read at once."""

_REASONS = {
    errno.ENOSPC: Reason.FULL,
    errno.EDQUOT: Reason.FULL,
    errno.EFBIG: Reason.FULL,
    errno.EROFS: Reason.READ_ONLY,
    errno.EACCES: Reason.READ_ONLY,
    errno.EPERM: Reason.READ_ONLY,
}


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; Windows writes its folders through by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """The file holds this content or what it held before, never a part."""
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, quick_hash).hexdigest()


def unwritable(error: OSError) -> Unwritable:
    """The store's own exception for what the system says of a disk."""
    return Unwritable(_REASONS.get(error.errno or 0, Reason.SICK), str(error))
