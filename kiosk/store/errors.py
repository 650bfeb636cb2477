"""What the store says when it cannot do as asked (O3, O4, L20).

A person's mistake is a value (`kiosk.problems`); these are the answers of the program and the disk. Each carries what a
page needs to word it, none carries a finished sentence for the screen.
"""

from enum import Enum
from pathlib import Path
from typing import Any


class StoreError(Exception):
    """Base of everything below: one place (`web/errors`) can meet them all."""


class Conflict(StoreError):
    """Somebody else saved this record in the meantime; `mine` was not stored, `theirs` is what stands there."""

    def __init__(self, mine: Any, theirs: Any) -> None:
        super().__init__(f"record {theirs.id} is at revision {theirs.rev}, {mine.rev} was expected")
        self.mine = mine
        self.theirs = theirs


class Duplicate(StoreError):
    """A unique constraint: `fields` of `table` already hold these values in record `other`."""

    def __init__(self, table: str, fields: tuple[str, ...], other: int) -> None:
        super().__init__(f"{table}: {', '.join(fields)} taken by record {other}")
        self.table = table
        self.fields = fields
        self.other = other

    @property
    def field(self) -> str:
        """The field to mark on a form: the last one of the constraint, the one people type."""
        return self.fields[-1]


class Missing(StoreError, LookupError):
    """A record to be changed is not there."""

    def __init__(self, table: str, record: int) -> None:
        super().__init__(f"{table} has no record {record}")
        self.table = table
        self.record = record


class Guarded(StoreError):
    """A collection is written only in a change, which checks, permits and logs; TinyDB may read it."""

    def __init__(self, table: str) -> None:
        super().__init__(f"{table} is a collection: write it with store.change")
        self.table = table


class Why(Enum):
    """Why a value is refused at the door of the store; pages word it."""

    NOT_A_NUMBER = "not a number"
    SURROGATE = "broken character"
    NUL = "NUL character"
    TOO_LONG = "text too long"
    TOO_BIG = "number too big"
    TOO_DEEP = "nested too deeply"
    WRONG_KIND = "wrong kind of value"


class Unstorable(StoreError, ValueError):
    """A value that no engine stores: `field` is its path in the record ("rows.3.name"), `why` the reason."""

    def __init__(self, field: str, why: Why, detail: str = "") -> None:
        super().__init__(f"{field or 'record'}: {why.value}{': ' if detail else ''}{detail}")
        self.field = field
        self.why = why
        self.detail = detail


class Reason(Enum):
    """Why nothing can be written at the moment."""

    FULL = "disk full"
    READ_ONLY = "read-only"
    SICK = "disk does not keep what it is given"
    BUSY = "another program is writing"
    CLOSED = "store closed"


class Unwritable(StoreError):
    """The save did not happen, nothing of it is stored, reading goes on.

    FULL, READ_ONLY and BUSY pass by themselves: the next change simply tries again. After SICK (a failed fsync: what
    the
    system still holds in memory can no longer be trusted) every change is refused until the program starts anew, and a
    change refused *by that very failure* may be found stored after the restart: its key tells.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}{': ' if detail else ''}{detail}")
        self.reason = reason
        self.detail = detail


class Busy(StoreError):
    """Another process serves this folder; `pid` is 0 when it could not be read."""

    def __init__(self, folder: Path, pid: int) -> None:
        super().__init__(f"{folder} is in use by process {pid or 'unknown'}")
        self.folder = folder
        self.pid = pid


class Damaged(StoreError):
    """What lies on the disk is not what was written; `where` names file, table and record."""

    def __init__(self, where: str, detail: str = "") -> None:
        super().__init__(f"{where}: damaged{': ' if detail else ''}{detail}")
        self.where = where
        self.detail = detail


class Newer(StoreError):
    """The folder was written by a newer Kamerton: this one would lose fields, so it does not open it."""

    def __init__(self, where: str, found: int, known: int) -> None:
        super().__init__(f"{where} has version {found}, this program knows {known}")
        self.where = where
        self.found = found
        self.known = known
