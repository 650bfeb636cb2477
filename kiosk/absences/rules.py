"""Who could give a lesson instead: pure (L1)."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from kiosk.people.records import Staff
from kiosk.timetable.rules import Planned


class Candidate(msgspec.Struct, frozen=True):
    """Somebody free at the hour: whether they teach the subject, share the department, how much they have that day."""

    staff: int
    subject: bool
    department: bool
    quarter_hours: int

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """The subject first, then the department, then who has least that day."""
        return (not self.subject, not self.department, self.quarter_hours, self.staff)


def candidates(
    plan: Planned,
    day: Collection[Planned],
    staff: Iterable[Staff],
    away: Collection[int],
    teaches: Mapping[int, frozenset[int]],
    absent: Staff,
) -> list[Candidate]:
    """Everybody who is there and free, the best first. ``teaches``: subjects by member of staff."""
    found = []
    for person in staff:
        if person.id in away or person.id == absent.id or person.retired_on is not None:
            continue
        theirs = [one for one in day if person.id in givers(one) and not one.cancelled]
        if any(meet(plan, one) for one in theirs if one.lesson.id != plan.lesson.id):
            continue
        if person.id in givers(plan):
            continue
        found.append(
            Candidate(
                person.id,
                plan.lesson.subject in teaches.get(person.id, frozenset()),
                bool(set(person.departments) & set(absent.departments)),
                sum(one.lesson.quarter_hours for one in theirs),
            )
        )
    return sorted(found, key=lambda one: one.rank)


def givers(plan: Planned) -> set[int]:
    """Teacher and accompanist of a lesson on its date."""
    return {plan.teacher, plan.accompanist} - {0}


def meet(one: Planned, other: Planned) -> bool:
    """True when two lessons of a date share a minute."""
    return one.start < other.end and other.start < one.end
