"""A row of the day as texts of its fields, as forms send and drafts keep them (H2)."""

import datetime as dt
from collections.abc import Mapping

from kiosk.reports.records import MARK_OF, Row, RowState
from kiosk.school.rules import hours_text, minutes_between
from kiosk.timetable.rules import Planned

ID_DIGITS = 15


def slot_of(plan: Planned, staff: int) -> str:
    """The place of a planned lesson in somebody's day: as teacher or as accompanist."""
    return f"{'L' if plan.teacher == staff else 'A'}{plan.lesson.id}"


def stored_fields(row: Row) -> dict[str, str]:
    """A stored row as texts of its fields, so that it can be typed over."""
    fields = {
        "start": row.start.isoformat("minutes"),
        "end": row.end.isoformat("minutes"),
        "hours": hours_text(row.quarter_hours),
        "kind": row.kind.value,
        "channel": row.channel,
        "homework": row.homework,
        "links": " ".join(row.links),
        "office": row.office_note,
        "off": "1" if row.state is RowState.NOT_HELD else "",
        "reason": row.reason.value if row.reason else "",
        "makeup": f"{row.make_up:%d.%m.%Y}" if row.make_up else "",
    }
    fields |= {f"remark.{student}": text for student, text in row.remarks.items()}
    fields |= {f"mark.{student}": MARK_OF[mark] for student, mark in row.attendance.items()}
    if row.slot.startswith("N"):
        fields |= {"whom": f"s{row.student}" if row.student else f"g{row.group}", "subject": str(row.subject)}
    return fields


def minutes_of(fields: Mapping[str, str]) -> int:
    """Minutes between the typed times; 0 while they cannot be read."""
    try:
        start, end = (dt.time.fromisoformat(fields.get(name, "").zfill(5)) for name in ("start", "end"))
    except ValueError:
        return 0
    return minutes_between(start, end)


def id_in(text: str) -> int:
    """An id out of a choice; 0 for anything that cannot be one."""
    return int(text) if text.isdecimal() and len(text) <= ID_DIGITS else 0
