"""An XLSX file of plain tables, written row by row: memory stays small however long a table is (O2)."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from kiosk.documents.xlsx import printable

Plain = str | int | float | None


class Table(msgspec.Struct, frozen=True):
    """A sheet's name, its headings and what gives its rows."""

    name: str
    headings: Sequence[str]
    rows: Callable[[], Iterable[Sequence[Plain]]]


def write_table(target: Path, name: str, headings: Sequence[str], rows: Iterable[Sequence[Plain]]) -> None:
    """Write one sheet."""
    write_tables(target, [Table(name, headings, lambda: rows)])


def write_tables(target: Path, tables: Iterable[Table]) -> None:
    """A sheet for each, with a bold heading that stays in view. Text stays text; what does not fit a cell is cut."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(target), options) as book:
        book.set_properties({"author": "", "company": ""})
        bold = book.add_format({"bold": True})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for place, heading in enumerate(table.headings):
                sheet.write_string(0, place, heading, bold)
            for number, row in enumerate(table.rows(), 1):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, printable(cell))
                    elif cell is not None:
                        sheet.write_number(number, place, cell)
