"""Which list a sheet is, and where its columns stand (O2, T3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.documents.sheets import Cell, Sheet, address
from kiosk.office.exchange.columns import LAYOUTS, NOT_READ, Layout, plain
from kiosk.office.exchange.findings import Findings
from kiosk.problems import N_

ROWS_LIMIT: Final = 20_000
HEADING_WITHIN: Final = 15
"""Above the heading schools write their name, the year, «УТВЕРЖДАЮ»."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that was recognised: where its heading stands, and the place of each known column."""

    layout: Layout
    name: str
    heading: int
    places: dict[str, int]
    rows: tuple[tuple[Cell, ...], ...]
    formulas: frozenset[str]

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


@dataclass(frozen=True, slots=True)
class Brought:
    """The sheets of one file under its own name."""

    file: str
    sheets: tuple[Sheet, ...]


def recognised(files: Iterable[Brought], findings: Findings) -> list[Table]:
    """The lists among the sheets of some files, in the order in which they have to be understood."""
    tables: list[Table] = []
    for file in files:
        found = [(sheet, table_of(sheet, file.file, findings)) for sheet in file.sheets if sheet.rows]
        tables += [table for _, table in found if table]
        for sheet, table in found:
            if table is None:
                known = any(other for _, other in found)
                say = findings.caution if known else findings.refuse
                say(sheet.name, SHEET_PASSED if known else SHEET_UNKNOWN, sheet=sheet.name, file=file.file)
    order = list(LAYOUTS)
    return sorted(_within_limit(tables, findings), key=lambda table: order.index(table.layout.kind))


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
SHEET_PASSED: Final = N_("The sheet «%(sheet)s» of %(file)s is none of the known lists and is left out.")
COLUMN_PASSED: Final = N_("The column «%(column)s» is not known and is not read.")
TOO_MANY_ROWS: Final = N_(
    "The sheet «%(sheet)s» has %(rows)s rows, at most %(limit)s are read. Is it really a list of one school? "
    "Delete what is not, or bring it in parts."
)
