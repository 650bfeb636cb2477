"""The load page, terms of work by date, the tariff list as print and XLSX, a large school in few reads (L11)."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from kiosk.actor import SYSTEM
from kiosk.load.queries import load_on
from kiosk.load.records import TERMS
from kiosk.people.records import STAFF, Staff
from kiosk.regime.records import LessonKind
from kiosk.reports.records import ROWS, AsWritten, Confirmed, Row, RowState
from kiosk.school.records import YEARS, AcademicYear
from kiosk.store import Store
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, TimetableMode, TimetableVersion
from tests.school import TODAY, NamedSchool

TERMS_OF_WORK: dict[str, object] = {
    "since": "1.9.2026",
    "teacher_share": "0,25",
    "employment": "main",
    "category": "highest",
    "consultations": "20",
    "education": "музыкальный колледж",
    "experience": "27",
    "ground": "приказ № 61-к",
}


def test_over_and_short_are_shown(school: NamedSchool) -> None:
    """Соколова gives 4 hours a week: a quarter of a post is 4.5; Дроздов plays one."""
    browser = school.client("Ким")
    assert "ставка не записана" in browser.get("/load").text
    path = f"/load/staff/{school.staff['Соколова'].id}"
    saved = browser.post(path, TERMS_OF_WORK)
    assert saved.headers["Location"] == f"{path}?just=1"
    assert "не хватает 0,5" in browser.get("/load").text
    browser.post(path, {**TERMS_OF_WORK, "since": "2.9.2026", "teacher_share": "0.2"})
    assert "сверх на 0,4" in browser.get("/load").text
    assert "ставка не записана" in browser.get("/load?date=31.8.2026").text or browser.get("/load").status == 200
    browser.post("/load/terms/2/withdrawal", page=path)
    assert "не хватает 0,5" in browser.get("/load").text
    browser.post("/load/terms/2/withdrawal/withdrawal", page=path)
    assert "сверх на 0,4" in browser.get("/load").text
    assert len(school.store[TERMS].all()) == 2


def test_consultations_are_a_pool_of_the_year(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test") as change:
        change.add(YEARS, AcademicYear(name="2026/27", since=dt.date(2026, 9, 1), until=dt.date(2027, 5, 31)))
        for place, date in enumerate((dt.date(2026, 10, 1), TODAY, dt.date(2026, 5, 1))):
            change.add(ROWS, consultation(school, date, place))
    school.client("Ким").post(f"/load/staff/{school.staff['Соколова'].id}", TERMS_OF_WORK)
    (line,) = [
        line
        for part in load_on(school.store, TODAY, school.actor("Ким"))
        for line in part.lines
        if line.staff.surname == "Соколова"
    ]
    assert (line.pool.planned, line.pool.given, line.pool.left) == (80, 8, 72)


def consultation(school: NamedSchool, date: dt.date, place: int) -> Row:
    return Row(
        staff=school.staff["Соколова"].id,
        date=date,
        slot=f"N{place}",
        start=dt.time(9),
        end=dt.time(9, 30),
        quarter_hours=4,
        who="Иванова Мария",
        subject_name="Специальность",
        kind=LessonKind.CONSULTATION,
        state=RowState.HELD,
        confirmed=Confirmed.SINGLY,
        confirmed_at=school.clock.now(),
        written=AsWritten("Соколова Мария Павловна", "ДМШ № 2", 40),
    )


def test_a_head_sees_the_own_department_alone(school: NamedSchool) -> None:
    assert "Соколова" not in school.client("Зимина").get("/load").text
    assert "Соколова" in school.client("Орлова").get("/load").text


WRONG = [
    ({"since": ""}, "since"),
    ({"since": "1.1.1900"}, "since"),
    ({"teacher_share": "2,5"}, "teacher_share"),
    ({"teacher_share": "-1"}, "teacher_share"),
    ({"accompanist_share": "половина"}, "accompanist_share"),
    ({"employment": "x"}, "employment"),
    ({"category": ""}, "category"),
    ({"experience": "171"}, "experience"),
    ({"consultations": "20,5"}, "consultations"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_terms_that_cannot_be(school: NamedSchool, change: dict[str, object], field: str) -> None:
    answer = school.client("Ким").post(f"/load/staff/{school.staff['Соколова'].id}", {**TERMS_OF_WORK, **change})
    assert answer.status == 422
    assert f'href="#{field}"' in answer.text
    assert school.store[TERMS].all() == []


@pytest.mark.parametrize("query", ["date=x", "date=32.13", "date=1.1.1500", "date="])
def test_a_date_that_cannot_be(school: NamedSchool, query: str) -> None:
    for path in ("/load", "/load/tariff-list", "/load/tariff-list.xlsx"):
        assert school.client("Ким").get(f"{path}?{query}").status == 200


def test_the_tariff_list(school: NamedSchool) -> None:
    browser = school.client("Ким")
    browser.post(f"/load/staff/{school.staff['Соколова'].id}", TERMS_OF_WORK)
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/load/tariff-list.xlsx").body))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[2][:3] == ["№", "Фамилия, имя, отчество", "Образование"]
    wanted: list[Any] = [2, "Соколова Мария Павловна", "музыкальный колледж", 27, "высшая"]
    assert rows[4][:5] == wanted
    assert rows[4][5:] == ["преподаватель, основная работа", 0.25, None, 4, None, 20, None, "приказ № 61-к"]
    assert rows[5][1:2] + rows[5][8:10] == ["Всего", 4, 1]
    printed = browser.get("/load/tariff-list").text
    for words in ("на 24 ноября 2026 г.", "преподаватель, основная работа", "приказ № 61-к"):
        assert words in printed


def test_a_school_of_42_teachers_in_a_handful_of_reads(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    with school.store.change(SYSTEM, "test: a large school") as change:
        since = dt.date(2026, 9, 2)
        version = change.add(VERSIONS, TimetableVersion(name="большая", mode=TimetableMode.DISTANCE, since=since))
        people = [change.add(STAFF, Staff(surname=f"Фамилия{place}", given="Имя")) for place in range(42)]
        for place in range(2500):
            change.add(LESSONS, of_many(version.id, people[place % 42].id, place))
    reads: list[str] = []
    connection = Store.__getitem__

    def counted(store: Store, collection: Any) -> Any:  # Any: because the store is asked for any collection
        reads.append(collection.name)
        return connection(store, collection)

    monkeypatch.setattr(Store, "__getitem__", counted)
    (part,) = [part for part in load_on(school.store, TODAY, school.actor("Ким")) if not part.name]
    assert len(part.lines) == 42
    assert part.sum.teacher == 2500
    assert len(reads) <= 20


def of_many(version: int, teacher: int, place: int) -> Lesson:
    return Lesson(
        version=version,
        weekday=place % 6,
        start=dt.time(8 + place % 10),
        end=dt.time(8 + place % 10, 30),
        teacher=teacher,
        subject=1,
        student=1,
        kind=LessonKind.INDIVIDUAL,
    )


# share of a post as a teacher, what stands among the conflicts of the version: Соколова gives 4 hours
SHARES = (("0,25", "не хватает 0,5 до нормы 4,5"), ("0,2", "сверх нормы 3,6 на 0,4"))


@pytest.mark.parametrize(("share", "said"), SHARES)
def test_over_and_under_stand_among_the_conflicts(school: NamedSchool, share: str, said: str) -> None:
    browser = school.client("Ким")
    version = school.store[VERSIONS].all()[0].id
    assert "Часы сверх нормы" not in browser.get(f"/timetable/versions/{version}/conflicts").text
    browser.post(f"/load/staff/{school.staff['Соколова'].id}", TERMS_OF_WORK | {"teacher_share": share})
    page = browser.get(f"/timetable/versions/{version}/conflicts").text.replace("\u00a0", " ")
    assert "Соколова Мария Павловна" in page
    assert said in page
