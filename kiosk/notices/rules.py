"""When a notice stands, which mark of reading counts, how it is said shortly: pure (F4)."""

import datetime as dt
import textwrap
from enum import StrEnum
from typing import Final

from kiosk.notices.records import Notice, Reading
from kiosk.problems import N_

SHORT_LETTERS: Final = 120
"""On a family's page, whose 4 KB are for lessons, and on the screen of the hall, read in passing."""


class State(StrEnum):
    """A notice on a day."""

    CURRENT = "current"
    COMING = "coming"
    PAST = "past"
    WITHDRAWN = "withdrawn"


STATE_LABEL: Final = {
    State.CURRENT: N_("Standing now"),
    State.COMING: N_("Still to come"),
    State.PAST: N_("Over"),
    State.WITHDRAWN: N_("Withdrawn"),
}


def state(notice: Notice, today: dt.date) -> State:
    """What a notice is on a day."""
    if notice.withdrawn:
        return State.WITHDRAWN
    if today < notice.since:
        return State.COMING
    return State.CURRENT if today <= notice.until else State.PAST


def counts(reading: Reading | None, notice: Notice) -> bool:
    """Whether a mark says that the family has read the notice as it is now."""
    return reading is not None and not reading.undone and reading.at >= notice.asked_at


def shortened(text: str) -> str:
    """The beginning of a text in one line, cut between words; the text itself when it is short."""
    line = " ".join(text.split())
    if len(line) <= SHORT_LETTERS:
        return line
    cut = textwrap.shorten(line, SHORT_LETTERS, placeholder=" …")
    return cut if cut != "…" else f"{line[: SHORT_LETTERS - 2]} …"
