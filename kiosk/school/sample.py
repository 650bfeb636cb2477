"""The academic year 2026/27 in Russia as a beginning: every day of it is to be checked by the school (P4, L7).

Known when this was written: the days off of 2026 by the government's decree, the public holidays of the Labour Code.
Not known: the moved days of 2027 and the holidays that the region will recommend; those here follow the pattern of
the year before.
"""

import datetime as dt
from typing import Final

from kiosk.school.records import DayPlan, Span, YearPlan

NAME: Final = "2026/27"
FIRST, SECOND = 2026, 2027


def _day(month: int, day: int) -> dt.date:
    return dt.date(FIRST if month >= 9 else SECOND, month, day)  # noqa: PLR2004  because September begins a school year


HALF_YEARS: Final = (
    Span("I полугодие", _day(9, 1), _day(12, 30)),
    Span("II полугодие", _day(1, 11), _day(5, 31)),
)
QUARTERS: Final = (
    Span("I четверть", _day(9, 1), _day(10, 23)),
    Span("II четверть", _day(11, 2), _day(12, 30)),
    Span("III четверть", _day(1, 11), _day(3, 26)),
    Span("IV четверть", _day(4, 5), _day(5, 31)),
)
HOLIDAYS: Final = (
    Span("Осенние каникулы", _day(10, 24), _day(11, 1)),
    Span("Зимние каникулы", _day(12, 31), _day(1, 10)),
    Span("Каникулы первых классов", _day(2, 15), _day(2, 21), first_years=True),
    Span("Весенние каникулы", _day(3, 27), _day(4, 4)),
)
YEAR: Final = YearPlan(NAME, _day(9, 1), _day(5, 31), HALF_YEARS, QUARTERS, HOLIDAYS, to_check=True)

NEW_YEAR: Final = "Новогодние каникулы"
OFF: Final = (
    (_day(11, 4), "День народного единства"),
    (_day(12, 31), "Выходной, перенесён с воскресенья 4 января"),
    *((_day(1, day), NEW_YEAR) for day in (1, 2, 3, 4, 5, 6)),
    (_day(1, 7), "Рождество Христово"),
    (_day(1, 8), NEW_YEAR),
    (_day(2, 23), "День защитника Отечества"),
    (_day(3, 8), "Международный женский день"),
    (_day(5, 1), "Праздник Весны и Труда"),
    (_day(5, 9), "День Победы"),
    (_day(5, 10), "Выходной за воскресенье 9 мая"),
)
DAYS: Final = tuple(DayPlan(date, off=True, note=note, to_check=True) for date, note in OFF)
