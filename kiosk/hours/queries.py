"""Accounts found and permitted: a month of the school in a handful of reads (H4, L3, L21)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

import msgspec

from kiosk.absences.records import ABSENCES, Absence
from kiosk.actor import Actor
from kiosk.hours.rules import Entry, account
from kiosk.hours.sentences import Known
from kiosk.makeups.queries import held_by_teacher
from kiosk.people.names import class_label, full_name, student_name
from kiosk.people.queries import staff_of
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS, Funding, Group, Staff, Student
from kiosk.reports.records import ROWS, Row
from kiosk.school.records import HOUR_RULES
from kiosk.store import Store, where
from kiosk.timetable.stretch import days as planned_days


class Account(msgspec.Struct, dict=True):
    """The lessons of a stretch in everybody's account, with names for them."""

    store: Store
    since: dt.date
    until: dt.date
    entries: list[Entry]
    staff: dict[int, Staff]
    absences: list[Absence]

    @cached_property
    def subjects(self) -> dict[int, str]:
        """Names of subjects as they are called now; a row's own copy comes first."""
        return {subject.id: subject.name for subject in self.store[SUBJECTS].all()}

    @cached_property
    def students(self) -> dict[int, Student]:
        """Everybody who ever learnt here: old lessons name them."""
        return {student.id: student for student in self.store[STUDENTS].all()}

    @cached_property
    def groups(self) -> dict[int, Group]:
        """All groups."""
        return {group.id: group for group in self.store[GROUPS].all()}

    def name(self, staff: int) -> str:
        """«Соколова Мария Павловна»."""
        return full_name(self.staff[staff]) if staff in self.staff else "—"

    def subject(self, entry: Entry) -> str:
        """What the lesson was called when it was reported, else as it is called now."""
        return entry.row.subject_name if entry.row else self.subjects.get(entry.subject, "—")

    def whom(self, entry: Entry) -> str:
        """The student or the group, as it stands in the report if there is one."""
        if entry.row:
            return entry.row.who
        if entry.student in self.students:
            student = self.students[entry.student]
            return f"{student_name(student)}, {class_label(student)}"
        return self.groups[entry.group].name if entry.group in self.groups else "—"

    def students_of(self, entry: Entry) -> tuple[int, ...]:
        """Whose lesson it was: as reported, else who is in the group on that day."""
        if entry.row:
            return entry.row.students
        if entry.student:
            return (entry.student,)
        return self.groups[entry.group].students_on(entry.date) if entry.group in self.groups else ()

    def absence_on(self, staff: int, date: dt.date) -> Absence | None:
        """Why somebody was away on a date."""
        return self._away.get(staff, {}).get(date)

    @cached_property
    def _away(self) -> dict[int, dict[dt.date, Absence]]:
        return away_days(self.absences, self.since, self.until)

    def of(self, staff: Collection[int]) -> "Account":
        """The accounts of some."""
        theirs = [entry for entry in self.entries if entry.staff in staff]
        return Account(self.store, self.since, self.until, theirs, self.staff, self.absences)


def account_of(
    store: Store, since: dt.date, until: dt.date, *, now: dt.datetime, staff: Collection[int] | None = None
) -> Account:
    """Accounts of a stretch: of everybody, or of some. ``now`` is the moment of the school's wall."""
    rows = rows_between(store, since, until, staff)
    absences = absences_between(store, since, until)
    away = away_days(absences, since, until)
    plans = planned_days(store, since, until)
    entries = account(rows, plans, now=now, away=lambda who, date: date in away.get(who, {}), paid=paid_places(store))
    people = {one.id: one for one in store[STAFF].all()}
    found = Account(store, since, until, entries, people, absences)
    return found if staff is None else found.of(staff)


def rows_between(store: Store, since: dt.date, until: dt.date, staff: Collection[int] | None = None) -> list[Row]:
    """Rows of a stretch by the index of dates; of one person by theirs."""
    if staff is None or len(staff) != 1:
        return [row for row in store[ROWS].between("date", since, until) if not row.struck]
    theirs = (where("staff") == next(iter(staff))) & (where("date") >= since) & (where("date") <= until)
    return [row for row in store[ROWS].search(theirs) if not row.struck]


def paid_places(store: Store) -> frozenset[tuple[int, int]]:
    """Students (id, 0) and groups (0, id) whose lessons are paid for (L3)."""
    students = store[STUDENTS].search(where("funding") == Funding.PAID)
    groups = store[GROUPS].search(where("funding") == Funding.PAID)
    return frozenset({*((one.id, 0) for one in students), *((0, one.id) for one in groups)})


def absences_between(store: Store, since: dt.date, until: dt.date) -> list[Absence]:
    """Absences of staff that touch a stretch."""
    found = store[ABSENCES].search((where("since") <= until) & (where("until") >= since))
    return [absence for absence in found if not absence.taken_back]


def away_days(absences: Iterable[Absence], since: dt.date, until: dt.date) -> dict[int, dict[dt.date, Absence]]:
    """Day by day who is away, within a stretch."""
    found: dict[int, dict[dt.date, Absence]] = defaultdict(dict)
    for absence in absences:
        day, last = max(absence.since, since), min(absence.until, until)
        while day <= last:
            found[absence.staff][day] = absence
            day += dt.timedelta(1)
    return found


# what sentences name


def known_for(store: Store, entries: Sequence[Entry], names: Callable[[int], str], *, reasons: bool) -> Known:
    """What the sentences of some lessons name: two reads for make-ups, none without any."""
    missed = {entry.makes_up for entry in entries if entry.makes_up}
    waiting = {entry.row.id: entry.date for entry in entries if entry.row and entry.missed}
    made_up: dict[int, dt.date] = {}
    if waiting:
        made_up = made_up_days(store, waiting.keys(), min(waiting.values()))
    return Known(
        staff={entry.other: names(entry.other) for entry in entries if entry.other},
        hour_rules=tuple(store[HOUR_RULES].all()),
        missed_on={row.id: row.date for row in store[ROWS].many(missed).values()} if missed else {},
        made_up_on=made_up,
        held_by_teacher=held_by_teacher(store, [one.row for one in entries if one.row and one.missed]).keys(),
        reasons=reasons,
    )


def made_up_days(store: Store, missed: Collection[int], since: dt.date) -> dict[int, dt.date]:
    """When missed rows were made up, by their id; looked for from their month on."""
    found = store[ROWS].search((where("makes_up") >= 1) & (where("date") >= since))
    return {row.makes_up: row.date for row in found if row.makes_up in missed and not row.struck and row.quarter_hours}


def only_own(store: Store, actor: Actor, entries: Iterable[Entry]) -> bool:
    """True when every lesson is the reader's own."""
    own = staff_of(store, actor.account)
    return own is not None and all(entry.staff == own.id for entry in entries)
