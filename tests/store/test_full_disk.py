"""Full, read-only and failing disks: the save is refused, reading goes on, after space is freed it goes on (L20)."""

import contextlib
import errno
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.store import Reason, Store, Unwritable
from tests.store.disk import HAS_SHIM, ROOT, work
from tests.store.house import DRAFTS, LESSONS, SOKOLOVA, Draft, lesson, saved
from tests.store.workload import names, save_pair


def outcome(mode: str, folder: Path) -> str:
    """Run a workload on the shim's disk."""
    folder.mkdir()
    process = work(mode, str(folder), folder=folder, preload=True)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output.decode()
    return output.decode().strip()


if HAS_SHIM:

    def test_no_space_at_any_write(tmp_path: Path) -> None:
        words = outcome("full", tmp_path / "storage").split()
        assert int(words[1]) >= 10

    def test_a_failed_fsync_is_never_tried_again(tmp_path: Path) -> None:
        assert outcome("sync", tmp_path / "storage") == "refused until the restart"


def test_a_full_disk_refuses_the_save_and_goes_on_by_itself(store: Store) -> None:
    save_pair(store, "до")
    before = names(store)
    pages = store.writer.connection.execute("PRAGMA page_count").fetchone()[0]
    store.writer.connection.execute(
        f"PRAGMA max_page_count={pages + 1}"
    )  # SQLite's own way to be full, on every system
    with pytest.raises(Unwritable) as refused:
        saved(store, *[lesson(str(number), note="ы" * 3000) for number in range(10)])
    assert refused.value.reason is Reason.FULL
    with pytest.raises(Unwritable):
        store.quick(DRAFTS).add(Draft(owner="а", text="ы" * 90_000))
    assert names(store) == before
    store.writer.connection.execute("PRAGMA max_page_count=1000000")
    save_pair(store, "после")
    assert names(store) == before | {"после-а", "после-б"}
    assert store.check() == []


def test_a_disk_that_became_read_only(store: Store) -> None:
    saved(store, lesson("хор"))
    store.writer.connection.execute("PRAGMA query_only=ON")
    with pytest.raises(Unwritable) as refused:
        saved(store, lesson("вокал"))
    assert refused.value.reason is Reason.READ_ONLY
    assert store[LESSONS].count() == 1
    store.writer.connection.execute("PRAGMA query_only=OFF")
    saved(store, lesson("вокал"))
    assert store[LESSONS].count() == 2


def test_an_error_swallowed_inside_a_change_does_not_let_half_of_it_through(store: Store) -> None:
    store.writer.connection.execute("PRAGMA max_page_count=30")
    with pytest.raises(Unwritable), store.change(SOKOLOVA, "T1") as change:
        change.add(LESSONS, lesson("первый"))
        with contextlib.suppress(sqlite3.Error):  # what a careless body does
            for number in range(50):
                change.add(LESSONS, lesson(str(number), note="ы" * 9000))
        change.add(LESSONS, lesson("последний"))
    store.writer.connection.execute("PRAGMA max_page_count=1000000")
    assert (store[LESSONS].count(), store.number) == (0, 0)
    saved(store, lesson("хор"))
    assert store.check() == []


class BrokenFile:
    """Stands in for a file on a full disk."""

    def __init__(self, code: int) -> None:
        self._code = code

    def write(self, content: bytes) -> int:
        raise OSError(self._code, f"no room for {len(content)} bytes")

    def close(self) -> None:
        """As a file does."""


@pytest.mark.parametrize(
    ("code", "reason"), [(errno.ENOSPC, Reason.FULL), (errno.EROFS, Reason.READ_ONLY), (errno.EIO, Reason.SICK)]
)
def test_a_file_that_finds_no_room(store: Store, code: int, reason: Reason) -> None:
    with pytest.raises(Unwritable) as refused, store.vault.receive() as file:
        file.write(b"first")
        opened_file = file._file
        file._file = BrokenFile(code)  # type: ignore[assignment]  # only what is used
        assert opened_file
        opened_file.close()
        file.write(b"second")
    assert refused.value.reason is reason
    assert list(store.vault.folder.iterdir()) == []


LIMITED = """
import resource, sys
from pathlib import Path
from kiosk.store import Unwritable
from tests.store.house import opened
from tests.store.workload import names, save_pair
folder = Path(sys.argv[1])
store = opened(folder)
refused = 0
for turn in range(40):
    size = (folder / "kiosk.db-wal").stat().st_size
    before = names(store)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 700 * turn, resource.RLIM_INFINITY))
    try:
        save_pair(store, str(turn))
    except Unwritable:
        refused += 1
        assert names(store) == before
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    save_pair(store, str(turn))
    assert len(names(store)) == 2 * (turn + 1)
assert store.check() == []
store.close()
print(refused)
"""

if sys.platform != "win32":

    def test_files_that_may_not_grow(tmp_path: Path) -> None:
        command = [sys.executable, "-c", LIMITED, str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) >= 10
