"""The school's now and today, passed in as a value so that tests and rules never read the machine's clock."""

from __future__ import annotations

import datetime as dt
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """A source of moments. Moments are aware UTC; dates and times of lessons are local wall values."""

    zone: dt.tzinfo

    def now(self) -> dt.datetime:
        """This moment, aware, in UTC."""

    def today(self) -> dt.date:
        """The date on the school's wall."""

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A moment as the school's wall shows it."""


class SchoolClock:
    """The machine's clock in the school's time zone."""

    def __init__(self, zone: str) -> None:
        self.zone: dt.tzinfo = ZoneInfo(zone)

    def now(self) -> dt.datetime:
        """This moment, aware, in UTC."""
        return dt.datetime.now(dt.UTC)

    def today(self) -> dt.date:
        """The date on the school's wall."""
        return self.local(self.now()).date()

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A moment as the school's wall shows it."""
        return moment.astimezone(self.zone)


class FixedClock(SchoolClock):
    """A clock that stands still until it is told to move; for tests, samples and reprints."""

    def __init__(self, moment: dt.datetime, zone: str = "Asia/Barnaul") -> None:
        super().__init__(zone)
        self._moment = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def now(self) -> dt.datetime:
        """The moment it was set to, in UTC."""
        return self._moment.astimezone(dt.UTC)

    def set(self, moment: dt.datetime) -> None:
        """Set it anew; a naive moment is local wall time."""
        self._moment = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def advance(self, step: dt.timedelta) -> None:
        """Move it by a step."""
        self._moment += step
