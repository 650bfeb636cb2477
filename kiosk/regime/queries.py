"""Which order rules on a date (D1)."""

import datetime as dt

from kiosk.regime.records import ORDERS, Order, Scope
from kiosk.store import Store


def order_on(store: Store, date: dt.date) -> Order | None:
    """The order that puts the whole school into a distance period on a date; the latest signed one wins."""
    ruling = [
        order for order in store[ORDERS].all() if order.scope is Scope.SCHOOL and order.since <= date <= order.until
    ]
    return max(ruling, key=lambda order: (order.signed, order.id), default=None)
