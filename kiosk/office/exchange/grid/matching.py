"""What a part of a cell names: sure, or asked with what is alike; never guessed (T3).

Each function gives an Answer. What somebody of the school settled comes before everything else.
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from kiosk.office.exchange.grid.abbreviations import Fit, likeness
from kiosk.office.exchange.grid.cell import ANY_NAME, GAP, NO_CLASS, InClass
from kiosk.office.exchange.grid.directory import Directory, fits_class
from kiosk.office.exchange.grid.labels import INITIALLED, LETTER, SURNAME, TURNED
from kiosk.office.exchange.grid.learned import Asked, LearnedReading, Meant, Memory, Of, compared, meant_by
from kiosk.people.records import Group, Staff, Student, Subject
from kiosk.store import fold

NAME: Final = re.compile(rf"{ANY_NAME}")
PAIR: Final = re.compile(rf"(?=(?<!\w)({SURNAME}\s+{SURNAME})(?!\w))")
SINGLE: Final = re.compile(rf"(?<!\w)({SURNAME})(?!\w)")
TWO: Final = re.compile(rf"(?:{INITIALLED}|{TURNED})|{SURNAME}\s+{LETTER}\s?\.\s?{LETTER}$")
"""Both initials, with a full stop behind the last or not."""
MOST_OFFERED: Final = 8
MOST_WORDS: Final = 12
"""A cell with more words is a letter, not a group."""
MISSPELT: Final = 0.6
"""So alike to a subject, leftover words are one that was mistyped."""


class Answer(msgspec.Struct, frozen=True):
    """What is asked with the text as it stands; ``meant`` None: nobody knows, `alike` may be meant."""

    asked: Asked
    shown: str
    meant: Meant | None = None
    alike: tuple[Meant, ...] = ()
    learned: LearnedReading | None = None


class Found(msgspec.Struct, frozen=True):
    """An answer, and the words that it did not use."""

    answer: Answer
    rest: str


class Matching:
    """The school's names and what was settled before."""

    def __init__(self, directory: Directory, memory: Memory) -> None:
        self.directory, self.memory = directory, memory

    # the staff

    def staff(self, name: str) -> Answer:
        """A teacher or an accompanist."""
        asked = Asked(Of.STAFF, compared(name))
        found = self.directory.staff_named(name)
        sure = Meant(staff=found[0].id) if len(found) == 1 else None
        alike = [] if sure else found or self.directory.staff_alike(name)
        return self._answer(asked, name, sure, (Meant(staff=one.id) for one in alike))

    def without_staff(self, words: str) -> tuple[Answer | None, str]:
        """The member of staff whom the words of a cell name, and the words without the name."""
        names = list(NAME.finditer(words))
        found = next((one for one in names if self._is_staff(one[0])), None)
        found = found or next(
            (one for one in names if TWO.match(one[0]) and not self.directory.is_student(one[0])), None
        )
        if found is None:
            return None, words
        return self.staff(found[0]), f"{words[: found.start()]}{GAP}{words[found.end() :].removeprefix('.')}"

    def _is_staff(self, name: str) -> bool:
        """Known as one of the staff, and not a student; both initials are how adults are written."""
        if self.memory.of(Asked(Of.STAFF, compared(name))):
            return True
        return self.directory.is_staff(name) and (bool(TWO.match(name)) or not self.directory.is_student(name))

    # whom

    def whom(self, words: str, in_class: InClass, teacher: Staff | None) -> Found:
        """The student or the group that a cell names, and the words that are left."""
        whole = words.replace("¦", " ")
        asked = Asked(Of.WHOM, compared(f"{whole} {in_class.text}"))
        if known := self.memory.of(asked):
            return Found(Answer(asked, _shown(f"{whole} {in_class.text}"), meant_by(known), learned=known), "")
        found = self._student(words, in_class, teacher)
        if found and self._student(found.rest, NO_CLASS, None):
            groups = [Meant(group=one.id) for one in self.directory.groups_alike(whole)]
            return Found(Answer(asked, _shown(whole), None, (*groups, *found.answer.alike)), "")
        return found or self._group(words, in_class) or self._stranger(words, in_class, teacher)

    def _student(self, words: str, in_class: InClass, teacher: Staff | None) -> Found | None:
        """Somebody known by a name in the words, or settled before under it."""
        identity = teacher.id if teacher else 0
        whole = [
            match[1] if match.groups() else match[0] for pattern in (NAME, PAIR) for match in pattern.finditer(words)
        ]
        for part in map(str.strip, words.split("¦")):
            if " " in part and (found := self.directory.students_named(part)):  # in whatever letters it is written
                asked = Asked(Of.WHOM, compared(part), identity, in_class.year)
                return Found(
                    self._which(asked, part, found, in_class, exact="." not in part), words.replace(part, GAP, 1)
                )
        for pattern in (NAME, PAIR, SINGLE):
            for match in pattern.finditer(words):
                name = match[1] if match.groups() else match[0]
                if pattern is SINGLE and any(name in longer for longer in whole):
                    continue  # «Иванова Аня» is not just any Иванова
                asked = Asked(Of.WHOM, compared(name), identity, in_class.year)
                found = self.directory.students_named(name)
                if not found and not self.memory.of(asked):
                    continue
                rest = words.replace(name, GAP, 1)
                return Found(self._which(asked, name, found, in_class, exact=pattern is PAIR), rest)
        return None

    def _which(self, asked: Asked, name: str, found: list[Student], in_class: InClass, *, exact: bool) -> Answer:
        """Of several, those of the class and of the teacher; a class that speaks against initials is a question."""
        left = [one for one in found if fits_class(one, in_class)]
        against = bool(found) and not left
        mine = [one for one in left or found if one.teacher == asked.teacher]
        left = mine or left or found
        sure = Meant(student=left[0].id) if len(left) == 1 and (exact or not against) else None
        order = [*left, *(one for one in found if one not in left)]
        return self._answer(asked, name, sure, (Meant(student=one.id) for one in order))

    def _group(self, words: str, in_class: InClass) -> Found | None:
        """A group, with or without a subject before or behind it; the class of a cell without a name is a group's."""
        runs = [f"{words} {in_class.text}".replace("¦", " ").split()] if in_class.text else []
        runs.append(words.replace("¦", " ").split())
        best: tuple[tuple[int, int], Found] | None = None
        for run in runs:
            for first in range(len(run) if len(run) <= MOST_WORDS else 0):
                for last in range(len(run), first, -1):
                    found = self._group_of(" ".join(run[first:last]), [*run[:first], *run[last:]])
                    if found is not None and (best is None or found[0] > best[0]):
                        best = found
        return best[1] if best else None

    def _group_of(self, name: str, others: list[str]) -> tuple[tuple[int, int], Found] | None:
        """How well some words name a group, with the words around them."""
        fit, groups = self.directory.groups_named(name)
        rest = " ".join(others)
        subjects, _ = self.directory.subjects_named(rest) if rest.strip(" .") else (Fit.SAME, [])
        if not fit or (rest and not subjects):
            return None
        asked = Asked(Of.WHOM, compared(name))
        numbered = any(sign.isdigit() for sign in name)
        sure = len(groups) == 1 and (fit is not Fit.PART or numbered)
        answer = self._answer(
            asked, name, Meant(group=groups[0].id) if sure else None, (Meant(group=one.id) for one in groups)
        )
        return (fit, len(name.split())), Found(answer, rest)

    def _stranger(self, words: str, in_class: InClass, teacher: Staff | None) -> Found:
        """Nobody known: what looks like a name is asked as one, else all of the words are."""
        match = NAME.search(words) or PAIR.search(words)
        name = (match[1] if match.groups() else match[0]) if match else ""
        identity = teacher.id if teacher else 0
        if name:
            asked = Asked(Of.WHOM, compared(name), identity, in_class.year)
            students = self.directory.students_alike(name, in_class, identity)
            alike = [Meant(student=one.id) for one in students]
            return Found(Answer(asked, name, None, tuple(alike)), words.replace(name, GAP, 1))
        whole = f"{words} {in_class.text}".replace("¦", " ")
        asked = Asked(Of.WHOM, compared(whole))
        groups = [Meant(group=one.id) for one in self.directory.groups_alike(whole)]
        students = self.directory.students_alike(whole, in_class, identity)
        alike = [*groups, *(Meant(student=one.id) for one in students)]
        return Found(Answer(asked, _shown(whole), None, tuple(alike[:6])), "")

    # subjects

    def subject(
        self, words: Iterable[str], teacher: Staff | None, student: Student | None, group: Group | None
    ) -> tuple[Answer, list[str]]:
        """The subject that some pieces of text name, or that follows from who teaches whom; pieces that are left."""
        left = [piece for piece in map(_shown, words) if piece.strip(" .")]
        for piece in left:
            answer = self._named(piece, teacher, student, group)
            if answer is not None:
                return answer, [one for one in left if one != piece]
        inferred = self._inferred(teacher, student, group)
        if len(inferred) != 1 and left:
            return self._answer(self._key(left[0], teacher), left[0], None, self._alike(left[0], teacher)), left[1:]
        sure = Meant(subject=inferred[0].id) if len(inferred) == 1 else None
        asked, shown = _unwritten(teacher, student, group)
        alike = inferred or [one for one in self.directory.subjects if one.individual is (student is not None)]
        return self._answer(asked, shown, sure, (Meant(subject=one.id) for one in alike[:MOST_OFFERED])), left

    def _named(self, piece: str, teacher: Staff | None, student: Student | None, group: Group | None) -> Answer | None:
        """The subject of a piece of text; None when it looks like none."""
        asked = self._key(piece, teacher)
        if known := self.memory.of(asked):
            return Answer(asked, piece, meant_by(known), learned=known)
        fit, found = self.directory.subjects_named(piece)
        if not fit:
            alike = self.directory.subjects_alike(piece, None)
            near = [one for one in alike if max(likeness(piece, one.name), likeness(piece, one.short)) >= MISSPELT]
            return self._answer(asked, piece, None, (Meant(subject=one.id) for one in near)) if near else None
        own = self._narrowed(found, teacher, student, group)
        taught = self.directory.taught_by(teacher)
        taught_so = not taught or any(one.id in taught for one in own)
        sure = len(own) == 1 and (fit is Fit.SAME or taught_so)
        return self._answer(
            asked, piece, Meant(subject=own[0].id) if sure else None, (Meant(subject=one.id) for one in own or found)
        )

    def _key(self, piece: str, teacher: Staff | None) -> Asked:
        """A word for several subjects means one of them in the lessons of one teacher; others mean the same for all."""
        fit, found = self.directory.subjects_named(piece)
        mine = teacher.id if teacher and len(found) > 1 and fit is not Fit.SAME else 0
        return Asked(Of.SUBJECT, compared(piece), mine)

    def _inferred(self, teacher: Staff | None, student: Student | None, group: Group | None) -> list[Subject]:
        """What a teacher may teach a student or a group."""
        known = self.directory.taught_by(teacher)
        taught = [one for one in self.directory.subjects if one.id in known]
        taught = [one for one in taught if one.individual is (student is not None)]
        return self._narrowed(taught, teacher, student, group)

    def _narrowed(
        self, found: list[Subject], teacher: Staff | None, student: Student | None, group: Group | None
    ) -> list[Subject]:
        """Of several subjects the teacher's own, of the right form, of the instrument or the group's kind."""
        known = self.directory.taught_by(teacher)
        own = [one for one in found if one.id in known] or found
        own = [one for one in own if one.individual is (student is not None)] or own
        if len(own) > 1 and student is not None and student.instrument:
            own = [one for one in own if _is_of_instrument(one, student.instrument)] or own
        if len(own) > 1 and group is not None:
            said = set(fold(f"{group.name} {group.kind}").split())
            own = [one for one in own if said & set(fold(one.name).split())] or own
        return own

    def _alike(self, piece: str, teacher: Staff | None) -> Iterable[Meant]:
        return (Meant(subject=one.id) for one in self.directory.subjects_alike(piece, teacher))

    def _answer(self, asked: Asked, shown: str, sure: Meant | None, alike: Iterable[Meant]) -> Answer:
        """What was settled before comes first."""
        known = self.memory.of(asked)
        return Answer(asked, _shown(shown), meant_by(known) if known else sure, tuple(alike), known)


def _is_of_instrument(subject: Subject, instrument: str) -> bool:
    """«Специальность (домра)» is of the domra, «спец. вок.» of the voice."""
    wanted = fold(instrument)
    short: list[str] = re.findall(r"[^\W\d_]{3,}", fold(subject.short))
    main = fold(subject.name).partition("(")
    return wanted in main[2] or main[0].strip() == wanted or any(wanted.startswith(word) for word in short)


def _unwritten(teacher: Staff | None, student: Student | None, group: Group | None) -> tuple[Asked, str]:
    """No subject stands in the cell: what one teacher gives to those of one instrument or group."""
    about = student.instrument if student else group.name if group else ""
    return Asked(Of.SUBJECT, f"— {compared(about)}".strip(), teacher.id if teacher else 0), ""


def _shown(text: str) -> str:
    return " ".join(text.replace("¦", " ").split()).strip(" ,;")
