"""The process is killed in the middle of its work, again and again on the same folder (H2).

Every acknowledged pair is there, none is half, quick writes are there too, the lock is free, and what was sent again
after the restart is stored once. KAMERTON_KILLS sets how many kills (40 here; 300 once, see docs/store.md).
"""

import os
import random
import subprocess
from pathlib import Path

import pytest

from kiosk.store import Store
from tests.store.disk import work
from tests.store.house import DRAFTS, opened
from tests.store.workload import THREADS, names, save_pair

KILLS = int(os.environ.get("KAMERTON_KILLS", "40"))
PARTS = 4


def killed_after(process: "subprocess.Popen[bytes]", acknowledgements: int) -> list[str]:
    """Kill the process once it has acknowledged so many saves; all that it did acknowledge."""
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(acknowledgements)]
    process.kill()
    rest, _ = process.communicate(timeout=60)
    return b"".join([*lines, rest]).decode().split("\n")[:-1]


@pytest.mark.parametrize("part", range(PARTS))
def test_what_was_acknowledged_outlives_every_kill(tmp_path: Path, part: int) -> None:
    rng = random.Random(part)  # noqa: S311 - the same kills every time
    acknowledged: list[str] = []
    for turn in range(KILLS // PARTS):
        seed = f"{part}.{turn}"
        process = work("save", str(tmp_path), seed, "100000", "FULL", folder=tmp_path)
        acknowledged += killed_after(process, rng.randrange(1, 60))
        store = opened(tmp_path)
        check_all(store, acknowledged)
        check_sent_again(store, seed)
        store.close()


def check_all(store: Store, acknowledged: list[str]) -> None:
    """Nothing lost, nothing half, nothing damaged."""
    found = names(store)
    assert [name for name in acknowledged if f"{name}-а" not in found] == []
    assert len([name for name in found if name.endswith("а")]) * 2 == len(found)
    last = {name.rpartition("-")[0]: int(name.rpartition("-")[2]) for name in acknowledged}
    drafts = {draft.owner: int(draft.text or "0") for draft in store[DRAFTS].all()}
    assert [owner for owner, step in last.items() if drafts.get(owner, -1) < step - 1] == []
    assert store.check() == []


def check_sent_again(store: Store, seed: str) -> None:
    """The page sends its last save again: whether it was stored or not, now it is, once."""
    for place in range(THREADS):
        steps = [int(name.split("-")[2]) for name in names(store) if name.startswith(f"{seed}-{place}-")]
        again = max(steps, default=0)
        save_pair(store, f"{seed}-{place}-{again}")
        assert f"{seed}-{place}-{again}-а" in names(store)
