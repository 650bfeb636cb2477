"""The real store and the plain model do the same, whatever is done to them in whatever order (hypothesis, stateful)."""

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.clock import FixedClock
from kiosk.store import Conflict, Duplicate, Missing, Store, Unstorable, where
from tests.store.house import COLLECTIONS, DRAFTS, LESSONS, MORNING, SOKOLOVA, Draft, lesson, opened
from tests.store.model import Model

names = st.sampled_from(["", "хор", "Пётр", "петр", "a\0", "вокал", "\ud800", "100%"])
teachers = st.integers(1, 3)
days = st.integers(0, 3).map(lambda day: dt.date(2026, 11, 24) + dt.timedelta(days=day))
lessons = st.builds(lesson, names, teacher=teachers, date=days, note=st.none() | names)
ids = st.integers(1, 6)
revisions = st.none() | st.integers(1, 3)
keys = st.none() | st.sampled_from(["к1", "к2"])


class Both(RuleBasedStateMachine):
    """Every step is done to both; answers and refusals must be the same."""

    real: Store

    @initialize()
    def begin(self) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._clock = FixedClock(MORNING)
        self.real = opened(Path(self._folder.name), clock=self._clock)
        self.model = Model(COLLECTIONS)

    @rule(steps=st.lists(st.tuples(lessons, ids, revisions, st.booleans()), min_size=1, max_size=4), key=keys)
    def change(self, steps: list[Any], key: str | None) -> None:
        """Several adds and puts in one change: one refusal undoes all."""

        def body(change: Any) -> list[Any]:
            if change.repeated:
                return [change.number]
            done = []
            for record, identity, rev, new in steps:
                if new:
                    done.append(change.add(LESSONS, record))
                else:
                    done.append(change.put(LESSONS, msgspec.structs.replace(record, id=identity), expected=rev))
            return done

        self._both(body, key=key)

    @rule(owner=names, identity=ids, drop=st.booleans())
    def draft(self, owner: str, identity: int, drop: bool) -> None:
        """Collections without history."""

        def body(change: Any) -> list[Any]:
            if drop:
                return [change.remove(DRAFTS, identity)]
            return [change.add(DRAFTS, Draft(owner=owner))]

        self._both(body)

    @rule(scope=st.sampled_from(["school", "household:1"]))
    def touch(self, scope: str) -> None:
        """A change without rows."""
        self._both(lambda change: [change.touch(scope)])

    @rule()
    def restart(self) -> None:
        """Nothing is only in memory."""
        self.real.close()
        self.real = opened(Path(self._folder.name), clock=self._clock)

    @invariant()
    def same(self) -> None:
        """Every way of reading gives the same."""
        for engine_read in READS:
            assert engine_read(self.real) == engine_read(self.model)

    def teardown(self) -> None:
        """Whatever was done, the log is whole."""
        assert self.real.check() == []
        self.real.close()
        self._folder.cleanup()

    def _both(self, body: Callable[[Any], list[Any]], key: str | None = None) -> None:
        assert _outcome(self.real, body, key) == _outcome(self.model, body, key)


READS: list[Callable[[Any], Any]] = [
    lambda engine: engine.number,
    lambda engine: engine[LESSONS].all(),
    lambda engine: engine[DRAFTS].all(),
    lambda engine: engine[LESSONS].search(where("teacher") == 2, order=("-date", "name"), limit=2),
    lambda engine: engine[LESSONS].search((where("teacher") == 1) & (where("date") >= dt.date(2026, 11, 25))),
    lambda engine: engine[LESSONS].find("петр"),
    lambda engine: engine[LESSONS].many([2, 1]),
    lambda engine: engine.touched("school", "household:1"),
]


def _outcome(engine: Any, body: Callable[[Any], list[Any]], key: str | None) -> Any:
    try:
        with engine.change(SOKOLOVA, "T1 lesson saved", key=key) as change:
            done = body(change)
    except Conflict as refused:
        return ("conflict", refused.mine, refused.theirs)
    except Duplicate as refused:
        return ("duplicate", refused.fields, refused.other)
    except Unstorable as refused:
        return ("unstorable", refused.field, refused.why)
    except Missing as refused:
        return ("missing", refused.record)
    return (done, change.number)


TestBoth = Both.TestCase
TestBoth.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
