"""What a handed-in file is, told by its content and never by its name alone (W1, L6).

A list of what a music school can open: pictures, sound, video, PDF, office documents, notes, archives. All else is
refused with a sentence: web pages and programs above all, whatever they call themselves. A file that is two things at
once (GIF and HTML, JPEG and zip) counts as the first, and is never served as a page (``kiosk.web.serving``).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

import msgspec

from kiosk.documents import boxes, packed_names
from kiosk.documents.looks import (
    is_ole_document,
    looks_like_mp3,
    looks_like_text,
    looks_like_transport_stream,
    says_page,
    says_scores,
)
from kiosk.documents.media import (
    ARCHIVE,
    BEGINNINGS,
    ENDINGS,
    MP3,
    NOTATION_TEXT,
    OLE_BY_ENDING,
    TEXT,
    TRANSPORT_STREAM,
    Kind,
    Type,
)
from kiosk.documents.peek import Peek
from kiosk.problems import N_, Problem

HEAD_BYTES: Final = 4096
"""So much of a file's beginning is enough to refuse what no later byte would make acceptable."""

HEVC: Final = N_("HEVC video: some school computers do not show it. The original is kept.")
HEIC: Final = N_("HEIC photo: some school computers do not show it. The original is kept.")
NO_PLAYER: Final = N_("The browser does not play this format: the teacher opens the file in a player.")
BROKEN_OFF: Final = N_(
    "The recording was broken off and may not play. Record it once more if it does not play at home."
)

EMPTY: Final = N_("The file is empty. Choose it once more; it may still have been downloading.")
PAGE: Final = N_(
    "%(file)s is a web page inside, whatever its name says. Send a photo, video, sound or document; a page can be sent "
    "as a link."
)
PROGRAM: Final = N_("%(file)s is a program inside, whatever its name says. Programs are not taken in.")
OTHER_ARCHIVE: Final = N_(
    "%(file)s is packed in a way that the school cannot open. Pack it as .zip or send the files one by one."
)
CUT_ARCHIVE: Final = N_("%(file)s is damaged: its end is missing. Pack it anew.")
UNKNOWN: Final = N_(
    "The school cannot open %(file)s. It takes photos, video, sound, PDF, documents, notes (MuseScore, Sibelius, "
    "Finale, MusicXML, MIDI) and .zip."
)
_PROGRAMS: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0",
    b"dex\n",
)
_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf'\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"ISc(")
_AMR_BEGINS: Final = (b"", b"A", b"AM", b"AMR")
_PROGRAM_MEMBERS: Final = frozenset({"AndroidManifest.xml", "classes.dex", "META-INF/MANIFEST.MF"})
_HEVC_CODES: Final = frozenset({b"hvc1", b"hev1", b"dvh1", b"dvhe"})
_PLAYED_CODES: Final = frozenset({b"avc1", b"avc3", b"av01", b"vp09", b"vp08"})
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_STILL_BRANDS: Final = frozenset({b"mif1", b"msf1"})


class Found(msgspec.Struct, frozen=True):
    """A file that is taken in: its kind, how it is served, and what its family has to know (a msgid, or nothing)."""

    kind: Kind
    media_type: str
    note: str = ""
    seconds: int = 0


def what_is(path: Path, file_name: str) -> Found | Problem:
    """The kind of a whole file, or the sentence that refuses it. Reads a few KiB, however large the file."""
    with path.open("rb") as file:
        return what_comes(file, file_name)


def what_comes(file: IO[bytes], file_name: str) -> Found | Problem:
    """The same of an open file, a form's; it stands at its beginning again afterwards."""
    peek = Peek(file)
    head = peek.at(0, HEAD_BYTES)
    found = refused_by_head(head, file_name) or _known(peek, head, file_name) if head else Problem(EMPTY, "file")
    file.seek(0)
    return found or _said(UNKNOWN, file_name)


def refused_by_head(head: bytes, file_name: str) -> Problem | None:
    """The sentence for a file whose first bytes already say that it will not be taken in; None: let it come.

    Fewer than HEAD_BYTES may be a beginning that says nothing yet: then only what is surely wrong is refused.
    """
    if head.startswith(_ARCHIVES):
        return _said(OTHER_ARCHIVE, file_name)
    if head.startswith(_PROGRAMS) or (head.startswith(b"#!") and head[2:5] not in _AMR_BEGINS):
        return _said(PROGRAM, file_name)
    if boxes.begins_as_boxes(head) or _by_beginning(head) or _by_look(head, file_name):
        return None
    if says_page(head):
        return _said(PAGE, file_name)
    return _said(UNKNOWN, file_name) if len(head) >= HEAD_BYTES else None


def served_name(file_name: str, media_type: str) -> str:
    """The name under which a file is given out: a picture called «page.html» becomes «page.html.jpg» on every disk."""
    endings = ENDINGS.get(media_type)
    if endings is None or file_name.lower().endswith(endings):
        return file_name
    return f"{file_name}{endings[0]}"


def _known(peek: Peek, head: bytes, file_name: str) -> Found | Problem | None:
    """What is neither a page nor a program: which kind it is."""
    if boxes.begins_as_boxes(head):
        return _of_boxes(peek, head)
    if head.startswith(packed_names.ZIP):
        return _of_zip(peek, file_name)
    found = _by_beginning(head) or _by_look(head, file_name)
    return _refined(peek, head, found, file_name) if found else None


def _by_look(head: bytes, file_name: str) -> Type | None:
    """The type of a file that has no signature."""
    if says_scores(head):
        return NOTATION_TEXT
    if looks_like_mp3(head):
        return MP3
    if looks_like_transport_stream(head):
        return TRANSPORT_STREAM
    return TEXT if looks_like_text(head, file_name) else None


