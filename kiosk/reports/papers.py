"""Annex 1 on paper: one content for print, DOCX and XLSX, taken from what the rows wrote down themselves (H3, L2).

Rename the teacher, the subject or the school, and a reprint is the same paper.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.documents import docx, xlsx
from kiosk.people.names import full_name
from kiosk.people.records import Staff
from kiosk.problems import Refusal
from kiosk.regime.records import KIND_ON_PAPER
from kiosk.reports import queries, rules
from kiosk.reports.records import Position, Row, RowState
from kiosk.school.queries import hour_rule, the_school
from kiosk.school.rules import hours_text
from kiosk.store import Store
from kiosk.words import NBSP, tongue
from kiosk.words.names import short_name

BLANK_ROWS: Final = 4
LONGEST_CLASS: Final = 8
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


@dataclass(frozen=True, slots=True)
class Line:
    """A row of Annex 1, every cell as it is printed."""

    date: str
    time: str
    hours: str
    who: str
    subject: str
    kind: str
    channel: str
    note: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The eight cells in the order of the form."""
        return (self.date, self.time, self.hours, self.who, self.subject, self.kind, self.channel, self.note)


@dataclass(frozen=True, slots=True)
class Annex1:
    """The paper: head, rows, sums. Russian only, as the school's form is."""

    name: str
    school: str
    period: str
    lines: tuple[Line, ...]
    held: str
    missed: int
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
        days = f"{self.since:%Y-%m-%d}" + (f"_{self.until:%Y-%m-%d}" if self.until != self.since else "")
        return f"Отчет {self.signed_by} {days}".replace("\u00a0", " ")


def annex_1(store: Store, staff: Staff, since: dt.date, until: dt.date, *, reasons: bool = True) -> Annex1:
    """Annex 1 of one member of staff for a day or a period. Without rows it is the empty form with today's names.

    ``reasons``: whether the reader may know why somebody was absent (L21).
    """
    rows = queries.rows_of(store, staff.id, since, until)
    names = queries.names_on_paper(store, rows)
    name, school, minutes = _head(store, staff, rows, until)
    return Annex1(
        name=name,
        school=school,
        period=period_on_paper(since, until),
        lines=tuple(_line(row, rules.note_on_paper(row, names, reasons=reasons)) for row in rows),
        held=hours_text(sum(row.quarter_hours for row in rows)),
        missed=sum(row.state is RowState.NOT_HELD for row in rows),
        rule=f"Час {minutes} мин" + (", в дистанционный период урок до 30 мин" if _distance(rows) else ""),
        position=_position(rows),
        signed_by=short_name(name),
        year=until.year,
        since=since,
        until=until,
    )


def _head(store: Store, staff: Staff, rows: Sequence[Row], date: dt.date) -> tuple[str, str, int]:
    """Names of the teacher and the school and the minutes of an hour: the last row's copies, else today's."""
    if rows:
        last = max(rows, key=lambda row: (row.date, row.confirmed_at))
        return last.written.staff_name, last.written.school_name, last.written.hour_minutes
    school = the_school(store)
    return full_name(staff), school.name if school else "", hour_rule(store, date).minutes


def _distance(rows: Iterable[Row]) -> bool:
    return any(row.written.order for row in rows)


def _position(rows: Sequence[Row]) -> str:
    """An accompanist signs as one only when every row was given in that position."""
    accompanist = bool(rows) and all(row.position is Position.ACCOMPANIST for row in rows)
    return POSITION_ON_PAPER[Position.ACCOMPANIST if accompanist else Position.TEACHER]


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


def as_docx(paper: Annex1) -> bytes | Refusal:
    """Annex 1 as a Word document."""
    return docx.fill(
        "annex-1",
        {
            "school": paper.school,
            "name": paper.name,
            "period": paper.period,
            "rows": [{name: getattr(line, name) for name in Line.__slots__} for line in paper.lines],
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


def as_xlsx(paper: Annex1) -> bytes:
    """Annex 1 as a sheet that prints like the form."""
    sums = f"Всего проведено, учебных часов: {paper.held}.   Не проведено, к отработке: {paper.missed}.   {paper.rule}"
    day_to_write = f"«____» ______________ {paper.year} г."
    return xlsx.workbook(
        xlsx.Sheet(
            name="Приложение № 1",
            columns=[
                xlsx.Column(heading=heading, width_mm=width, align="center" if place < 3 else "left")  # noqa: PLR2004
                for place, (heading, width) in enumerate(HEADINGS)
            ],
            rows=[line.cells for line in paper.lines],
            above=[
                xlsx.Line(text="Приложение № 1", align="right", size=9),
                xlsx.Line(text="Форма отчета преподавателя о выполнении учебной нагрузки", align="right", size=9),
                xlsx.Line(text=f"Отчет преподавателя (концертмейстера) {paper.name}", size=13, bold=True, before=6),
                xlsx.Line(text=f"{paper.school}. {paper.period}", size=9),
            ],
            below=[
                xlsx.Line(text=sums, before=6),
                xlsx.Line(text=f"{paper.position} {TO_WRITE_ON} / {paper.signed_by} / {day_to_write}", before=14),
                xlsx.Line(
                    text=f"Принял: заместитель директора по УВР {TO_WRITE_ON} / {TO_WRITE_ON} / {day_to_write}",
                    before=14,
                ),
            ],
            blanks=paper.blanks,
        )
    )
