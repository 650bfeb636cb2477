"""CSV as Russian schools have it: UTF-8 or windows-1251, with `;`, `,` or a tab (O2)."""

import csv
import io
from typing import Final

from kiosk.problems import N_, Problem

CELLS_LIMIT: Final = 2_000_000
LONGEST_CELL: Final = 131_072  # the csv module's own limit
SEPARATORS: Final = ";\t,"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def rows_of(content: bytes, name: str) -> list[list[str]] | Problem:
    """Rows of text, or the sentence for what is no table."""
    text = _text_of(content)
    if text is None or "\0" in text:
        return Problem(N_("%(file)s is not text. Save the sheet as .xlsx, or as CSV in UTF-8"), values={"file": name})
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator_of(text), strict=True)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if cells > CELLS_LIMIT:
                return Problem(
                    N_("%(file)s has more than 2 million cells. Split it into smaller files"), values={"file": name}
                )
            rows.append(row)
    except csv.Error:
        values = {"file": name, "line": str(reader.line_num)}
        return Problem(N_("%(file)s: line %(line)s is broken, most likely a quotation mark is missing"), values=values)
    return rows


def _text_of(content: bytes) -> str | None:
    """UTF-16 only with its mark, UTF-8 if it is that, else windows-1251, which Excel writes in Russia."""
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _separator_of(text: str) -> str:
    """The sign that the first full line has most of, outside quotation marks; `;` where it has none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=outside.count)
