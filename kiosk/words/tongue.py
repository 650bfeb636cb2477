"""One language of the pages: its catalogue of sentences, its dates, numbers and hours (O6).

Everything here is a pure function of its arguments; the moment and the language are always given.
"""

import datetime as dt
import gettext as stdlib_gettext
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from kiosk.problems import Problem
from kiosk.words.names import NBSP
from kiosk.words.tables import Table

QUARTERS_IN_HOUR = 4

COUNT = "count"
"""The value of a Problem that a Russian noun agrees with: its sentence has three forms in the catalogue."""

FIRST_GROUPED = 10_000
MILLION = 1_000_000
"""Four figures stand together in Russian print, five are grouped."""


class Tongue(msgspec.Struct, frozen=True):
    """A language with its table and its catalogue."""

    table: Table
    catalogue: stdlib_gettext.NullTranslations

    @property
    def code(self) -> str:
        return self.table.code

    @property
    def own_name(self) -> str:
        return self.table.own_name

    # sentences

    def gettext(self, msgid: str) -> str:
        return self.catalogue.gettext(msgid) if msgid else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.catalogue.ngettext(one, many, count)

    def pgettext(self, context: str, msgid: str) -> str:
        return self.catalogue.pgettext(context, msgid)

    def npgettext(self, context: str, one: str, many: str, count: int) -> str:
        return self.catalogue.npgettext(context, one, many, count)

    def worded(self, problem: Problem | str) -> str:
        """The sentence of a Problem, or of a bare msgid, with its values written as this language writes them."""
        if isinstance(problem, str):
            return self.gettext(problem)
        count = problem.values.get(COUNT)
        if isinstance(count, int):
            sentence = self.ngettext(problem.msgid, problem.msgid, count)
        else:
            sentence = self.gettext(problem.msgid)
        return sentence % self.values(problem.values) if problem.values else sentence

    def values(self, values: Mapping[str, object]) -> dict[str, str]:
        return {name: self.value(value) for name, value in values.items()}

    def value(self, value: object) -> str:
        """One named value of a sentence: dates in words, times as 14:05, numbers with this language's decimal sign."""
        match value:
            case dt.datetime():
                text = f"{self.day_words(value.date())}, {clock_time(value)}"
            case dt.date():
                text = self.day_words(value)
            case dt.time():
                text = clock_time(value)
            case bool() | str():
                text = str(value)
            case int() | float() | Decimal() | Fraction():
                text = self.number(value)
            case _:
                text = self.worded(value) if isinstance(value, Problem) else str(value)
        return text

    # dates

    def day(self, day: dt.date) -> str:
        """«24 ноября»."""
        return f"{day.day}{NBSP}{self.table.months_of[day.month - 1]}"

    def day_year(self, day: dt.date) -> str:
        """«24 ноября 2026»."""
        return f"{self.day(day)} {day.year}"

    def day_words(self, day: dt.date) -> str:
        """«вт, 24 ноября»."""
        return f"{self.weekday_short(day)}, {self.day(day)}"

    def day_title(self, day: dt.date) -> str:
        """«Вторник, 24 ноября»: the head of a page."""
        weekday = self.weekday(day)
        return f"{weekday[0].upper()}{weekday[1:]}, {self.day(day)}"

    def day_turn(self, day: dt.date) -> str:
        """«пн 23»: the neighbour of a page."""
        return f"{self.weekday_short(day)}{NBSP}{day.day}"

    def weekday(self, day: dt.date) -> str:
        return self.table.weekdays[day.weekday()]

    def weekday_short(self, day: dt.date) -> str:
        return self.table.weekdays_short[day.weekday()]

    def weekday_at(self, place: int) -> str:
        """«пн» for 0: the weekday of a weekly lesson."""
        return self.table.weekdays_short[place]

    def month(self, day: dt.date) -> str:
        """«ноябрь 2026»."""
        return f"{self.table.months[day.month - 1]} {day.year}"

    def days(self, first: dt.date, last: dt.date) -> str:
        """«23–28 ноября», «30 ноября – 5 декабря», «28 декабря 2026 – 10 января 2027»."""
        if first == last:
            return self.day(first)
        if first.year != last.year:
            return f"{self.day_year(first)}{NBSP}– {self.day_year(last)}"
        if first.month != last.month:
            return f"{self.day(first)}{NBSP}– {self.day(last)}"
        return f"{first.day}–{self.day(last)}"

    # numbers

    def number(self, value: float | Decimal | Fraction) -> str:
        """From five figures on thousands stand apart; at most two decimals, no tail of zeros: «12 500», «0,5»."""
        hundredths = round(abs(Fraction(value)) * 100)
        whole, part = divmod(hundredths, 100)
        figures = str(whole) if whole < FIRST_GROUPED else f"{whole:,}".replace(",", NBSP)
        tail = f"{self.table.decimal}{part:02}".rstrip("0") if part else ""
        return f"{'−' if value < 0 else ''}{figures}{tail}"

    def size(self, size_bytes: int) -> str:
        """A file's size: «307 КБ», from a million bytes on «1,4 МБ»; a kilobyte has a thousand bytes."""
        russian = self.code == "ru"
        if size_bytes < MILLION:
            return f"{self.number(-(-size_bytes // 1000))}{NBSP}{'КБ' if russian else 'KB'}"
        return f"{self.number(round(Fraction(size_bytes, MILLION), 1))}{NBSP}{'МБ' if russian else 'MB'}"

    def hours_number(self, quarters: int) -> str:
        """Academic hours as a figure, from whole quarter hours (P4): 2 → «0,5»."""
        return self.number(Fraction(quarters, QUARTERS_IN_HOUR))

    def hours(self, quarters: int) -> str:
        """Academic hours in words, from whole quarter hours (P4): 2 → «0,5 часа», 20 → «5 часов».

        A fraction governs the genitive singular in Russian, so a plain plural rule would be wrong for it.
        """
        whole, rest = divmod(abs(quarters), QUARTERS_IN_HOUR)
        count = self.hours_number(quarters)
        if rest:
            return f"{count}{NBSP}{'часа' if self.code == 'ru' else 'hours'}"
        unit = russian_form(whole, "час", "часа", "часов") if self.code == "ru" else ("hour" if whole == 1 else "hours")
        return f"{count}{NBSP}{unit}"


def clock_time(moment: dt.time | dt.datetime) -> str:
    """14:05, in every language."""
    return f"{moment.hour}:{moment.minute:02}"


def clock_span(start: dt.time, end: dt.time) -> str:
    """13:30–14:00."""
    return f"{clock_time(start)}–{clock_time(end)}"


def russian_form(count: int, one: str, few: str, many: str) -> str:
    """The form of a Russian noun after a whole number: 1 час, 2 часа, 5 часов, 11 часов."""
    tens, ones = count % 100, count % 10
    if ones == 1 and tens != 11:  # noqa: PLR2004  (the rule of the language)
        return one
    return few if 2 <= ones <= 4 and not 12 <= tens <= 14 else many  # noqa: PLR2004
