"""Weekly hours against the norm: pure arithmetic in whole eighths of an hour, so that odd weeks halve exactly (L11)."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import msgspec

from kiosk.load.records import Terms
from kiosk.regime.records import LessonKind
from kiosk.timetable.records import Lesson, Weeks

TEACHER_NORM: Final = 18
ACCOMPANIST_NORM: Final = 24
"""Hours a week of a full post: teacher and accompanist of extra education (order on hours of teaching staff)."""
EIGHTHS: Final = 8
HUNDREDTHS: Final = 100


class Hours(msgspec.Struct):
    """Weekly hours of one person, in eighths of an academic hour: as a teacher and, apart, as an accompanist."""

    teacher: int = 0
    accompanist: int = 0


class Against(msgspec.Struct, frozen=True):
    """Planned hours beside the norm of a post's share."""

    planned: Fraction
    norm: Fraction

    @property
    def over(self) -> Fraction:
        """Hours above the norm; below it they are negative."""
        return self.planned - self.norm


class Pool(msgspec.Struct, frozen=True):
    """Consultations of a year, in quarters of an hour."""

    planned: int = 0
    given: int = 0

    @property
    def left(self) -> int:
        """What may still be given; negative when more was given."""
        return self.planned - self.given


class Sum(msgspec.Struct, frozen=True):
    """What a department or the school has in all."""

    teacher: Fraction = Fraction(0)
    accompanist: Fraction = Fraction(0)
    pool: Pool = msgspec.field(default_factory=Pool)


def weekly(lessons: Iterable[Lesson]) -> dict[int, Hours]:
    """Hours a week by member of staff. Consultations stand outside; a lesson of odd or even weeks counts half."""
    found: dict[int, Hours] = {}
    for lesson in lessons:
        if lesson.kind is LessonKind.CONSULTATION:
            continue
        eighths = lesson.quarter_hours * (2 if lesson.weeks is Weeks.EVERY else 1)
        found.setdefault(lesson.teacher, Hours()).teacher += eighths
        if lesson.accompanist:
            found.setdefault(lesson.accompanist, Hours()).accompanist += eighths
    return found


def against(eighths: int, share: int, full: int) -> Against:
    """Planned hours and the norm of a share: 1.5 posts of a teacher are 27 hours."""
    return Against(Fraction(eighths, EIGHTHS), Fraction(share * full, HUNDREDTHS))


def terms_on(terms: Iterable[Terms], date: dt.date) -> Terms | None:
    """The terms in force on a date: of those begun the last begun, then the last entered."""
    begun = [one for one in terms if one.since <= date and not one.taken_back]
    return max(begun, key=lambda one: (one.since, one.id), default=None)
