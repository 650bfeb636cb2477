"""Bodies of uploads go to the disk as they arrive: what happens when somebody breaks off, lies or waits (W1).

Each of these happened to a server that did not yet look out for it.
"""

import hashlib
import os
import selectors
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.drop import arrivals
from kiosk.drop.records import ARRIVALS, UPLOADS, Arrival
from kiosk.drop.writing import hold
from tests.drop.test_speaking_tus import sealed
from tests.drop.uploading import BODY, metadata
from tests.drop.wire import Served, behind_a_server, lies_there, until
from tests.school import NamedSchool

FILM = b"ID3\x03" + bytes(range(256)) * 12000
"""3 MB."""


@pytest.fixture
def there(school: NamedSchool) -> Iterator[Served]:
    with behind_a_server(school) as server:
        yield server


def whole(there: Served, content: bytes = FILM) -> None:
    """One work came, and it is this."""
    (upload,) = there.school.store[UPLOADS].all()
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert there.school.store.vault.path(upload.blob).read_bytes() == content


# a body on its way


@pytest.mark.parametrize("how", ["finish", "reset"])
def test_who_vanishes_loses_nothing_that_came(there: Served, how: str) -> None:
    path, line = there.begun(len(FILM)), there.line()
    line.send(line.patch_head(path, 0, len(FILM)) + FILM[:2_000_000])
    until(lambda: lies_there(there, path) == 2_000_000)
    getattr(line, how)()
    assert there.offset(path) == 2_000_000
    line = there.line()
    answer = line.patch(path, 2_000_000, FILM[2_000_000:])
    assert (answer.status, answer.offset) == (204, len(FILM))
    whole(there)


def test_who_falls_silent_is_ended_by_the_next_who_asks_and_told_so(there: Served) -> None:
    path, silent = there.begun(len(FILM)), there.line()
    silent.send(silent.patch_head(path, 0, len(FILM)) + FILM[:1_500_000])
    until(lambda: lies_there(there, path) == 1_500_000)
    assert there.offset(path) == 1_500_000
    answer = silent.answer()
    assert (answer.status, answer.offset, answer.headers["connection"]) == (409, 1_500_000, "close")
    assert there.line().patch(path, 1_500_000, FILM[1_500_000:]).status == 204
    whole(there)


def test_who_is_silent_for_too_long_is_cut_off(school: NamedSchool) -> None:
    with behind_a_server(school, channel_timeout=1, cleanup_interval=1) as there:
        path, silent = there.begun(len(FILM)), there.line()
        silent.send(silent.patch_head(path, 0, len(FILM)) + FILM[:1000])
        assert silent.is_closed()
        assert there.offset(path) == 1000


def test_the_last_byte_is_enough_even_when_its_sender_is_gone(there: Served) -> None:
    path, line = there.begun(len(FILM)), there.line()
    line.send(line.patch_head(path, 0, len(FILM)) + FILM)
    line.reset()
    while (offset := there.offset(path)) < len(FILM):  # the reset came first, or its bytes are only read now
        assert there.line().patch(path, offset, FILM[offset:]).status in {204, 409}
    until(lambda: there.school.store[UPLOADS].count() == 1)
    whole(there)


def test_another_offset_while_one_runs_is_refused_and_the_right_one_waits_its_second(there: Served) -> None:
    path, first = there.begun(len(FILM)), there.line()
    first.send(first.patch_head(path, 0, len(FILM)) + FILM[:500_000])
    until(lambda: lies_there(there, path) == 500_000)
    assert there.line().patch(path, 0, FILM).status == 409
    assert there.line().patch(path, 500_000, FILM[500_000:]).status == 423
    running = there.depot._running[path.rsplit("/", 1)[1]]
    running.last -= 2  # as if it were silent for two seconds
    assert there.line().patch(path, 500_000, FILM[500_000:]).status == 204
    assert first.answer().status == 409
    whole(there)


def test_eight_equal_ones_at_once_have_one_winner(there: Served) -> None:
    path = there.begun(len(FILM))
    answers: list[int] = []

    def bring() -> None:
        answers.append(there.line().patch(path, 0, FILM).status)

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    whole(there)


def test_chunks_without_a_length(there: Served) -> None:
    path, line = there.begun(len(FILM)), there.line()
    line.send(line.patch_head(path, 0, None))
    for start in range(0, len(FILM), 700_001):
        piece = FILM[start : start + 700_001]
        line.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    line.send(b"0\r\n\r\n" + line.head("HEAD", path))
    assert line.answer("PATCH").offset == len(FILM)
    assert line.answer("HEAD").offset == len(FILM)
    whole(there)


def test_chunks_that_are_none_or_more_than_the_file(there: Served) -> None:
    for chunks, status, kept in ((b"5\r\nID3\x03!\r\nzz\r\n", 400, 5), (b"6\r\nID3\x03!!\r\n0\r\n\r\n", 413, 0)):
        path, line = there.begun(5), there.line()
        line.send(line.patch_head(path, 0, None) + chunks)
        answer = line.answer()
        assert (answer.status, answer.headers["connection"]) == (status, "close")
        if not kept:
            assert there.offset(path) == 0


