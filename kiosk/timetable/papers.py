"""Timetables to keep: the week and the school's day on paper, calendars, pages for the school's site (T4)."""

import datetime as dt
import html
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from kiosk.documents import ics
from kiosk.people.names import class_label, short_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.regime.conditions import needs_presence
from kiosk.regime.records import KIND_ON_PAPER, LessonKind
from kiosk.store import Store
from kiosk.timetable import queries
from kiosk.timetable.rules import Planned
from kiosk.timetable.views import LessonView, named
from kiosk.words.tables import RU

CALENDAR_DAYS: Final = 60
SITE_DAYS: Final = 7
ELSEWHERE: Final = "—"


@dataclass(frozen=True, slots=True)
class RoomsDay:
    """The whole school on a date: a column for each room, a row for each begin; lessons at a distance by teacher."""

    date: dt.date
    rooms: tuple[str, ...]
    starts: tuple[dt.time, ...]
    cells: dict[tuple[dt.time, str], tuple[LessonView, ...]]

    def at(self, start: dt.time, room: str) -> tuple[LessonView, ...]:
        """What begins then in this room."""
        return self.cells.get((start, room), ())


def rooms_day(store: Store, date: dt.date, rooms: Iterable[str] | None = None) -> RoomsDay:
    """Every lesson of a date by room and begin; those without a room stand in a column of their own."""
    lessons = named(store, queries.day(store, date))
    cells: dict[tuple[dt.time, str], tuple[LessonView, ...]] = {}
    for lesson in lessons:
        key = (lesson.plan.start, lesson.plan.room or ELSEWHERE)
        cells[key] = (*cells.get(key, ()), lesson)
    found = {room for _, room in cells} if rooms is None else set(rooms)
    return RoomsDay(date, tuple(sorted(found, key=_room_order)), tuple(sorted({start for start, _ in cells})), cells)


def _room_order(room: str) -> tuple[bool, int, str]:
    """7 before 12, then names; lessons without a room last."""
    digits = "".join(char for char in room if char.isdecimal())
    return room == ELSEWHERE, int(digits[:9] or 0), room


# calendars


def events(
    store: Store, of_day: Callable[[dt.date], Iterable[Planned]], since: dt.date, days: int = CALENDAR_DAYS
) -> list[ics.Event]:
    """Lessons of the next two months as events; a cancelled one is sent as cancelled, so that phones strike it."""
    found: list[ics.Event] = []
    for step in range(days):
        date = since + dt.timedelta(step)
        found += [_event(lesson) for lesson in named(store, list(of_day(date)))]
    return found


def _event(lesson: LessonView) -> ics.Event:
    plan = lesson.plan
    how = [KIND_ON_PAPER[plan.lesson.kind], plan.lesson.channel, plan.lesson.address]
    return ics.Event(
        uid=f"lesson-{plan.lesson.id}-{plan.date.isoformat()}@kamerton",
        start=dt.datetime.combine(plan.date, plan.start),
        end=dt.datetime.combine(plan.date, plan.end),
        summary=f"{lesson.short}: {lesson.whom}",
        description=", ".join(filter(None, how)),
        location=f"каб. {plan.room}" if plan.room else "",
        sequence=plan.change.id if plan.change else 0,
        cancelled=plan.cancelled,
    )


# the school's site


@dataclass(frozen=True, slots=True)
class SiteLesson:
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


def site_zip(
    lessons: list[SiteLesson], school: str, since: dt.date, *, made_at: dt.datetime, local: dt.datetime
) -> bytes:
    """A page without a script and a calendar, to be put on the school's site as they are."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("index.html", site_page(lessons, school, since, local))
        calendar = ics.calendar(
            f"{school}: онлайн-занятия",
            [_site_event(one) for one in lessons],
            made_at=made_at,
            offset=local.utcoffset() or dt.timedelta(0),
        )
        packed.writestr("raspisanie.ics", calendar)
    return held.getvalue()


def _site_event(one: SiteLesson) -> ics.Event:
    return ics.Event(
        uid=f"site-{one.number}-{one.date.isoformat()}@kamerton",
        start=dt.datetime.combine(one.date, one.start),
        end=dt.datetime.combine(one.date, one.end),
        summary=f"{one.subject}: {one.whom}",
        description=f"{one.kind}, {one.teacher}",
    )


def site_page(lessons: list[SiteLesson], school: str, since: dt.date, local: dt.datetime) -> str:
    """One file that needs nothing else; it says as of when it is."""
    days: dict[dt.date, list[SiteLesson]] = {}
    for one in lessons:
        days.setdefault(one.date, []).append(one)
    title = html.escape(f"Расписание онлайн-занятий с {_day(since)}")
    body = "".join(_site_day(date, theirs) for date, theirs in days.items()) or "<p>Онлайн-занятий нет.</p>"
    return SITE_PAGE.format(
        title=title, school=html.escape(school), as_of=f"{local:%d.%m.%Y, %H:%M}", body=body, style=SITE_STYLE
    )


def _site_day(date: dt.date, lessons: list[SiteLesson]) -> str:
    rows = "".join(
        f"<tr><td>{one.start:%H:%M}–{one.end:%H:%M}</td>"
        + "".join(f"<td>{html.escape(text)}</td>" for text in (one.whom, one.subject, one.kind, one.teacher))
        + "</tr>"
        for one in lessons
    )
    head = "".join(f"<th scope=col>{name}</th>" for name in SITE_HEADINGS)
    heading = f"<h2>{RU.weekdays[date.weekday()].capitalize()}, {_day(date)}</h2>"
    return f"{heading}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _day(date: dt.date) -> str:
    return f"{date.day} {RU.months_of[date.month - 1]} {date.year} г."


SITE_HEADINGS: Final = ("Время", "Группа, класс", "Предмет", "Форма занятия", "Преподаватель")
SITE_STYLE: Final = (
    "body{font:16px/1.4 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #999;padding:.3rem .5rem;text-align:left}"
)
SITE_PAGE: Final = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><h1>{title}</h1><p>{school}. По состоянию на {as_of}. <a href="raspisanie.ics">Календарь (ICS)</a></p>
{body}
</body></html>
"""
