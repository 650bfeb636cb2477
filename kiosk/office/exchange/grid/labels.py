"""What a cell of a grid is by its looks: a day, a time, somebody's name, a room, a heading, or words (T3)."""

import datetime as dt
import re
from enum import Enum, auto
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from kiosk.documents.sheets import Cell
from kiosk.office.exchange import words_of
from kiosk.office.exchange.grid.clock import NO_TIME, Span, span_of
from kiosk.office.exchange.lines import CYRILLIC_OF, plain_word
from kiosk.web.reading import tidy


class Label(Enum):
    """By its looks."""

    DAY = auto()
    TIME = auto()
    PERSON = auto()
    ROOM = auto()
    ROLE = auto()
    WORDS = auto()


class Role(Enum):
    """What a heading says about its column."""

    DAY = auto()
    TIME = auto()
    TEACHER = auto()
    WHOM = auto()
    SUBJECT = auto()
    ROOM = auto()
    CLASS = auto()
    ACCOMPANIST = auto()
    NOTE = auto()
    NUMBER = auto()


class People(Protocol):
    """Who is known, as far as looks depend on it."""

    def is_staff(self, name: str) -> bool:
        """True when this names somebody of the staff."""

    def is_student(self, name: str) -> bool:
        """True when this names a student."""


class Look(msgspec.Struct, frozen=True):
    """A cell with what it looks like. ``name`` and ``room``: of somebody with «(каб. 5)» behind."""

    label: Label
    text: str
    day: int = 0
    span: Span = NO_TIME
    role: Role | None = None
    name: str = ""
    room: str = ""
    lines: tuple[str, ...] = ()


DAYS: Final = words_of.lookup(words_of.DAY_WORDS)
DATED: Final = re.compile(r"([^\W\d_]+)[\s,.(]*(?:\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?)?[\s)г.]*")
SURNAME: Final = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
LETTER: Final = r"[А-ЯЁ]"
INITIALLED: Final = rf"{SURNAME}\s+{LETTER}\s?\.\s?{LETTER}\s?\.?"
TURNED: Final = rf"{LETTER}\s?\.\s?{LETTER}\s?\.\s?{SURNAME}"
WHOLE: Final = rf"{SURNAME}\s+{SURNAME}\s+{SURNAME}"
WHO: Final = re.compile(
    rf"(?:(?i:преп(?:одаватель|од)?|педагог|учитель)\b\.?\s*:?\s*)?"
    rf"(?P<name>{INITIALLED}|{TURNED}|{WHOLE}|{SURNAME}\s+{SURNAME}|{SURNAME})(?P<rest>.*)"
)
SURE_SHAPE: Final = re.compile(rf"{INITIALLED}|{TURNED}|{WHOLE}")
ROOM_MARK: Final = re.compile(
    r"(?<!\w)(?:(?:кабинет|каб|аудитория|ауд|студия|комната)(?!\w)\.?\s*№?\s*(?P<named>(?:\w+\s+)?зал(?!\w)|[\w-]+)|№\s*(?P<number>\d+\w?)"
    r"|(?P<hall>(?:(?:мал|бол|акт|конц|камер|репет|орган|хор)\w*\.?\s+)?зал)(?!\w)|к\.?\s?(?P<short>\d+\w?|(?<=\.)зал|(?<=\.\s)зал)(?!\w))",
    re.IGNORECASE,
)
HEADINGS: Final = {
    Role.NUMBER: ("№", "n п/п", "п/п"),
    Role.TIME: ("врем", "часы", "час", "звон"),
    Role.DAY: ("день", "дни"),
    Role.ACCOMPANIST: ("концертм", "конц", "кц"),
    Role.TEACHER: ("преподават", "препод", "педагог", "учител", "кто вед"),
    Role.WHOM: ("учени", "учащ", "обучающ", "ф.и", "фи ", "фио", "фамил", "групп", "коллектив", "с кем", "кого"),
    Role.SUBJECT: ("предмет", "дисципл", "что"),
    Role.ROOM: ("кабинет", "каб", "аудитор", "ауд.", "где", "помещен"),
    Role.CLASS: ("класс", "кл."),
    Role.NOTE: ("примеч", "замеч"),
}
MIXED: Final = re.compile(r"(?=\w*[а-яё])(?=\w*[a-z])[^\W\d_]+", re.IGNORECASE)
LONGEST_HEADING: Final = 40


def look_at(value: Cell, people: People) -> Look:
    """What a cell with something in it looks like."""
    span = span_of(value)
    text = written(value)
    if span is not None:
        return Look(Label.TIME, text, span=span)
    if isinstance(value, dt.date):
        return Look(Label.DAY, text, day=value.weekday())
    day = day_of(text)
    if day is not None:
        return Look(Label.DAY, text, day=day)
    look = _room(text) or _person(text, people) or _role(text) or Look(Label.WORDS, text)
    return replace(look, lines=lines_of(value))


def written(value: Cell) -> str:
    """The text of a cell; a line break is kept as a comma, because it parts like one."""
    return ", ".join(lines_of(value))


def lines_of(value: Cell) -> tuple[str, ...]:
    """The lines of a cell."""
    if isinstance(value, (dt.date, dt.time)):
        return (f"{value:%H:%M}" if isinstance(value, dt.time) else f"{value:%d.%m.%Y}",)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return tuple(line for line in map(tidy, in_one_script(text).splitlines()) if line)


def in_one_script(text: str) -> str:
    """Latin letters that look like Russian ones become these, in words that have both."""
    return MIXED.sub(lambda word: word[0].translate(CYRILLIC_OF), text)


def day_of(text: str) -> int | None:
    """A day of the week, perhaps with a date behind it."""
    found = DATED.fullmatch(tidy(text))
    return DAYS.get(plain_word(found[1])) if found else None


def room_of(text: str) -> str:
    """The room that a mark names: «каб. 5» → «5», «Малый зал» → itself; nothing when there is none."""
    found = ROOM_MARK.search(text)
    if found is None:
        return ""
    return found["named"] or found["number"] or found["short"] or found["hall"]


def _room(text: str) -> Look | None:
    found = ROOM_MARK.fullmatch(text.strip(" ()."))
    return Look(Label.ROOM, text, room=room_of(text)) if found else None


def _role(text: str) -> Look | None:
    folded = tidy(text).casefold()
    if len(text) > LONGEST_HEADING or re.search(r"\d", text):
        return None
    for role, words in HEADINGS.items():
        if folded.startswith(words):
            return Look(Label.ROLE, text, role=role)
    return None


def _person(text: str, people: People) -> Look | None:
    """Somebody of the staff, or a stranger written with both initials; a student's name is words like all others."""
    found = WHO.fullmatch(text)
    if found is None:
        return None
    name, rest = tidy(found["name"]), found["rest"]
    room = room_of(rest)
    rest = ROOM_MARK.sub("", rest)
    if re.search(r"\d", rest):
        return None
    if people.is_staff(name):
        return Look(Label.PERSON, text, name=name, room=room)
    if SURE_SHAPE.fullmatch(name) and not people.is_student(name) and not rest.strip(" ,.()-–—"):
        return Look(Label.PERSON, text, name=name, room=room)
    return None
