"""An XLSX file of one table, written row by row: memory stays small however long the table is (O2)."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from kiosk.documents.xlsx import printable

Plain = str | int | float | None


def write_table(target: Path, name: str, headings: Sequence[str], rows: Iterable[Sequence[Plain]]) -> None:
    """Write a sheet with a bold heading that stays in view. Text stays text; what does not fit a cell is cut."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(target), options) as book:
        book.set_properties({"author": "", "company": ""})
        sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, printable(cell))
                elif cell is not None:
                    sheet.write_number(number, place, cell)
