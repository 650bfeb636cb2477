"""Words typed into a row whose lesson has left the timetable since, or was changed into another one (H2).

The row is gone with its lesson; what was typed is shown above the day, until the lesson is confirmed under its new row.
"""

from typing import Final

import msgspec

from kiosk.people.names import student_name
from kiosk.people.records import GROUPS, STUDENTS
from kiosk.reports.records import Draft
from kiosk.reports.views import DayView
from kiosk.store import Store
from kiosk.timetable.records import LESSONS, Lesson

WORDS: Final = ("homework", "links", "office")


class LeftBehind(msgspec.Struct, frozen=True):
    """When and with whom the lesson was to be, and what was typed for it."""

    time: str
    who: str
    text: str


def left_behind(store: Store, day: DayView) -> list[LeftBehind]:
    """Texts of a day that stand in none of its rows; a day that is handed in has none."""
    gone = [draft for draft in day.unplaced if lesson_of(draft) and words_of(draft)]
    if not gone or day.closed:
        return []
    lessons = store[LESSONS].many({lesson_of(draft) for draft in gone})
    confirmed = {(row.student, row.group, row.subject_id) for row in day.rows if row.stored}
    return [
        LeftBehind(f"{lesson.start:%H:%M}", whom(store, lesson), words_of(draft))
        for draft in gone
        if (lesson := lessons.get(lesson_of(draft))) and (lesson.student, lesson.group, lesson.subject) not in confirmed
    ]


def lesson_of(draft: Draft) -> int:
    """The weekly lesson that its slot names; 0 for a row outside the timetable."""
    return int(draft.slot[1:]) if draft.slot[0] in "LA" and draft.slot[1:].isdecimal() else 0


def words_of(draft: Draft) -> str:
    """Everything that was written, in one piece."""
    written = (
        text.strip() for name, text in draft.fields.items() if name in WORDS or name.partition(".")[0] == "remark"
    )
    return " / ".join(text for text in written if text)


def whom(store: Store, lesson: Lesson) -> str:
    """Its student or group, as they are called now."""
    if student := store[STUDENTS].get(lesson.student):
        return student_name(student)
    group = store[GROUPS].get(lesson.group)
    return group.name if group else ""
