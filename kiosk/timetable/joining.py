"""How a distance lesson is joined: what families read as «как подключиться» (T1).

What is said for one date comes first, then the lesson's own, its group's, its teacher's. An address belongs to the
channel it was given with: a teacher's Zoom link is not offered beside a lesson by telephone.
"""

import msgspec

from kiosk.people.records import Group, Staff
from kiosk.regime.records import LessonKind
from kiosk.timetable.rules import Planned


class Joining(msgspec.Struct, frozen=True):
    """A channel and a link, number or meeting code in it; either may be empty."""

    channel: str = ""
    address: str = ""


def joining(plan: Planned, group: Group | None, teacher: Staff | None) -> Joining:
    """How to join a lesson on its date; ``teacher`` is who gives it then, substitute or not. Nothing at school."""
    lesson, change = plan.lesson, plan.change
    if lesson.kind is LessonKind.ON_SITE:
        return Joining()
    said = [
        *([Joining(change.channel, change.address)] if change else []),
        Joining(lesson.channel, lesson.address),
        *([Joining(group.channel, group.join)] if group else []),
        *([Joining(teacher.channel, teacher.join)] if teacher else []),
    ]
    channel = next((one.channel for one in said if one.channel), "")
    fits = (one.address for one in said if one.address and one.channel in {"", channel})
    return Joining(channel, next(fits, ""))
