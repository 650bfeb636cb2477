"""CSV for Russian Excel: UTF-8 with its mark, `;` between cells, decimal commas; no cell is a formula (H4, O2)."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Final

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell begins that a spreadsheet would work out."""

Cell = str | int | float | dt.date | dt.time | None


def table(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a file; lines end as Windows ends them."""
    whole = io.StringIO(newline="")
    writer = csv.writer(whole, delimiter=";", lineterminator="\r\n")
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return whole.getvalue().encode("utf-8-sig", errors="replace")


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(RUNS) else cell
        case int() | float():
            return f"{cell:g}".replace(".", ",")
        case dt.datetime():
            return f"{cell:%d.%m.%Y %H:%M}"
        case dt.date():
            return f"{cell:%d.%m.%Y}"
        case dt.time():
            return f"{cell:%H:%M}"
