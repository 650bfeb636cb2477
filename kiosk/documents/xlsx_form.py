"""An official form as an Excel sheet: boxes at their places, joined where the form joins them (L3).

Unlike `xlsx.Sheet` it is no table under a heading: each box says where it stands, how far it reaches, how it looks.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from kiosk.documents.xlsx import CHARACTERS_PER_MM, UNDATED, Look, printable

FONT: Final = {"font_name": "Arial", "font_size": 8}


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A value at a place, counted from 0, over so many rows and columns. Text stays text."""

    row: int
    column: int
    value: str | float | None
    rows: int = 1
    columns: int = 1
    look: Look = msgspec.field(default_factory=dict)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet of boxes; rows ``repeated`` (first and last) stand at the top of each printed page."""

    name: str
    boxes: Sequence[Box]
    widths_mm: Sequence[float]
    heights: Mapping[int, float] = msgspec.field(default_factory=dict)
    repeated: tuple[int, int] | None = None


def form_workbook(*forms: Form) -> bytes:
    """An XLSX file of these forms, landscape A4, as wide as the paper; the same forms give the same bytes (L3)."""
    from xlsxwriter import Workbook

    whole = io.BytesIO()
    book = Workbook(whole, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": "", "company": "", "created": UNDATED})
    looks: dict[tuple[tuple[str, str | int | float], ...], object] = {}
    for form in forms:
        paper = book.add_worksheet(form.name)
        paper.set_landscape()
        paper.set_paper(9)  # A4
        paper.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
        paper.fit_to_pages(1, 0)
        paper.set_footer("&R&8Лист &P из &N")
        if form.repeated:
            paper.repeat_rows(*form.repeated)
        for place, width in enumerate(form.widths_mm):
            paper.set_column(place, place, width * CHARACTERS_PER_MM)
        for row, height in form.heights.items():
            paper.set_row(row, height)
        for box in form.boxes:
            key = tuple(sorted(box.look.items()))
            if key not in looks:
                looks[key] = book.add_format({**FONT, **box.look})
            look = looks[key]
            if box.rows > 1 or box.columns > 1:
                last = box.row + box.rows - 1, box.column + box.columns - 1
                paper.merge_range(box.row, box.column, *last, "", look)
            if isinstance(box.value, str):
                paper.write_string(box.row, box.column, printable(box.value), look)
            elif box.value is None:
                paper.write_blank(box.row, box.column, None, look)
            else:
                paper.write_number(box.row, box.column, box.value, look)
    book.close()
    return whole.getvalue()
