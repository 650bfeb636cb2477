"""Every night a backup by itself, the TinyDB export, a look at the disk (O4)."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from tinydb import TinyDB

from kiosk.office.duties import DUTIES, KEPT_BACKUPS, drop_old, is_due, run_due
from kiosk.store.backup import verify
from tests.school import open_school
from tests.works.filling import hand_in

TUESDAY = dt.datetime(2026, 11, 24, 20, 5, tzinfo=dt.UTC)

# now, last done, due?
NIGHTS = [
    ("2026-11-24 20:05", "2026-11-24 03:00", False),
    ("2026-11-25 02:59", "2026-11-24 03:00", False),
    ("2026-11-25 03:00", "2026-11-24 20:05", True),
    ("2026-11-27 08:30", "2026-11-24 20:05", True),
    ("2026-11-25 02:00", "2026-11-23 12:00", True),
]


@pytest.mark.parametrize(("now", "done", "due"), NIGHTS)
def test_due_is_what_the_last_three_oclock_says(now: str, done: str, due: bool) -> None:
    moments = [dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) for text in (done, now)]
    assert is_due(*moments) is due


def test_a_night_makes_a_whole_backup_and_tables_that_stock_tinydb_opens(tmp_path: Path) -> None:
    folder = tmp_path / "storage"
    with open_school(folder) as school:
        assert run_due(school.store, school.clock, folder) is None
        school.clock.advance(dt.timedelta(hours=12))
        done = run_due(school.store, school.clock, folder)
        assert done is not None
        assert (done.result.endswith(".zip"), done.flaws) == (True, 0)
        assert run_due(school.store, school.clock, folder) is None
        copies = list((folder / "backup").glob("*.zip"))
        assert len(copies) == 1
        assert verify(copies[0]) == []
        with TinyDB(folder / "backup" / "tinydb" / "students.json", encoding="utf-8") as tables:
            assert {student["given"] for student in tables.table("students")} == set(school.students)
        assert school.store[DUTIES].count() == 1


def test_a_work_whose_file_is_lost_is_a_flaw_of_the_night(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "storage"
    with open_school(folder) as school:
        run_due(school.store, school.clock, folder)
        work = hand_in(school)
        school.store.vault.remove([work.blob])
        school.clock.advance(dt.timedelta(hours=12))
        done = run_due(school.store, school.clock, folder)
        assert done is not None
        assert done.flaws == 1
        assert f"uploads {work.id} vault {work.blob} is missing" in caplog.text


def test_the_morning_calls_no_backup_in_order_before_there_is_one(tmp_path: Path) -> None:
    """A new school's first night is still to come."""
    folder = tmp_path / "storage"
    with open_school(folder) as school:
        run_due(school.store, school.clock, folder)
        assert "Резервной копии ещё не было" in school.client("Ким").get("/morning").text
        school.clock.advance(dt.timedelta(hours=12))
        run_due(school.store, school.clock, folder)
        school.clock.advance(dt.timedelta(hours=8))
        assert "Ночная резервная копия в порядке" in school.client("Ким").get("/morning").text


def test_the_last_copies_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT_BACKUPS + 3):
        copy = tmp_path / f"copy-{number:02d}.zip"
        copy.write_bytes(b"")
        moment = TUESDAY.timestamp() + number
        os.utime(copy, (moment, moment))
    drop_old(tmp_path)
    kept = sorted(path.name for path in tmp_path.glob("*.zip"))
    assert kept == [f"copy-{number:02d}.zip" for number in range(3, KEPT_BACKUPS + 3)]
