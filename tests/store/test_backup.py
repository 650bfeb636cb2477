"""Backup while running, verify, restore, restore to a moment; the tables as stock TinyDB reads them (O2, O4)."""

import datetime as dt
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tinydb import TinyDB

from kiosk.clock import FixedClock
from kiosk.store import Busy, Damaged, Duplicate, Store, Unstorable, where
from kiosk.store.backup import MANIFEST, backup, verify
from kiosk.store.export import export_tables, import_tables
from kiosk.store.keysheet import key_sheet, read_key_sheet
from kiosk.store.restore import restore
from kiosk.store.settling import READY
from tests.store.house import DRAFTS, LESSONS, SOKOLOVA, Draft, lesson, opened, saved


@pytest.fixture
def school(store: Store) -> Store:
    """Something of everything."""
    saved(store, lesson("Пётр Иванов"), lesson("хор", note="ё"))
    store.quick(DRAFTS).add(Draft(owner="staff:7"))
    store.tinydb.table("Пьесы").insert({"имя": "Чардаш"})
    with store.vault.receive() as file:
        file.write("запись".encode())
    return store


def test_a_backup_is_whole_and_restores_to_the_same(school: Store, tmp_path: Path, clock: FixedClock) -> None:
    made = backup(school, tmp_path / "копия.zip")
    assert (verify(made.path), made.number) == ([], school.number)
    done = restore(made.path, tmp_path / "новая", now=clock.now())
    assert (done.new_secret, done.aside, done.number) == (True, None, school.number)
    again = opened(tmp_path / "новая", clock=clock)
    assert again[LESSONS].all() == school[LESSONS].all()
    assert again.log.search() == school.log.search()
    assert list(again.vault.ids()) == list(school.vault.ids())
    assert again.check() == []
    assert again.secret != school.secret
    again.close()


def test_a_backup_made_while_people_save_is_one_moment(school: Store, tmp_path: Path, clock: FixedClock) -> None:
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            saved(school, lesson(f"{number}-а"), lesson(f"{number}-б"))
            number += 1

    working = threading.Thread(target=work)
    working.start()
    try:
        copies = [backup(school, tmp_path / f"{turn}.zip") for turn in range(3)]
    finally:
        stop.set()
        working.join()
    for turn, copy in enumerate(copies):
        restore(copy.path, tmp_path / str(turn), now=clock.now())
        again = opened(tmp_path / str(turn))
        assert (again.number, again[LESSONS].count() % 2, again.check()) == (copy.number, 0, [])
        again.close()


def test_into_a_folder_it_gets_a_dated_name(school: Store, tmp_path: Path) -> None:
    assert backup(school, tmp_path).path.name == "kamerton-2026-11-24T020000.zip"
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.is_file()) == [".zip"]


def test_stock_tinydb_opens_the_tables_inside_with_the_same_answers(school: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup(school, tmp_path / "b.zip").path) as archive:
        archive.extractall(tmp_path / "zip")
    with TinyDB(tmp_path / "zip" / "tinydb" / "lessons.json", encoding="utf-8") as stock:
        for question in (where("teacher") == 7, where("note") == "ё", where("date") > dt.date(2026, 1, 1)):
            ours = school.tinydb.table("lessons").search(question)
            assert stock.table("lessons").search(question) == ours != []


def test_the_nightly_export_is_taken_in_again(school: Store, tmp_path: Path) -> None:
    files = export_tables(school, tmp_path / "tinydb")
    other = opened(tmp_path / "other")
    for file in files:
        import_tables(other, file, SOKOLOVA)
    assert other[LESSONS].all() == school[LESSONS].all()
    assert other.tinydb.table("Пьесы").all() == [{"имя": "Чардаш"}]
    assert other[LESSONS].find("петр") != []
    with pytest.raises(Duplicate):
        import_tables(other, tmp_path / "tinydb" / "lessons.json", SOKOLOVA)
    assert other.check() == []
    other.close()


BAD_FILES = [
    (b"", ValueError, "not a TinyDB file"),
    (b"[1]", ValueError, "not a TinyDB file"),
    (b"\xff\xfe", ValueError, "not a TinyDB file"),
    (b'{"lessons": {"x": {}}}', ValueError, "not the id"),
    (b'{"lessons": {"1": {"name": "x"}}}', Unstorable, "lessons.1"),
    (b'{"free": {"1": {"name": "\\u0000"}}, "other": {"1": {}}}', Unstorable, "NUL"),
]


@pytest.mark.parametrize(("content", "error", "said"), BAD_FILES)
def test_what_is_no_tinydb_file_changes_nothing(
    store: Store, tmp_path: Path, content: bytes, error: type[Exception], said: str
) -> None:
    (tmp_path / "db.json").write_bytes(content)
    with pytest.raises(error, match=said):
        import_tables(store, tmp_path / "db.json", SOKOLOVA)
    assert (store.number, store.tinydb.tables()) == (0, {"lessons", "drafts"})


def flip(archive: bytes) -> bytes:
    middle = len(archive) // 3
    return archive[:middle] + bytes([archive[middle] ^ 1]) + archive[middle + 1 :]


