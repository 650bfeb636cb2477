"""How sheets write roles, programmes, cycles, days, kinds of lessons; Russian because schools' sheets are (O2, P2)."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from kiosk.actor import Role
from kiosk.office.exchange.lines import plain_word
from kiosk.people.records import Cycle, Funding, Programme
from kiosk.regime.records import KIND_ON_PAPER, LessonKind
from kiosk.timetable.records import TimetableMode, Weeks
from kiosk.web.reading import read_time

T = TypeVar("T")

ROLE_WORDS: Final = {
    Role.DIRECTOR: ("директор",),
    Role.DEPUTY: (
        "заместитель директора по УВР",
        "заместитель директора",
        "зам. директора по УВР",
        "зам. директора",
        "завуч",
    ),
    Role.HEAD_OF_DEPARTMENT: ("заведующий отделением", "зав. отделением", "заведующая отделением"),
    Role.TEACHER: ("преподаватель", "преп.", "педагог", "учитель"),
    Role.ACCOMPANIST: ("концертмейстер", "конц."),
    Role.TECHNICIAN: ("администратор киоска", "техник", "технический специалист", "системный администратор"),
}
CYCLE_WORDS: Final = {
    Cycle.PERFORMANCE: ("Инструментальное и вокальное исполнительство", "Исполнительство", "исполнительский"),
    Cycle.VISUAL_ARTS: ("Изобразительное искусство", "изо", "художественное творчество"),
    Cycle.THEORY: ("Теория и история музыки", "Теория", "теоретический", "теоретическое"),
}
PROGRAMME_WORDS: Final = {
    Programme.PRE_PROFESSIONAL: ("предпрофессиональная", "ДПП", "ПП", "предпроф."),
    Programme.GENERAL: ("общеразвивающая", "ДОП", "ОР", "общеразвив."),
}
FUNDING_WORDS: Final = {
    Funding.BUDGET: ("бюджет", "бюджетное", "бюджетная", "муниципальное задание"),
    Funding.PAID: ("внебюджет", "внебюджетное", "внебюджетная", "платно", "платное", "платная", "договор"),
}
FORM_WORDS: Final = {True: ("индивидуальная", "индивидуально", "инд."), False: ("групповая", "мелкогрупповая", "гр.")}
DAY_WORDS: Final = {
    0: ("Понедельник", "пн", "пон"),
    1: ("Вторник", "вт", "вто"),
    2: ("Среда", "ср", "сре"),
    3: ("Четверг", "чт", "чет"),
    4: ("Пятница", "пт", "пят"),
    5: ("Суббота", "сб", "суб"),
    6: ("Воскресенье", "вс", "вос"),
}
KIND_WORDS: Final = {
    LessonKind.ON_SITE: (KIND_ON_PAPER[LessonKind.ON_SITE], "очно", "урок", "очный урок"),
    LessonKind.VIDEO: (KIND_ON_PAPER[LessonKind.VIDEO], "видео", "видеозанятие"),
    LessonKind.CONFERENCE: (KIND_ON_PAPER[LessonKind.CONFERENCE], "конференция"),
    LessonKind.WEBINAR: (KIND_ON_PAPER[LessonKind.WEBINAR], "вебинар"),
    LessonKind.SELF_STUDY: (KIND_ON_PAPER[LessonKind.SELF_STUDY], "самостоятельная работа"),
    LessonKind.INDIVIDUAL: (KIND_ON_PAPER[LessonKind.INDIVIDUAL], "индивидуальный урок", "индивидуальное"),
    LessonKind.CONSULTATION: (KIND_ON_PAPER[LessonKind.CONSULTATION],),
    LessonKind.CONTROL: (KIND_ON_PAPER[LessonKind.CONTROL], "контроль", "контрольный урок"),
}
MODE_WORDS: Final = {
    TimetableMode.ON_SITE: ("очное", "очно"),
    TimetableMode.DISTANCE: ("дистанционное", "дистанционно", "дистант"),
}


WEEKS_WORDS: Final = {
    Weeks.EVERY: ("каждую", "каждая", "все", "еженедельно"),
    Weeks.ODD: ("нечётные", "нечётная", "неч.", "неч", "нечет", "1 неделя", "1 нед.", "1", "н/н"),
    Weeks.EVEN: ("чётные", "чётная", "чёт.", "чет", "2 неделя", "2 нед.", "2", "ч/н"),
}


def lookup(words: Mapping[T, tuple[str, ...]]) -> dict[str, T]:
    """Member by word as it is compared."""
    return {plain_word(word): member for member, forms in words.items() for word in forms}


def first(words: Mapping[T, tuple[str, ...]]) -> dict[T, str]:
    """How our own sheets write each member."""
    return {member: forms[0] for member, forms in words.items()}


ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
LAST_YEAR: Final = 9
CLASS: Final = re.compile(
    r"(?P<year>\d|[IVX]+) ?(?:/ ?(?P<term>\d)|\( ?(?P<of>\d) ?\))? ?(?P<kind>ПП|ОР)? ?(?:кл(?:асс)?\.?)?",
    re.IGNORECASE,
)


class ClassOf(msgspec.Struct, frozen=True):
    """A class as a sheet writes it: «3», «3/8», «3 (8) кл.», «3 ОР», «II кл.»; what is not said is None."""

    year: int
    term: int | None = None
    programme: Programme | None = None
    label: str = ""


def class_of(text: str) -> ClassOf | None:
    """A class, or None for what is none."""
    match = CLASS.fullmatch(text.strip())
    if match is None:
        return None
    year = ROMAN.get(match["year"].upper(), 0) or (int(match["year"]) if match["year"].isdigit() else 0)
    term = int(match["term"] or match["of"] or 0) or None
    if not 1 <= year <= LAST_YEAR:
        return None
    programme = {"ПП": Programme.PRE_PROFESSIONAL, "ОР": Programme.GENERAL}.get((match["kind"] or "").upper())
    return ClassOf(year, term, programme, "" if text.strip().isdigit() else text.strip())


def time_of(text: str) -> dt.time | None:
    """A time of the day, or None."""
    value = read_time(text)
    return value if isinstance(value, dt.time) else None
