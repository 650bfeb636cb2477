"""Months that are none, months ahead, names that are formulas, a period over New Year (H4, L3, O2)."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.documents import csv_out
from kiosk.hours.months import Month
from kiosk.people.records import GROUPS, STAFF, Member
from kiosk.school.rules import days_between
from kiosk.timetable import queries as timetable
from kiosk.timetable.records import DATE_CHANGES, LESSONS, ChangeKind, DateChange
from kiosk.timetable.stretch import days, of_students
from tests.school import TODAY, NamedSchool

NO_MONTHS = ("2026-13", "2026-00", "2026-1", "26-11", "1999-12", "3000-01", "ноябрь", "2026-11-24", "2026-11%00")
PAGES = ("", "/subjects", "/students", "/lessons", "/sheet", "/sheet.xlsx", "/sheet.csv", "/closing")


@pytest.mark.parametrize("month", NO_MONTHS)
@pytest.mark.parametrize("page", PAGES)
def test_a_month_that_is_none_is_no_page(school: NamedSchool, month: str, page: str) -> None:
    assert school.client("Ким").get(f"/hours/{month}{page}").status == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("month", ("2027-05", "2099-12", "2000-01"))
def test_months_far_away_are_pages(school: NamedSchool, month: str, page: str) -> None:
    assert school.client("Ким").get(f"/hours/{month}{page}").status == 200


@pytest.mark.parametrize(
    "query", ("what=nonsense", "teacher=abc", "day=31.02.2026", "student=9999999", "position=x&funding=y", "subject=-1")
)
def test_an_address_typed_by_hand_is_no_fault(school: NamedSchool, query: str) -> None:
    assert school.client("Ким").get(f"/hours/2026-11/lessons?{query}").status in {200, 404}


def test_months_count_over_new_year() -> None:
    december = Month(2026, 12)
    assert (str(december.beside(1)), str(december.beside(-1)), december.days) == ("2027-01", "2026-11", 31)
    assert Month(2099, 12).beside(1) is None
    assert december.on_paper(15) == "с 1 по 15 декабря 2026 г."


PERIODS = (
    ("from=24.12.2026&to=10.01.2027", 200),
    ("from=10.01.2027&to=24.12.2026", 422),
    ("from=01.01.2025&to=24.12.2026", 422),
    ("from=01.01.0001&to=02.01.0001", 422),
    ("from=вчера и сегодня", 422),
)


@pytest.mark.parametrize(("query", "status"), PERIODS)
@pytest.mark.parametrize("page", ("monitoring", "export"))
def test_periods_that_may_be_and_that_may_not(school: NamedSchool, page: str, query: str, status: int) -> None:
    assert school.client("Ким").get(f"/hours/{page}?{query}").status == status


def test_a_name_that_is_a_formula_runs_nowhere(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "a bad name") as change:
        change.put(STAFF, replace(school.staff["Соколова"], surname='=cmd|"/c calc"!A1', given="+1"))
    teacher = school.client("Соколова")
    teacher.post(f"/report/{TODAY}", {"act": f"confirm:L{school.lessons['Мария'].id}"})
    office = school.client("Ким")
    body = office.get("/hours/2026-11/sheet.csv").body.decode("utf-8-sig")
    names = {line[0] for line in csv.reader(io.StringIO(body), delimiter=";")}
    assert all(not name.startswith(("=", "+", "-", "@")) for name in names)
    assert any(name.startswith("'=cmd") for name in names)
    period = f"?from={TODAY}&to={TODAY}"
    for path in ("/hours/2026-11/sheet.xlsx", f"/hours/export.xlsx{period}"):
        book = openpyxl.load_workbook(io.BytesIO(office.get(path).body))
        cells = [
            cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=cmd")
        ]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(io.BytesIO(office.get(f"/hours/export.zip{period}").body)) as packed:
        texts = [packed.read(name).decode("utf-8-sig") for name in packed.namelist()]
    assert len(texts) == 3
    assert not any(line.startswith("=") or ";=" in line for text in texts for line in text.splitlines())


CELLS = (
    (1.5, "1,5"),
    (3, "3"),
    (None, ""),
    ("-5", "'-5"),
    ("@x", "'@x"),
    ("ё; «кавычки»", '"ё; «кавычки»"'),
    (dt.date(2026, 11, 24), "24.11.2026"),
    (dt.time(9, 5), "09:05"),
)


@pytest.mark.parametrize(("cell", "text"), CELLS)
def test_cells_of_a_csv_for_russian_excel(cell: csv_out.Cell, text: str) -> None:
    assert csv_out.table([[cell, "."]]) == b"\xef\xbb\xbf" + f"{text};.\r\n".encode()


def test_a_stretch_of_days_is_what_each_day_is(school: NamedSchool) -> None:
    since, until = TODAY - dt.timedelta(30), TODAY + dt.timedelta(30)
    for date, plans in days(school.store, since, until).items():
        assert sorted(plans, key=lambda one: (one.start, one.end, one.lesson.id)) == timetable.day(school.store, date)


def test_a_stretch_of_some_students_is_what_each_of_their_days_is(school: NamedSchool) -> None:
    """Alone and in groups, also in one that is joined within the stretch and left again."""
    group = school.groups["Терция"]
    joins = Member(school.students["Пётр"].id, since=TODAY + dt.timedelta(2), until=TODAY + dt.timedelta(8))
    with school.store.change(SYSTEM, "test: Пётр plays along for a week") as change:
        change.put(GROUPS, replace(group, members=(*group.members, joins)))
        for weekday in range(6):
            change.add(LESSONS, replace(school.lessons["Терция"], id=0, rev=0, weekday=weekday))
        change.add(DATE_CHANGES, DateChange(lesson=school.lessons["Мария"].id, date=TODAY, kind=ChangeKind.CANCELLED))
    until = TODAY + dt.timedelta(13)
    for names in (("Мария", "Пётр"), ("Пётр",), ("Артём",), ()):
        students = [school.students[name].id for name in names]
        found = of_students(school.store, students, TODAY, until)
        each = {date: timetable.of_students(school.store, students, date) for date in days_between(TODAY, until)}
        assert found == each
