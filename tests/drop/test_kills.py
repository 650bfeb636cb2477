"""The real server is killed in the middle of uploads, again and again on the same folder (W1).

HEAD never says more than lies on the disk, what was acknowledged is there, at most 1 MiB of what was received is lost,
and in the end each file is there once, whole, under its receipt. KAMERTON_KILLS sets how many kills (20 here; 200 once,
see docs/decisions/0015), KAMERTON_SILENCE how long the client keeps silent before one (1 s here; 31 s once).
"""

import hashlib
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drop import killable
from tests.drop.killable import Nursery, contents, lies_there, still_here
from tests.drop.wire import Line
from tests.school import open_school

KILLS = int(os.environ.get("KAMERTON_KILLS", "20"))
SILENCE = float(os.environ.get("KAMERTON_SILENCE", "1"))
MEGABYTE = 1 << 20

pytestmark = pytest.mark.skipif(not killable.HERE, reason="processes are forked here")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    there = Nursery()
    yield there
    there.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_school(tmp_path / "storage"):
        return tmp_path / "storage"


class Sender:
    """One film after another; knows what was received and what was acknowledged."""

    def __init__(self, folder: Path, seed: str) -> None:
        self.folder = folder
        self.dice = random.Random(seed)  # noqa: S311  because it only kills
        self.films: list[bytes] = []
        self.lost: list[int] = []
        self.path = ""
        self.received = self.acknowledged = 0

    def look(self, server: killable.Server) -> None:
        """After a kill: what HEAD says is true."""
        lying = lies_there(self.folder, self.path)
        answer = server.line().ask("HEAD", self.path)
        assert answer.status == 200
        assert self.acknowledged <= answer.offset <= (len(self.films[-1]) if lying is None else lying)
        self.lost.append(max(0, self.received - answer.offset))
        assert self.lost[-1] <= MEGABYTE
        self.received = self.acknowledged = answer.offset
        if answer.offset == len(self.films[-1]):
            assert "kiosk-receipt" in answer.headers
            self.path = ""

    def begin(self, server: killable.Server) -> None:
        """The next film."""
        self.films.append(b"ID3\x03" + self.dice.randbytes(3 * MEGABYTE + self.dice.randrange(MEGABYTE)))
        self.path, self.received, self.acknowledged = server.begun(len(self.films[-1])), 0, 0

    def send(self, server: killable.Server, *, all_of_it: bool) -> None:
        """Some of what is left, or all; sometimes the answer is waited for."""
        rest = self.films[-1][self.received :]
        line, most = server.line(), min(len(rest), self.dice.randrange(1, 2 * MEGABYTE))
        line.send(line.patch_head(self.path, self.received, len(rest)))
        sent = self.paced(line, rest, min(1000, most))
        if self.dice.random() < 0.8:  # else it may be killed before it looked at the headers
            self.wait_for_first(self.received)
        sent += self.paced(line, rest[sent:], (len(rest) if all_of_it else most) - sent)
        if sent == len(rest) and (all_of_it or self.dice.random() < 0.5):
            assert line.answer().status == 204
            self.acknowledged = len(self.films[-1])
        time.sleep(self.dice.random() / 50)
        self.received += sent - still_here(line)

    def wait_for_first(self, offset: int) -> None:
        """Until bytes of this request are in the part."""
        end = time.monotonic() + 10
        while (lies_there(self.folder, self.path) or 0) <= offset and time.monotonic() < end:
            time.sleep(0.001)

    def paced(self, line: Line, content: bytes, most: int) -> int:
        """About 40 MB/s; returns how many bytes."""
        sent = 0
        while sent < most:
            piece = content[sent : min(most, sent + self.dice.randrange(1, 65_536))]
            line.send(piece)
            sent += len(piece)
            time.sleep(len(piece) / 40e6)
        return sent


def test_killed_at_any_byte(folder: Path, nursery: Nursery) -> None:
    sender = Sender(folder, f"kills {os.environ.get('KAMERTON_SEED', '')}")
    while len(sender.lost) < KILLS or sender.path:
        with nursery.serving(folder) as server:
            if sender.path:
                sender.look(server)
            if not sender.path and len(sender.lost) < KILLS:
                sender.begin(server)
            if sender.path:
                sender.send(server, all_of_it=len(sender.lost) >= KILLS)
    any_lost = sum(map(bool, sender.lost))
    told = f"{len(sender.lost)} kills, {len(sender.films)} films"
    print(f"{told}; received and lost: at most {max(sender.lost)} bytes, anything {any_lost} times")  # noqa: T201  because the long run is started for its figures
    assert contents(folder) == sorted(hashlib.sha256(film).hexdigest() for film in sender.films)


def test_killed_while_the_client_is_silent(folder: Path, nursery: Nursery) -> None:
    film = b"ID3\x03" + random.Random(5).randbytes(3 * MEGABYTE)  # noqa: S311  because it is a film
    with nursery.serving(folder) as server:
        path, line = server.begun(len(film)), server.line()
        line.send(line.patch_head(path, 0, len(film)) + film[: 2 * MEGABYTE])
        time.sleep(SILENCE)
    with nursery.serving(folder) as server:
        assert server.line().ask("HEAD", path).offset == 2 * MEGABYTE
        assert server.line().patch(path, 2 * MEGABYTE, film[2 * MEGABYTE :]).status == 204
    assert contents(folder) == [hashlib.sha256(film).hexdigest()]
