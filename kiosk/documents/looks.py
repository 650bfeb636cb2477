"""Kinds of files without a signature of their own: told by what their first bytes look like."""

from typing import Final

from kiosk.documents.media import TEXT_ENDINGS
from kiosk.documents.peek import Peek

_PAGE_SIGNS: Final = (
    b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<iframe", b"<img", b"<table", b"<style",
    b"<meta", b"<link", b"<object", b"<embed", b"<form", b"<h1", b"<a href", b"<title", b"<div", b"<!doctype svg",
)  # fmt: skip
_BROWSERS_SNIFF: Final = 1500
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def says_page(head: bytes) -> bool:
    """True for HTML and SVG, in any coding, behind remarks and spaces, as far as browsers look."""
    start = _as_ascii(head)[:_BROWSERS_SNIFF].lstrip()
    return start.startswith(b"<") and any(sign in start for sign in _PAGE_SIGNS)


def says_scores(head: bytes) -> bool:
    """True for MusicXML and MuseScore's own XML."""
    start = _as_ascii(head)
    return start.lstrip().startswith(b"<") and any(
        sign in start for sign in (b"<score-partwise", b"<score-timewise", b"<musescore")
    )


def looks_like_text(head: bytes, file_name: str) -> bool:
    """Plain text under the name of a text; without any tag that a browser would take for a page."""
    if not file_name.lower().endswith(TEXT_ENDINGS):
        return False
    plain = _as_ascii(head)
    return not any(sign < 9 or 13 < sign < 32 for sign in plain) and not any(sign in plain for sign in _PAGE_SIGNS)


def _as_ascii(head: bytes) -> bytes:
    """Letters as ASCII in lower case, so that signs are found in UTF-8, UTF-16 and one-byte codings alike."""
    for mark, coding in _MARKS:
        if head.startswith(mark):
            return head.decode(coding, "replace").encode("ascii", "replace").lower()
    return head.lower()


_BITRATES: Final = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def looks_like_mp3(head: bytes) -> bool:
    """Two frames of MPEG layer III, one where the other ends; some recorders put zeros before the first."""
    place = len(head) - len(head.lstrip(b"\0"))
    length = _frame_length(head[place : place + 4])
    return length > 0 and _frame_length(head[place + length : place + length + 4]) > 0


def _frame_length(header: bytes) -> int:
    """The length that a frame's header tells; 0 for what is no header."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:  # 11 sync bits, layer III
        return 0
    version, bitrate, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version not in _RATES or not 0 < bitrate < 15 or rate == 3:
        return 0
    kilobits = _BITRATES[version != 3][bitrate]
    return (144 if version == 3 else 72) * kilobits * 1000 // _RATES[version][rate] + (header[2] >> 1 & 1)


def looks_like_transport_stream(head: bytes) -> bool:
    """A camcorder's MTS: a mark every 188 bytes, or every 192 with a time before each."""
    return any(
        len(head) > first + 4 * step and all(head[first + step * count] == 0x47 for count in range(5))
        for first, step in ((0, 188), (4, 192))
    )


_OLE_CLASSES: Final = tuple(
    bytes.fromhex(start) + bytes.fromhex("0000 0000 c000 0000 0000 0046")
    for start in ("06090200", "00090200", "20080200", "10080200")
) + tuple(
    bytes.fromhex(start) + bytes.fromhex("9b4fcf1186ea00aa00b929e8") for start in ("108d8164", "118d8164")
)  # Word 97 and 6, Excel 97 and 5, PowerPoint 97
_OLE_STREAMS: Final = tuple(
    name.encode("utf-16-le") for name in ("WordDocument", "Workbook", "Book", "PowerPoint Document")
)
_ENTRY: Final = 128


def is_ole_document(peek: Peek) -> bool:
    """Word, Excel or PowerPoint as they were until 2007, by the class of the root or by the name of a stream."""
    shift = int.from_bytes(peek.at(30, 2), "little")
    sector = int.from_bytes(peek.at(48, 4), "little")
    if not 7 <= shift <= 16:
        return False
    directory = peek.at((sector + 1) << shift, 8192)
    if directory[80:96] in _OLE_CLASSES:
        return True
    entries = [directory[place : place + 64] for place in range(0, len(directory), _ENTRY)]
    return any(entry.startswith(_OLE_STREAMS) for entry in entries)
