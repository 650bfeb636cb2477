"""What reading found, kept for all threads until a change touches its collection (L15).

A page of the day asks forty questions, most of them about what changes once a week: orders, holidays, groups, the
timetable. The log knows which collections a change wrote, so a teacher's save forgets the rows of reports and nothing
else. Collections without history (drafts, sessions) are in no log and are read every time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from kiosk.store import log, sqlite
from kiosk.store.pulse import Pulse
from kiosk.store.sqlite import Connection

SHORT: Final = 100
"""Records of an answer that is kept."""
MOST: Final = 1000
"""Records kept of one collection; then its answers begin anew."""
TRIES: Final = 3
"""So often it is looked what changed while others go on changing; then this once nothing is kept."""

Question = Hashable
Answer = tuple[Any, ...]


class Answers:
    """What one collection answered."""

    def __init__(self) -> None:
        self._known: dict[Question, Answer] = {}
        self._records = 0

    def get(self, question: Question) -> Answer | None:
        """The answer, if it was given before."""
        return self._known.get(question)

    def put(self, question: Question, answer: Answer) -> None:
        """Two threads may do this at once: then the sum is a little off, which nobody minds."""
        if self._records > MOST:
            self._known.clear()
            self._records = 0
        self._known[question] = answer
        self._records += 1 + len(answer)


class Epoch:
    """The time between two commits: all that was read in it is one state of the store. Without a beat: a snapshot's.

    Whoever still writes into an epoch that is over does no harm: an answer goes on into the next one only if no change
    in between wrote its collection.
    """

    def __init__(
        self, beat: bytes | None, number: int, answers: dict[str, Answers], touched: dict[Question, int]
    ) -> None:
        self.beat = beat
        self.number = number
        self.answers = answers
        self.touched = touched

    def followed(self, beat: bytes, number: int, changed: set[str]) -> Epoch:
        """The next one, after changes that wrote these collections."""
        answers = {name: Answers() if name in changed else known for name, known in self.answers.items()}
        return Epoch(beat, number, answers, self.touched if number == self.number else {})


class Recall:
    """Answers of all collections with history, for all threads."""

    def __init__(self, pulse: Pulse, connection: Callable[[], Connection], collections: Iterable[str]) -> None:
        self._pulse = pulse
        self._connection = connection
        self._collections = tuple(collections)
        self._own = threading.local()
        self._lock = threading.Lock()
        self._epoch: Epoch | None = None

    def ask(self, collection: str, question: Question, read: Callable[[], list[Any]]) -> list[Any]:
        """What `read` finds, or found before. It must hang on nothing but the collection and the question."""
        epoch = self.epoch()
        if epoch is None:
            return read()
        answers = epoch.answers[collection]
        known = answers.get(question)
        if known is not None:
            return list(known)
        found = read()
        if len(found) <= SHORT and self._is_now(epoch):
            answers.put(question, tuple(found))
        return found

    def touched(self, scopes: tuple[str, ...], read: Callable[[], int]) -> int:
        """The number of the last change that touched these scopes, in the same way."""
        epoch = self.epoch()
        if epoch is None:
            return read()
        number = epoch.touched.get(scopes)
        if number is None:
            number = read()
            if self._is_now(epoch):
                epoch.touched[scopes] = number
        return number

    def epoch(self) -> Epoch | None:
        """The one that runs; None when that cannot be told at this moment."""
        own: Epoch | None = getattr(self._own, "epoch", None)
        if own is not None:
            return own
        epoch, beat = self._epoch, self._pulse.beat()
        return epoch if epoch is not None and epoch.beat == beat else self._next()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """This thread sees one and the same commit, older than others' perhaps: its answers are its own."""
        self._own.epoch = self._empty(None, 0)
        try:
            yield
        finally:
            self._own.epoch = None

    def _is_now(self, epoch: Epoch) -> bool:
        """What was just read is of this epoch: nobody has committed since it was asked for."""
        return epoch.beat is None or epoch.beat == self._pulse.beat()

    def _next(self) -> Epoch | None:
        """Look what was changed until nobody changes anything meanwhile."""
        with self._lock, sqlite.worded():
            for _ in range(TRIES):
                beat, past = self._pulse.beat(), self._epoch
                if beat is None or (past is not None and past.beat == beat):
                    return past if beat else None
                if past is None:
                    coming = self._empty(beat, log.last(self._connection())[0])
                else:
                    coming = past.followed(beat, *log.since(self._connection(), past.number))
                if beat == self._pulse.beat():
                    self._epoch = coming
                    return coming
            return None

    def _empty(self, beat: bytes | None, number: int) -> Epoch:
        return Epoch(beat, number, {name: Answers() for name in self._collections}, {})
