"""What the regulation says of a lesson of the timetable: the facts gathered, the rules asked (D2, T1)."""

import datetime as dt

from kiosk.people.records import SUBJECTS
from kiosk.regime.conditions import edition_on
from kiosk.regime.queries import decided, exemption, rulings
from kiosk.regime.rules import Facts, Findings, check, of_subject
from kiosk.school.records import CHANNELS, Reach
from kiosk.school.rules import minutes_between, reach_of
from kiosk.store import Store, where
from kiosk.timetable.records import VERSIONS, Lesson, TimetableMode


def findings_of(store: Store, lesson: Lesson, date: dt.date, *, exempt: bool = False) -> Findings:
    """Breaches and cautions of a lesson as it would be given on a date, under the order that holds then.

    A lesson of a distance timetable is judged as one of a distance period also where no order reaches the date yet.
    """
    facts = facts_of(store, lesson, date, exempt=exempt)
    return check(facts, edition_on(date), decided(store, date))


def facts_of(store: Store, lesson: Lesson, date: dt.date, *, exempt: bool = False) -> Facts:
    """What the rules need to know of a lesson on a date."""
    subject, version = store[SUBJECTS].get(lesson.subject), store[VERSIONS].get(lesson.version)
    department = subject.department if subject else 0
    known = rulings(store)
    ruling = known.of_lesson(date, student=lesson.student, group=lesson.group, department=department)
    let_pass = exemption(store, lesson.exemption)
    facts = Facts(
        kind=lesson.kind,
        minutes=minutes_between(lesson.start, lesson.end),
        individual_subject=bool(lesson.student),
        alone=bool(lesson.student),
        distance=ruling.distance or (version is not None and version.mode is TimetableMode.DISTANCE),
        mode=ruling.mode,
        experimental=bool(lesson.group) and known.experimental(lesson.group, date) is not None,
        reach=reach_by_name(store, lesson.channel),
        exempt=exempt or (let_pass is not None and let_pass.in_force),
    )
    return of_subject(facts, subject)


def reach_by_name(store: Store, name: str) -> Reach:
    """What a channel carries; one that is not in the register is taken for one that shows and sounds."""
    channel = store[CHANNELS].one(where("name") == name) if name else None
    return reach_of(channel) if channel else Reach.LIVE
