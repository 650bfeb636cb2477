"""What the reading process says to the kiosk: values only, as JSON."""

from enum import StrEnum
from typing import Literal

import msgspec

Moment = tuple[Literal["date", "time", "moment"], str]
RawCell = str | int | float | Moment | None


class WhyNot(StrEnum):
    """Why a file could not be read."""

    ENCRYPTED = "encrypted"
    TOO_WIDE = "too wide"
    TOO_SLOW = "too slow"
    UNREADABLE = "unreadable"
    NO_SHEETS = "no sheets"


class RawSheet(msgspec.Struct, frozen=True):
    """A sheet as the library gave it, from A1 on."""

    name: str
    rows: list[list[RawCell]]
    formulas: list[str]
    merged: list[tuple[int, int, int, int]]
    hidden: bool = False
    hidden_rows: list[int] = []
    hidden_columns: list[int] = []


class Answer(msgspec.Struct, frozen=True):
    """The sheets, or why not."""

    sheets: list[RawSheet] = []
    why_not: WhyNot | None = None
