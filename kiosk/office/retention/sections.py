"""What is kept of one child, kind by kind: as it is stored, and as a table to read (L19).

What a lesson says of other children is left out.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import msgspec

from kiosk.assignments.queries import all_given
from kiosk.assignments.records import TICKS
from kiosk.assignments.references import References
from kiosk.consents.records import ACT_LABEL, CONSENTS, KIND_LABEL
from kiosk.drop.records import UPLOADS
from kiosk.journal.records import CONDITIONS_LABEL, IDENTIFIED_LABEL, MARKS, VALUE_LABEL
from kiosk.journal.records import KIND_LABEL as MARK_KIND
from kiosk.people.equipment import told_at_home
from kiosk.people.names import class_label, full_name, short_name
from kiosk.people.records import GROUPS, HOME_DECISIONS, HOUSEHOLDS, STAFF, SUBJECTS, Group, Member, Student
from kiosk.plans.records import CORRECTIONS
from kiosk.regime.records import KIND_ON_PAPER, STATEMENTS
from kiosk.reports.records import ROWS
from kiosk.store import Collection, Record, Store, where
from kiosk.timetable.records import LESSONS
from kiosk.told.records import TOLD, WHY_LABEL
from kiosk.words import tongue
from kiosk.works.records import REVIEWS, STATE_LABEL
from kiosk.works.rules import seconds_as_read

R = TypeVar("R", bound=Record)
Fields = dict[str, Any]  # Any: a record as JSON values


class Section(msgspec.Struct, frozen=True):
    """One kind of data: as it is stored, and as a table to read."""

    name: str
    title: str
    records: tuple[Fields, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def given(self) -> tuple[tuple[str, ...], ...]:
        """The rows, as a sheet asks for them."""
        return self.rows


class _Child(msgspec.Struct, frozen=True):
    """Whose data it is, and what the sections need to name people and subjects."""

    store: Store
    student: Student
    staff: dict[int, str]
    subjects: dict[int, str]
    groups: tuple[tuple[Group, Member], ...]

    def own(self, collection: Collection[R]) -> list[R]:
        """Records of this student alone."""
        return self.store[collection].search(where("student") == self.student.id)


def sections_of(store: Store, student: Student) -> list[Section]:
    """Every kind of data that is kept of one child, in the order of reading."""
    members = ((one, member) for one in store[GROUPS].all() for member in one.members)
    child = _Child(
        store,
        student,
        staff={one.id: short_name(one) for one in store[STAFF].all()},
        subjects={one.id: one.name for one in store[SUBJECTS].all()},
        groups=tuple((one, member) for one, member in members if member.student == student.id),
    )
    return [section(child) for section in _SECTIONS]


def _themselves(child: _Child) -> Section:
    student = child.student
    row = (
        full_name(student),
        _day(student.born),
        class_label(student),
        student.instrument,
        child.staff.get(student.teacher, ""),
        student.individual_plan,
        student.health,
    )
    columns = ("ФИО", "Дата рождения", "Класс", "Инструмент", "Преподаватель", "Индивидуальный план", "Здоровье")
    return _section("student", "Обучающийся", [student], columns, [row])


def _guardians(child: _Child) -> Section:
    homes = [one for one in child.store[HOUSEHOLDS].all() if child.student.id in one.students]
    guardians = [(one, guardian) for one in homes for guardian in one.guardians]
    return Section(
        "guardians",
        "Родители и дом",
        tuple({"guardian": _plain(guardian), "at_home": _plain(one.at_home)} for one, guardian in guardians),
        ("ФИО", "Кем приходится", "Телефон", "Почта", "Дома есть"),
        tuple((each.name, each.relation, each.phone, each.email, told_at_home(one)) for one, each in guardians),
    )


def _groups(child: _Child) -> Section:
    return Section(
        "groups",
        "Группы",
        tuple(
            {"group": one.name, "since": _plain(each.since), "until": _plain(each.until)} for one, each in child.groups
        ),
        ("Группа", "С", "По"),
        tuple((one.name, _day(each.since), _day(each.until)) for one, each in child.groups),
    )


def _lessons(child: _Child) -> Section:
    lessons, subjects, staff = child.own(LESSONS), child.subjects, child.staff
    columns = ("День недели", "Время", "Предмет", "Преподаватель", "Вид")
    rows = [
        (
            str(one.weekday + 1),
            f"{one.start:%H:%M}",
            subjects.get(one.subject, ""),
            staff.get(one.teacher, ""),
            one.kind,
        )
        for one in lessons
    ]
    return _section("lessons", "Уроки в расписании", lessons, columns, rows)


def _consents(child: _Child) -> Section:
    word, papers = _russian(), child.own(CONSENTS)
    rows = [
        (
            word(KIND_LABEL[one.kind]),
            one.guardian,
            "; ".join(f"{_day(step.date)} {word(ACT_LABEL[step.act])}" for step in one.steps),
        )
        for one in papers
    ]
    return _section("consents", "Согласия", papers, ("Вид", "Подписал", "Что было"), rows)


def _home_decisions(child: _Child) -> Section:
    decisions = child.own(HOME_DECISIONS)
    rows = [(_day(one.since), _day(one.until), one.channel, one.reason, one.note) for one in decisions]
    columns = ("С", "По", "Чем", "Причина", "Примечание")
    return _section("home_decisions", "Индивидуальные решения", decisions, columns, rows)


def _statements(child: _Child) -> Section:
    statements = child.own(STATEMENTS)
    rows = [(_day(one.since), _day(one.until), one.guardian, one.note) for one in statements]
    return _section("statements", "Заявления", statements, ("С", "По", "Кто подписал", "Примечание"), rows)


def _told_absences(child: _Child) -> Section:
    word, told = _russian(), child.own(TOLD)
    rows = [(_day(one.since), _day(one.until), word(WHY_LABEL[one.why]), one.told_by) for one in told]
    columns = ("С", "По", "Почему", "Кто сообщил")
    return _section("told_absences", "Пропуски, о которых предупредили", told, columns, rows)


def _lessons_held(child: _Child) -> Section:
    """Lines of reports, without what they say of others."""
    student, key = child.student, str(child.student.id)
    theirs = (where("student") == student.id) | where("group").one_of([one.id for one, _ in child.groups])
    found = child.store[ROWS].search(theirs, order=("date",))
    rows = [row for row in found if student.id in {row.student, *row.students}]
    records = tuple(
        {
            "date": row.date.isoformat(),
            "start": f"{row.start:%H:%M}",
            "subject": row.subject_name,
            "teacher": row.written.staff_name,
            "kind": row.kind.value,
            "homework": row.homework,
            "remark": row.remarks.get(key, ""),
            "note": row.office_note if row.student == student.id else "",
            "attendance": _plain(row.attendance.get(key)),
        }
        for row in rows
    )
    return Section(
        "lessons_held",
        "Проведённые уроки",
        records,
        ("Дата", "Время", "Предмет", "Преподаватель", "Вид", "Задание", "Замечание", "Служебное", "Отметка"),
        tuple(
            (
                f"{row.date:%d.%m.%Y}",
                one["start"],
                one["subject"],
                one["teacher"],
                KIND_ON_PAPER[row.kind],
                one["homework"],
                one["remark"],
                one["note"],
                str(one["attendance"] or ""),
            )
            for row, one in zip(rows, records, strict=True)
        ),
    )


def _uploads(child: _Child) -> Section:
    works = child.own(UPLOADS)
    rows = [(f"{one.received_at:%d.%m.%Y %H:%M} UTC", one.task, one.file_name or one.link, one.sha256) for one in works]
    return _section("uploads", "Сданные работы", works, ("Когда", "Задание", "Файл", "SHA-256"), rows)


def _assignments(child: _Child) -> Section:
    """Tasks given to this student, alone or with a group, and whether the family ticked them."""
    given = all_given(child.store, child.student.id)
    names = References(child.store, [one.reference for one in given])
    ticked = {one.reference: one for one in child.own(TICKS) if not one.undone}
    ticks = {one.reference: ticked[name] for one in given for name in names.of(one.reference)[::-1] if name in ticked}
    records = tuple(
        {"task": one.text, "subject": one.subject_name, "given_on": _plain(one.given_on), "due": _plain(one.due)}
        | {"done_at": _plain(ticks[one.reference].done_at) if one.reference in ticks else None}
        for one in given
    )
    rows = tuple(
        (_day(one.given_on), one.subject_name, one.text, _day(one.due), "да" if one.reference in ticks else "")
        for one in given
    )
    return Section("assignments", "Задания", records, ("Задано", "Предмет", "Задание", "Срок", "Сделано"), rows)


def _marks(child: _Child) -> Section:
    word, marks = _russian(), child.own(MARKS)
    rows = [
        (
            _day(one.on),
            one.subject_name,
            word(VALUE_LABEL[one.value]),
            ": ".join(filter(None, (word(MARK_KIND[one.kind]), one.about))),
            one.staff_name,
            f"{word(IDENTIFIED_LABEL[one.identified])}; {word(CONDITIONS_LABEL[one.conditions])}",
            "отозвана" if one.withdrawn else "",
        )
        for one in marks
    ]
    columns = ("Дата", "Предмет", "Отметка", "За что", "Кто поставил", "Как", "")
    return _section("marks", "Отметки", marks, columns, rows)


def _reviews(child: _Child) -> Section:
    word, reviews = _russian(), child.own(REVIEWS)
    rows = [
        (
            one.receipt,
            one.staff_name,
            word(STATE_LABEL[one.state]),
            one.text,
            "; ".join(f"{seconds_as_read(remark.at)} {remark.text}" for remark in one.remarks if not remark.struck),
            str(sum(not sound.struck for sound in one.sounds) or ""),
        )
        for one in reviews
    ]
    columns = ("Квитанция", "Кто", "Состояние", "Рецензия", "Замечания", "Записей голоса")
    return _section("reviews", "Рецензии на работы", reviews, columns, rows)


def _plan_corrections(child: _Child) -> Section:
    contents = [one.content for one in child.store[CORRECTIONS].all() if one.content.student == child.student.id]
    return Section(
        "plan_corrections",
        "Корректировки планов",
        tuple(_plain(one) for one in contents),
        ("Предмет", "Что", "Почему"),
        tuple((one.subject_name, one.what, one.why) for one in contents),
    )


_SECTIONS: Final = (
    _themselves,
    _guardians,
    _groups,
    _lessons,
    _consents,
    _home_decisions,
    _statements,
    _told_absences,
    _lessons_held,
    _assignments,
    _uploads,
    _reviews,
    _marks,
    _plan_corrections,
)


def _section(
    name: str, title: str, records: Sequence[Record], columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> Section:
    return Section(name, title, tuple(_plain(one) for one in records), columns, tuple(rows))


def _russian() -> Callable[[str], str]:
    return tongue("ru").gettext


def _plain(value: object) -> Any:  # noqa: ANN401  because it gives JSON values
    return msgspec.to_builtins(value)


def _day(date: Any) -> str:  # noqa: ANN401  because some records leave a day open
    return f"{date:%d.%m.%Y}" if date else ""
