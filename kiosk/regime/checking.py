"""What an order or a statement may not say, each with a sentence at its field: pure functions (D1)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from kiosk.problems import N_, Problem
from kiosk.regime.records import Effect, Order, Scope, Statement
from kiosk.regime.ruling import Chain, State, Whom, concerns
from kiosk.school.records import AcademicYear

LONGEST_DAYS: Final = 366
DAY: Final = dt.timedelta(1)
NAMED: Final = {Scope.DEPARTMENTS: "departments", Scope.GROUPS: "groups", Scope.STUDENTS: "students"}
"""The field that names whom a scope means."""


def check_opening(order: Order, chains: Iterable[Chain], year: AcademicYear | None) -> list[Problem]:
    """Everything that is wrong with a new order; empty when it may be stored."""
    known = list(chains)
    problems = [*_number(order, known), *_whom(order), *_days(order, year)]
    return problems or list(_overlaps(order, order.until, known))


def check_change(change: Order, chain: Chain, chains: Iterable[Chain], year: AcademicYear | None) -> list[Problem]:
    """Everything that is wrong with an order that changes another; ``year`` is that of the first day."""
    known = list(chains)
    problems = list(_number(change, known))
    if chain.state(change.signed) in {State.OVER, State.ANNULLED}:
        day = chain.until()
        return [*problems, Problem(OVER, "signed", "§2", {"number": chain.order.number, "day": _day(day)})]
    if chain.changes and change.signed < chain.changes[-1].signed:
        values = {"number": chain.changes[-1].number, "day": _day(chain.changes[-1].signed)}
        return [*problems, Problem(SIGNED_BEFORE, "signed", values=values)]
    problems += _new_end(change, chain)
    if change.effect is Effect.EXTEND and not problems:
        problems += [*_days(change, year), *_overlaps(chain.order, change.until, known)]
    return problems


def _number(order: Order, chains: Iterable[Chain]) -> Iterator[Problem]:
    for chain in chains:
        for other in (chain.order, *chain.changes):
            same = (other.number.casefold(), other.signed) == (order.number.casefold(), order.signed)
            if same and other.annulled is None and other.id != order.id:
                yield Problem(SAME_NUMBER, "number", values={"number": order.number, "day": _day(order.signed)})
                return


def _whom(order: Order) -> Iterator[Problem]:
    for scope, field in NAMED.items():
        named = bool(getattr(order, field))
        if scope is order.scope and not named:
            yield Problem(NOBODY[scope], field)
        if scope is not order.scope and named:
            yield Problem(NOT_THE_SCOPE[scope], "scope")


def _days(order: Order, year: AcademicYear | None) -> Iterator[Problem]:
    if order.until < order.since:
        yield Problem(ENDS_BEFORE, "until", values={"day": _day(order.since)})
    elif year is not None and order.until > year.until >= order.since:
        yield Problem(BEYOND_YEAR, "until", values={"year": year.name, "day": _day(year.until)})
    elif (order.until - order.since).days >= LONGEST_DAYS:
        yield Problem(TOO_LONG, "until")


def _overlaps(order: Order, until: dt.date, chains: Iterable[Chain]) -> Iterator[Problem]:
    """An order inside an order: two of one scope for the same people at one time. A narrower one inside is lawful."""
    for chain in chains:
        other = chain.order
        if other.id == order.id or other.annulled is not None or other.scope is not order.scope:
            continue
        if other.since <= until and order.since <= chain.until() and _meet(order, other):
            values = {"number": other.number, "since": _day(other.since), "until": _day(chain.until())}
            yield Problem(INSIDE, "since" if order.id == 0 else "until", "§2", values)


def _meet(order: Order, other: Order) -> bool:
    whom = Whom(0, frozenset(order.groups), frozenset(order.departments))
    return (
        concerns(other, whom) if order.scope is not Scope.STUDENTS else bool(set(order.students) & set(other.students))
    )


def _new_end(change: Order, chain: Chain) -> Iterator[Problem]:
    """Later, earlier, or now: what the order says it does; never before the day it is signed."""
    now = chain.until()
    if change.effect is Effect.EXTEND and change.until <= now:
        yield Problem(NOT_LONGER, "until", values={"day": _day(now)})
    if change.effect is not Effect.EXTEND and change.until >= now:
        yield Problem(NOT_SHORTER, "until", values={"day": _day(now)})
    earliest = max(change.signed, chain.order.since) - DAY
    if change.until < earliest:
        yield Problem(GONE_BY, "until", values={"day": _day(earliest)})


def check_statement(statement: Statement, others: Iterable[Statement]) -> list[Problem]:
    """Everything that is wrong with a statement for one student."""
    if statement.until < statement.since:
        return [Problem(ENDS_BEFORE, "until", values={"day": _day(statement.since)})]
    if (statement.until - statement.since).days >= LONGEST_DAYS:
        return [Problem(TOO_LONG, "until")]
    for other in others:
        meets = other.since <= statement.until and statement.since <= other.until
        if meets and other.annulled is None and other.student == statement.student and other.id != statement.id:
            values = {"since": _day(other.since), "until": _day(other.until)}
            return [Problem(STATED_ALREADY, "since", values=values)]
    return []


def _day(date: dt.date) -> str:
    return f"{date:%d.%m.%Y}"


SAME_NUMBER: Final = N_("Order No. %(number)s of %(day)s is entered already. Look at the number and the date.")
ENDS_BEFORE: Final = N_("The period ends before it begins on %(day)s. Mend one of the two days.")
BEYOND_YEAR: Final = N_(
    "The academic year %(year)s ends on %(day)s. End the period by then; the next year needs an order of its own."
)
TOO_LONG: Final = N_("Longer than a year. End the period earlier; it can be extended by a further order.")
INSIDE: Final = N_(
    "Order No. %(number)s holds for the same people from %(since)s to %(until)s. Extend, cut short or close that one, "
    "or choose days outside it."
)
OVER: Final = N_(
    "The period of order No. %(number)s was over on %(day)s, before this date of signing. Open a new order instead."
)
SIGNED_BEFORE: Final = N_("Order No. %(number)s of %(day)s changed this period later. Sign on that day or after it.")
NOT_LONGER: Final = N_("The period lasts until %(day)s already. To extend it choose a later day.")
NOT_SHORTER: Final = N_("The period lasts until %(day)s. To end it earlier choose an earlier day.")
GONE_BY: Final = N_("Days that went by before the signing stay as they were. The earliest last day is %(day)s.")
STATED_ALREADY: Final = N_(
    "A statement for this student holds from %(since)s to %(until)s already. Annul that one first."
)
NOBODY: Final = {
    Scope.DEPARTMENTS: N_("Tick at least one department."),
    Scope.GROUPS: N_("Tick at least one group."),
    Scope.STUDENTS: N_("Tick at least one student."),
}
NOT_THE_SCOPE: Final = {
    Scope.DEPARTMENTS: N_(
        "Departments are ticked, but the order is for somebody else. Choose «departments», or untick."
    ),
    Scope.GROUPS: N_("Groups are ticked, but the order is for somebody else. Choose «groups», or untick them."),
    Scope.STUDENTS: N_("Students are ticked, but the order is for somebody else. Choose «single students», or untick."),
}
