"""A school of 480 comes in with a handful of questions to the store (O2)."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.store import Store
from tests.exchange.bringing import LISTS, SMALL, plan

MAKER = SMALL.parent / "make_school.py"
JUDGE = SMALL.parent / "check_school.py"


@pytest.fixture
def asked(store: Store) -> list[str]:
    """Every question that the reader of this thread puts to SQLite."""
    statements: list[str] = []
    connection = store.readers.connection()
    assert isinstance(connection, sqlite3.Connection)
    connection.set_trace_callback(lambda sql: statements.append(sql) if sql.startswith("SELECT") else None)
    return statements


def test_a_plan_asks_each_collection_once(store: Store, asked: list[str], tmp_path: Path) -> None:
    made = tmp_path / "made"
    command = [sys.executable, str(MAKER), "--size", "school", "--no-reports", "--out", str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    parts = plan(store, *(made / f"{name}.xlsx" for name in LISTS)).preview.parts
    assert sum(len(part.added) for part in parts) > 2000
    assert len(asked) < 30


def test_the_judge_of_the_generator_finds_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(JUDGE), str(SMALL)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
