"""Annex 1 on paper: one content for print, DOCX and XLSX, taken from what the rows wrote down themselves (H3, L2).

Rename the teacher, the student, the subject or the school, and a reprint is the same paper to the byte. A row that was
corrected after it was accepted stands there twice: struck as ink is struck, and as it is now with who, when and why.
"""

import datetime as dt
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.documents import docx, xlsx
from kiosk.people.names import full_name
from kiosk.people.records import Staff
from kiosk.problems import Refusal
from kiosk.regime.records import KIND_ON_PAPER
from kiosk.reports import queries, rules
from kiosk.reports.records import FormerRow, Position, Row, RowState
from kiosk.school.queries import hour_rule, school_name
from kiosk.school.rules import hours_text
from kiosk.store import Store
from kiosk.words import NBSP, tongue
from kiosk.words.names import short_name

BLANK_ROWS: Final = 4
LONGEST_CLASS: Final = 8
TO_FILL: Final = "______"
TO_WRITE_ON: Final = "_" * 20
HEADINGS: Final = (
    ("Дата", 15),
    ("Время", 15),
    ("Кол-во учебных часов", 19),
    ("Ф.И. обучающегося/группа", 41),
    ("Наименование предмета", 35),
    ("Форма занятия", 37),
    ("Форма дистанционного обучения (WhatsApp, Skype и т.д.)", 33),
    ("Примечание (замечания, рекомендации, домашнее задание)", 78),
)
"""The eight columns of Annex 1 in their order, with widths in millimetres."""
POSITION_ON_PAPER: Final = {Position.TEACHER: "Преподаватель", Position.ACCOMPANIST: "Концертмейстер"}


class Line(msgspec.Struct, frozen=True):
    """A row of Annex 1, every cell as it is printed; a struck one counts in no sum."""

    date: str
    time: str
    hours: str
    who: str
    subject: str
    kind: str
    channel: str
    note: str
    struck: bool = False
    slot: str = ""
    """Its row's place in the day, for links to it; printed nowhere."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The eight cells in the order of the form."""
        return (self.date, self.time, self.hours, self.who, self.subject, self.kind, self.channel, self.note)


class Annex1(msgspec.Struct, frozen=True):
    """The paper: head, rows, sums. Russian only, as the school's form is."""

    name: str
    school: str
    period: str
    number: str
    """«Лист № 4-241126»: whose it is and for which days; the same at every printing."""
    lines: tuple[Line, ...]
    held: str
    missed: str
    rule: str
    position: str
    signed_by: str
    year: int
    since: dt.date
    until: dt.date
    blanks: int = BLANK_ROWS

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        return f"Отчет {self.signed_by} {days_in_name(self.since, self.until)}".replace("\u00a0", " ")


def days_in_name(since: dt.date, until: dt.date) -> str:
    """«2026-11-24», «2026-11-16_2026-11-24»: sorts by itself in a folder."""
    return f"{since:%Y-%m-%d}" + (f"_{until:%Y-%m-%d}" if until != since else "")


def annex_1(store: Store, staff: Staff, since: dt.date, until: dt.date, *, reasons: bool = True) -> Annex1:
    """Annex 1 of one member of staff for a day or a period. Without rows it is the empty form with today's names.

    ``reasons``: whether the reader may know why somebody was absent (L21).
    """
    return annexes(store, [staff], since, until, reasons={staff.id} if reasons else set())[0]


def annexes(
    store: Store, people: Sequence[Staff], since: dt.date, until: dt.date, *, reasons: set[int]
) -> list[Annex1]:
    """The same for several people in their order, read at once. ``reasons``: for whom the reader may know them."""
    ids = [one.id for one in people]
    rows = queries.by_staff(queries.rows_of_people(store, ids, since, until))
    former = queries.by_staff(queries.former_rows(store, ids, since, until))
    every = [row for theirs in rows.values() for row in theirs]
    names = queries.names_on_paper(store, [*every, *(old.row for theirs in former.values() for old in theirs)])

    def of(staff: Staff) -> Annex1:
        lines = _lines(rows[staff.id], former[staff.id], names, reasons=staff.id in reasons)
        return _annex(store, staff, rows[staff.id], lines, since, until)

    return [of(staff) for staff in people]