# what a connection carries


def test_one_connection_carries_a_whole_upload(there: Served) -> None:
    line = there.line()
    told = metadata(there.school)
    path = line.ask("POST", "/uploads/", Upload_Length=len(FILM), Upload_Metadata=told).headers["location"]
    for start in range(0, len(FILM), 600_000):
        answer = line.patch(path, start, FILM[start : start + 600_000])
        assert (answer.status, "connection" in answer.headers) == (204, False)
        assert "content-length" not in answer.headers
    assert line.patch(path, 7, b"small").status == 409
    assert line.ask("HEAD", path).offset == len(FILM)
    assert line.ask("DELETE", path).status == 204
    assert line.ask("OPTIONS", "/uploads/").status == 204
    assert line.ask("GET", "/health").status == 200
    whole(there)


def test_requests_sent_together_are_answered_one_after_the_other(there: Served) -> None:
    path, line = there.begun(len(FILM)), there.line()
    half = len(FILM) // 2
    line.send(
        line.patch_head(path, 0, half)
        + FILM[:half]
        + line.patch_head(path, half, len(FILM) - half)
        + FILM[half:]
        + line.head("GET", "/health")
    )
    assert [line.answer().status for _ in range(3)] == [204, 204, 200]
    whole(there)


def test_a_request_hidden_in_a_refused_body_is_never_read(there: Served) -> None:
    path, line = there.begun(len(FILM)), there.line()
    hidden = line.head("DELETE", path)
    line.send(line.patch_head(path, 9, 100_000) + hidden * 100)
    assert line.answer().status == 409
    assert line.is_closed()
    assert there.offset(path) == 0


REFUSED: tuple[tuple[str, dict[str, object], int], ...] = (
    ("/uploads/none", {}, 404),
    ("", {"Upload_Offset": 5}, 409),
    ("", {"Tus_Resumable": "0.1"}, 412),
    ("", {"Content_Length": 5_000_000}, 413),
    ("", {"Content_Type": "text/plain"}, 415),
    ("", {"Cookie": "handing=forged"}, 401),
    ("", {"Origin": "http://evil.example"}, 403),
)


@pytest.mark.parametrize("expect", [False, True])
def test_a_refusal_is_read_before_the_body_is_sent(there: Served, *, expect: bool) -> None:
    mine = there.begun(len(FILM))
    for path, headers, status in REFUSED:
        line, asked = there.line(), {"Expect": "100-continue"} if expect else {}
        line.send(line.patch_head(path or mine, 0, len(FILM), **({"Content_Length": len(FILM)} | headers | asked)))
        if not expect:
            line.send(FILM[:1_000_000])
        assert line.answer().status == status, headers
        assert line.is_closed()
    assert there.offset(mine) == 0


def test_too_large_is_said_before_a_byte(there: Served) -> None:
    line = there.line()
    told = {"Upload_Length": 10 * 1024**3, "Upload_Metadata": metadata(there.school), "Expect": "100-continue"}
    line.send(line.head("POST", "/uploads/", Content_Length=10**9, Content_Type=BODY["Content-Type"], **told))
    assert line.answer().status == 413


def test_expecting_to_be_asked(there: Served) -> None:
    line = there.line()
    told = {"Upload_Length": len(FILM), "Upload_Metadata": metadata(there.school), "Expect": "100-continue"}
    empty = line.ask("POST", "/uploads/", b"", **told)
    assert empty.status == 201
    path = empty.headers["location"]
    line.send(line.patch_head(path, 0, 1000, Expect="100-continue"))
    assert line.answer().status == 100
    line.send(FILM[:1000])
    assert line.answer().offset == 1000
    line.send(line.head("POST", "/sign-in", Content_Length=5, Expect="100-continue"))
    assert line.answer().status == 100
    line.send(b"x=1&y")
    assert line.answer().status >= 400


def test_ordinary_bodies_keep_their_limit(there: Served) -> None:
    line = there.line()
    line.send(line.head("POST", "/sign-in", Content_Length=200 * 1024**2))
    assert line.answer().status == 413
    path = there.begun(len(FILM))
    line = there.line()
    line.send(line.head("POST", f"{path}/proof", Content_Length=200 * 1024**2))
    assert line.answer().status == 413


# checksums of single requests


@pytest.mark.parametrize("content", [FILM, FILM[:-1] + b"x"])
def test_a_checksum_in_a_header(there: Served, content: bytes) -> None:
    path, line = there.begun(len(FILM)), there.line()
    answer = line.patch(path, 0, content, Upload_Checksum=sealed("sha256", FILM))
    assert answer.status == (204 if content == FILM else 460)
    assert there.offset(path) == (len(FILM) if content == FILM else 0)


def test_what_broke_with_a_checksum_does_not_count(there: Served) -> None:
    path, line = there.begun(len(FILM)), there.line()
    assert line.patch(path, 0, FILM[:1000]).status == 204
    line.send(
        line.patch_head(path, 1000, 500_000, Upload_Checksum=sealed("sha1", FILM[1000:501_000])) + FILM[1000:9000]
    )
    until(lambda: lies_there(there, path) == 9000)
    line.reset()
    assert there.offset(path) == 1000


