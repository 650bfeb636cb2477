"""Which order rules for whom on a date, and why: pure functions over all orders and statements (D1).

The narrowest scope wins: student, group, department, school; among equals the one signed last. A statement (§4)
stands beside an order for single students. Changes count from the day of their signing: nothing alters days that
went by.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.people.records import Group, Student
from kiosk.problems import N_, Problem
from kiosk.regime.records import Mode, Order, Scope, Statement

DAY: Final = dt.timedelta(1)
NARROWNESS: Final = {scope: place for place, scope in enumerate(Scope)}
DAYS_AT_HAND: Final = 31
"""Days of which the answers are kept: a month's paper asks about each of its days again and again."""


class State(StrEnum):
    """What a period is today."""

    COMING = "coming"
    IN_FORCE = "in_force"
    OVER = "over"
    ANNULLED = "annulled"


class Whom(msgspec.Struct, frozen=True):
    """Whom a question is about: a student with all they belong to, or a group with its subject's department."""

    student: int = 0
    groups: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()


EVERYBODY: Final = Whom()


class Chain(msgspec.Struct, frozen=True):
    """An order that opens a period with the orders that changed it, by date of signing; annulled ones left out."""

    order: Order
    changes: tuple[Order, ...] = ()

    def last_change(self, date: dt.date) -> Order | None:
        """The change that settles what holds on a date: the last one signed by then."""
        return next((change for change in reversed(self.changes) if change.signed <= date), None)

    def until(self, date: dt.date = dt.date.max) -> dt.date:
        """The last day of the period, as far as it was settled on a date."""
        change = self.last_change(date)
        return change.until if change else self.order.until

    def rules_on(self, date: dt.date) -> bool:
        """True when the period holds the date."""
        return self.order.annulled is None and self.order.since <= date <= self.until(date)

    def would_rule(self, date: dt.date) -> bool:
        """True when some order of the chain reaches the date, though it may have been ended by another."""
        last = max(self.order.until, *(one.until for one in self.changes if one.signed <= date), dt.date.min)
        return self.order.annulled is None and self.order.since <= date <= last

    def state(self, today: dt.date) -> State:
        """In words."""
        if self.order.annulled is not None:
            return State.ANNULLED
        if today > self.until() or self.until() < self.order.since:
            return State.OVER
        return State.COMING if today < self.order.since else State.IN_FORCE


class Ruling(msgspec.Struct, frozen=True):
    """What holds for somebody on a date. Neither order nor statement: lessons are at school. ``why`` is a sentence."""

    why: Problem
    order: Order | None = None
    statement: Statement | None = None
    until: dt.date | None = None
    gave_way: tuple[Order, ...] = ()
    """Wider or earlier orders that hold too and give way to this one."""

    @property
    def distance(self) -> bool:
        """True when a distance period rules."""
        return self.order is not None or self.statement is not None

    @property
    def period(self) -> Order | None:
        """The order with its last day as later orders set it; not to be stored."""
        return replace(self.order, until=self.until or self.order.until) if self.order else None

    @property
    def mode(self) -> Mode:
        """How distance learning is used; a statement brings it whole."""
        return self.order.mode if self.order else Mode.FULL


def chains_of(orders: Iterable[Order]) -> list[Chain]:
    """Every opening order with its changes, by date of signing. A change of nothing that is there changes nothing."""
    found = {order.id: order for order in orders}
    changes: dict[int, list[Order]] = defaultdict(list)
    for order in found.values():
        if order.changes_order and order.annulled is None:
            changes[root_of(order, found)].append(order)
    opening = [order for order in found.values() if not order.changes_order]
    return [Chain(order, tuple(sorted(changes[order.id], key=_signing))) for order in sorted(opening, key=_signing)]


def root_of(order: Order, found: dict[int, Order]) -> int:
    """The id of the order that opened the period which this one changes; 0 when the trail is lost or runs in a ring."""
    seen: set[int] = set()
    while order.changes_order and order.id not in seen:
        seen.add(order.id)
        if order.changes_order not in found:
            return 0
        order = found[order.changes_order]
    return 0 if order.changes_order else order.id


