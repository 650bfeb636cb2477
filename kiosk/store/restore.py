"""Restore a backup into a folder (O4): everything is made ready beside, then put in place by renames.

A restore that was cut off before it was ready leaves the folder as it was; one that was ready is finished at the next
start. What stood there before is moved aside, never deleted.
"""

import datetime as dt
import secrets
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import msgspec

from kiosk.store import sqlite
from kiosk.store.backup import MANIFEST, Manifest, copy_hashed, read_manifest, verify
from kiosk.store.errors import Damaged
from kiosk.store.files import sync_folder, unwritable, write_whole
from kiosk.store.keysheet import SECRET_BYTES
from kiosk.store.locking import FolderLock
from kiosk.store.rewind import rewind
from kiosk.store.settling import ASIDE, READY, settle


class Restored(msgspec.Struct, frozen=True):
    """What was restored. `new_secret`: every card and slip must be issued anew."""

    number: int
    made_at: str
    aside: Path | None
    new_secret: bool
    brought_back_by: int


def restore(
    file: Path, folder: Path, *, now: dt.datetime, at: dt.datetime | None = None, secret: bytes | None = None
) -> Restored:
    """Put a backup into this folder. at: bring the documents back to this moment. secret: from the key sheet.

    Raises Damaged (the backup is not whole; nothing was touched), Busy (a server runs there), Unwritable.
    """
    if flaws := verify(file):
        raise Damaged(file.name, "; ".join(f"{flaw.where}: {flaw.what}" for flaw in flaws[:5]))
    folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(folder)
    lock.take()
    try:
        manifest, brought_back_by = _make_ready(file, folder, now, at)
        aside = settle(folder)
        new_secret = _keep_secret(folder / "secret", secret)
    except OSError as error:
        raise unwritable(error) from error
    finally:
        lock.release()
    return Restored(manifest.number, manifest.made_at, aside, new_secret, brought_back_by)


def _make_ready(file: Path, folder: Path, now: dt.datetime, at: dt.datetime | None) -> tuple[Manifest, int]:
    work = folder / "restoring.part"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    with zipfile.ZipFile(file) as archive:
        manifest = read_manifest(archive)
        for name in manifest.files:
            if name.startswith(("kiosk.db", "vault/")) and name != MANIFEST:
                _unpack(archive, name, manifest, work)
    (work / "vault").mkdir(exist_ok=True)
    brought_back_by = 0
    if at is not None:
        with closing(sqlite.connect(work / "kiosk.db")) as connection:
            brought_back_by = rewind(connection, at, now)
    write_whole(work / ASIDE, f"before-restore-{now:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}".encode())
    work.rename(folder / READY)
    sync_folder(folder)
    return manifest, brought_back_by


def _unpack(archive: zipfile.ZipFile, name: str, manifest: Manifest, work: Path) -> None:
    """Names come from a file anybody may have made: only those below the folder are taken."""
    target = (work / name).resolve()
    if not target.is_relative_to(work.resolve()):
        raise Damaged(name, "leads out of the folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("wb") as sink:
        content = copy_hashed(source, sink)
    if content != manifest.files[name]:
        raise Damaged(name, "content differs from the manifest")


def _keep_secret(path: Path, given: bytes | None) -> bool:
    """True if a new one had to be made."""
    if given is not None:
        write_whole(path, given, mode=0o600)
        return False
    if path.exists():
        return False
    write_whole(path, secrets.token_bytes(SECRET_BYTES), mode=0o600)
    return True
