"""Tasks given in the named school."""

import datetime as dt
from typing import Any

from kiosk.assignments.actions import give
from kiosk.assignments.records import Assignment
from tests.school import TODAY, NamedSchool

FRIDAY = TODAY + dt.timedelta(3)


def assign(school: NamedSchool, *names: str, who: str = "Соколова", **more: Any) -> Assignment:  # Any: its fields
    """A task for students by their given names, or for the group «Терция»."""
    given: dict[str, Any] = {
        "teacher": school.staff[who].id,
        "subject": school.subjects["Специальность"].id,
        "subject_name": "Специальность",
        "students": tuple(school.students[name].id for name in names if name in school.students),
        "group": next((school.groups[name].id for name in names if name in school.groups), 0),
        "text": "Этюд № 8 целиком",
        "given_on": TODAY,
        "due": FRIDAY,
        "given_by": school.actor(who).name,
    }
    return give(school.store, school.actor(who), Assignment(**given | more), key=None)
