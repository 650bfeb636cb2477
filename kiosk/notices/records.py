"""Notices and the marks of families who have read them (F4)."""

import datetime as dt

from kiosk.people.reach import Targets
from kiosk.store import Collection, Record


class Notice(Record, kw_only=True):
    """What the school tells from a day to a day, both included. Dead when withdrawn, and still to be seen.

    ``for_staff`` shows it to the staff as well. ``asked_at``: a mark of reading from before that moment says nothing,
    because the notice has been changed since in a way that has to be read anew.
    """

    title: str
    text: str
    since: dt.date
    until: dt.date
    for_everyone: bool = False
    for_staff: bool = False
    departments: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    households: tuple[int, ...] = ()
    must_read: bool = False
    written_by: str
    written_at: dt.datetime
    asked_at: dt.datetime
    withdrawn: bool = False

    @property
    def targets(self) -> Targets:
        """The families it is for."""
        return Targets(
            everyone=self.for_everyone, departments=self.departments, groups=self.groups, households=self.households
        )

    @property
    def for_families(self) -> bool:
        """False for a notice that only the staff see."""
        return bool(self.for_everyone or self.departments or self.groups or self.households)

    @property
    def is_private(self) -> bool:
        """It names a family by being for it: nobody but the office and that family sees it (L21)."""
        return bool(self.households)


class Reading(Record, kw_only=True):
    """A family has read a notice, by its card or as the office was told; dead when undone."""

    notice: int
    household: int
    at: dt.datetime
    by: str = ""
    """Who of the office marked it; empty when the family did it with its card."""
    undone: bool = False


NOTICES = Collection("notices", Notice, indexes=(("until",),))
READINGS = Collection(
    "notice_readings", Reading, indexes=(("notice",), ("household",)), unique=(("notice", "household"),)
)
COLLECTIONS = (NOTICES, READINGS)
