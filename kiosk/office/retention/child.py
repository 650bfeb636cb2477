"""All data of one child as a zip: JSON, a page to read, a sheet, the files themselves (L19).

What a lesson says of other children is left out.
"""

import html
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk.consents.records import ACT_LABEL, CONSENTS, KIND_LABEL
from kiosk.documents.xlsx_plain import Table, write_tables
from kiosk.drop.actions import safe_name
from kiosk.drop.records import UPLOADS
from kiosk.people.equipment import told_at_home
from kiosk.people.names import class_label, full_name, short_name
from kiosk.people.records import GROUPS, HOME_DECISIONS, HOUSEHOLDS, STAFF, SUBJECTS, Student
from kiosk.plans.records import CORRECTIONS
from kiosk.regime.records import KIND_ON_PAPER, STATEMENTS
from kiosk.reports.records import ROWS
from kiosk.store import Record, Store, where
from kiosk.timetable.records import LESSONS
from kiosk.told.records import TOLD, WHY_LABEL
from kiosk.words import tongue

Fields = dict[str, Any]  # Any: a record as JSON values
PAGE: Final = (
    '<!doctype html><html lang="ru"><meta charset="utf-8"><title>{title}</title><style>body{{font:11pt sans-serif;'
    "margin:2rem}}table{{border-collapse:collapse}}td,th{{border:1px solid #888;padding:.2rem .5rem;text-align:left;"
    "vertical-align:top}}</style><h1>{title}</h1>{body}</html>"
)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of data: as it is stored, and as a table to read."""

    name: str
    title: str
    records: tuple[Fields, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def given(self) -> tuple[tuple[str, ...], ...]:
        """The rows, as a sheet asks for them."""
        return self.rows


def child_zip(store: Store, student: Student) -> bytes:
    """The zip of one child. Raises Unwritable when the disk is full."""
    sections = list(_sections(store, student))
    raw = {one.name: one.records for one in sections}
    tables = [Table(one.title[:31], one.columns, one.given) for one in sections]
    whole = BytesIO()
    with tempfile.TemporaryDirectory(prefix="kamerton-") as folder, zipfile.ZipFile(whole, "w") as packed:
        book = Path(folder) / "data.xlsx"
        write_tables(book, tables)
        packed.write(book, book.name, zipfile.ZIP_DEFLATED)
        packed.writestr("data.json", msgspec.json.format(msgspec.json.encode(raw)), zipfile.ZIP_DEFLATED)
        packed.writestr("data.html", page_of(full_name(student), sections), zipfile.ZIP_DEFLATED)
        for path, blob in files_of(store, student):
            if store.vault.has(blob):
                packed.write(store.vault.path(blob), path)
    return whole.getvalue()


def page_of(title: str, sections: Sequence[Section]) -> str:
    """Everything on one page, to be read in any browser."""
    parts = []
    for one in sections:
        head = "".join(f"<th>{html.escape(column)}</th>" for column in one.columns)
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in one.rows)
        parts.append(f"<h2>{html.escape(one.title)}</h2><table><tr>{head}</tr>{rows}</table>")
    return PAGE.format(title=html.escape(title), body="".join(parts))


def files_of(store: Store, student: Student) -> Iterator[tuple[str, str]]:
    """Works and scans: the path in the zip and the place in the vault."""
    for upload in store[UPLOADS].search(where("student") == student.id):
        if upload.blob:
            yield f"files/{upload.id}-{safe_name(upload.file_name)}", upload.blob
    for paper in store[CONSENTS].search(where("student") == student.id):
        for place, step in enumerate(paper.steps):
            if step.scan is not None:
                yield f"files/consent-{paper.id}-{place}-{safe_name(step.scan.file_name)}", step.scan.blob


def _sections(store: Store, student: Student) -> Iterator[Section]:
    word, mine = tongue("ru").gettext, where("student") == student.id
    staff = {one.id: short_name(one) for one in store[STAFF].all()}
    subjects = {one.id: one.name for one in store[SUBJECTS].all()}
    born = f"{student.born:%d.%m.%Y}" if student.born else ""
    yield _section(
        "student",
        "Обучающийся",
        [student],
        ("ФИО", "Дата рождения", "Класс", "Инструмент", "Преподаватель", "Индивидуальный план", "Здоровье"),
        [
            (
                full_name(student),
                born,
                class_label(student),
                student.instrument,
                staff.get(student.teacher, ""),
                student.individual_plan,
                student.health,
            )
        ],
    )
    homes = [one for one in store[HOUSEHOLDS].all() if student.id in one.students]
    guardians = [(one, guardian) for one in homes for guardian in one.guardians]
    yield Section(
        "guardians",
        "Родители и дом",
        tuple({"guardian": _plain(guardian), "at_home": _plain(one.at_home)} for one, guardian in guardians),
        ("ФИО", "Кем приходится", "Телефон", "Почта", "Дома есть"),
        tuple((each.name, each.relation, each.phone, each.email, told_at_home(one)) for one, each in guardians),
    )
    groups = [(one, member) for one in store[GROUPS].all() for member in one.members if member.student == student.id]
    yield Section(
        "groups",
        "Группы",
        tuple({"group": one.name, "since": _plain(each.since), "until": _plain(each.until)} for one, each in groups),
        ("Группа", "С", "По"),
        tuple((one.name, _day(each.since), _day(each.until)) for one, each in groups),
    )
    lessons = store[LESSONS].search(mine)
    yield _section(
        "lessons",
        "Уроки в расписании",
        lessons,
        ("День недели", "Время", "Предмет", "Преподаватель", "Вид"),
        [
            (
                str(one.weekday + 1),
                f"{one.start:%H:%M}",
                subjects.get(one.subject, ""),
                staff.get(one.teacher, ""),
                one.kind,
            )
            for one in lessons
        ],
    )
    papers = store[CONSENTS].search(mine)
    yield _section(
        "consents",
        "Согласия",
        papers,
        ("Вид", "Подписал", "Что было"),
        [
            (
                word(KIND_LABEL[one.kind]),
                one.guardian,
                "; ".join(f"{step.date:%d.%m.%Y} {word(ACT_LABEL[step.act])}" for step in one.steps),
            )
            for one in papers
        ],
    )
    decisions = store[HOME_DECISIONS].search(mine)
    yield _section(
        "home_decisions",
        "Индивидуальные решения",
        decisions,
        ("С", "По", "Чем", "Причина", "Примечание"),
        [(_day(one.since), _day(one.until), one.channel, one.reason, one.note) for one in decisions],
    )
    statements = store[STATEMENTS].search(mine)
    yield _section(
        "statements",
        "Заявления",
        statements,
        ("С", "По", "Кто подписал", "Примечание"),
        [(_day(one.since), _day(one.until), one.guardian, one.note) for one in statements],
    )
    told = store[TOLD].search(mine)
    yield _section(
        "told_absences",
        "Пропуски, о которых предупредили",
        told,
        ("С", "По", "Почему", "Кто сообщил"),
        [(_day(one.since), _day(one.until), word(WHY_LABEL[one.why]), one.told_by) for one in told],
    )
    yield _lessons_held(store, student, groups=[one.id for one, _ in groups])
    works = store[UPLOADS].search(mine)
    yield _section(
        "uploads",
        "Сданные работы",
        works,
        ("Когда", "Задание", "Файл", "SHA-256"),
        [(f"{one.received_at:%d.%m.%Y %H:%M} UTC", one.task, one.file_name or one.link, one.sha256) for one in works],
    )
    corrections = [one for one in store[CORRECTIONS].all() if one.content.student == student.id]
    yield Section(
        "plan_corrections",
        "Корректировки планов",
        tuple(_plain(one.content) for one in corrections),
        ("Предмет", "Что", "Почему"),
        tuple((one.content.subject_name, one.content.what, one.content.why) for one in corrections),
    )


def _lessons_held(store: Store, student: Student, *, groups: list[int]) -> Section:
    """Lines of reports, without what they say of others."""
    key = str(student.id)
    theirs = (where("student") == student.id) | where("group").one_of(groups)
    rows = [row for row in store[ROWS].search(theirs, order=("date",)) if student.id in {row.student, *row.students}]
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


def _section(
    name: str, title: str, records: Sequence[Record], columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> Section:
    return Section(name, title, tuple(_plain(one) for one in records), columns, tuple(rows))


def _plain(value: object) -> Any:  # noqa: ANN401  because it gives JSON values
    return msgspec.to_builtins(value)


def _day(date: Any) -> str:  # noqa: ANN401  because some records leave a day open
    return f"{date:%d.%m.%Y}" if date else ""
