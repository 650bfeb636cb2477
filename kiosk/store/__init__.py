"""The store: TinyDB's words, SQLite's promises (H2, O3, O4, L19, L20).

Collections are declared beside their records, read with TinyDB's `where`, written only inside a change.
"""

from kiosk.store.changing import Change
from kiosk.store.errors import (
    Busy,
    Conflict,
    Damaged,
    Duplicate,
    Guarded,
    Missing,
    Newer,
    Reason,
    StoreError,
    Unstorable,
    Unwritable,
    Why,
)
from kiosk.store.folding import fold
from kiosk.store.log import Entry, EntryRow
from kiosk.store.mentions import whole
from kiosk.store.querying import Condition, where
from kiosk.store.reading import Reader
from kiosk.store.records import Collection, Record
from kiosk.store.store import Store
from kiosk.store.vault import Stored, Vault

__all__ = [
    "Busy",
    "Change",
    "Collection",
    "Condition",
    "Conflict",
    "Damaged",
    "Duplicate",
    "Entry",
    "EntryRow",
    "Guarded",
    "Missing",
    "Newer",
    "Reader",
    "Reason",
    "Record",
    "Store",
    "StoreError",
    "Stored",
    "Unstorable",
    "Unwritable",
    "Vault",
    "Why",
    "fold",
    "where",
    "whole",
]
