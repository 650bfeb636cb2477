"""In which words a told absence stands beside a lesson: with the reason for those who may know it (L16, L21). Pure."""

from collections.abc import Sequence
from typing import Final

from kiosk.problems import N_, Problem
from kiosk.told.records import Why

TOLD: Final = N_("told: will not come")
TOLD_BECAUSE: Final = {Why.ILL: N_("told: is ill (б)"), Why.EXCUSED: N_("told: will not come, another reason (п)")}
TOLD_OF_SOME: Final = N_("told, will not come: %(who)s")
MARK: Final = {Why.ILL: "б", Why.EXCUSED: "п"}


def told_in_words(absent: Sequence[tuple[str, Why]], *, alone: bool, reasons: bool) -> Problem | None:
    """What was told about one lesson; None when everybody comes. ``absent``: names with why, in the order shown."""
    if not absent:
        return None
    if alone:
        return Problem(TOLD_BECAUSE[absent[0][1]] if reasons else TOLD)
    said = (f"{name} ({MARK[why]})" if reasons else name for name, why in absent)
    return Problem(TOLD_OF_SOME, values={"who": ", ".join(said)})
