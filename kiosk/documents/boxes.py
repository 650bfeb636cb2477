"""Boxes of MP4, MOV, 3GP and M4A: which tracks a recording has and how long it is (ISO/IEC 14496-12).

Every box names its own length, and a file may lie about it: lengths are held within the box around, and the number of
boxes looked at is bounded. The index (``moov``) may stand at the end: phones write it there.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from kiosk.documents.peek import Peek

MOST_BOXES: Final = 2000
_HEADER: Final = 8
_LONG_HEADER: Final = 16
_FIRST_AND_SMALL: Final = frozenset({b"ftyp", b"moov", b"wide", b"free", b"skip", b"pnot"})
_SMALL: Final = 0x1000_0000
"""Below it a length is no text: «Dutyfree…» is not a box."""


class Box(msgspec.Struct, frozen=True):
    """One box: its four letters and where its content lies."""

    kind: bytes
    start: int
    end: int


class Recording(msgspec.Struct, frozen=True):
    """What stands in the index: tracks as (``vide``, ``hvc1``), whole seconds."""

    tracks: tuple[tuple[bytes, bytes], ...]
    seconds: int


def begins_as_boxes(head: bytes) -> bool:
    """True for a file that starts with a box that stands at the top of a recording; old MOVs have no ``ftyp``."""
    if head[4:8] in _FIRST_AND_SMALL:
        return int.from_bytes(head[:4], "big") < _SMALL
    return head[4:8] == b"mdat" and not head.startswith(b"<")


def brands(head: bytes) -> tuple[bytes, ...]:
    """The brands of a file, the major one first; none without ``ftyp``."""
    if head[4:8] != b"ftyp":
        return ()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return (head[8:12], *(head[place : place + 4] for place in range(16, end - 3, 4)))


def recording(peek: Peek) -> Recording | None:
    """What the index says; None where there is none: the recording was broken off."""
    left = iter(range(MOST_BOXES))
    index = next((box for box in _inside(peek, Box(b"", 0, peek.size), left) if box.kind == b"moov"), None)
    if index is None:
        return None
    tracks: list[tuple[bytes, bytes]] = []
    seconds = 0
    for box in _inside(peek, index, left):
        if box.kind == b"mvhd":
            seconds = _seconds(peek, box)
        if box.kind == b"trak":
            tracks.append(_track(peek, box, left))
    return Recording(tuple(tracks), seconds)


def _inside(peek: Peek, around: Box, left: Iterator[int]) -> Iterator[Box]:
    """Boxes one after another within another one; ends where a length makes no sense or enough were seen."""
    place = around.start
    while place + _HEADER <= around.end and next(left, None) is not None:
        size, start = peek.number(place, 4), place + _HEADER
        if size == 1:
            size, start = peek.number(place + _HEADER, 8), place + _LONG_HEADER
        end = around.end if size == 0 else place + size
        if end < start or place + _HEADER > peek.size:
            return
        yield Box(peek.at(place + 4, 4), start, min(end, around.end))
        place = end


def _track(peek: Peek, track: Box, left: Iterator[int]) -> tuple[bytes, bytes]:
    """What a track holds (``vide``, ``soun``) and how it is coded (``hvc1``, ``mp4a``)."""
    media = _first(peek, track, b"mdia", left)
    if media is None:
        return b"", b""
    handler = _first(peek, media, b"hdlr", left)
    told = _down(peek, media, (b"minf", b"stbl", b"stsd"), left)
    return (
        peek.at(handler.start + 8, 4) if handler else b"",
        peek.at(told.start + 12, 4) if told else b"",
    )


def _down(peek: Peek, box: Box, kinds: tuple[bytes, ...], left: Iterator[int]) -> Box | None:
    found: Box | None = box
    for kind in kinds:
        found = _first(peek, found, kind, left) if found else None
    return found


def _first(peek: Peek, around: Box, kind: bytes, left: Iterator[int]) -> Box | None:
    return next((box for box in _inside(peek, around, left) if box.kind == kind), None)


def _seconds(peek: Peek, header: Box) -> int:
    long = peek.number(header.start, 1) == 1
    scale = peek.number(header.start + (20 if long else 12), 4)
    length = peek.number(header.start + (24 if long else 16), 8 if long else 4)
    return round(length / scale) if scale else 0