SPOILED: list[Callable[[bytes], bytes]] = [
    flip,
    lambda whole: whole[: len(whole) // 2],
    lambda _: b"",
    lambda _: b"PK\3\4" * 9,
]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_spoiled_backup_is_found_and_restores_nothing(
    school: Store, tmp_path: Path, clock: FixedClock, spoil: Callable[[bytes], bytes]
) -> None:
    file = backup(school, tmp_path / "b.zip").path
    file.write_bytes(spoil(file.read_bytes()))
    assert verify(file) != []
    with pytest.raises(Damaged):
        restore(file, tmp_path / "new", now=clock.now())
    assert not (tmp_path / "new").exists()


def test_a_zip_of_something_else_and_one_that_was_added_to(school: Store, tmp_path: Path) -> None:
    file = tmp_path / "other.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert [flaw.where for flaw in verify(file)] == ["other.zip"]
    made = backup(school, tmp_path / "b.zip").path
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("../../evil", "x")
    assert [flaw.what for flaw in verify(made)] == ["not in the manifest"]
    assert verify(tmp_path / "nothing.zip") != []


def test_a_newer_backup_is_not_restored(school: Store, tmp_path: Path) -> None:
    made = backup(school, tmp_path / "b.zip").path
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(tmp_path / "new.zip", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == MANIFEST:
                content = content.replace(b'"format": 1', b'"format": 2')
            new.writestr(name, content)
    assert "format 2" in verify(tmp_path / "new.zip")[0].what


def test_restoring_moves_the_old_aside_and_keeps_the_secret(tmp_path: Path, clock: FixedClock) -> None:
    store = opened(tmp_path / "s", clock=clock)
    saved(store, lesson("раньше"))
    secret = store.secret
    file = backup(store, tmp_path / "b.zip").path
    saved(store, lesson("потом"))
    with pytest.raises(Busy):
        restore(file, tmp_path / "s", now=clock.now())
    store.close()
    done = restore(file, tmp_path / "s", now=clock.now())
    assert done.aside
    assert (done.aside / "kiosk.db").exists()
    again = opened(tmp_path / "s", clock=clock)
    assert [found.name for found in again[LESSONS].all()] == ["раньше"]
    assert (again.secret, done.new_secret) == (secret, False)
    again.close()


@pytest.mark.parametrize("moved", [(), ("kiosk.db-wal",), ("kiosk.db",)])
def test_a_restore_cut_off_among_its_renames_is_finished_at_the_next_start(
    tmp_path: Path, clock: FixedClock, moved: tuple[str, ...]
) -> None:
    store = opened(tmp_path / "s", clock=clock)
    saved(store, lesson("раньше"))
    file = backup(store, tmp_path / "b.zip").path
    saved(store, lesson("потом"))
    store.close()
    restore(file, tmp_path / "r", now=clock.now())
    ready = tmp_path / "s" / READY
    ready.mkdir()
    (ready / "aside.txt").write_text("before")
    for name in ("kiosk.db", "vault"):
        (tmp_path / "r" / name).rename(ready / name)
    (tmp_path / "s" / "before").mkdir()
    for name in moved:
        if (tmp_path / "s" / name).exists():
            (tmp_path / "s" / name).rename(tmp_path / "s" / "before" / name)
    again = opened(tmp_path / "s", clock=clock)
    assert [found.name for found in again[LESSONS].all()] == ["раньше"]
    assert not ready.exists()
    again.close()


def test_back_to_a_moment_as_one_more_change(tmp_path: Path, clock: FixedClock) -> None:
    store = opened(tmp_path / "s", clock=clock)
    (changed, erased) = saved(store, lesson("Пётр"), lesson("стёртый"))
    store.tinydb.insert({"n": 1})
    moment = clock.now()
    clock.advance(dt.timedelta(hours=1))
    with store.change(SOKOLOVA, "T1") as change:
        change.put(LESSONS, msgspec.structs.replace(changed, name="испорчено"))
        change.add(LESSONS, lesson("лишний"))
        change.erase(LESSONS, erased.id)
        change.touch("school")
    store.tinydb.update({"n": 2})
    file = backup(store, tmp_path / "b.zip").path
    store.close()
    done = restore(file, tmp_path / "r", now=clock.now(), at=moment)
    again = opened(tmp_path / "r", clock=clock)
    assert [(found.name, found.rev) for found in again[LESSONS].all()] == [("Пётр", 3)]
    assert again[LESSONS].find("петр") != []
    assert again.tinydb.all() == [{"n": 1}]
    assert (again.number, again.touched("school")) == (done.brought_back_by, done.brought_back_by)
    assert again.check() == []
    again.close()


def test_the_key_sheet_brings_the_secret_to_a_new_pc(school: Store, tmp_path: Path, clock: FixedClock) -> None:
    file = backup(school, tmp_path / "b.zip").path
    sheet = key_sheet(school.secret)
    secret = read_key_sheet(sheet.lower().replace(" ", "-"))
    assert not restore(file, tmp_path / "r", now=clock.now(), secret=secret).new_secret
    again = opened(tmp_path / "r")
    assert again.secret == school.secret
    again.close()


@pytest.mark.parametrize("typed", ["", "AAAA", "ё", "A" * 56])
def test_a_mistyped_key_sheet_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="key sheet"):
        read_key_sheet(typed)


def test_the_secret_is_made_once_and_is_for_the_owner_alone(store: Store) -> None:
    assert store.secret == store.secret
    assert len(store.secret) == 32
    assert b"secret" not in b"".join(path.name.encode() for path in store.vault.folder.iterdir())
