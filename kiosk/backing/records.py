"""A backing track with those who may take it home (W6)."""

import datetime as dt

import msgspec

from kiosk.store import Collection, Record


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sound itself: its name at home, what it is, where it lies in the vault."""

    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    blob: str


class Track(Record, kw_only=True):
    """A recorded accompaniment of a piece, handed out to students and groups.

    ``piece`` as teachers write it («М. Глинка, «Жаворонок»»), ``title`` tells tracks of one piece apart («медленно»).
    Members of a group have it as long as they belong to it.
    """

    staff: int
    staff_name: str
    piece: str
    title: str = ""
    file: File
    students: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    added_at: dt.datetime
    withdrawn_at: dt.datetime | None = None


TRACKS = Collection("backing_tracks", Track, indexes=(("staff",),), folded=("piece", "title"))
COLLECTIONS = (TRACKS,)
