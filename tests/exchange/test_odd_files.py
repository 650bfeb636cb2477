"""Files of strangers: each is a sentence at its place, nothing is half-saved (O2)."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from kiosk.office.exchange.findings import MOST
from kiosk.people.records import STAFF, STUDENTS
from kiosk.store import Store
from tests.exchange.bringing import sheet, text_of, unfit

HEAD = ("Фамилия", "Имя", "Дата рождения", "Класс")
LESSON_HEAD = ("День", "Начало", "Конец", "Преподаватель", "Предмет", "Группа/учащийся")
GOOD = ("Юрьев", "Пётр", "01.05.2018", "1")

# что стоит в ячейке, какая она
CELLS = [
    (("Ёлкин", "=1+1", "01.05.2018", "1"), "B"),
    (("=HYPERLINK(1)", "Матвей", "01.05.2018", "1"), "A"),
    (("Ёлкин\ufffe", "Матвей", "01.05.2018", "1"), "A"),
    (("я" * 100_000, "Матвей", "01.05.2018", "1"), "A"),
    (("Ёлкин", "", "01.05.2018", "1"), "B"),
    (("Ёлкин", "Mатвей", "01.05.2018", "1"), "B"),
    (("Ёлкин", "Матвей", "31.02.2018", "1"), "C"),
    (("Ёлкин", "Матвей", "01.05.2048", "1"), "C"),
    (("Ёлкин", "Матвей", "вчера вечером", "1"), "C"),
    (("Ёлкин", "Матвей", "01.05.2018", "сто"), "D"),
]


@pytest.mark.parametrize(("row", "column"), CELLS)
def test_a_wrong_cell_is_named_and_the_good_rows_are_not_written(
    store: Store, tmp_path: Path, row: tuple[str, ...], column: str
) -> None:
    path = tmp_path / "Учащиеся.csv"
    path.write_text(text_of(HEAD, GOOD, row), "utf-8")
    assert list(unfit(store, path)) == [f"Учащиеся!{column}3"]
    assert store[STUDENTS].count() == 0


@pytest.mark.parametrize("time", ("25:00", "14:75", "полдень", "-1:00"))
def test_times_that_do_not_exist(store: Store, tmp_path: Path, time: str) -> None:
    path = tmp_path / "Расписание.csv"
    path.write_text(text_of(LESSON_HEAD, ("пн", time, "15:00", "", "", "")), "utf-8")
    assert "Расписание!B2" in unfit(store, path)


def test_marks_of_direction_do_not_make_another_person(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "Учащиеся.csv"
    path.write_text(text_of(HEAD, GOOD, ("\u202eЮрьев\u200f", "Пё\u200bтр", "01.05.2018", "1")), "utf-8")
    assert list(unfit(store, path)) == ["Учащиеся!A3"]


def test_half_a_character_is_not_text(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "Учащиеся.csv"
    path.write_bytes(text_of(HEAD, ("Ёлкин\ud800", "Матвей", "", "1")).encode("utf-8", "surrogatepass") + b"\x98")
    assert unfit(store, path)
    assert store[STUDENTS].count() == 0


def test_a_formula_in_excel(store: Store, tmp_path: Path) -> None:
    found = unfit(store, sheet(tmp_path, "Учащиеся", HEAD, ("Ёлкин", '=CONCAT("Мат","вей")', "01.05.2018", 1)))
    assert list(found) == ["Учащиеся!B2"]
    assert found["Учащиеся!B2"].startswith("A formula")


def test_fifty_thousand_rows(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "Учащиеся.csv"
    path.write_text(text_of(HEAD, *[GOOD] * 50_000), "utf-8")
    found = unfit(store, path)
    assert list(found) == ["Учащиеся"]
    assert "rows, at most" in found["Учащиеся"]


def test_a_thousand_mistakes_are_not_read_out(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "Учащиеся.csv"
    path.write_text(text_of(HEAD, *[("Ёлкин", "", "", "1")] * 1000), "utf-8")
    found = unfit(store, path)
    assert len(found) == MOST + 1
    assert found[""].startswith("And so on")


def bomb() -> bytes:
    """A workbook that swells to a gigabyte."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * 1024 * 1024))
    return packed.getvalue()


LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
FILES = {
    "pdf.xlsx": (b"%PDF-1.7\n", "is a PDF"),
    "locked.xlsx": (LOCKED, "protected by a password"),
    "torn.xlsx": (b"PK\x03\x04 torn", "is damaged"),
    "empty.xlsx": (b"", "is empty"),
    "picture.csv": (b"\x89PNG\r\n", "is a picture"),
    "words.csv": ("просто текст".encode(), "is none of the lists"),
    "unknown.jsonl": (b"{}\n", "not one of the files"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_list(store: Store, tmp_path: Path, name: str) -> None:
    content, said = FILES[name]
    (tmp_path / name).write_bytes(content)
    (sentence,) = unfit(store, tmp_path / name).values()
    assert said in sentence


def test_a_zip_bomb(store: Store, tmp_path: Path) -> None:
    (tmp_path / "bomb.xlsx").write_bytes(bomb())
    (sentence,) = unfit(store, tmp_path / "bomb.xlsx").values()
    assert "swells beyond" in sentence


def test_one_bad_file_stops_the_good_one(store: Store, tmp_path: Path) -> None:
    (tmp_path / "pdf.xlsx").write_bytes(b"%PDF-1.7\n")
    good = sheet(tmp_path, "Сотрудники", ("Ф.И.О.", "Роли"), ("Ёлкина Мария Павловна", "преподаватель"))
    assert unfit(store, good, tmp_path / "pdf.xlsx")
    assert store[STAFF].count() == 0
