"""What people type, read as dates, times and hours: forgiving about signs, strict about days that do not exist.

Pure functions: text in, value or a Problem out. `today` is given.
"""

import datetime as dt
import re
import unicodedata

from kiosk.problems import N_, Problem
from kiosk.words.tables import EN, RU

DAY_SIGNS = re.compile(r"[\s.,/\-–]+")
WRITTEN_MONTH = re.compile(r"(\d{1,2})\s+([^\W\d]+)\.?(?:\s+(\d{4}))?")
FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Co", "Cn"}
LINE_SIGNS = "\r\n\t"
INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0xFEFF, 0x00AD])
NEAR_YEARS = 10
"""A two-figure year may lie so far ahead; beyond that it is one of the last century («75» is 1975)."""

WRONG_DATE = N_("Write the date like 24.11 or 24.11.2026. «%(typed)s» is not a date.")
NO_SUCH_DAY = N_("There is no such day: «%(typed)s». Look at the day and the month.")
WRONG_TIME = N_("Write the time like 14:05. «%(typed)s» is not a time of day.")
WRONG_HOURS = N_("Write academic hours like 1 or 0,5, in steps of a quarter. «%(typed)s» does not fit.")
WRONG_NUMBER = N_("Write a whole number from %(least)s to %(most)s. «%(typed)s» does not fit.")
BROKEN_TEXT = N_("There is a sign here that cannot be kept (it came in by copying). Type the text anew.")
TOO_LONG = N_("Too long: %(length)s characters, at most %(limit)s are kept.")
SHOWN = 40
"""So much of what was typed is quoted in a sentence; the field itself keeps all of it."""


def tidy(text: str, *, lines: bool = False) -> str:
    """Composed letters («й» as one sign), no invisible marks, single spaces, no spaces at the ends."""
    text = unicodedata.normalize("NFC", text.translate(INVISIBLE)).replace("\r\n", "\n").replace("\r", "\n")
    if lines:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return " ".join(text.split())


def is_broken(text: str) -> bool:
    """True when a sign in it is no text: NUL, other controls, halves of characters."""
    return any(unicodedata.category(sign) in FORBIDDEN_CATEGORIES and sign not in LINE_SIGNS for sign in text)


def shown(typed: str) -> str:
    return typed if len(typed) <= SHOWN else f"{typed[:SHOWN]}…"


def read_date(typed: str, today: dt.date) -> dt.date | Problem:
    """24.11, 24.11.26, 24112026, 2026-11-24, 24 ноября, сегодня, вчера. Without a year: the nearest such day."""
    text = tidy(typed).lower()
    near = near_day(text, today)
    if near is not None:
        return near
    parts = date_parts(text, today)
    if parts is None:
        return Problem(WRONG_DATE, values={"typed": shown(typed)})
    year, month, day = parts
    try:
        return nearest(month, day, today) if year is None else dt.date(year, month, day)
    except ValueError:
        return Problem(NO_SUCH_DAY, values={"typed": shown(typed)})


def day_of_address(text: str) -> dt.date | None:
    """The date in an address, written 2026-11-24 and no other way; None for anything else."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.isoformat() == text else None


def near_day(text: str, today: dt.date) -> dt.date | None:
    """Today, yesterday, tomorrow, in either language."""
    for table in (RU, EN):
        words = {table.yesterday: -1, table.today: 0, table.tomorrow: 1}
        if text in words:
            return today + dt.timedelta(days=words[text])
    return None


def date_parts(text: str, today: dt.date) -> tuple[int | None, int, int] | None:
    """Year (None when it is left out), month, day as typed; None when it does not look like a date at all."""
    if written := WRITTEN_MONTH.fullmatch(text):
        day, month, year = int(written[1]), month_number(written[2]), full_year(written[3] or "", today)
        return (year, month, day) if month else None
    if text.isascii() and text.isdigit() and len(text) in {4, 6, 8}:
        return full_year(text[4:], today), int(text[2:4]), int(text[:2])
    parts = [part for part in DAY_SIGNS.split(text) if part]
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):  # noqa: PLR2004
        return None
    if len(parts[0]) == 4 and len(parts) == 3:  # noqa: PLR2004
        return int(parts[0]), int(parts[1]), int(parts[2])
    return full_year(parts[2] if parts[2:] else "", today), int(parts[1]), int(parts[0])


def month_number(word: str) -> int:
    """1–12 for a month's name in either language, or its beginning of three letters or more; 0 for another word."""
    for table in (RU, EN):
        for names in (table.months_of, table.months):
            for number, name in enumerate(names, 1):
                if name.lower().startswith(word) and len(word) >= min(3, len(name)):
                    return number
    return 0


def full_year(figures: str, today: dt.date) -> int | None:
    """«26» → 2026, «75» → 1975, «2026» → 2026, nothing → None."""
    if len(figures) != 2:  # noqa: PLR2004
        return int(figures) if figures else None
    year = today.year // 100 * 100 + int(figures)
    return year - 100 if year > today.year + NEAR_YEARS else year


def nearest(month: int, day: int, today: dt.date) -> dt.date:
    """The day of that month closest to today; ValueError when no year near has it."""
    near = [date for year in range(today.year - 1, today.year + 2) if (date := day_or_none(year, month, day))]
    if not near:
        raise ValueError("no such day in the years around")
    return min(near, key=lambda date: abs((date - today).days))


def day_or_none(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


TIME = re.compile(r"(\d{1,2})(?:[:.,\-\s]?(\d{2}))?")


def read_time(typed: str) -> dt.time | Problem:
    """14:05, 14.05, 1405, 905, 14: a time of the day without seconds."""
    found = TIME.fullmatch(tidy(typed)) if typed.isascii() else None
    try:
        return (
            dt.time(int(found[1]), int(found[2] or 0)) if found else Problem(WRONG_TIME, values={"typed": shown(typed)})
        )
    except ValueError:
        return Problem(WRONG_TIME, values={"typed": shown(typed)})


HOURS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")
QUARTER_PARTS = {"": 0, "0": 0, "00": 0, "25": 1, "5": 2, "50": 2, "75": 3}


def read_hours(typed: str, *, step: int = 1, most: int = 96) -> int | Problem:
    """«0,5» → 2: academic hours in whole quarter hours (P4), in steps of so many quarters."""
    found = HOURS.fullmatch(tidy(typed)) if typed.isascii() else None
    quarters = QUARTER_PARTS.get(found[2] or "") if found else None
    if found is None or quarters is None or (total := int(found[1]) * 4 + quarters) % step or total > most:
        return Problem(WRONG_HOURS, values={"typed": shown(typed)})
    return total


def read_number(typed: str, least: int, most: int) -> int | Problem:
    """A whole number within bounds."""
    text = tidy(typed).replace(" ", "")
    number = int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else None
    if number is None or not least <= number <= most:
        return Problem(WRONG_NUMBER, values={"least": least, "most": most, "typed": shown(typed)})
    return number
