"""Which order holds for whom on a date: scopes, changes by their signing, statements (D1)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.people.records import Group, Member, Student
from kiosk.regime.records import Annulment, Effect, Ground, Mode, Order, Scope, Statement
from kiosk.regime.ruling import EVERYBODY, Chain, Rulings, State, Whom, chains_of, ruling

NOVEMBER = dt.date(2026, 11, 1)


def day(number: int) -> dt.date:
    """The n-th of November 2026; further numbers go on into December and the new year."""
    return NOVEMBER + dt.timedelta(number - 1)


def order(id: int, signed: int, since: int, until: int, scope: Scope = Scope.SCHOOL, whom: int = 0) -> Order:
    named = (whom,) if whom else ()
    return Order(
        id=id,
        number=str(id),
        signed=day(signed),
        reason="погода",
        since=day(since),
        until=day(until),
        scope=scope,
        departments=named if scope is Scope.DEPARTMENTS else (),
        groups=named if scope is Scope.GROUPS else (),
        students=named if scope is Scope.STUDENTS else (),
    )


def change(id: int, of: int, signed: int, until: int, effect: Effect = Effect.EXTEND) -> Order:
    return replace(order(id, signed, 16, until), changes_order=of, effect=effect)


SCHOOL = order(1, 12, 16, 28)
DEPARTMENT = order(2, 13, 17, 21, Scope.DEPARTMENTS, 5)
GROUP = order(3, 14, 18, 20, Scope.GROUPS, 7)
STUDENT = order(4, 11, 19, 19, Scope.STUDENTS, 9)
ALL = (SCHOOL, DEPARTMENT, GROUP, STUDENT)
NINE = Whom(9, frozenset({7}), frozenset({5}))

# кто, число ноября, номер приказа (0 — занятия в школе)
NARROWEST = (
    (NINE, 15, 0),
    (NINE, 16, 1),
    (NINE, 17, 2),
    (NINE, 18, 3),
    (NINE, 19, 4),
    (NINE, 20, 3),
    (NINE, 21, 2),
    (NINE, 22, 1),
    (NINE, 28, 1),
    (NINE, 29, 0),
    (Whom(8, frozenset({7})), 19, 3),
    (Whom(0, frozenset({7})), 19, 3),
    (Whom(8, frozenset(), frozenset({5})), 19, 2),
    (Whom(8, frozenset({6}), frozenset({4})), 19, 1),
    (EVERYBODY, 19, 1),
)


@pytest.mark.parametrize(("whom", "date", "number"), NARROWEST)
def test_the_narrowest_order_wins(whom: Whom, date: int, number: int) -> None:
    found = ruling(ALL, day(date), whom)
    assert (found.order.id if found.order else 0) == number
    assert found.distance is bool(number)


def test_wider_orders_that_give_way_are_named() -> None:
    found = ruling(ALL, day(19), NINE)
    assert [one.id for one in found.gave_way] == [3, 2, 1]
    assert found.why.values["number"] == "4"


def test_among_equals_the_one_signed_last_wins() -> None:
    two = (order(1, 12, 16, 28, Scope.GROUPS, 7), order(2, 14, 16, 28, Scope.GROUPS, 8))
    both = Whom(9, frozenset({7, 8}))
    assert ruling(two, day(20), both).order == two[1]
    same_day = (two[0], replace(two[1], signed=day(12)))
    assert ruling(reversed(same_day), day(20), both).order == same_day[1]


# изменения приказа № 1 (16–28 ноября): подписан, последний день; число; действует ли
CHANGES = (
    ((), 28, True),
    ((), 29, False),
    (((25, 35),), 29, True),
    (((25, 35),), 35, True),
    (((25, 35),), 36, False),
    (((25, 35), (30, 41)), 41, True),  # продлён дважды
    (((25, 35), (30, 41), (38, 38)), 38, True),  # и сокращён
    (((25, 35), (30, 41), (38, 38)), 39, False),
    (((20, 22),), 21, True),
    (((20, 22),), 23, False),
    (((20, 18),), 19, True),  # что прошло до подписания, остаётся
    (((20, 18),), 20, False),
    (((14, 15),), 16, False),  # отменён до начала
)


@pytest.mark.parametrize(("changes", "date", "holds"), CHANGES)
def test_changes_count_from_their_signing(changes: tuple[tuple[int, int], ...], date: int, *, holds: bool) -> None:
    later = [change(number, 1, *dates) for number, dates in enumerate(changes, 10)]
    assert ruling([*later, SCHOOL], day(date), EVERYBODY).distance is holds


def test_a_change_of_a_change_counts_for_the_first_order() -> None:
    first, second = change(10, 1, 25, 35), change(11, 10, 30, 41)
    (chain,) = chains_of([second, SCHOOL, first])
    assert [one.id for one in chain.changes] == [10, 11]
    assert chain.until() == day(41)
    assert ruling([SCHOOL, first, second], day(41), EVERYBODY).period == replace(SCHOOL, until=day(41))


def test_changes_of_nothing_and_rings_change_nothing() -> None:
    lost, ring = change(10, 99, 25, 35), [change(11, 12, 25, 35), change(12, 11, 25, 35)]
    assert chains_of([SCHOOL, lost, *ring]) == [Chain(SCHOOL)]


def test_over_new_year() -> None:
    winter = order(1, 50, 55, 75)
    assert winter.until.year == 2027
    assert ruling([winter], dt.date(2026, 12, 31), EVERYBODY).distance
    assert ruling([winter], dt.date(2027, 1, 1), EVERYBODY).distance


def test_what_is_annulled_holds_for_nobody() -> None:
    mistake = Annulment("Ким В. П.", dt.datetime(2026, 11, 13, tzinfo=dt.UTC), "не та дата")
    assert not ruling([replace(SCHOOL, annulled=mistake)], day(20), EVERYBODY).distance
    unsaid = replace(change(10, 1, 20, 22), annulled=mistake)
    assert ruling([SCHOOL, unsaid], day(25), EVERYBODY).distance


# сегодня, состояние приказа № 1
STATES = ((15, State.COMING), (16, State.IN_FORCE), (28, State.IN_FORCE), (29, State.OVER))


@pytest.mark.parametrize(("today", "state"), STATES)
def test_the_state_today(today: int, state: State) -> None:
    assert Chain(SCHOOL).state(day(today)) is state
    before_it_began = Chain(SCHOOL, (change(10, 1, 14, 15, Effect.CLOSE),))
    assert before_it_began.state(day(today)) is State.OVER


STATEMENT = Statement(
    id=1, student=9, ground=Ground.ILLNESS, since=day(17), until=day(25), teacher=1, guardian="мать", signed=day(17)
)


def test_a_statement_suffices_for_one_student() -> None:
    found = ruling((), day(20), Whom(9), [STATEMENT])
    assert (found.statement, found.order, found.mode) == (STATEMENT, None, Mode.FULL)
    assert not ruling((), day(20), Whom(8), [STATEMENT]).distance
    assert not ruling((), day(26), Whom(9), [STATEMENT]).distance
    assert not ruling((), day(20), EVERYBODY, [STATEMENT]).distance


def test_a_statement_is_as_narrow_as_an_order_for_the_student() -> None:
    assert ruling(ALL, day(18), NINE, [STATEMENT]).statement == STATEMENT
    assert [one.id for one in ruling(ALL, day(18), NINE, [STATEMENT]).gave_way] == [3, 2, 1]
    later = replace(STUDENT, signed=day(18))
    assert ruling([later], day(19), NINE, [STATEMENT]).order == later


def test_a_whole_timetable_asks_once() -> None:
    students = [Student(id=number, surname="А", given="Б", department=number % 9) for number in range(1, 481)]
    groups = [Group(id=7, name="7", members=tuple(Member(number) for number in range(1, 481, 3)))]
    rulings = Rulings(ALL, [STATEMENT], students, groups)
    for asked in range(5000):
        student = students[asked % 480]
        theirs = frozenset({7}) if student.id % 3 == 1 else frozenset()
        whom = Whom(student.id, theirs, frozenset({student.department} - {0}))
        date = day(15 + asked % 15)
        assert rulings.of_student(student.id, date) == ruling(ALL, date, whom, [STATEMENT])


def test_days_with_the_same_groups_keep_them_once() -> None:
    joins = Member(2, since=day(20))
    rulings = Rulings([GROUP], groups=[Group(id=7, name="7", members=(Member(1), joins))])
    before, same, after = (rulings._day(day(number)).groups_of for number in (17, 18, 21))
    assert before is same
    seven = frozenset({7})
    assert (before, after) == ({1: seven}, {1: seven, 2: seven})


def test_a_lesson_with_a_group_follows_the_order_of_its_group_and_of_its_subject() -> None:
    rulings = Rulings(ALL, [STATEMENT])
    assert rulings.of_lesson(day(18), group=7).order == GROUP
    assert rulings.of_lesson(day(17), group=6, department=5).order == DEPARTMENT
    assert rulings.of_lesson(day(17), group=6).order == SCHOOL
    assert rulings.of_lesson(day(18), student=9).statement == STATEMENT


def test_an_experiment_stays_open_under_a_narrower_order() -> None:
    naming = replace(SCHOOL, experimental_groups=(7,))
    rulings = Rulings([naming, GROUP])
    assert rulings.of_group(7, day(18)).order == GROUP
    assert rulings.experimental(7, day(18)) == naming
    assert rulings.experimental(7, day(29)) is None
    assert rulings.experimental_on(day(18)) == {7}


DAYS = st.integers(1, 60)
ORDERS = st.lists(
    st.builds(
        lambda signed, since, length, scope: (signed, since, since + length, scope, 7),
        DAYS,
        DAYS,
        st.integers(0, 40),
        st.sampled_from(Scope),
    ),
    max_size=8,
)


@given(ORDERS, DAYS)
def test_against_brute_force(made: list[tuple[int, int, int, Scope, int]], date: int) -> None:
    """Without changes: of those that hold the narrowest, then the last signed, then the last entered."""
    orders = [order(number, *parts) for number, parts in enumerate(made, 1)]
    whom = Whom(7, frozenset({7}), frozenset({7}))
    holding = [one for one in orders if one.since <= day(date) <= one.until]
    best = max(holding, key=lambda one: (list(Scope).index(one.scope), one.signed, one.id), default=None)
    assert ruling(orders, day(date), whom).order == best


@given(ORDERS, st.lists(st.tuples(DAYS, DAYS), max_size=4), DAYS)
def test_what_went_by_before_a_signing_never_changes(
    made: list[tuple[int, int, int, Scope, int]], changes: list[tuple[int, int]], date: int
) -> None:
    orders = [order(number, *parts) for number, parts in enumerate(made, 1)]
    later = [change(100 + place, 1, *dates) for place, dates in enumerate(changes)]
    known = [one for one in later if one.signed <= day(date)]
    assert ruling([*orders, *later], day(date), EVERYBODY) == ruling([*orders, *known], day(date), EVERYBODY)
