"""Backup of a running store into one zip, and the look whether such a zip is whole (O4).

    manifest.json       SHA-256 and size of everything else, number and chain hash of the last change
    kiosk.db            the database
    tinydb/*.json       the same tables for a text editor and for stock TinyDB
    vault/ab/abcd…      the files

`storage/secret` is not in it: a lost USB stick must not open the family pages.
"""

import os
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

import msgspec

from kiosk.store import chain, log, sqlite
from kiosk.store.chain import Flaw
from kiosk.store.codec import write_json
from kiosk.store.errors import Damaged
from kiosk.store.export import export_rows
from kiosk.store.files import BLOCK, sync_folder, unwritable
from kiosk.store.hashing import quick_hash
from kiosk.store.store import Store
from kiosk.store.tables import Place
from kiosk.store.vault import Vault

FORMAT = 1
MANIFEST = "manifest.json"


class Content(msgspec.Struct, frozen=True):
    """What one file in the zip must be."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds."""

    format: int
    made_at: str
    number: int
    chain: str
    files: dict[str, Content]


class Backup(msgspec.Struct, frozen=True):
    """A backup that was read again and found whole."""

    path: Path
    number: int
    made_at: str
    size: int


def backup(store: Store, dest: Path) -> Backup:
    """Write everything into a zip while the store runs; read it again before saying so.

    dest: the zip, or a folder (a USB stick) that gets `kamerton-<moment>.zip`. Raises Unwritable, Damaged.
    """
    made_at = log.moment_text(store.clock.now())
    target = dest / f"kamerton-{made_at[:19].replace(':', '')}.zip" if dest.is_dir() else dest
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".kamerton-", dir=target.parent) as work:
            manifest = _write(store, made_at, part, Path(work))
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise unwritable(error) from error
    if flaws := verify(target):
        raise Damaged(target.name, "; ".join(f"{flaw.where}: {flaw.what}" for flaw in flaws[:5]))
    return Backup(target, manifest.number, made_at, target.stat().st_size)


def verify(file: Path) -> list[Flaw]:
    """Read a backup: every file by its checksum, the database and its chain. An empty list: it can be restored.

    Raises Unwritable if this PC has no room to unpack the database for a look.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = read_manifest(archive)
            flaws = list(_wrong_files(archive, manifest))
            return flaws or _look_inside(archive, manifest)
    except (*_BAD_ZIP, Damaged) as error:
        return [Flaw(file.name, str(error))]


def _look_inside(archive: zipfile.ZipFile, manifest: Manifest) -> list[Flaw]:
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
            return list(_wrong_database(archive, manifest, Path(work)))
    except OSError as error:  # the backup may be well, this PC has no room to look
        raise unwritable(error) from error


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest of a backup. Raises Damaged for a zip that is none, or of a newer Kamerton."""
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.MsgspecError) as error:
        raise Damaged(MANIFEST, f"this zip is not a backup of Kamerton ({error})") from error
    if manifest.format != FORMAT:
        raise Damaged(MANIFEST, f"format {manifest.format}, this program knows {FORMAT}")
    return manifest


_BAD_ZIP = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, struct.error)


def _write(store: Store, made_at: str, part: Path, work: Path) -> Manifest:
    """The zip under its provisional name, on the disk."""
    number, seal = _copy_database(store, work / "kiosk.db")
    files: dict[str, Content] = {}
    with part.open("wb") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, path, method in _sources(store.vault, work):
                files[name] = _pack(archive, name, path, method)
            manifest = Manifest(format=FORMAT, made_at=made_at, number=number, chain=seal.hex(), files=files)
            archive.writestr(MANIFEST, msgspec.json.format(write_json(manifest)))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _copy_database(store: Store, target: Path) -> tuple[int, bytes]:
    """A copy as of one commit; nobody waits for it. The JSON is written from the same copy."""
    with closing(sqlite.connect(target)) as copy:
        with sqlite.worded():
            store.readers.connection().backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        number, _, seal = log.last(copy)
        export_rows(copy, target.parent / "tinydb")
    return number, seal


def _sources(vault: Vault, work: Path) -> Iterator[tuple[str, Path, int]]:
    """What goes in: photos, audio and video are packed already."""
    yield "kiosk.db", work / "kiosk.db", zipfile.ZIP_DEFLATED
    for path in sorted((work / "tinydb").glob("*.json")):
        yield f"tinydb/{path.name}", path, zipfile.ZIP_DEFLATED
    for file in vault.ids():
        yield f"vault/{file[:2]}/{file}", vault.path(file), zipfile.ZIP_STORED


def _pack(archive: zipfile.ZipFile, name: str, path: Path, method: int) -> Content:
    info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    info.compress_type = method
    with path.open("rb") as source, archive.open(info, "w") as target:
        return copy_hashed(source, target)


def copy_hashed(source: IO[bytes], target: IO[bytes] | None) -> Content:
    """Copy (or only read) a stream; what it held."""
    seal, size = quick_hash(), 0
    while block := source.read(BLOCK):
        seal.update(block)
        size += len(block)
        if target is not None:
            target.write(block)
    return Content(seal.hexdigest(), size)


def _wrong_files(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Flaw]:
    present = set(archive.namelist()) - {MANIFEST}
    yield from (Flaw(name, "missing") for name in sorted(manifest.files.keys() - present))
    yield from (Flaw(name, "not in the manifest") for name in sorted(present - manifest.files.keys()))
    for name in sorted(present & manifest.files.keys()):
        try:
            with archive.open(name) as source:
                content = copy_hashed(source, None)
        except _BAD_ZIP as error:
            yield Flaw(name, str(error))
            continue
        if content != manifest.files[name]:
            yield Flaw(name, "content differs from the manifest")


def _wrong_database(archive: zipfile.ZipFile, manifest: Manifest, work: Path) -> Iterator[Flaw]:
    file = Path(archive.extract("kiosk.db", work))
    with closing(sqlite.connect(file, read_only=True)) as connection:
        try:
            yield from check_database(connection)
            number, _, seal = log.last(connection)
        except sqlite3.DatabaseError as error:
            yield Flaw("kiosk.db", str(error))
            return
    if (number, seal.hex()) != (manifest.number, manifest.chain):
        yield Flaw("kiosk.db", "its last change is not the one in the manifest")


def check_database(connection: sqlite.Connection) -> Iterator[Flaw]:
    """File, bodies and chain of a database whose collections nobody declared."""
    flaws = list(chain.check_file(connection))
    yield from flaws
    if not flaws:
        places = [Place(name, place) for name, place in connection.execute("SELECT name,place FROM collections")]
        yield from chain.check_rows(connection, places)
        yield from chain.check_chain(connection)
