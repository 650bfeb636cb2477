"""Which list a sheet is, and where its columns stand (O2, T3)."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from kiosk.documents.sheets import Cell, Sheet, address
from kiosk.office.exchange.columns import LAYOUTS, NOT_READ, Layout, plain
from kiosk.office.exchange.findings import Findings
from kiosk.problems import N_

ROWS_LIMIT: Final = 20_000
MOST_NAMED: Final = 20
HEADING_WITHIN: Final = 15
"""Above the heading schools write their name, the year, «УТВЕРЖДАЮ»."""


class Table(msgspec.Struct, frozen=True):
    """A sheet that was recognised: where its heading stands, and the place of each known column."""

    layout: Layout
    name: str
    heading: int
    places: dict[str, int]
    rows: tuple[tuple[Cell, ...], ...]
    formulas: frozenset[str]
    drawn: bool = False
    """A timetable drawn as a grid: its lessons stand in cells, not in rows."""

    def numbers(self) -> Iterator[int]:
        """Indexes of the rows below the heading that hold anything in a known column."""
        for number in range(self.heading + 1, len(self.rows)):
            if any(self.rows[number][place] is not None for place in self.places.values()) or any(
                address(number, place) in self.formulas for place in self.places.values()
            ):
                yield number

    def at(self, row: int, key: str) -> str:
        """«Расписание!C22»."""
        place = self.places.get(key, min(self.places.values()))
        return f"{self.name}!{address(row, place)}"


class Brought(msgspec.Struct, frozen=True):
    """The sheets of one file under its own name."""

    file: str
    sheets: tuple[Sheet, ...]


class Other(msgspec.Struct, frozen=True):
    """A sheet that is no list: a drawn timetable, or something that the kiosk has no use for."""

    sheet: Sheet
    file: str
    among_lists: bool
    """Other sheets of its file are known lists."""


def recognised(files: Iterable[Brought], findings: Findings) -> tuple[list[Table], list[Other]]:
    """The lists among the sheets of some files, in the order in which they have to be understood; then the rest."""
    tables: list[Table] = []
    others: list[Other] = []
    for file in files:
        sheets = [sheet for sheet in file.sheets if sheet.rows and not _is_hidden(sheet, file.file, findings)]
        found = [(sheet, table_of(sheet, file.file, findings)) for sheet in sheets]
        tables += [table for _, table in found if table]
        known = any(table for _, table in found)
        others += [Other(sheet, file.file, known) for sheet, table in found if table is None]
    order = list(LAYOUTS)
    return sorted(_within_limit(tables, findings), key=lambda table: order.index(table.layout.kind)), others


def say_unknown(others: Iterable[Other], findings: Findings, *, beside: bool) -> None:
    """Sheets of which nothing is taken in. ``beside``: something else of the files is known."""
    for other in others:
        passed = other.among_lists or beside
        say = findings.caution if passed else findings.refuse
        name = other.sheet.name
        say(name, SHEET_PASSED if passed else SHEET_UNKNOWN, sheet=name, file=other.file)


def _is_hidden(sheet: Sheet, file: str, findings: Findings) -> bool:
    """What the owner hid is not taken in, and that is said."""
    if sheet.hidden:
        findings.caution(sheet.name, SHEET_HIDDEN, sheet=sheet.name, file=file)
    elif sheet.hidden_rows or sheet.hidden_columns:
        rows = ", ".join(str(row + 1) for row in sheet.hidden_rows[:MOST_NAMED])
        columns = ", ".join(address(0, column)[:-1] for column in sheet.hidden_columns[:MOST_NAMED])
        findings.caution(sheet.name, PARTS_HIDDEN, sheet=sheet.name, rows=rows or "—", columns=columns or "—")
    return sheet.hidden


def _within_limit(tables: list[Table], findings: Findings) -> Iterator[Table]:
    for table in tables:
        rows = len(table.rows) - table.heading - 1
        if rows > ROWS_LIMIT:
            findings.refuse(table.name, TOO_MANY_ROWS, sheet=table.name, rows=rows, limit=ROWS_LIMIT)
        else:
            yield table


def table_of(sheet: Sheet, file: str, findings: Findings) -> Table | None:
    """The list that a sheet is, told by its columns; its name decides between two that fit alike."""
    best: tuple[tuple[int, int], Layout, int, dict[str, int]] | None = None
    for number, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        headings = [plain(cell) if isinstance(cell, str) else "" for cell in row]
        for layout in LAYOUTS.values():
            places = _places(layout, headings)
            if not all(any(key in places for key in group) for group in layout.needs):
                continue
            hinted = any(hint in f"{sheet.name} {file}".casefold() for hint in layout.hints)
            score = (len(places), int(hinted))
            if best is None or score > best[0]:
                best = (score, layout, number, places)
    if best is None:
        return None
    _, layout, number, places = best
    _unread(sheet, number, places, findings)
    return Table(layout, sheet.name, number, places, sheet.rows, sheet.formulas)


def _places(layout: Layout, headings: list[str]) -> dict[str, int]:
    """The first place of each column of a layout."""
    keys = layout.keys()
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = keys.get(heading) if heading else None
        if key is not None:
            places.setdefault(key, place)
    return places


def _unread(sheet: Sheet, number: int, places: dict[str, int], findings: Findings) -> None:
    """Say which columns will not be read, so that nobody believes they were."""
    taken = set(places.values())
    for place, cell in enumerate(sheet.rows[number]):
        if place not in taken and isinstance(cell, str) and plain(cell) not in NOT_READ:
            findings.caution(f"{sheet.name}!{address(number, place)}", COLUMN_PASSED, column=cell[:40])


SHEET_UNKNOWN: Final = N_(
    "The sheet «%(sheet)s» of %(file)s is none of the lists that the kiosk knows: staff, subjects, groups, students, "
    "families, timetable. Take a template and copy the columns into it."
)
SHEET_HIDDEN: Final = N_("The sheet «%(sheet)s» of %(file)s is hidden and is left out.")
PARTS_HIDDEN: Final = N_(
    "What is hidden on the sheet «%(sheet)s» is left out: rows %(rows)s, columns %(columns)s. Show them in the file "
    "if they belong to it."
)
SHEET_PASSED: Final = N_("The sheet «%(sheet)s» of %(file)s is none of the known lists and is left out.")
COLUMN_PASSED: Final = N_("The column «%(column)s» is not known and is not read.")
TOO_MANY_ROWS: Final = N_(
    "The sheet «%(sheet)s» has %(rows)s rows, at most %(limit)s are read. Is it really a list of one school? "
    "Delete what is not, or bring it in parts."
)
