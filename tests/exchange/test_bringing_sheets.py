"""Sheets come in all or nothing, each fault named by its cell; what goes out comes in again (O2, T3, L2)."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kiosk import demo
from kiosk.actor import SYSTEM, Role
from kiosk.app import COLLECTIONS
from kiosk.clock import FixedClock
from kiosk.office.exchange import commands
from kiosk.office.exchange.writing import write
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import Refusal
from kiosk.signin.records import ACCOUNTS, SECRETS
from kiosk.store import Collection, Store
from kiosk.timetable.records import LESSONS, VERSIONS
from tests.exchange.bringing import plan, sheet
from tests.school import EVENING, NamedSchool, open_school

DATA = Path(__file__).parents[1] / "data"
SMALL = DATA / "small"
LISTS = ("staff", "subjects", "students", "families", "groups", "timetable")
COUNTED: tuple[Collection[Any], ...] = (STAFF, SUBJECTS, STUDENTS, HOUSEHOLDS, GROUPS, LESSONS, VERSIONS, ACCOUNTS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "storage", COLLECTIONS, clock=FixedClock(EVENING))
    yield opened
    opened.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NamedSchool]:
    with open_school(tmp_path / "storage") as named:
        yield named


def counts(store: Store) -> dict[str, int]:
    return {one.name: store[one].count() for one in COUNTED}


def taken_in(store: Store, *files: Path, check: bool = False) -> list[str]:
    outcome = commands.import_files(store, SYSTEM, files, check=check)
    assert not isinstance(outcome, Refusal), outcome.problems[:5]
    return [problem.msgid for problem in outcome]


def refused(store: Store, *files: Path) -> dict[str, str]:
    outcome = commands.import_files(store, SYSTEM, files, check=False)
    assert isinstance(outcome, Refusal)
    return {problem.field: problem.msgid for problem in outcome.problems}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_small_school_comes_in_and_a_second_time_changes_nothing(store: Store, ending: str) -> None:
    files = [SMALL / f"{name}.{ending}" for name in LISTS]
    taken_in(store, *files, check=True)
    assert store[STAFF].count() == 0
    taken_in(store, *files)
    before, number = counts(store), store.number
    assert before["students"] == 40
    assert before["lessons"] == 111
    assert "Nothing changes" in taken_in(store, *files)[-1]
    assert (counts(store), store.number) == (before, number)


def test_a_school_of_480_comes_in(store: Store, tmp_path: Path) -> None:
    made = tmp_path / "made"
    command = [sys.executable, str(DATA / "make_school.py"), "--size", "school", "--no-reports", "--out", str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    taken_in(store, *(made / f"{name}.xlsx" for name in LISTS))
    assert store[STUDENTS].count() == 480


def test_each_planted_error_is_found_at_its_cell_and_nothing_else(store: Store) -> None:
    taken_in(store, *(SMALL / f"{name}.xlsx" for name in LISTS))
    before = counts(store)
    found = refused(store, SMALL / "errors.xlsx")
    planted = json.loads((SMALL / "errors.json").read_text("utf-8"))["list"]
    # the register of platforms comes with the school's decisions: this store has none yet
    wanted = {f"{one['sheet']}!{one['cell']}" for one in planted if one["kind"] != "platform_not_approved"}
    assert set(found) == wanted
    assert counts(store) == before


def test_what_goes_out_comes_in_again_and_changes_nothing(tmp_path: Path) -> None:
    clock = FixedClock(EVENING)
    store = Store.open(tmp_path / "storage", COLLECTIONS, clock=clock)
    try:
        demo.prepare(store, clock, "small")
        commands.export_folder(store, tmp_path / "out")
        number = store.number
        said = taken_in(store, *sorted((tmp_path / "out").glob("*.xlsx")))
        assert "Nothing changes" in said[-1]
        assert store.number == number
        hashes = [secret.secret_hash for secret in store[SECRETS].all()]
        whole = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*.jsonl"))
        assert not any(hashed.encode() in whole for hashed in hashes if hashed)
    finally:
        store.close()


def test_a_changed_timetable_is_a_new_version(school: NamedSchool, tmp_path: Path) -> None:
    commands.export_folder(school.store, tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "timetable.xlsx")
    sheet = book.active
    assert sheet is not None
    heading = [cell.value for cell in sheet[1]]
    sheet.cell(2, heading.index("Кабинет") + 1).value = "9"
    book.save(tmp_path / "changed.xlsx")
    before = {lesson.id: lesson for lesson in school.store[LESSONS].all()}
    taken_in(school.store, tmp_path / "changed.xlsx")
    after = {lesson.id: lesson for lesson in school.store[LESSONS].all()}
    assert {id: after[id].room for id in before} == dict.fromkeys(before, "7")
    assert {after[id].room for id in after.keys() - before.keys()} >= {"9"}


ODD_FILES = {
    "pdf.xlsx": b"%PDF-1.7 not a sheet",
    "empty.csv": b"",
    "heading.csv": "Фамилия;Имя\r\n".encode(),
    "nul.csv": "Фамилия;Имя;Роли\r\nИва\x00нова;Мария;преподаватель\r\n".encode(),
    "long.csv": f"Фамилия;Имя;Роли\r\n{'я' * 100_000};Мария;преподаватель\r\n".encode(),
    "latin.csv": "Фамилия;Имя;Роли\r\nИвaнова;Мария;преподаватель\r\n".encode(),
    "date.csv": "Фамилия;Имя;Дата рождения;Класс\r\nИванова;Мария;31.02.2015;1\r\n".encode(),
}


@pytest.mark.parametrize("name", ODD_FILES)
def test_an_odd_file_is_a_sentence_and_nothing_is_written(store: Store, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(ODD_FILES[name])
    assert refused(store, path)
    assert store[STAFF].count() == store[STUDENTS].count() == 0


def upload(school: NamedSchool, who: str, *names: str) -> tuple[int, str]:
    """Send files of the small school by the page; status and text of the answer."""
    browser = school.client(who)
    token = browser.get("/office/import").token
    files = [(io.BytesIO((SMALL / name).read_bytes()), name) for name in names]
    answer = browser.client.post(
        "/office/import", data={"token": token, "file": files}, headers={"Origin": "http://localhost"}
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_the_page_shows_a_preview_before_it_writes(school: NamedSchool) -> None:
    status, text = upload(school, "Ким", "subjects.csv", "staff.csv")
    assert status == 200
    assert "Ничего ещё не записано" in text
    assert school.store[STAFF].count() == len(school.staff)
    action = text.split('action="/office/import/')[1].split('"')[0]
    seal = text.split('name="seal" value="')[1].split('"')[0]
    browser = school.client("Ким")
    written = browser.post(f"/office/import/{action}", {"seal": seal}, page="/office/import")
    assert written.status == 303
    assert school.store[STAFF].count() == len(school.staff) + 9  # Боровая stands in both
    assert browser.post(f"/office/import/{action}", {"seal": seal}, page="/office/import").status == 422


def test_the_page_names_the_cells(school: NamedSchool) -> None:
    status, text = upload(school, "Ким", "errors.xlsx")
    assert status == 422
    assert "Учащиеся!D8" in text


def test_no_file_is_told(school: NamedSchool) -> None:
    answer = school.client("Ким").post("/office/import", {})
    assert answer.status == 422
    assert "Выберите хотя бы один файл" in answer.text


def test_somebody_elses_preview_is_not_there(school: NamedSchool) -> None:
    _, text = upload(school, "Ким", "subjects.csv")
    action = text.split('action="/office/import/')[1].split('"')[0]
    other = school.client("Боровая").post(f"/office/import/{action}", {"seal": ""}, page="/office/import")
    assert other.status == 422
    assert "Выберите их ещё раз" in other.text


@pytest.mark.parametrize("kind", LISTS)
def test_a_template_with_its_example_row_is_recognised(school: NamedSchool, kind: str) -> None:
    answer = school.client("Ким").get(f"/office/import/templates/{kind}.xlsx")
    assert answer.status == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).active
    assert sheet is not None
    assert sheet.max_row == 2


def test_the_export_is_a_zip_that_shows_health_only_to_who_may_see_it(school: NamedSchool) -> None:
    for who, sees in (("Ким", True), ("Боровая", False)):
        packed = zipfile.ZipFile(io.BytesIO(school.client(who).get("/office/export.zip").body))
        assert ("health" in packed.read("collections/students.jsonl").decode()) is sees


def test_the_office_counts_people(school: NamedSchool) -> None:
    text = school.client("Боровая").get("/office").text
    assert "Учётные записи" in text
    assert str(len(school.students)) in text


def test_no_sheet_makes_the_technician_a_director(school: NamedSchool, tmp_path: Path) -> None:
    made = sheet(
        tmp_path, "Сотрудники", ["Ф.И.О.", "Роли"], ["Боровая Любовь Григорьевна", "директор, администратор киоска"]
    )
    refusal = write(school.store, school.actor("Боровая"), plan(school.store, made))
    assert isinstance(refusal, Refusal)
    assert [problem.field for problem in refusal.problems] == ["roles"]
    assert Role.DIRECTOR not in school.actor("Боровая").roles
    assert write(school.store, school.actor("Ким"), plan(school.store, made)) is None
