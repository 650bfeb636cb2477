"""The power goes at any moment: what was acknowledged is there, nothing is half, the chain is whole (H2, L20).

On Linux with a C compiler a shim records every write and fsync of the real store; the cut is made from the record:
what was not synced is lost, reordered or torn. With synchronous=OFF the same run must lose something, else it proves
nothing. Everywhere: between two acknowledgements any sectors of the second may be missing.
"""

import os
import random
import shutil
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.store import Damaged
from tests.store.disk import HAS_SHIM, SECTOR, Disk, operations, work
from tests.store.house import opened
from tests.store.workload import names, save_pair

CUTS = int(os.environ.get("KAMERTON_CUTS", "60"))


def lost_or_half(folder: Path, acknowledged: list[str]) -> str:
    """What is wrong after the cut; empty if all is well."""
    try:
        store = opened(folder)
    except (Damaged, sqlite3.Error) as error:
        return str(error)
    try:
        found = names(store)
        flaws = store.check()
    except Damaged as error:
        return str(error)
    finally:
        store.close()
    lost = [name for name in acknowledged if f"{name}-а" not in found]
    half = [name for name in found if name[:-1] + ("б" if name.endswith("а") else "а") not in found]
    return "; ".join(map(str, [*lost[:3], *half[:3], *flaws[:3]]))


def cut_at_any_moment(tmp_path: Path, synchronous: str, cuts: int) -> list[str]:
    """Run the workload once, cut at so many moments; what was wrong each time."""
    folder, trace = tmp_path / "whole", tmp_path / "trace"
    folder.mkdir()
    done = work("save", str(folder), "power", "40", synchronous, folder=folder, preload=True, trace=trace)
    output, _ = done.communicate(timeout=120)
    assert done.returncode == 0, output.decode()
    recorded = list(operations(trace))
    rng = random.Random(20261124)  # noqa: S311 - the same cuts every time
    moments = sorted(rng.sample(range(len(recorded)), min(cuts, len(recorded))))
    disk, at, wrong = Disk(), 0, []
    for turn, moment in enumerate(moments):
        for operation in recorded[at:moment]:
            disk.do(operation)
        at = moment
        left = tmp_path / f"cut-{turn}"
        disk.cut(left, rng)
        wrong.append(lost_or_half(left, disk.acknowledged))
        shutil.rmtree(left)
    return wrong


if HAS_SHIM:

    @pytest.mark.parametrize("part", [0, 1])
    def test_nothing_acknowledged_is_lost_and_nothing_is_half(tmp_path: Path, part: int) -> None:
        wrong = cut_at_any_moment(tmp_path, "FULL", CUTS // 2 + part)
        assert [found for found in wrong if found] == []

    def test_without_fsync_the_same_cuts_do_lose_something(tmp_path: Path) -> None:
        assert any(cut_at_any_moment(tmp_path, "OFF", 20))


def test_between_two_acknowledgements_any_sectors_may_be_missing(tmp_path: Path) -> None:
    rng = random.Random(7)  # noqa: S311 - the same cuts every time
    store = opened(tmp_path / "whole")
    store.writer.connection.execute("PRAGMA wal_autocheckpoint=15")
    states = [state(tmp_path / "whole")]
    for step in range(25):
        save_pair(store, str(step))
        states.append(state(tmp_path / "whole"))
    store.close()
    for step, (before, after) in enumerate(pairwise(states)):
        left = tmp_path / f"cut-{step}"
        left.mkdir()
        for name, content in cut_between(before, after, rng).items():
            (left / name).write_bytes(content)
        assert lost_or_half(left, [str(done) for done in range(step)]) == ""


def state(folder: Path) -> dict[str, bytes]:
    """The files of the database as they are now."""
    return {name: (folder / name).read_bytes() for name in ("kiosk.db", "kiosk.db-wal")}


def cut_between(before: dict[str, bytes], after: dict[str, bytes], rng: random.Random) -> dict[str, bytes]:
    """A commit writes the WAL; a checkpoint writes the database, but only after it has synced the WAL."""
    torn = "kiosk.db" if before["kiosk.db"] != after["kiosk.db"] else "kiosk.db-wal"
    return after | {torn: mixed(before[torn], after[torn], rng)}


def mixed(before: bytes, after: bytes, rng: random.Random) -> bytes:
    """Some sectors are already the new ones."""
    old = before.ljust(len(after), b"\0")
    sectors = range(0, len(after), SECTOR)
    return b"".join((after if rng.random() < 0.5 else old)[start : start + SECTOR] for start in sectors)
