"""`bench reports` measures what it says and shows what it misses (H2, H4, O5); figures are for people."""

from pathlib import Path

import msgspec
import pytest

from kiosk.bench import report, reports


def test_the_bench_runs_and_writes_every_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports.main(1000, tmp_path / "bench.json")
    written = msgspec.json.decode((tmp_path / "bench.json").read_bytes(), type=dict[str, report.Measure])
    acts = {what for _, what, _ in reports.ACTS}
    assert {name.rpartition(", 40 students")[0] or name for name in written} == {*acts, "the disk's fsync"}
    assert len(written) == 2 * len(acts) + 1
    assert all(measure.runs and measure.goal for measure in written.values())
    shown = capsys.readouterr().out
    assert all(name in shown for name in written)