def _signing(order: Order) -> tuple[dt.date, int]:
    return order.signed, order.id


def concerns(order: Order, whom: Whom) -> bool:
    """True when the order is about them."""
    match order.scope:
        case Scope.SCHOOL:
            return True
        case Scope.DEPARTMENTS:
            return not whom.departments.isdisjoint(order.departments)
        case Scope.GROUPS:
            return not whom.groups.isdisjoint(order.groups)
        case Scope.STUDENTS:
            return whom.student in order.students


def ruling(orders: Iterable[Order], date: dt.date, whom: Whom, statements: Iterable[Statement] = ()) -> Ruling:
    """What holds for them on a date. For a whole timetable build ``Rulings`` once instead."""
    return _ruling(chains_of(orders), [one for one in statements if holds(one, date)], date, whom)


def holds(statement: Statement, date: dt.date) -> bool:
    """True when the statement was not annulled and its days hold the date."""
    return statement.annulled is None and statement.since <= date <= statement.until


def _ruling(chains: Iterable[Chain], stated: Iterable[Statement], date: dt.date, whom: Whom) -> Ruling:
    """Of all that holds on the date the narrowest and then the last signed."""
    about = sorted(
        (chain for chain in chains if concerns(chain.order, whom)),
        key=lambda chain: (NARROWNESS[chain.order.scope], *_signing(chain.order)),
    )
    theirs = [chain for chain in about if chain.rules_on(date)]
    own = max(
        (one for one in stated if whom.student and one.student == whom.student),
        key=lambda one: (one.signed, one.id),
        default=None,
    )
    best = theirs[-1] if theirs else None
    gave_way = tuple(chain.order for chain in reversed(theirs[:-1]))
    if own and (best is None or best.order.scope is not Scope.STUDENTS or own.signed > best.order.signed):
        wider = tuple(chain.order for chain in reversed(theirs))
        return Ruling(Problem(BY_STATEMENT, paragraph="§4"), None, own, own.until, wider)
    if best is None:
        ended = next((chain for chain in reversed(about) if chain.would_rule(date)), None)
        return Ruling(_why_ended(ended, date) if ended else Problem(AT_SCHOOL, paragraph="§2"))
    return Ruling(_why(best, date, alone=not gave_way), best.order, None, best.until(date), gave_way)


def _why_ended(chain: Chain, date: dt.date) -> Problem:
    """Lessons are at school because a further order ended the period."""
    change = chain.last_change(date)
    values = {"number": chain.order.number, "by": change.number if change else ""}
    return Problem(ENDED_BY, paragraph="§2", values=values)


def _why(chain: Chain, date: dt.date, *, alone: bool) -> Problem:
    sentence = WHY[chain.order.scope] if alone else WHY_NARROWER[chain.order.scope]
    change = chain.last_change(date)
    values = {"number": chain.order.number, "by": change.number if change else ""}
    return Problem(sentence, paragraph="§2", values=values)


