"""The text of a row's fields → RowInput, or problems by field (H2).

Fields of a row are named «slot.field»: ``L12.homework``, ``L12.mark.45``. Drafts keep them without the slot.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Final

from kiosk.problems import N_, Problem
from kiosk.regime.records import LessonKind
from kiosk.reports.records import MARK_OF, Attendance, Reason
from kiosk.reports.rules import RowInput
from kiosk.web import Form

NOTE_LIMIT: Final = 2000
FIELDS_LIMIT: Final = 200
SLOT_LIMIT: Final = 40
LINKS_LIMIT: Final = 600
NO_LINK: Final = N_("A link begins with https:// or http://. Copy it whole, or write it into the homework.")
LINK: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
SLOT_LETTERS: Final = "LAN"
FIELD: Final = re.compile(r"[a-z]{1,12}(?:\.[0-9]{1,15})?")
DRAFT_LIMIT: Final = 90_000
"""Longer texts are no notes: of them a draft keeps the beginning, and the confirmation says how much is allowed."""

_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of characters: no disk keeps them, and a draft must never be refused for a sign nobody sees."""

_MARKS: Final = {mark: attendance for attendance, mark in MARK_OF.items()} | {
    "о": Attendance.LATE,
    "н/б": Attendance.ABSENT,
    "нб": Attendance.ABSENT,
    "y": Attendance.ABSENT,
    "g": Attendance.EXCUSED,
    ",": Attendance.ILL,
    "j": Attendance.LATE,
    "n": Attendance.ABSENT,
    "p": Attendance.EXCUSED,
    "b": Attendance.ILL,
    "o": Attendance.LATE,
}
"""What a hand types for a mark: the letter itself, or what stands on its key in the other layout."""


def typed_rows(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Fields of a page by slot: {"L12": {"homework": "…", "mark.45": "н"}}. Foreign names are left alone."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in list(fields.items())[: FIELDS_LIMIT * 20]:
        slot, dot, field = name.partition(".")
        if dot and is_slot(slot) and is_field(field) and len(rows.get(slot, ())) < FIELDS_LIMIT:
            rows.setdefault(slot, {})[field] = _UNKEPT.sub("", value.replace("\r\n", "\n"))[:DRAFT_LIMIT]
    return rows


def is_slot(text: str) -> bool:
    """True for "L12", "A12" and for "N" with some letters and digits."""
    return 1 < len(text) <= SLOT_LIMIT and text[0] in SLOT_LETTERS and text.isascii() and text[1:].isalnum()


def is_field(text: str) -> bool:
    """True for "homework" and "mark.45"."""
    return FIELD.fullmatch(text) is not None


def seen_of(sent: Iterable[str]) -> dict[str, int]:
    """«L12:3,L13:1»: up to which revision a page has seen the draft of each row."""
    pairs = (part.partition(":") for text in sent for part in text.split(",")[:FIELDS_LIMIT])
    return {slot: int(rev) for slot, _, rev in pairs if is_slot(slot) and rev.isdecimal() and len(rev) < SLOT_LIMIT}


def read_row(fields: Mapping[str, str], students: Iterable[int], today: dt.date) -> RowInput | list[Problem]:
    """A row's values, or every problem of it by field."""
    form = Form(fields, today=today)
    off = form.flag("off")
    start, end = form.time("start", required=True), form.time("end", required=True)
    hours = form.hours("hours", required=not off)
    kind = form.choice("kind", LessonKind, required=True)
    attendance, wrong = read_marks(fields, students)
    remarks = {str(student): form.text(f"remark.{student}", limit=NOTE_LIMIT, lines=True) for student in students}
    channel, homework, office = (
        form.text("channel", limit=100),
        form.text("homework", limit=NOTE_LIMIT, lines=True),
        form.text("office", limit=NOTE_LIMIT, lines=True),
    )
    links = read_links(form)
    reason = form.choice("reason", Reason) if off else None
    make_up = form.date("makeup") if off else None
    if form.problems or wrong or start is None or end is None or kind is None:
        return [*form.problems, *wrong]
    return RowInput(
        start=start,
        end=end,
        quarter_hours=0 if off else hours or 0,
        kind=kind,
        remarks={student: text for student, text in remarks.items() if text},
        attendance=attendance,
        off=off,
        reason=reason,
        make_up=make_up,
        channel=channel,
        homework=homework,
        links=links,
        office_note=office,
    )


def read_links(form: Form) -> tuple[str, ...]:
    """Addresses apart by spaces or lines; what a phone cannot open is no link."""
    links = tuple(form.text("links", limit=LINKS_LIMIT, lines=True).split())
    if not all(LINK.fullmatch(link) for link in links):
        form.refuse("links", NO_LINK)
    return links


def read_marks(fields: Mapping[str, str], students: Iterable[int]) -> tuple[dict[str, Attendance], list[Problem]]:
    """Attendance of the row's students; an unknown letter is a problem at its box."""
    marks, problems = {}, []
    for student in students:
        typed = fields.get(f"mark.{student}", "").strip().casefold()
        if not typed:
            continue
        if typed in _MARKS:
            marks[str(student)] = _MARKS[typed]
        else:
            problems.append(Problem(N_("Write н, п, б or оп, or leave the box empty."), f"mark.{student}"))
    return marks, problems
