"""Writing Excel sheets that print as they should: registers, templates, Annex 1, hours sheets (H3, H4, O2).

Text stays text: nothing a person typed becomes a formula or a link. Row heights are set here by an estimate, because
a file opened in LibreOffice keeps the heights it was given, and wrapped text would be cut.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT: Final = 32_767  # Excel's own limit of a cell
LONGEST_NAME: Final = 31
UNDATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001  because the file wants a wall time, and no paper says when it was made
POINTS_PER_LINE: Final = 12.5  # of 9 pt text
CHARACTERS_PER_MM: Final = 0.51  # width of a column is counted in digits of the default font

Cell = str | int | float | dt.date | dt.time | None
Align = Literal["left", "center", "right"]
Look = Mapping[str, str | int | float]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A heading and a width in millimetres on paper."""

    heading: str
    width_mm: float = 30
    align: Align = "left"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of text over the whole width, above or below the table."""

    text: str
    align: Align = "left"
    size: float = 10
    bold: bool = False
    before: float = 0  # points of white above it


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet: lines, a table under a repeated heading, empty rows to fill by hand, lines again."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    struck: Collection[int] = ()  # places of rows that are crossed out
    above: Sequence[Line] = ()
    below: Sequence[Line] = ()
    blanks: int = 0
    landscape: bool = True
    footer: str = "Лист &P из &N"
    register: bool = False  # for working with on the screen: the heading stays in view, columns can be filtered


def workbook(*sheets: Sheet) -> bytes:
    """An XLSX file of these sheets; the same sheets give the same bytes, whenever they are made (H3).

    Names are made fit for Excel and told apart; forbidden signs are left out.
    """
    from xlsxwriter import Workbook

    whole = io.BytesIO()
    book = Workbook(whole, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": "", "company": "", "created": UNDATED})
    looks = _Looks(book)
    taken: set[str] = set()
    for sheet in sheets:
        _Page(book.add_worksheet(_free_name(sheet.name, taken)), looks, sheet).write()
    book.close()
    return whole.getvalue()


class _Looks:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, str | int | float], ...], Format] = {}

    def of(self, look: Look) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Arial", "font_size": 9, **look})
        return self._made[key]


class _Page:
    """One worksheet while it is written, from the top down."""

    def __init__(self, paper: Worksheet, looks: _Looks, sheet: Sheet) -> None:
        self.paper, self.looks, self.sheet = paper, looks, sheet
        self.next_row = 0

    def write(self) -> None:
        self._set_up()
        for line in self.sheet.above:
            self._line(line)
        heading = self.next_row
        self._heading()
        for place, row in enumerate(self.sheet.rows):
            self._row(row, struck=place in self.sheet.struck)
        for _ in range(self.sheet.blanks):
            self._row([None] * len(self.sheet.columns), height=21)
        if self.sheet.register:
            self.paper.freeze_panes(heading + 1, 0)
            self.paper.autofilter(heading, 0, max(heading + len(self.sheet.rows), heading), len(self.sheet.columns) - 1)
        self.paper.repeat_rows(heading)
        for line in self.sheet.below:
            self._line(line)

    def _set_up(self) -> None:
        paper = self.paper
        if self.sheet.landscape:
            paper.set_landscape()
        paper.set_paper(9)  # A4
        paper.set_margins(left=0.47, right=0.47, top=0.47, bottom=0.6)
        paper.fit_to_pages(1, 0)
        paper.set_footer(f"&R&8{self.sheet.footer}")
        for place, column in enumerate(self.sheet.columns):
            paper.set_column(place, place, column.width_mm * CHARACTERS_PER_MM)

    def _line(self, line: Line) -> None:
        look = self.looks.of(
            {"font_size": line.size, "bold": line.bold, "align": line.align, "valign": "bottom", "text_wrap": True}
        )
        text, last = printable(line.text), len(self.sheet.columns) - 1
        width = sum(column.width_mm for column in self.sheet.columns)
        lines = _lines(text, width * 9 / line.size)
        self.paper.set_row(self.next_row, lines * line.size * 1.4 + line.before)
        if last:
            self.paper.merge_range(self.next_row, 0, self.next_row, last, "", look)
        self.paper.write_string(self.next_row, 0, text, look)
        self.next_row += 1

    def _heading(self) -> None:
        look = self.looks.of({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
        lines = 1
        for place, column in enumerate(self.sheet.columns):
            self.paper.write_string(self.next_row, place, column.heading, look)
            lines = max(lines, _lines(column.heading, column.width_mm * 0.9))  # bold is wider
        self.paper.set_row(self.next_row, lines * POINTS_PER_LINE + 4)
        self.next_row += 1

    def _row(self, cells: Sequence[Cell], height: float = 0, *, struck: bool = False) -> None:
        lines = 1
        for place, (cell, column) in enumerate(zip(cells, self.sheet.columns, strict=True)):
            look: Look = {"align": column.align, "valign": "top", "text_wrap": True, "border": 1}
            self._cell(place, cell, {**look, "font_strikeout": True} if struck else look)
            if isinstance(cell, str):
                lines = max(lines, _lines(cell, column.width_mm))
        # 409 points is the tallest row Excel knows
        self.paper.set_row(self.next_row, min(height or lines * POINTS_PER_LINE + 3, 409))
        self.next_row += 1

    def _cell(self, place: int, cell: Cell, look: Look) -> None:
        row, paper, of = self.next_row, self.paper, self.looks.of
        match cell:
            case None | "":
                paper.write_blank(row, place, None, of(look))
            case str():
                paper.write_string(row, place, printable(cell), of(look))
            case bool():
                paper.write_boolean(row, place, cell, of(look))
            case int() | float():
                paper.write_number(row, place, cell, of(look))
            case dt.datetime():
                paper.write_datetime(row, place, cell, of({**look, "num_format": "dd.mm.yyyy hh:mm"}))
            case dt.date():
                paper.write_datetime(row, place, cell, of({**look, "num_format": "dd.mm.yyyy"}))
            case dt.time():
                paper.write_datetime(row, place, cell, of({**look, "num_format": "hh:mm"}))


def _lines(text: str, width_mm: float) -> int:
    """How many lines the text takes in a column, a little more rather than less: words are not broken by sense."""
    letters = max(width_mm * CHARACTERS_PER_MM * 1.12, 1)
    count = 0
    for paragraph in text.split("\n"):
        lines, used = 1, 0
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > letters:
                lines, used = lines + 1, 0
            lines += math.ceil(len(word) / letters) - 1 if len(word) > letters else 0
            used += len(word) + (1 if used else 0)
        count += lines
    return count


def printable(text: str) -> str:
    """Without the signs XML forbids, and within Excel's limit of a cell."""
    kept = "".join(sign for sign in text if sign >= " " or sign in "\n\t").encode(errors="ignore").decode()
    return kept.replace("\ufffe", "").replace("\uffff", "")[:LONGEST_TEXT]


def _free_name(wanted: str, taken: set[str]) -> str:
    # Excel counts in UTF-16, so signs beyond it (clefs, smileys) are left out of names
    fit = re.sub(r"[\[\]:*?/\\\n\t]|[^\0-\uffff]", " ", printable(wanted))
    base = fit.strip(" '")[:LONGEST_NAME] or "Лист"
    name, number = base, 2
    while name.casefold() in taken:
        tail = f" ({number})"
        name, number = base[: LONGEST_NAME - len(tail)] + tail, number + 1
    taken.add(name.casefold())
    return name
