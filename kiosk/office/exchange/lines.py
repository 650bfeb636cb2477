"""One row of a list, read cell by cell: values, or sentences at their cells (O2)."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from typing import Final, TypeVar

import msgspec

from kiosk.documents.sheets import Cell, address
from kiosk.office.exchange.findings import Findings
from kiosk.office.exchange.tables import Table
from kiosk.problems import N_, Problem
from kiosk.store import fold
from kiosk.web.forms import EMPTY
from kiosk.web.reading import BROKEN_TEXT, TOO_LONG, is_broken, read_date, read_hours, read_number, read_time, tidy

Value = TypeVar("Value")
Member = TypeVar("Member")

SECONDS: Final = re.compile(r"(?<=\d[:.]\d\d)[:.]00$")
WORDS: Final = re.compile(r"[^\W_]+\.?")
ALIKE: Final = 0.85
FIRST_SERIAL: Final = dt.date(1899, 12, 30)
SERIALS: Final = range(10_000, 80_000)
"""Excel's own day numbers, 1927 to 2119: what a date is when the cell lost its format."""
LONGEST_HOURS: Final = 400
YES: Final = frozenset({"да", "+", "v", "есть", "1", "х", "x", "yes", "true", "истина"})
NO: Final = frozenset({"", "нет", "-", "–", "—", "0", "no", "false", "ложь"})
CYRILLIC_OF: Final = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
"""Latin letters that look like Russian ones: a name with one of them is never found again."""


