"""Deadlines of works for an attestation, what is overdue, how references are written: pure (A3, §2, W3)."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final, Literal

from kiosk.assignments.records import Redo, Task, TaskKind, Tick
from kiosk.problems import N_, Problem

HOMEWORK_DAYS: Final = 60
"""Older homework says nothing any more."""

DAYS_BEFORE: Final = {TaskKind.RECORDING: 3, TaskKind.PRESENTATION: 2}
TOLD_BEFORE: Final = dt.timedelta(days=14)
PARAGRAPH: Final = "§2"

NO_ATTESTATION: Final = N_("Write the day of the attestation: the deadline is counted from it.")
NOT_FOR_HOMEWORK: Final = N_("Homework has no day of attestation: choose a recording or a presentation, or clear it.")
RECORDING_LATE: Final = N_("A recording comes at least 3 days before the attestation: by %(day)s at the latest.")
PRESENTATION_LATE: Final = N_("A presentation comes at least 2 days before the contest: by %(day)s at the latest.")
LATE: Final = {TaskKind.RECORDING: RECORDING_LATE, TaskKind.PRESENTATION: PRESENTATION_LATE}
PAST: Final = N_("By this day everything would be late already. Choose a later one.")
SHORT_NOTICE: Final = N_(
    "Families are told of an attestation at least two weeks before. This one is on %(day)s: agree it with the deputy."
)

_REFERENCE: Final = re.compile(r"([ar])([1-9][0-9]{0,14})\Z")


def deadline(kind: TaskKind, attestation_on: dt.date | None) -> dt.date | None:
    """The last day for a work of this kind; None where nothing is prescribed."""
    if attestation_on is None or kind not in DAYS_BEFORE:
        return None
    return attestation_on - dt.timedelta(DAYS_BEFORE[kind])


def judge_dates(kind: TaskKind, due: dt.date | None, attestation_on: dt.date | None, today: dt.date) -> Problem | None:
    """Why these days cannot stand, at the field that is to be mended; None when they can."""
    last = deadline(kind, attestation_on)
    if kind is TaskKind.TASK and attestation_on is not None:
        return Problem(NOT_FOR_HOMEWORK, field="attestation_on")
    if kind is not TaskKind.TASK and attestation_on is None:
        return Problem(NO_ATTESTATION, field="attestation_on", paragraph=PARAGRAPH)
    if last is not None and due is not None and due > last:
        return Problem(LATE[kind], field="due", paragraph=PARAGRAPH, values={"day": f"{last:%d.%m.%Y}"})
    if (due or last) is not None and (due or last or today) < today:
        return Problem(PAST, field="due" if due else "attestation_on")
    return None


def short_notice(attestation_on: dt.date | None, given_on: dt.date) -> Problem | None:
    """A warning: families are told of it later than two weeks before (A3, §2)."""
    if attestation_on is None or attestation_on - given_on >= TOLD_BEFORE:
        return None
    return Problem(SHORT_NOTICE, paragraph=PARAGRAPH, values={"day": f"{attestation_on:%d.%m.%Y}"})


def parted(reference: str) -> tuple[Literal["a", "r"], int] | None:
    """«a5» as what it names; None for anything else."""
    found = _REFERENCE.match(reference)
    if found is None:
        return None
    return ("a" if found[1] == "a" else "r"), int(found[2])


def overdue(task: Task, today: dt.date) -> bool:
    """Its day is over and the family has not ticked it."""
    return task.due is not None and task.due < today and task.done is None


def done_since(ticks: Iterable[Tick], redo: Redo | None) -> Tick | None:
    """The tick that counts: a dead one does not, nor one from before the work was sent back."""
    living = (one for one in ticks if not one.undone and (redo is None or one.done_at > redo.at))
    return max(living, key=lambda one: one.done_at, default=None)


def latest_redo(redos: Iterable[Redo]) -> Redo | None:
    """The last time that a work was sent back and that was not undone."""
    return max((one for one in redos if not one.withdrawn), key=lambda one: one.at, default=None)
