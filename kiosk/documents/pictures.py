"""Pictures as they are shown in a page: without place and remarks, small where asked for and possible (W1, L6)."""

import io
import struct
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Final

from kiosk.documents import jpeg
from kiosk.documents.jpeg import NotClean

MOST_BYTES: Final = 40 * 1024 * 1024
"""A larger picture is not held in memory: it is only given out as a file."""

THUMBNAIL_SIDE: Final = 480
_MOST_DOTS: Final = 64_000_000
"""Of a JPEG, which is decoded small; a phone's largest are."""
_MOST_WHOLE_DOTS: Final = 24_000_000
"""Of what is decoded whole before it is small: a few KB of one colour may unpack to hundreds of MB."""
_MOST_CHUNKS: Final = 100_000
_ONE_AT_A_TIME: Final = threading.Lock()
"""A list asks for all its small pictures at once, and each needs its memory."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs acTL fcTL fdAT".split()
)
_WEBP_DROPPED: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_REMARKS: Final = 0b1100
"""Bits of VP8X that announce the chunks dropped."""


def without_place(content: bytes, media_type: str) -> bytes:
    """The same picture without what the camera wrote beside it. Raises NotClean where that cannot be done."""
    match media_type:
        case "image/jpeg":
            return jpeg.without_place(content)
        case "image/png":
            return _PNG + b"".join(_counted(_png_chunks(content)))
        case "image/webp":
            chunks = b"WEBP" + b"".join(_counted(_webp_chunks(content)))
            return b"RIFF" + struct.pack("<I", len(chunks)) + chunks
        case "image/gif":
            return content
        case _:
            raise NotClean


def can_be_small() -> bool:
    """The extra ``photos`` is installed; asked without importing it."""
    return find_spec("PIL") is not None


def thumbnail(content: bytes) -> bytes | None:
    """A small JPEG of it, upright; None without the extra ``photos``, or for what Pillow does not open."""
    try:
        from PIL import Image, ImageOps, UnidentifiedImageError
    except ImportError:
        return None
    out = io.BytesIO()
    try:
        with _ONE_AT_A_TIME, Image.open(io.BytesIO(content)) as picture:
            small_at_once = picture.format == "JPEG" and not picture.info.get("progressive")
            if picture.width * picture.height > (_MOST_DOTS if small_at_once else _MOST_WHOLE_DOTS):
                return None
            picture.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            ImageOps.exif_transpose(picture).convert("RGB").save(out, "JPEG", quality=80)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError):
        return None
    return out.getvalue()


def _counted(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """So many and no more: a crafted picture has millions."""
    for number, chunk in enumerate(chunks):
        if number >= _MOST_CHUNKS:
            raise NotClean
        yield chunk


def _png_chunks(content: bytes) -> Iterator[bytes]:
    if not content.startswith(_PNG):
        raise NotClean
    place, kind = len(_PNG), b""
    while kind != b"IEND":
        length = int.from_bytes(content[place : place + 4], "big")
        kind, end = content[place + 4 : place + 8], place + 12 + length
        if end > len(content):
            raise NotClean
        if kind in _PNG_KEPT:
            yield content[place:end]
        place = end


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    end = 8 + int.from_bytes(content[4:8], "little")
    if not content.startswith(b"RIFF") or content[8:12] != b"WEBP" or end > len(content):
        raise NotClean
    place = 12
    while place + 8 <= end:
        kind, length = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        after = place + 8 + length + length % 2
        if after > end + 1 or (kind == b"VP8X" and not length):
            raise NotClean
        chunk = content[place:after]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_REMARKS]) + chunk[9:]
        if kind not in _WEBP_DROPPED:
            yield chunk
        place = after
