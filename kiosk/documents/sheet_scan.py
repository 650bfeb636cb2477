"""A look into the XML of a workbook before the library reads it (O2, T3).

How far its cells reach, which of them are computed, and which rows and columns their owner hid: the library gives
those like all others.
"""

import posixpath
import zipfile
from collections.abc import Callable
from typing import IO, Final
from xml.parsers import expat

import msgspec

from kiosk.documents.cells import address, place_of

CELLS_LIMIT: Final = 2_000_000
BLOCK: Final = 1 << 16
TRUE: Final = frozenset({"1", "true"})

Attributes = dict[str, str]
OnStart = Callable[[str, Attributes], None]


class TooWide(Exception):
    """The cells of a sheet reach over more than CELLS_LIMIT."""


class Broken(Exception):
    """The XML is not what a workbook has, or declares entities of its own."""


class Scanned(msgspec.Struct):
    """One sheet: addresses of computed cells; first and last of the rows and columns that are hidden, from 0."""

    formulas: list[str] = msgspec.field(default_factory=list)
    rows: list[tuple[int, int]] = msgspec.field(default_factory=list)
    columns: list[tuple[int, int]] = msgspec.field(default_factory=list)
    hidden: bool = False


def scanned(packed: zipfile.ZipFile) -> dict[str, Scanned]:
    """What the XML says of each sheet. Raises TooWide, Broken."""
    members = {member.filename.lstrip("/").lower(): member for member in packed.infolist()}
    if "content.xml" in members:
        scan = _OdsScan()
        _parse(packed, members["content.xml"], scan.start)
        return scan.sheets
    found: dict[str, Scanned] = {}
    for name, target in _sheet_files(packed, members).items():
        member = members.get(target.lower())
        if member is not None and target.lower().endswith(".xml"):
            sheet = _XlsxScan()
            _parse(packed, member, sheet.start)
            found[name] = sheet.found
    return found


class _XlsxScan:
    """The reach of the cells; one without an address stands after the one before."""

    def __init__(self) -> None:
        self.found = Scanned()
        self.row = self.column = -1
        self.height = self.width = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            number = attributes.get("r", "")
            self.row, self.column = (int(number) - 1 if number.isdigit() else self.row + 1), -1
            if attributes.get("hidden") in TRUE:
                self.found.rows.append((self.row, self.row))
        elif name == "col":
            self._columns(attributes)
        elif name == "c":
            self._cell(attributes.get("r", ""))
        elif name == "f":
            self.found.formulas.append(address(self.row, self.column))

    def _columns(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in TRUE and first.isdigit() and last.isdigit():
            self.found.columns.append((int(first) - 1, int(last) - 1))

    def _cell(self, written: str) -> None:
        place = place_of(written) if written else (self.row, self.column + 1)
        if place is None:
            raise Broken(written)
        self.row, self.column = place
        # the library's table begins at A1, so that addresses hold
        self.height, self.width = max(self.height, self.row + 1), max(self.width, self.column + 1)
        if self.height * self.width > CELLS_LIMIT:
            raise TooWide


class _OdsScan:
    """ODS says «this cell a million times over»: the repeats of filled cells count, those of empty ones do not."""

    def __init__(self) -> None:
        self.sheets: dict[str, Scanned] = {}
        self.found = Scanned()
        self.style = ""
        self.unseen: set[str] = set()
        """Styles of tables that are not displayed."""
        self.row = self.column = self.repeat = 0
        self.height = self.width = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "style":
            self.style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self.unseen.add(self.style)
        elif name == "table":
            hidden = attributes.get("table:style-name", "") in self.unseen
            self.found = self.sheets[attributes.get("table:name", "")] = Scanned(hidden=hidden)
            self.row = self.column = self.repeat = self.height = self.width = 0
        elif name == "table-column":
            times = _times(attributes, "table:number-columns-repeated")
            if _is_folded(attributes):
                self.found.columns.append((self.column, self.column + times - 1))
            self.column += times
        elif name == "table-row":
            self._row(attributes)
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell(attributes)

    def _row(self, attributes: Attributes) -> None:
        self.row += self.repeat
        self.repeat, self.column = _times(attributes, "table:number-rows-repeated"), 0
        if _is_folded(attributes):
            self.found.rows.append((self.row, self.row + self.repeat - 1))

    def _cell(self, attributes: Attributes) -> None:
        times = _times(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes or "calcext:value-type" in attributes:
            self.height = max(self.height, self.row + self.repeat)
            self.width = max(self.width, self.column + times)
            if self.height * self.width > CELLS_LIMIT:
                raise TooWide
        if "table:formula" in attributes:
            self.found.formulas.append(address(self.row, self.column))
        self.column += times


def _is_folded(attributes: Attributes) -> bool:
    """A row or column that is hidden by hand or by a filter."""
    return attributes.get("table:visibility", "visible") != "visible"


def _times(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdigit() and len(text) < len(str(CELLS_LIMIT**2)) else 1


def _sheet_files(packed: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Name of each sheet and the member that holds it."""
    by_id: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            by_id[attributes.get("Id", "")] = path

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            names[attributes.get("name", "")] = identity

    for path, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if path in members:
            _parse(packed, members[path], handler)
    return {name: by_id[identity] for name, identity in names.items() if identity in by_id}


def _parse(packed: zipfile.ZipFile, member: zipfile.ZipInfo, start: OnStart) -> None:
    """Walk the elements of one member. Entities of its own are refused: ten lines of them make gigabytes."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EntityDeclHandler = _refuse_entity
    try:
        with packed.open(member) as file:
            _feed(parser, file)
    except expat.ExpatError as error:
        raise Broken(str(error)) from error


def _feed(parser: expat.XMLParserType, file: IO[bytes]) -> None:
    while block := file.read(BLOCK):
        parser.Parse(block, False)  # noqa: FBT003  because expat takes no names
    parser.Parse(b"", True)  # noqa: FBT003  because expat takes no names


def _refuse_entity(*_declaration: object) -> None:
    raise Broken("entity")
