"""Missed lessons found and permitted, and the days on which they could be given (L4)."""

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace

from kiosk.absences.queries import away_on
from kiosk.actor import Actor
from kiosk.makeups.records import WAIVERS
from kiosk.makeups.rules import WHEN_UNKNOWN, Offer, Owed, offers, owed_of
from kiosk.people.queries import staff_of
from kiosk.problems import N_, Problem
from kiosk.regime.records import LessonKind
from kiosk.regime.rules import allowed
from kiosk.reports.contradictions import contradictions
from kiosk.reports.queries import readable_people, readable_staff
from kiosk.reports.records import ROWS, Position, Row, RowState
from kiosk.school.queries import weekday_of, year_of
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store, where
from kiosk.timetable import queries as timetable
from kiosk.timetable.in_force import in_force
from kiosk.timetable.judging import facts_of
from kiosk.timetable.records import LESSONS, Lesson
from kiosk.timetable.rules import later
from kiosk.timetable.surroundings import surroundings
from kiosk.told.queries import told_on

LOOK_AHEAD = 14
LESSON_MINUTES = 30
"""§1: no lesson of a distance period is longer."""
STAFF_AWAY = N_("The teacher or the accompanist is away on this day. Choose another one.")
STUDENT_AWAY = N_("It is told that the student will not come on this day. Choose another one.")


def owed(store: Store, since: dt.date, until: dt.date, staff: int = 0) -> list[Owed]:
    """What was missed from a day to a day, of everybody or one, with what has become of it; the oldest first."""
    missed = (where("state") == RowState.NOT_HELD) & (where("date") >= since) & (where("date") <= until)
    if staff:
        missed &= where("staff") == staff
    return with_standing(store, store[ROWS].search(missed, order=("date", "start", "id")))


def with_standing(store: Store, rows: Iterable[Row]) -> list[Owed]:
    """These missed rows with what has become of each: a handful of reads for all of them."""
    rows = list(rows)
    ids = [row.id for row in rows]
    if not ids:
        return []
    wanted, first, last = set(ids), min(ids), max(ids)
    after = [row for row in store[ROWS].between("makes_up", first, last) if row.makes_up in wanted]
    lessons = [one for one in store[LESSONS].between("makes_up", first, last) if one.makes_up in wanted]
    return owed_of(rows, after, lessons, store[WAIVERS].search(where("row").one_of(ids)), held_by_teacher(store, rows))


def held_by_teacher(store: Store, rows: Iterable[Row]) -> dict[int, Row]:
    """Of rows that an accompanist wrote down as not held: the teacher's, where the lesson was held (L10)."""
    theirs = [row for row in rows if row.position is Position.ACCOMPANIST]
    return {missed: pair.held for missed, pair in contradictions(store, theirs).items()} if theirs else {}


def of_year(store: Store, actor: Actor, today: dt.date) -> list[Owed]:
    """What the actor may see of the academic year: one's own, a head's departments', or all."""
    year = year_of(store, today)
    since = year.since if year else today - dt.timedelta(days=365)
    own = staff_of(store, actor.account)
    if not allows(actor, Action.REPORTS_READ):
        return owed(store, since, today, own.id) if own else []
    found = owed(store, since, today)
    readable = {person.id for person in readable_people(store, actor)}
    return [one for one in found if one.row.staff in readable]


def one_owed(store: Store, actor: Actor, row: int) -> Owed | None:
    """A missed row that the actor may see."""
    found = store[ROWS].get(row)
    if found is None or readable_staff(store, actor, found.staff) is None:
        return None
    return next(iter(with_standing(store, [found])), None)


def may_settle(store: Store, actor: Actor, row: Row) -> bool:
    """Its own teacher places a make-up, and whoever makes the timetable."""
    own = staff_of(store, actor.account)
    return allows(actor, Action.TIMETABLE_EDIT) or (own is not None and own.id == row.staff)


def offers_for(store: Store, row: Row, today: dt.date) -> list[Offer]:
    """When it could be given within two weeks: everybody and a room are free (T2)."""
    days = {}
    for step in range(1, LOOK_AHEAD + 1):
        date = today + dt.timedelta(step)
        if weekday_of(store, date) == date.weekday() and not who_is_away(store, lesson_for(store, row, date), date):
            days[date] = timetable.day(store, date)
    if not days:
        return []
    wanted = lesson_for(store, row, min(days))
    rooms = sorted({plan.room for plans in days.values() for plan in plans if plan.room})
    return offers(wanted, days, surroundings(store, today), rooms)


def who_is_away(store: Store, lesson: Lesson, date: dt.date) -> Problem | None:
    """Why a lesson cannot be on a date although the hour is free: who gives or takes it is not there (L1, L16)."""
    if {lesson.teacher, lesson.accompanist} & away_on(store, date):
        return Problem(STAFF_AWAY, "date")
    if lesson.student and told_on(store, date, [lesson.student]):
        return Problem(STUDENT_AWAY, "date")
    return None


def lesson_for(store: Store, row: Row, date: dt.date) -> Lesson:
    """The make-up of a missed row as a lesson of one date: of the kind that the date allows, its hours kept."""
    usual = store[LESSONS].get(row.lesson)
    known = in_force(store, date)
    lesson = Lesson(
        version=0,
        weekday=date.weekday(),
        start=row.start,
        end=row.end,
        teacher=(usual.teacher if usual else 0) if row.position is Position.ACCOMPANIST else row.staff,
        accompanist=row.staff if row.position is Position.ACCOMPANIST else (usual.accompanist if usual else 0),
        subject=row.subject,
        student=row.student,
        group=row.group,
        room=usual.room if usual else "",
        kind=row.kind,
        channel=row.channel,
        quarter_hours=row.planned_quarters or row.quarter_hours or WHEN_UNKNOWN,
        since=date,
        until=date,
        makes_up=row.id,
    )
    version = known.under(known.ruling_of(lesson))
    return _lawful(store, replace(lesson, version=version.id if version else 0), date)


def _lawful(store: Store, lesson: Lesson, date: dt.date) -> Lesson:
    """The kind it had when the date allows it, else the first that is allowed; never above thirty minutes then."""
    facts = facts_of(store, lesson, date)
    kinds = allowed(facts)
    kind = lesson.kind if lesson.kind in kinds else next(iter(kinds), lesson.kind)
    lesson = replace(lesson, kind=kind)
    if kind is LessonKind.ON_SITE:
        return lesson
    return replace(lesson, end=min(lesson.end, later(lesson.start, LESSON_MINUTES)))
