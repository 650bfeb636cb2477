"""Names in a list of lessons: as the school writes them, else as somebody settled before, else asked (T3)."""

from collections.abc import Iterable

from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.grid.cell import NO_CLASS
from kiosk.office.exchange.grid.learned import Asked, Meant, Of, compared, meant_by
from kiosk.office.exchange.grid.matching import Answer, Matching
from kiosk.office.exchange.grid.reading import Question
from kiosk.office.exchange.lines import Line
from kiosk.people.records import GROUPS, SUBJECTS, Student, Subject
from kiosk.store import fold

MOST_OFFERED = 6


class ListedNames:
    """Finds whom a cell means. A name that is nobody's is refused at its cell, and asked with what is alike."""

    def __init__(self, desk: Desk, matching: Matching) -> None:
        self.desk, self.directory, self.memory = desk, matching.directory, matching.memory
        self._questions: dict[Asked, Question] = {}

    @property
    def questions(self) -> tuple[Question, ...]:
        """Each unknown name once, with its cells."""
        return tuple(self._questions.values())

    def staff(self, line: Line, key: str, name: str) -> int:
        """A teacher or an accompanist; 0 with a sentence when it is nobody or several."""
        known = self._settled(Of.STAFF, name)
        if known and not self.desk.staff.find(name):
            return known.staff
        found = self.desk.member_of_staff(line, key, name)
        if not found:
            alike = self.desk.staff.find(name) or self.directory.staff_alike(name)
            self._ask(Of.STAFF, line, key, name, (Meant(staff=one.id) for one in alike))
        return found

    def subject(self, line: Line, key: str, name: str) -> Subject | None:
        """The subject; None with a sentence when there is none."""
        known = self._settled(Of.SUBJECT, name)
        if known and fold(name) not in self.desk.names(SUBJECTS):
            return self.desk.draft.get(SUBJECTS, known.subject)
        found = self.desk.subject(line, key, name)
        if not found:
            alike = self.directory.subjects_alike(name, None)
            self._ask(Of.SUBJECT, line, key, name, (Meant(subject=one.id) for one in alike))
        return self.desk.draft.get(SUBJECTS, found)

    def whom(self, line: Line, key: str, name: str, subject: Subject | None) -> Meant:
        """The student or the group; nothing with a sentence when it is nobody or several.

        The subject's form says which of the two is looked for first.
        """
        group, students = self.desk.names(GROUPS).get(fold(name), 0), self.desk.students.find(name)
        alone = subject.individual if subject else not group
        if group and (not alone or not students):
            return Meant(group=group)
        if len(students) == 1:
            return Meant(student=students[0].id)
        if (known := self._settled(Of.WHOM, name)) is not None:
            return known
        if students or alone or subject is None:
            self.desk.student(line, key, name)
        else:
            self.desk.group(line, key, name)
        self._ask(Of.WHOM, line, key, name, self._perhaps(name, students, alone=alone))
        return Meant()

    def is_no_lesson(self, name: str) -> bool:
        """Somebody settled that this stands for no lesson («окно»)."""
        known = self._settled(Of.WHOM, name)
        return known is not None and not known.is_lesson

    def _perhaps(self, name: str, namesakes: list[Student], *, alone: bool) -> Iterable[Meant]:
        people = namesakes or self.directory.students_alike(name, NO_CLASS, 0)
        students = [Meant(student=one.id) for one in people]
        groups = [Meant(group=one.id) for one in self.directory.groups_alike(name)]
        return ([*students, *groups] if alone else [*groups, *students])[:MOST_OFFERED]

    def _settled(self, of: Of, name: str) -> Meant | None:
        known = self.memory.of(Asked(of, compared(name)))
        return meant_by(known) if known else None

    def _ask(self, of: Of, line: Line, key: str, name: str, alike: Iterable[Meant]) -> None:
        asked = Asked(of, compared(name))
        question = self._questions.setdefault(asked, Question(Answer(asked, name, None, tuple(alike))))
        question.cells.append(line.at(key))
