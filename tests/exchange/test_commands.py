"""`run.py import` and `run.py export` (O2): exit status, a line for each problem with its cell; no secret goes out."""

import json
from pathlib import Path

import pytest

from kiosk import demo
from kiosk.actor import SYSTEM
from kiosk.app import COLLECTIONS
from kiosk.cli.__main__ import main
from kiosk.clock import FixedClock
from kiosk.office.exchange import commands
from kiosk.people.records import STAFF, STUDENTS
from kiosk.problems import Refusal
from kiosk.signin.records import CARDS, SECRETS
from kiosk.store import Store
from tests.exchange.bringing import LISTS, SMALL, bring, bring_small
from tests.school import EVENING, NamedSchool


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delenv("KAMERTON_STORAGE", raising=False)


def command(*words: str | Path) -> int:
    return main([str(word) for word in words])


def test_from_files_to_the_kiosk_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    storage, out = tmp_path / "школа", tmp_path / "выгрузка"
    files = [SMALL / f"{name}.csv" for name in LISTS]
    assert command("import", *files, "--check", "--storage", storage) == 0
    assert "only a check" in capsys.readouterr().out
    assert command("import", *files, "--storage", storage) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Written."
    assert command("export", out, "--storage", storage) == 0
    assert "students.xlsx: 40 rows" in capsys.readouterr().out
    assert command("import", *sorted(out.glob("*.xlsx")), "--storage", storage) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Nothing changes")


def test_a_line_for_each_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    storage = tmp_path / "школа"
    assert command("import", *(SMALL / f"{name}.xlsx" for name in LISTS), "--storage", storage) == 0
    assert command("import", SMALL / "errors.xlsx", "--check", "--storage", storage) == 1
    lines = capsys.readouterr().err.splitlines()
    assert "Расписание!B12: Write the time like 14:05. «25:10» is not a time of day." in lines
    assert len(lines) == 24


def test_open_readings_of_a_drawn_timetable_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each text that nobody knows, with its cells; remarks of the sheets follow."""
    storage = tmp_path / "школа"
    people = [SMALL / f"{name}.xlsx" for name in LISTS if name != "timetable"]
    assert command("import", *people, SMALL / "timetable_grid.xlsx", "--check", "--storage", storage) == 1
    questions = [line for line in capsys.readouterr().err.splitlines() if "Answer in the browser" in line]
    assert len(questions) == 1
    assert "!" in questions[0].partition(":")[0]


def whole(folder: Path) -> bytes:
    """All that went out."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*.jsonl")))


def test_no_secret_goes_out(school: NamedSchool, tmp_path: Path) -> None:
    school.give_secret("Соколова", "верное слово")
    commands.export_folder(school.store, tmp_path)
    text = whole(tmp_path)
    for secret in school.store[SECRETS].all():
        assert secret.secret_hash.encode() not in text
    for card in school.store[CARDS].all():
        assert card.token_hash.encode() not in text
        assert card.code_hash.encode() not in text
    fields = {name for line in text.splitlines() for name in json.loads(line)}
    assert not {name for name in fields if name.endswith(("_hash", "_password"))}
    without_history = {one.name for one in COLLECTIONS if not one.history}
    assert not without_history & {path.stem for path in (tmp_path / "collections").iterdir()}


def test_every_collection_goes_out(school: NamedSchool, tmp_path: Path) -> None:
    commands.export_folder(school.store, tmp_path)
    there = {path.name for path in (tmp_path / "collections").iterdir()}
    wanted = {one.name for one in COLLECTIONS if one.history}
    assert there == {f"{name}{ending}" for name in wanted for ending in (".jsonl", ".xlsx")}


def in_portions(files: list[Path]) -> list[list[Path]]:
    return [files[start : start + 20] for start in range(0, len(files), 20)]


def check_round_trip(store: Store, folder: Path) -> None:
    """Everything that went out comes in again, and not a change is written."""
    commands.export_folder(store, folder)
    number = store.number
    files = [*sorted(folder.glob("*.xlsx")), *sorted((folder / "collections").iterdir())]
    for portion in in_portions(files):
        assert bring(store, *portion).startswith("Nothing changes")
    assert store.number == number


def test_the_named_school_out_and_in(school: NamedSchool, tmp_path: Path) -> None:
    check_round_trip(school.store, tmp_path / "out")


def test_the_made_up_school_out_and_in(store: Store, tmp_path: Path) -> None:
    demo.prepare(store, store.clock, "small")
    check_round_trip(store, tmp_path / "out")


def test_an_old_record_is_not_taken_back(school: NamedSchool, tmp_path: Path) -> None:
    commands.export_folder(school.store, tmp_path)
    path = tmp_path / "collections" / "channels.jsonl"
    path.write_text(path.read_text("utf-8").replace("МАКС", "Другой"), "utf-8")
    outcome = commands.import_files(school.store, SYSTEM, [path], check=False)
    assert isinstance(outcome, Refusal)
    assert [problem.field for problem in outcome.problems] == ["channels.jsonl:3"]


def test_an_export_fills_an_empty_kiosk(on_site: NamedSchool, tmp_path: Path) -> None:
    school = on_site
    commands.export_folder(school.store, tmp_path / "out")
    other = Store.open(tmp_path / "other", COLLECTIONS, clock=school.clock)
    try:
        bring(other, *sorted((tmp_path / "out").glob("*.xlsx")))
        assert [one.surname for one in other[STAFF].all()] == [one.surname for one in school.store[STAFF].all()]
        assert other[STUDENTS].count() == school.store[STUDENTS].count()
    finally:
        other.close()


def test_a_folder_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "занято").write_text("файл", "utf-8")
    storage = tmp_path / "школа"
    store = Store.open(storage, COLLECTIONS, clock=FixedClock(EVENING))
    bring_small(store)
    store.close()
    assert command("export", tmp_path / "занято" / "внутри", "--storage", storage) == 1
    assert capsys.readouterr().err