def test_nor_after_a_sudden_end_of_the_server(there: Served) -> None:
    path = there.begun(len(FILM))
    part = there.school.store.vault.part(path.rsplit("/", 1)[1])
    part.write_bytes(FILM[:5000])
    hold(part, 3000)
    assert there.offset(path) == 3000
    assert there.line().patch(path, 3000, FILM[3000:]).status == 204
    whole(there)


# what is left of a sudden end is mended


def test_a_file_that_was_whole_becomes_a_work_when_somebody_asks(there: Served) -> None:
    path = there.begun(len(FILM))
    there.school.store.vault.part(path.rsplit("/", 1)[1]).write_bytes(FILM)
    line = there.line()
    assert "kiosk-receipt" in line.ask("HEAD", path).headers
    whole(there)


def test_a_file_with_its_final_name_but_no_record_is_found_again(there: Served) -> None:
    from msgspec.structs import replace

    there.begun(len(FILM))
    store = there.school.store
    (arrival,) = store[ARRIVALS].all()
    part = store.vault.part(arrival.key)
    part.write_bytes(FILM)
    stored = store.vault.keep(part)
    store.quick(ARRIVALS).put(replace(arrival, sha256=stored.sha256))
    there.depot.tidy()
    whole(there)
    there.depot.tidy()
    assert store[UPLOADS].count() == 1


def test_nothing_is_acknowledged_before_it_is_on_the_disk(there: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    path = there.begun(len(FILM))
    part = there.school.store.vault.part(path.rsplit("/", 1)[1])
    synced: list[tuple[int, int]] = []
    real = os.fsync

    def noted(fd: int) -> None:
        real(fd)
        synced.append((os.fstat(fd).st_ino, os.fstat(fd).st_size))

    monkeypatch.setattr("kiosk.drop.writing.os.fsync", noted)
    line = there.line()
    for start in range(0, len(FILM), 1_100_000):
        answer = line.patch(path, start, FILM[start : start + 1_100_000])
        assert answer.offset in {size for _, size in synced}
        if part.exists():
            assert (part.stat().st_ino, answer.offset) in synced
    whole(there)


def test_the_program_ends_in_order_and_keeps_what_came(there: Served) -> None:
    path, line = there.begun(len(FILM)), there.line()
    line.send(line.patch_head(path, 0, len(FILM)) + FILM[:700_000])
    until(lambda: lies_there(there, path) == 700_000)
    there.depot.rest()
    assert line.answer().status == 409
    assert there.offset(path) == 700_000


def test_pages_are_answered_while_uploads_wait_for_a_slow_disk(there: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four threads answer, three of them at most wait for uploads; the fourth creation waits at the gate."""
    slow, real = threading.Event(), arrivals.begin

    def begin(*args: Any, **kwargs: Any) -> Arrival:
        slow.wait(20)
        return real(*args, **kwargs)

    monkeypatch.setattr(arrivals, "begin", begin)
    told = {"Upload_Length": 5, "Upload_Metadata": metadata(there.school), "Content_Length": 0}
    lines = [there.line() for _ in range(8)]
    for line in lines:
        line.send(line.head("POST", "/uploads/", **told))
    assert [there.line().ask("GET", "/health").status for _ in range(5)] == [200] * 5
    slow.set()
    assert [line.answer().status for line in lines] == [201] * 8


def test_one_upload_that_waits_for_the_disk_holds_up_no_other(there: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, other = there.begun(len(FILM)), there.begun(len(FILM))
    late, line = there.line(), there.line()
    late.send(late.patch_head(slow, 0, len(FILM)) + FILM[:1000])
    line.send(line.patch_head(other, 0, len(FILM)) + FILM[:1000])
    until(lambda: [lies_there(there, path) for path in (slow, other)] == [1000, 1000])
    inode = there.school.store.vault.part(slow.rsplit("/", 1)[1]).stat().st_ino
    syncing, may_end, real = threading.Event(), threading.Event(), os.fsync

    def fsync(fd: int) -> None:
        if os.fstat(fd).st_ino == inode:
            syncing.set()
            may_end.wait(20)
        real(fd)

    monkeypatch.setattr("kiosk.drop.writing.os.fsync", fsync)
    ending = there.line()
    ending.send(ending.head("HEAD", slow))
    assert syncing.wait(10)
    late.send(FILM[1000:100_000])
    line.send(FILM[1000:])
    assert line.answer().status == 204
    may_end.set()
    assert ending.answer("HEAD").offset == 1000
    assert late.answer().status == 409


def test_where_there_is_no_epoll_select_does(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.drop.receiver.selectors.DefaultSelector", selectors.SelectSelector)
    with behind_a_server(school) as there:
        path, line = there.begun(len(FILM)), there.line()
        line.send(line.patch_head(path, 0, len(FILM)) + FILM[:1_000_000])
        until(lambda: lies_there(there, path) == 1_000_000)
        line.reset()
        assert there.offset(path) == 1_000_000
        assert there.line().patch(path, 1_000_000, FILM[1_000_000:]).status == 204
        whole(there)
