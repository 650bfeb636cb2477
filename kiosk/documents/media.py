"""Types of files that a music school opens: by what they begin with, under which names they lie on a disk (W1)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_


class Kind(StrEnum):
    """What a family handed in, in its own words."""

    PHOTO = "photo"
    SOUND = "sound"
    VIDEO = "video"
    PDF = "pdf"
    DOCUMENT = "document"
    NOTATION = "notation"
    ARCHIVE = "archive"


KIND_LABEL: Final = {
    Kind.PHOTO: N_("photo"),
    Kind.SOUND: N_("sound"),
    Kind.VIDEO: N_("video"),
    Kind.PDF: N_("PDF"),
    Kind.DOCUMENT: N_("document"),
    Kind.NOTATION: N_("notes"),
    Kind.ARCHIVE: N_("archive"),
}


class Type(msgspec.Struct, frozen=True):
    """A kind with the media type under which it is served; ``plays``: any browser shows or plays it, or need not.

    ``within``: letters at the ninth byte that tell a RIFF or a FORM from its neighbours.
    """

    kind: Kind
    media_type: str
    plays: bool = True
    within: bytes | None = None


MP3: Final = Type(Kind.SOUND, "audio/mpeg")
ARCHIVE: Final = Type(Kind.ARCHIVE, "application/zip")
NOTATION_TEXT: Final = Type(Kind.NOTATION, "application/vnd.recordare.musicxml+xml")
TRANSPORT_STREAM: Final = Type(Kind.VIDEO, "video/mp2t", plays=False)
TEXT: Final = Type(Kind.DOCUMENT, "text/plain")
_MIDI: Final = Type(Kind.NOTATION, "audio/midi")
_WAV: Final = Type(Kind.SOUND, "audio/wav", within=b"WAVE")
_TIFF: Final = Type(Kind.PHOTO, "image/tiff", plays=False)

BEGINNINGS: Final[tuple[tuple[int, bytes, Type], ...]] = (
    (0, b"\xff\xd8\xff", Type(Kind.PHOTO, "image/jpeg")),
    (0, b"\x89PNG\r\n\x1a\n", Type(Kind.PHOTO, "image/png")),
    (0, b"GIF87a", Type(Kind.PHOTO, "image/gif")),
    (0, b"GIF89a", Type(Kind.PHOTO, "image/gif")),
    (0, b"RIFF", Type(Kind.PHOTO, "image/webp", within=b"WEBP")),
    (0, b"II*\0", _TIFF),
    (0, b"MM\0*", _TIFF),
    (0, b"ID3", MP3),
    (0, b"RIFF", _WAV),
    (0, b"RF64", _WAV),
    (0, b"OggS", Type(Kind.SOUND, "audio/ogg")),
    (0, b"fLaC", Type(Kind.SOUND, "audio/flac")),
    (0, b"#!AMR", Type(Kind.SOUND, "audio/amr", plays=False)),
    (0, b"FORM", Type(Kind.SOUND, "audio/aiff", plays=False, within=b"AIFF")),
    (0, b"FORM", Type(Kind.SOUND, "audio/aiff", plays=False, within=b"AIFC")),
    (0, b"caff", Type(Kind.SOUND, "audio/x-caf", plays=False)),
    (0, b"\xff\xf1", Type(Kind.SOUND, "audio/aac")),
    (0, b"\xff\xf9", Type(Kind.SOUND, "audio/aac")),
    (0, bytes.fromhex("3026b2758e66cf11"), Type(Kind.VIDEO, "video/x-ms-wmv", plays=False)),
    (0, b"RIFF", Type(Kind.VIDEO, "video/x-msvideo", plays=False, within=b"AVI ")),
    (0, b"\x1a\x45\xdf\xa3", Type(Kind.VIDEO, "video/webm")),
    (0, b"\0\0\x01\xba", Type(Kind.VIDEO, "video/mpeg", plays=False)),
    (0, b"%PDF-", Type(Kind.PDF, "application/pdf")),
    (0, b"{\\rtf", Type(Kind.DOCUMENT, "application/rtf")),
    (0, bytes.fromhex("d0cf11e0a1b11ae1"), Type(Kind.DOCUMENT, "application/msword")),
    (0, b"MThd", _MIDI),
    (0, b"RIFF", Type(Kind.NOTATION, "audio/midi", within=b"RMID")),
    (0, b"\x0fSIBELIUS", Type(Kind.NOTATION, "application/x-sibelius-score")),
    (0, b"ENIGMA BINARY FILE", Type(Kind.NOTATION, "application/x-finale")),
    (1, b"FICHIER GUITAR PRO", Type(Kind.NOTATION, "application/x-guitar-pro")),
    (0, b"PK\x03\x04", ARCHIVE),
)
"""Where, which bytes, what it is; the first that fits counts."""

OLE_BY_ENDING: Final[Mapping[str, str]] = {
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pps": "application/vnd.ms-powerpoint",
}

TEXT_ENDINGS: Final = (".txt", ".md", ".csv", ".abc", ".ly", ".srt")

ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif", ".hif"),
    "image/avif": (".avif",),
    "image/tiff": (".tif", ".tiff", ".dng"),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a", ".m4b", ".mp4", ".aac"),
    "audio/aac": (".aac",),
    "audio/wav": (".wav",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/flac": (".flac",),
    "audio/webm": (".webm", ".weba", ".mka"),
    "audio/amr": (".amr",),
    "audio/3gpp": (".3gp", ".3gpp", ".3ga"),
    "audio/aiff": (".aiff", ".aif", ".aifc"),
    "audio/x-caf": (".caf",),
    "audio/x-ms-wma": (".wma",),
    "audio/midi": (".mid", ".midi", ".kar", ".rmi"),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov", ".qt"),
    "video/3gpp": (".3gp", ".3gpp", ".3g2"),
    "video/webm": (".webm",),
    "video/x-matroska": (".mkv",),
    "video/x-msvideo": (".avi",),
    "video/x-ms-wmv": (".wmv", ".asf"),
    "video/ogg": (".ogv", ".ogg"),
    "video/mpeg": (".mpg", ".mpeg", ".vob", ".mod"),
    "video/mp2t": (".mts", ".m2ts", ".ts"),
    "application/pdf": (".pdf",),
    "application/rtf": (".rtf", ".doc"),
    "application/msword": (".doc", ".dot"),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.ms-powerpoint": (".ppt", ".pps"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx", ".ppsx"),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
    "text/plain": TEXT_ENDINGS,
    "application/vnd.recordare.musicxml": (".mxl",),
    "application/vnd.recordare.musicxml+xml": (".musicxml", ".xml", ".mscx"),
    "application/x-musescore": (".mscz",),
    "application/x-sibelius-score": (".sib",),
    "application/x-finale": (".mus", ".musx"),
    "application/x-guitar-pro": (".gp5", ".gp3", ".gp4", ".gtp"),
    "application/zip": (".zip",),
}
"""Names under which each type lies on a disk; the first is given to a file that is called otherwise."""

_SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_NOT_PLAYED: Final = frozenset(
    f"audio/{one}" for one in ("amr", "aiff", "x-caf", "x-ms-wma", "midi", "3gpp")
) | frozenset(f"video/{one}" for one in ("x-msvideo", "x-ms-wmv", "mpeg", "mp2t"))


def plays(media_type: str) -> bool:
    """True for what a browser shows or plays in a page of ours: pictures, sound, video; never a document."""
    if media_type in _SHOWN:
        return True
    return media_type in ENDINGS and media_type.startswith(("audio/", "video/")) and media_type not in _NOT_PLAYED
