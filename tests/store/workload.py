"""A school at work in a process of its own, to be killed, cut off or filled up by the tests.

    python -m tests.store.workload save FOLDER SEED STEPS SYNCHRONOUS
    python -m tests.store.workload full FOLDER

Each save is a pair of lessons in one change; it is acknowledged ("seed-thread-step") only when the change returned.
"""

import contextlib
import ctypes
import errno
import os
import sys
import threading
from pathlib import Path

import msgspec

from kiosk.store import Conflict, Reason, Store, Unwritable
from tests.store.house import DRAFTS, LESSONS, SOKOLOVA, Draft, lesson, opened

THREADS = 3


def save(folder: Path, seed: str, steps: int, synchronous: str) -> None:
    """Save pairs from several threads, acknowledge each in the file `acks` and on the standard output."""
    store = opened(folder)
    store.writer.synchronous = synchronous
    store.writer.connection.execute("PRAGMA wal_autocheckpoint=40")  # so that checkpoints are met, too
    acks = os.open(folder / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    threads = [
        threading.Thread(target=_save_all, args=(store, acks, f"{seed}-{place}", steps)) for place in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()


def _save_all(store: Store, acks: int, name: str, steps: int) -> None:
    draft = store.quick(DRAFTS).add(Draft(owner=name))
    for step in range(steps):
        save_pair(store, f"{name}-{step}")
        line = f"{name}-{step}\n".encode()
        os.write(acks, line)
        os.write(1, line)
        with contextlib.suppress(Conflict):
            draft = store.quick(DRAFTS).put(msgspec.structs.replace(draft, text=str(step)))


def save_pair(store: Store, name: str) -> None:
    """One change, two rows."""
    with store.change(SOKOLOVA, "H2 pair saved", key=name) as change:
        if not change.repeated:
            first = change.add(LESSONS, lesson(f"{name}-а", note="ё" * 100))
            change.add(LESSONS, lesson(f"{name}-б"))
            change.put(LESSONS, msgspec.structs.replace(first, note="й" * 700), expected=1)


def refuse(writes: int, code: int = errno.ENOSPC) -> None:
    """Let the disk refuse from the n-th write on; -1: there is space again."""
    ctypes.CDLL(None).shim_refuse(ctypes.c_long(writes), ctypes.c_int(code))


def full(folder: Path) -> None:
    """The disk is full at the first, second, third … write of a save; each time it is refused, read, freed, gone on."""
    store = opened(folder)
    store.writer.connection.execute("PRAGMA wal_autocheckpoint=30")
    refused, turn = 0, 0
    while turn < 60 or refused == turn:
        before = names(store)
        refuse(turn)
        try:
            save_pair(store, f"full-{turn}")
        except Unwritable as error:
            refused += error.reason is Reason.FULL
            if names(store) != before:
                raise AssertionError("half a save") from error
        refuse(-1)
        save_pair(store, f"full-{turn}")
        assert names(store) == before | {f"full-{turn}-а", f"full-{turn}-б"}
        turn += 1
    refuse(-1)
    assert store.check() == []
    store.close()
    sys.stdout.write(f"refused {refused} of {turn}\n")


def sync(folder: Path) -> None:
    """A failed fsync is never tried again: read-only until the next start."""
    store = opened(folder)
    save_pair(store, "before")
    ctypes.CDLL(None).shim_refuse_sync(ctypes.c_long(0))
    refused, later = 0, ("during", "after", "long after")
    for name in later:
        try:
            save_pair(store, name)
        except Unwritable as error:
            refused += error.reason is Reason.SICK
    assert refused == len(later)
    assert names(store) == {"before-а", "before-б"}
    store.close()
    again = opened(folder)
    assert names(again) >= {"before-а", "before-б"}
    save_pair(again, "during")
    assert {"during-а", "during-б"} <= names(again)
    assert again.check() == []
    again.close()
    sys.stdout.write("refused until the restart\n")


def names(store: Store) -> set[str]:
    """What is stored."""
    return {found.name for found in store[LESSONS].all()}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["save", folder, seed, steps, synchronous]:
            save(Path(folder), seed, int(steps), synchronous)
        case ["full", folder]:
            full(Path(folder))
        case ["sync", folder]:
            sync(Path(folder))
        case _:
            sys.exit(2)
