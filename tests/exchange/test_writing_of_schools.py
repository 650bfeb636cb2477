"""Headings, files, dates, times, classes as schools write them (O2, T3)."""

import datetime as dt
from pathlib import Path

import pytest

from kiosk.office.exchange.columns import LAYOUTS, Kind, plain
from kiosk.office.exchange.lines import mixed_script, nearest
from kiosk.office.exchange.words_of import class_of
from kiosk.people.records import STAFF, STUDENTS, SUBJECTS, Cycle, Programme
from kiosk.store import Store
from kiosk.timetable.records import LESSONS
from tests.exchange.bringing import bring, bring_small, plan, sheet, text_of, unfit
from tests.school import NamedSchool

STAFF_ROWS = (["Ф. И. О.", "Должность", "Тел."], ["Ёлкина Мария Павловна", "преп.", "+7 (000) 1"])


@pytest.mark.parametrize("encoding", ("utf-8", "utf-8-sig", "cp1251"))
@pytest.mark.parametrize("separator", (";", ",", "\t"))
def test_csv_of_every_kind(store: Store, tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "сотрудники.csv"
    path.write_bytes(text_of(*STAFF_ROWS, separator=separator).encode(encoding))
    bring(store, path)
    (person,) = store[STAFF].all()
    assert (person.surname, person.given, person.patronymic, person.phone) == (
        "Ёлкина",
        "Мария",
        "Павловна",
        "+7 (000) 1",
    )


@pytest.mark.parametrize("kind", Kind)
def test_no_heading_means_two_columns(kind: Kind) -> None:
    names = [{plain(name) for name in (column.heading, *column.also)} for column in LAYOUTS[kind].columns]
    assert sum(map(len, names)) == len(set().union(*names))


def test_a_heading_below_the_name_of_the_school(store: Store, tmp_path: Path) -> None:
    bring(store, sheet(tmp_path, "Лист1", ["ДМШ № 2"], [], ["на 2026/27 год"], *STAFF_ROWS))
    assert store[STAFF].count() == 1


def test_several_sheets_in_one_file_in_any_order(store: Store, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    rows = {
        "Расписание": (
            ["День", "Время", "Педагог", "Предмет", "Учащийся", "Каб."],
            ["пн", "14.00–14.40", "Ёлкина М.П.", "сольф.", "1/8 А", 7],
        ),
        "Группы": (["Группа", "Состав"], ["1/8 А", "Юрьев Пётр"]),
        "Учащиеся": (["Фамилия", "Имя", "Д.р.", "Класс"], ["Юрьев", "Петр", dt.date(2018, 5, 1), "1/8"]),
        "Предметы": (["Предмет", "Сокр.", "Форма"], ["Сольфеджио", "сольф.", "групповая"]),
        "Сотрудники": STAFF_ROWS,
        "Заметки": (["что-то своё"],),
    }
    for name, lines in rows.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.save(tmp_path / "всё.xlsx")
    made = plan(store, tmp_path / "всё.xlsx")
    assert [caution.field for caution in made.preview.cautions] == ["Заметки"]
    bring(store, tmp_path / "всё.xlsx")
    (lesson,) = store[LESSONS].all()
    assert (lesson.start, lesson.end, lesson.room, lesson.quarter_hours) == (dt.time(14), dt.time(14, 40), "7", 4)
    assert lesson.group
    assert store[SUBJECTS].all()[0].cycle is Cycle.PERFORMANCE


# как записан класс: год, срок, программа
CLASSES = [
    ("3", 3, None, None),
    ("3/8", 3, 8, None),
    ("3 (8) кл.", 3, 8, None),
    ("3(8)", 3, 8, None),
    ("3 ОР", 3, None, Programme.GENERAL),
    ("3 ПП", 3, None, Programme.PRE_PROFESSIONAL),
    ("3кл", 3, None, None),
    ("II кл.", 2, None, None),
]


@pytest.mark.parametrize(("text", "year", "term", "programme"), CLASSES)
def test_a_class(text: str, year: int, term: int | None, programme: Programme | None) -> None:
    found = class_of(text)
    assert found is not None
    assert (found.year, found.term, found.programme) == (year, term, programme)


@pytest.mark.parametrize("text", ("", "класс", "0", "XX", "12/8", "3-8-1"))
def test_no_class(text: str) -> None:
    assert class_of(text) is None


# слово с латиницей, что найдено
SCRIPTS = [
    ("Mapкoвa", "Mapкoвa"),
    ("Маркова P.В.", "P"),
    ("Маркова Ева", ""),
    ("Хор Cantus", ""),
    ("Smith John", ""),
    ("Хор Ева и Oca", "Oca"),
]


@pytest.mark.parametrize(("text", "found"), SCRIPTS)
def test_latin_letters_among_russian_ones(text: str, found: str) -> None:
    assert mixed_script(text) == found


def test_the_nearest_name() -> None:
    known = ["Специальность (фортепиано)", "Специальность (домра)", "Сольфеджио"]
    assert nearest("Спецальность (форт.)", known) == "Специальность (фортепиано)"
    assert nearest("Сольфеджо", known) == "Сольфеджио"
    assert nearest("Рисунок", known) == ""


HEAD = ["Фамилия", "Имя", "Дата рождения", "Класс"]


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("24.11.2016", dt.date(2016, 11, 24)),
        ("24.11.16", dt.date(2016, 11, 24)),
        (dt.date(2016, 11, 24), dt.date(2016, 11, 24)),
        (dt.datetime(2016, 11, 24), dt.date(2016, 11, 24)),
        (42698, dt.date(2016, 11, 24)),
    ],
)
def test_dates_of_birth(store: Store, tmp_path: Path, born: object, day: dt.date) -> None:
    bring(store, sheet(tmp_path, "Учащиеся", HEAD, ["Юрьев", "Пётр", born, 1]))
    assert store[STUDENTS].all()[0].born == day


def test_a_class_that_excel_took_for_a_date_is_said_so(store: Store, tmp_path: Path) -> None:
    rows = (HEAD, ["Юрьев", "Пётр", "01.05.2018", dt.date(2026, 8, 3)])
    found = unfit(store, sheet(tmp_path, "Учащиеся", *rows))
    assert list(found) == ["Учащиеся!D2"]
    assert "took this for a date" in found["Учащиеся!D2"]


def test_columns_that_are_missing_leave_what_is_stored(store: Store, tmp_path: Path) -> None:
    bring_small(store)
    before = store[STUDENTS].all()
    bring(store, sheet(tmp_path, "Учащиеся", ["Код", "Фамилия", "Имя", "Класс"], ["У001", "Щеглов", "Ярослав", 2]))
    after = store[STUDENTS].all()
    assert after[1:] == before[1:]
    assert (after[0].study_year, after[0].born, after[0].patronymic) == (2, before[0].born, "Станиславович")


def test_an_unknown_column_is_told(school: NamedSchool, tmp_path: Path) -> None:
    rows = (["Фамилия", "Имя", "Роли", "Рост"], ["Белов", "Илья", "преподаватель", 180])
    made = plan(school.store, sheet(tmp_path, "Сотрудники", *rows))
    assert [caution.field for caution in made.preview.cautions] == ["Сотрудники!D1"]
