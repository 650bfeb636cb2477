"""Every collection as it is stored, without secrets, as JSON lines and XLSX; and such files looked at again (O2, L21).

Looked at, not taken in: a record that differs is refused, because whole records come back by `run.py restore` only.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk.documents.sheets import Sheet
from kiosk.documents.xlsx import LONGEST_TEXT, printable
from kiosk.documents.xlsx_plain import Plain, write_table
from kiosk.drop.records import UPLOADS
from kiosk.load.records import TERMS
from kiosk.office.exchange.findings import Findings
from kiosk.people.records import STUDENTS
from kiosk.plans.records import CORRECTIONS
from kiosk.problems import N_
from kiosk.reports.records import DAYS, ROWS
from kiosk.school.records import SCHOOLS
from kiosk.signin.records import ACCOUNTS, CARDS
from kiosk.store import Collection, Store

SECRETS: Final[Mapping[str, frozenset[str]]] = {
    ACCOUNTS.name: frozenset({"secret_hash", "code_hash", "code_until"}),
    CARDS.name: frozenset({"token_hash", "code_hash"}),
    SCHOOLS.name: frozenset({"wifi_password"}),
}
HEALTH: Final[Mapping[str, frozenset[str]]] = {STUDENTS.name: frozenset({"health"})}
OF_TEACHING: Final = frozenset({ROWS.name, DAYS.name, UPLOADS.name, TERMS.name, CORRECTIONS.name})
JSON_LINES: Final = ".jsonl"

Fields = dict[str, Any]  # Any: a record as JSON values


class Reach(msgspec.Struct, frozen=True):
    """How much of the school somebody may carry away: health, reports with reasons and works (L21)."""

    health: bool = True
    reports: bool = True

    def fields(self, collection: Collection[Any]) -> tuple[str, ...]:
        """The fields that leave the kiosk."""
        hidden = SECRETS.get(collection.name, frozenset())
        hidden |= frozenset() if self.health else HEALTH.get(collection.name, frozenset())
        return tuple(name for name in collection.record.__struct_fields__ if name not in hidden)

    def collections(self, store: Store) -> list[Collection[Any]]:
        """Collections that leave the kiosk: those with a history; sessions, throttles and drafts stay."""
        found = [store.collection(name) for name in sorted(store.tinydb.tables())]
        return [one for one in found if one and one.history and (self.reports or one.name not in OF_TEACHING)]


def records_of(store: Store, collection: Collection[Any], reach: Reach) -> Iterator[Fields]:
    """Records as JSON values, by id."""
    names = reach.fields(collection)
    for record in store[collection].all():
        values: Fields = msgspec.json.decode(msgspec.json.encode(record))
        yield {name: values[name] for name in names}


def write_collection(store: Store, collection: Collection[Any], folder: Path, reach: Reach) -> int:
    """Write one collection as JSON lines and as XLSX; returns how many records there are."""
    count = 0
    with (folder / f"{collection.name}{JSON_LINES}").open("wb") as file:
        for record in records_of(store, collection, reach):
            file.write(msgspec.json.encode(record) + b"\n")
            count += 1
    names = reach.fields(collection)
    rows = ([cell_of(record[name]) for name in names] for record in records_of(store, collection, reach))
    write_table(folder / f"{collection.name}.xlsx", collection.name[:31], names, rows)
    return count


def cell_of(value: object) -> Plain:
    """A value in a cell: figures and words as they are, what is nested as JSON."""
    match value:
        case bool():
            return "да" if value else "нет"
        case None | str() | int() | float():
            return value
        case _:
            return msgspec.json.encode(value).decode()


# looking again


class RawLines(msgspec.Struct, frozen=True):
    """A file of JSON lines as it came."""

    file: str
    content: bytes


def collection_of(store: Store, sheet: Sheet) -> Collection[Any] | None:
    """The collection whose export a sheet is."""
    headings = {cell for cell in sheet.rows[0] if isinstance(cell, str)} if sheet.rows else set()
    found = next((one for one in Reach().collections(store) if one.name[:31] == sheet.name), None)
    return found if found and {"id", "rev"} <= headings <= set(found.record.__struct_fields__) else None


def look_at_sheet(store: Store, collection: Collection[Any], sheet: Sheet, findings: Findings) -> int:
    """Compare a sheet with what is stored; returns how many records are the same."""
    headings = [str(cell or "") for cell in sheet.rows[0]]
    stored = {record["id"]: record for record in records_of(store, collection, Reach())}
    same = 0
    for number, row in enumerate(sheet.rows[1:], 2):
        given = dict(zip(headings, row, strict=True))
        record = stored.get(given.get("id"), {})
        if record and all(_text(given[name]) == _text(cell_of(record.get(name))) for name in headings if name):
            same += 1
        else:
            findings.refuse(f"{sheet.name}!A{number}", DIFFERS, collection=collection.name, record=str(given.get("id")))
    return same


def look_at_lines(store: Store, raw: RawLines, findings: Findings) -> int:
    """Compare JSON lines with what is stored; returns how many records are the same."""
    name = raw.file.removesuffix(JSON_LINES)
    collection = next((one for one in Reach().collections(store) if one.name == name), None)
    if collection is None:
        findings.refuse(raw.file, NO_COLLECTION, file=raw.file)
        return 0
    stored = {record["id"]: record for record in records_of(store, collection, Reach())}
    same = 0
    for number, given in enumerate(_decoded(raw.content), 1):
        record = stored.get(given.get("id"), {}) if given is not None else {}
        if given is None:
            findings.refuse(f"{raw.file}:{number}", NO_JSON)
        elif record and all(record.get(key) == value for key, value in given.items()):
            same += 1
        else:
            values = {"collection": name, "record": str(given.get("id"))}
            findings.refuse(f"{raw.file}:{number}", DIFFERS, **values)
    return same


def _decoded(content: bytes) -> Iterable[Fields | None]:
    for line in content.splitlines():
        try:
            yield msgspec.json.decode(line, type=Fields)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            yield None


def _text(cell: object) -> str:
    """A cell as both sides can have it: Excel cuts long texts, readers strip spaces."""
    text = "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)
    return printable(text[:LONGEST_TEXT]).replace("\u00a0", " ").replace("\u202f", " ").replace("\r", "").strip()


DIFFERS: Final = N_(
    "Record %(record)s of %(collection)s differs from the one that the kiosk has. Change lists of people and the "
    "timetable with their own sheets; a whole school comes back with run.py restore."
)
NO_COLLECTION: Final = N_("%(file)s is not one of the files that the export writes.")
NO_JSON: Final = N_("This line is not JSON. Bring the file as the export wrote it.")
