"""The form of a version (F7)."""

import datetime as dt
from typing import Final

import msgspec

from kiosk.guides.records import Kind
from kiosk.problems import N_
from kiosk.web import Form

TEXT_LETTERS: Final = 200_000
AHEAD: Final = dt.timedelta(days=366)
NAME_LETTERS: Final = 150
TAKEN: Final = (".pdf", ".docx", ".doc", ".odt", ".rtf", ".txt")


class VersionInput(msgspec.Struct, frozen=True):
    """A text, from when it holds, how it was approved."""

    since: dt.date
    text: str
    approved_by: str
    approved_on: dt.date | None


def read_version(form: Form, kind: Kind, today: dt.date, *, file_name: str = "") -> VersionInput | None:
    """A version, or None with the problems at their fields. A regulation may be a file instead of a text."""
    regulation = kind is Kind.REGULATION
    text = form.text("text", limit=TEXT_LETTERS, lines=True, required=not regulation)
    since = form.date("since", required=True)
    approved_by, approved_on = form.text("approved_by", limit=200, required=regulation), form.date("approved_on")
    if regulation and not text and not file_name:
        form.refuse("text", N_("Put the text in here, or choose its file."))
    if file_name and not file_name.lower().endswith(TAKEN):
        form.refuse("file", N_("Choose a document: PDF, DOCX, DOC, ODT, RTF or TXT."))
    if since and since > today + AHEAD:
        form.refuse("since", N_("That is more than a year ahead. Mend the date."))
    if form.problems or since is None:
        return None
    return VersionInput(since, text, approved_by, approved_on)
