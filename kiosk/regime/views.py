"""Orders as their pages see them: a line of the list, a page of one order, what follows from it (D1)."""

import datetime as dt

import msgspec

from kiosk.problems import N_, Problem
from kiosk.regime.concerned import Concerned, Names
from kiosk.regime.records import Effect, Mode, Order
from kiosk.regime.ruling import Chain, State

STATE_LABEL = {
    State.COMING: N_("is coming"),
    State.IN_FORCE: N_("in force"),
    State.OVER: N_("over"),
    State.ANNULLED: N_("annulled"),
}


class OrderLine(msgspec.Struct, frozen=True):
    """A period in the list: the order that opened it, those that changed it, whom it concerns."""

    chain: Chain
    state: State
    whom: tuple[str, ...]
    changes: tuple[Order, ...]
    """The orders that change it, annulled ones too, by date of signing."""

    @property
    def until(self) -> dt.date:
        """The last day as things stand."""
        return self.chain.until()

    @property
    def called_off(self) -> bool:
        """Closed before it began: there is no period to name."""
        return self.until < self.chain.order.since


def order_lines(chains: list[Chain], orders: list[Order], names: Names, today: dt.date) -> list[OrderLine]:
    """All periods, the last signed first."""
    by_first: dict[int, list[Order]] = {}
    for order in sorted(orders, key=lambda one: (one.signed, one.id)):
        by_first.setdefault(order.changes_order, []).append(order)
    return [
        OrderLine(chain, chain.state(today), names.whom(chain.order), tuple(by_first.get(chain.order.id, ())))
        for chain in chains
    ]


def consequences(
    order: Order, chain: Chain, people: Concerned, experimental: tuple[str, ...], *, lacking: int
) -> list[Problem]:
    """What follows from a period, as sentences; ``lacking`` students have not agreed on paper yet (F5)."""
    said = [Problem(FOLLOWS[order.mode], paragraph="§2")]
    if experimental:
        said.append(Problem(EXPERIMENT, paragraph="§1", values={"groups": "; ".join(experimental)}))
    if order.mode is not Mode.AUXILIARY:
        said.append(Problem(REPORTS, paragraph="§6"))
    if lacking:
        values = {"num": lacking, "all": len(people.students)}
        said.append(Problem(CONSENTS, paragraph="§2", values=values))
    if chain.changes and chain.until() < order.since:
        return [Problem(CALLED_OFF)]
    return said


FOLLOWS = {
    Mode.FULL: N_("The distance timetable is in force; lessons take at most 30 minutes and keep their hours."),
    Mode.BLENDED: N_(
        "The distance timetable is in force; lessons at school may stand in it, the others take 30 minutes."
    ),
    Mode.AUXILIARY: N_("The timetable at school stays in force; distance lessons of 30 minutes may stand beside it."),
}
EXPERIMENT = N_("May meet in conferences as an experiment: %(groups)s.")
REPORTS = N_("Teachers and accompanists report every day in the form of Annex 1.")
CONSENTS = N_("Students without a consent to distance learning: %(num)s of %(all)s.")
CALLED_OFF = N_("The period was called off before it began: lessons are at school.")

CHANGE_SAYS = {
    Effect.OPEN: N_("opens a period"),
    Effect.EXTEND: N_("extended until %(day)s"),
    Effect.CUT: N_("cut short, until %(day)s"),
    Effect.CLOSE: N_("closed, last day %(day)s"),
}
