"""What reading found and what was worked out of it, kept for all threads until a change touches its collection (L15).

A page of the day asks forty questions, most of them about what changes once a week: orders, holidays, groups, the
timetable. The log knows which collections a change wrote, so a teacher's save forgets the rows of reports and nothing
else. Collections without history (drafts, sessions) are in no log: theirs is forgotten with every commit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, TypeVar

from kiosk.store import log, sqlite
from kiosk.store.pulse import Pulse
from kiosk.store.sqlite import Connection

SHORT: Final = 100
"""Records of an answer that is kept."""
MOST: Final = 1000
"""Records kept of one collection; then its answers begin anew."""
TRIES: Final = 3
"""So often it is looked what changed while others go on changing; then this once nothing is kept."""

T = TypeVar("T")
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


class WorkedOut(NamedTuple):
    """A value and the collections that were read for it."""

    value: Any
    of: frozenset[str]


class Epoch:
    """The time between two commits: all that was read in it is one state of the store. Without a beat: a snapshot's.

    Whoever still writes into an epoch that is over does no harm: an answer goes on into the next one only if no change
    in between wrote its collection.
    """

    def __init__(self, beat: bytes | None, number: int, answers: dict[str, Answers]) -> None:
        self.beat = beat
        self.number = number
        self.answers = answers
        self.worked_out: dict[Question, WorkedOut] = {}
        self.touched: dict[Question, Any] = {}

    def followed(self, beat: bytes, number: int, changed: set[str]) -> Epoch:
        """The next one, after changes that wrote these collections."""
        answers = {name: Answers() if name in changed else known for name, known in self.answers.items()}
        following = Epoch(beat, number, answers)
        following.worked_out = {
            question: known for question, known in self.worked_out.copy().items() if known.of.isdisjoint(changed)
        }
        if number == self.number:
            following.touched = self.touched
        return following


class Recall:
    """Answers of all collections, for all threads. ``passing``: those of them that have no history."""

    def __init__(
        self,
        pulse: Pulse,
        connection: Callable[[], Connection],
        collections: Iterable[str],
        passing: Iterable[str],
    ) -> None:
        self._pulse = pulse
        self._connection = connection
        self._collections = tuple(collections)
        self._passing = frozenset(passing)
        self._own = _Own()
        self._lock = threading.Lock()
        self._epoch: Epoch | None = None

    def ask(self, collection: str, question: Question | None, read: Callable[[], list[Any]]) -> list[Any]:
        """What `read` finds, or found before. It must hang on nothing but the collection and the question.

        Without a question it is read every time.
        """
        if self._own.asked:
            for asked in self._own.asked:
                asked.add(collection)
        epoch = self.epoch()
        if epoch is None or question is None:
            return read()
        answers = epoch.answers[collection]
        known = answers.get(question)
        if known is not None:
            return list(known)
        found, lasts = self._read(epoch, read)
        if lasts and len(found) <= SHORT:
            answers.put(question, tuple(found))
        return found

    def work_out(self, question: Question, make: Callable[[], T]) -> T:
        """What `make` makes of what it reads here, or made before; it looks at no clock, and nobody changes it."""
        epoch = self.epoch()
        if epoch is None:
            return make()
        known = epoch.worked_out.get(question)
        if known is None:
            asked: set[str] = set()
            self._own.asked.append(asked)
            try:
                made, lasts = self._read(epoch, make)
            finally:
                self._own.asked.pop()
            known = WorkedOut(made, frozenset(asked))
            if lasts:
                if len(epoch.worked_out) >= MOST:
                    epoch.worked_out.clear()
                epoch.worked_out[question] = known
        for outer in self._own.asked:
            outer.update(known.of)
        value: T = known.value
        return value

    def touched(self, question: Question, read: Callable[[], T]) -> T:
        """What is to be known of the last change that touched something, in the same way."""
        epoch = self.epoch()
        if epoch is None:
            return read()
        known: T | None = epoch.touched.get(question)
        if known is not None:
            return known
        found, lasts = self._read(epoch, read)
        if lasts:
            epoch.touched[question] = found
        return found

    def epoch(self) -> Epoch | None:
        """The one that runs; None when that cannot be told at this moment."""
        if self._own.epoch is not None:
            return self._own.epoch
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

    def _read(self, epoch: Epoch, read: Callable[[], T]) -> tuple[T, bool]:
        """What is read now; True if it is of this epoch: of the last commit, and nobody has committed meanwhile."""
        sees_all, found = self._sees_all(), read()
        return found, sees_all and (epoch.beat is None or epoch.beat == self._pulse.beat())

    def _sees_all(self) -> bool:
        """This thread's connection sees the last commit: it is not amid the rows of an earlier one.

        So it is inside somebody's own test of a query, and as long as a fault that such a test raised is looked at.
        """
        return self._connection().unfinished == 0

    def _next(self) -> Epoch | None:
        """Look what was changed until nobody changes anything meanwhile."""
        if not self._sees_all():
            return None
        with self._lock, sqlite.worded():
            for _ in range(TRIES):
                beat, past = self._pulse.beat(), self._epoch
                if beat is None or (past is not None and past.beat == beat):
                    return past if beat else None
                if past is None:
                    coming = self._empty(beat, log.last(self._connection())[0])
                else:
                    number, changed = log.since(self._connection(), past.number)
                    coming = past.followed(beat, number, changed | self._passing)
                if beat == self._pulse.beat():
                    self._epoch = coming
                    return coming
            return None

    def _empty(self, beat: bytes | None, number: int) -> Epoch:
        return Epoch(beat, number, {name: Answers() for name in self._collections})


class _Own(threading.local):
    """What belongs to one thread."""

    def __init__(self) -> None:
        self.epoch: Epoch | None = None
        """Of its snapshot, while it has one."""
        self.asked: list[set[str]] = []
        """What is being worked out at this moment, one within the other: the collections read for each."""
