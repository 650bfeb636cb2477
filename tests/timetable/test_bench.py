"""`bench timetable` measures what it says and shows what it misses (O5, T2); the figures themselves are for people."""

from pathlib import Path

import msgspec
import pytest

from kiosk.bench import report, timetable
from kiosk.bench.crowd import multiply
from kiosk.people.records import GROUPS, STAFF, STUDENTS
from kiosk.timetable.conflicts import conflicts
from kiosk.timetable.records import VERSIONS
from kiosk.timetable.surroundings import in_force_from, surroundings
from tests.school import TODAY, NamedSchool
from tests.timetable.filling import fill_timetable


def test_the_bench_runs_and_writes_every_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    timetable.main(1000, tmp_path / "bench.json")
    written = msgspec.json.decode((tmp_path / "bench.json").read_bytes(), type=dict[str, report.Measure])
    assert [name.split(",")[0] for name in written] == [
        *("check of a lesson",) * 2,
        *("check of one date",) * 2,
        *("report of conflicts",) * 2,
        *("derivation",) * 2,
        *("free places of a lesson",) * 2,
        "memory of both",
    ]
    assert all(measure.runs and measure.goal for measure in written.values())
    shown = capsys.readouterr().out
    assert all(name in shown for name in written)


def test_copies_are_whole_and_meet_nobody(school: NamedSchool) -> None:
    version = fill_timetable(school)
    store = school.store
    before = people(school)
    lessons, found = in_force_from(store, version, TODAY), seen(school)
    multiply(store, version.id, 2)
    assert people(school) == [count * 3 for count in before]
    assert len(in_force_from(store, version, TODAY)) == len(lessons) * 3
    assert sorted(seen(school)) == sorted(found * 3)


def people(school: NamedSchool) -> list[int]:
    """How many staff, students and groups there are."""
    return [school.store[STAFF].count(), school.store[STUDENTS].count(), school.store[GROUPS].count()]


def seen(school: NamedSchool) -> list[str]:
    """Kinds of the conflicts of version 2."""
    version = school.store[VERSIONS].get(2)
    assert version is not None
    found = conflicts(in_force_from(school.store, version, TODAY), surroundings(school.store, TODAY))
    return [one.kind.value for one in found]
