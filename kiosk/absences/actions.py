"""An absence entered, its lessons settled in one change, everything to be taken back (L1, L13)."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.absences.forms import OFF, AbsenceInput
from kiosk.absences.queries import Due, due
from kiosk.absences.records import ABSENCES, Absence
from kiosk.absences.rules import givers, meet
from kiosk.actor import Actor
from kiosk.people.records import STAFF
from kiosk.problems import N_, Problem, Refusal
from kiosk.store import Change, Store, where
from kiosk.timetable import queries as timetable
from kiosk.timetable.records import DATE_CHANGES, ChangeKind, DateChange


class Settled(msgspec.Struct, frozen=True):
    """How many lessons found somebody, how many are not given."""

    substituted: int = 0
    off: int = 0


def enter(store: Store, actor: Actor, given: AbsenceInput, *, key: str | None = None) -> Absence | Refusal:
    """Somebody is away; two absences of one person do not overlap."""
    if store[STAFF].get(given.staff) is None:
        return Refusal.of(NOBODY, "staff")
    overlaps = (where("since") <= given.until) & (where("until") >= given.since) & (where("staff") == given.staff)
    with store.change(actor, "L1 absence entered", key=key) as change:
        if change.repeated is not None:
            (again,) = store[ABSENCES].many(change.repeated.ids(ABSENCES.name)).values()
            return again
        if any(not one.taken_back for one in change.search(ABSENCES, overlaps)):
            return Refusal.of(OVERLAPS, "since")
        return change.add(
            ABSENCES,
            Absence(staff=given.staff, since=given.since, until=given.until, cause=given.cause, note=given.note),
        )


def settle(
    store: Store, actor: Actor, absence: Absence, choices: Mapping[str, int | str], *, key: str | None = None
) -> Settled | Refusal:
    """Who gives which lesson, in one change. Somebody who is busy then is refused, and nothing is written."""
    lessons = {one.code: one for one in due(store, absence)}
    if choices.keys() - lessons.keys():
        return Refusal.of(CHANGED)
    wanted = [(lessons[code], who) for code, who in choices.items()]
    if problems := [*_busy_in_timetable(store, wanted), *_twice(wanted)]:
        return Refusal.all(problems)
    with store.change(actor, "L1 lessons of an absence settled", key=key) as change:
        if change.repeated is None:
            change.touch("timetable")
            for one, who in wanted:
                _put(change, absence, one, who)
    off = sum(who == OFF for _, who in wanted)
    return Settled(len(wanted) - off, off)


def _put(change: Change, absence: Absence, one: Due, who: int | str) -> None:
    lesson = one.plan.lesson
    former = (where("lesson") == lesson.id) & (where("date") == one.date)
    old = next((old for old in change.search(DATE_CHANGES, former) if not old.taken_back), None)
    if old is not None:
        change.put(DATE_CHANGES, replace(old, taken_back=True))
    base = DateChange(lesson=lesson.id, date=one.date, kind=ChangeKind.SUBSTITUTED)
    kept = replace(old, id=0, rev=0, taken_back=False) if old is not None and old.absence != absence.id else base
    if one.as_accompanist:
        settled = replace(kept, kind=ChangeKind.SUBSTITUTED, accompanist=0 if who == OFF else int(who))
    elif who == OFF:
        settled = replace(base, kind=ChangeKind.CANCELLED)
    else:
        settled = replace(kept, kind=ChangeKind.SUBSTITUTED, teacher=int(who))
    change.add(DATE_CHANGES, replace(settled, absence=absence.id))


def _busy_in_timetable(store: Store, wanted: list[tuple[Due, int | str]]) -> list[Problem]:
    """Whoever has another lesson at that hour, by the timetable as it stands."""
    days = {one.date: timetable.day(store, one.date) for one, _ in wanted}
    problems = []
    for one, who in wanted:
        if who == OFF:
            continue
        others = [plan for plan in days[one.date] if plan.lesson.id != one.plan.lesson.id and not plan.cancelled]
        if any(who in givers(plan) and meet(plan, one.plan) for plan in others):
            problems.append(_busy(one))
        elif not any(candidate.staff == who for candidate in one.offered) and store[STAFF].get(int(who)) is None:
            problems.append(Problem(NOBODY, f"s.{one.code}"))
    return problems


def _twice(wanted: list[tuple[Due, int | str]]) -> list[Problem]:
    """Whoever would be sent to two lessons at once by these very choices."""
    return [
        _busy(one)
        for place, (one, who) in enumerate(wanted)
        for other, other_who in wanted[:place]
        if who == other_who != OFF and one.date == other.date and meet(one.plan, other.plan)
    ]


def _busy(one: Due) -> Problem:
    return Problem(BUSY, f"s.{one.code}", values={"day": f"{one.date:%d.%m}", "time": f"{one.plan.start:%H:%M}"})


def take_back(store: Store, actor: Actor, absence: Absence, *, taken_back: bool) -> Absence:
    """Nobody was away after all: what was settled from it is as usual again. And the other way round."""
    what = "L1 absence taken back" if taken_back else "L1 absence brought back"
    with store.change(actor, what) as change:
        change.touch("timetable")
        for one in change.search(DATE_CHANGES, where("absence") == absence.id):
            if taken_back and not one.taken_back:
                change.put(DATE_CHANGES, replace(one, taken_back=True))
        return change.put(ABSENCES, replace(absence, taken_back=taken_back), expected=absence.rev)


def end_early(store: Store, actor: Actor, absence: Absence, until: dt.date) -> Absence | Refusal:
    """Back earlier, or away longer; lessons after the new last day are given by their own teacher again."""
    if until < absence.since:
        return Refusal.of(BEFORE, "until")
    with store.change(actor, "L1 absence has another last day") as change:
        change.touch("timetable")
        for one in change.search(DATE_CHANGES, where("absence") == absence.id):
            if not one.taken_back and one.date > until:
                change.put(DATE_CHANGES, replace(one, taken_back=True))
        return change.put(ABSENCES, replace(absence, until=until), expected=absence.rev)


NOBODY: Final = N_("Choose one of the list.")
OVERLAPS: Final = N_("An absence of this person holds on some of these days already. Change that one.")
CHANGED: Final = N_("The timetable has changed meanwhile, so nothing was saved. Look at the lessons once more.")
BUSY: Final = N_("On %(day)s at %(time)s the one you chose has another lesson. Choose somebody else.")
BEFORE: Final = N_("The last day lies before the first. To undo the absence take it back.")
