"""`python -m kiosk.documents.sheet_process`: reads one workbook from standard input, answers in JSON (O2).

It looks at the extent of every sheet before the library does: that keeps a dense table of the whole range, so one cell
far away would take all memory. Should the look be deceived, this process dies and nothing else.
"""

import datetime as dt
import io
import sys
import zipfile
from typing import Any, Final

import msgspec

from kiosk.documents import sheet_scan
from kiosk.documents.sheet_wire import Answer, RawCell, RawSheet, WhyNot

MEMORY_LIMIT: Final = 1024 * 1024 * 1024
FIRST_DAY_OF_TIMES: Final = (dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1900, 1, 1))


def main() -> None:
    limit_memory()
    sys.stdout.buffer.write(msgspec.json.encode(answer(sys.stdin.buffer.read())))


def limit_memory() -> None:
    """Linux and macOS; on Windows the time limit alone holds."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def answer(content: bytes) -> Answer:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        scanned = _scanned(content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            _sheet(
                workbook.get_sheet_by_name(sheet.name),
                scanned.get(sheet.name) or sheet_scan.Scanned(),
                hidden=sheet.visible != SheetVisibleEnum.Visible,
            )
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError:
        return Answer(why_not=WhyNot.ENCRYPTED)
    except sheet_scan.TooWide:
        return Answer(why_not=WhyNot.TOO_WIDE)
    except (CalamineError, sheet_scan.Broken, OSError, MemoryError, ValueError, KeyError, zipfile.BadZipFile):
        return Answer(why_not=WhyNot.UNREADABLE)
    return (
        Answer(sheets=sheets)
        if any(sheet.rows or sheet.formulas for sheet in sheets)
        else Answer(why_not=WhyNot.NO_SHEETS)
    )


def _scanned(content: bytes) -> dict[str, sheet_scan.Scanned]:
    """What is computed and what is hidden, by sheet; XLS does not tell."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return sheet_scan.scanned(packed)


def _sheet(sheet: Any, seen: sheet_scan.Scanned, *, hidden: bool) -> RawSheet:  # noqa: ANN401  because the library's types name no cells
    if sheet.total_height * sheet.total_width > sheet_scan.CELLS_LIMIT:
        raise sheet_scan.TooWide
    rows = [[_raw(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    width = max(map(len, rows), default=0)
    return RawSheet(
        sheet.name,
        rows,
        seen.formulas,
        merged,
        hidden=hidden or seen.hidden,
        hidden_rows=sorted({row for first, last in seen.rows for row in range(first, min(last + 1, len(rows)))}),
        hidden_columns=sorted({place for first, last in seen.columns for place in range(first, min(last + 1, width))}),
    )


def _raw(cell: object) -> RawCell:  # noqa: PLR0911  because each kind of value has its line
    match cell:
        case bool():
            return "да" if cell else "нет"
        case str() | int() | float():
            return cell
        case dt.datetime() if cell.date() in FIRST_DAY_OF_TIMES:
            return ("time", cell.time().isoformat())  # ODS and old Excel write a time as a moment of the first day
        case dt.datetime() if cell.time() == dt.time():
            return ("date", cell.date().isoformat())
        case dt.datetime():
            return ("moment", cell.isoformat())
        case dt.date():
            return ("date", cell.isoformat())
        case dt.time():
            return ("time", cell.isoformat())
        case dt.timedelta():
            return _duration(cell)
        case _:
            return None


def _duration(length: dt.timedelta) -> RawCell:
    """A time written as a duration: «13:30» in a cell of the format [h]:mm; a day and more is a number of hours."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    if length.days == 0:
        return ("time", dt.time(minutes // 60, minutes % 60, seconds).isoformat())
    return length / dt.timedelta(hours=1)


if __name__ == "__main__":
    main()
