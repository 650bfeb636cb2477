"""Times of remarks as they are typed and read, how a work was done by the way it came: pure (W2, P5)."""

import re
from typing import Final

from kiosk.drop.records import Channel, Upload
from kiosk.journal.records import Conditions, Identified

LONGEST: Final = 24 * 3600
_TIME: Final = re.compile(r"(?:(\d{1,2})[:.])?(\d{1,4})[:.](\d{2})|(\d{1,5})")


def read_seconds(text: str) -> int | None:
    """«1:32», «1.32», «92» or «1:02:05» in seconds; None for what is no time."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    if found[4] is not None:
        seconds = int(found[4])
    elif int(found[3]) >= 60 or (found[1] is not None and int(found[2]) >= 60):  # noqa: PLR2004  because an hour and a minute have sixty
        return None
    else:
        seconds = int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    return seconds if seconds < LONGEST else None


def seconds_as_read(seconds: int) -> str:
    """«1:32»; «1:02:05» from an hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def identified(upload: Upload) -> Identified:
    """How the sender of a work was known, as its mark says it (P5)."""
    if upload.taken is not None:
        return Identified.PERSON if upload.taken.channel is Channel.HAND else Identified.STAFF
    return Identified.CARD_AND_PIN if "PIN" in upload.how else Identified.CARD


def usual_conditions(upload: Upload) -> Conditions:
    """Under which conditions such a work is usually done; the teacher says otherwise where it was otherwise."""
    if upload.taken is not None and upload.taken.channel is Channel.PHONE and not upload.blob:
        return Conditions.PHONE
    return Conditions.HOME
