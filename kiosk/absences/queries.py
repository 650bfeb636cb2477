"""Absences found and permitted, and the lessons that need somebody else (L1)."""

import datetime as dt

import msgspec

from kiosk.absences.records import ABSENCES, Absence
from kiosk.absences.rules import Candidate, candidates
from kiosk.actor import Actor, Role
from kiosk.people.queries import staff_of
from kiosk.people.records import STAFF, Staff
from kiosk.signin.permissions import Action, allows
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store, where
from kiosk.timetable.records import LESSONS, DateChange
from kiosk.timetable.rules import Planned, by_time
from kiosk.timetable.stretch import days

MOST_OFFERED = 12


class Due(msgspec.Struct, frozen=True):
    """A lesson of somebody who is away: as it stands in the timetable, what is settled, who could give it."""

    date: dt.date
    plan: Planned
    as_accompanist: bool
    settled: DateChange | None
    offered: tuple[Candidate, ...]

    @property
    def code(self) -> str:
        """The name of its field: «12.2026-11-24»."""
        return f"{self.plan.lesson.id}.{self.date.isoformat()}"

    @property
    def codes(self) -> frozenset[str]:
        """The values of its choices."""
        return frozenset(str(one.staff) for one in self.offered)


def absences(store: Store, actor: Actor) -> list[Absence]:
    """One's own, or everybody's for the office; the latest first."""
    if allows(actor, Action.ABSENCES_EDIT):
        return store[ABSENCES].all(order=("-since", "-id"))
    own = staff_of(store, actor.account)
    return store[ABSENCES].search(where("staff") == own.id, order=("-since", "-id")) if own else []


def readable(store: Store, actor: Actor, absence: int) -> Absence | None:
    """An absence that the actor may see: it names a reason."""
    found = store[ABSENCES].get(absence)
    if found is None or allows(actor, Action.ABSENCES_EDIT):
        return found
    own = staff_of(store, actor.account)
    return found if own is not None and own.id == found.staff else None


def away_on(store: Store, date: dt.date) -> frozenset[int]:
    """Who of the staff is away on a date."""
    return frozenset(absence.staff for absence in away_within(store, date, date))


def away_within(store: Store, since: dt.date, until: dt.date) -> list[Absence]:
    """Absences that hold some day of a stretch; those taken back hold none."""
    found = store[ABSENCES].search((where("since") <= until) & (where("until") >= since))
    return [absence for absence in found if not absence.taken_back]


def due(store: Store, absence: Absence) -> list[Due]:
    """Every lesson of the absence by date, with candidates; all its days are read at once."""
    absent = store[STAFF].get(absence.staff)
    if absent is None:
        return []
    staff, teaches = store[STAFF].all(), _teaches(store)
    roles = _roles(store)
    found: list[Due] = []
    others = away_within(store, absence.since, absence.until)
    for date, day in days(store, absence.since, absence.until).items():
        mine = sorted((plan for plan in day if _is_theirs(plan, absence)), key=by_time)
        away = frozenset(one.staff for one in others if one.since <= date <= one.until)
        for plan in mine:
            as_accompanist = plan.lesson.teacher != absence.staff
            role = Role.ACCOMPANIST if as_accompanist else Role.TEACHER
            able = [one for one in staff if role in roles.get(one.account, frozenset())]
            offered = candidates(plan, day, able, away, teaches, absent)[:MOST_OFFERED]
            settled = plan.change if plan.change and plan.change.absence == absence.id else None
            found.append(Due(date, plan, as_accompanist, settled, tuple(offered)))
    return found


def _is_theirs(plan: Planned, absence: Absence) -> bool:
    """Theirs by the timetable, unless it was cancelled or given away for another reason."""
    if plan.change and plan.change.absence != absence.id and (plan.cancelled or plan.change.teacher):
        return False
    return absence.staff in (plan.lesson.teacher, plan.lesson.accompanist)


def _teaches(store: Store) -> dict[int, frozenset[int]]:
    """Subjects of each member of staff: what is written of them, and what the timetables have them teach."""
    found: dict[int, set[int]] = {one.id: set(one.subjects) for one in store[STAFF].all()}
    for lesson in store[LESSONS].all():
        if lesson.until is None:
            found.setdefault(lesson.teacher, set()).add(lesson.subject)
    return {staff: frozenset(subjects) for staff, subjects in found.items()}


def _roles(store: Store) -> dict[int, frozenset[Role]]:
    return {account.id: frozenset(account.roles) for account in store[ACCOUNTS].all() if not account.closed}


def staff_named(store: Store) -> dict[int, Staff]:
    """Everybody, those who left too: old papers name them."""
    return {one.id: one for one in store[STAFF].all()}
