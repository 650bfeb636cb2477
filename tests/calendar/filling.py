"""A calendar for tests of other rooms: the sample of 2026/27 and today as a special day with lessons as usual."""

from kiosk.school.actions import Entry, load_sample, write_days
from kiosk.school.records import CalendarDeed, DayPlan
from tests.school import TODAY, NamedSchool


def fill_calendar(school: NamedSchool, who: str) -> None:
    """Entry 1 is the sample, entry 2 today."""
    now = school.clock.now()
    load_sample(school.store, Entry(school.actor(who), CalendarDeed.SAMPLE, now))
    day = DayPlan(TODAY, off=False, note="День открытых дверей")
    write_days(school.store, Entry(school.actor(who), CalendarDeed.DAY, now), [day])
