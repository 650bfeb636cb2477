"""P1: director and deputy are made by a director or deputy; the technician only before there is one."""

import pytest

from kiosk.actor import SYSTEM, Actor, Role
from kiosk.signin.giving import refused
from kiosk.signin.records import Account

D, U, H, T, K = Role.DIRECTOR, Role.DEPUTY, Role.HEAD_OF_DEPARTMENT, Role.TEACHER, Role.TECHNICIAN
RULED = (Account(name="Орлова", roles=(D,)), Account(name="Боровая", roles=(K,)))
CLOSED = (Account(name="Орлова", roles=(D,), closed=True), Account(name="Боровая", roles=(K,)))


def staff(*roles: Role) -> Actor:
    return Actor("account:9", "Кто-то", 9, roles=frozenset(roles))


@pytest.mark.parametrize(
    ("actor", "before", "after", "accounts", "passes"),
    [
        (staff(K), (), (T,), RULED, True),
        (staff(K), (T,), (T, H), RULED, True),
        (staff(K), (K,), (K, D), RULED, False),
        (staff(K), (), (U,), RULED, False),
        (staff(K), (D,), (), RULED, False),
        (staff(K), (D,), (D, T), RULED, True),
        (staff(K), (), (D,), CLOSED, True),
        (staff(K), (), (D,), (), True),
        (staff(U), (), (D,), RULED, True),
        (staff(K, U), (), (D,), RULED, True),
        (SYSTEM, (), (D,), RULED, True),
    ],
)
def test_who_may_turn_which_roles_into_which(
    actor: Actor, before: tuple[Role, ...], after: tuple[Role, ...], accounts: tuple[Account, ...], *, passes: bool
) -> None:
    problem = refused(actor, before, after, accounts)
    assert (problem is None) is passes
    assert problem is None or problem.field == "roles"
