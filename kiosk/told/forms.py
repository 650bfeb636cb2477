"""A telling as it is typed: which student, from when to when, why (L16)."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from kiosk.problems import N_
from kiosk.told.records import ToldAbsence, Why
from kiosk.web import Form

LONGEST: Final = dt.timedelta(days=92)
LABELS: Final = {
    "student": N_("Student"),
    "since": N_("First day"),
    "until": N_("Last day"),
    "why": N_("Why"),
    "told_by": N_("Who told it, and how"),
}
BACKWARDS: Final = N_("The last day comes before the first. Mend one of them.")
TOO_LONG: Final = N_("More than three months are no told absence: the office enters an academic leave.")
NOT_YOURS: Final = N_("Choose one of your students.")


def read_telling(form: Form, students: Collection[int], *, entered_by: str, now: dt.datetime) -> ToldAbsence | None:
    """What was told; None with problems on the form. ``students``: those about whom one may tell something."""
    student, why = form.id("student", required=True), form.choice("why", Why, required=True)
    since = form.date("since", required=True)
    until = form.date("until") or since
    told_by = form.text("told_by", limit=100)
    if student and student not in students:
        form.refuse("student", NOT_YOURS)
    if since and until and until < since:
        form.refuse("until", BACKWARDS)
    elif since and until and until - since > LONGEST:
        form.refuse("until", TOO_LONG)
    if form.problems or not student or since is None or until is None or why is None:
        return None
    return ToldAbsence(
        student=student, since=since, until=until, why=why, told_by=told_by, entered_by=entered_by, entered_at=now
    )
