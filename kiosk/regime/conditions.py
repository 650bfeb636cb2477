"""The table «Виды занятий: организационные условия» of §1 as data with a date of force (D2).

A new edition of the regulation is a new entry of EDITIONS; lessons are judged by the one in force on their date.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import Enum, auto
from functools import cached_property
from typing import Final

import msgspec

from kiosk.people.records import Cycle
from kiosk.regime.records import LessonKind

DISTANCE_MINUTES: Final = 30
"""«Не более 30 минут одно занятие», §1; §2 and §6 repeat it for every lesson."""


class Subjects(Enum):
    """Column «Учебные предметы»: which lessons may be of this kind."""

    ALL = auto()
    IN_GROUPS = auto()
    INDIVIDUAL = auto()


class Company(Enum):
    """With whom the teacher speaks."""

    ONE = auto()
    GROUP = auto()
    EITHER = auto()
    NOBODY = auto()
    """Watched alone."""


class Timing(Enum):
    """Column «Организация во времени»."""

    REAL_TIME = auto()
    """At its hour, teacher and students together: presence at a fixed time (§2)."""
    BY_TIMETABLE = auto()
    """At an hour that the school's timetable sets."""
    FREE = auto()
    """No hour: watched whenever it suits."""


class Collective(Enum):
    """Whether choir, orchestra and ensemble may have it."""

    LAWFUL = auto()
    EXPERIMENT = auto()
    NEVER = auto()


class Conditions(msgspec.Struct, frozen=True):
    """A row of the table. ``minutes``: more are refused; None, no limit of its own stands in the table."""

    kind: LessonKind
    subjects: Subjects
    company: Company
    timing: Timing
    minutes: int | None = None
    excluded: frozenset[Cycle] = frozenset()
    collective: Collective = Collective.LAWFUL


TABLE: Final = (
    Conditions(LessonKind.VIDEO, Subjects.ALL, Company.NOBODY, Timing.FREE),
    Conditions(
        LessonKind.CONFERENCE,
        Subjects.IN_GROUPS,
        Company.GROUP,
        Timing.REAL_TIME,
        DISTANCE_MINUTES,
        collective=Collective.EXPERIMENT,
    ),
    Conditions(
        LessonKind.WEBINAR,
        Subjects.IN_GROUPS,
        Company.GROUP,
        Timing.REAL_TIME,
        DISTANCE_MINUTES,
        excluded=frozenset({Cycle.PERFORMANCE}),
        collective=Collective.NEVER,
    ),
    Conditions(LessonKind.SELF_STUDY, Subjects.ALL, Company.EITHER, Timing.BY_TIMETABLE),
    Conditions(LessonKind.INDIVIDUAL, Subjects.INDIVIDUAL, Company.ONE, Timing.REAL_TIME, DISTANCE_MINUTES),
    Conditions(LessonKind.CONSULTATION, Subjects.ALL, Company.ONE, Timing.BY_TIMETABLE),
    Conditions(LessonKind.CONTROL, Subjects.ALL, Company.EITHER, Timing.BY_TIMETABLE),
)


class Edition(msgspec.Struct, frozen=True, dict=True):
    """The table from a date on."""

    since: dt.date
    rows: tuple[Conditions, ...]

    @cached_property
    def by_kind(self) -> Mapping[LessonKind, Conditions]:
        """Every kind of distance lesson has one row."""
        return {row.kind: row for row in self.rows}

    def __getitem__(self, kind: LessonKind) -> Conditions:
        """The row of a kind."""
        return self.by_kind[kind]


FIRST: Final = Edition(dt.date.min, TABLE)
"""The regulation as it stands; it does not say since when, so it holds for every date that a kiosk knows."""
EDITIONS: Final = (FIRST,)


def edition_on(date: dt.date, editions: Iterable[Edition] = EDITIONS) -> Edition:
    """The table in force on a date."""
    begun = [edition for edition in editions if edition.since <= date]
    return max(begun, key=lambda edition: edition.since, default=FIRST)


def needs_presence(kind: LessonKind) -> bool:
    """True when somebody has to be there at a fixed hour: what the school's site announces (§2)."""
    return kind is LessonKind.ON_SITE or FIRST[kind].timing is not Timing.FREE
