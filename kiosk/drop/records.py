"""What was handed in: a description here, the bytes in the vault (W1)."""

import datetime as dt

from kiosk.store import Collection, Record


class Upload(Record, kw_only=True):
    """One file that came whole: from whom, for what, its size and checksum, and the receipt's code.

    ``how`` says how the sender was identified (P5). The task is the family's own words until assignments exist (W3).
    """

    receipt: str
    household: int
    student: int
    task: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    blob: str
    received_at: dt.datetime
    how: str
    seen_by: tuple[int, ...] = ()


UPLOADS = Collection("uploads", Upload, indexes=(("student",), ("receipt",), ("household",)))
COLLECTIONS = (UPLOADS,)
