"""A photo without the place where it was taken: the copy that is shown; the original stays as it is (W1, L6).

Dropped are all remarks of the camera (APP1–15, COM) and whatever follows the end of the picture, where phones append a
second one with a place of its own. Kept are colours (ICC, Adobe's mark) and, of the camera's remarks, which way is up.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final

_SOI: Final = b"\xff\xd8"
_EOI: Final = b"\xff\xd9"
_APP: Final = range(0xE0, 0xF0)
_APP0, _APP1, _APP2, _APP14, _COM, _SOS, _END = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE, 0xDA, 0xD9
_KEPT: Final = {_APP0: b"JFIF\0", _APP2: b"ICC_PROFILE\0", _APP14: b"Adobe"}
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_MOST_ENTRIES: Final = 200
_MOST_SEGMENTS: Final = 10_000
"""A crafted one has millions, each a piece in memory."""
_MARKER: Final = re.compile(rb"\xff+[^\0\xd0-\xd7\xff]")
_AFTER_DATA: Final = re.compile(rb"\xff[^\0\xd0-\xd7\xff]")
"""The end of a run of picture data: FF 00 and the restart marks belong to it. Looked for by one FF alone: a search for
a run of them would take the square of a crafted picture's length, and all the server's time."""


class NotClean(Exception):
    """The file is not built as a picture is: no copy of it can be vouched for."""


def without_place(content: bytes) -> bytes:
    """The same picture, dot for dot, without remarks. Raises NotClean for what is no whole JPEG."""
    upright, pieces = b"", []
    for kind, piece in _segments(content):
        if kind == _APP1 and not upright:
            upright = _upright(piece[4:])
        if _is_kept(kind, piece):
            pieces.append(piece)
    return b"".join((_SOI, upright, *pieces, _EOI))


def _is_kept(kind: int, piece: bytes) -> bool:
    if kind in _APP:
        return kind in _KEPT and piece.startswith(_KEPT[kind], 4)
    return kind != _COM


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Segments with their mark and length, picture data together with the segment before it; ends at the end mark."""
    if not content.startswith(_SOI):
        raise NotClean
    place = len(_SOI)
    for _ in range(_MOST_SEGMENTS):
        mark = _MARKER.match(content, place)
        if mark is None:
            raise NotClean
        kind, start = content[mark.end() - 1], mark.end()
        if kind == _END:
            return
        end = start + int.from_bytes(content[start : start + 2], "big")
        if end < start + 2 or end > len(content):
            raise NotClean
        if kind == _SOS:
            after = _AFTER_DATA.search(content, end)
            if after is None:
                raise NotClean
            end = after.start()
        yield kind, b"\xff" + content[start - 1 : end]
        place = end
    raise NotClean


def _upright(remarks: bytes) -> bytes:
    """A remark of 36 bytes that says only which way is up; nothing when it stands as it was taken."""
    turn = _orientation(remarks)
    if turn not in range(2, 9):
        return b""
    entry = struct.pack("<HHIHH", _ORIENTATION, 3, 1, turn, 0)
    body = _EXIF + b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _orientation(remarks: bytes) -> int:
    """What the camera says of its own position; 0 when it says nothing that can be read."""
    order = {b"II": "<", b"MM": ">"}.get(remarks[6:8])
    if not remarks.startswith(_EXIF) or order is None:
        return 0
    table = remarks[6:]
    try:
        (start,) = struct.unpack_from(f"{order}I", table, 4)
        (count,) = struct.unpack_from(f"{order}H", table, start)
        for number in range(min(count, _MOST_ENTRIES)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", table, start + 2 + number * 12)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        return 0
    return 0
