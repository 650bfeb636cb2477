"""Stored rows and days, found and permitted (H1–H3)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TypeVar

from kiosk.actor import Actor
from kiosk.people.names import by_name, class_label, full_name, student_name
from kiosk.people.queries import staff_of
from kiosk.people.records import GROUPS, STAFF, STUDENTS, Staff
from kiosk.regime.records import Order
from kiosk.reports.records import DAYS, DRAFTS, FORMER_ROWS, ROWS, DayReport, DayState, Draft, FormerRow, Row
from kiosk.signin.permissions import Action, allows
from kiosk.store import Condition, Store, where

NOTES_OFFERED = 3
NOTES_OF = dt.timedelta(weeks=6)
"""How far back notes are looked for: over the longest school holidays between quarters, not over a year of rows."""

PHRASES_OF = dt.timedelta(weeks=20)
"""A half-year: the repertoire changes with it."""

CLOSED = frozenset({DayState.SENT, DayState.ACCEPTED, DayState.CORRECTED})

Whom = tuple[int, int, int]
"""Student or 0, group or 0, subject."""


def readable_staff(store: Store, actor: Actor, staff: int) -> Staff | None:
    """Whose reports the actor may read: one's own; with REPORTS_READ everybody's, a head's own departments."""
    person, own = store[STAFF].get(staff), staff_of(store, actor.account)
    if person is None or (own is not None and own.id == person.id):
        return person
    if not allows(actor, Action.REPORTS_READ):
        return None
    if allows(actor, Action.ABSENCE_REASONS_READ):
        return person
    departments = set(own.departments) if own else set()
    return person if departments & set(person.departments) else None


def readable_people(store: Store, actor: Actor) -> list[Staff]:
    """Everybody whose reports the actor may read, by name: two reads, whoever many they are."""
    own = staff_of(store, actor.account)
    people = sorted(store[STAFF].all(), key=lambda one: by_name(full_name(one)))
    if allows(actor, Action.REPORTS_READ) and allows(actor, Action.ABSENCE_REASONS_READ):
        return people
    departments = set(own.departments) if own and allows(actor, Action.REPORTS_READ) else set()
    return [one for one in people if departments & set(one.departments) or (own is not None and own.id == one.id)]


def reasons_known(store: Store, actor: Actor, people: Iterable[Staff]) -> set[int]:
    """Those of them of whose rows the actor may know why somebody was absent: one's own always (L21)."""
    if allows(actor, Action.ABSENCE_REASONS_READ):
        return {one.id for one in people}
    own = staff_of(store, actor.account)
    return {own.id} if own else set()


def may_know_reasons(store: Store, actor: Actor, staff: Staff) -> bool:
    """Whether the actor may read in a report why somebody was absent: one's own always (L21)."""
    own = staff_of(store, actor.account)
    return (own is not None and own.id == staff.id) or allows(actor, Action.ABSENCE_REASONS_READ)


def rows_of(store: Store, staff: int, since: dt.date, until: dt.date) -> list[Row]:
    """Confirmed rows of one member of staff in a period, by date and time."""
    found = store[ROWS].search(
        (where("staff") == staff) & (where("date") >= since) & (where("date") <= until), order=("date", "start", "id")
    )
    return [row for row in found if not row.struck]


def rows_of_people(store: Store, people: Collection[int], since: dt.date, until: dt.date) -> list[Row]:
    """The same of several members of staff."""
    if len(people) == 1:
        return rows_of(store, next(iter(people)), since, until)
    theirs = where("staff").one_of(list(people))
    span = (where("date") >= since) & (where("date") <= until)
    found = store[ROWS].search(theirs & span, order=("date", "start", "id"))
    return [row for row in found if not row.struck]


def former_rows(store: Store, people: Collection[int], since: dt.date, until: dt.date) -> list[FormerRow]:
    """What corrected rows said before, the oldest first (H4)."""
    span = (where("date") >= since) & (where("date") <= until)
    return store[FORMER_ROWS].search(where("staff").one_of(list(people)) & span, order=("id",))


Theirs = TypeVar("Theirs", Row, FormerRow)


def by_staff(found: Iterable[Theirs]) -> dict[int, list[Theirs]]:
    """Rows by whose they are; an empty list for anybody else."""
    sorted_out: dict[int, list[Theirs]] = defaultdict(list)
    for one in found:
        sorted_out[one.staff].append(one)
    return sorted_out


