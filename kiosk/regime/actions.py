"""Orders, statements, decisions and exceptions as people make them: one change each, nothing half-saved (D1–D3)."""

import datetime as dt

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.problems import N_, Refusal
from kiosk.regime.checking import check_change, check_opening, check_statement
from kiosk.regime.points import BY_POINT, Choice, Decided, Point
from kiosk.regime.records import (
    DECISIONS,
    EXEMPTIONS,
    ORDERS,
    STATEMENTS,
    Annulment,
    AsSigned,
    Decision,
    Effect,
    Exemption,
    Order,
    Statement,
)
from kiosk.regime.ruling import Chain, chains_of
from kiosk.school.queries import year_of
from kiosk.store import Change, Store

WHY_ANNULLED = N_("Write why: it stays beside the order for everyone to see.")
NEEDS_AN_ORDER = N_("The school decided that one student needs an order too. Open an order for single students.")


def open_order(store: Store, actor: Actor, order: Order, as_signed: AsSigned) -> Order | Refusal:
    """A new distance period. Refused with everything that is wrong; what is there already is looked at under lock."""
    year = year_of(store, order.since)
    with store.change(actor, "D1 order opens a period") as change:
        if problems := check_opening(order, _chains(change), year):
            return Refusal.all(problems)
        _touch(change)
        return change.add(ORDERS, replace(order, as_signed=as_signed))


def change_period(store: Store, actor: Actor, given: Order, as_signed: AsSigned) -> Order | Refusal:
    """Extend, cut short or close a period by a further order."""
    year = year_of(store, given.since)
    with store.change(actor, f"D1 order changes a period: {given.effect.value}") as change:
        known = _chains(change)
        chain = next(chain for chain in known if chain.order.id == given.changes_order)
        if problems := check_change(given, chain, known, year):
            return Refusal.all(problems)
        _touch(change)
        return change.add(ORDERS, replace(given, as_signed=as_signed))


def annul_order(store: Store, actor: Actor, order: Order, why: str, *, now: dt.datetime) -> Order | Refusal:
    """Entered by mistake: it holds for nobody and stays to be seen."""
    if not why:
        return Refusal.of(WHY_ANNULLED, "why")
    with store.change(actor, "D1 order annulled") as change:
        _touch(change)
        return change.put(ORDERS, replace(order, annulled=Annulment(actor.name, now, why)), expected=order.rev)


def take_annulment_back(store: Store, actor: Actor, order: Order) -> Order | Refusal:
    """It was no mistake; refused when another order took its number or its days meanwhile."""
    again = replace(order, annulled=None)
    year = year_of(store, order.since)
    with store.change(actor, "D1 annulment of an order taken back") as change:
        known = _chains(change)
        if again.effect is Effect.OPEN:
            problems = check_opening(again, known, year)
        else:
            first = next((chain for chain in known if chain.order.id == order.changes_order), Chain(again))
            problems = check_change(again, first, known, year)
        if problems:
            return Refusal.all(problems)
        _touch(change)
        return change.put(ORDERS, again, expected=order.rev)


def _chains(change: Change) -> list[Chain]:
    return chains_of(change.search(ORDERS))


def _touch(change: Change) -> None:
    """Family pages and the board show what holds."""
    change.touch("school", "timetable")


# statements for single students


def add_statement(store: Store, actor: Actor, statement: Statement, decided: Decided) -> Statement | Refusal:
    """One student learns at a distance for a while, without an order (§4)."""
    if decided[Point.ONE_STUDENT] is Choice.ORDER:
        return Refusal.of(NEEDS_AN_ORDER, "student", "§4")
    with store.change(actor, "D1 statement for one student") as change:
        if problems := check_statement(statement, change.search(STATEMENTS)):
            return Refusal.all(problems)
        _touch(change)
        return change.add(STATEMENTS, statement)


def annul_statement(
    store: Store, actor: Actor, statement: Statement, why: str, *, now: dt.datetime
) -> Statement | Refusal:
    """It was entered by mistake, or the student is back."""
    if not why:
        return Refusal.of(WHY_ANNULLED, "why")
    mark = Annulment(actor.name, now, why)
    with store.change(actor, "D1 statement annulled") as change:
        _touch(change)
        return change.put(STATEMENTS, replace(statement, annulled=mark), expected=statement.rev)


# decisions and exceptions


def decide(store: Store, actor: Actor, decision: Decision) -> Decision | Refusal:
    """What holds at an unclear point from a date on; the point says who may (P1)."""
    unclear = BY_POINT[Point(decision.point)]
    if Choice(decision.choice) not in unclear.answers:
        return Refusal.of(N_("Choose one of the list."), "choice")
    with store.change(actor, "D2 decision of the school") as change:
        _touch(change)
        return change.add(DECISIONS, decision)


def exempt(change: Change, actor: Actor, reason: str, *, now: dt.datetime) -> Exemption:
    """A hard rule passes for one lesson, stored in the change that stores the lesson; it keeps the id."""
    return change.add(EXEMPTIONS, Exemption(reason=reason, granted_by=actor.name, granted_at=now))


def take_exemption_back(store: Store, actor: Actor, exemption: Exemption, *, now: dt.datetime) -> Exemption:
    """The rule holds for the lesson again; that it once did not stays written down."""
    if not exemption.in_force:
        return exemption
    back = replace(exemption, taken_back_by=actor.name, taken_back_at=now)
    with store.change(actor, "D2 exception taken back") as change:
        change.touch("timetable")
        return change.put(EXEMPTIONS, back, expected=exemption.rev)
