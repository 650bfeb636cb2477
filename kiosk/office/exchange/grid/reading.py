"""The cells of the grids read as lessons: what is sure, what is asked, what stays a remark (T3)."""

from collections.abc import Iterable
from typing import Final

import msgspec

from kiosk.office.exchange.grid.cell import Parts, parts_of
from kiosk.office.exchange.grid.clock import Span
from kiosk.office.exchange.grid.directory import Directory
from kiosk.office.exchange.grid.layout import Grid, Note, Slot
from kiosk.office.exchange.grid.learned import Of
from kiosk.office.exchange.grid.matching import Answer, Matching
from kiosk.people.records import Group, Staff, Student

IN_ORDER: Final = (Of.WHOM, Of.SUBJECT, Of.STAFF)
"""What is asked first."""
DISTANCE: Final = "дистанц"


class Reading(msgspec.Struct):
    """One cell as it was read. An answer of None was not needed; ``remarks`` are words that no lesson holds."""

    grid: Grid
    slot: Slot
    parts: Parts
    span: Span
    room: str
    teacher: Answer | None = None
    accompanist: Answer | None = None
    whom: Answer | None = None
    subject: Answer | None = None
    remarks: list[str] = msgspec.field(default_factory=list)

    @property
    def is_lesson(self) -> bool:
        """Nobody said that this is something else: a break, an hour of method."""
        return not (self.whom and self.whom.meant and not self.whom.meant.is_lesson)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Everything that was looked up, in the order in which it decides."""
        if not self.is_lesson:
            return (self.whom,) if self.whom else ()
        return tuple(one for one in (self.teacher, self.accompanist, self.whom, self.subject) if one)

    @property
    def open(self) -> tuple[Answer, ...]:
        """What has to be asked."""
        return tuple(one for one in self.answers if one.meant is None)


class Question(msgspec.Struct):
    """One text that nobody knows yet, with all the cells where it stands. An answer holds for all of them."""

    answer: Answer
    cells: list[str] = msgspec.field(default_factory=list)


class Readings(msgspec.Struct, frozen=True):
    """All cells of all grids, and what belongs to no lesson; names of lists that nobody knows."""

    grids: tuple[Grid, ...]
    cells: tuple[Reading, ...]
    listed: tuple["Question", ...] = ()

    @property
    def asked_cells(self) -> frozenset[str]:
        """Cells of lists whose names nobody knows: refused there, and asked."""
        return frozenset(cell for question in self.listed for cell in question.cells)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Texts of the sheets that stand outside of lessons."""
        return tuple(note for grid in self.grids for note in grid.notes)

    def questions(self) -> list[Question]:
        """What is open, each text once."""
        return [*gathered((reading, answer) for reading in self.cells for answer in reading.open), *self.listed]

    def about(self, place: str) -> list[Question]:
        """All that was looked up for one cell, open or not: to be corrected, with every cell alike."""
        wanted = {answer.asked for reading in self.cells if reading.slot.place == place for answer in reading.answers}
        return gathered(
            (reading, answer) for reading in self.cells for answer in reading.answers if answer.asked in wanted
        )


NO_READINGS: Final = Readings((), ())


def gathered(pairs: Iterable[tuple[Reading, Answer]]) -> list[Question]:
    """Answers by what they are asked, with their cells."""
    found: dict[object, Question] = {}
    for reading, answer in pairs:
        found.setdefault(answer.asked, Question(answer)).cells.append(reading.slot.place)
    return sorted(found.values(), key=lambda one: IN_ORDER.index(one.answer.asked.of))


def read_grids(grids: Iterable[Grid], directory: Directory, matching: Matching) -> Readings:
    """Every cell of every grid."""
    grids = tuple(grids)
    return Readings(grids, tuple(read_slot(grid, slot, directory, matching) for grid in grids for slot in grid.slots))


def read_slot(grid: Grid, slot: Slot, directory: Directory, matching: Matching) -> Reading:
    """One cell. Who teaches decides who may be meant, who is meant decides the subject."""
    parts = parts_of(slot.text)
    named, words = (None, parts.words) if slot.teacher else matching.without_staff(parts.words)
    reading = Reading(grid, slot, parts, parts.span.over(slot.span), directory.room(parts.room or slot.room))
    reading.teacher = matching.staff(slot.teacher) if slot.teacher else named
    teacher = _staff(reading.teacher, directory)
    with_whom = parts.accompanist or slot.accompanist
    reading.accompanist = matching.staff(with_whom) if with_whom else None
    found = matching.whom(words, parts.in_class, teacher)
    reading.whom = found.answer
    if found.answer.meant is None or not found.answer.meant.is_lesson:
        return reading
    if teacher is None:
        return reading  # who teaches is said or asked first: the subject depends on it
    student, group = _whom(found.answer, directory)
    pieces = [*found.rest.split("¦"), *parts.remarks]
    reading.subject, reading.remarks = matching.subject(pieces, teacher, student, group)
    return reading


def _staff(answer: Answer | None, directory: Directory) -> Staff | None:
    wanted = answer.meant.staff if answer and answer.meant else 0
    return next((one for one in directory.staff if one.id == wanted), None)


def _whom(answer: Answer, directory: Directory) -> tuple[Student | None, Group | None]:
    meant = answer.meant
    student = next((one for one in directory.students if meant and one.id == meant.student), None)
    return student, next((one for one in directory.groups if meant and one.id == meant.group), None)
