"""Filing, approving, returning and taking back corrections: each a step with who, when and why (D4)."""

import datetime as dt

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people.names import full_name
from kiosk.people.records import Staff
from kiosk.plans.records import CORRECTIONS, Content, Correction, State, Step
from kiosk.problems import N_, Refusal
from kiosk.school.queries import school_name
from kiosk.store import Conflict, Store

MEANWHILE = N_("Somebody else has changed this correction meanwhile. Look at it once more.")
NOT_NOW = N_("This cannot be done any more: look at what has become of the correction.")
NEEDS_REMARK = N_("Write what is to be mended, so that the teacher knows.")

MAY_FOLLOW = {
    State.FILED: {State.FILED, State.APPROVED, State.RETURNED, State.WITHDRAWN},
    State.RETURNED: {State.FILED, State.WITHDRAWN},
    State.APPROVED: {State.FILED},
    State.WITHDRAWN: {State.FILED},
}
"""What may become of a correction; from approved back to filed only the deputy takes it."""


def file(store: Store, actor: Actor, staff: Staff, content: Content, *, now: dt.datetime) -> Correction:
    """A new correction waits for the deputy."""
    with store.change(actor, "D4 plan correction filed") as change:
        return change.add(
            CORRECTIONS,
            Correction(
                staff=staff.id,
                staff_name=full_name(staff),
                school_name=school_name(store),
                content=content,
                state=State.FILED,
                steps=(Step(now, actor.name, State.FILED),),
            ),
        )


def file_anew(
    store: Store, actor: Actor, old: Correction, content: Content, *, now: dt.datetime
) -> Correction | Refusal:
    """Mended by its author: waits again; what it said before stays in its history."""
    if old.state not in {State.FILED, State.RETURNED, State.WITHDRAWN}:
        return Refusal.of(NOT_NOW)
    former = (*old.former, old.content) if old.content != content else old.former
    return _step(store, actor, replace(old, content=content, former=former), Step(now, actor.name, State.FILED))


def settle(
    store: Store, actor: Actor, old: Correction, state: State, *, remark: str = "", now: dt.datetime
) -> Correction | Refusal:
    """Approve, return with a remark, or take back; None of it twice."""
    if state not in MAY_FOLLOW[old.state] or (state is old.state and not remark):
        return Refusal.of(NOT_NOW)
    if state is State.RETURNED and not remark:
        return Refusal.of(NEEDS_REMARK, "remark")
    return _step(store, actor, old, Step(now, actor.name, state, remark))


def _step(store: Store, actor: Actor, new: Correction, step: Step) -> Correction | Refusal:
    try:
        with store.change(actor, f"D4 plan correction {step.state}") as change:
            moved = replace(new, state=step.state, steps=(*new.steps, step))
            return change.put(CORRECTIONS, moved, expected=new.rev)
    except Conflict:
        return Refusal.of(MEANWHILE)
