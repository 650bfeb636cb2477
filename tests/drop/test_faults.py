"""Full disks, lies about lengths, names that no disk takes, a thousand uploads begun and left (W1, L15)."""

import errno
import hashlib
import os
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from msgspec.structs import replace

from kiosk.drop import arrivals, writing
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.store import Reason, Unwritable
from tests.drop.test_receiving import FILM, whole
from tests.drop.uploading import SONG, Client, encoded, metadata
from tests.drop.wire import Served, behind_a_server, lies_there, until
from tests.naughty import NAUGHTY
from tests.school import NamedSchool


@pytest.fixture
def there(school: NamedSchool) -> Iterator[Served]:
    with behind_a_server(school) as server:
        yield server


class FullAfter:
    """A disk that takes so many bytes, the last piece in part, and then none until it has room again."""

    def __init__(self, most: int, fault: int) -> None:
        self.left = most
        self.fault = fault
        self.has_room = False

    def __call__(self, fd: int, data: memoryview) -> int:
        if self.has_room:
            return os.write(fd, data)
        if not self.left:
            raise OSError(self.fault, os.strerror(self.fault))
        taken = os.write(fd, data[: self.left])
        self.left -= taken
        return taken


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_is_full_in_the_middle(there: Served, monkeypatch: pytest.MonkeyPatch, fault: int) -> None:
    disk = FullAfter(1_234_567, fault)
    monkeypatch.setattr(writing, "write", disk)
    path = there.begun(len(FILM))
    answer = there.line().patch(path, 0, FILM)
    assert (answer.status, answer.offset) == (507, 1_234_567)
    assert "места" in answer.body.decode()
    assert there.offset(path) == 1_234_567
    assert there.line().ask("GET", "/health").status == 200
    disk.has_room = True
    assert there.line().patch(path, 1_234_567, FILM[1_234_567:]).status == 204
    whole(there)


def test_a_store_that_cannot_write_the_record_is_asked_again(there: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    path = there.begun(len(FILM))

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise Unwritable(Reason.FULL)

    with monkeypatch.context() as full:
        full.setattr(there.school.store, "change", refuse)
        answer = there.line().patch(path, 0, FILM)
        assert (answer.status, answer.offset) == (507, len(FILM))
        assert there.school.store[UPLOADS].all() == []
    answer = there.line().ask("HEAD", path)
    assert (answer.offset, "kiosk-receipt" in answer.headers) == (len(FILM), True)
    whole(there)


def test_a_fault_of_ours_is_answered_and_the_next_one_works(there: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    path = there.begun(len(FILM))

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("made up")

    with monkeypatch.context() as faulty:
        faulty.setattr("kiosk.drop.depot.make_whole", broken)
        assert there.line().patch(path, 0, FILM).status == 507
    assert there.offset(path) == len(FILM)
    whole(there)


@pytest.mark.parametrize("more", [1, 100_000])
def test_who_sends_more_than_was_said_gives_only_what_was_said(there: Served, more: int) -> None:
    """What follows the length belongs to no request: it is none, and the connection ends."""
    path, line = there.begun(len(FILM)), there.line()
    line.send(line.patch_head(path, 0, len(FILM)) + FILM + b"\0" * more + b"\r\n\r\n")
    assert line.answer().status == 204
    whole(there)


def test_who_sends_less_than_was_said_is_waited_for_and_then_gone_on_with(there: Served) -> None:
    path, line = there.begun(len(FILM)), there.line()
    line.send(line.patch_head(path, 0, len(FILM)) + FILM[:-1])
    until(lambda: lies_there(there, path) == len(FILM) - 1)
    assert there.school.store[UPLOADS].all() == []
    line.send(FILM[-1:])
    assert line.answer().status == 204
    whole(there)


def test_ten_gigabytes_are_refused_before_a_byte(there: Served) -> None:
    told = metadata(there.school)
    answer = there.line().ask("POST", "/uploads/", Upload_Length=10 * 1024**3, Upload_Metadata=told)
    assert answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "4096 МБ" in answer.body.decode()


def test_names_and_tasks_of_any_kind_are_text_or_a_sentence(school: NamedSchool) -> None:
    client = Client(school)
    for name in NAUGHTY:
        clean = name.encode("utf-8", "replace").decode()
        told = dict.fromkeys(("filename", "task", "parcel", "filetype"), clean)
        before = school.store[UPLOADS].count()
        answer = client.begin(len(SONG), encoded(student=school.students["Мария"].id, **told), body=SONG)
        assert answer.status in {201, 400}, name
        assert school.store[UPLOADS].count() - before == (answer.status == 201)
        if answer.status == 201:
            assert client.browser.get(str(answer.headers["Kiosk-Receipt"])).status == 200
    for upload in school.store[UPLOADS].all():
        assert "/" not in upload.file_name
        assert upload.file_name.isprintable()
        assert school.store.vault.path(upload.blob).read_bytes() == SONG


def test_a_thousand_begun_and_left_do_no_harm(school: NamedSchool) -> None:
    store, client = school.store, Client(school)
    client.begun()
    (one,) = store[ARRIVALS].all()
    for number in range(1000):
        store.quick(ARRIVALS).add(replace(one, id=0, rev=0, key=f"left{number}", maker=f"household:{number + 100}"))
        store.vault.part(f"left{number}").write_bytes(b"half")
    answer = client.begin(len(SONG), body=SONG)
    assert answer.status == 201
    expired = one.expires_at + (one.expires_at - one.began_at)
    assert arrivals.sweep(store, lambda _key: False, now=expired) == 1002
    assert list(store.vault.parts()) == []
    assert [upload.sha256 for upload in store[UPLOADS].all()] == [hashlib.sha256(SONG).hexdigest()]
