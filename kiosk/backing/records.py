"""A backing track with those who may take it home; a part that was checked (W6)."""

import datetime as dt
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
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


class Heard(StrEnum):
    """How a part was played to whoever checked it."""

    SCHOOL = "school"
    VIDEO = "video"
    PHONE = "phone"
    RECORDING = "recording"


HEARD_LABEL: Final = {
    Heard.SCHOOL: N_("at school"),
    Heard.VIDEO: N_("on a video call"),
    Heard.PHONE: N_("on the telephone"),
    Heard.RECORDING: N_("from a recording"),
}


class PartCheck(Record, kw_only=True):
    """A student played a part of a piece and got a mark, which lies in the journal (сдача партий).

    ``group``: whose piece it is; 0 for a piece of one's own. Played again, the later check counts.
    """

    student: int
    group: int = 0
    piece: str
    part: str = ""
    on: dt.date
    heard: Heard
    staff: int
    staff_name: str
    mark: int
    note: str = ""
    """What the family reads beside the mark."""
    withdrawn: bool = False


TRACKS = Collection("backing_tracks", Track, indexes=(("staff",),), folded=("piece", "title"))
PART_CHECKS = Collection("part_checks", PartCheck, indexes=(("student",), ("group",), ("staff",)))
COLLECTIONS = (TRACKS, PART_CHECKS)
