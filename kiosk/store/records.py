"""Declarations: what a record is and in which collection it lies.

A capability declares both in its `records.py`; the store makes tables, indexes and upgrades of them.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, dataclass_transform

import msgspec

Document = dict[str, Any]
"""A record as JSON values. It never leaves the store, except to upgrades and in the audit (`kiosk.store.log`)."""

Upgrade = Callable[[Document], Document]
"""Makes a document of version n one of version n + 1; pure, may change its argument."""


class RecordMeta(msgspec.StructMeta):
    """Makes every record keyword-only and frozen: msgspec hands down `frozen` to subclasses but not `kw_only`."""

    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> "RecordMeta":
        options = {"kw_only": True, "frozen": True, "forbid_unknown_fields": True} | options
        return super().__new__(mcls, name, bases, namespace, **options)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Record(msgspec.Struct, metaclass=RecordMeta, frozen=True, kw_only=True):
    """A stored record. `id` and `rev` are given by the store: 0 means "not stored yet", the first revision is 1."""

    id: int = 0
    rev: int = 0


R = TypeVar("R", bound=Record)

Fields = tuple[str, ...]


class Collection(msgspec.Struct, Generic[R], frozen=True, eq=False):
    """A typed table: `REPORTS = Collection("reports", Report, indexes=(("teacher", "date"),))`.

    indexes: fields that queries narrow by, most selective use first. unique: no two records may hold the same values
    in all
    of these fields; None or "" in any of them lifts the constraint. folded: text fields that `.find()` looks into.
    record_version, upgrades: `upgrades[1]` makes version 2 of version 1; a field that is only *added* with a default
    needs
    neither. history=False: drafts, sessions, throttles: no audit, no change number, may lose the last moments at a
    power cut.
    """

    name: str
    record: type[R]
    indexes: tuple[Fields, ...] = ()
    unique: tuple[Fields, ...] = ()
    record_version: int = 1
    upgrades: Mapping[int, Upgrade] = {}
    history: bool = True
    folded: Fields = ()

    def __post_init__(self) -> None:
        """A wrong declaration is found when the program starts, not when a teacher saves."""
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(f"{self.name!r} is not a name for a collection")
        known = set(self.record.__struct_fields__)
        for name in {name for group in (*self.indexes, *self.unique, self.folded) for name in group}:
            if name.split(".")[0] not in known:
                raise ValueError(f"{self.name}: {self.record.__name__} has no field {name!r}")
        if nested := [name for group in self.unique for name in group if "." in name]:
            raise ValueError(f"{self.name}: {nested} inside a field cannot be unique")
        if missing := [version for version in range(1, self.record_version) if version not in self.upgrades]:
            raise ValueError(f"{self.name}: no upgrade from version {missing}")
