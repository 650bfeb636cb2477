"""The tables as TinyDB JSON: readable in twenty years with a text editor, and by stock TinyDB (O2, O4).

One file a table: `{"reports": {"1": {...}, "2": {...}}}`. Stock TinyDB opens it with `TinyDB(path, encoding="utf-8")`.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from kiosk.store.changing import Acting
from kiosk.store.codec import write_json
from kiosk.store.errors import Unstorable, Why
from kiosk.store.files import sync_folder
from kiosk.store.sqlite import Connection
from kiosk.store.store import Store
from kiosk.store.tiny import free_place

_read_tables = msgspec.json.Decoder(dict[str, dict[str, dict[str, Any]]]).decode


def export_tables(store: Store, folder: Path) -> list[Path]:
    """Write every table of the store into this folder, all as of one moment; returns the files."""
    with store.snapshot():
        return export_rows(store.readers.connection(), folder)


def export_rows(connection: Connection, folder: Path) -> list[Path]:
    """Write every table of a database into this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = connection.execute("SELECT name,place FROM collections ORDER BY name").fetchall()
    files = [_write_table(connection, name, place, folder) for name, place in tables]
    sync_folder(folder)
    return files


def import_tables(store: Store, file: Path, actor: Acting) -> dict[str, int]:
    """Take over a stock TinyDB file: tables named like a collection become its records, others free tables.

    All or nothing, one change; ids are kept. Returns how many documents each table brought.
    Raises Unstorable naming table and document, Duplicate, ValueError for a file that is not TinyDB's.
    """
    tables = read_tables(file)
    counts: dict[str, int] = {}
    with store.change(actor, "O2 TinyDB file imported", note=file.name) as change:
        for name, documents in tables.items():
            typed = store.collection(name)
            for identity, document in documents.items():
                if typed is None:
                    change.put_document(change.free_table(free_place(name)), int(identity), document)
                else:
                    change.add(typed, _record(name, typed.record, identity, document))
            counts[name] = len(documents)
    return counts


def read_tables(file: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """The tables of a stock TinyDB file. Raises ValueError."""
    try:
        tables = _read_tables(file.read_bytes())
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError(f"{file.name} is not a TinyDB file: {error}") from error
    if wrong := next((key for table in tables.values() for key in table if not key.isdigit()), None):
        raise ValueError(f"{file.name} is not a TinyDB file: {wrong!r} is not the id of a document")
    return tables


def _record(name: str, kind: type[Any], identity: str, document: dict[str, Any]) -> Any:
    try:
        return msgspec.convert(document | {"id": int(identity), "rev": 1}, kind)
    except msgspec.ValidationError as error:
        raise Unstorable(f"{name}.{identity}", Why.WRONG_KIND, str(error)) from error


def _write_table(connection: Connection, name: str, place: str, folder: Path) -> Path:
    """Whole or not there; `place` is the SQL name, which is a safe file name for any table."""
    target = folder / f"{place.removeprefix('d_')}.json"
    part = target.with_name(target.name + ".part")
    with part.open("wb") as file:
        _write_documents(file, name, connection.execute(f'SELECT id,CAST(body AS BLOB) FROM "{place}" ORDER BY id'))
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    return target


def _write_documents(file: BinaryIO, name: str, rows: Iterable[tuple[int, bytes]]) -> None:
    file.write(b"{" + write_json(name) + b": {")
    file.writelines(
        b'%s\n"%d": %s' % (b"," if place else b"", identity, body) for place, (identity, body) in enumerate(rows)
    )
    file.write(b"\n}}\n")
