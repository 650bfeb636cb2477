"""The depot: which uploads run, who may go on with one, what follows from a last byte (W1).

Locks: one per upload around «look at the offset, end the running request, open a new one»; the writer's own inside it.
Whoever ends a writer waits for `closed`, which depends on the finishing threads alone, never on one that answers
requests: else those that wait and those that are waited for could be the same.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

import msgspec

from kiosk.clock import Clock
from kiosk.documents.kinds import refused_by_head
from kiosk.drop import arrivals
from kiosk.drop.following import Follower
from kiosk.drop.protocol import Checksum, NotTaken
from kiosk.drop.records import ARRIVALS, Arrival
from kiosk.drop.room import arrived
from kiosk.drop.whole import make_whole
from kiosk.drop.working import Worker
from kiosk.drop.writing import Ending, Writer, cut_back
from kiosk.problems import Problem
from kiosk.store import Store, StoreError, where

log = logging.getLogger(__name__)

STRIPES: Final = 64
FINISHERS: Final = 4
"""Uploads that wait for a slow disk together; of each one at most one thing is done at a time, by its own lock."""
SILENT_SECONDS: Final = 1.0
"""A request without a byte for so long may be taken over by the next one at the right offset."""
CLOSED_WITHIN: Final = 60.0
REST_SECONDS: Final = 5.0


class Outcome(msgspec.Struct, frozen=True):
    """What became of a request's bytes. ``arrival`` is None when the upload was dropped."""

    ending: Ending
    offset: int
    arrival: Arrival | None
    problem: Problem | None = None


class Running(msgspec.Struct):
    """A request that brings bytes now."""

    writer: Writer
    then: Callable[[Outcome], None]
    last: float
    finishing: bool = False
    outcome: Outcome | None = None


