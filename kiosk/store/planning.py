"""Narrowing: what SQL may leave out before the TinyDB query object decides.

TinyDB describes a query in `_hash`; the description is lossy, so it is used only to find *at least* every record that
can
match. A form not known here, or known to be lossy, narrows nothing. Numbers with a fraction are not narrowed by (SQLite
reads their text a last bit differently on some systems), nor are texts that SQLite cannot hold.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import msgspec

from kiosk.store.querying import MOMENT

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_EXACT = 2**53
_MOST_VALUES = 400  # SQLite takes 32,766 variables, but a longer list is slower than a scan


class Plan(msgspec.Struct, frozen=True):
    """A WHERE clause that is true for every record that can match."""

    sql: str = ""
    values: tuple[Any, ...] = ()


EVERYTHING = Plan()


def plan(cond: Any) -> Plan:
    """How to narrow for this condition; EVERYTHING if it cannot be."""
    described = getattr(cond, "_hash", None)
    return (_narrow(described) if isinstance(described, tuple) else None) or EVERYTHING


def column(path: str) -> str:
    """The SQL of one field of the body; index and query must spell it alike."""
    return f"json_extract(body,'$.{path}')"


def _narrow(described: tuple[Any, ...]) -> Plan | None:
    if not described:
        return None
    narrow = _FORMS.get(described[0])
    return narrow(described) if narrow else None


def _both(described: tuple[Any, ...]) -> Plan | None:
    parts = [part for part in map(_narrow, described[1]) if part]
    return _joined(" AND ", parts) if parts else None


def _either(described: tuple[Any, ...]) -> Plan | None:
    parts = [_narrow(part) for part in described[1]]
    known = [part for part in parts if part]
    return _joined(" OR ", known) if len(known) == len(parts) else None


def _joined(word: str, parts: list[Plan]) -> Plan:
    """Sorted, so that one query has one SQL text and SQLite's statement cache knows it again."""
    parts = sorted(parts, key=lambda part: part.sql)
    sql = word.join(part.sql for part in parts)
    return Plan(f"({sql})", tuple(value for part in parts for value in part.values))


def _equal(described: tuple[Any, ...]) -> Plan | None:
    _, path, value = described
    name = _column_of(path)
    if name is None:
        return None
    if value is None:
        return Plan(f"{name} IS NULL")
    return Plan(f"{name} = ?", (value,)) if _storable(value) else None


def _one_of(described: tuple[Any, ...]) -> Plan | None:
    _, path, values = described
    name = _column_of(path)
    if name is None or not isinstance(values, tuple) or len(values) > _MOST_VALUES:
        return None
    rest = tuple(value for value in values if value is not None)
    if not all(map(_storable, rest)):
        return None
    among = f"{name} IN ({','.join('?' * len(rest))})"
    return Plan(f"({among} OR {name} IS NULL)" if len(rest) < len(values) else among, rest)


def _range(sign: str) -> Callable[[tuple[Any, ...]], Plan | None]:
    """Bounds are taken in (`<` narrows as `<=`): the query object draws the exact line."""

    def narrow(described: tuple[Any, ...]) -> Plan | None:
        _, path, value = described
        name = _column_of(path)
        return Plan(f"{name} {sign} ?", (value,)) if name and value is not None and _storable(value) else None

    return narrow


def _moment(described: tuple[Any, ...]) -> Plan | None:
    """Whole seconds, wide enough never to lose one: moments are stored in UTC, as text "…00.5Z" is before "…00Z"."""
    _, path, sign, text = described
    second = dt.datetime.fromisoformat(text).replace(microsecond=0, tzinfo=None)
    if sign in (">", ">="):
        return _range(">=")((sign, path, second.isoformat()))
    return _range("<=")((sign, path, (second + dt.timedelta(seconds=1)).isoformat()))


def _column_of(path: Any) -> str | None:
    """Only paths of plain names: what a quote or a dot means in a JSON path differs between SQLite versions."""
    if not isinstance(path, tuple) or not all(isinstance(part, str) and _NAME.match(part) for part in path):
        return None
    return column(".".join(path))


def _storable(value: Any) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return abs(value) <= _EXACT
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)


_FORMS: dict[Any, Callable[[tuple[Any, ...]], Plan | None]] = {
    "and": _both,
    "or": _either,
    "==": _equal,
    "one_of": _one_of,
    "<": _range("<="),
    "<=": _range("<="),
    ">": _range(">="),
    ">=": _range(">="),
    MOMENT: _moment,
}