class Rulings:
    """All orders and statements once, then thousands of questions: for a timetable, a day, a report (D1).

    ``students`` and ``groups`` are needed only when orders of departments or groups are among them. Many threads ask
    the same one; what two of them settle at once is the same.
    """

    def __init__(
        self,
        orders: Iterable[Order],
        statements: Iterable[Statement] = (),
        students: Iterable[Student] = (),
        groups: Iterable[Group] = (),
    ) -> None:
        """Settle what does not depend on the date."""
        self.chains = chains_of(orders)
        self.stated = tuple(statements)
        self.department_of = {student.id: student.department for student in students}
        self.groups = tuple(groups)
        self._days: dict[dt.date, _Day] = {}

    def of_school(self, date: dt.date) -> Ruling:
        """What holds for the whole school."""
        return self._of(date, EVERYBODY)

    def of_student(self, student: int, date: dt.date, *, department: int = 0) -> Ruling:
        """What holds for a student; ``department`` of a subject, if it is about one of their lessons."""
        day = self._day(date)
        departments = frozenset({self.department_of.get(student, 0), department} - {0})
        return self._of(date, Whom(student, day.groups_of.get(student, frozenset()), departments))

    def of_group(self, group: int, date: dt.date, *, department: int = 0) -> Ruling:
        """What holds for the lessons of a group."""
        return self._of(date, Whom(0, frozenset({group}), frozenset({department} - {0})))

    def of_lesson(self, date: dt.date, *, student: int = 0, group: int = 0, department: int = 0) -> Ruling:
        """What holds for a lesson with a student or a group in a subject of a department."""
        if student:
            return self.of_student(student, date, department=department)
        return self.of_group(group, date, department=department)

    def experimental(self, group: int, date: dt.date) -> Order | None:
        """The order that lets a collective try conferences on a date; a narrower order does not take that back (§1)."""
        return self._day(date).experiments.get(group)

    def experimental_on(self, date: dt.date) -> frozenset[int]:
        """All groups that may try conferences on a date."""
        return frozenset(self._day(date).experiments)

    def _of(self, date: dt.date, whom: Whom) -> Ruling:
        day = self._day(date)
        ruling = day.known.get(whom)
        if ruling is None:
            ruling = day.known[whom] = _ruling(day.near, day.stated.get(whom.student, ()), date, whom)
        return ruling

    def _day(self, date: dt.date) -> "_Day":
        day = self._days.get(date)
        if day is None:
            near = [chain for chain in self.chains if chain.would_rule(date)]
            holding = [chain for chain in near if chain.rules_on(date)]
            stated: dict[int, list[Statement]] = defaultdict(list)
            for one in self.stated:
                if holds(one, date):
                    stated[one.student].append(one)
            day = _Day(near, stated, _experiments(holding), self._groups_on(date))
            if len(self._days) >= DAYS_AT_HAND:
                self._days.clear()
            self._days[date] = day
        return day

    def _groups_on(self, date: dt.date) -> dict[int, frozenset[int]]:
        """Student → their groups; hardly a day differs from others at hand, so they have one of it, not 3 MB."""
        found = _groups_of(self.groups, date)
        return next((day.groups_of for day in tuple(self._days.values()) if day.groups_of == found), found)


class _Day(msgspec.Struct):
    """What is settled for one date."""

    near: list[Chain]
    stated: dict[int, list[Statement]]
    experiments: dict[int, Order]
    groups_of: dict[int, frozenset[int]]
    known: dict[Whom, Ruling] = msgspec.field(default_factory=dict)


def _experiments(holding: Iterable[Chain]) -> dict[int, Order]:
    return {group: chain.order for chain in holding for group in chain.order.experimental_groups}


def _groups_of(groups: Iterable[Group], date: dt.date) -> dict[int, frozenset[int]]:
    """Student → their groups on a date."""
    found: dict[int, set[int]] = defaultdict(set)
    for group in groups:
        for student in group.students_on(date):
            found[student].add(group.id)
    return {student: frozenset(theirs) for student, theirs in found.items()}


ENDED_BY: Final = N_("Lessons are at school: the period of order No. %(number)s was ended by order No. %(by)s.")
AT_SCHOOL: Final = N_("No order and no statement holds on this date: lessons are at school.")
BY_STATEMENT: Final = N_("The teacher's and the guardian's statement holds for this student; no order is needed.")
WHY: Final = {
    Scope.SCHOOL: N_("Order No. %(number)s holds for the whole school, and no narrower one."),
    Scope.DEPARTMENTS: N_("Order No. %(number)s holds for this department."),
    Scope.GROUPS: N_("Order No. %(number)s holds for this group."),
    Scope.STUDENTS: N_("Order No. %(number)s names this student."),
}
WHY_NARROWER: Final = {
    Scope.SCHOOL: N_("Order No. %(number)s holds for the whole school and was signed last."),
    Scope.DEPARTMENTS: N_("Order No. %(number)s holds for this department: a narrower order outranks a wider one."),
    Scope.GROUPS: N_("Order No. %(number)s holds for this group: a narrower order outranks a wider one."),
    Scope.STUDENTS: N_("Order No. %(number)s names this student: a narrower order outranks a wider one."),
}
