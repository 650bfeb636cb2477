"""A lesson of one date on a day off is refused with the reason and the nearest school day (L7, T1)."""

import pytest

from kiosk.school.actions import Entry, write_days
from kiosk.school.records import CalendarDeed, DayPlan
from kiosk.timetable.records import LESSONS
from tests.calendar.filling import fill_calendar
from tests.school import TODAY, NamedSchool
from tests.timetable.test_hours_of_a_lesson import NEW, at_school, fields

__all__ = ["at_school"]

# the date of the lesson → what the page says; "" when it is taken
DATES = [
    ("4.11.2026", "04.11.2026 — выходной: День народного единства. Ближайший учебный день — 05.11.2026."),
    ("31.12.2026", "31.12.2026 — выходной: Выходной, перенесён с воскресенья 4 января."),
    ("8.1.2027", "Ближайший учебный день — 11.01.2027."),
    ("29.11.2026", "29.11.2026 — воскресенье, школа не работает."),
    ("27.11.2026", "27.11.2026 школа работает по расписанию другого дня."),
    ("4.12.2026", ""),
    ("16.2.2027", ""),
]


@pytest.mark.parametrize(("date", "sentence"), DATES)
def test_a_lesson_of_one_date(at_school: NamedSchool, date: str, sentence: str) -> None:
    fill_calendar(at_school, "Ким")
    entry = Entry(at_school.actor("Ким"), CalendarDeed.DAY, at_school.clock.now())
    write_days(at_school.store, entry, [DayPlan(TODAY.replace(day=27), off=False, as_weekday=0, note="за понедельник")])
    before = len(at_school.store[LESSONS].all())
    answer = at_school.client("Ким").post(NEW, {**fields(at_school, "9.40", "1"), "only": date})
    assert answer.status == (422 if sentence else 303)
    assert sentence in answer.text
    assert len(at_school.store[LESSONS].all()) == before + (not sentence)
