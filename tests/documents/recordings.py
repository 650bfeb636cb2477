"""Made-up files of each kind, as small as a kind can be: what a school's families hand in (W1)."""

import io
import struct
import zipfile
from collections.abc import Mapping

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR"
GIF = b"GIF89a\1\0\1\0\0\0\0;"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ID3_MP3 = b"ID3\x03" + bytes(range(256)) * 8
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
SCORE = b'<?xml version="1.0" encoding="UTF-8"?>\n<score-partwise version="4.0"><part/></score-partwise>'


def box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def film(
    code: bytes = b"avc1", brand: bytes = b"isom", *, sound: bool = True, seconds: int = 161
) -> tuple[bytes, bytes]:
    """Beginning and index of a recording: a track of pictures coded so (none for b""), one of sound."""
    tracks = [(b"vide", code)] if code else []
    tracks += [(b"soun", b"mp4a")] if sound else []
    told = [
        box(
            b"trak",
            box(b"tkhd", bytes(84)),
            box(
                b"mdia",
                box(b"mdhd", bytes(24)),
                box(b"hdlr", bytes(8), handler, bytes(12)),
                box(
                    b"minf",
                    box(b"stbl", box(b"stsd", bytes(4), struct.pack(">I", 1), box(how, bytes(20)))),
                ),
            ),
        )
        for handler, how in tracks
    ]
    header = box(b"mvhd", bytes(12), struct.pack(">II", 1000, seconds * 1000), bytes(80))
    return box(b"ftyp", brand, bytes(4), brand), box(b"moov", header, *told)


def mp4(code: bytes = b"avc1", brand: bytes = b"isom", *, sound: bool = True, index_last: bool = True) -> bytes:
    beginning, index = film(code, brand, sound=sound)
    data = box(b"mdat", bytes(5000))
    return beginning + (data + index if index_last else index + data)


def heic(brand: bytes = b"heic") -> bytes:
    return box(b"ftyp", brand, bytes(4), b"mif1", b"heic") + bytes(100)


def packed(members: Mapping[str, bytes | str], first: str = "") -> bytes:
    """A zip; ``first`` is what a member «mimetype» says of it."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as out:
        if first:
            out.writestr("mimetype", first, zipfile.ZIP_STORED)
        for name, content in members.items():
            out.writestr(name, content)
    return body.getvalue()


def mp3(frames: int = 4, before: bytes = b"") -> bytes:
    return before + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def ole(stream: str = "WordDocument") -> bytes:
    """An old Office file: header, a table of sectors, the directory in sector 1."""
    header = bytearray(512)
    header[:8] = OLE
    header[30:32] = struct.pack("<H", 9)
    header[48:52] = struct.pack("<I", 1)
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", stream))
    return bytes(header) + bytes(512) + entries.ljust(512, b"\0")


def webm(*codecs: str, kind: str = "webm") -> bytes:
    tracks = b"".join(b"\x86" + bytes([0x80 | len(codec)]) + codec.encode() for codec in codecs)
    return b"\x1a\x45\xdf\xa3\x9f\x42\x82" + bytes([0x80 | len(kind)]) + kind.encode() + bytes(40) + tracks