def in_slot(staff: int, date: dt.date, slot: str) -> Condition:
    """The place of a row, or of its draft, in somebody's day."""
    return (where("staff") == staff) & (where("date") == date) & (where("slot") == slot)


def rows_of_day(store: Store, staff: int, date: dt.date) -> dict[str, Row]:
    """Every stored row of a day by slot, those taken back too."""
    return {row.slot: row for row in store[ROWS].search((where("staff") == staff) & (where("date") == date))}


def drafts_of_day(store: Store, staff: int, date: dt.date) -> dict[str, Draft]:
    """What was typed and not confirmed, by slot (H2)."""
    return {draft.slot: draft for draft in store[DRAFTS].search((where("staff") == staff) & (where("date") == date))}


def day_report(store: Store, staff: int, date: dt.date) -> DayReport | None:
    """The day as handed in; None when it was never sent."""
    return store[DAYS].one((where("staff") == staff) & (where("date") == date))


def returned_days(store: Store, staff: int) -> list[DayReport]:
    """The days that came back to somebody and wait to be mended, the oldest first (H4)."""
    return store[DAYS].search((where("staff") == staff) & (where("state") == DayState.RETURNED), order=("date",))


def is_closed(report: DayReport | None) -> bool:
    """A day that is sent or accepted takes no more rows until it is taken back."""
    return report is not None and report.state in CLOSED


def was_accepted(report: DayReport | None, row: Row) -> bool:
    """Whether the row stood in its day when that was accepted: from then on it is struck, never replaced (H4)."""
    accepted = report.accepted_at if report else None
    return accepted is not None and row.confirmed_at <= accepted


def last_notes(store: Store, wanted: Iterable[Whom], *, before: dt.date) -> dict[Whom, tuple[Row, ...]]:
    """The latest homework of students and groups in a subject, newest first: offered while typing (H2)."""
    wanted = set(wanted)
    lately = (where("date") >= before - NOTES_OF) & (where("date") < before)
    notes: dict[Whom, list[Row]] = {whom: [] for whom in wanted}
    for place, field in enumerate(("student", "group")):
        theirs = where(field).one_of(sorted({whom[place] for whom in wanted} - {0}))
        for row in store[ROWS].search(theirs & lately, order=("-date", "-id")):
            whom = (row.student, row.group, row.subject)
            if row.homework and not row.struck and whom in notes:
                notes[whom].append(row)
    return {whom: tuple(rows[:NOTES_OFFERED]) for whom, rows in notes.items()}


def whom_to_choose(store: Store, staff: Staff) -> tuple[tuple[str, str], ...]:
    """Whom a lesson outside the timetable may be with: one's own first, then everyone, as nobody can know (H2)."""
    students = [one for one in store[STUDENTS].all(order=("surname", "given")) if one.retired_on is None]
    groups = [one for one in store[GROUPS].all(order=("name",)) if one.retired_on is None]
    students.sort(key=lambda one: one.teacher != staff.id)
    groups.sort(key=lambda one: staff.id not in one.teachers)
    named = [(f"s{one.id}", f"{student_name(one)}, {class_label(one)}") for one in students]
    return (*[(f"g{one.id}", one.name) for one in groups], *named)


def notes_of_teacher(store: Store, staff: int, *, before: dt.date) -> list[Row]:
    """Rows in which this teacher has lately written homework, the oldest first: phrases are offered out of them."""
    since = before - PHRASES_OF
    mine = (where("staff") == staff) & (where("date") >= since) & (where("date") < before)
    return [row for row in store[ROWS].search(mine, order=("date", "id")) if row.homework and not row.struck]


def names_on_paper(store: Store, rows: Iterable[Row]) -> dict[int, str]:
    """Names of the students who are named in column 8, for rows that were written before rows kept them themselves."""
    named = {int(student) for row in rows for student in {*row.remarks, *row.attendance} - row.written.names.keys()}
    students = store[STUDENTS].many(sorted(named)) if named else {}
    return {student.id: name_on_paper(student_name(student)) for student in students.values()}


def name_on_paper(name: str) -> str:
    """«Иванова Мария» → «Иванова М.»."""
    surname, _, given = name.rpartition(" ")
    return f"{surname}\u00a0{given[:1]}." if surname else name


def order_on_paper(order: Order | None) -> str:
    """«№ 47-о от 12.11.2026»; empty outside a distance period."""
    return f"№\u00a0{order.number} от {order.signed:%d.%m.%Y}" if order else ""
