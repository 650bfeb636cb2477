"""Who is expected at a lesson of a date: that somebody will not come is known by a room further right (L16, L21).

The app hands its rule in: ``tell_by(rule)``.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from kiosk.actor import Actor
from kiosk.problems import Problem
from kiosk.store import Store
from kiosk.timetable.rules import Planned

Told = Callable[[Store, Actor, dt.date, Sequence[Planned]], Mapping[int, Problem]]
"""What was told about lessons of a date, by the lesson's id, in words that the reader may read."""
_told: Final[list[Told]] = []


def tell_by(rule: Told) -> None:
    """From now on this rule says who will not come."""
    _told[:] = [rule]


def told(store: Store, actor: Actor, date: dt.date, plans: Sequence[Planned]) -> Mapping[int, Problem]:
    """What was told beforehand about these lessons of one date; nothing where nobody told anything."""
    return _told[0](store, actor, date, plans) if _told else {}
