"""tus 1.0.0 in headers: reading what a client asks, writing what it is told. Pure: no store, no Flask (W1).

Offered: the core, creation, creation with the first bytes, termination, checksum, expiration.
"""

import base64
import binascii
import datetime as dt
import re
from email.utils import format_datetime
from typing import Final

import msgspec

from kiosk.problems import N_, Problem

HEADER: Final = "Tus-Resumable"
VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,termination,checksum,expiration"
ALGORITHMS: Final = ("sha1", "sha256")
DIGEST_BYTES: Final = {"sha1": 20, "sha256": 32}
BODY_KIND: Final = "application/offset+octet-stream"
WRONG_CHECKSUM: Final = 460
"""The protocol's own number for «the checksum is another»."""

_NUMBER: Final = re.compile(r"[0-9]{1,15}\Z")
_KEY: Final = re.compile(r"[!-+\--~]{1,100}\Z")
"""ASCII without space and comma."""
_LONGEST_METADATA: Final = 8192

NOT_READABLE: Final = N_("This is not what the protocol of uploads sends: look at %(header)s.")


class NotTaken(Exception):
    """A request that is refused: the status, and the sentence for whoever sees it."""

    def __init__(self, status: int, problem: Problem | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, problem)
        self.status = status
        self.problem = problem
        self.headers = headers or {}


def unreadable(header: str) -> NotTaken:
    """400: a header that is missing or not as the protocol has it."""
    return NotTaken(400, Problem(NOT_READABLE, values={"header": header}))


def number(text: str | None, header: str) -> int:
    """A count of bytes. Raises NotTaken."""
    if text is None or not _NUMBER.match(text):
        raise unreadable(header)
    return int(text)


def metadata(header: str) -> dict[str, str]:
    """`name <base64>,name <base64>` as texts. Raises NotTaken."""
    found: dict[str, str] = {}
    if len(header) > _LONGEST_METADATA:
        raise unreadable("Upload-Metadata")
    for pair in header.split(",") if header.strip() else ():
        key, _, value = pair.strip().partition(" ")
        if not _KEY.match(key) or key in found:
            raise unreadable("Upload-Metadata")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            raise unreadable("Upload-Metadata") from None
    return found


class Checksum(msgspec.Struct, frozen=True):
    """What the bytes of one request must come to."""

    algorithm: str
    digest: bytes


def checksum(header: str | None) -> Checksum | None:
    """`sha256 <base64>`; None when none was sent. Raises NotTaken."""
    if header is None:
        return None
    algorithm, _, value = header.strip().partition(" ")
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if algorithm not in ALGORITHMS or len(digest) != DIGEST_BYTES[algorithm]:
        raise unreadable("Upload-Checksum")
    return Checksum(algorithm, digest)


def same_version(sent: str | None) -> None:
    """Every request names the version it speaks; the header is also what no foreign page may send. Raises NotTaken."""
    if sent != VERSION:
        raise NotTaken(412, Problem(NOT_READABLE, values={"header": "Tus-Resumable"}), {"Tus-Version": VERSION})


def about(largest: int) -> dict[str, str]:
    """What this server speaks: the answer to OPTIONS."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(largest),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def http_date(moment: dt.datetime) -> str:
    """A moment as headers say it."""
    return format_datetime(moment.astimezone(dt.UTC).replace(microsecond=0), usegmt=True)
