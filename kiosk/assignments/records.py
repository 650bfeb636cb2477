"""Assignments, ticks of families, tasks asked for once more (W3, W2, A3)."""

import datetime as dt
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.store import Collection, Record


class TaskKind(StrEnum):
    """What is asked for: homework, or a work for the attestation, which has a deadline of its own (A3, §2)."""

    TASK = "task"
    RECORDING = "recording"
    PRESENTATION = "presentation"


KIND_LABEL: Final = {
    TaskKind.TASK: N_("homework task"),
    TaskKind.RECORDING: N_("recording for the attestation"),
    TaskKind.PRESENTATION: N_("presentation for the contest"),
}


class Assignment(Record, kw_only=True):
    """A task for single students, a group, or both. Withdrawn it stays in the history and can be brought back.

    ``row``: the report row whose homework it grew from; its students see the assignment instead of that homework.
    ``group``: its members on the day somebody looks, so that a newcomer finds the task too.
    """

    teacher: int
    subject: int = 0
    subject_name: str = ""
    students: tuple[int, ...] = ()
    group: int = 0
    text: str
    links: tuple[str, ...] = ()
    kind: TaskKind = TaskKind.TASK
    given_on: dt.date
    due: dt.date | None = None
    attestation_on: dt.date | None = None
    row: int = 0
    given_by: str
    withdrawn: bool = False

    @property
    def reference(self) -> str:
        """How everybody calls it: «a5»."""
        return f"a{self.id}"


class Tick(Record, kw_only=True):
    """A family says that a task is done: the parents' control of the regulation (W3). Unticked it stays, dead."""

    student: int
    reference: str
    household: int
    """The family that ticked; 0 when the staff wrote down what the family told (F9)."""
    by: str = ""
    """Who of the staff wrote it down; empty when the family ticked."""
    done_at: dt.datetime
    undone: bool = False


class Redo(Record, kw_only=True):
    """A work was sent back: the task is open once more for this student, with another day if one was given (W2)."""

    student: int
    reference: str
    due: dt.date | None = None
    at: dt.datetime
    withdrawn: bool = False


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task as one student has it: the homework of a report row («r17») or an assignment («a5»)."""

    reference: str
    subject_name: str
    teacher: int
    teacher_name: str
    text: str
    links: tuple[str, ...] = ()
    given_on: dt.date
    due: dt.date | None = None
    kind: TaskKind = TaskKind.TASK
    attestation_on: dt.date | None = None
    done: Tick | None = None
    again: bool = False
    """A work for it was sent back, and nothing has been ticked or handed in since."""
    anew: dt.datetime | None = None
    """When a work came after one had been sent back."""

    @property
    def one_file(self) -> bool:
        """A recording is played in one take: one file, or a link (A3, §2)."""
        return self.kind is TaskKind.RECORDING


ASSIGNMENTS = Collection("assignments", Assignment, indexes=(("teacher",), ("group",), ("row",), ("due",)))
TICKS = Collection("ticks", Tick, indexes=(("student",), ("reference",)), unique=(("student", "reference"),))
REDOS = Collection("redos", Redo, indexes=(("student",), ("reference",), ("due",)))
COLLECTIONS = (ASSIGNMENTS, TICKS, REDOS)
