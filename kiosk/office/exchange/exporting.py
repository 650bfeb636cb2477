"""Everything out: six lists as sheets that an import understands, and every collection as it is stored (O2)."""

import datetime as dt
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from kiosk.consents.queries import Register
from kiosk.documents import xlsx
from kiosk.office.exchange.columns import LAYOUTS, Kind, Layout
from kiosk.office.exchange.desk import WRITTEN
from kiosk.office.exchange.raw import Reach, write_collection
from kiosk.office.exchange.sheets_of import COLLECTION_OF, Cells, Writer
from kiosk.office.exchange.versions import seen_from
from kiosk.problems import N_, Problem
from kiosk.store import Store
from kiosk.store.files import unwritable
from kiosk.timetable.records import LESSONS, VERSIONS, TimetableMode, TimetableVersion
from kiosk.timetable.rules import version_on

RAW: Final = "collections"
WITHOUT: Final = frozenset({"family"})
"""Columns of templates that the export leaves to another sheet."""


def export_everything(store: Store, folder: Path, reach: Reach | None = None) -> list[Problem]:
    """Write everything into a folder; a sentence for each file. Raises Unwritable."""
    try:
        return list(_written(store, folder, reach or Reach()))
    except OSError as error:
        raise unwritable(error) from error


def export_zip(store: Store, reach: Reach) -> bytes:
    """The same as one zip file, to be carried away on a stick."""
    with tempfile.TemporaryDirectory(prefix="kamerton-") as name:
        folder = Path(name)
        export_everything(store, folder, reach)
        whole = BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    packed.write(path, path.relative_to(folder).as_posix())
    return whole.getvalue()


def _written(store: Store, folder: Path, reach: Reach) -> Iterator[Problem]:
    today = store.clock.today()
    (folder / RAW).mkdir(parents=True, exist_ok=True)
    with store.snapshot():
        records = {one.name: {record.id: record for record in store[one].all()} for one in WRITTEN}
        writer = Writer(records, today, agreed=Register(store, today).agreed)
        for kind in LAYOUTS:
            sheets = (
                _timetables(store, writer, today) if kind is Kind.TIMETABLE else [_people(store, writer, kind, reach)]
            )
            target = folder / f"{kind.value}.xlsx"
            target.write_bytes(xlsx.workbook(*sheets))
            yield Problem(FILE, values={"file": target.name, "rows": sum(len(sheet.rows) for sheet in sheets)})
        for collection in reach.collections(store):
            rows = write_collection(store, collection, folder / RAW, reach)
            yield Problem(FILES, values={"file": f"{RAW}/{collection.name}", "rows": rows})


def _people(store: Store, writer: Writer, kind: Kind, reach: Reach) -> xlsx.Sheet:
    hidden = WITHOUT if reach.health else WITHOUT | {"health"}
    rows = store[COLLECTION_OF[kind]].all()
    return _sheet(LAYOUTS[kind], LAYOUTS[kind].sheet, [writer.cells(kind, row) for row in rows], hidden)


def _timetables(store: Store, writer: Writer, today: dt.date) -> list[xlsx.Sheet]:
    """A sheet for each timetable in force or to come; those before stand in the collections."""
    sheets = []
    for version in _current(store[VERSIONS].all(), today):
        date = max(version.since, today)
        lessons = [one for one in store[LESSONS].all() if one.version == version.id]
        given = [seen_from(one, date) for one in lessons if one.until is None or one.until >= date]
        given.sort(key=lambda one: (one.weekday, one.start, one.room))
        name = f"{'Очное' if version.mode is TimetableMode.ON_SITE else 'Дистант'} {version.since:%d.%m.%Y}"
        rows = [writer.lesson(one, version) for one in given]
        sheets.append(_sheet(LAYOUTS[Kind.TIMETABLE], name, rows, frozenset()))
    return sheets or [_sheet(LAYOUTS[Kind.TIMETABLE], "Расписание", [], frozenset())]


def _current(versions: Sequence[TimetableVersion], today: dt.date) -> Iterator[TimetableVersion]:
    """Of each mode the one in force, and the last one of each day to come."""
    for mode in TimetableMode:
        days = {today, *(one.since for one in versions if one.mode is mode and one.since > today)}
        found = {version.id: version for day in sorted(days) if (version := version_on(versions, mode, day))}
        yield from found.values()


def _sheet(layout: Layout, name: str, rows: Sequence[Cells], hidden: frozenset[str]) -> xlsx.Sheet:
    columns = [column for column in layout.columns if column.sheet and column.key not in hidden]
    return xlsx.Sheet(
        name=name,
        columns=[xlsx.Column(heading=column.heading, width_mm=column.width_mm) for column in columns],
        rows=[[row.get(column.key) for column in columns] for row in rows],
        register=True,
    )


def template_of(kind: Kind) -> bytes:
    """An empty sheet of a kind with one row as an example, to be filled in Excel."""
    layout = LAYOUTS[kind]
    columns = [column for column in layout.columns if column.sheet and column.key not in TOO_MUCH]
    sheet = xlsx.Sheet(
        name=layout.sheet,
        columns=[xlsx.Column(heading=column.heading, width_mm=column.width_mm) for column in columns],
        rows=[[column.example for column in columns]],
        register=True,
    )
    return xlsx.workbook(sheet)


TOO_MUCH: Final = frozenset(
    {"retired", "mode", "version", "until", "guardian3", "relation3", "phone3", "email3"}
    | {"guardian4", "relation4", "phone4", "email4"}
)
"""Columns that an export needs and a beginner does not."""
FILE: Final = N_("%(file)s: %(rows)s rows")
FILES: Final = N_("%(file)s.jsonl and .xlsx: %(rows)s records")
