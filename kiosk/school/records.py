"""The school itself and what its director decided, each dated (P4, L7, L9, D3)."""

import datetime as dt
from enum import StrEnum

import msgspec

from kiosk.store import Collection, Record


class School(Record, kw_only=True):
    """The one school of this kiosk. Papers keep a copy of its name, so it may be renamed (L2)."""

    name: str
    short_name: str
    set_up_at: dt.datetime
    wifi_name: str = ""
    wifi_password: str = ""
    office: str = ""
    """Where to ask, as people say it, such as «учебная часть, кабинет 1»."""
    address: str = ""
    """The address that stands on paper: "http://192.168.1.10:8080". Empty: whatever the browser used (L14)."""


class HourRule(Record, kw_only=True):
    """How minutes count as academic hours from a date on (L9). Hours are whole quarters of an academic hour."""

    since: dt.date
    minutes: int = 40
    step_quarters: int = 2
    decided_by: str = ""
    reason: str = ""


class ChannelState(StrEnum):
    """Whether lessons may be held by it (D3)."""

    ALLOWED = "allowed"
    RESTRICTED = "restricted"
    UNAVAILABLE = "unavailable"


class Channel(Record, kw_only=True):
    """A form of distance learning that the school approved: a platform, the telephone, e-mail (§3, D3)."""

    name: str
    since: dt.date
    state: ChannelState = ChannelState.ALLOWED
    note: str = ""


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named stretch of days, both ends included: a quarter, a holiday."""

    name: str
    since: dt.date
    until: dt.date


class AcademicYear(Record, kw_only=True):
    """An academic year with its quarters and holidays (P4)."""

    name: str
    since: dt.date
    until: dt.date
    quarters: tuple[Span, ...] = ()
    holidays: tuple[Span, ...] = ()


class SpecialDay(Record, kw_only=True):
    """A day unlike its weekday: off, or worked as another weekday (L7)."""

    date: dt.date
    off: bool
    as_weekday: int | None = None
    """0 Monday … 5 Saturday: the timetable that this day follows; None with ``off`` false: its own."""
    note: str = ""


SCHOOLS = Collection("schools", School)
HOUR_RULES = Collection("hour_rules", HourRule, indexes=(("since",),))
CHANNELS = Collection("channels", Channel, unique=(("name",),))
YEARS = Collection("years", AcademicYear, unique=(("name",),))
SPECIAL_DAYS = Collection("special_days", SpecialDay, unique=(("date",),))
COLLECTIONS = (SCHOOLS, HOUR_RULES, CHANNELS, YEARS, SPECIAL_DAYS)
