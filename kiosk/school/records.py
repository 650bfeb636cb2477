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
    second_address: str = ""
    """The name of the same server, «kiosk.local:8080»: it stands second on paper, since older phones find no names."""
    post_address: str = ""
    """Where the school stands: papers of the law on personal data name it (F5)."""
    evening: dt.time = dt.time(20)
    """When the last lesson has to end; later ones are flagged (T2)."""
    cards_until: dt.date | None = None
    """The last day of cards issued from now on; None, or a day gone by: the end of August (F2)."""
    cards_grace: int = 14
    """So many days longer a card opens, and says that it ends (F2)."""
    board_off: dt.time = dt.time(21)
    board_on: dt.time = dt.time(7)
    """The board in the hall is dark from the one to the other; the same time twice: never."""


class Rounding(StrEnum):
    """What becomes of minutes between two steps of the hour rule (L9); the half border is part of the choice."""

    NEAREST_UP = "nearest_up"
    """To the nearest step; from exactly half way, up."""
    NEAREST_DOWN = "nearest_down"
    """To the nearest step; from exactly half way, down."""
    UP = "up"
    DOWN = "down"


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the school's own table: from so many tenths of a minute on, so many quarters of an hour (L9)."""

    from_tenths: int
    quarters: int


class HourOverride(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lessons of one subject count apart (L9): the choir's 55 minutes are 1.5 hours. ``minutes`` 0: of any length."""

    subject: int
    name: str
    minutes: int
    quarters: int


class HourRule(Record, kw_only=True):
    """How minutes count as academic hours from a date on (L9). Hours are whole quarters of an academic hour.

    ``bands``, when there are any, take the place of minutes, step and rounding; ``overrides`` come before both.
    A decision is never rewritten: a new one is in force from its date, a mistaken one is taken back.
    """

    since: dt.date
    minutes: int = 40
    step_quarters: int = 2
    decided_by: str = ""
    reason: str = ""
    rounding: Rounding = Rounding.NEAREST_UP
    bands: tuple[Band, ...] = ()
    overrides: tuple[HourOverride, ...] = ()
    taken_back: bool = False


class ChannelState(StrEnum):
    """Whether lessons may be held by it (D3)."""

    ALLOWED = "allowed"
    RESTRICTED = "restricted"
    UNAVAILABLE = "unavailable"


class Reach(StrEnum):
    """What passes through a channel: the conditions of §1 ask for it."""

    LIVE = "live"
    """Seen and heard at once."""
    SOUND = "sound"
    """A telephone call: heard, not seen."""
    LETTERS = "letters"
    """E-mail, SMS, a page: answered later."""


class ChannelDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the school decided about a channel from a date on, why and who (§3, D3)."""

    since: dt.date
    state: ChannelState
    why: str = ""
    by: str = ""


class Channel(Record, kw_only=True):
    """A form of distance learning in the school's register: a platform, the telephone, e-mail (§3, D3).

    ``since``, ``state`` and ``note`` are the first decision, ``decisions`` those that followed; none is rewritten.
    """

    name: str
    since: dt.date
    state: ChannelState = ChannelState.ALLOWED
    note: str = ""
    by: str = ""
    reach: Reach | None = None
    decisions: tuple[ChannelDecision, ...] = ()

    @property
    def history(self) -> tuple[ChannelDecision, ...]:
        """All decisions in the order in which they were made."""
        return (ChannelDecision(self.since, self.state, self.note, self.by), *self.decisions)


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named stretch of days, both ends included: a half-year, a quarter, a holiday.

    ``first_years``: a holiday of the first classes alone; it is shown, the others have lessons.
    """

    name: str
    since: dt.date
    until: dt.date
    first_years: bool = False


class YearPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is decided about an academic year, as an entry of the calendar's book keeps it."""

    name: str
    since: dt.date
    until: dt.date
    half_years: tuple[Span, ...] = ()
    quarters: tuple[Span, ...] = ()
    holidays: tuple[Span, ...] = ()
    to_check: bool = False


class AcademicYear(Record, kw_only=True):
    """An academic year with its half-years, quarters and holidays (P4). ``to_check``: nobody has confirmed it yet."""

    name: str
    since: dt.date
    until: dt.date
    quarters: tuple[Span, ...] = ()
    holidays: tuple[Span, ...] = ()
    half_years: tuple[Span, ...] = ()
    to_check: bool = False
    taken_back: bool = False


class DayPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is decided about one date, as an entry of the calendar's book keeps it."""

    date: dt.date
    off: bool
    as_weekday: int | None = None
    note: str = ""
    to_check: bool = False


class SpecialDay(Record, kw_only=True):
    """A day unlike its weekday: off, or worked as another weekday (L7)."""

    date: dt.date
    off: bool
    as_weekday: int | None = None
    """0 Monday … 5 Saturday: the timetable that this day follows; None with ``off`` false: its own."""
    note: str = ""
    to_check: bool = False
    """From sample data or a newspaper: nobody of the school has compared it with the decree."""
    taken_back: bool = False


class CalendarDeed(StrEnum):
    """What was done to the calendar (L7, D4)."""

    YEAR = "year"
    DAY = "day"
    LOADED = "loaded"
    SAMPLE = "sample"
    CONFIRMED = "confirmed"


class DayEdit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A date before and after; None: like any other of its weekday."""

    before: DayPlan | None
    after: DayPlan | None


class YearEdit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An academic year before and after; None: it was not there."""

    year: int
    before: YearPlan | None
    after: YearPlan | None


class CalendarEdit(Record, kw_only=True):
    """An entry of the calendar's book: who changed what when and why; it leaves a paper and can be undone (D4, L7)."""

    deed: CalendarDeed
    at: dt.datetime
    account: int
    by: str
    reason: str = ""
    days: tuple[DayEdit, ...] = ()
    year: YearEdit | None = None
    undone_at: dt.datetime | None = None
    undone_by: str = ""


SCHOOLS = Collection("schools", School)
HOUR_RULES = Collection("hour_rules", HourRule, indexes=(("since",),))
CHANNELS = Collection("channels", Channel, unique=(("name",),))
YEARS = Collection("years", AcademicYear, unique=(("name",),))
SPECIAL_DAYS = Collection("special_days", SpecialDay, unique=(("date",),))
CALENDAR_EDITS = Collection("calendar_edits", CalendarEdit)
COLLECTIONS = (SCHOOLS, HOUR_RULES, CHANNELS, YEARS, SPECIAL_DAYS, CALENDAR_EDITS)
