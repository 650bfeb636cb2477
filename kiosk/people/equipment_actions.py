"""Writing down what is at home, and what is decided for those who cannot follow lessons from there (F6)."""

import datetime as dt

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.people.actions import MEANWHILE
from kiosk.people.records import HOME_DECISIONS, HOUSEHOLDS, AtHome, HomeDecision, Household, TakenBack
from kiosk.problems import Refusal
from kiosk.store import Conflict, Store


def save_at_home(store: Store, actor: Actor, household: Household, told: AtHome) -> Household | Refusal:
    """What the family answered; the words of an imported list stay beside it."""
    try:
        with store.change(actor, "F6 equipment saved") as change:
            change.touch(f"household:{household.id}", "timetable")
            return change.put(HOUSEHOLDS, replace(household, at_home=told), expected=household.rev)
    except Conflict:
        return Refusal.of(MEANWHILE)


def decide(store: Store, actor: Actor, decision: HomeDecision) -> HomeDecision:
    """A decision for one student; an earlier one stays and is followed by this."""
    with store.change(actor, "F6 individual decision") as change:
        change.touch("timetable")
        return change.add(HOME_DECISIONS, decision)


def take_back(store: Store, actor: Actor, decision: HomeDecision, *, now: dt.datetime) -> None:
    """It was a mistake, or is no longer needed."""
    _settle(store, actor, decision, TakenBack(actor.name, now))


def put_back(store: Store, actor: Actor, decision: HomeDecision) -> None:
    """It holds after all."""
    _settle(store, actor, decision, None)


def _settle(store: Store, actor: Actor, decision: HomeDecision, taken_back: TakenBack | None) -> None:
    with store.change(actor, "F6 decision taken back" if taken_back else "F6 decision put back") as change:
        change.touch("timetable")
        fresh = change.get(HOME_DECISIONS, decision.id) or decision
        if (fresh.taken_back is None) is not (taken_back is None):
            change.put(HOME_DECISIONS, replace(fresh, taken_back=taken_back))
