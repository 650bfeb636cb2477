"""What the school settles about its hours sheet, and months that are closed: figures that never change again (L3)."""

import datetime as dt
from enum import StrEnum

import msgspec

from kiosk.people.records import Funding
from kiosk.problems import N_
from kiosk.store import Collection, Record


class Measure(StrEnum):
    """What is counted of lessons, always in quarters of an academic hour."""

    PLANNED = "planned"
    GIVEN = "given"
    FOR_OTHERS = "for_others"
    MADE_UP = "made_up"
    OUTSIDE = "outside"
    MISSED = "missed"
    BY_OTHERS = "by_others"
    CANCELLED = "cancelled"
    OTHER_WORK = "other_work"
    OPEN = "open"


MEASURE_LABEL = {
    Measure.PLANNED: N_("by the timetable"),
    Measure.GIVEN: N_("given"),
    Measure.FOR_OTHERS: N_("instead of others"),
    Measure.MADE_UP: N_("made up"),
    Measure.OUTSIDE: N_("outside the timetable"),
    Measure.MISSED: N_("missed hours"),
    Measure.BY_OTHERS: N_("given by others"),
    Measure.CANCELLED: N_("cancelled hours"),
    Measure.OTHER_WORK: N_("other work"),
    Measure.OPEN: N_("no report yet"),
}


class Code(StrEnum):
    """What a day of the sheet may be, whatever letters the school writes for it."""

    WORKED = "worked"
    WORKED_ON_DAY_OFF = "worked_on_day_off"
    DAY_OFF = "day_off"
    ILLNESS = "illness"
    LEAVE = "leave"
    TRIP = "trip"
    TRAINING = "training"
    OTHER = "other"


CODE_LABEL = {
    Code.WORKED: N_("hours worked"),
    Code.WORKED_ON_DAY_OFF: N_("hours worked on a day off"),
    Code.DAY_OFF: N_("day off, public holiday"),
    Code.ILLNESS: N_("illness"),
    Code.LEAVE: N_("leave"),
    Code.TRIP: N_("trip for the school"),
    Code.TRAINING: N_("course"),
    Code.OTHER: N_("away with the school's leave"),
}
CODE_ON_PAPER = {
    Code.WORKED: "фактически отработанные часы",
    Code.WORKED_ON_DAY_OFF: "работа в выходные и нерабочие праздничные дни",
    Code.DAY_OFF: "выходные и нерабочие праздничные дни",
    Code.ILLNESS: "временная нетрудоспособность",
    Code.LEAVE: "отпуск",
    Code.TRIP: "служебная командировка",
    Code.TRAINING: "повышение квалификации",
    Code.OTHER: "неявка с разрешения администрации",
}
USUAL_CODES = {
    Code.WORKED: "Ф",
    Code.WORKED_ON_DAY_OFF: "РП",
    Code.DAY_OFF: "В",
    Code.ILLNESS: "Б",
    Code.LEAVE: "О",
    Code.TRIP: "К",
    Code.TRAINING: "ПК",
    Code.OTHER: "А",
}
FUNDING_ON_PAPER = {Funding.BUDGET: "бюджет", Funding.PAID: "внебюджет"}


class SheetSettings(Record, kw_only=True):
    """The head of the sheet and the letters of its codes; a closed month keeps copies of them (L3)."""

    division: str = "Педагогические работники"
    okpo: str = ""
    responsible: str = ""
    """Post of who answers for the sheet, such as «Заместитель директора по УВР»."""
    executor: str = ""
    codes: dict[str, str] = msgspec.field(default_factory=dict)
    """Letters by Code; the usual ones where nothing is written."""

    def letters(self, code: Code) -> str:
        """What stands in a day's lower cell."""
        return self.codes.get(code.value) or USUAL_CODES[code]


class SheetLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person in one position: a pair of rows. Keys are days of the month as text, hours are quarters."""

    staff: int
    name: str
    number: str
    """The number under which the accountant knows the person."""
    position: str
    funding: Funding
    hours: dict[str, int]
    codes: dict[str, str]

    def quarters(self, since: int = 1, until: int = 31) -> int:
        """Hours of a stretch of the month's days."""
        return sum(quarters for day, quarters in self.hours.items() if since <= int(day) <= until)

    def days(self, since: int = 1, until: int = 31) -> int:
        """Days with hours in a stretch of the month."""
        return sum(since <= int(day) <= until for day, quarters in self.hours.items() if quarters)


class Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the sheet of a month prints, copied: both kinds of money, all persons (L2, L3)."""

    month: str
    school: str
    division: str
    okpo: str
    responsible: str
    executor: str
    made_on: dt.date
    lines: tuple[SheetLine, ...]
    legend: tuple[tuple[str, str], ...]
    """Letters and what they mean."""
    number: int = 0
    """0: the primary sheet; else the correcting one of this number."""
    reason: str = ""


class SheetState(StrEnum):
    """A correction is begun, then its sheet is closed; the primary sheet is closed at once."""

    BEGUN = "begun"
    CLOSED = "closed"
    TAKEN_BACK = "taken_back"
    """A correction begun by mistake: its number is free again."""


class MonthSheet(Record, kw_only=True):
    """A month's sheet of a number. Once closed it is never written again; the next number corrects it."""

    month: str
    number: int
    state: SheetState
    reason: str = ""
    """Why it is corrected, or why it was closed though something was missing."""
    by: str
    at: dt.datetime
    figures: Figures | None = None


SETTINGS = Collection("hours_sheet_settings", SheetSettings)
SHEETS = Collection("month_sheets", MonthSheet, unique=(("month", "number"),), indexes=(("month",),))
HALF_SHEETS = Collection("half_month_sheets", MonthSheet, unique=(("month", "number"),), indexes=(("month",),))
"""Sheets of first halves: closed at once, numbered apart from those of the month."""
COLLECTIONS = (SETTINGS, SHEETS, HALF_SHEETS)
