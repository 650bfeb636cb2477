"""Monitoring of a distance period and the export of any period, read again (L17, H4)."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.hours.monitoring import Count, day_of
from kiosk.regime.records import LessonKind
from kiosk.reports.records import ROWS, AsWritten, Attendance, Confirmed, Reason, Row, RowState
from tests.hours.entering import Entered
from tests.school import TODAY, NamedSchool

ROW = Row(
    staff=4, date=TODAY, slot="L1", start=dt.time(14), end=dt.time(14, 30), quarter_hours=4, students=(1,),
    who="Иванова Мария", subject_name="Специальность", kind=LessonKind.INDIVIDUAL, state=RowState.HELD,
    confirmed=Confirmed.SINGLY, confirmed_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    written=AsWritten("Соколова", "Школа", 40, "№ 87-у"),
)  # fmt: skip
OFF = replace(ROW, state=RowState.NOT_HELD, quarter_hours=0)
CLASS = replace(ROW, students=(1, 2, 3), quarter_hours=6)

# the rows of a day → present, ill, absent, person-hours in quarters
DAYS = (
    ([ROW], Count(1, 0, 0, 4)),
    ([replace(OFF, reason=Reason.STUDENT_ILL)], Count(0, 1, 0, 0)),
    ([replace(OFF, reason=Reason.STUDENT_ABSENT)], Count(0, 0, 1, 0)),
    ([replace(OFF, reason=Reason.NO_CONNECTION)], Count(0, 0, 0, 0)),
    ([replace(CLASS, attendance={"2": Attendance.ILL, "3": Attendance.LATE})], Count(2, 1, 0, 12)),
    ([replace(CLASS, attendance={"2": Attendance.EXCUSED, "3": Attendance.ABSENT})], Count(1, 0, 2, 6)),
    ([ROW, replace(OFF, reason=Reason.STUDENT_ILL)], Count(1, 0, 0, 4)),
    ([replace(OFF, reason=Reason.STUDENT_ABSENT), replace(OFF, reason=Reason.STUDENT_ILL)], Count(0, 1, 0, 0)),
)


@pytest.mark.parametrize(("rows", "count"), DAYS)
def test_each_student_is_counted_once_a_day(rows: list[Row], count: Count) -> None:
    day = day_of(TODAY, rows, {1: 7, 2: 8}, {7: "Фортепиано", 8: "Народное"})
    assert day.school == count
    assert sum(one.expected for _, one in day.parts) == count.expected
    assert {name for name, _ in day.parts} <= {"Фортепиано", "Народное", "без отделения"}


def test_the_page_the_paper_and_the_file_say_the_same(school: NamedSchool) -> None:
    teacher = school.client("Соколова")
    first, second = (f"L{school.lessons[name].id}" for name in ("Мария", "Артём"))
    ill = {"act": f"confirm:{first} {second}", f"{second}.off": "1", f"{second}.reason": "student_ill"}
    assert teacher.post(f"/report/{TODAY}", {**ill}).status == 303
    office, period = school.client("Ким"), f"?from={TODAY}&to={TODAY}"
    sheet = openpyxl.load_workbook(io.BytesIO(office.get(f"/hours/monitoring.xlsx{period}").body)).active
    assert sheet is not None
    whole = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "Всего по школе")
    assert whole[2:] == (2, 1, 1, 0, 1)
    paper = office.get(f"/hours/monitoring/paper{period}").text
    assert "обучающихся — 2, человеко-часов — 1." in paper
    page = office.get(f"/hours/monitoring{period}").text
    assert "учеников 2, человеко-часов 1." in page


def test_lessons_at_school_are_left_out_unless_asked_for(entered: Entered) -> None:
    office = entered.browser("Ким")
    only = office.get("/hours/monitoring?from=02.11.2026&to=07.11.2026").text
    every = office.get("/hours/monitoring?from=02.11.2026&to=07.11.2026&all=1").text
    assert "За эти дни отчётов нет" in only
    assert "пн, 2 ноября" in every


def test_an_export_holds_every_row_day_and_figure(entered: Entered) -> None:
    office, period = entered.browser("Ким"), "?from=2026-11-01&to=2026-11-30"
    with zipfile.ZipFile(io.BytesIO(office.get(f"/hours/export.zip{period}").body)) as packed:
        texts = {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}
    tables = {name: list(csv.reader(io.StringIO(text), delimiter=";")) for name, text in texts.items()}
    assert set(tables) == {"Строки отчётов.csv", "Дни.csv", "Часы.csv"}
    rows = [row for row in entered.rows() if not row.struck]
    assert len(tables["Строки отчётов.csv"]) == len(rows) + 1
    given = tables["Часы.csv"][0].index("Проведено")
    whole = sum(round(float(line[given].replace(",", ".")) * 4) for line in tables["Часы.csv"][1:])
    assert whole == sum(row.quarter_hours for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(office.get(f"/hours/export.xlsx{period}").body))
    assert [sheet.max_row for sheet in book] == [len(table) for table in tables.values()]


def test_an_empty_period_gives_headings_alone(school: NamedSchool) -> None:
    office = school.client("Ким")
    for path in ("/hours/export.xlsx", "/hours/export.zip", "/hours/monitoring.xlsx", "/hours/monitoring/paper"):
        assert office.get(f"{path}?from=2027-12-24&to=2028-01-10").status == 200
    with school.store.change(SYSTEM, "one struck row") as change:
        change.add(ROWS, replace(ROW, struck=True))
    book = openpyxl.load_workbook(io.BytesIO(office.get(f"/hours/export.xlsx?from={TODAY}&to={TODAY}").body))
    assert book["Строки отчётов"].max_row == 1


def test_a_head_sees_the_own_department(entered: Entered) -> None:
    text = entered.browser("Зимина").get("/hours/2026-11").text
    assert ("Белов Илья" in text, "Соколова Мария" in text) == (True, False)
