"""What lies around the lessons of a version, read once: members of groups, homes with one device (T2)."""

import datetime as dt

from kiosk.people.equipment import sharing
from kiosk.people.records import GROUPS, HOUSEHOLDS
from kiosk.school.queries import the_school
from kiosk.store import Store
from kiosk.timetable.conflicts import EVENING, Surroundings
from kiosk.timetable.records import LESSONS, Lesson, TimetableVersion


def surroundings(store: Store, date: dt.date) -> Surroundings:
    """As they are on a date."""
    homes = [one for one in store[HOUSEHOLDS].all() if one.retired_on is None]
    school = the_school(store)
    return Surroundings(
        members={group.id: frozenset(group.students_on(date)) for group in store[GROUPS].all()},
        one_device={student: home.id for home in homes for student in sharing(home)},
        evening=school.evening if school else EVENING,
    )


def in_force_from(store: Store, version: TimetableVersion, date: dt.date) -> list[Lesson]:
    """Lessons of a version that are still given on a date or later."""
    lessons = store[LESSONS].between("version", version.id, version.id)
    return [lesson for lesson in lessons if lesson.until is None or lesson.until >= date]
