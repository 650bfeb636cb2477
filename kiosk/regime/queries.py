"""What the store says of orders, statements, decisions and exceptions (D1–D3)."""

import datetime as dt
from collections.abc import Iterable

from kiosk.people.records import GROUPS, STUDENTS
from kiosk.regime.points import Decided, decided_on
from kiosk.regime.records import DECISIONS, EXEMPTIONS, ORDERS, STATEMENTS, Exemption, Order, Scope
from kiosk.regime.ruling import EVERYBODY, Chain, Ruling, Rulings, chains_of, ruling
from kiosk.store import Store


def order_on(store: Store, date: dt.date) -> Order | None:
    """The order that puts the whole school into a distance period on a date, its last day as later orders set it."""
    return ruling(store[ORDERS].all(), date, EVERYBODY).period


def rulings(store: Store) -> Rulings:
    """Orders and statements, ready to be asked: two reads, people only when an order names parts of the school."""
    return store.work_out("rulings", lambda: _rulings(store))


def _rulings(store: Store) -> Rulings:
    orders = store[ORDERS].all()
    scopes = {order.scope for order in orders}
    return Rulings(
        orders,
        store[STATEMENTS].all(),
        store[STUDENTS].all() if Scope.DEPARTMENTS in scopes else (),
        store[GROUPS].all() if Scope.GROUPS in scopes else (),
    )


def ruling_for(store: Store, date: dt.date, *, student: int = 0, group: int = 0) -> Ruling:
    """What holds for one student or group on a date, and why."""
    return rulings(store).of_lesson(date, student=student, group=group)


def chains(store: Store) -> list[Chain]:
    """Every period with the orders that changed it, the latest signed first."""
    return list(reversed(chains_of(store[ORDERS].all())))


def decided(store: Store, date: dt.date) -> Decided:
    """What the school had decided for a date where the regulation is unclear."""
    return store.work_out(("decided", date), lambda: decided_on(store[DECISIONS].all(), date))


def exemption(store: Store, record: int) -> Exemption | None:
    """The exception that a lesson names; None for a lesson without one."""
    return store[EXEMPTIONS].get(record) if record else None


def reasons_of_exceptions(store: Store, records: Iterable[int]) -> dict[int, str]:
    """Why rules were let pass, by the ids that lessons name; what was taken back is left out. One read, or none."""
    wanted = set(records) - {0}
    found = store[EXEMPTIONS].many(wanted) if wanted else {}
    return {one.id: one.reason for one in found.values() if one.in_force}
