"""Versions of instructions and of the school's regulation, each with the day from which it holds (F7)."""

import datetime as dt
from enum import StrEnum
from typing import Final

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Kind(StrEnum):
    """What a version is of; the values stand in addresses and on paper, so they stay."""

    STUDENT = "student"
    FAMILY = "family"
    TEACHER = "teacher"
    DEPUTY = "deputy"
    TECHNICIAN = "technician"
    REGULATION = "regulation"


LABEL: Final = {
    Kind.TEACHER: N_("For teachers"),
    Kind.FAMILY: N_("For families"),
    Kind.STUDENT: N_("For students"),
    Kind.DEPUTY: N_("For the deputy"),
    Kind.TECHNICIAN: N_("For the technician"),
    Kind.REGULATION: N_("The school's regulation"),
}
TITLE_ON_PAPER: Final = {
    Kind.TEACHER: "Инструкция преподавателю и концертмейстеру",
    Kind.FAMILY: "Инструкция родителям (законным представителям)",
    Kind.STUDENT: "Инструкция обучающемуся",
    Kind.DEPUTY: "Инструкция заместителю директора",
    Kind.TECHNICIAN: "Инструкция администратору киоска",
    Kind.REGULATION: "Положение школы о дистанционном обучении",
}


class Version(Record, kw_only=True):
    """A text of the school's own, or its way back to the program's (``is_default``). Dead when withdrawn.

    ``blob`` is a file in the vault: a regulation may be the signed scan itself.
    """

    kind: Kind
    since: dt.date
    text: str = ""
    is_default: bool = False
    approved_by: str = ""
    """How it was approved, as the school writes it: «приказ директора № 87»."""
    approved_on: dt.date | None = None
    blob: str = ""
    file_name: str = ""
    size_bytes: int = 0
    written_by: str
    written_at: dt.datetime
    withdrawn: bool = False


VERSIONS = Collection("guide_versions", Version, indexes=(("kind",),))
COLLECTIONS = (VERSIONS,)
