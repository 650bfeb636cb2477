"""Months as addresses name them: «2026-11» (H4). Pure."""

import calendar
import datetime as dt
import re
from typing import Final

import msgspec

from kiosk.words.tables import RU

_NAME: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
HALF: Final = 15
"""The last day of the first half, for which an advance is paid."""


class Month(msgspec.Struct, frozen=True, order=True):
    """A month of a year."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """«2026-11»; None for anything else, such as «2026-13»."""
        found = _NAME.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def of(cls, date: dt.date) -> "Month":
        """The month of a date."""
        return cls(date.year, date.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def since(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.number, 1)

    @property
    def until(self) -> dt.date:
        """Its last day."""
        return dt.date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        """How many days it has."""
        return calendar.monthrange(self.year, self.number)[1]

    def beside(self, step: int) -> "Month | None":
        """A neighbour, -1 or 1; None beyond what addresses can name."""
        year, place = divmod(self.year * 12 + self.number - 1 + step, 12)
        return Month.read(f"{year:04}-{place + 1:02}")

    def on_paper(self, until: int = 0) -> str:
        """«с 1 по 30 ноября 2026 г.»; ``until`` names another last day."""
        return f"с 1 по {until or self.days} {RU.months_of[self.number - 1]} {self.year} г."

    def in_russian(self) -> str:
        """«ноябрь 2026»."""
        return f"{RU.months[self.number - 1]} {self.year}"
