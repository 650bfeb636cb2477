"""Ten uploads at once, each cut at random moments in every way a line can be cut; pages beside them (W1).

Content and digest of each are right in the end, no byte of one connection turns up in another, and a request that
nobody cut always gets its answer. KAMERTON_CUTS sets how many uploads (10 here; 500 once, see docs/decisions/0015).
"""

import hashlib
import os
import random
import threading
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from kiosk.drop import arrivals
from kiosk.drop.records import UPLOADS
from tests.drop.wire import Line, Served, behind_a_server
from tests.school import NamedSchool

UPLOADS_IN_ALL = int(os.environ.get("KAMERTON_CUTS", "10"))
AT_ONCE = 10
CUTS_EACH = 4


@dataclass
class Tally:
    """What happened."""

    cuts: int = 0
    unanswered: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    wrong_pages: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int) -> None:
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1


@dataclass
class Phone:
    """Brings one film; old connections may go on sending after new ones have begun."""

    there: Served
    film: bytes
    dice: random.Random
    tally: Tally
    zombies: dict[Line, bytes] = field(default_factory=dict)
    """Old connections and what they have not sent yet."""

    def bring(self) -> None:
        path, cuts = self.there.begun(len(self.film)), 0
        offset = 0
        while offset < len(self.film):
            line, rest = self.there.line(), self.film[offset:]
            chunked = self.dice.random() < 0.3
            if cuts < CUTS_EACH:
                cuts += 1
                self.cut(line, path, offset, rest, chunked=chunked)
            else:
                self.whole(line, path, offset, rest, chunked=chunked)
            offset = self.there.offset(path)
            for zombie in list(self.zombies):
                self.haunt(zombie)
        for zombie in self.zombies:
            zombie.finish()

    def cut(self, line: Line, path: str, offset: int, rest: bytes, *, chunked: bool) -> None:
        """A part of the rest, then FIN, RST, or silence."""
        with self.tally.lock:
            self.tally.cuts += 1
        some = rest[: self.dice.randrange(len(rest))]
        asks = {"Expect": "100-continue"} if self.dice.random() < 0.2 else {}
        line.send(line.patch_head(path, offset, None if chunked else len(rest), **asks))
        try:
            line.send(f"{len(rest):x}\r\n".encode() + some if chunked else some)
        except ConnectionError:
            return
        how = self.dice.choice(("finish", "reset", "silence", "silence"))
        if how == "silence":
            self.zombies[line] = rest[len(some) :]
        else:
            getattr(line, how)()

    def haunt(self, line: Line) -> None:
        """An old connection goes on as if nothing had happened; its request may even begin only now."""
        count = self.dice.randrange(1, 50_000)
        more, self.zombies[line] = self.zombies[line][:count], self.zombies[line][count:]
        try:
            line.send(more)
        except OSError:
            del self.zombies[line]

    def whole(self, line: Line, path: str, offset: int, rest: bytes, *, chunked: bool) -> None:
        """All of the rest, and the answer read."""
        body = f"{len(rest):x}\r\n".encode() + rest + b"\r\n0\r\n\r\n" if chunked else rest
        with suppress(ConnectionError):  # refused early: the answer is there to be read
            line.send(line.patch_head(path, offset, None if chunked else len(rest)) + body)
        try:
            self.tally.note(line.answer("PATCH").status)
        except (ConnectionError, TimeoutError) as error:
            self.tally.unanswered.append(f"{path} from {offset}: {error!r}")
        line.finish()


def look_at_pages(there: Served, ended: threading.Event, tally: Tally) -> None:
    """A page on a kept connection: nothing of an upload may turn up in it."""
    line = there.line()
    while not ended.wait(0.005):
        answer = line.ask("GET", "/health")
        if answer.status != 200 or not answer.body.startswith(b'{"status":"ok"'):
            tally.wrong_pages += 1
    line.finish()


def test_ten_uploads_and_random_cuts(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(arrivals.MOST_UNFINISHED, "household", 1000)
    seed = int(os.environ.get("KAMERTON_SEED", "7"))
    tally, ended, films = Tally(), threading.Event(), []
    with behind_a_server(school, threads=8) as there:
        page = threading.Thread(target=look_at_pages, args=(there, ended, tally))
        page.start()
        for batch in range(0, UPLOADS_IN_ALL, AT_ONCE):
            phones = []
            for number in range(batch, batch + AT_ONCE):
                dice = random.Random(f"{seed} {number}")  # noqa: S311  because it only makes cuts
                film = b"ID3\x03" + dice.randbytes(dice.randrange(300_000, 1_500_000))
                films.append(film)
                phones.append(threading.Thread(target=Phone(there, film, dice, tally).bring))
            for phone in phones:
                phone.start()
            for phone in phones:
                phone.join()
        ended.set()
        page.join()
    told = f"{len(films)} uploads, {tally.cuts} cuts, answers {tally.statuses}, unanswered {tally.unanswered}"
    print(told)  # noqa: T201  because the long run is started for its figures
    assert tally.wrong_pages == 0
    assert tally.unanswered == []
    kept = sorted(upload.sha256 for upload in school.store[UPLOADS].all())
    assert kept == sorted(hashlib.sha256(film).hexdigest() for film in films)
    for sha256 in kept:
        assert hashlib.sha256(school.store.vault.path(sha256).read_bytes()).hexdigest() == sha256
