"""From record to body and back: the door where everything is checked once more.

A body is JSON in UTF-8. msgspec does not check a record when it is made, writes NaN as null and lets NUL pass, so
what goes
in is read back with its type before it is stored, and the record handed on is the one that was read back.
"""

import datetime as dt
import math
import re
import typing
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import msgspec

from kiosk.store.errors import Damaged, Newer, Unstorable, Why
from kiosk.store.records import Collection, Document, Record

R = TypeVar("R", bound=Record)

LONGEST_TEXT = 100_000
"""Characters of one text. A teacher's longest note has some hundred; more is a paste of something else."""

_BIGGEST = 2**63 - 1
_DEEPEST = 100
_DOUBTFUL = re.compile(rb"\\u0000|[0-9]{19}").search
"""A NUL, or a number that may be too big: worth a closer look."""

_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, TypeError, KeyError)

read_document: Callable[[bytes | str], Document] = msgspec.json.Decoder(dict[str, Any]).decode
write_json: Callable[[Any], bytes] = msgspec.json.Encoder().encode


def checksum(body: bytes) -> int:
    """CRC-32 of a body: SQLite's own check sees its structure, not a flipped bit in a text."""
    return zlib.crc32(body)


def encode_document(document: Document) -> bytes:
    """A free document (a TinyDB table without a collection) as body. Raises Unstorable."""
    _refuse(document)
    try:
        body = write_json(document)
    except (TypeError, msgspec.ValidationError) as error:
        raise Unstorable("", Why.WRONG_KIND, str(error)) from error
    return body


class Codec(Generic[R]):
    """Bodies of one collection."""

    def __init__(self, collection: Collection[R]) -> None:
        self.collection = collection
        self.read: Callable[[bytes | str], R] = msgspec.json.Decoder(collection.record).decode
        self._moments = tuple(
            name for name, kind in typing.get_type_hints(collection.record).items() if "datetime" in str(kind)
        )

    def encode(self, record: R) -> tuple[R, bytes]:
        """The record as it will be read, and its body. Raises Unstorable naming the field."""
        record = self._in_utc(record)
        try:
            body = write_json(record)
            stored = self.read(body)
        except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
            raise self._refusal(record, error) from error
        if _DOUBTFUL(body) or len(body) > LONGEST_TEXT or stored != record:
            _refuse(msgspec.to_builtins(record))
        return stored, body

    def decode(self, body: bytes, version: int, where: str) -> R:
        """The record of a body, upgraded if it is old. Raises Damaged, Newer."""
        try:
            return self.read(body if version == self.collection.record_version else self.upgraded(body, version))
        except _UNREADABLE as error:
            raise Damaged(where, str(error)) from error

    def document(self, body: bytes, version: int, where: str) -> Document:
        """The body as TinyDB sees it. Raises Damaged, Newer."""
        try:
            return read_document(body if version == self.collection.record_version else self.upgraded(body, version))
        except _UNREADABLE as error:
            raise Damaged(where, str(error)) from error

    def upgraded(self, body: bytes, version: int) -> bytes:
        """An old body in the shape of today, with the defaults of fields that came later."""
        collection = self.collection
        if version > collection.record_version:
            raise Newer(collection.name, version, collection.record_version)
        document = read_document(body)
        for step in range(version, collection.record_version):
            document = collection.upgrades[step](document)
        return write_json(msgspec.convert(document, collection.record))

    def _in_utc(self, record: R) -> R:
        """Moments with another offset are brought to UTC: their stored text is compared and sorted."""
        for name in self._moments:
            moment = getattr(record, name)
            if isinstance(moment, dt.datetime) and moment.tzinfo is not None and moment.utcoffset() != dt.timedelta(0):
                record = msgspec.structs.replace(record, **{name: moment.astimezone(dt.UTC)})
        return record

    def _refusal(self, record: R, error: Exception) -> Unstorable:
        """The most telling refusal: a text that is broken, else what msgspec says of the kind."""
        try:
            _refuse(msgspec.to_builtins(record))
        except Unstorable as refusal:
            return refusal
        except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
            pass
        detail, _, path = str(error).partition(" - at `$")
        why = Why.TOO_DEEP if isinstance(error, RecursionError) else Why.WRONG_KIND
        return Unstorable(path.strip("`.").replace("[", ".").replace("]", ""), why, detail)


def _refuse(value: Any) -> None:
    """Raise Unstorable for the first text or number that engines would store differently or not at all."""
    for path, leaf in _leaves(value, ()):
        if why := _fault(leaf):
            raise Unstorable(".".join(path), why)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if len(path) > _DEEPEST:
        raise Unstorable(".".join(path[:3]), Why.TOO_DEEP)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield path, key
            yield from _leaves(inner, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, str(place)))
    else:
        yield path, value


def _fault(leaf: Any) -> Why | None:
    match leaf:
        case str():
            return _text_fault(leaf)
        case float() if not math.isfinite(leaf):
            return Why.NOT_A_NUMBER
        case int() if abs(leaf) > _BIGGEST:
            return Why.TOO_BIG
        case _:
            return None


def _text_fault(text: str) -> Why | None:
    if len(text) > LONGEST_TEXT:
        return Why.TOO_LONG
    if "\0" in text:
        return Why.NUL
    return Why.SURROGATE if any("\ud800" <= char <= "\udfff" for char in text) else None