def _annex(
    store: Store, staff: Staff, rows: Sequence[Row], lines: Iterable[Line], since: dt.date, until: dt.date
) -> Annex1:
    name, school, minutes = _head(store, staff, rows, until)
    return Annex1(
        name=name,
        school=school,
        period=period_on_paper(since, until),
        number=number_on_paper(staff.id, since, until),
        lines=tuple(lines),
        held=hours_text(sum(row.quarter_hours for row in rows)),
        missed=str(sum(row.state is RowState.NOT_HELD for row in rows)),
        rule=f"Час {minutes} мин" + (", в дистанционный период урок до 30 мин" if _distance(rows) else ""),
        position=_position(rows),
        signed_by=short_name(name),
        year=until.year,
        since=since,
        until=until,
    )


def form_to_fill(
    store: Store,
    staff: Staff,
    date: dt.date,
    lines: Sequence[Line],
    *,
    blanks: int,
    position: Position = Position.TEACHER,
) -> Annex1:
    """The form of a day to be filled by hand: what is planned, or nothing, and no sums (H3)."""
    rule = hour_rule(store, date)
    return Annex1(
        name=full_name(staff),
        school=school_name(store),
        period=period_on_paper(date, date),
        number=number_on_paper(staff.id, date, date),
        lines=tuple(lines),
        held=TO_FILL,
        missed=TO_FILL,
        rule=f"Час {rule.minutes} мин",
        position=POSITION_ON_PAPER[position],
        signed_by=short_name(full_name(staff)),
        year=date.year,
        since=date,
        until=date,
        blanks=blanks,
    )


def number_on_paper(staff: int, since: dt.date, until: dt.date) -> str:
    """«Лист № 4-241126»: not counted anywhere, so a reprint bears the same."""
    days = f"{since:%d%m%y}" if since == until else f"{since:%d%m%y}-{until:%d%m%y}"
    return f"Лист №{NBSP}{staff}-{days}"


def _head(store: Store, staff: Staff, rows: Sequence[Row], date: dt.date) -> tuple[str, str, int]:
    """Names of the teacher and the school and the minutes of an hour: the last row's copies, else today's."""
    if rows:
        last = max(rows, key=lambda row: (row.date, row.confirmed_at))
        return last.written.staff_name, last.written.school_name, last.written.hour_minutes
    return full_name(staff), school_name(store), hour_rule(store, date).minutes


def _distance(rows: Iterable[Row]) -> bool:
    return any(row.written.order for row in rows)


def _position(rows: Sequence[Row]) -> str:
    """An accompanist signs as one only when every row was given in that position."""
    accompanist = bool(rows) and all(row.position is Position.ACCOMPANIST for row in rows)
    return POSITION_ON_PAPER[Position.ACCOMPANIST if accompanist else Position.TEACHER]


def _lines(rows: Sequence[Row], former: Iterable[FormerRow], names: dict[int, str], *, reasons: bool) -> list[Line]:
    """Every row with what it was before, in time order; a row that was taken out stands alone and struck."""
    before: dict[tuple[dt.date, str], list[FormerRow]] = defaultdict(list)
    for old in former:
        before[old.date, old.slot].append(old)
    found: list[tuple[tuple[dt.date, dt.time, int], list[Line]]] = []
    for row in rows:
        note = rules.note_on_paper(row, names, reasons=reasons)
        struck = [old for old in before.pop((row.date, row.slot), ()) if not rules.same_row(old.row, row)]
        lines = [_struck(old, names, reasons=reasons) for old in struck]
        mark = f" {rules.corrected_on_paper(struck[-1])}" if struck else ""
        found.append(((row.date, row.start, row.id), [*lines, _line(row, f"{note}{mark}".strip())]))
    for gone in before.values():
        said = rules.corrected_on_paper(gone[-1], gone=True)
        lines = [_struck(old, names, reasons=reasons) for old in gone[:-1]]
        found.append((_place(gone[-1].row), [*lines, _struck(gone[-1], names, reasons=reasons, said=said)]))
    return [line for _, lines in sorted(found, key=lambda one: one[0]) for line in lines]


def _place(row: Row) -> tuple[dt.date, dt.time, int]:
    return row.date, row.start, row.id


def _struck(old: FormerRow, names: dict[int, str], *, reasons: bool, said: str = "") -> Line:
    note = rules.note_on_paper(old.row, names, reasons=reasons)
    return replace(_line(old.row, f"{note} {said}".strip()), struck=True)


