"""The judge: the store as a few dicts in memory, so plain that one can see it is right.

Documents are compared by the TinyDB query object over stored forms; nothing is narrowed, indexed or cached.
"""

import copy
import datetime as dt
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from kiosk.store import Condition, Conflict, Duplicate, Missing, Unstorable, Why
from kiosk.store.codec import LONGEST_TEXT
from kiosk.store.folding import fold_all
from kiosk.store.reading import sort
from tests.store.house import Somebody


class ModelReader:
    """One collection."""

    def __init__(self, model: "Model", collection: Any) -> None:
        self._rows = model.tables[collection.name]
        self._collection = collection

    def get(self, record: int) -> Any:
        return self._rows.get(record)

    def many(self, ids: Iterable[int]) -> dict[int, Any]:
        return {record: self._rows[record] for record in dict.fromkeys(ids) if record in self._rows}

    def search(
        self, cond: Condition | None = None, *, order: Iterable[str] = (), limit: int | None = None
    ) -> list[Any]:
        rows = [self._rows[record] for record in sorted(self._rows)]
        found = [row for row in rows if cond is None or cond(msgspec.to_builtins(row))]
        return sort(found, tuple(order))[:limit]

    def all(self, *, order: Iterable[str] = ()) -> list[Any]:
        return self.search(None, order=order)

    def one(self, cond: Condition) -> Any:
        return next(iter(self.search(cond)), None)

    def count(self, cond: Condition | None = None) -> int:
        return len(self.search(cond))

    def find(self, text: str, *, limit: int | None = None) -> list[Any]:
        words = fold_all([text]).split()
        rows = [self._rows[record] for record in sorted(self._rows)]
        return [row for row in rows if all(word in self._key(row) for word in words)][:limit]

    def _key(self, row: Any) -> str:
        return fold_all(str(getattr(row, name) or "") for name in self._collection.folded)


class ModelChange:
    """Works on a copy that replaces the tables when the change ends well."""

    def __init__(self, model: "Model", repeated: Any) -> None:
        self._model = model
        self.repeated = repeated
        self.number = repeated or 0
        self.written = False

    def get(self, collection: Any, record: int) -> Any:
        return self._model[collection].get(record)

    def search(self, collection: Any, cond: Condition | None = None, **options: Any) -> list[Any]:
        return self._model[collection].search(cond, **options)

    def add(self, collection: Any, record: Any) -> Any:
        identity = record.id or self._model.next_ids[collection.name]
        if identity in self._model.tables[collection.name]:
            raise Duplicate(collection.name, ("id",), identity)
        return self._keep(collection, msgspec.structs.replace(record, id=identity, rev=1))

    def put(self, collection: Any, record: Any, *, expected: int | None = None) -> Any:
        theirs = self.get(collection, record.id)
        if theirs is None:
            raise Missing(collection.name, record.id)
        if expected is not None and expected != theirs.rev:
            raise Conflict(record, theirs)
        return self._keep(collection, msgspec.structs.replace(record, rev=theirs.rev + 1))

    def remove(self, collection: Any, record: int) -> None:
        if collection.history:
            raise ValueError("marking is deleting")
        self._model.tables[collection.name].pop(record, None)

    def touch(self, *scopes: str) -> None:
        self._model.scopes |= dict.fromkeys(scopes, self._model.number + 1)
        self.written = True

    def _keep(self, collection: Any, record: Any) -> Any:
        for name in record.__struct_fields__:
            value = getattr(record, name)
            _check_text(name, value)
            if isinstance(value, dt.datetime) and value.tzinfo is not None:
                record = msgspec.structs.replace(record, **{name: value.astimezone(dt.UTC)})
        for fields in collection.unique:
            mine = [getattr(record, field) for field in fields]
            for other in self._model.tables[collection.name].values():
                same = mine == [getattr(other, field) for field in fields]
                if other.id != record.id and same and all(value not in (None, "") for value in mine):
                    raise Duplicate(collection.name, fields, other.id)
        self._model.tables[collection.name][record.id] = record
        next_ids = self._model.next_ids
        next_ids[collection.name] = max(next_ids[collection.name], record.id + 1)
        self.written |= collection.history
        return record


class Model:
    """The store."""

    def __init__(self, collections: Iterable[Any]) -> None:
        self.tables: dict[str, dict[int, Any]] = {collection.name: {} for collection in collections}
        self.next_ids = dict.fromkeys(self.tables, 1)
        self.number = 0
        self.keys: dict[str, int] = {}
        self.scopes: dict[str, int] = {}

    def __getitem__(self, collection: Any) -> ModelReader:
        return ModelReader(self, collection)

    @contextmanager
    def change(self, actor: Somebody, what: str, *, key: str | None = None, note: str = "") -> Iterator[ModelChange]:
        del actor, what
        before = copy.deepcopy((self.tables, self.next_ids, self.scopes))
        change = ModelChange(self, self.keys.get(key) if key else None)
        try:
            yield change
        except BaseException:
            self.tables, self.next_ids, self.scopes = before
            raise
        if not change.repeated and (change.written or key or note):
            self.number += 1
            change.number = self.number
            if key:
                self.keys[key] = self.number

    def touched(self, *scopes: str) -> int:
        return max((self.scopes.get(scope, 0) for scope in scopes), default=0)


def _check_text(name: str, value: Any) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise Unstorable(name, Why.TOO_LONG)
        if "\0" in value:
            raise Unstorable(name, Why.NUL)
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise Unstorable(name, Why.SURROGATE)
    if isinstance(value, float) and not math.isfinite(value):
        raise Unstorable(name, Why.NOT_A_NUMBER)
