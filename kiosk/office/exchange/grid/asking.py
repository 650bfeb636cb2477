"""Open questions of a grid: as sentences for the command line, as choices for the page, and the answers back (T3)."""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec

from kiosk.office.exchange.grid.directory import Directory
from kiosk.office.exchange.grid.learned import Asked, LearnedReading, Meant, Of
from kiosk.office.exchange.grid.lessons import cells_text
from kiosk.office.exchange.grid.matching import Answer
from kiosk.office.exchange.grid.reading import Question, Readings
from kiosk.people.names import class_label, full_name, short_name, student_name
from kiosk.problems import N_, Problem, Value
from kiosk.store import fold
from kiosk.web import Form

NOT_A_LESSON: Final = "none"
ANOTHER: Final = "other"
LISTS: Final = {Of.STAFF: "known-staff", Of.SUBJECT: "known-subjects", Of.WHOM: "known-whom"}


class Choice(msgspec.Struct, frozen=True):
    """One possible meaning: what the form sends, what people read, what tells namesakes apart."""

    value: str
    label: str
    more: str = ""


class Asking(msgspec.Struct, frozen=True):
    """A question as the page shows it."""

    key: str
    of: Of
    shown: str
    teacher: str
    cells: str
    count: int
    choices: tuple[Choice, ...]
    chosen: str
    known: str
    """The id of the list of all names that may be typed."""
    learned: LearnedReading | None


def asked(readings: Readings) -> list[Problem]:
    """A sentence for each text of a drawing that nobody knows, with its cells; lists refuse theirs at the cell."""
    found = []
    for question in [one for one in readings.questions() if one not in readings.listed]:
        values: dict[str, Value] = {"text": question.answer.shown or "—", "count": len(question.cells)}
        found.append(Problem(SENTENCES[question.answer.asked.of], cells_text(question.cells), values=values))
    return found


def key_of(asked_for: Asked) -> str:
    """What the fields of a question are called."""
    whole = "|".join(map(str, (asked_for.of, asked_for.text, asked_for.teacher, asked_for.year)))
    return f"q{hashlib.sha256(whole.encode()).hexdigest()[:12]}"


class Namer:
    """Meanings in words, and words typed by hand as meanings."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.staff = {one.id: one for one in directory.staff}
        self.students = {one.id: one for one in directory.students}
        self.groups = {one.id: one for one in directory.groups}
        self.subjects = {one.id: one for one in directory.subjects}

    def asking(self, question: Question) -> Asking:
        """A question with its choices; what was answered before is chosen."""
        answer = question.answer
        meant = ([answer.meant] if answer.meant and answer.meant.is_lesson else []) + list(answer.alike)
        choices = {value_of(one): self.choice(one) for one in meant}
        teacher = self.staff.get(answer.asked.teacher)
        return Asking(
            key=key_of(answer.asked),
            of=answer.asked.of,
            shown=answer.shown,
            teacher=short_name(teacher) if teacher else "",
            cells=cells_text(question.cells),
            count=len(question.cells),
            choices=tuple(choices.values()),
            chosen=value_of(answer.meant) if answer.meant else "",
            known=LISTS[answer.asked.of],
            learned=answer.learned,
        )

    def choice(self, meant: Meant) -> Choice:
        """A meaning in words."""
        value = value_of(meant)
        if (student := self.students.get(meant.student)) is not None:
            teacher = self.staff.get(student.teacher)
            more = ", ".join(part for part in (class_label(student), short_name(teacher) if teacher else "") if part)
            return Choice(value, student_name(student), more)
        if (person := self.staff.get(meant.staff)) is not None:
            return Choice(value, full_name(person))
        group, subject = self.groups.get(meant.group), self.subjects.get(meant.subject)
        return Choice(value, group.name if group else subject.name if subject else "")

    def known(self) -> dict[str, list[str]]:
        """All names that may be typed, by the id of their list."""
        students = [self.written(Meant(student=one.id)) for one in self.directory.students]
        groups = [one.name for one in self.directory.groups]
        return {
            LISTS[Of.STAFF]: [full_name(one) for one in self.directory.staff],
            LISTS[Of.SUBJECT]: [one.name for one in self.directory.subjects],
            LISTS[Of.WHOM]: [*groups, *sorted(students)],
        }

    def written(self, meant: Meant) -> str:
        """A student as the list writes him, with what tells namesakes apart."""
        student = self.students[meant.student]
        alone = len(self.directory.students_named(student_name(student))) == 1
        return student_name(student) if alone else f"{student_name(student)} ({student.code or f'№ {student.id}'})"

    def typed(self, of: Of, text: str) -> Meant | None:
        """What a name typed by hand means; None when it is nobody or several."""
        if of is Of.STAFF:
            staff = self.directory.staff_named(text)
            return Meant(staff=staff[0].id) if len(staff) == 1 else None
        if of is Of.SUBJECT:
            subjects = [one for one in self.directory.subjects if fold(text) in {fold(one.name), fold(one.short)}]
            return Meant(subject=subjects[0].id) if len(subjects) == 1 else None
        groups = [one for one in self.directory.groups if fold(one.name) == fold(text)]
        if groups:
            return Meant(group=groups[0].id)
        students = self.directory.students_named(text)
        return Meant(student=students[0].id) if len(students) == 1 else None


def value_of(meant: Meant) -> str:
    """What the form sends for a meaning: «student:12»."""
    for name in ("student", "group", "subject", "staff"):
        if identity := getattr(meant, name):
            return f"{name}:{identity}"
    return NOT_A_LESSON


def answers_of(form: Form, questions: list[Question], namer: Namer) -> Iterator[tuple[Asked, str, Meant]]:
    """What a person settled; a question without an answer stays open, a name that is nobody's is the form's problem.

    What stood ticked and was left so is nothing new: the kiosk goes on reading it by itself.
    """
    for question in questions:
        answer = question.answer
        meant = _answer_to(answer, form, namer)
        if meant is not None and meant != answer.meant:
            yield answer.asked, answer.shown, meant


def _answer_to(answer: Answer, form: Form, namer: Namer) -> Meant | None:
    """What was chosen or typed; None when nothing was, or when nobody is called so."""
    key, of = key_of(answer.asked), answer.asked.of
    value, name = form.text(key), form.text(f"{key}-name", limit=150)
    if value == ANOTHER or (name and value in {"", _chosen(answer)}):
        meant = namer.typed(of, name)
        if meant is None:
            form.refuse(f"{key}-name", NOT_KNOWN if name else NAME_MISSING, typed=name)
        return meant
    if value == NOT_A_LESSON and of is Of.WHOM:
        return Meant()
    offered = (*answer.alike, *([answer.meant] if answer.meant else []))
    return next((one for one in offered if value_of(one) == value), None)


def _chosen(answer: Answer) -> str:
    """What stands ticked: a name typed beside it counts more."""
    return value_of(answer.meant) if answer.meant else ""


SENTENCES: Final = {
    Of.STAFF: N_("Who is «%(text)s»? Nobody on the list of staff is surely meant. Answer in the browser: import."),
    Of.SUBJECT: N_("Which subject is «%(text)s»? Answer in the browser: import."),
    Of.WHOM: N_("Who is «%(text)s»: which student or group? Answer in the browser: import."),
}
NOT_KNOWN: Final = N_("«%(typed)s» is nobody on the lists, or several. Choose a name from the list that opens.")
NAME_MISSING: Final = N_("Type a name, or choose one of the others.")
