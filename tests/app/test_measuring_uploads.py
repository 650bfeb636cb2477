"""`bench drop` measures what it says (W1, O5); the figures themselves are for people."""

from pathlib import Path

import msgspec

from kiosk.bench import drop, report
from kiosk.bench.phone import MEGABYTE, Film


def test_the_bench_of_uploads_runs_and_everything_arrives(tmp_path: Path) -> None:
    drop.main(1000, tmp_path / "bench.json")
    written = msgspec.json.decode((tmp_path / "bench.json").read_bytes(), type=dict[str, report.Measure])
    assert all(one.runs and one.goal for one in written.values())
    chunks = ("in 512 KiB chunks", "in 2 MiB chunks", "in 8 MiB chunks", "whole file")
    assert [written[f"one client, {name}: connections"].value for name in chunks] == [1, 1, 1, 1]
    speeds = (*(f"one client, {name}" for name in chunks), "ten clients at once", "weak network, 2 MiB")
    assert all(written[name].value > 0 for name in speeds)
    must = ("lost", "receipt", "answers", "413 before the body", "on the disk")
    assert [name for name, one in written.items() if name.endswith(must) and not one.met] == []


def test_a_film_is_the_same_however_it_is_cut() -> None:
    film = Film(3 * MEGABYTE + 5, "mark")
    whole = b"".join(film.pieces(0, film.size))
    assert len(whole) == film.size
    for cut in (1, 63, 64, 65, MEGABYTE - 1, MEGABYTE, 2 * MEGABYTE + 7):
        assert b"".join(film.pieces(0, cut)) + b"".join(film.pieces(cut, film.size)) == whole
    assert whole != b"".join(Film(film.size, "other").pieces(0, film.size))
