"""What the deputy reads before accepting: hours over the plan, nothing for a month, outside the timetable … (H4)."""

import datetime as dt

import pytest
from msgspec.structs import replace

from kiosk.problems import Problem
from kiosk.regime.records import LessonKind
from kiosk.reports import unusual as rules
from kiosk.reports.records import AsWritten, Confirmed, DayReport, DayState, Deed, Row, RowState, Step
from kiosk.reports.unusual import Facts, silent_for_a_month, unusual
from kiosk.words import tongue

DAY = dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ROW = Row(
    id=1,
    staff=4,
    date=DAY,
    slot="L1",
    lesson=1,
    start=dt.time(14),
    end=dt.time(14, 30),
    quarter_hours=4,
    planned_quarters=4,
    student=1,
    students=(1,),
    who="Иванова Мария, 3 (8)",
    subject=1,
    subject_name="Специальность",
    kind=LessonKind.INDIVIDUAL,
    homework="Гамма",
    state=RowState.HELD,
    confirmed=Confirmed.SINGLY,
    confirmed_at=NOON,
    written=AsWritten("Соколова Мария Павловна", "ДМШ № 2", 40),
)
REPORT = DayReport(staff=4, date=DAY, state=DayState.SENT, sent_at=NOON, steps=(Step(NOON, "Соколова", Deed.SENT),))
SILENT = replace(ROW, homework="", confirmed=Confirmed.IN_BULK)


def sentences(found: list[Problem]) -> list[str]:
    return [tongue("ru").worded(problem).replace("\u00a0", " ") for problem in found]


ROWS = [
    # what differs in the row, the sentence
    ({}, []),
    ({"quarter_hours": 2}, []),
    ({"quarter_hours": 6}, ["14:00, Иванова Мария, 3 (8): записано 1,5 ч, по расписанию 1 ч."]),
    ({"slot": "N1", "planned_quarters": 0}, ["14:00, Иванова Мария, 3 (8): занятие вне расписания, 1 ч."]),
    ({"exception": "хор на площади"}, ["14:00, Иванова Мария, 3 (8): исключение из правил — хор на площади"]),
    (
        {"written": replace(ROW.written, typed_by="Ким Вера Павловна")},
        ["Ким Вера Павловна — внесено с бумажного листа."],
    ),
]


@pytest.mark.parametrize(("more", "expected"), ROWS)
def test_a_row(more: dict[str, object], expected: list[str]) -> None:
    row = replace(ROW, **more)
    assert sentences(unusual(Facts(REPORT, [row], DAY))) == expected


STEPS = [
    # what was done before it was handed in as it is now, the sentence
    ((), []),
    (((Deed.TAKEN_BACK, ""),), ["Преподаватель брал день обратно и сдал заново."]),
    (((Deed.RETURNED, "часы"),), ["До этого был возвращён: часы"]),
    (((Deed.ACCEPTED, ""), (Deed.WITHDRAWN, "не тот час")), ["До этого принятие отозвали: не тот час"]),
    (((Deed.ACCEPTED, ""), (Deed.CORRECTED, "гамма")), ["Исправлен после принятия: гамма"]),
]


@pytest.mark.parametrize(("steps", "expected"), STEPS)
def test_what_was_done_with_it(steps: tuple[tuple[Deed, str], ...], expected: list[str]) -> None:
    done = tuple(Step(NOON, "кто-то", deed, remark) for deed, remark in steps)
    report = replace(REPORT, steps=(*REPORT.steps, *done))
    assert sentences(unusual(Facts(report, [ROW], DAY))) == expected


LATE = [(DAY, []), (dt.date(2026, 11, 26), []), (dt.date(2026, 11, 27), ["Сдан с опозданием, 27.11."])]


@pytest.mark.parametrize(("sent_on", "expected"), LATE)
def test_handed_in_late(sent_on: dt.date, expected: list[str]) -> None:
    assert sentences(unusual(Facts(REPORT, [ROW], sent_on))) == expected


LATER = DAY + dt.timedelta(rules.LATE_DAYS)
AT_ONCE = [
    # rows, when the last of them was confirmed, the sentence
    ([SILENT] * 3, DAY, []),
    ([SILENT] * 3, LATER - dt.timedelta(1), []),
    ([SILENT] * 3, LATER, ["Весь день подтверждён одним нажатием только 27.11, ни одного примечания."]),
    ([SILENT] * 2, LATER, []),
    ([SILENT, SILENT, ROW], LATER, []),
]


@pytest.mark.parametrize(("rows", "entered_on", "expected"), AT_ONCE)
def test_one_press_is_a_day_like_any_other_unless_it_came_days_later(
    rows: list[Row], entered_on: dt.date, expected: list[str]
) -> None:
    assert sentences(unusual(Facts(REPORT, rows, DAY, entered_on=entered_on))) == expected


def test_ones_own_report_is_said() -> None:
    assert sentences(unusual(Facts(REPORT, [ROW], DAY, own=True))) == ["Это ваш собственный отчёт."]


MONTHS = [
    # rows of the month, who had no word
    ([SILENT] * 3, {(1, 1)}),
    ([SILENT] * 2, set()),
    ([SILENT, SILENT, ROW], set()),
    ([SILENT, SILENT, replace(SILENT, remarks={"1": "молодец"})], set()),
    ([SILENT, SILENT, replace(SILENT, struck=True)], set()),
    ([SILENT, SILENT, replace(SILENT, state=RowState.NOT_HELD)], set()),
    ([SILENT, SILENT, replace(SILENT, subject=2)], set()),
    ([replace(SILENT, student=0, group=1)] * 3, set()),
]


@pytest.mark.parametrize(("rows", "expected"), MONTHS)
def test_who_had_no_word_for_a_month(rows: list[Row], expected: set[tuple[int, int]]) -> None:
    assert silent_for_a_month(rows) == expected


def test_no_word_is_said_of_the_silent_row_alone() -> None:
    facts = Facts(REPORT, [SILENT, replace(ROW, subject=2)], DAY, without_note=frozenset({(1, 1), (1, 2)}))
    assert sentences(unusual(facts)) == ["Иванова Мария, 3 (8), Специальность: месяц без задания и замечаний."]
