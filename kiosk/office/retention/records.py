"""The school's decisions how long data is kept, and what was destroyed: neither names anybody (L19)."""

import datetime as dt
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Kept(StrEnum):
    """What has a term of its own."""

    FAMILY = "family"
    WORKS = "works"
    REPORTS = "reports"
    PLANS = "plans"


KEPT_LABEL: Final = {
    Kept.FAMILY: N_("families and students who have left, their consents, scans, cards"),
    Kept.WORKS: N_("works handed in: sound, video, pictures"),
    Kept.REPORTS: N_("names of students in teachers' reports"),
    Kept.PLANS: N_("names of students in corrections of plans"),
}
FROM_LABEL: Final = {
    Kept.FAMILY: N_("after the last child has left"),
    Kept.WORKS: N_("after the work was handed in"),
    Kept.REPORTS: N_("after the lesson"),
    Kept.PLANS: N_("after the correction was filed"),
}
USUAL_MONTHS: Final = {Kept.FAMILY: 12, Kept.WORKS: 12, Kept.REPORTS: 60, Kept.PLANS: 12}
"""Until the school decides: journals and plans are kept for a year, accounts of hours for five."""


class Term(Record, kw_only=True):
    """From a date on something is kept for so many months. None is ever rewritten; the last one begun holds."""

    kept: Kept
    months: int
    since: dt.date
    decided_by: str
    reason: str
    at: dt.datetime


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many records of a collection."""

    collection: str
    number: int


class Destruction(Record, kw_only=True):
    """What was erased, when, by whom, on what ground. A family is called by its number and code alone."""

    what: Kept
    household: int = 0
    code: str = ""
    students: tuple[int, ...] = ()
    erased: tuple[Count, ...] = ()
    nameless: tuple[Count, ...] = ()
    kept: tuple[Count, ...] = ()
    kept_until: dt.date | None = None
    """When the last of what was kept has reached its term."""
    files: tuple[str, ...] = ()
    """Of the vault, by their SHA-256."""
    ground: str
    school_name: str
    by: str
    at: dt.datetime
    on: dt.date


TERMS: Final = Collection("retention_terms", Term)
DESTRUCTIONS: Final = Collection("destructions", Destruction)
COLLECTIONS = (TERMS, DESTRUCTIONS)
