"""Who is asking, as a value that every room may see (P1)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """Roles of the staff (P1); the slugs are those of the glossary. One person may hold several."""

    DIRECTOR = "director"
    DEPUTY = "deputy"
    HEAD_OF_DEPARTMENT = "head_of_department"
    TEACHER = "teacher"
    ACCOMPANIST = "accompanist"
    TECHNICIAN = "technician"


class Actor(msgspec.Struct, frozen=True):
    """The one who asks: a signed-in account, a family behind its card, or a visitor.

    ``ref`` stands in the log of changes: "account:7", "household:3", "visitor", "system".
    ``pin_ok`` is true for a family that has given its PIN in this session (P5), ``must_choose`` for an account that
    came in by a one-time code and has not chosen a secret yet.
    """

    ref: str
    name: str = ""
    account: int = 0
    household: int = 0
    roles: frozenset[Role] = msgspec.field(default_factory=frozenset)
    pin_ok: bool = False
    session: int = 0
    must_choose: bool = False

    @property
    def is_staff(self) -> bool:
        """True for a signed-in account."""
        return self.account != 0

    def has(self, *roles: Role) -> bool:
        """True when the actor holds one of the roles."""
        return not self.roles.isdisjoint(roles)


VISITOR = Actor("visitor")
SYSTEM = Actor("system")
