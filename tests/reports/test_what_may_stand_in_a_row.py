"""What may stand in a row of the daily report, and what column 8 of Annex 1 says of it (H1, H2, L21)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.problems import Problem
from kiosk.regime.records import LessonKind
from kiosk.reports import rules
from kiosk.reports.forms import FIELDS_LIMIT, is_slot, read_marks, read_row, typed_rows
from kiosk.reports.records import AsWritten, Attendance, Confirmed, Reason, Row, RowState
from kiosk.reports.rules import RowInput, check_row, note_on_paper
from tests.school import EVENING, TODAY

GOOD = RowInput(start=dt.time(14), end=dt.time(14, 30), quarter_hours=4, kind=LessonKind.INDIVIDUAL)
MISSED = replace(GOOD, quarter_hours=0, off=True, reason=Reason.STUDENT_ILL)
TOMORROW = TODAY + dt.timedelta(1)


def fields_of(problems: list[Problem]) -> list[str]:
    return [problem.field for problem in problems]


# строка, дата, что неладно
ROWS: tuple[tuple[RowInput, dt.date, list[str]], ...] = (
    (GOOD, TODAY, []),
    (replace(GOOD, end=dt.time(20, 5)), TODAY, ["end"]),  # more than four hours
    (replace(GOOD, start=dt.time(18), end=dt.time(20, 5)), TODAY, []),  # ends this very minute
    (replace(GOOD, start=dt.time(18), end=dt.time(20, 6)), TODAY, ["end"]),  # one minute too early
    (GOOD, TOMORROW, ["end"]),
    (GOOD, TODAY - dt.timedelta(1), []),
    (replace(GOOD, end=dt.time(14)), TODAY, ["end"]),
    (replace(GOOD, end=dt.time(13, 59)), TODAY, ["end"]),
    (replace(GOOD, end=dt.time(18)), TODAY, []),
    (replace(GOOD, end=dt.time(18, 1)), TODAY, ["end"]),
    (replace(GOOD, quarter_hours=24), TODAY, []),
    (replace(GOOD, quarter_hours=25), TODAY, ["hours"]),
    (replace(GOOD, start=dt.time(18), end=dt.time(20, 6), quarter_hours=25), TODAY, ["end", "hours"]),
    (MISSED, TODAY, []),
    (MISSED, TOMORROW, []),  # known beforehand: need not have ended
    (replace(MISSED, reason=None), TODAY, ["reason"]),
    (replace(MISSED, make_up=TOMORROW), TODAY, []),
    (replace(MISSED, make_up=TODAY), TODAY, ["makeup"]),
    (replace(MISSED, make_up=TODAY - dt.timedelta(1), reason=None), TODAY, ["reason", "makeup"]),
)


@pytest.mark.parametrize(("row", "date", "wrong"), ROWS)
def test_hours_times_and_days(row: RowInput, date: dt.date, wrong: list[str]) -> None:
    assert fields_of(check_row(row, date, now=EVENING)) == wrong


@given(start=st.times(), end=st.times(), quarters=st.integers(0, 100), off=st.booleans())
def test_a_row_that_is_let_in_makes_sense(start: dt.time, end: dt.time, quarters: int, *, off: bool) -> None:
    row = replace(GOOD, start=start, end=end, quarter_hours=quarters, off=off)
    if not check_row(row, TODAY, now=EVENING):
        assert 0 < row.minutes <= rules.LONGEST_MINUTES
        assert off or quarters <= rules.LONGEST_QUARTERS
        assert off or dt.datetime.combine(TODAY, end) <= EVENING.replace(tzinfo=None)


FIELDS = {"start": "14:00", "end": "14:30", "hours": "1", "kind": "individual"}

# поле, что напечатано, что неладно
TYPED: tuple[tuple[dict[str, str], list[str]], ...] = (
    ({}, []),
    ({"hours": "0,5"}, []),
    ({"hours": "0.75"}, []),
    ({"hours": "0,3"}, ["hours"]),
    ({"hours": "час"}, ["hours"]),
    ({"hours": ""}, ["hours"]),
    ({"start": "25:00"}, ["start"]),
    ({"start": "14.05"}, []),
    ({"start": "", "end": ""}, ["start", "end"]),
    ({"kind": "телепатия"}, ["kind"]),
    ({"kind": ""}, ["kind"]),
    ({"off": "1", "hours": "", "reason": "student_ill"}, []),
    ({"off": "1", "reason": "лень"}, ["reason"]),
    ({"off": "1", "makeup": "31.02"}, ["makeup"]),
    ({"makeup": "31.02"}, []),  # nobody sees this field while the lesson counts as held
    ({"homework": "я" * 2000}, []),
    ({"homework": "я" * 2001}, ["homework"]),
    ({"homework": "Гамма\x01"}, ["homework"]),
    ({"remark.7": "я" * 2001}, ["remark.7"]),
    ({"remark.99": "я" * 2001}, []),  # not a student of this row
    ({"mark.7": "x"}, ["mark.7"]),
    ({"start": "утром", "hours": "много", "mark.7": "?"}, ["start", "hours", "mark.7"]),
)


@pytest.mark.parametrize(("more", "wrong"), TYPED)
def test_what_was_typed_is_read_or_told_by_field(more: dict[str, str], wrong: list[str]) -> None:
    read = read_row({**FIELDS, **more}, [7], TODAY)
    assert (fields_of(read) if isinstance(read, list) else []) == wrong


def test_a_lesson_not_held_has_no_hours() -> None:
    read = read_row({**FIELDS, "off": "1", "reason": "other", "hours": "2"}, [], TODAY)
    assert isinstance(read, RowInput)
    assert read.quarter_hours == 0


MARKS = (
    ("н", Attendance.ABSENT),
    (" Н ", Attendance.ABSENT),
    ("y", Attendance.ABSENT),
    ("н/б", Attendance.ABSENT),
    ("п", Attendance.EXCUSED),
    ("g", Attendance.EXCUSED),
    ("б", Attendance.ILL),
    (",", Attendance.ILL),
    ("оп", Attendance.LATE),
    ("о", Attendance.LATE),
    ("j", Attendance.LATE),
)


@pytest.mark.parametrize(("typed", "mark"), MARKS)
def test_marks_in_either_layout(typed: str, mark: Attendance) -> None:
    assert read_marks({"mark.7": typed}, [7]) == ({"7": mark}, [])


SLOTS = (
    ("L12", True),
    ("A3", True),
    ("N3f9a", True),
    ("L", False),
    ("", False),
    ("X12", False),
    ("L12;drop", False),
    ("Lё", False),
    ("N" + "a" * 40, False),
)


@pytest.mark.parametrize(("text", "good"), SLOTS)
def test_slots(text: str, *, good: bool) -> None:
    assert is_slot(text) is good


def test_fields_of_a_page_by_slot() -> None:
    typed = {"L1.homework": "Гамма\r\nдва раза", "L1.mark.7": "н", "token": "t", "key": "k", "Q.x": "?", "L1.": "x"}
    assert typed_rows(typed) == {"L1": {"homework": "Гамма\nдва раза", "mark.7": "н"}}


@pytest.mark.parametrize("name", ("L1.home\x00work", "L1.<b>", "L1.mark.ё", "L1.mark." + "7" * 30, "L1.a.b.c"))
def test_foreign_names_are_left_alone(name: str) -> None:
    assert typed_rows({name: "x"}) == {}


def test_no_page_has_more_fields_than_it_may() -> None:
    typed = typed_rows({f"L1.mark.{number}": "н" for number in range(FIELDS_LIMIT * 2)})
    assert len(typed["L1"]) == FIELDS_LIMIT


@pytest.mark.parametrize("sign", ("\x00", "\ud800"))
def test_signs_that_no_disk_keeps_are_left_out_of_drafts(sign: str) -> None:
    assert typed_rows({"L1.homework": f"Гам{sign}ма"}) == {"L1": {"homework": "Гамма"}}


def row(**more: object) -> Row:
    given: dict[str, object] = {
        "staff": 1,
        "date": TODAY,
        "slot": "L1",
        "start": dt.time(14),
        "end": dt.time(14, 30),
        "quarter_hours": 4,
        "students": (7, 8),
        "group": 3,
        "who": "Терция",
        "subject_name": "Ансамбль",
        "kind": LessonKind.CONFERENCE,
        "state": RowState.HELD,
        "confirmed": Confirmed.SINGLY,
        "confirmed_at": EVENING,
        "written": AsWritten("Соколова", "ДМШ", 40),
    }
    return Row(**(given | more))  # type: ignore[arg-type]  # because the table below names only what differs


ILL, LATE, ABSENT = Attendance.ILL, Attendance.LATE, Attendance.ABSENT
NAMES = {7: "Иванова М.", 8: "Петров А."}

# строка → колонка 8
NOTES: tuple[tuple[dict[str, object], str], ...] = (
    ({}, ""),
    ({"homework": "Гамма Ре мажор"}, "Гамма Ре мажор."),
    ({"homework": "Учить!"}, "Учить!"),
    ({"homework": "Гамма", "links": ("https://video.test/7",)}, "Гамма. Ссылки: https://video.test/7."),
    ({"homework": "Гамма", "remarks": {"7": "ровнее"}}, "Гамма. Иванова М. — ровнее."),
    ({"homework": "Гамма", "remarks": {"7": "ровнее"}, "student": 7, "group": 0}, "Гамма. ровнее."),
    ({"remarks": {"7": "ровнее", "8": "тише"}}, "Иванова М. — ровнее. Петров А. — тише."),
    ({"office_note": "звонила мама"}, ""),
    ({"attendance": {"7": ILL, "8": LATE}}, "Отсутствовали: Иванова М. (б). Опоздали: Петров А."),
    ({"attendance": {"7": ABSENT}, "student": 7}, "Отсутствие: н."),
    ({"attendance": {"9": ABSENT}}, "Отсутствовали: ? (н)."),
    ({"state": RowState.NOT_HELD, "reason": Reason.STUDENT_ILL}, "Не проведён: болезнь обучающегося."),
    (
        {"state": RowState.NOT_HELD, "reason": Reason.OTHER, "make_up": dt.date(2026, 11, 28), "homework": "Гамма"},
        "Не проведён: другая причина. Отработка 28.11.2026. Гамма.",
    ),
)


@pytest.mark.parametrize(("more", "note"), NOTES)
def test_column_8_joins_homework_remarks_and_absences(more: dict[str, object], note: str) -> None:
    assert note_on_paper(row(**more), NAMES) == note


def test_without_reasons_column_8_says_who_was_absent_and_not_why() -> None:
    """L21: reasons of absence have a permission of their own."""
    ill = row(attendance={"7": ILL, "8": LATE})
    assert note_on_paper(ill, NAMES, reasons=False) == "Отсутствовали: Иванова М. (н). Опоздали: Петров А."
    missed = row(state=RowState.NOT_HELD, reason=Reason.STUDENT_ILL)
    assert note_on_paper(missed, NAMES, reasons=False) == "Не проведён."
