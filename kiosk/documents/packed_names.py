"""Names of the members of a zip, from the directory at its end; nothing is unpacked, whatever its size."""

import struct
from collections.abc import Iterator
from typing import Final

from kiosk.documents.peek import MOST_AT_ONCE, Peek

ZIP: Final = b"PK\x03\x04"
_END: Final = b"PK\x05\x06"
_MEMBER: Final = b"PK\x01\x02"
_IN_ZIP64: Final = 0xFFFFFFFF
_END_BYTES: Final = 22
_MEMBER_BYTES: Final = 46
_LONGEST_REMARK: Final = 65535


def members(peek: Peek) -> list[str] | None:
    """Names as they stand in the directory, as many as its first MiB holds; None when it has no directory: cut off."""
    tail_start = max(peek.size - _END_BYTES - _LONGEST_REMARK, 0)
    tail = peek.at(tail_start, _END_BYTES + _LONGEST_REMARK)
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_BYTES:
        return None
    size, _ = struct.unpack_from("<II", tail, end + 12)
    # counted back from the end, not from the offset that the zip names: it may stand behind another file
    start = tail_start + end - size
    if size == _IN_ZIP64 or start < 0:  # over 4 GB or 65535 members: the first members say enough
        return [first_member(peek)]
    return list(_names(peek.at(start, min(size, MOST_AT_ONCE))))


def first_member(peek: Peek) -> str:
    """The name that stands first in the file; OpenDocument and others put «mimetype» there."""
    length = int.from_bytes(peek.at(26, 2), "little")
    return peek.at(30, min(length, 512)).decode("utf-8", "replace")


def said_type(peek: Peek) -> str:
    """What a first member «mimetype» says of the whole, kept unpacked for this; empty without one."""
    if first_member(peek) != "mimetype" or peek.at(8, 2) != b"\0\0":
        return ""
    extra = int.from_bytes(peek.at(28, 2), "little")
    length = int.from_bytes(peek.at(18, 4), "little")
    return peek.at(38 + extra, min(length or 100, 100)).split(b"PK")[0].decode("ascii", "replace").strip()


def _names(directory: bytes) -> Iterator[str]:
    place = 0
    while directory[place : place + 4] == _MEMBER and place + _MEMBER_BYTES <= len(directory):
        name, extra, remark = struct.unpack_from("<HHH", directory, place + 28)
        yield directory[place + _MEMBER_BYTES : place + _MEMBER_BYTES + name].decode("utf-8", "replace")
        place += _MEMBER_BYTES + name + extra + remark
