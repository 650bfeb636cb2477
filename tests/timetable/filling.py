"""A timetable at school for tests of other rooms: something meets in it, and something cannot be placed at home."""

import datetime as dt

from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import HOUSEHOLDS, Household
from kiosk.regime.records import STATEMENTS, Ground, LessonKind, Statement
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, TimetableMode, TimetableVersion
from kiosk.timetable.rules import later
from tests.school import TODAY, NamedSchool

SINCE = dt.date(2026, 9, 1)
MINUTES = 40
LATE = dt.time(20)


def fill_timetable(school: NamedSchool) -> TimetableVersion:
    """The lessons of the named school at school, as version 2.

    Матвей has his at the hour and in the room of Мария, with whom he shares one telephone; another one is late.
    """
    with school.store.change(SYSTEM, "test: a timetable at school") as change:
        version = change.add(VERSIONS, TimetableVersion(name="I полугодие", mode=TimetableMode.ON_SITE, since=SINCE))
        for one in school.lessons.values():
            change.add(LESSONS, at_school(one, version))
        matvey = school.students["Матвей"].id
        beside = replace(school.lessons["Мария"], student=matvey, teacher=school.staff["Белов"].id)
        change.add(LESSONS, at_school(beside, version))
        change.add(LESSONS, at_school(replace(beside, weekday=3, start=LATE), version))
        pair = (school.students["Мария"].id, matvey)
        change.add(HOUSEHOLDS, Household(name="Двое", students=pair, devices="телефон", internet="да"))
    return version


def at_school(lesson: Lesson, version: TimetableVersion) -> Lesson:
    """Forty minutes in its room."""
    end = later(lesson.start, MINUTES)
    return replace(lesson, id=0, rev=0, version=version.id, end=end, kind=LessonKind.ON_SITE, channel="")


def file_statement(school: NamedSchool) -> Statement:
    """Мария is ill at home for two weeks from the day of the tests on (§4)."""
    statement = Statement(
        student=school.students["Мария"].id,
        ground=Ground.ILLNESS,
        since=TODAY,
        until=TODAY + dt.timedelta(14),
        teacher=school.staff["Соколова"].id,
        guardian="Иванова Ольга",
        signed=TODAY,
    )
    with school.store.change(SYSTEM, "test: a statement") as change:
        return change.add(STATEMENTS, statement)
