"""Reading sheets that people bring: XLSX, XLS, ODS and CSV (O2, T3).

A file is a stranger. What it is, is told from its bytes, not its name; its size is looked at before it is unpacked;
and the library that reads it works in a process of its own, because one cell at XFD1048576 aborts it together with
everything around it. Whatever is wrong comes back as a sentence that says what to do.
"""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from kiosk.documents import csv_text, sheet_kinds
from kiosk.documents.cells import address, place_of
from kiosk.documents.sheet_wire import Answer, RawCell, RawSheet, WhyNot
from kiosk.problems import N_, Problem, Refusal

__all__ = ["Cell", "Sheet", "address", "read"]

ROOT: Final = Path(__file__).resolve().parents[2]
SIZE_LIMIT: Final = 64 * 1024 * 1024
SECONDS_LIMIT: Final = 60

Cell = str | int | float | dt.date | dt.time | dt.datetime | None
Range = tuple[int, int, int, int]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet from A1 on; rows are equally long.

    Text is without surrounding and no-break spaces, a whole number is an int («5», not «5.0»), an empty cell None.
    `formulas` are addresses of cells that are computed, `merged` ranges (first row, first column, last row, last
    column), of which only the first cell has a value. What its owner hid is empty here: `hidden_rows` and
    `hidden_columns` count from 0; a sheet that is hidden as a whole keeps its cells.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    formulas: frozenset[str] = frozenset()
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()

    def filled(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows with every merged range full of its value, as the eye reads it."""
        rows = [list(row) for row in self.rows]
        for top, left, bottom, right in self.merged:
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [self.rows[top][left]] * len(row[left : right + 1])
        return tuple(map(tuple, rows))


def read(source: Path | bytes, filename: str = "") -> tuple[Sheet, ...] | Refusal:
    """The sheets of a file; `filename` is what its owner calls it. A Refusal says why it cannot be read."""
    name = filename or (source.name if isinstance(source, Path) else "")
    content = _content(source, name)
    if isinstance(content, Problem):
        return Refusal(problems=(content,))
    kind = sheet_kinds.kind_of(content, name)
    if isinstance(kind, Problem):
        return Refusal(problems=(kind,))
    if kind is sheet_kinds.Kind.TEXT:
        rows = csv_text.rows_of(content, name)
        if isinstance(rows, Problem):
            return Refusal(problems=(rows,))
        return (_sheet(RawSheet(Path(name).stem, list(map(list, rows)), [], [])),)
    sheets = _in_a_process(content, name)
    return Refusal(problems=(sheets,)) if isinstance(sheets, Problem) else sheets


def _content(source: Path | bytes, name: str) -> bytes | Problem:
    try:
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if size > SIZE_LIMIT:
            return Problem(
                N_("%(file)s is larger than 64 MB; a sheet of a school is never that large"), values={"file": name}
            )
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        values = {"file": name, "reason": error.strerror or str(error)}
        return Problem(N_("%(file)s cannot be opened: %(reason)s"), values=values)
    return content or Problem(N_("%(file)s is empty"), values={"file": name})


def _in_a_process(content: bytes, name: str) -> tuple[Sheet, ...] | Problem:
    """Read by kiosk.documents.sheet_process. Whatever happens to it, this process goes on."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "kiosk.documents.sheet_process"],
            input=content,
            env=environment,
            capture_output=True,
            timeout=SECONDS_LIMIT,
            check=False,
        )
        answer = msgspec.json.decode(done.stdout, type=Answer)
    except subprocess.TimeoutExpired:
        return _said(WhyNot.TOO_SLOW, name)
    except (msgspec.DecodeError, OSError):
        return _said(WhyNot.UNREADABLE, name)
    if answer.why_not:
        return _said(answer.why_not, name)
    return tuple(map(_sheet, answer.sheets))


_SENTENCES: Final[Mapping[WhyNot, str]] = {
    WhyNot.ENCRYPTED: (
        N_("%(file)s is protected by a password. Open it, save it without the password, then bring it again")
    ),
    WhyNot.TOO_WIDE: (
        N_(
            "%(file)s uses more than 2 million cells: something may stand far to the right or far below. "
            "Copy the table into a new sheet and save that"
        )
    ),
    WhyNot.TOO_SLOW: (N_("%(file)s took longer than a minute to read. Split it into smaller files")),
    WhyNot.UNREADABLE: (N_("%(file)s is damaged. Open it in Excel or LibreOffice and save it anew as .xlsx")),
    WhyNot.NO_SHEETS: (N_("%(file)s has no sheet with cells in it")),
}


def _said(why_not: WhyNot, name: str) -> Problem:
    return Problem(_SENTENCES[why_not], values={"file": name})


def _sheet(raw: RawSheet) -> Sheet:
    width = max(map(len, raw.rows), default=0)
    cells = tuple((*map(_cell, row), *[None] * (width - len(row))) for row in _visible(raw))
    while cells and not any(cell is not None for cell in cells[-1]):
        cells = cells[:-1]
    return Sheet(
        name=raw.name,
        rows=cells,
        formulas=frozenset(raw.formulas) - _hidden_places(raw),
        merged=tuple(_within(tuple(raw.merged), len(cells))),
        hidden=raw.hidden,
        hidden_rows=tuple(raw.hidden_rows),
        hidden_columns=tuple(raw.hidden_columns),
    )


def _visible(raw: RawSheet) -> Iterator[list[RawCell]]:
    """The rows with what is hidden emptied."""
    rows, columns = set(raw.hidden_rows), set(raw.hidden_columns)
    for number, row in enumerate(raw.rows):
        if number in rows:
            yield [None] * len(row)
        elif columns:
            yield [None if place in columns else cell for place, cell in enumerate(row)]
        else:
            yield row


def _hidden_places(raw: RawSheet) -> set[str]:
    """Addresses of computed cells that nobody sees."""
    places = {written: place_of(written) for written in raw.formulas}
    rows, columns = set(raw.hidden_rows), set(raw.hidden_columns)
    return {written for written, place in places.items() if place and (place[0] in rows or place[1] in columns)}


def _within(merged: tuple[Range, ...], height: int) -> Iterator[Range]:
    return ((top, left, min(bottom, height - 1), right) for top, left, bottom, right in merged if top < height)


def _cell(raw: RawCell) -> Cell:
    match raw:
        case str():
            return raw.replace("\u00a0", " ").replace("\u202f", " ").strip() or None
        case float() if raw.is_integer():
            return int(raw)
        case ("date", text):
            return dt.date.fromisoformat(text)
        case ("time", text):
            return dt.time.fromisoformat(text)
        case ("moment", text):
            return dt.datetime.fromisoformat(text)
        case _:
            return raw