def _line(row: Row, note: str) -> Line:
    held = row.state is RowState.HELD
    return Line(
        date=f"{row.date:%d.%m}",
        time=f"{row.start:%H:%M}–{row.end:%H:%M}",
        hours=hours_text(row.quarter_hours),
        who=bound_class(row.who),
        subject=row.subject_name,
        kind=KIND_ON_PAPER[row.kind] if held else "—",
        channel=(row.channel or "—") if held else "—",
        note=note,
        slot=row.slot,
    )


def bound_class(who: str) -> str:
    """«Иванова Мария, 4 (8)»: the class stays in one piece at the end of a line."""
    name, comma, label = who.rpartition(", ")
    return f"{name}{comma}{label.replace(' ', NBSP)}" if comma and len(label) <= LONGEST_CLASS else who


def period_on_paper(since: dt.date, until: dt.date) -> str:
    """«За 24 ноября 2026 года», «За 23–28 ноября 2026 года»."""
    russian = tongue("ru")
    days = russian.day(since) if since == until else russian.days(since, until)
    return f"За {days} {until.year} года" if str(until.year) not in days else f"За {days} года"


def as_zip(papers: Iterable[Annex1]) -> bytes | Refusal:
    """A Word document for each, in one archive; the same papers give the same bytes."""
    whole = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(whole, "w") as packed:
        for paper in papers:
            filled = as_docx(paper)
            if isinstance(filled, Refusal):
                return filled
            name = paper.file_name if paper.file_name not in taken else f"{paper.file_name} {paper.number[-12:]}"
            taken.add(name)
            packed.writestr(zipfile.ZipInfo(f"{name}.docx"), filled)
    return whole.getvalue()


def as_docx(paper: Annex1) -> bytes | Refusal:
    """Annex 1 as a Word document."""
    return docx.fill(
        "annex-1",
        {
            "school": paper.school,
            "name": paper.name,
            "period": paper.period,
            "number": paper.number,
            "rows": [{name: getattr(line, name) for name in Line.__struct_fields__} for line in paper.lines],
            "blanks": paper.blanks,
            "held": paper.held,
            "missed": paper.missed,
            "rule": paper.rule,
            "position": paper.position,
            "signed_by": paper.signed_by,
            "accepted_as": "заместитель директора по УВР",
            "accepted_by": TO_WRITE_ON,
            "year": paper.year,
        },
    )


def as_xlsx(*papers: Annex1) -> bytes:
    """Annex 1 as a sheet that prints like the form; of several people each on a sheet of their own."""
    return xlsx.workbook(*(_sheet(paper, paper.signed_by if papers[1:] else "Приложение № 1") for paper in papers))


def _sheet(paper: Annex1, name: str) -> xlsx.Sheet:
    sums = f"Всего проведено, учебных часов: {paper.held}.   Не проведено, к отработке: {paper.missed}.   {paper.rule}"
    day_to_write = f"«____» ______________ {paper.year} г."
    return xlsx.Sheet(
        name=name,
        columns=[
            xlsx.Column(heading=heading, width_mm=width, align="center" if place < 3 else "left")  # noqa: PLR2004
            for place, (heading, width) in enumerate(HEADINGS)
        ],
        rows=[line.cells for line in paper.lines],
        struck=[place for place, line in enumerate(paper.lines) if line.struck],
        above=[
            xlsx.Line(text="Приложение № 1", align="right", size=9),
            xlsx.Line(text="Форма отчета преподавателя о выполнении учебной нагрузки", align="right", size=9),
            xlsx.Line(text=f"Отчет преподавателя (концертмейстера) {paper.name}", size=13, bold=True, before=6),
            xlsx.Line(text=f"{paper.school}. {paper.period}. {paper.number}", size=9),
        ],
        below=[
            xlsx.Line(text=sums, before=6),
            xlsx.Line(text=f"{paper.position} {TO_WRITE_ON} / {paper.signed_by} / {day_to_write}", before=14),
            xlsx.Line(
                text=f"Принял: заместитель директора по УВР {TO_WRITE_ON} / {TO_WRITE_ON} / {day_to_write}", before=14
            ),
        ],
        blanks=paper.blanks,
    )
