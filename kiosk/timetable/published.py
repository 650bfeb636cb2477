"""What the school publishes on its site: on-line lessons at a fixed time, forms of lessons, the regulation (§2, F10).

Rooms further right add pages of their own: ``also_published(maker)``.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

import msgspec

from kiosk.documents import ics
from kiosk.documents.site import SitePage, packed, table
from kiosk.people.names import class_label, short_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.regime.conditions import needs_presence
from kiosk.regime.published import forms_of_lessons
from kiosk.regime.records import KIND_ON_PAPER, LessonKind
from kiosk.store import Store
from kiosk.timetable import queries
from kiosk.timetable.rules import Planned
from kiosk.words.tables import RU

SITE_DAYS: Final = 7
CALENDAR: Final = "raspisanie.ics"
HEADINGS: Final = ("Время", "Группа, класс", "Предмет", "Форма занятия", "Преподаватель")

Maker = Callable[[Store, dt.date], list[SitePage]]
_more: Final[list[Maker]] = []
"""Who adds pages in this process; the app names them before it answers anybody."""


def also_published(*makers: Maker) -> None:
    """From now on these rooms' pages are in the file, in this order."""
    _more[:] = makers


class SiteLesson(msgspec.Struct, frozen=True):
    """A lesson as everybody may read it: no child is named, only the group or the class (L21)."""

    date: dt.date
    start: dt.time
    end: dt.time
    subject: str
    whom: str
    teacher: str
    kind: str
    number: int


def site_lessons(store: Store, since: dt.date, days: int = SITE_DAYS) -> list[SiteLesson]:
    """On-line lessons at which somebody has to be present at a fixed time (§2)."""
    plans = [
        plan
        for step in range(days)
        for plan in queries.day(store, since + dt.timedelta(step))
        if announced(plan.lesson.kind) and not plan.cancelled
    ]
    subjects = store[SUBJECTS].many({plan.lesson.subject for plan in plans})
    groups = store[GROUPS].many({plan.lesson.group for plan in plans} - {0})
    students = store[STUDENTS].many({plan.lesson.student for plan in plans} - {0})
    staff = store[STAFF].many({plan.teacher for plan in plans})

    def shown(plan: Planned) -> SiteLesson:
        lesson = plan.lesson
        subject, group, student = subjects.get(lesson.subject), groups.get(lesson.group), students.get(lesson.student)
        return SiteLesson(
            plan.date,
            plan.start,
            plan.end,
            subject.name if subject else "",
            group.name if group else f"класс {class_label(student)}" if student else "",
            short_name(staff[plan.teacher]) if plan.teacher in staff else "",
            KIND_ON_PAPER[lesson.kind],
            lesson.id,
        )

    return [shown(plan) for plan in plans]


def announced(kind: LessonKind) -> bool:
    """True for kinds held on-line in which one takes part at the hour; guided self-study needs nobody at the screen."""
    return needs_presence(kind) and kind not in {LessonKind.ON_SITE, LessonKind.SELF_STUDY}


def pages(store: Store, lessons: list[SiteLesson], school: str, since: dt.date, local: dt.datetime) -> list[SitePage]:
    """The timetable first, then what lets one choose a form of lessons, then the other rooms' pages."""
    more = [page for make in _more for page in make(store, local.date())]
    return [_timetable(lessons, school, since, local), forms_of_lessons(store, local.date()), *more]


def site_zip(pages: list[SitePage], school: str, local: dt.datetime) -> bytes:
    """Pages without a script and a calendar, to be put on the school's site as they are; no child is named (L21)."""
    return packed(pages, school, f"{local:%d.%m.%Y, %H:%M}")


def _timetable(lessons: list[SiteLesson], school: str, since: dt.date, local: dt.datetime) -> SitePage:
    days: dict[dt.date, list[SiteLesson]] = {}
    for one in lessons:
        days.setdefault(one.date, []).append(one)
    calendar = ics.calendar(
        f"{school}: онлайн-занятия",
        [_event(one) for one in lessons],
        made_at=local.astimezone(dt.UTC),
        offset=local.utcoffset() or dt.timedelta(0),
    )
    body = "".join(_day_of(date, theirs) for date, theirs in days.items()) or "<p>Онлайн-занятий нет.</p>"
    return SitePage(
        "index.html",
        f"Расписание онлайн-занятий с {_day(since)}",
        f'<p><a href="{CALENDAR}">Календарь (ICS)</a></p>{body}',
        {CALENDAR: calendar},
    )


def _event(one: SiteLesson) -> ics.Event:
    return ics.Event(
        uid=f"site-{one.number}-{one.date.isoformat()}@kamerton",
        start=dt.datetime.combine(one.date, one.start),
        end=dt.datetime.combine(one.date, one.end),
        summary=f"{one.subject}: {one.whom}",
        description=f"{one.kind}, {one.teacher}",
    )


def _day_of(date: dt.date, lessons: list[SiteLesson]) -> str:
    rows = ((f"{one.start:%H:%M}–{one.end:%H:%M}", one.whom, one.subject, one.kind, one.teacher) for one in lessons)
    return f"<h2>{RU.weekdays[date.weekday()].capitalize()}, {_day(date)}</h2>{table(HEADINGS, rows)}"


def _day(date: dt.date) -> str:
    return f"{date.day} {RU.months_of[date.month - 1]} {date.year} г."
