"""Whether a date's reports may still change: a closed month says no, in the words of whoever closes months (H4).

The room that closes months stands further right, so the app hands its rule in: ``settle_by(rule)``.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

from kiosk.problems import Problem, Refusal
from kiosk.store import Store

Lock = Callable[[Store, dt.date], Problem | None]


def always_open(store: Store, date: dt.date) -> Problem | None:  # noqa: ARG001  because it has the shape of a lock
    """Nothing is closed."""
    return None


_settled: Final[list[Lock]] = [always_open]
"""The rule in force in this process; the app names it before it answers."""


def settle_by(rule: Lock) -> None:
    """From now on this rule says which dates are closed."""
    _settled[:] = [rule]


def may_change(store: Store, date: dt.date) -> Problem | None:
    """Why the reports of a date may not change any more; None when they may."""
    return _settled[0](store, date)


def refusal(store: Store, date: dt.date) -> Refusal | None:
    """The same for an action to return."""
    problem = may_change(store, date)
    return Refusal(problems=(problem,)) if problem else None