class Depot:
    """One for each running app; its threads begin with the first upload and end when there is none."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.follower = Follower()
        self._following = Worker("uploads: hashing")
        self._syncing = Worker("uploads: syncing")
        self._finishing = Worker("uploads: finishing", FINISHERS)
        self._running: dict[str, Running] = {}
        self._stripes = [threading.Lock() for _ in range(STRIPES)]

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Nobody else looks at this upload to go on with it."""
        with self._stripes[hash(key) % STRIPES]:
            yield

    def runs(self, key: str) -> bool:
        """Whether bytes of it are coming."""
        return key in self._running

    def settle(self, key: str) -> Arrival | None:
        """End what runs and mend what a sudden end left: what is then on the disk is true. Within `alone`."""
        running = self._running.get(key)
        if running is not None:
            self.end(key, running.writer, Ending.TAKEN_OVER)
            running.writer.closed.wait(CLOSED_WITHIN)
        arrival = arrivals.by_key(self.store, key)
        if arrival is None or arrival.done_at is not None:
            return arrival
        cut_back(self.store.vault.part(key))
        if arrived(self.store, arrival) == arrival.size:
            self._wait_for(lambda: self._whole(arrival))
            return arrivals.by_key(self.store, key)
        return arrival

    def open(
        self,
        arrival: Arrival,
        offset: int,
        length: int | None,
        checksum: Checksum | None,
        then: Callable[[Outcome], None],
    ) -> Writer:
        """A writer for a request's bytes; ``length`` is None when it is not known. Within `alone`. Raises NotTaken."""
        running = self._running.get(arrival.key)
        if running is not None:
            if offset != running.writer.offset:
                raise NotTaken(409)
            if time.monotonic() - running.last < SILENT_SECONDS:
                raise NotTaken(423)
        fresh = self.settle(arrival.key)
        if fresh is None:
            raise NotTaken(404)
        there = arrived(self.store, fresh)
        if offset != there:
            raise NotTaken(409)
        if length is not None and there + length > fresh.size:
            raise NotTaken(413)
        try:
            writer = Writer(
                self.store.vault.part(fresh.key),
                there,
                fresh.size,
                checksum=checksum,
                refused=lambda head: refused_by_head(head, fresh.file_name),
                told=lambda one: self._told(fresh.key, one),
                synced=self._syncing.do,
            )
        except OSError as error:
            raise NotTaken(507, Problem(arrivals.NO_ROOM)) from error
        self._running[fresh.key] = Running(writer, then, time.monotonic())
        return writer

    def bring(self, key: str, writer: Writer, data: bytes | memoryview) -> None:
        """Bytes of a request. Raises Ended."""
        if (running := self._running.get(key)) is not None:
            running.last = time.monotonic()
        writer.append(data)

    def end(self, key: str, writer: Writer, ending: Ending) -> None:
        """No more bytes of this request. The first who says so has it finished, beside himself."""
        if writer.leave(ending):
            self.finish(key, writer)

    def finish(self, key: str, writer: Writer) -> None:
        """Have what follows from an end done, once, whoever says so: for an end that the writer itself came to."""
        running = self._running.get(key)
        if running is not None and running.writer is writer and not running.finishing:
            running.finishing = True
            self._finishing.do(lambda: self._finish(key, writer))

    def _finish(self, key: str, writer: Writer) -> None:
        running = self._running[key]
        try:
            running.outcome = self._outcome(key, writer)
        except (StoreError, OSError):
            log.exception("upload not finished; it is tried again when somebody asks for it")
            running.outcome = Outcome(Ending.DISK, writer.offset, arrivals.by_key(self.store, key))
        except Exception:
            log.exception("upload not finished")
            running.outcome = Outcome(Ending.DISK, writer.offset, None)
        del self._running[key]
        try:
            running.then(running.outcome)
        finally:
            writer.closed.set()

    def _outcome(self, key: str, writer: Writer) -> Outcome:
        writer.close()
        ending = writer.ending or Ending.BROKEN
        arrival = arrivals.by_key(self.store, key)
        if arrival is None:
            return Outcome(ending, writer.offset, None)
        if ending is Ending.REFUSED:
            self._drop(arrival)
            return Outcome(ending, 0, None, writer.problem)
        if writer.offset < arrival.size:
            self._told(key, writer)
            return Outcome(ending, writer.offset, arrival)
        made = self._whole(arrival)
        if isinstance(made, Problem):
            return Outcome(Ending.REFUSED, 0, None, made)
        return Outcome(Ending.COMPLETE, writer.offset, made)

    def _whole(self, arrival: Arrival) -> Arrival | Problem:
        made = make_whole(self.store, arrival, self.follower, now=self.clock.now())
        self.follower.forget(arrival.key)
        if isinstance(made, Problem):
            arrivals.forget(self.store, arrival)
        return made

    def _drop(self, arrival: Arrival) -> None:
        self.follower.forget(arrival.key)
        arrivals.forget(self.store, arrival)

    def drop(self, arrival: Arrival) -> None:
        """Somebody ends it for good. Within `alone`."""
        self.settle(arrival.key)
        if (fresh := arrivals.by_key(self.store, arrival.key)) is not None:
            self._drop(fresh)

    def _told(self, key: str, writer: Writer) -> None:
        upto = writer.offset

        def follow() -> None:
            with suppress(FileNotFoundError):  # dropped or whole meanwhile
                self.follower.follow(key, writer.part, upto)

        self._following.do(follow)

    def _wait_for(self, act: Callable[[], object]) -> None:
        """Done by the finishing thread, as everything that makes a file whole is."""
        done = threading.Event()

        def acting() -> None:
            try:
                act()
            finally:
                done.set()

        self._finishing.do(acting)
        done.wait(CLOSED_WITHIN)

    def rest(self) -> None:
        """The program ends: what came so far is put on the disk, and who is still there is told to ask anew."""
        running = list(self._running.items())
        for key, one in running:
            self.end(key, one.writer, Ending.TAKEN_OVER)
        for _, one in running:
            one.writer.closed.wait(REST_SECONDS)

    def tidy(self) -> int:
        """At the start and in the night: finish what came whole before a sudden end, drop what expired; how many."""
        for arrival in self.store[ARRIVALS].search(where("done_at") == None):  # noqa: E711  because TinyDB compares
            if not self.runs(arrival.key) and arrived(self.store, arrival) == arrival.size:
                with self.alone(arrival.key):
                    self.settle(arrival.key)
        return arrivals.sweep(self.store, self.runs, now=self.clock.now())


def when(moment: dt.datetime) -> str:
    """A moment for JSON."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
