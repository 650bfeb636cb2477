"""Where documents lie: one SQL table a collection, one row a document.

    id | rev | version of its shape | body (JSON) | CRC-32 of the body | folded search text

`Place` is any such table; `Typed` is one that belongs to a collection.
"""

from typing import Any, Generic, TypeVar

from kiosk.store.codec import Codec
from kiosk.store.folding import fold_all
from kiosk.store.records import Collection, Document, Record

R = TypeVar("R", bound=Record)

COLUMNS = "id,rev,version,CAST(body AS BLOB)"
"""What reading needs; as a blob the body comes as bytes and Python does not decode it twice."""


class Place:
    """The SQL of one table of documents."""

    def __init__(self, name: str, sql_name: str) -> None:
        quoted = '"' + sql_name.replace('"', '""') + '"'
        self.name = name
        self.sql_name = sql_name
        self.quoted = quoted
        self.select = f"SELECT {COLUMNS} FROM {quoted}"
        self.select_one = f"{self.select} WHERE id=?"
        self.select_body = f"SELECT version,CAST(body AS BLOB) FROM {quoted} WHERE id=?"
        self.count = f"SELECT count(*) FROM {quoted}"
        self.insert = f"INSERT INTO {quoted}(id,rev,version,body,sum,folded) VALUES(?,?,?,CAST(? AS TEXT),?,?)"
        self.update = f"UPDATE {quoted} SET rev=?,version=?,body=CAST(? AS TEXT),sum=?,folded=? WHERE id=?"
        self.next_id = f"SELECT max(next_id,coalesce((SELECT max(id) FROM {quoted}),0)+1) FROM collections WHERE name=?"
        self.delete = f"DELETE FROM {quoted} WHERE id=?"
        self.create = (
            f"CREATE TABLE {quoted}(id INTEGER PRIMARY KEY,rev INTEGER NOT NULL,version INTEGER NOT NULL,"
            "body TEXT NOT NULL,sum INTEGER NOT NULL,folded TEXT)"
        )


class Typed(Place, Generic[R]):
    """The table of a collection with its codec."""

    def __init__(self, collection: Collection[R]) -> None:
        super().__init__(collection.name, "d_" + collection.name)
        self.collection = collection
        self.codec: Codec[R] = Codec(collection)

    def record(self, row: tuple[int, int, int, bytes]) -> R:
        """The record of a row of COLUMNS."""
        identity, _, version, body = row
        return self.codec.decode(body, version, f"{self.name} {identity}")

    def folded(self, record: R) -> str | None:
        """The search text kept beside the record."""
        names = self.collection.folded
        return fold_all(str(getattr(record, name) or "") for name in names) if names else None

    def document(self, row: tuple[int, int, int, bytes]) -> Document:
        """The row as TinyDB sees it."""
        return self.codec.document(row[3], row[2], f"{self.name} {row[0]}")


AnyTyped = Typed[Any]