class Line(msgspec.Struct, frozen=True):
    """A row of a table with the readers of its cells. A reader that cannot read notes why and gives None."""

    table: Table
    number: int
    findings: Findings
    today: dt.date

    @property
    def row(self) -> int:
        """The number that Excel shows."""
        return self.number + 1

    def at(self, key: str) -> str:
        """«Расписание!C22»."""
        return self.table.at(self.number, key)

    def has(self, key: str) -> bool:
        """True when the sheet has this column at all; without it the stored value stays."""
        return key in self.table.places

    def cell(self, key: str) -> Cell:
        """What stands in the cell."""
        place = self.table.places.get(key)
        return None if place is None else self.table.rows[self.number][place]

    def refuse(self, key: str, msgid: str, **values: str | float) -> None:
        """Note what is wrong with a cell."""
        self.findings.take(Problem(msgid, self.at(key), values=values))

    def caution(self, key: str, msgid: str, **values: str | float) -> None:
        """Note what is doubtful about a cell."""
        self.findings.cautions.append(Problem(msgid, self.at(key), values=values))

    def is_computed(self, key: str) -> bool:
        """A formula, or text that Excel would take for one: its value depends on who opens the file."""
        place = self.table.places.get(key)
        if place is None:
            return False
        value = self.table.rows[self.number][place]
        return address(self.number, place) in self.table.formulas or (isinstance(value, str) and value[:1] == "=")

    def sound(self) -> bool:
        """Refuse every computed cell of the row; True when there was none."""
        computed = [key for key in self.table.places if self.is_computed(key)]
        for key in computed:
            self.refuse(key, FORMULA)
        return not computed

    def text(self, key: str, *, limit: int = 200, required: bool = False) -> str:
        """A line of text, tidied. "" when it is empty or cannot be kept."""
        value = self.cell(key)
        if isinstance(value, (dt.date, dt.time)):
            self.refuse(key, TURNED_INTO_DATE)
            return ""
        raw = "" if value is None or self.is_computed(key) else f"{value:g}" if isinstance(value, float) else str(value)
        if is_broken(raw):
            self.refuse(key, BROKEN_TEXT)
            return ""
        text = tidy(raw)
        if len(text) > limit:
            self.refuse(key, TOO_LONG, length=len(text), limit=limit)
            return ""
        if required and not text and not self.is_computed(key):
            self.refuse(key, EMPTY)
        return text

    def name(self, key: str, *, limit: int = 150, required: bool = False) -> str:
        """Text that has to be found again by typing it: no Latin letters among Russian ones."""
        text = self.text(key, limit=limit, required=required)
        if mixed := mixed_script(text):
            self.refuse(key, MIXED_SCRIPT, word=mixed, better=mixed.translate(CYRILLIC_OF))
            return ""
        return text

    def names(self, key: str, *, limit: int = 10_000) -> list[str]:
        """Names with commas between them."""
        parts = re.split(r"[,;\n]", self.name(key, limit=limit))
        return [part.strip() for part in parts if part.strip()]

    def date(self, key: str) -> dt.date | None:
        """A day; None when empty or wrong."""
        match self.cell(key):
            case dt.datetime() as moment:
                return moment.date()
            case dt.date() as day:
                return day
            case int() as serial if serial in SERIALS:
                return FIRST_SERIAL + dt.timedelta(serial)
            case _:
                return self._read(key, lambda text: read_date(text, self.today))

    def time(self, key: str, *, required: bool = False) -> dt.time | None:
        """A time of the day."""
        match self.cell(key):
            case dt.datetime() as moment:
                return moment.time()
            case dt.time() as time:
                return time.replace(second=0, microsecond=0)
            case float() as part if 0 < part < 1:
                minutes = round(part * 24 * 60)
                return dt.time(minutes // 60 % 24, minutes % 60)
            case _:
                return self._read(key, lambda text: read_time(SECONDS.sub("", text)), required=required)

    def number_of(self, key: str, least: int, most: int) -> int | None:
        """A whole number within bounds."""
        return self._read(key, lambda text: read_number(text, least, most))

    def hours(self, key: str) -> int | None:
        """Academic hours in whole quarters."""
        return self._read(key, lambda text: read_hours(text, most=LONGEST_HOURS))

    def yes(self, key: str) -> bool:
        """«да» or «нет», an empty cell is «нет»."""
        text = fold(self.text(key, limit=40))
        if text not in YES | NO:
            self.refuse(key, YES_OR_NO, typed=text[:40])
        return text in YES

    def word(self, key: str, words: Mapping[str, Member], shown: Iterable[str]) -> Member | None:
        """One of some words, without case, ё as е, signs passed over; an empty cell gives None."""
        text = self.text(key, limit=200)
        if not text:
            return None
        found = words.get(plain_word(text))
        if found is None:
            self.refuse(key, NOT_ONE_OF, typed=text[:60], words=", ".join(shown))
        return found

    def _read(self, key: str, reader: Callable[[str], Value | Problem], *, required: bool = False) -> Value | None:
        text = self.text(key, limit=200, required=required)
        if not text:
            return None
        value = reader(text)
        if isinstance(value, Problem):
            self.findings.take(Problem(value.msgid, self.at(key), value.paragraph, value.values))
            return None
        return value


def plain_word(text: str) -> str:
    """A word as it is compared: folded, letters and figures only."""
    return re.sub(r"[\W_]+", "", fold(text))


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name that looks most like a text, or nothing; «спец. (форт.)» is «Специальность (фортепиано)»."""
    names = {fold(name): name for name in known}
    for folded, name in names.items():
        if _is_short_for(fold(text), folded):
            return name
    found = get_close_matches(fold(text), names, n=1, cutoff=0.72)
    return names[found[0]] if found else ""


def _is_short_for(text: str, name: str) -> bool:
    """True when every word is the beginning of the other's, or nearly the same; one at least has a full stop."""
    short, whole = WORDS.findall(text), WORDS.findall(name)
    if len(short) != len(whole) or not any(word.endswith(".") for word in short):
        return False
    pairs = zip(short, whole, strict=True)
    return all(
        long.startswith(word[:-1]) if word.endswith(".") else SequenceMatcher(None, word, long).ratio() > ALIKE
        for word, long in pairs
    )


def mixed_script(text: str) -> str:
    """The first word that mixes Latin letters with Russian ones, or consists of look-alikes beside Russian words."""
    words: list[str] = re.findall(r"[^\W\d_]{2,}|[^\W\d_](?=\.)", text)
    russian = any("а" <= sign <= "я" or sign == "ё" for sign in text.casefold())
    for word in words:
        latin = [sign for sign in word if "LATIN" in unicodedata.name(sign, "")]
        if not latin or not russian:
            continue
        alike = all(sign.translate(CYRILLIC_OF) != sign for sign in latin)
        if len(latin) < len(word) or alike:
            return word
    return ""


FORMULA: Final = N_("A formula stands here. Write the value itself: copy the cell and paste it as a value.")
TURNED_INTO_DATE: Final = N_(
    "Excel took this for a date or a time. Set the format of the column to text and type it once more."
)
MIXED_SCRIPT: Final = N_("«%(word)s» has Latin letters among the Russian ones. Type it anew: %(better)s.")
YES_OR_NO: Final = N_("Write «да» or «нет». «%(typed)s» is neither.")
NOT_ONE_OF: Final = N_("«%(typed)s» is not known here. Write one of these: %(words)s.")
