"""The form of an absence, and the choices for its lessons (L1)."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

import msgspec

from kiosk.absences.records import Cause
from kiosk.problems import N_
from kiosk.web import Form

LONGEST_DAYS: Final = 120
OFF: Final = "off"
KEEP: Final = ""


class AbsenceInput(msgspec.Struct, frozen=True):
    """Who is away, from when to when, why."""

    staff: int
    since: dt.date
    until: dt.date
    cause: Cause
    note: str


def read_absence(form: Form) -> AbsenceInput | None:
    """An absence, or None with the problems at their fields."""
    staff = form.id("staff", required=True)
    since, until = form.date("since", required=True), form.date("until") or form.date("since")
    cause, note = form.choice("cause", Cause, required=True), form.text("note", limit=300)
    if since and until and until < since:
        form.refuse("until", N_("The absence ends before it begins. Mend one of the dates."))
    if since and until and (until - since).days > LONGEST_DAYS:
        form.refuse("until", N_("Longer than four months: hand the lessons over in the timetable instead."))
    if form.problems or staff is None or since is None or until is None or cause is None:
        return None
    return AbsenceInput(staff, since, until, cause, note)


def chosen(fields: Mapping[str, str]) -> dict[str, int | str]:
    """«s.12.2026-11-24» → who gives it: an id, or "off"; what was left open is left out."""
    found: dict[str, int | str] = {}
    for name, value in fields.items():
        if not name.startswith("s.") or value == KEEP:
            continue
        if value == OFF:
            found[name[2:]] = OFF
        elif value.isascii() and value.isdecimal() and len(value) < 16:  # noqa: PLR2004  because ids are shorter
            found[name[2:]] = int(value)
    return found
