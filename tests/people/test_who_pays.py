"""Who pays for the lessons of a student or a group: in the form, in a sheet that is brought, in the export (L3, O2)."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from kiosk.people.records import GROUPS, STUDENTS, Funding, Student
from tests.exchange.bringing import bring, sheet
from tests.school import NamedSchool, open_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NamedSchool]:
    """The named school."""
    with open_school(tmp_path / "storage") as there:
        yield there


def student(school: NamedSchool, given: str) -> Student:
    """As stored now."""
    found = school.store[STUDENTS].get(school.students[given].id)
    assert found is not None
    return found


def test_a_student_whose_lessons_are_paid_for(school: NamedSchool) -> None:
    office, one = school.client("Ким"), student(school, "Мария")
    path = f"/students/{one.id}"
    typed: dict[str, object] = {"surname": one.surname, "given": one.given, "study_year": 3, "term_years": 8}
    typed["programme"] = one.programme.value
    assert 'value="budget" selected' in office.get(path).text
    assert office.post(path, {**typed, "rev": one.rev, "funding": "paid"}).status == 303
    paid = student(school, "Мария")
    assert paid.funding is Funding.PAID
    assert office.post(path, {**typed, "rev": paid.rev, "instrument": "скрипка"}).status == 303
    assert student(school, "Мария").funding is Funding.PAID  # a form without the field changes nothing
    wrong = {**typed, "rev": student(school, "Мария").rev, "funding": "мама"}
    assert office.post(path, wrong).status == 422


def test_a_group_whose_lessons_are_paid_for(school: NamedSchool) -> None:
    office, one = school.client("Ким"), school.groups["Терция"]
    members = school.students["Мария"].id
    typed: dict[str, object] = {"rev": one.rev, "name": one.name, "funding": "paid", "students": members}
    assert office.post(f"/groups/{one.id}", typed).status == 303
    stored = school.store[GROUPS].get(one.id)
    assert stored is not None
    assert stored.funding is Funding.PAID


WORDS = (("внебюджет", Funding.PAID), ("Платно", Funding.PAID), ("бюджет", Funding.BUDGET), ("", Funding.BUDGET))


@pytest.mark.parametrize(("word", "funding"), WORDS)
def test_a_sheet_says_who_pays_and_the_export_says_it_again(
    school: NamedSchool, tmp_path: Path, word: str, funding: Funding
) -> None:
    heading = ("Фамилия", "Имя", "Класс", "Финансирование")
    bring(school.store, sheet(tmp_path, "Учащиеся", heading, ("Новая", "Анна", "2/8", word)))
    new = next(one for one in school.store[STUDENTS].all() if one.surname == "Новая")
    assert new.funding is funding
    with zipfile.ZipFile(io.BytesIO(school.client("Ким").get("/office/export.zip").body)) as packed:
        book = openpyxl.load_workbook(io.BytesIO(packed.read("students.xlsx")))
    page = book.active
    assert page is not None
    rows = list(page.iter_rows(values_only=True))
    head = next(row for row in rows if "Финансирование" in row)
    line = next(row for row in rows if "Новая" in row)
    assert line[head.index("Финансирование")] == {Funding.PAID: "внебюджет", Funding.BUDGET: "бюджет"}[funding]
