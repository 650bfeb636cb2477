"""What the papers and files to take home are made of: codes with the week as text, names of files (F3)."""

from typing import Final

from markupsafe import Markup

from kiosk.documents.qr import Level, qr_svg
from kiosk.families.queries import WeekView
from kiosk.families.week_texts import WeekText, days_of, week_texts
from kiosk.problems import N_
from kiosk.store import Store
from kiosk.words import NBSP, Tongue

__all__ = ["codes", "days_of", "drawn", "file_name", "markup"]

VERSION: Final = 14
"""No smaller one: seen from the side by 15 %, versions 14 and 15 were always read, 10 to 13 never (zxing-cpp 3.1)."""
FIRMEST: Final = {Level.Q: 292, Level.M: 412}
"""Bytes that version 15 holds at each level, the firmest first; more than that goes at level L."""
FILE: Final = N_("Timetable, %(who)s, %(days)s")


def codes(week: WeekView, store: Store, words: Tongue) -> tuple[WeekText, ...]:
    """The texts of the codes of a family's week as they are now."""
    return week_texts(week, store.clock.local(store.clock.now()), words)


def drawn(text: str) -> str:
    """The code of a text, at the firmest level that version 15 has room for: a week hangs in a kitchen."""
    size = len(text.encode())
    return qr_svg(text, next((level for level, most in FIRMEST.items() if size <= most), Level.L), least=VERSION)


def markup(text: str) -> Markup:
    """The same for standing in a page."""
    return Markup(drawn(text))  # noqa: S704  because it is our own drawing


def file_name(week: WeekView, words: Tongue) -> str:
    """«Расписание, Мария И., Пётр И., 24–30 ноября»: found again among a phone's downloads."""
    who = ", ".join(child.name for child in week.children)
    return (words.gettext(FILE) % {"who": who, "days": words.days(week.today, week.until)}).replace(NBSP, " ")
