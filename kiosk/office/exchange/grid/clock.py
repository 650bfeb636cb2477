"""Times as grids write them: 14.00-14.40, 1400, «с 14:00 до 14:40», 14⁰⁰, an Excel time, a number (T3)."""

import datetime as dt
import re
import unicodedata
from typing import Final

import msgspec

from kiosk.documents.sheets import Cell
from kiosk.web.reading import tidy

POINT: Final = r"(?:\d{1,2}(?:[:.,\-]\d{2}){1,2}|\d{1,2} \d{2}(?!\d)|\d{3,4}|\d{1,2})"
ENDING: Final = r"\s*(?:ч\.?|час\w*\.?)?"
ALONE: Final = re.compile(rf"(?:с\s+|в\s+)?({POINT}){ENDING}")
STRETCH: Final = re.compile(
    rf"(?:с\s*)?({POINT}){ENDING}\s*(?:-+|–|—|до|\.{{2,3}}|\s)\s*({POINT}){ENDING}", re.IGNORECASE
)
EARLIEST, LATEST = 7, 22
"""Hours between which schools teach: a bare number outside of them is no time."""
FULL_HOUR: Final = 60


class Span(msgspec.Struct, frozen=True):
    """When something begins and ends, as far as it was said."""

    start: dt.time | None = None
    end: dt.time | None = None

    def over(self, other: "Span") -> "Span":
        """This one, completed by another."""
        return Span(self.start or other.start, self.end or other.end)


NO_TIME: Final = Span()


def span_of(value: Cell) -> Span | None:
    """The time that a whole cell is; None when it is something else."""
    match value:
        case dt.datetime():
            return Span(value.time().replace(second=0, microsecond=0))
        case dt.time():
            return Span(value.replace(second=0, microsecond=0))
        case int() | float():
            return _of_number(value)
        case str():
            return span_in(unicodedata.normalize("NFKC", tidy(value)))
        case _:
            return None


def span_in(text: str) -> Span | None:
    """The time that a whole text is."""
    text = text.strip(" .,;")
    if (alone := ALONE.fullmatch(text)) and (start := point(alone[1], bare=not text.isdigit())):
        return Span(start)
    if stretch := STRETCH.fullmatch(text):
        start, end = point(stretch[1]), point(stretch[2])
        if start and end:
            return Span(start, end)
    return None


def point(text: str, *, bare: bool = True) -> dt.time | None:
    """14.00, 14-00, 1400, 905, and 14 where ``bare`` hours may stand."""
    figures = re.split(r"[:.,\- ]", text)
    if len(figures) == 1:
        if len(text) > 2:  # noqa: PLR2004  because hours have two figures
            figures = [text[:-2], text[-2:]]
        elif not bare:
            return None
    hour, minute = int(figures[0]), int(figures[1]) if figures[1:] else 0
    return dt.time(hour, minute) if EARLIEST <= hour < LATEST and minute < FULL_HOUR else None


def _of_number(value: float) -> Span | None:
    """0.5833 is Excel's 14:00; 1400 and 14.4 are what it makes of «1400» and «14.40»."""
    if 0 < value < 1:
        minutes = round(value * 24 * FULL_HOUR)
        hour, minute = divmod(minutes, FULL_HOUR)
    elif value >= EARLIEST * 100:
        hour, minute = divmod(int(value), 100)
    elif value % 1:
        hour, minute = int(value), round(value % 1 * 100)
    else:
        return None  # a bare «14» may be anything: a room, a number
    if EARLIEST <= hour < LATEST and minute < FULL_HOUR:
        return Span(dt.time(hour, minute))
    return None
