"""A task as it is typed: for whom, what, by when, and whether it is for an attestation (W3, A3)."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from kiosk.assignments.records import Assignment, TaskKind
from kiosk.assignments.rules import deadline, judge_dates
from kiosk.problems import N_
from kiosk.reports.forms import read_links
from kiosk.web import Form

TEXT_LETTERS: Final = 2000
LABELS: Final = {
    "group": N_("Group"),
    "students": N_("Students"),
    "subject": N_("Subject"),
    "text": N_("Task"),
    "links": N_("Video, links"),
    "kind": N_("What is asked for"),
    "due": N_("By which day"),
    "attestation_on": N_("Day of the attestation"),
}
FOR_NOBODY: Final = N_("Say who gets the task: choose a group or tick students.")
NOT_YOURS: Final = N_("Choose your own students and groups.")


class Offered:
    """Who may be chosen and which subjects; what is not offered is refused."""

    def __init__(self, students: Mapping[int, str], groups: Mapping[int, str], subjects: Mapping[int, str]) -> None:
        self.students, self.groups, self.subjects = students, groups, subjects


def read_assignment(form: Form, offered: Offered, blank: Assignment, today: dt.date) -> Assignment | None:
    """``blank`` with what was typed; None with problems at their fields.

    An empty day of a work for an attestation is its deadline. A task that stands keeps whom it was for, even when
    the student has left meanwhile.
    """
    group, students = form.id("group") or 0, form.ids("students")
    subject, text = form.id("subject", required=True), form.text("text", limit=TEXT_LETTERS, required=True, lines=True)
    links, kind = read_links(form), form.choice("kind", TaskKind, required=True)
    due, day = form.date("due"), form.date("attestation_on")
    if not (group or students):
        form.refuse("students", FOR_NOBODY)
    if not set(students) <= {*offered.students, *blank.students} or group not in {0, *offered.groups, blank.group}:
        form.refuse("students", NOT_YOURS)
    if subject and subject not in {*offered.subjects, blank.subject}:
        form.refuse("subject", N_("Choose one of the list."))
    if form.problems or kind is None or not subject:
        return None
    earliest = min(today, blank.due) if blank.due and blank.due == due else today
    if (wrong := judge_dates(kind, due, day, earliest)) is not None:
        form.problems.append(wrong)
        return None
    return replace(
        blank,
        group=group,
        students=students,
        subject=subject,
        subject_name=offered.subjects.get(subject, blank.subject_name),
        text=text,
        links=links,
        kind=kind,
        due=due or deadline(kind, day),
        attestation_on=day,
    )
