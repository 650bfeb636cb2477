"""What may stand in a row of the daily report: pure checks and the words of column 8 (H1, H2)."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

import msgspec

from kiosk.problems import N_, Problem
from kiosk.regime.records import LessonKind
from kiosk.reports.records import MARK_OF, REASON_ON_PAPER, Attendance, FormerRow, Reason, Row, RowState
from kiosk.school.rules import minutes_between
from kiosk.words.names import short_name

LONGEST_MINUTES: Final = 240
LONGEST_QUARTERS: Final = 24
"""Six academic hours: more in one row is a slip of the pen."""


class RowInput(msgspec.Struct, frozen=True):
    """A row as a person typed it, read into values; nothing of it is stored yet."""

    start: dt.time
    end: dt.time
    quarter_hours: int
    kind: LessonKind
    channel: str = ""
    homework: str = ""
    remarks: Mapping[str, str] = msgspec.field(default_factory=dict)
    links: tuple[str, ...] = ()
    office_note: str = ""
    attendance: Mapping[str, Attendance] = msgspec.field(default_factory=dict)
    off: bool = False
    reason: Reason | None = None
    make_up: dt.date | None = None
    student: int = 0
    group: int = 0
    subject: int = 0

    @property
    def minutes(self) -> int:
        """Minutes from start to end; negative when the end comes first."""
        return minutes_between(self.start, self.end)


def check_row(row: RowInput, date: dt.date, *, now: dt.datetime) -> list[Problem]:
    """Why this row cannot be written yet; empty when it can. A held lesson must have ended (ux.md)."""
    problems = []
    if row.minutes <= 0:
        problems.append(Problem(N_("The lesson ends before it begins. Mend the time."), "end"))
    elif row.minutes > LONGEST_MINUTES:
        problems.append(Problem(N_("A lesson of more than four hours is a slip of the pen. Mend the time."), "end"))
    if row.off:
        return problems + _check_not_held(row, date)
    if dt.datetime.combine(date, row.end) > now.replace(tzinfo=None):
        problems.append(
            Problem(
                N_("The lesson has not ended yet: it can be confirmed from %(time)s."),
                "end",
                values={"time": f"{row.end:%H:%M}"},
            )
        )
    if row.quarter_hours > LONGEST_QUARTERS:
        problems.append(Problem(N_("More than six academic hours in one lesson are a slip of the pen."), "hours"))
    return problems


def _check_not_held(row: RowInput, date: dt.date) -> list[Problem]:
    problems = []
    if row.reason is None:
        problems.append(Problem(N_("Say why the lesson did not take place."), "reason"))
    if row.make_up is not None and row.make_up <= date:
        problems.append(
            Problem(N_("The make-up lesson is later than the missed one. Mend the date or leave it open."), "makeup")
        )
    return problems


def note_on_paper(row: Row, names: Mapping[int, str], *, reasons: bool = True) -> str:
    """Column 8 of Annex 1: why not held, homework, remarks, who was absent.

    ``names``: student id → «Иванова М.», for rows older than the copies they keep.
    Without ``reasons`` it says who was absent but not why: for readers who may not know it (L21).
    """
    names = {**names, **{int(student): name for student, name in row.written.names.items()}}
    parts = []
    if row.state is RowState.NOT_HELD:
        parts.append(not_held_on_paper(row.reason if reasons else None, row.make_up))
    if row.written.makes_up:
        parts.append(f"Отработка урока {row.written.makes_up}")
    if row.exception:
        parts.append(f"Исключение: {row.exception}")
    if row.homework:
        parts.append(row.homework)
    if row.links:
        parts.append(f"Ссылки: {' '.join(row.links)}")
    parts += [_remark(row, student, text, names) for student, text in row.remarks.items() if text]
    if absent := absences_on_paper(row.attendance, names, alone=bool(row.student), reasons=reasons):
        parts.append(absent)
    return " ".join(closed(part) for part in parts)


def not_held_on_paper(reason: Reason | None, make_up: dt.date | None) -> str:
    """«Не проведён: болезнь обучающегося. Отработка 28.11.2026»."""
    why = f": {REASON_ON_PAPER[reason]}" if reason else ""
    later = f". Отработка {make_up:%d.%m.%Y}" if make_up else ""
    return f"Не проведён{why}{later}"


def absences_on_paper(
    attendance: Mapping[str, Attendance], names: Mapping[int, str], *, alone: bool, reasons: bool = True
) -> str:
    """«Отсутствовали: Иванова М. (н), Шевцов А. (б). Опоздали: Ким Д.»; «Отсутствие: н» for a single student.

    Without ``reasons`` every absence is written «н», whatever it was for.
    """
    marks = {student: _shown(mark, reasons=reasons) for student, mark in attendance.items()}
    if alone:
        return ", ".join(
            "Опоздание" if mark is Attendance.LATE else f"Отсутствие: {MARK_OF[mark]}" for mark in marks.values()
        )
    missing = [
        f"{names.get(int(student), '?')} ({MARK_OF[mark]})"
        for student, mark in marks.items()
        if mark is not Attendance.LATE
    ]
    late = [names.get(int(student), "?") for student, mark in marks.items() if mark is Attendance.LATE]
    said = [f"Отсутствовали: {', '.join(missing)}"] if missing else []
    return ". ".join([*said, *([f"Опоздали: {', '.join(late)}"] if late else [])])


def _shown(mark: Attendance, *, reasons: bool) -> Attendance:
    return mark if reasons or mark is Attendance.LATE else Attendance.ABSENT


def same_row(old: Row, new: Row) -> bool:
    """Whether two versions of a row say the same: when and by whom they were confirmed tells nothing of the lesson."""
    return _said_by(old) == _said_by(new)


def _said_by(row: Row) -> tuple[object, ...]:
    texts = (row.homework, row.links, row.remarks, row.office_note, row.attendance)
    what = (row.start, row.end, row.quarter_hours, row.who, row.subject_name, row.kind, row.channel)
    return (*what, *texts, row.state, row.reason, row.make_up, row.exception)


def corrected_on_paper(old: FormerRow, *, gone: bool = False) -> str:
    """«Исправлено 25.11.2026, Соколова М. П.: ошибка в часах.» beside what stands now; «Исключено …» beside nothing."""
    why = f": {old.why}" if old.why else ""
    return closed(f"{'Исключено' if gone else 'Исправлено'} {old.on:%d.%m.%Y}, {short_name(old.by)}{why}")


def closed(sentence: str) -> str:
    """A sentence with its full stop, so that joined texts stay apart."""
    text = sentence.rstrip()
    return text if text.endswith((".", "!", "?", "…", ":", ";")) else f"{text}."


def _remark(row: Row, student: str, text: str, names: Mapping[int, str]) -> str:
    return text if row.student else f"{names.get(int(student), '?')} — {text}"
