"""Everything of a period as XLSX and CSV: rows of reports, days, figures of the sheet (H4)."""

import datetime as dt
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec

from kiosk.documents import csv_out
from kiosk.documents.xlsx_plain import Plain, Table, write_tables
from kiosk.hours.figures import POSITION_ON_PAPER
from kiosk.hours.queries import Account
from kiosk.hours.records import FUNDING_ON_PAPER, Measure
from kiosk.hours.rules import totals
from kiosk.people.names import full_name
from kiosk.people.records import STAFF
from kiosk.regime.records import KIND_ON_PAPER
from kiosk.reports.records import DAYS, MARK_OF, REASON_ON_PAPER, DayState, Row, RowState
from kiosk.school.rules import QUARTERS_PER_HOUR
from kiosk.store import Store, where

STATE_ON_PAPER: Final = {
    DayState.SENT: "сдан",
    DayState.ACCEPTED: "принят",
    DayState.RETURNED: "возвращён",
    DayState.TAKEN_BACK: "отозван",
    DayState.CORRECTED: "исправлен",
}
ROW_COLUMNS: Final = (
    "Дата", "Начало", "Конец", "Преподаватель", "Должность", "Обучающийся/группа", "Предмет", "Форма занятия",
    "Форма дистанционного обучения", "Состояние", "Часов", "Часов по расписанию", "Вместо кого", "Отработка за строку",
    "Финансирование", "Причина", "Отсутствовали", "Домашнее задание", "Ссылки", "Приказ", "Исключение", "Строка №",
)  # fmt: skip
DAY_COLUMNS: Final = ("Дата", "Преподаватель", "Отчёт", "Замечание")
FIGURE_COLUMNS: Final = ("Дата", "Преподаватель", "Должность", "Финансирование")
MEASURES_ON_PAPER: Final = {
    Measure.PLANNED: "По расписанию",
    Measure.GIVEN: "Проведено",
    Measure.FOR_OTHERS: "За других",
    Measure.MADE_UP: "Отработано",
    Measure.OUTSIDE: "Вне расписания",
    Measure.MISSED: "Не проведено",
    Measure.BY_OTHERS: "Провели другие",
    Measure.CANCELLED: "Отменено",
    Measure.OTHER_WORK: "Другая работа",
    Measure.OPEN: "Нет отчёта",
}


class Period(msgspec.Struct, frozen=True):
    """A stretch with its accounts; names of students by id."""

    store: Store
    since: dt.date
    until: dt.date
    account: Account


def tables(period: Period) -> list[Table]:
    """Three tables: rows, days, figures."""
    return [
        Table("Строки отчётов", ROW_COLUMNS, lambda: _rows(period)),
        Table("Дни", DAY_COLUMNS, lambda: _days(period)),
        Table("Часы", (*FIGURE_COLUMNS, *MEASURES_ON_PAPER.values()), lambda: _figures(period)),
    ]


def as_xlsx(period: Period) -> bytes:
    """One workbook of three sheets; dates are ISO text in no cell, but days as people write them."""
    with tempfile.TemporaryDirectory(prefix="kamerton-") as folder:
        target = Path(folder) / "period.xlsx"
        write_tables(target, tables(period))
        return target.read_bytes()


def as_zip(period: Period) -> bytes:
    """Three CSV files in one archive."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in tables(period):
            packed.writestr(f"{table.name}.csv", csv_out.table([table.headings, *table.rows()]))
    return whole.getvalue()


def _rows(period: Period) -> Iterator[Sequence[Plain]]:
    names = {one.id: full_name(one) for one in period.account.students.values()}
    found = [entry.row for entry in period.account.entries if entry.row is not None]
    for row in sorted(found, key=lambda one: (one.date, one.written.staff_name, one.start)):
        yield _row(row, lambda student: names.get(student, "—"))


def _row(row: Row, name: Callable[[int], str]) -> Sequence[Plain]:
    held = row.state is RowState.HELD
    return (
        f"{row.date:%d.%m.%Y}",
        f"{row.start:%H:%M}",
        f"{row.end:%H:%M}",
        row.written.staff_name,
        POSITION_ON_PAPER[row.position],
        row.who,
        row.subject_name,
        KIND_ON_PAPER[row.kind],
        row.channel,
        "проведён" if held else "не проведён",
        row.quarter_hours / QUARTERS_PER_HOUR,
        row.planned_quarters / QUARTERS_PER_HOUR,
        row.written.instead_of,
        row.makes_up or None,
        FUNDING_ON_PAPER[row.funding],
        REASON_ON_PAPER[row.reason] if row.reason else "",
        ", ".join(f"{name(int(student))} ({MARK_OF[mark]})" for student, mark in row.attendance.items()),
        row.homework,
        " ".join(row.links),
        row.written.order,
        row.exception,
        row.id,
    )


def _days(period: Period) -> Iterator[Sequence[Plain]]:
    span = (where("date") >= period.since) & (where("date") <= period.until)
    staff = {one.id: full_name(one) for one in period.store[STAFF].all()}
    for day in period.store[DAYS].search(span, order=("date", "staff")):
        state = STATE_ON_PAPER.get(day.state, day.state.value)
        yield f"{day.date:%d.%m.%Y}", staff.get(day.staff, "—"), state, day.remark


def _figures(period: Period) -> Iterator[Sequence[Plain]]:
    account = period.account
    found = totals(account.entries, lambda entry: (entry.date, entry.staff, entry.position, entry.funding))
    for (date, staff, position, funding), total in sorted(
        found.items(), key=lambda one: (one[0][0], account.name(one[0][1]), one[0][2], one[0][3])
    ):
        figures = [total.of(measure) / QUARTERS_PER_HOUR for measure in MEASURES_ON_PAPER]
        yield (
            f"{date:%d.%m.%Y}",
            account.name(staff),
            POSITION_ON_PAPER[position],
            FUNDING_ON_PAPER[funding],
            *figures,
        )
