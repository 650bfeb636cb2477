"""Placing a make-up, taking it back, deciding that there is none: each seen and undone (L4, L13)."""

import datetime as dt

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.makeups import queries
from kiosk.makeups.records import WAIVERS, Waiver
from kiosk.makeups.rules import Offer, Owed, Standing
from kiosk.problems import N_, Problem, Refusal
from kiosk.school.queries import why_off
from kiosk.school.rules import minutes_between
from kiosk.store import Store, where
from kiosk.timetable import actions as timetable
from kiosk.timetable.forms import LONGEST_MINUTES, as_given
from kiosk.timetable.places import EARLIEST, LATEST
from kiosk.timetable.records import LESSONS, Lesson
from kiosk.timetable.rules import later

SETTLED = N_("Something has become of this lesson meanwhile. Look at it once more.")
NO_TIMETABLE = N_("There is no timetable on this date. Choose another one.")
BEFORE_MISSED = N_("The make-up lesson is later than the missed one. Choose a later day.")
DAY_OVER = N_("This day is over. Choose today or a later day.")
NO_LENGTH = N_("The lesson has to end after it begins, within four hours. Mend the time.")
NO_HOUR = N_("Lessons are given from %(from)s to %(to)s. Choose another hour.")
FIELD_OF = {"only": "date", "end": "end", "room": "room", "start": "start"}
"""Fields of the form of a lesson that this form has as well, by its own names."""
WRITE_WHY = N_("Write why nobody makes it up: the reason stays with the missed lesson.")


class Wish(msgspec.Struct, frozen=True):
    """An hour that somebody typed; ``end`` None: as long as the lesson usually is."""

    date: dt.date
    start: dt.time
    end: dt.time | None = None
    room: str = ""


def place_at(
    store: Store, actor: Actor, owed: Owed, wish: Wish, *, today: dt.date, now: dt.datetime
) -> Lesson | Refusal:
    """Put the make-up at an hour of one's own choice: what holds for the offered ones holds for it."""
    problems = []
    if wish.date <= owed.row.date:
        problems.append(Problem(BEFORE_MISSED, "date"))
    elif wish.date < today:
        problems.append(Problem(DAY_OVER, "date"))
    elif rest := why_off(store, wish.date):
        problems.append(Problem(rest.msgid, "date", rest.paragraph, rest.values))
    usual = queries.lesson_for(store, owed.row, wish.date)
    end = wish.end or later(wish.start, minutes_between(usual.start, usual.end))
    if not 0 < minutes_between(wish.start, end) <= LONGEST_MINUTES:
        problems.append(Problem(NO_LENGTH, "end"))
    elif wish.start < EARLIEST or end > LATEST:
        hours = {"from": f"{EARLIEST:%H:%M}", "to": f"{LATEST:%H:%M}"}
        problems.append(Problem(NO_HOUR, "start", values=hours))
    if problems:
        return Refusal.all(problems)
    outcome = place(store, actor, owed, Offer(wish.date, wish.start, end, wish.room), now=now)
    if not isinstance(outcome, Refusal):
        return outcome
    return Refusal.all(replace_field(one) for one in outcome.problems)


def replace_field(problem: Problem) -> Problem:
    """A refusal of the timetable, at the field of this form that would settle it."""
    return replace(problem, field=FIELD_OF.get(problem.field, "date" if not problem.field else "start"))


def place(store: Store, actor: Actor, owed: Owed, offer: Offer, *, now: dt.datetime) -> Lesson | Refusal:
    """Put the make-up into the timetable as a lesson of one date; every check of a lesson holds."""
    if owed.standing not in {Standing.OPEN, Standing.WAIVED}:
        return Refusal.of(SETTLED)
    lesson = queries.lesson_for(store, owed.row, offer.date)
    if not lesson.version:
        return Refusal.of(NO_TIMETABLE)
    if (away := queries.who_is_away(store, lesson, offer.date)) is not None:
        return Refusal((away,))
    there = replace(lesson, start=offer.start, end=offer.end, room=offer.room or lesson.room)
    return timetable.add_lesson(store, actor, lesson.version, as_given(there), since=offer.date, now=now)


def take_back_place(store: Store, actor: Actor, owed: Owed) -> Refusal | None:
    """The make-up is not given on its date: what was missed is owed again."""
    if owed.standing is not Standing.PLACED or owed.lesson is None or owed.lesson.since is None:
        return Refusal.of(SETTLED)
    with store.change(actor, "L4 place of a make-up taken back") as change:
        change.touch("timetable")
        gone = replace(owed.lesson, until=owed.lesson.since - dt.timedelta(1))
        change.put(LESSONS, gone, expected=owed.lesson.rev)
    return None


def waive(store: Store, actor: Actor, owed: Owed, why: str, *, now: dt.datetime) -> Refusal | None:
    """Nobody makes it up, for a written reason."""
    if not why:
        return Refusal(problems=(Problem(WRITE_WHY, "why"),))
    with store.change(actor, "L4 missed lesson not made up") as change:
        there = change.search(WAIVERS, where("row") == owed.row.id)
        if owed.standing is not Standing.OPEN or any(not one.taken_back for one in there):
            return Refusal.of(SETTLED)
        change.add(WAIVERS, Waiver(row=owed.row.id, why=why, by=actor.name, decided_at=now))
    return None


def take_back_waiver(store: Store, actor: Actor, owed: Owed) -> Refusal | None:
    """It is owed after all."""
    if owed.waiver is None:
        return Refusal.of(SETTLED)
    with store.change(actor, "L4 missed lesson owed after all") as change:
        change.put(WAIVERS, replace(owed.waiver, taken_back=True), expected=owed.waiver.rev)
    return None
