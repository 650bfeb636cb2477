"""Who may give the roles that rule over the others (P1).

The technician lets people in and sets the school up, so before there is a director or deputy they give these roles;
afterwards only a director or deputy does, or whoever sits at the PC itself with a list to import.
"""

from collections.abc import Iterable
from typing import Final

from kiosk.actor import SYSTEM, Actor, Role
from kiosk.problems import N_, Problem
from kiosk.signin.records import Account

RULING: Final = frozenset({Role.DIRECTOR, Role.DEPUTY})


def refused(actor: Actor, before: Iterable[Role], after: Iterable[Role], accounts: Iterable[Account]) -> Problem | None:
    """What speaks against this actor turning some roles into others; ``accounts`` are all of the school."""
    if not RULING & (set(before) ^ set(after)) or actor.has(*RULING) or actor == SYSTEM:
        return None
    ruled = any(RULING & set(account.roles) for account in accounts if not account.closed)
    return Problem(NOT_YOURS, "roles") if ruled else None


NOT_YOURS: Final = N_("The roles director and deputy are given and taken by a director or deputy. Ask one of them.")