def _by_beginning(head: bytes) -> Type | None:
    """The type whose signature stands at its place."""
    for place, signature, found in BEGINNINGS:
        if head.startswith(signature, place) and (found.within is None or head.startswith(found.within, 8)):
            return found
    return None


def _plain(found: Type) -> Found:
    return Found(found.kind, found.media_type, "" if found.plays else NO_PLAYER)


def _refined(peek: Peek, head: bytes, found: Type, file_name: str) -> Found | None:
    """Containers that hold more than one kind, told apart by what is inside."""
    early = peek.at(0, 65536)
    match found.media_type:
        case "video/webm":
            mkv = b"matroska" in head[:64]
            if b"V_" not in early and b"A_" in early:
                return Found(Kind.SOUND, "audio/webm")
            hevc = HEVC if b"V_MPEGH" in early else ""
            return Found(Kind.VIDEO, "video/x-matroska" if mkv else "video/webm", hevc or (NO_PLAYER if mkv else ""))
        case "audio/ogg" if b"\x80theora" in head or b"video" in head[:64]:
            return Found(Kind.VIDEO, "video/ogg")
        case "video/x-ms-wmv" if _ASF_VIDEO not in early:
            return Found(Kind.SOUND, "audio/x-ms-wma", NO_PLAYER)
        case "application/msword":
            return _of_ole(peek, file_name)
        case _:
            return _plain(found)


_ASF_VIDEO: Final = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")


def _of_ole(peek: Peek, file_name: str) -> Found | None:
    """The old formats of Word, Excel and PowerPoint; an installer in the same wrapping is nobody's document."""
    if not is_ole_document(peek):
        return None
    ending = file_name.lower()[-4:]
    return Found(Kind.DOCUMENT, OLE_BY_ENDING.get(ending, "application/msword"))


def _of_boxes(peek: Peek, head: bytes) -> Found | None:
    names = boxes.brands(head)
    if set(names[:1]) & (_HEIC_BRANDS | _STILL_BRANDS) or (set(names) & _STILL_BRANDS and set(names) & _HEIC_BRANDS):
        avif = bool(set(names) & _AVIF_BRANDS)
        return Found(Kind.PHOTO, "image/avif") if avif else Found(Kind.PHOTO, "image/heic", HEIC)
    if set(names[:1]) & _AVIF_BRANDS:
        return Found(Kind.PHOTO, "image/avif")
    told = boxes.recording(peek)
    brand = names[0] if names else b"qt  "
    if told is None or not told.tracks:
        sound = brand.startswith((b"M4A", b"M4B"))
        return Found(Kind.SOUND if sound else Kind.VIDEO, _media_type(brand, sound=sound), BROKEN_OFF)
    codes = {code for handler, code in told.tracks if handler == b"vide"}
    sound = not codes and any(handler == b"soun" for handler, _ in told.tracks)
    return Found(
        Kind.SOUND if sound else Kind.VIDEO, _media_type(brand, sound=sound), _note(told.tracks, codes), told.seconds
    )


def _note(tracks: tuple[tuple[bytes, bytes], ...], video: set[bytes]) -> str:
    if video & _HEVC_CODES:
        return HEVC
    amr = any(code in {b"samr", b"sawb"} for _, code in tracks)
    return NO_PLAYER if (video and not video & _PLAYED_CODES) or (not video and amr) else ""


def _media_type(brand: bytes, *, sound: bool) -> str:
    if brand.startswith((b"3gp", b"3g2")):
        return "audio/3gpp" if sound else "video/3gpp"
    if sound:
        return "audio/mp4"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


_ZIP_BY_MEMBER: Final[Mapping[str, Type]] = {
    "word/document.xml": Type(Kind.DOCUMENT, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": Type(Kind.DOCUMENT, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/presentation.xml": Type(
        Kind.DOCUMENT, "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ),
}
_ZIP_BY_SAYING: Final[Mapping[str, Type]] = {
    "application/vnd.oasis.opendocument.text": Type(Kind.DOCUMENT, "application/vnd.oasis.opendocument.text"),
    "application/vnd.oasis.opendocument.spreadsheet": Type(
        Kind.DOCUMENT, "application/vnd.oasis.opendocument.spreadsheet"
    ),
    "application/vnd.oasis.opendocument.presentation": Type(
        Kind.DOCUMENT, "application/vnd.oasis.opendocument.presentation"
    ),
    "application/vnd.recordare.musicxml": Type(Kind.NOTATION, "application/vnd.recordare.musicxml"),
    "application/vnd.makemusic.notation": Type(Kind.NOTATION, "application/x-finale"),
}


def _of_zip(peek: Peek, file_name: str) -> Found | Problem:
    names = packed_names.members(peek)
    if names is None:
        return _said(CUT_ARCHIVE, file_name)
    if not _PROGRAM_MEMBERS.isdisjoint(names):
        return _said(PROGRAM, file_name)
    for member, found in _ZIP_BY_MEMBER.items():
        if member in names:
            return _plain(found)
    if any(name.endswith(".mscx") for name in names):
        return Found(Kind.NOTATION, "application/x-musescore")
    if "META-INF/container.xml" in names and any(name.endswith((".xml", ".musicxml")) for name in names[1:]):
        return _plain(_ZIP_BY_SAYING["application/vnd.recordare.musicxml"])
    return _plain(_ZIP_BY_SAYING.get(packed_names.said_type(peek), ARCHIVE))


def _said(msgid: str, file_name: str) -> Problem:
    return Problem(msgid, "file", values={"file": file_name})
