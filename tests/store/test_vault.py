"""Files: whole or not there (W1)."""

import hashlib
import sys
from pathlib import Path

import pytest

from kiosk.store import Store, Unwritable
from kiosk.store.hashing import quick_hash
from tests.store.house import opened

CONTENT = "Чардаш, запись".encode() * 1000
SHA = hashlib.sha256(CONTENT).hexdigest()


def received(store: Store, content: bytes = CONTENT) -> str:
    with store.vault.receive() as file:
        for start in range(0, len(content), 1000):
            file.write(content[start : start + 1000])
    return file.stored.id


def left_behind(store: Store) -> list[str]:
    return [path.name for path in store.vault.folder.glob("*.part")]


def test_a_file_is_kept_under_its_checksum(store: Store) -> None:
    with store.vault.receive() as file:
        file.write(CONTENT[:10])
        file.write(CONTENT[10:])
    assert (file.stored.id, file.stored.sha256, file.stored.size) == (SHA, SHA, len(CONTENT))
    with store.vault.open(SHA) as again:
        assert again.read() == CONTENT
    assert list(store.vault.ids()) == [SHA]
    assert store.vault.has(SHA)


@pytest.mark.parametrize("algorithm", ("sha256", "sha1"))
@pytest.mark.parametrize("openssl", (True, False))
def test_the_quick_hash_is_the_hash(algorithm: str, openssl: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not openssl:
        monkeypatch.setitem(sys.modules, "_hashlib", None)
    quick = quick_hash(algorithm)
    quick.update(CONTENT)
    assert quick.hexdigest() == hashlib.new(algorithm, CONTENT, usedforsecurity=False).hexdigest()


def test_what_is_no_hash_is_said_so() -> None:
    with pytest.raises(ValueError, match="crc32"):
        quick_hash("crc32")


def test_the_same_content_is_kept_once(store: Store) -> None:
    assert received(store) == received(store) == SHA
    assert (list(store.vault.ids()), left_behind(store)) == ([SHA], [])


def test_content_that_somebody_reads_is_kept_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where nothing is renamed over an open file."""
    received(store)

    def held(_part: Path, _target: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", held)
    assert received(store) == SHA
    assert (list(store.vault.ids()), left_behind(store)) == ([SHA], [])
    store.vault.remove([SHA])
    with pytest.raises(Unwritable):
        received(store)


def test_what_breaks_off_leaves_nothing(store: Store) -> None:
    with pytest.raises(ConnectionError), store.vault.receive() as file:
        file.write(CONTENT)
        raise ConnectionError
    assert (list(store.vault.ids()), left_behind(store)) == ([], [])


def test_after_a_crash_waste_is_swept_and_uploads_go_on(tmp_path: Path) -> None:
    store = opened(tmp_path)
    lost = store.vault.receive()
    lost.__enter__()
    lost.write(CONTENT)
    upload = store.vault.part("wX-7_a")
    upload.write_bytes(CONTENT[:500])
    store.close()
    lost.cancel()
    (store.vault.folder / "once-0011.part").write_bytes(b"half")
    again = opened(tmp_path)
    assert left_behind(again) == ["wX-7_a.part"]
    with again.vault.part("wX-7_a").open("ab") as part:
        part.write(CONTENT[500:])
    assert again.vault.keep(again.vault.part("wX-7_a")).id == SHA
    assert left_behind(again) == []
    again.close()


def test_a_flipped_bit_is_found(store: Store) -> None:
    received(store)
    assert store.vault.check() == []
    path = store.vault.path(SHA)
    path.write_bytes(b"X" + CONTENT[1:])
    assert store.vault.check() == [SHA]
    assert [flaw.where for flaw in store.check()] == [f"vault {SHA}"]


@pytest.mark.parametrize("name", ["../secret", "", SHA.upper(), SHA + "0", "ab/../../secret", "\0"])
def test_a_path_never_comes_from_outside(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="not a file"):
        store.vault.path(name)


@pytest.mark.parametrize("name", ["../x", "", "once-1", "a" * 65, "a/b"])
def test_nor_does_that_of_an_upload(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="not an upload"):
        store.vault.part(name)


def test_erasing_is_for_good(store: Store) -> None:
    file = received(store)
    store.vault.remove([file, file])
    assert list(store.vault.ids()) == []
    with pytest.raises(FileNotFoundError):
        store.vault.open(file)


def test_a_file_is_not_stored_before_it_is_whole(store: Store) -> None:
    receiving = store.vault.receive()
    with pytest.raises(ValueError, match="inside the with"):
        receiving.write(b"x")
    with receiving as file, pytest.raises(ValueError, match="not whole"):
        _ = file.stored
