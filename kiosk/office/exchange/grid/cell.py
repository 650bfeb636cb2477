"""The words of one cell taken apart: «Петров А. 3/8 (спец.) неч. кц Дроздов к. 5» (T3).

Nothing here knows who is who. A part that has a mark of its own is taken out, the rest stays in its order.
"""

import datetime as dt
import re
import unicodedata
from typing import Final

import msgspec

from kiosk.office.exchange.grid.clock import NO_TIME, Span, point
from kiosk.office.exchange.grid.labels import LETTER, ROOM_MARK, SURNAME, room_of
from kiosk.office.exchange.words_of import ROMAN
from kiosk.regime.records import LessonKind
from kiosk.timetable.records import Weeks
from kiosk.web.reading import tidy

GAP: Final = " ¦ "
"""Where something was taken out: words on both sides do not belong together."""
FLAGS: Final = re.IGNORECASE
INITIALS_BEHIND: Final = rf"{SURNAME}\s+{LETTER}(?:\s?\.\s?(?:{LETTER}(?:\s?\.|(?!\w)))?|(?!\w))"
INITIALS_BEFORE: Final = rf"{LETTER}\s?\.\s?(?:{LETTER}\s?\.\s?)?{SURNAME}"
ANY_NAME: Final = rf"{INITIALS_BEHIND}|{INITIALS_BEFORE}"

TIME: Final = r"\d{1,2}[:.\-]\d{2}"
STRETCH: Final = re.compile(
    rf"(?:(?<!\w)с\s+)?(?<![\d.])({TIME}|\d{{4}})\s*(?:-|–|—|до)\s*({TIME}|\d{{4}})(?![\d.])", FLAGS
)
UNTIL: Final = re.compile(rf"(?<!\w)до\s+({TIME})(?![\d.])", FLAGS)
LEADING: Final = re.compile(rf"^\s*({TIME})(?![\d.])", FLAGS)
FROM: Final = re.compile(rf"(?<!\w)(?:с|в)\s+({TIME})(?![\d.])", FLAGS)
ACCOMPANIST: Final = re.compile(
    rf"(?<!\w)(?i:концертмейстер|концертм|конц|кц|к-р|к-тр|к-мейстер|аккомп(?:аниатор)?|акк)(?!\w)\.?\s*[-–:]?\s*"
    rf"({ANY_NAME}|{SURNAME}\s+{SURNAME}\s+{SURNAME}|{SURNAME})"
)
ODD: Final = re.compile(
    r"(?<!\w)(?:неч(?:[её]т\w*)?(?!\w)\.?(?:\s*нед\w*\.?)?|н/(?:н|ч)(?!\w)|(?:1|I)(?:\s?-?[а-я]{1,2})?\s+нед\w*\.?)",
    FLAGS,
)
EVEN: Final = re.compile(
    r"(?<!\w)(?:ч[её]т(?:н\w*)?(?!\w)\.?(?:\s*нед\w*\.?)?|ч/н(?!\w)|(?:2|II)(?:\s?-?[а-я]{1,2})?\s+нед\w*\.?)", FLAGS
)
CONSULTATION: Final = re.compile(r"(?<!\w)конс(?:ульт\w*)?(?!\w)\.?", FLAGS)
CONTROL: Final = re.compile(r"(?<!\w)(?:контр(?:ольн\w*)?(?!\w)\.?(?:\s*(?:урок|раб(?:ота)?\.?))?|к/р(?!\w))", FLAGS)
PROGRAMME: Final = r"(?:ПП|ДПП|ДПОП|ОР|ДОП|ОРП)"
CLASS: Final = re.compile(
    rf"(?<![\w/.,:])(?P<year>[1-9]|[IVX]{{1,4}})"
    rf"(?:\s?/\s?(?P<term>\d)|\s?\(\s?(?P<of>\d)\s?\))?"
    rf"(?P<word>[\s-]*(?:й\s*)?кл(?:асс)?(?!\w)\.?)?(?:\s?(?P<kind>{PROGRAMME})(?!\w))?(?P<after>\s*кл(?:асс)?(?!\w)\.?)?"
    rf"(?![\w/])(?!\s?[А-ЯЁа-яё](?![\w.]))"
)
CLASS_TURNED: Final = re.compile(r"(?<!\w)кл(?:асс)?\.?\s*(?P<year>[1-9])(?:\s?/\s?(?P<term>\d))?(?![\w/])", FLAGS)
BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


class InClass(msgspec.Struct, frozen=True):
    """A class as a cell says it; 0 and "" for what it does not say."""

    year: int = 0
    term: int = 0
    general: bool | None = None
    text: str = ""


NO_CLASS: Final = InClass()


class Parts(msgspec.Struct):
    """What a cell says. ``words``: what names whom and what; ``remarks``: what stood in brackets."""

    span: Span = NO_TIME
    weeks: Weeks = Weeks.EVERY
    kind: LessonKind | None = None
    accompanist: str = ""
    room: str = ""
    in_class: InClass = NO_CLASS
    words: str = ""
    remarks: list[str] = msgspec.field(default_factory=list)


