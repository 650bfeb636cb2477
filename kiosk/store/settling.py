"""The last step of a restore: renames that can be taken up again at the next start if they were cut off."""

import shutil
from pathlib import Path

from kiosk.store.files import sync_folder

READY = "restored"
"""A folder of this name holds a restore that is complete and only has to be put in place."""

ASIDE = "aside.txt"
"""In it: the name of the folder that takes what stood there before."""

_OLD = {"kiosk.db": ("kiosk.db-wal", "kiosk.db-shm", "kiosk.db"), "vault": ("vault",)}
"""What must go before the new one comes: a WAL left behind would be read into a database that is not its own."""


def settle(folder: Path) -> Path | None:
    """Put a restore in place that is ready; where the old things went, None if there were none. Harmless otherwise."""
    ready = folder / READY
    if not ready.is_dir():
        return None
    aside = folder / (ready / ASIDE).read_text()
    for name, old_names in _OLD.items():
        if (ready / name).exists():
            for old in old_names:
                _move(folder / old, aside)
            (ready / name).rename(folder / name)
    sync_folder(folder)
    shutil.rmtree(ready)
    return aside if aside.exists() else None


def _move(old: Path, aside: Path) -> None:
    if old.exists():
        aside.mkdir(exist_ok=True)
        old.rename(aside / old.name)
