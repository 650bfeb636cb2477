"""`bench store` measures what it says and shows what it misses (O5); the figures themselves are for people."""

from pathlib import Path

import msgspec
import pytest

from kiosk.bench import report, store


def test_the_bench_runs_and_writes_every_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.main(100, tmp_path / "bench.json")
    written = msgspec.json.decode((tmp_path / "bench.json").read_bytes(), type=dict[str, report.Measure])
    assert len(written) == 8
    assert all(measure.runs and measure.goal for measure in written.values())
    shown = capsys.readouterr().out
    assert all(name in shown for name in written)


def test_a_goal_missed_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    missed = report.measure([3.0, 1.0, 2.0], "ms", goal="≤ 1 ms", peer=[1.0], peer_name="sqlite3", most=1)
    ratio = report.measure([3.0], "ms", goal="≤ 2 ×", peer=[1.0], peer_name="sqlite3", most_ratio=2)
    assert (missed.value, missed.ratio, missed.met, ratio.met) == (2.0, 2.0, False, False)
    report.show({"slow": missed})
    assert "MISSED" in capsys.readouterr().out
