"""What the accompanist of the made-up school handed out and heard: two tracks of a piece, a few parts (W6)."""

import io
from typing import Final

from msgspec.structs import replace

from kiosk.actor import Actor, Role
from kiosk.assignments.whose import own_groups, visible_students
from kiosk.backing import actions, checking
from kiosk.backing.records import Heard
from kiosk.clock import Clock
from kiosk.demo.telling import actor_of
from kiosk.demo.tones import LARK, melody
from kiosk.journal.records import Value
from kiosk.people.queries import staff_of
from kiosk.people.records import Staff
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
    groups = tuple(one.id for one in own_groups(store, actor, staff))[:1]
    for track in brought:
        actions.rewrite(store, actor, track, replace(track, students=students, groups=groups))
    if groups:
        _hear_parts(store, clock, actor, staff, groups[0])


def _hear_parts(store: Store, clock: Clock, actor: Actor, staff: Staff, group: int) -> None:
    """Three of the ensemble have played, the others are still to."""
    marks = ((Value.FIVE, ""), (Value.FOUR_PLUS, "Считать паузы во втором куплете."), (Value.FOUR, ""))
    players = checking.members(store, group, clock.today())[: len(marks)]
    given = checking.Given(
        group=group,
        piece=PIECE,
        part="вторая партия",
        on=clock.today(),
        heard=Heard.SCHOOL,
        marks={player.id: mark for player, mark in zip(players, marks, strict=False)},
    )
    checking.record(store, actor, staff, given, key="demo parts", now=clock.now())
