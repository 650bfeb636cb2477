"""The school's names as a grid's words are compared with them (T3)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, TypeVar

from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.grid.abbreviations import Fit, fit_of, likeness, tokens_of
from kiosk.office.exchange.grid.cell import InClass
from kiosk.office.exchange.grid.learned import Meant
from kiosk.office.exchange.roster import initialled
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS, Group, Programme, Staff, Student, Subject
from kiosk.store import fold
from kiosk.timetable.records import LESSONS

ALIKE: Final = 0.6
MOST_ALIKE: Final = 5
T = TypeVar("T")


class Directory:
    """People, groups, subjects and rooms of a school: who or what may be meant by some words."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.staff = [one for one in desk.draft.all(STAFF) if one.retired_on is None]
        self.students = [one for one in desk.draft.all(STUDENTS) if one.retired_on is None]
        self.groups = [one for one in desk.draft.all(GROUPS) if one.retired_on is None]
        self.subjects = [one for one in desk.draft.all(SUBJECTS) if one.retired_on is None]
        self._group_tokens = {one.id: tokens_of(one.name) for one in self.groups}
        self._subject_tokens = {one.id: [tokens_of(one.name), tokens_of(one.short)] for one in self.subjects}
        self._by_surname: dict[str, list[Student]] = defaultdict(list)
        for student in self.students:
            self._by_surname[fold(student.surname)].append(student)
        self._given: dict[int, set[int]] = defaultdict(set)
        for lesson in desk.draft.all(LESSONS):
            self._given[lesson.teacher].add(lesson.subject)
        self._groups_found: dict[str, tuple[Fit, list[Group]]] = {}
        self._subjects_found: dict[str, tuple[Fit, list[Subject]]] = {}
        self._rooms = {fold(room): room for room in self._known_rooms()}

    def has(self, meant: Meant) -> bool:
        """True when what is meant is still there; «no lesson» always is."""
        if not meant.is_lesson:
            return True
        wanted = ((self.staff, meant.staff), (self.students, meant.student))
        others = ((self.groups, meant.group), (self.subjects, meant.subject))
        return any(one.id == identity for records, identity in (*wanted, *others) for one in records)

    # looks

    def is_staff(self, name: str) -> bool:
        """True when this names somebody of the staff."""
        return bool(self.staff_named(name))

    def is_student(self, name: str) -> bool:
        """True when this names a student."""
        return bool(self.students_named(name))

    # who is meant

    def staff_named(self, name: str) -> list[Staff]:
        """Everybody of the staff who is written so; a surname alone counts."""
        found = [one for one in self.desk.staff.find(name.strip(" .")) if one.retired_on is None]
        return found or [one for one in self.staff if fold(one.surname) == fold(name.strip(" ."))]

    def students_named(self, name: str) -> list[Student]:
        """Every student who is written so; a surname alone counts."""
        found = [one for one in self.desk.students.find(name.strip(" .")) if one.retired_on is None]
        return found or self._by_surname.get(fold(name.strip(" .")), [])

    def groups_named(self, words: str) -> tuple[Fit, list[Group]]:
        """The groups that some words fit best."""
        if words not in self._groups_found:
            tokens = tokens_of(words)
            fits = {one.id: fit_of(tokens, self._group_tokens[one.id]) for one in self.groups}
            best = max(fits.values(), default=Fit.NOT)
            self._groups_found[words] = best, [one for one in self.groups if best and fits[one.id] is best]
        return self._groups_found[words]

    def subjects_named(self, words: str) -> tuple[Fit, list[Subject]]:
        """The subjects that some words fit best, by name or short name; a part of a name is short for it here."""
        if words not in self._subjects_found:
            self._subjects_found[words] = self._subjects_fitting(words)
        return self._subjects_found[words]

    def _subjects_fitting(self, words: str) -> tuple[Fit, list[Subject]]:
        tokens = tokens_of(words)
        fits = {one.id: max(fit_of(tokens, names) for names in self._subject_tokens[one.id]) for one in self.subjects}
        best = max(fits.values(), default=Fit.NOT)
        if best in {Fit.SHORT, Fit.PART}:
            return Fit.SHORT, [one for one in self.subjects if fits[one.id]]
        return best, [one for one in self.subjects if fits[one.id] is best] if best else []

    def taught_by(self, teacher: Staff | None) -> frozenset[int]:
        """What somebody teaches, as the list of staff says; where it says nothing, what they taught so far."""
        if teacher is None:
            return frozenset()
        return frozenset(teacher.subjects) or frozenset(self._given[teacher.id])

    def room(self, written: str) -> str:
        """A room as the school writes it."""
        return self._rooms.get(fold(written), written)

    # what is alike

    def staff_alike(self, name: str) -> list[Staff]:
        """The staff in the order of likeness."""
        return _best(
            (max(likeness(name, initialled(one)), likeness(name, f"{one.surname} {one.given}")), one)
            for one in self.staff
        )

    def students_alike(self, name: str, in_class: InClass, teacher: int) -> list[Student]:
        """Students in the order of likeness: the surname weighs most, then the name, the class, the teacher."""
        words = [fold(word) for word in name.replace(".", ". ").split()]
        return _best((_student_likeness(words, one, in_class, teacher), one) for one in self.students)

    def groups_alike(self, words: str) -> list[Group]:
        """Groups in the order of likeness; those that say more come first."""
        fit, found = self.groups_named(words)
        rest = _best((likeness(words, one.name), one) for one in self.groups if one not in found)
        return [*found, *rest][:MOST_ALIKE] if fit else rest

    def subjects_alike(self, words: str, teacher: Staff | None) -> list[Subject]:
        """Subjects in the order of likeness, the teacher's own before others."""
        own = self.taught_by(teacher)
        _, found = self.subjects_named(words)
        scored = (
            (max(likeness(words, one.name), likeness(words, one.short)) + (0.1 if one.id in own else 0), one)
            for one in self.subjects
            if one not in found
        )
        first = sorted(found, key=lambda one: one.id not in own)
        taught = [one for one in self.subjects if one.id in own and one not in first]
        return list({one.id: one for one in (*first, *_best(scored), *taught)}.values())[:MOST_ALIKE]

    def _known_rooms(self) -> Iterable[str]:
        yield from (one.room for one in self.desk.draft.all(LESSONS) if one.room)
        yield from (one.room for one in self.staff if one.room)


def fits_class(student: Student, in_class: InClass) -> bool:
    """The class that a cell says does not speak against a student."""
    general = student.programme is Programme.GENERAL
    return (
        (not in_class.year or student.study_year == in_class.year)
        and (not in_class.term or general or student.term_years == in_class.term)
        and (in_class.general is None or in_class.general is general)
    )


def _student_likeness(words: list[str], student: Student, in_class: InClass, teacher: int) -> float:
    surname, given = fold(student.surname), fold(student.given)
    best = max(words, key=lambda word: likeness(word, surname), default="")
    score = likeness(best, surname) * 0.7
    other = next((word.strip(".") for word in words if word != best and word.strip(".")), "")
    if other:
        same_letter = other[:1] == given[:1]
        score += 0.15 * same_letter + 0.15 * likeness(other, given)
    else:
        score += 0.15
    score += 0.1 * (bool(in_class.year) and fits_class(student, in_class)) + 0.1 * (
        bool(teacher) and student.teacher == teacher
    )
    return score


def _best(scored: Iterable[tuple[float, T]]) -> list[T]:
    """The few that are most alike."""
    good = [pair for pair in scored if pair[0] >= ALIKE]
    return [one for _, one in sorted(good, key=lambda pair: -pair[0])[:MOST_ALIKE]]
