"""Tasks as the staff see them: who has handed in, who has ticked, who is late (W3, L12)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from kiosk.actor import Actor
from kiosk.assignments.handed_in import Handed, handed_in
from kiosk.assignments.queries import SHOWN_AFTER, stands
from kiosk.assignments.records import ASSIGNMENTS, REDOS, TICKS, Assignment, Redo, TaskKind, Tick
from kiosk.assignments.references import References
from kiosk.assignments.rules import done_since, latest_redo, parted
from kiosk.assignments.whose import seen_teachers, sees_everybody
from kiosk.people.names import by_name, class_label, short_name, student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, Group, Staff, Student
from kiosk.problems import N_
from kiosk.reports.records import ROWS, Row
from kiosk.store import Store, where

HOMEWORK_OFFERED: Final = dt.timedelta(days=14)
"""Homework of these days may become a task with a day by one press."""


class Which(StrEnum):
    """Parts of the list."""

    STANDING = "standing"
    LATE = "late"
    OVER = "over"
    WITHDRAWN = "withdrawn"


WHICH_LABEL: Final = {
    Which.STANDING: N_("Being done"),
    Which.LATE: N_("Overdue"),
    Which.OVER: N_("Past"),
    Which.WITHDRAWN: N_("Withdrawn tasks"),
}


class Standing(msgspec.Struct, frozen=True):
    """How one student stands with a task."""

    student: int
    name: str
    class_label: str
    due: dt.date | None
    tick: Tick | None = None
    again: bool = False
    """It was sent back, and nothing came since."""
    handed: Handed | None = None
    came_on: dt.date | None = None
    """The day on which the work came."""

    @property
    def done(self) -> bool:
        """Handed in and not sent back, or ticked by the family."""
        return (self.handed is not None and not self.handed.returned) or self.tick is not None

    @property
    def came_late(self) -> bool:
        """It was handed in after its day."""
        return self.due is not None and self.came_on is not None and self.came_on > self.due

    def late(self, today: dt.date) -> bool:
        """The day is over and nothing is there."""
        return self.due is not None and self.due < today and not self.done


class TaskView(msgspec.Struct, frozen=True):
    """A task with everybody who has it. Homework of a report row has no assignment behind it."""

    reference: str
    teacher: int
    teacher_name: str
    subject_name: str
    text: str
    links: tuple[str, ...]
    whom: str
    given_on: dt.date
    due: dt.date | None
    kind: TaskKind
    attestation_on: dt.date | None
    students: tuple[Standing, ...]
    may_change: bool
    given: Assignment | None = None

    @property
    def handed(self) -> int:
        """How many have handed in and were not sent back."""
        return sum(one.handed is not None and not one.handed.returned for one in self.students)

    @property
    def ticked(self) -> int:
        """How many families say that it is done."""
        return sum(one.tick is not None for one in self.students)

    def late(self, today: dt.date) -> list[Standing]:
        """Those who are late with it."""
        return [one for one in self.students if one.late(today)]


class Overdue(NamedTuple):
    """Somebody who is late, with what."""

    task: TaskView
    student: Standing


def given_list(store: Store, actor: Actor, staff: Staff | None) -> list[Assignment]:
    """Assignments that somebody sees, withdrawn ones too, those due first come first."""
    teachers = seen_teachers(store, actor, staff)
    found = store[ASSIGNMENTS].all() if teachers is None else _of_teachers(store, teachers)
    return sorted(found, key=lambda one: (one.due or dt.date.max, -one.given_on.toordinal(), one.id))


def overdue(store: Store, actor: Actor, staff: Staff | None, given: Sequence[Assignment]) -> list[Overdue]:
    """Who is late with these assignments, the longest first; what was over long ago nobody asks for any more."""
    today = store.clock.today()
    lately = [one for one in given if not one.withdrawn and one.due and one.due < today and stands(one, today)]
    days = (where("due") < today) & (where("due") >= today - SHOWN_AFTER)
    redone = {one.reference for one in store[REDOS].search(days)}
    names = References(store, [one.reference for one in given]) if redone else None
    again = [one for one in given if names and not one.withdrawn and not redone.isdisjoint(names.of(one.reference))]
    lately += [one for one in again if one not in lately]
    late = [Overdue(view, one) for view in task_views(store, actor, staff, lately) for one in view.late(today)]
    return sorted(late, key=lambda one: (one.student.due or today, by_name(one.student.name)))


def task_views(store: Store, actor: Actor, staff: Staff | None, given: Sequence[Assignment]) -> list[TaskView]:
    """These assignments with everybody who has them."""
    return _Board(store, actor, staff).of_assignments(given)


def which(given: Assignment, today: dt.date) -> Which:
    """In which part of the list an assignment stands; what is overdue stands in two."""
    if given.withdrawn:
        return Which.WITHDRAWN
    if given.due is None:
        return Which.STANDING if given.given_on >= today - SHOWN_AFTER else Which.OVER
    return Which.STANDING if given.due >= today else Which.OVER


def _of_teachers(store: Store, teachers: Iterable[int]) -> list[Assignment]:
    return store[ASSIGNMENTS].search(where("teacher").one_of(sorted(teachers)))


def task_view(store: Store, actor: Actor, staff: Staff | None, reference: str) -> TaskView | None:
    """One task with everybody who has it, if the actor sees its teacher's tasks."""
    named = parted(reference)
    if named is None:
        return None
    teachers, board = seen_teachers(store, actor, staff), _Board(store, actor, staff)
    if named[0] == "a":
        given = store[ASSIGNMENTS].get(named[1])
        seen = given is not None and (teachers is None or given.teacher in teachers)
        return board.of_assignments([given])[0] if given is not None and seen else None
    row = store[ROWS].get(named[1])
    seen = row is not None and not row.struck and (teachers is None or row.staff in teachers)
    return board.of_rows([row])[0] if row is not None and seen else None


