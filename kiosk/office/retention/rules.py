"""Terms and dates of keeping: pure (L19)."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable

from kiosk.office.retention.records import USUAL_MONTHS, Kept, Term


def term_on(kept: Kept, date: dt.date, terms: Iterable[Term]) -> Term | None:
    """The decision in force on a date: of those begun the last begun, then the last made; None: as usual."""
    begun = [one for one in terms if one.kept is kept and one.since <= date]
    return max(begun, key=lambda one: (one.since, one.id), default=None)


def months_on(kept: Kept, date: dt.date, terms: Iterable[Term]) -> int:
    """For how many months something is kept."""
    term = term_on(kept, date, terms)
    return term.months if term else USUAL_MONTHS[kept]


def later(date: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    place = date.year * 12 + date.month - 1 + months
    year, month = divmod(place, 12)
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))


def is_due(since: dt.date, months: int, today: dt.date) -> bool:
    """Whether the term that began on a date has passed."""
    return later(since, months) <= today