def parts_of(text: str) -> Parts:
    """Take a cell apart. What no mark explains stays in `words`."""
    parts = Parts()
    rest = f" {unicodedata.normalize('NFC', tidy(text.replace(chr(10), ', ')))} "
    rest = _accompanist(rest, parts)
    rest = _weeks_and_kind(rest, parts)
    rest = _times(rest, parts)
    rest = _class(rest, parts)
    rest = _brackets(rest, parts)
    rest = _room(rest, parts)
    parts.words = " ".join(re.sub(r"(?:\s*[¦,;]\s*)+", GAP, rest).strip(" ¦,;.-–—*").split())
    return parts


BESIDE: Final = re.compile(r"\s+/\s*|\s*/\s+|\s*[;|]\s*|,\s+")
"""Between two lessons of one line: «Петров А. неч. / Иванова М. чёт.»."""


def lessons_in(lines: list[str]) -> list[str]:
    """The lessons of one cell: several when several lines have a time or weeks of their own; else the whole cell."""
    if len(lines) == 1 and ODD.search(lines[0]) and EVEN.search(lines[0]):
        lines = BESIDE.split(lines[0])
    marks = [line for line in lines if _begins_a_lesson(line)]
    if len(marks) < 2 or lines[0] not in marks:  # noqa: PLR2004  because one lesson is the usual case
        return [", ".join(lines)]
    found: list[str] = []
    for line in lines:
        if line in marks:
            found.append(line)
        else:
            found[-1] = f"{found[-1]}, {line}"
    return found


def _begins_a_lesson(line: str) -> bool:
    return any(pattern.search(f" {line} ") for pattern in (STRETCH, FROM, ODD, EVEN, LEADING))


def _accompanist(rest: str, parts: Parts) -> str:
    found = ACCOMPANIST.search(rest)
    if found is None:
        return rest
    parts.accompanist = tidy(found[1])
    return _without(rest, found)


def _weeks_and_kind(rest: str, parts: Parts) -> str:
    for pattern, weeks in ((ODD, Weeks.ODD), (EVEN, Weeks.EVEN)):
        if found := pattern.search(rest):
            parts.weeks, rest = weeks, _without(rest, found)
            break
    for pattern, kind in ((CONSULTATION, LessonKind.CONSULTATION), (CONTROL, LessonKind.CONTROL)):
        if found := pattern.search(rest):
            parts.kind, rest = kind, _without(rest, found)
            break
    return rest


def _times(rest: str, parts: Parts) -> str:
    if (found := STRETCH.search(rest)) and (start := point(found[1])) and (end := point(found[2])):
        parts.span = Span(start, end)
        return _without(rest, found)
    for pattern, ends in ((UNTIL, True), (FROM, False), (LEADING, False)):
        found = pattern.search(rest)
        time = point(found[1]) if found else None
        if found and time and (":" in found[1] or time.minute % 5 == 0):  # «до 12.01» may be a date
            parts.span = Span(parts.span.start, time) if ends else Span(time, parts.span.end)
            rest = _without(rest, found)
    return rest


def _class(rest: str, parts: Parts) -> str:
    """A bare figure is no class: «3» may be anything, «3 кл.» and «3/8» may not."""
    found = CLASS_TURNED.search(rest)
    found = found or next(
        (one for one in CLASS.finditer(rest) if any(one.group("term", "of", "word", "kind", "after"))), None
    )
    if found is None:
        return rest
    said = found.groupdict()
    year = ROMAN.get(found["year"]) or int(found["year"]) if found["year"].isdigit() else ROMAN.get(found["year"], 0)
    kind = said.get("kind") or ""
    general = kind in {"ОР", "ДОП", "ОРП"} if kind else None
    parts.in_class = InClass(year, int(said.get("term") or said.get("of") or 0), general, tidy(found[0]))
    return _without(rest, found)


def _brackets(rest: str, parts: Parts) -> str:
    while found := BRACKETS.search(rest):
        inside = _room(f" {found[1]} ", parts)
        remark = tidy(inside.replace("¦", " ").strip(" ,;"))
        if remark:
            parts.remarks.append(remark)
        rest = _without(rest, found)
    return rest


def _room(rest: str, parts: Parts) -> str:
    found = None if parts.room else ROOM_MARK.search(rest)
    if found is None:
        return rest
    parts.room = room_of(found[0])
    before = re.sub(r"(?<!\w)в\s*$", "", rest[: found.start()])
    return before + GAP + rest[found.end() :].removeprefix(".")


def _without(rest: str, found: re.Match[str]) -> str:
    return rest[: found.start()] + GAP + rest[found.end() :]


def time_text(time: dt.time | None) -> str:
    """«14:05»."""
    return f"{time:%H:%M}" if time else ""
