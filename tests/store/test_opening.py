"""Opening: one server a folder, a command beside it, old files brought up to date, newer ones left alone (O5, L20)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.clock import FixedClock
from kiosk.store import Busy, Collection, Damaged, Duplicate, Newer, Record, Store, Unstorable, Unwritable, Why, where
from tests.store.disk import ROOT
from tests.store.house import DRAFTS, LESSONS, MORNING, SOKOLOVA, Draft, lesson, opened, saved

KEPT = Path(__file__).with_name("kept")


class Piece(Record):
    """As of today: `title` was `name` in version 1, `minutes` text in version 2; `composer` came without a version."""

    title: str
    minutes: int
    composer: str = "неизвестен"


def named_title(document: dict[str, Any]) -> dict[str, Any]:
    document["title"] = document.pop("name")
    return document


def minutes_as_number(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"minutes": int(document["minutes"])}


UPGRADES = {1: named_title, 2: minutes_as_number}
PIECES = Collection("pieces", Piece, record_version=3, upgrades=UPGRADES, indexes=(("composer",),), folded=("title",))


def pieces(folder: Path, collection: Collection[Any] = PIECES) -> Store:
    return Store.open(folder, [collection], clock=FixedClock(MORNING))


def test_a_kept_old_file_is_read_as_records_of_today(tmp_path: Path) -> None:
    """kept/version-1.db was written by the first version of this program with records of version 1."""
    shutil.copy(KEPT / "version-1.db", tmp_path / "kiosk.db")
    store = pieces(tmp_path)
    assert [(piece.title, piece.minutes, piece.composer, piece.rev) for piece in store[PIECES].all()] == [
        ("Чардаш", 5, "неизвестен", 2),
        ("Полонез", 7, "неизвестен", 1),
    ]
    assert store[PIECES].count(where("composer") == "неизвестен") == 2
    assert [piece.title for piece in store[PIECES].find("чард")] == ["Чардаш"]
    assert store.check() == []
    with store.change(SOKOLOVA, "W4") as change:
        change.add(PIECES, Piece(title="Вальс", minutes=3))
    assert [row.after and row.after.get("name") for entry in store.log.search() for row in entry.rows] == [
        None, "Чардаш", "Чардаш", "Полонез",
    ]  # fmt: skip
    store.close()
    again = pieces(tmp_path)
    assert again[PIECES].count() == 3
    again.close()


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    pieces(tmp_path).close()
    with pytest.raises(Newer):
        pieces(tmp_path, Collection("pieces", Piece))
    store = pieces(tmp_path)
    store.writer.connection.execute("PRAGMA user_version=99")
    store.close()
    with pytest.raises(Newer):
        pieces(tmp_path)


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    shutil.copy(KEPT / "version-1.db", tmp_path / "kiosk.db")
    broken = Collection("pieces", Piece, record_version=2, upgrades={1: lambda document: document})
    with pytest.raises(Damaged, match="pieces 1"):
        pieces(tmp_path, broken)
    store = pieces(tmp_path)
    assert store[PIECES].count() == 2
    store.close()


def test_a_new_unique_field_that_the_data_breaks_is_said(tmp_path: Path) -> None:
    store = pieces(tmp_path)
    with store.change(SOKOLOVA, "W4") as change:
        change.add(PIECES, Piece(title="Вальс", minutes=3))
        change.add(PIECES, Piece(title="Вальс", minutes=4))
    store.close()
    strict = Collection("pieces", Piece, record_version=3, upgrades=UPGRADES, unique=(("title",),))
    with pytest.raises(Damaged, match="title"):
        pieces(tmp_path, strict)


DECLARATIONS: list[tuple[dict[str, Any], str]] = [
    ({"name": "Не имя"}, "not a name"),
    ({"indexes": (("nothing",),)}, "no field"),
    ({"folded": ("nothing",)}, "no field"),
    ({"record_version": 2}, "no upgrade"),
    ({"unique": (("title.x",),)}, "unique"),
]


@pytest.mark.parametrize(("wrong", "said"), DECLARATIONS)
def test_a_wrong_declaration_is_found_at_once(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Collection(**{"name": "pieces", "record": Piece, **wrong})
    with pytest.raises(ValueError, match="two collections"):
        Store.open(Path("nowhere"), [PIECES, PIECES], clock=FixedClock(MORNING))


def test_a_second_server_is_refused_and_told_by_whom(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(Busy) as refused:
        opened(tmp_path)
    assert refused.value.pid == os.getpid()
    store.close()
    opened(tmp_path).close()


SECOND = """
import sys
from pathlib import Path
from tests.store.house import LESSONS, lesson, opened, saved
store = opened(Path(sys.argv[1]), command_line=sys.argv[2] == "beside")
saved(store, lesson("из команды"))
print(store[LESSONS].count())
store.close()
"""


def second(folder: Path, how: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", SECOND, str(folder), how]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_another_process_is_refused_but_a_command_works_beside(tmp_path: Path) -> None:
    store = opened(tmp_path)
    saved(store, lesson("хор"))
    assert f"in use by process {os.getpid()}" in second(tmp_path, "alone").stderr
    done = second(tmp_path, "beside")
    assert done.stdout.strip() == "2", done.stderr
    assert [found.name for found in store[LESSONS].all()] == ["хор", "из команды"]
    assert store.number == 2
    saved(store, lesson("дальше"))
    assert store.check() == []
    store.close()


def test_a_command_makes_the_folder_and_lets_a_server_start_beside_it(tmp_path: Path) -> None:
    command = opened(tmp_path / "Школа № 2" / "storage", command_line=True)
    server = opened(tmp_path / "Школа № 2" / "storage")
    saved(command, lesson("хор"))
    assert server[LESSONS].count() == 1
    command.close()
    server.close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable):
        opened(tmp_path / "file" / "storage")


def test_what_is_no_database_is_said_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / "kiosk.db").write_bytes(b"something else entirely" * 100)
    with pytest.raises(Damaged):
        opened(tmp_path)
    assert (tmp_path / "kiosk.db").read_bytes().startswith(b"something else")
    assert second(tmp_path, "alone").returncode == 1


def test_a_flipped_bit_in_a_text_is_found_by_the_scrub(store: Store) -> None:
    saved(store, lesson("хор", note="ровно это"))
    store.writer.connection.execute("UPDATE d_lessons SET body=replace(body,'ровно','ровна')")
    assert "body differs from its checksum" in {flaw.what for flaw in store.check()}


def test_an_unreadable_body_is_named(store: Store) -> None:
    saved(store, lesson("хор"))
    store.writer.connection.execute("UPDATE d_lessons SET body='{}'")
    with pytest.raises(Damaged, match="lessons 1"):
        store[LESSONS].get(1)


WRONG_KINDS: list[tuple[dict[str, Any], str]] = [
    ({"teacher": "семь"}, "teacher"),
    ({"date": "31.02.2026"}, "date"),
    ({"tags": ("а", 1)}, "tags"),
    ({"note": 5}, "note"),
    ({"teacher": 2**70}, "teacher"),
    ({"tags": ("а", "б\0")}, "tags"),
]


@pytest.mark.parametrize(("fields", "field"), WRONG_KINDS)
def test_a_record_of_wrong_kinds_does_not_pass_the_door(store: Store, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Unstorable) as refused:
        saved(store, lesson("хор", **fields))
    assert refused.value.field.startswith(field)


def test_free_documents_pass_the_same_door(store: Store) -> None:
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    for bad, why in (
        ({"a": float("inf")}, Why.NOT_A_NUMBER),
        ({"a": {"b": "\0"}}, Why.NUL),
        ({"\ud800": 1}, Why.SURROGATE),
        ({"a": 2**64}, Why.TOO_BIG),
        ({"a": object()}, Why.WRONG_KIND),
        ({"a": deep}, Why.TOO_DEEP),
    ):
        with pytest.raises(Unstorable) as refused:
            store.tinydb.insert(bad)
        assert refused.value.why is why
    assert store.tinydb.all() == []


def test_drafts_may_be_durable_and_are_unique(store: Store) -> None:
    drafts = store.quick(DRAFTS)
    drafts.add(Draft(owner="staff:7"), durable=True)
    with pytest.raises(Duplicate):
        drafts.add(Draft(owner="staff:7"))
    assert msgspec.structs.asdict(store[DRAFTS].all()[0])["owner"] == "staff:7"
