"""Files that somebody brought, given out: the one place where a stranger's bytes leave the house (W1, W2, L6).

What they are is asked of the bytes each time, never of a record or a name. A page is never among them: pictures, sound
and video are shown within our pages, everything else is a download.
"""

import logging
from pathlib import Path
from typing import Final

from flask import Response, abort, make_response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from kiosk.documents import pictures
from kiosk.documents.jpeg import NotClean
from kiosk.documents.kinds import Found, served_name, what_is
from kiosk.documents.media import Kind, plays
from kiosk.problems import N_, Problem
from kiosk.web.answers import as_attachment, sandboxed
from kiosk.web.here import here

log = logging.getLogger(__name__)

BEYOND_THE_END = 416
LOST: Final = N_("The kiosk's disk has lost this file. Tell the technician: it may be in a backup.")
PLAYED_AS: Final = {"video/quicktime": "video/mp4"}
"""A MOV of a phone is an MP4 by another name: a browser that knows only the one name plays it, too."""


def as_brought(path: Path, name: str, *, private: bool = True) -> Response:
    """The original as a download under its own name, whole or a part asked for; a private one no shared PC keeps."""
    found = _looked_at(path, name)
    given = served_name(name, found.media_type) if isinstance(found, Found) else name
    return as_attachment(_file(path, "application/octet-stream", private=private), given)


def as_shown(path: Path, name: str, *, small: bool = False) -> Response:
    """The same within a page: for ``img``, ``audio`` and ``video``, by parts as a player asks; else a download.

    Photos come without the place where they were taken; ``small``: a thumbnail, where the school has the extra
    ``photos``.
    """
    found = _looked_at(path, name)
    if not isinstance(found, Found) or not plays(found.media_type):
        return as_brought(path, name)
    if found.kind is Kind.PHOTO:
        return _photo(path, name, found.media_type, small=small)
    played_as = PLAYED_AS.get(found.media_type, found.media_type)
    return sandboxed(_file(path, played_as, private=True), "inline", served_name(name, found.media_type))


def _looked_at(path: Path, name: str) -> Found | Problem:
    """What the file is; a page that says so when the disk has lost it, and a line for the technician."""
    try:
        return what_is(path, name)
    except FileNotFoundError:
        log.error("a file of the vault is missing: %s", path.name)  # noqa: TRY400  because the traceback says nothing more
        abort(404, here.words.gettext(LOST))


def _photo(path: Path, name: str, media_type: str, *, small: bool) -> Response:
    if path.stat().st_size > pictures.MOST_BYTES:
        return as_brought(path, name)
    content = path.read_bytes()
    thumbnail = pictures.thumbnail(content) if small else None
    try:
        body = thumbnail or pictures.without_place(content, media_type)
    except NotClean:
        return as_brought(path, name)
    response = make_response(body)
    response.headers["Content-Type"] = "image/jpeg" if thumbnail else media_type
    return sandboxed(response, "inline", served_name(name, response.headers["Content-Type"]))


def _file(path: Path, media_type: str, *, private: bool) -> Response:
    """The file itself. Its name in the vault is its checksum, so a part never belongs to another content (If-Range)."""
    try:
        response = send_file(path, mimetype=media_type, conditional=_one_part_asked(), etag=path.name)
    except RequestedRangeNotSatisfiable:
        response = make_response(b"", BEYOND_THE_END)
        response.headers["Content-Range"] = f"bytes */{path.stat().st_size}"
    response.headers["Accept-Ranges"] = "bytes"
    if private:
        response.headers["Cache-Control"] = "no-store"
    return response


def _one_part_asked() -> bool:
    """False where a part is asked for in a way that may be left aside: several at once, other units, nonsense."""
    asked = request.range
    if asked is None:
        return "Range" not in request.headers
    return asked.units == "bytes" and len(asked.ranges) == 1
