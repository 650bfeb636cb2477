"""First set-up: the school's name, its academic year, the technician's account (O5).

Whoever sets up proves that they sit at the PC: a code that only its terminal shows, kept as a hash in memory.
"""

import datetime as dt
import hmac
import secrets
from typing import Final

import msgspec

from kiosk.actor import SYSTEM, Role
from kiosk.school.queries import the_school
from kiosk.school.records import (
    CHANNELS,
    HOUR_RULES,
    SCHOOLS,
    YEARS,
    AcademicYear,
    Channel,
    HourRule,
    School,
)
from kiosk.signin.records import ACCOUNTS, Account
from kiosk.signin.secrets import sha256
from kiosk.store import Store

CODE_DIGITS: Final = 6
ALWAYS_THERE: Final = ("телефон", "СМС", "эл. почта", "страница школы")
"""Ways that need no platform's leave; platforms are the school's own decision, none is ticked beforehand (§3, D3)."""


class SetUp(msgspec.Struct, frozen=True):
    """What the first page asks."""

    school: str
    short_name: str
    year: str
    since: dt.date
    until: dt.date
    technician: str
    address: str = ""


class SetUpCode(msgspec.Struct):
    """The code of this start; a few wrong tries and only a new start gives another."""

    hashed: str = ""
    tries: int = 0
    most: int = 20

    def new(self) -> str:
        """A code to show in the terminal."""
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        self.hashed, self.tries = sha256(code), 0
        return code

    def fits(self, typed: str) -> bool:
        """True for the code that the terminal shows."""
        self.tries += 1
        digits = "".join(sign for sign in typed if sign.isdecimal())
        return bool(self.hashed) and self.tries <= self.most and hmac.compare_digest(sha256(digits), self.hashed)


CODE = SetUpCode()


def is_set_up(store: Store) -> bool:
    """True once the school has its name."""
    return the_school(store) is not None


def set_up(store: Store, answers: SetUp, *, now: dt.datetime) -> Account:
    """Write down the school, its year and the technician, all in one change. Returns the technician's account."""
    with store.change(SYSTEM, "O5 school set up", key="first set-up") as change:
        if change.repeated is not None:
            return change.search(ACCOUNTS)[0]
        change.add(
            SCHOOLS,
            School(name=answers.school, short_name=answers.short_name, set_up_at=now, address=answers.address),
        )
        change.add(YEARS, AcademicYear(name=answers.year, since=answers.since, until=answers.until))
        change.add(HOUR_RULES, HourRule(since=answers.since))
        for name in ALWAYS_THERE:
            change.add(CHANNELS, Channel(name=name, since=answers.since))
        change.touch("school")
        return change.add(ACCOUNTS, Account(name=answers.technician, roles=(Role.TECHNICIAN,)))


def usual_year(today: dt.date) -> tuple[str, dt.date, dt.date]:
    """The academic year that a date lies in or before: «2026/27», 1 September – 31 May."""
    first = today.year if today.month >= 6 else today.year - 1  # noqa: PLR2004  because summer prepares the next year
    return f"{first}/{(first + 1) % 100:02d}", dt.date(first, 9, 1), dt.date(first + 1, 5, 31)
