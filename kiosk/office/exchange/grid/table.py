"""A sheet as the eye sees it: each merged range one cell that covers several places (T3)."""

from typing import Final

import msgspec

from kiosk.documents.sheets import Sheet, address
from kiosk.office.exchange.grid.labels import Look, People, look_at

CELLS_LIMIT: Final = 200_000
"""A timetable of a big school has some thousand cells; what is larger is no grid."""


class Seen(msgspec.Struct, frozen=True):
    """A cell with something in it: its look, the rows and columns it covers, counted from 0."""

    look: Look
    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """«D6», as Excel shows it."""
        return address(self.top, self.left)


class Table(msgspec.Struct, frozen=True):
    """The seen cells of a sheet by the places they cover."""

    name: str
    height: int
    width: int
    cells: dict[tuple[int, int], Seen]

    def at(self, row: int, column: int) -> Seen | None:
        """What covers a place."""
        return self.cells.get((row, column))

    def row(self, row: int) -> list[Seen]:
        """What covers a row, from left to right, each once."""
        found = (self.cells.get((row, column)) for column in range(self.width))
        return list(dict.fromkeys(seen for seen in found if seen))


def table_of(sheet: Sheet, people: People) -> Table | None:
    """The cells of a sheet with their looks; None when there are more than a timetable can have."""
    height, width = len(sheet.rows), len(sheet.rows[0]) if sheet.rows else 0
    if height * width > CELLS_LIMIT:
        return None
    ranges = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
    cells: dict[tuple[int, int], Seen] = {}
    for top, values in enumerate(sheet.rows):
        for left, value in enumerate(values):
            if value is None or value == "":
                continue
            bottom, right = ranges.get((top, left), (top, left))
            bottom, right = min(bottom, height - 1), min(right, width - 1)
            seen = Seen(look_at(value, people), top, left, bottom, right)
            covered = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            cells.update(dict.fromkeys(covered, seen))
    return Table(sheet.name, height, width, cells)
