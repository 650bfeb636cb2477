"""Backing tracks of the made-up school: brought by its accompanist, handed out to an ensemble and two students (W6)."""

import io
from typing import Final

from kiosk.actor import Role
from kiosk.assignments.whose import visible_students
from kiosk.backing import actions
from kiosk.backing.queries import groups_to_choose
from kiosk.clock import Clock
from kiosk.demo.telling import actor_of
from kiosk.demo.tones import LARK, melody
from kiosk.people.queries import staff_of
from kiosk.problems import Refusal
from kiosk.store import Store

PIECE: Final = "М. Глинка, «Жаворонок»"
TEMPI: Final = (("медленно", 0.6), ("в темпе", 0.35))


def hand_out_tracks(store: Store, clock: Clock) -> None:
    """One piece in two tempi."""
    actor = actor_of(store, Role.ACCOMPANIST)
    staff = staff_of(store, actor.account)
    if staff is None:
        return
    files = [actions.Brought(f"{name}.wav", io.BytesIO(melody(LARK, seconds_each=seconds))) for name, seconds in TEMPI]
    brought = actions.bring(store, actor, staff, PIECE, files, key="demo tracks", now=clock.now())
    if isinstance(brought, Refusal):
        raise TypeError(brought)
    students = tuple(sorted(visible_students(store, actor, staff)))[:2]
    groups = tuple(one.id for one in groups_to_choose(store, actor, staff))[:1]
    for track in brought:
        actions.rewrite(store, actor, track, piece=track.piece, title=track.title, students=students, groups=groups)
