"""The week of a family as plain texts for QR codes: read by any phone, no network, no address in them (F3). Pure.

One code holds them all where they fit, else there is one for each child, and a child's week goes over several by days.
Days, times, subjects and teachers are never cut; what a code leaves out it says itself.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.families.queries import DayOfWeek, LessonView, WeekView
from kiosk.problems import N_
from kiosk.words import Tongue
from kiosk.words.names import NBSP

MOST_BYTES: Final = 520
"""What a code of version 15 holds at the lowest level: a larger one wants a better camera than old phones have."""

NUMBER: Final = N_("code %(number)s of %(count)s")
TAKEN: Final = N_("taken %(day)s %(time)s")
CANCELLED: Final = N_("CANCELLED:")
NO_LESSONS: Final = N_("no lessons")
TOO_LONG: Final = N_("did not fit, see the sheet")
LEFT_OUT: Final = N_("On the sheet: %(what)s.")
HOMEWORK: Final = N_("homework")
LINKS: Final = N_("links")


class ChildWeek(msgspec.Struct, frozen=True):
    """What one code says of one child."""

    name: str
    days: tuple[DayOfWeek, ...]


class WeekText(msgspec.Struct, frozen=True):
    """One code: of whom, and its text."""

    names: str
    text: str


class Heading(msgspec.Struct, frozen=True):
    """What stands at the top of each code: the days, the moment, and which of how many it is."""

    since: dt.date
    until: dt.date
    taken_at: dt.datetime
    words: Tongue
    number: int = 1
    count: int = 1

    def line(self) -> str:
        """«24–30.11.26, взято 24.11 20:05, код 1 из 2»."""
        until = f"{self.until:%d.%m.%y}"
        since = f"{self.since:%d}" if self.since.month == self.until.month else f"{self.since:%d.%m}"
        moment = {"day": f"{self.taken_at:%d.%m}", "time": f"{self.taken_at:%H:%M}"}
        which = {"number": str(self.number), "count": str(self.count)}
        parts = [f"{since}–{until}", self.words.gettext(TAKEN) % moment]
        return ", ".join([*parts, self.words.gettext(NUMBER) % which] if self.count > 1 else parts)


def week_texts(week: WeekView, taken_at: dt.datetime, words: Tongue) -> tuple[WeekText, ...]:
    """The texts of a family's week, in the order of its children and days; none for a family without children."""
    children = weeks_of_children(week)
    if not children:
        return ()
    heading = Heading(week.today, week.until, taken_at, words)
    if fits(text_of(children, heading)):
        return (WeekText(names_of(children), text_of(children, heading)),)
    widest = replace(heading, number=99, count=99)
    parts = [part for child in children for part in parts_of(child, widest)]
    return tuple(
        WeekText(part.name, text_of([part], replace(heading, number=number, count=len(parts))))
        for number, part in enumerate(parts, 1)
    )


def fits(text: str) -> bool:
    """True when a code of version 15 holds the text."""
    return len(text.encode()) <= MOST_BYTES


def days_of(week: WeekView) -> tuple[DayOfWeek, ...]:
    """Today with the days ahead, everybody's lessons in each; days without a lesson left out."""
    lessons = (lesson for child in week.children for lesson in child.lessons)
    today = DayOfWeek(week.today, tuple(sorted(lessons, key=lambda one: (one.start, one.child))))
    return (today, *week.days) if today.lessons else week.days


def weeks_of_children(week: WeekView) -> list[ChildWeek]:
    """Each child's days, as the children stand on the page; namesakes share theirs."""
    names = dict.fromkeys(child.name for child in week.children)
    return [ChildWeek(name, _days_of_child(days_of(week), name)) for name in names]


def _days_of_child(days: Iterable[DayOfWeek], name: str) -> tuple[DayOfWeek, ...]:
    theirs = (DayOfWeek(day.date, tuple(one for one in day.lessons if one.child == name)) for day in days)
    return tuple(day for day in theirs if day.lessons)


def names_of(children: Iterable[ChildWeek]) -> str:
    """«Мария И., Пётр И.»."""
    return ", ".join(child.name for child in children)


# one child over several codes


def parts_of(child: ChildWeek, heading: Heading) -> list[ChildWeek]:
    """A child's week in as few codes as its days, one after another, need; a day too long for one is itself divided."""
    parts: list[ChildWeek] = []
    for piece in _pieces(child, heading):
        more = ChildWeek(child.name, (*parts[-1].days, piece)) if parts else None
        if more is not None and fits(text_of([more], heading)):
            parts[-1] = more
        else:
            parts.append(ChildWeek(child.name, (piece,)))
    return parts or [child]


def _pieces(child: ChildWeek, heading: Heading) -> list[DayOfWeek]:
    """Whole days; of a day that no code holds, single lessons."""
    return [
        piece
        for day in child.days
        for piece in (
            [day]
            if fits(text_of([ChildWeek(child.name, (day,))], heading))
            else [DayOfWeek(day.date, (lesson,)) for lesson in day.lessons]
        )
    ]


# as text


def text_of(children: Sequence[ChildWeek], heading: Heading) -> str:
    """One code: heading, each child's days and lessons, what was left out."""
    lines = [heading.line()]
    for child in children:
        lines += _lines_of(child, heading)
    lines += _left_out([lesson for child in children for day in child.days for lesson in day.lessons], heading.words)
    return "\n".join(lines).replace(NBSP, " ")


def _left_out(lessons: Sequence[LessonView], words: Tongue) -> Iterable[str]:
    homework = any(lesson.homework for lesson in lessons)
    links = any(lesson.links or lesson.address for lesson in lessons)
    what = ", ".join(words.gettext(one) for one, there in ((HOMEWORK, homework), (LINKS, links)) if there)
    if what:
        yield words.gettext(LEFT_OUT) % {"what": what}


def _lines_of(child: ChildWeek, heading: Heading) -> Iterable[str]:
    if not child.days:
        yield f"{child.name}: {heading.words.gettext(NO_LESSONS)}"
        return
    yield child.name
    for date, days in groupby(child.days, key=lambda day: day.date):
        yield f"{heading.words.weekday_short(date).upper()} {date:%d.%m}"
        for lesson in (lesson for day in days for lesson in day.lessons):
            yield _line_of(lesson, child.name, heading)


def _line_of(lesson: LessonView, name: str, heading: Heading) -> str:
    """«14:00 Сольфеджио, Соколова М.П.»; a name of a subject that no code holds is left to the sheet."""
    words = heading.words
    marks = (f"{lesson.start:%H:%M}", words.gettext(CANCELLED) if lesson.cancelled else "")
    start = " ".join(filter(None, marks))
    teacher = lesson.teacher.replace(f".{NBSP}", ".")  # a byte for each lesson: six of them decide over a second code
    line = f"{start} {', '.join(filter(None, (lesson.subject, teacher)))}"
    alone = [heading.line(), name, "ПН 00.00", line, *_left_out([lesson], words)]
    return line if fits("\n".join(alone).replace(NBSP, " ")) else f"{start} {words.gettext(TOO_LONG)}"
