"""Room on the disk: what is free, what uploads on their way still need, when to say so (L15)."""

import shutil
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from kiosk.drop.records import ARRIVALS, UPLOADS, Arrival
from kiosk.store import Store, where

WARN_AT: Final = 0.8
FULL_AT: Final = 0.9
SPARE_BYTES: Final = 512 * 1024 * 1024
"""Never touched by uploads: reports, backup and log must always find a place."""


class Level(StrEnum):
    """How full the disk is; from FULL on no file is begun, everything else goes on."""

    OK = "ok"
    WARN = "warn"
    FULL = "full"


class Room(msgspec.Struct, frozen=True):
    """The disk of the vault, with what was promised to uploads counted as used."""

    total: int
    free: int
    """What is left when all that is on its way has come."""

    @property
    def share(self) -> float:
        """How full it is, 0 to 1."""
        return 1 - max(self.free, 0) / self.total if self.total else 1.0

    @property
    def level(self) -> Level:
        """Whether somebody has to be told."""
        if self.share >= FULL_AT:
            return Level.FULL
        return Level.WARN if self.share >= WARN_AT else Level.OK

    def holds(self, size: int) -> bool:
        """Whether a file of this size may begin."""
        return self.level is not Level.FULL and self.free - size >= SPARE_BYTES


def room(store: Store) -> Room:
    """The disk as it is now, uploads on their way counted whole."""
    disk = shutil.disk_usage(nearest(store.vault.folder))
    promised = sum(one.size - arrived(store, one) for one in store[ARRIVALS].all() if one.done_at is None)
    return Room(disk.used + disk.free, disk.free - promised)


def arrived(store: Store, arrival: Arrival) -> int:
    """How many bytes of an upload lie on the disk: the length of its part, nothing else is true."""
    if arrival.done_at is not None:
        return arrival.size
    try:
        return store.vault.part(arrival.key).stat().st_size
    except FileNotFoundError:
        return arrival.size if arrival.sha256 and store.vault.has(arrival.sha256) else 0


def held_by(store: Store, household: int) -> int:
    """Bytes that a family has in the vault and on the way."""
    kept = {one.blob: one.size_bytes for one in store[UPLOADS].search(where("household") == household)}
    coming = store[ARRIVALS].search(where("maker") == f"household:{household}")
    return sum(kept.values()) + sum(one.size for one in coming if one.done_at is None)


def nearest(folder: Path) -> Path:
    """The folder, or what of its path is there already."""
    return folder if folder.exists() or folder.parent == folder else nearest(folder.parent)
