"""Placing a make-up, taking it back, deciding that there is none: each seen and undone (L4, L13)."""

import datetime as dt

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.makeups import queries
from kiosk.makeups.records import WAIVERS, Waiver
from kiosk.makeups.rules import Offer, Owed, Standing
from kiosk.problems import N_, Problem, Refusal
from kiosk.store import Store, where
from kiosk.timetable import actions as timetable
from kiosk.timetable.forms import as_given
from kiosk.timetable.records import LESSONS, Lesson

SETTLED = N_("Something has become of this lesson meanwhile. Look at it once more.")
NO_TIMETABLE = N_("There is no timetable on this date. Choose another one.")
WRITE_WHY = N_("Write why nobody makes it up: the reason stays with the missed lesson.")


def place(store: Store, actor: Actor, owed: Owed, offer: Offer, *, now: dt.datetime) -> Lesson | Refusal:
    """Put the make-up into the timetable as a lesson of one date; every check of a lesson holds."""
    if owed.standing not in {Standing.OPEN, Standing.WAIVED}:
        return Refusal.of(SETTLED)
    lesson = queries.lesson_for(store, owed.row, offer.date)
    if not lesson.version:
        return Refusal.of(NO_TIMETABLE)
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
