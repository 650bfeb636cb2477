"""The family's lessons as a calendar that phones keep, and whose next file mends the last one (F3).

A phone that took a file knows nothing of what the school decides later. So what was given is remembered: an event
keeps its UID (school, family, lesson, date) for ever, gets a higher SEQUENCE whenever it says something else, and a
lesson that is there no more, because a period ended, a holiday was declared or the timetable is a new one, is sent as
cancelled until its day has passed. Single dates and no rule: odd and even weeks, holidays and changes are in them.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from msgspec.structs import replace

from kiosk.documents import ics
from kiosk.families.queries import children_of
from kiosk.families.records import CALENDARS, GivenCalendar, GivenEvent
from kiosk.people.names import open_name, short_name
from kiosk.people.records import GROUPS, STAFF, SUBJECTS, Group, Household, Staff, Student, Subject
from kiosk.problems import N_
from kiosk.regime.records import KIND_LABEL, LessonKind
from kiosk.store import Store, StoreError, where
from kiosk.timetable.joining import joining
from kiosk.timetable.rules import Planned
from kiosk.timetable.stretch import of_students
from kiosk.words import NBSP, Tongue

DAYS: Final = 28
AT_HOME: Final = N_("at home")
ROOM: Final = N_("room %(room)s")
TEACHER: Final = N_("Teacher: %(name)s")
JOIN: Final = N_("How to join: %(how)s")


def calendar_of(store: Store, household: Household, words: Tongue) -> bytes:
    """The file of a family as it is now; what it says is remembered for the next one."""
    now = store.clock.now()
    zone = store.clock.zone
    events = renewed(store, household.id, _Lessons(store, household, words).events())
    return ics.calendar(
        ", ".join(open_name(child) for child in children_of(store, household.id)),
        events,
        made_at=now,
        offset=store.clock.local(now).utcoffset() or dt.timedelta(0),
        zone=getattr(zone, "key", ics.ZONE),
    )


# what became of events given before


def renewed(store: Store, household: int, events: Sequence[ics.Event]) -> list[ics.Event]:
    """The events with their SEQUENCE, and those that are no more as cancelled. A disk that is full keeps nobody out."""
    before = store[CALENDARS].one(where("household") == household)
    given = settled(
        before.events if before else (),
        events,
        number=store.number,
        now=store.clock.now(),
        today=store.clock.today(),
    )
    kept = tuple(one for _, one in given)
    if before is None or before.events != kept:
        record = GivenCalendar(id=before.id if before else 0, household=household, events=kept)
        with suppress(StoreError):  # the next file is made from the one before it, which is right too
            store.quick(CALENDARS).put(record) if before else store.quick(CALENDARS).add(record)
    return [event for event, _ in given]


def settled(
    before: Sequence[GivenEvent], events: Sequence[ics.Event], *, number: int, now: dt.datetime, today: dt.date
) -> list[tuple[ics.Event, GivenEvent]]:
    """Each event beside what is remembered of it, by time; of events that are no more those whose day is not over.

    Pure. ``number`` is that of the store's last change: it never falls.
    """
    known = {one.uid: one for one in before if one.start.date() >= today}
    found = adopted(known, events)
    gone = [_gone(one) for uid, one in known.items() if uid not in {event.uid for event in found}]
    every = sorted([*found, *gone], key=lambda event: (event.start, event.uid))
    return [_settle(event, known.get(event.uid), number, now) for event in every]


def adopted(known: Mapping[str, GivenEvent], events: Sequence[ics.Event]) -> list[ics.Event]:
    """A lesson written anew for the same children, subject and date is the one that phones hold: it takes that UID."""
    there = {event.uid for event in events}
    free: dict[tuple[dt.date, str], list[str]] = {}
    for one in sorted(known.values(), key=lambda one: one.start):
        if one.uid not in there:
            free.setdefault((one.start.date(), one.summary), []).append(one.uid)
    found = []
    for event in events:
        same = free.get((event.start.date(), event.summary), []) if event.uid not in known else []
        found.append(replace(event, uid=same.pop(0)) if same else event)
    return found


def _gone(one: GivenEvent) -> ics.Event:
    return ics.Event(uid=one.uid, start=one.start, end=one.end, summary=one.summary, cancelled=True)


def _settle(event: ics.Event, old: GivenEvent | None, number: int, now: dt.datetime) -> tuple[ics.Event, GivenEvent]:
    mark = _mark(event)
    if old is not None and old.mark == mark:
        sequence, modified = old.sequence, old.modified
    else:
        sequence, modified = max(number, old.sequence + 1 if old else 0), now
    given = GivenEvent(
        uid=event.uid,
        start=event.start,
        end=event.end,
        summary=event.summary,
        sequence=sequence,
        modified=modified,
        mark=mark,
    )
    return replace(event, sequence=sequence, modified=modified), given


def _mark(event: ics.Event) -> str:
    said = (event.start, event.end, event.summary, event.description, event.location, event.cancelled)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


# lessons as events


class _Lessons:
    """The lessons of four weeks, with names instead of numbers; no surname of a child (L21)."""

    def __init__(self, store: Store, household: Household, words: Tongue) -> None:
        self.store, self.household, self.words = store, household, words
        self.children = children_of(store, household.id)
        self.groups: Mapping[int, Group] = {group.id: group for group in store[GROUPS].all()}
        self.subjects: Mapping[int, Subject] = {one.id: one for one in store[SUBJECTS].all()}
        self.staff: Mapping[int, Staff] = {one.id: one for one in store[STAFF].all()}
        self.school = hashlib.sha256(b"calendar" + store.secret).hexdigest()[:8]
        """Tells the lessons of this school from those of another one that the child goes to."""

    def events(self) -> list[ics.Event]:
        """One for each lesson of a date; of a lesson that is in two timetables of the date, the one that is given."""
        today = self.store.clock.today()
        students = [child.id for child in self.children]
        days = of_students(self.store, students, today, today + dt.timedelta(DAYS - 1))
        plans = [plan for day in days.values() for plan in day]
        return list({event.uid: event for event in map(self._event, plans)}.values())

    def _event(self, plan: Planned) -> ics.Event:
        lesson = plan.lesson
        subject, teacher = self.subjects.get(lesson.subject), self.staff.get(plan.teacher)
        joined = joining(plan, self.groups.get(lesson.group), teacher)
        how = ", ".join(filter(None, (joined.channel, joined.address)))
        kind = self.words.gettext(KIND_LABEL[lesson.kind])
        lines = [
            kind[:1].upper() + kind[1:],
            self.words.gettext(JOIN) % {"how": how} if how else "",
            self.words.gettext(TEACHER) % {"name": short_name(teacher)} if teacher else "",
        ]
        return ics.Event(
            uid=f"{self.school}-{self.household.id}-{lesson.source or lesson.id}-{plan.date}@kamerton",
            start=dt.datetime.combine(plan.date, plan.start),
            end=dt.datetime.combine(plan.date, plan.end),
            summary=f"{self._who(plan)}: {subject.name if subject else ''}".replace(NBSP, " "),
            description="\n".join(filter(None, lines)).replace(NBSP, " "),
            location=self._place(plan).replace(NBSP, " "),
            cancelled=plan.cancelled,
        )

    def _who(self, plan: Planned) -> str:
        return ", ".join(open_name(child) for child in self.children if self._has(child, plan))

    def _has(self, child: Student, plan: Planned) -> bool:
        group = self.groups.get(plan.lesson.group)
        return plan.lesson.student == child.id or (group is not None and child.id in group.students_on(plan.date))

    def _place(self, plan: Planned) -> str:
        if plan.lesson.kind is not LessonKind.ON_SITE:
            return self.words.gettext(AT_HOME)
        return self.words.gettext(ROOM) % {"room": plan.room} if plan.room else ""
