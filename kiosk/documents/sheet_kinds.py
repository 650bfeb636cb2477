"""What a file is, told from its first bytes and, for a zip, its list of members; never from its name alone (O2)."""

import io
import zipfile
import zlib
from enum import Enum
from typing import Final

from kiosk.problems import N_, Problem

UNPACKED_LIMIT: Final = 64 * 1024 * 1024
OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
TEXT_ENDINGS: Final = (".csv", ".txt", ".tsv")


class Kind(Enum):
    """How a file is read."""

    WORKBOOK = "workbook"
    TEXT = "text"


def kind_of(content: bytes, name: str) -> Kind | Problem:
    """The kind of a file, or the sentence for one that is no sheet."""
    if content.startswith(b"PK"):
        return _kind_of_zip(content, name)
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _said(
                N_("%(file)s is protected by a password. Open it, save it without the password, then bring it again"),
                name,
            )
        return Kind.WORKBOOK
    for beginnings, msgid in _OTHERS:
        if content.lstrip()[:64].lower().startswith(beginnings):
            return _said(msgid, name)
    if name.lower().endswith(TEXT_ENDINGS):
        return Kind.TEXT
    return _said(N_("%(file)s is not an Excel file. Bring it as .xlsx, .xls, .ods or .csv"), name)


_OTHERS: Final = (
    (
        (b"%pdf",),
        N_("%(file)s is a PDF, whatever its name says. Bring the sheet it was printed from, as .xlsx or .csv"),
    ),
    ((b"\xff\xd8\xff", b"\x89png", b"gif8"), N_("%(file)s is a picture. Bring the sheet itself, as .xlsx or .csv")),
    (
        (b"<html", b"<!doctype html", b"<table", b"<?xml"),
        N_("%(file)s is a web page under the name of a sheet. Open it in Excel and save it as .xlsx"),
    ),
)


def _kind_of_zip(content: bytes, name: str) -> Kind | Problem:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = {member.filename.lstrip("/").lower(): member for member in packed.infolist()}
            encrypted = _is_encrypted(packed, members)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, zlib.error, RuntimeError):
        return _said(N_("%(file)s is damaged. Open it in Excel or LibreOffice and save it anew as .xlsx"), name)
    if sum(member.file_size for member in members.values()) > UNPACKED_LIMIT:
        return _said(
            N_("%(file)s swells beyond 64 MB when unpacked. Copy the table into a new file and bring that"), name
        )
    if encrypted:
        return _said(
            N_("%(file)s is protected by a password. Open it, save it without the password, then bring it again"), name
        )
    if "word/document.xml" in members:
        return _said(N_("%(file)s is a Word document. Copy the table into Excel and bring it as .xlsx"), name)
    if not {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} & members.keys():
        return _said(N_("%(file)s is not an Excel file. Bring it as .xlsx, .xls, .ods or .csv"), name)
    return Kind.WORKBOOK


def _is_encrypted(packed: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> bool:
    """By the zip itself, or as LibreOffice does it: every member apart, named in the manifest."""
    if any(member.flag_bits & 1 for member in members.values()):
        return True
    manifest = members.get("meta-inf/manifest.xml")
    return manifest is not None and manifest.file_size < UNPACKED_LIMIT and b"encryption-data" in packed.read(manifest)


def _said(msgid: str, name: str) -> Problem:
    return Problem(msgid, values={"file": name})