def homework_offered(store: Store, staff: Staff, today: dt.date) -> list[Row]:
    """One's latest homework of each student or group and subject that is no assignment yet, the newest first."""
    mine = (where("staff") == staff.id) & (where("date") >= today - HOMEWORK_OFFERED)
    rows = [row for row in store[ROWS].search(mine, order=("date", "start")) if row.homework and not row.struck]
    last = {(row.student, row.group, row.subject): row for row in rows}
    grown = {one.row for one in _of_teachers(store, [staff.id]) if not one.withdrawn}
    return sorted(
        (row for row in last.values() if row.id not in grown), key=lambda row: (row.date, row.start), reverse=True
    )


class _Board:
    """Reads names, ticks, redos and works of many tasks at once."""

    def __init__(self, store: Store, actor: Actor, staff: Staff | None) -> None:
        self.store, self.today = store, store.clock.today()
        self.me = staff.id if staff else 0
        self.all_are_mine, self.by = sees_everybody(actor), actor.name
        self.staff = {one.id: short_name(one) for one in store[STAFF].all()}
        self.students: dict[int, Student] = {}
        self.names = References(store, ())
        self.ticks: dict[tuple[str, int], Tick] = {}
        self.redos: dict[tuple[str, int], list[Redo]] = defaultdict(list)
        self.works: dict[tuple[str, int], Handed] = {}

    def of_assignments(self, given: Sequence[Assignment]) -> list[TaskView]:
        groups = self.store[GROUPS].many({one.group for one in given} - {0})
        whose = {one.id: self.members(one, groups.get(one.group)) for one in given}
        self.read([one.reference for one in given], (student for there in whose.values() for student in there))
        return [self.assignment(one, whose[one.id], groups.get(one.group)) for one in given]

    def of_rows(self, rows: Sequence[Row]) -> list[TaskView]:
        self.read([f"r{row.id}" for row in rows], (student for row in rows for student in row.students))
        return [self.homework(row) for row in rows]

    def members(self, one: Assignment, group: Group | None) -> tuple[int, ...]:
        there = group.students_on(max(self.today, one.given_on)) if group else ()
        return tuple(dict.fromkeys((*one.students, *there)))

    def read(self, references: Sequence[str], students: Iterable[int]) -> None:
        self.students = self.store[STUDENTS].many(students)
        self.names = References(self.store, references)
        named = where("reference").one_of(self.names.all())
        self.ticks = {(one.reference, one.student): one for one in self.store[TICKS].search(named)}
        for redo in self.store[REDOS].search(named):
            self.redos[redo.reference, redo.student].append(redo)
        self.works = dict(handed_in(self.store, references))

    def assignment(self, one: Assignment, students: Iterable[int], group: Group | None) -> TaskView:
        standings = self.standings(one.reference, students, one.due)
        alone = [each.name for each in standings if each.student in one.students]
        return TaskView(
            reference=one.reference,
            teacher=one.teacher,
            teacher_name=self.staff.get(one.teacher, one.given_by),
            subject_name=one.subject_name,
            text=one.text,
            links=one.links,
            whom=", ".join([group.name, *alone] if group else alone),
            given_on=one.given_on,
            due=one.due,
            kind=one.kind,
            attestation_on=one.attestation_on,
            students=standings,
            may_change=self.all_are_mine or (one.teacher == self.me if one.teacher else one.given_by == self.by),
            given=one,
        )

    def homework(self, row: Row) -> TaskView:
        reference = f"r{row.id}"
        return TaskView(
            reference=reference,
            teacher=row.staff,
            teacher_name=self.staff.get(row.staff, row.written.staff_name),
            subject_name=row.subject_name,
            text=row.homework,
            links=row.links,
            whom=row.who,
            given_on=row.date,
            due=None,
            kind=TaskKind.TASK,
            attestation_on=None,
            students=self.standings(reference, row.students or (row.student,), None),
            may_change=False,
        )

    def standings(self, reference: str, students: Iterable[int], due: dt.date | None) -> tuple[Standing, ...]:
        found = (self.standing(reference, self.students[id], due) for id in students if id in self.students)
        return tuple(sorted(found, key=lambda one: by_name(one.name)))

    def standing(self, reference: str, student: Student, due: dt.date | None) -> Standing:
        names, handed = self.names.of(reference), self.works.get((reference, student.id))
        redo = latest_redo(one for name in names for one in self.redos[name, student.id])
        ticks = (self.ticks.get((name, student.id)) for name in names)
        tick = done_since((one for one in ticks if one), redo)
        return Standing(
            student=student.id,
            name=student_name(student),
            class_label=class_label(student),
            due=(redo.due if redo else None) or due,
            tick=tick,
            again=redo is not None and tick is None and (handed is None or handed.returned),
            handed=handed,
            came_on=self.store.clock.local(handed.at).date() if handed else None,
        )
