"""A timetable is never replaced: what differs makes a new version; who is not in the file keeps theirs (L2, T2, T3)."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from kiosk.actor import SYSTEM
from kiosk.office.exchange.plan import Unfit
from kiosk.regime.records import ORDERS, LessonKind, Order
from kiosk.school.records import CHANNELS, YEARS, AcademicYear, Channel
from kiosk.store import Store, where
from kiosk.timetable.records import DATE_CHANGES, LESSONS, VERSIONS, ChangeKind, DateChange, Lesson, TimetableMode
from tests.exchange.bringing import SMALL, bring, bring_small, plan, planned, sheet, unfit
from tests.school import TODAY, NamedSchool

HEAD = ["День", "Начало", "Конец", "Преподаватель", "Концертмейстер", "Предмет", "Группа/учащийся", "Кабинет"]
MARIA = ["Вторник", "14:00", "14:40", "Соколова М.П.", None, "Специальность", "Иванова Мария", 7]
ARTYOM = ["Вторник", "15:00", "15:40", "Соколова М.П.", None, "Специальность", "Петров Артём", 7]
TERTIA = ["Вторник", "16:00", "16:40", "Соколова М.П.", "Дроздов П.И.", "Фортепианный ансамбль", "Ансамбль «Терция»", 7]
PYOTR = ["Вторник", "17:00", "17:40", "Соколова М.П.", None, "Специальность", "Иванов Пётр", 7]
ALL = (MARIA, ARTYOM, TERTIA, PYOTR)


def moved(row: Sequence[object], **cells: object) -> list[object]:
    """A row with other cells, by heading."""
    return [cells.get(heading, cell) for heading, cell in zip(HEAD, row, strict=True)]


def lessons_of(store: Store, version: int) -> list[Lesson]:
    return store[LESSONS].search(where("version") == version)


def test_the_same_lessons_make_no_version(on_site: NamedSchool, tmp_path: Path) -> None:
    number = on_site.store.number
    assert "Nothing changes" in bring(on_site.store, sheet(tmp_path, "Расписание", HEAD, *ALL))
    assert on_site.store.number == number


def test_another_room_makes_a_version_from_tomorrow(on_site: NamedSchool, tmp_path: Path) -> None:
    old = on_site.store[LESSONS].all()
    bring(on_site.store, sheet(tmp_path, "Расписание", HEAD, moved(MARIA, Кабинет=9), *ALL[1:]))
    first, second = on_site.store[VERSIONS].all()
    assert (second.mode, second.since) == (TimetableMode.ON_SITE, TODAY + dt.timedelta(1))
    assert lessons_of(on_site.store, first.id) == old
    assert [lesson.room for lesson in lessons_of(on_site.store, second.id)] == ["9", "7", "7", "7"]


def test_the_sheet_says_from_when(on_site: NamedSchool, tmp_path: Path) -> None:
    rows = ([*HEAD, "Действует с"], *([*row, "11.01.2027"] for row in (MARIA, ARTYOM, TERTIA)), [*PYOTR, "18.01.2027"])
    bring(on_site.store, sheet(tmp_path, "Расписание", *rows))
    version = on_site.store[VERSIONS].all()[-1]
    assert version.since == dt.date(2027, 1, 11)
    since = [lesson.since for lesson in lessons_of(on_site.store, version.id)]
    assert since == [None, None, None, dt.date(2027, 1, 18)]


def test_teachers_who_are_not_in_the_file_keep_their_lessons(on_site: NamedSchool, tmp_path: Path) -> None:
    theory = ["Среда", "14:00", "14:40", "Белов И.П.", None, "Сольфеджио", "Ансамбль «Терция»", 1]
    made = plan(on_site.store, sheet(tmp_path, "Расписание", HEAD, theory))
    (part,) = made.preview.parts
    assert (len(part.added), len(part.gone), part.left) == (1, 0, 0)
    assert part.note is not None
    assert part.note.values["carried"] == 4
    bring(on_site.store, tmp_path / "Расписание.xlsx")
    version = on_site.store[VERSIONS].all()[-1]
    assert len(lessons_of(on_site.store, version.id)) == 5


def test_what_was_arranged_for_a_date_goes_with_the_lesson(on_site: NamedSchool, tmp_path: Path) -> None:
    pyotr, next_week = on_site.lessons["Пётр"], TODAY + dt.timedelta(7)
    with on_site.store.change(SYSTEM, "T1") as change:
        change.add(DATE_CHANGES, DateChange(lesson=pyotr.id, date=next_week, kind=ChangeKind.CANCELLED))
    bring(on_site.store, sheet(tmp_path, "Расписание", HEAD, moved(MARIA, Кабинет=9), *ALL[1:]))
    new = on_site.store[DATE_CHANGES].all()[-1]
    lesson = on_site.store[LESSONS].get(new.lesson)
    assert lesson is not None
    assert (new.date, lesson.student, lesson.id != pyotr.id) == (next_week, pyotr.student, True)


# строка, столбец, к чему придралось: одно место на двоих
BUSY = [
    (["Вторник", "14:20", "15:00", "Соколова М.П.", None, "Специальность", "Ёлкин Матвей", 8], "D"),
    (["Вторник", "16:20", "17:00", "Белов И.П.", "Дроздов П.И.", "Специальность", "Ёлкин Матвей", 8], "E"),
    (["Вторник", "14:00", "14:40", "Белов И.П.", None, "Специальность", "Ёлкин Матвей", 7], "H"),
    (["Вторник", "16:00", "16:40", "Белов И.П.", None, "Специальность", "Иванова Мария", 8], "G"),
    (["Вторник", "16:30", "17:00", "Белов И.П.", None, "Сольфеджио", "Ансамбль «Терция»", 8], "G"),
]


@pytest.mark.parametrize(("row", "column"), BUSY)
def test_nobody_is_in_two_places_at_once(
    on_site: NamedSchool, tmp_path: Path, row: Sequence[object], column: str
) -> None:
    assert list(unfit(on_site.store, sheet(tmp_path, "Расписание", HEAD, *ALL, row))) == [f"Расписание!{column}6"]


@pytest.mark.parametrize(("row", "column"), BUSY[1:])
def test_lessons_that_stay_in_force_count_too(
    on_site: NamedSchool, tmp_path: Path, row: Sequence[object], column: str
) -> None:
    found = unfit(on_site.store, sheet(tmp_path, "Расписание", HEAD, row))
    assert list(found) == [f"Расписание!{column}2"]
    assert "stays in force" in found[f"Расписание!{column}2"]


def test_the_same_row_twice(on_site: NamedSchool, tmp_path: Path) -> None:
    found = unfit(on_site.store, sheet(tmp_path, "Расписание", HEAD, MARIA, MARIA))
    assert list(found) == ["Расписание!A3"]


DISTANCE = [*HEAD, "Вид занятия", "Платформа"]


def at_a_distance(row: Sequence[object], kind: str, end: str) -> list[object]:
    return [*moved(row, Конец=end), kind, "телефон"]


def test_a_distance_timetable_keeps_the_hours_of_the_lesson_at_school(on_site: NamedSchool, tmp_path: Path) -> None:
    long = moved(MARIA, Конец="15:00")
    bring(on_site.store, sheet(tmp_path, "Очно", HEAD, long, *ALL[1:]))
    row = [*at_a_distance(MARIA, "Индивидуальное занятие", "14:30"), "30.11.2026"]
    rows = ([*DISTANCE, "Действует с"], row)
    bring(on_site.store, sheet(tmp_path, "Дистант", *rows))
    version = on_site.store[VERSIONS].all()[-1]
    (lesson,) = lessons_of(on_site.store, version.id)
    assert version.mode is TimetableMode.DISTANCE
    assert (lesson.kind, lesson.channel, lesson.quarter_hours) == (LessonKind.INDIVIDUAL, "телефон", 6)


# §1: вид занятия, кому, до которого часа, столбец с отказом
RULES = [
    (MARIA, "Урок-вебинар", "14:30", "I"),
    (MARIA, "Индивидуальное занятие", "14:45", "C"),
    (TERTIA, "Урок-вебинар", "16:30", "I"),
    (TERTIA, "Индивидуальное занятие", "16:30", "I"),
    (TERTIA, "Стрим", "16:30", "I"),
]


@pytest.mark.parametrize(("row", "kind", "end", "column"), RULES)
def test_the_rules_of_the_regulation_hold_in_a_sheet(
    school: NamedSchool, tmp_path: Path, row: Sequence[object], kind: str, end: str, column: str
) -> None:
    found = unfit(school.store, sheet(tmp_path, "Дистант", DISTANCE, at_a_distance(row, kind, end)))
    assert list(found) == [f"Дистант!{column}2"]


def test_an_experimental_conference_is_said_but_taken(school: NamedSchool, tmp_path: Path) -> None:
    row = [*at_a_distance(moved(TERTIA, Кабинет=9), "Урок-конференция", "16:30")[:-1], "МАКС"]
    made = plan(school.store, sheet(tmp_path, "Дистант", DISTANCE, row))
    assert [(one.field, one.paragraph) for one in made.preview.cautions] == [("Дистант!I2", "§1")]


def test_a_conference_by_telephone_is_doubtful(school: NamedSchool, tmp_path: Path) -> None:
    row = at_a_distance(moved(TERTIA, Кабинет=9), "Урок-конференция", "16:30")
    made = plan(school.store, sheet(tmp_path, "Дистант", DISTANCE, row))
    assert len({one.msgid for one in made.preview.cautions}) == 2


def test_all_planted_errors_with_the_order_and_the_register(store: Store) -> None:
    """With what errors.json says of the school, each of the 25 is found at its cell, and nothing else."""
    bring_small(store)
    planted = json.loads((SMALL / "errors.json").read_text("utf-8"))
    with store.change(SYSTEM, "decisions") as change:
        for name in planted["approved_platforms"]:
            change.add(CHANNELS, Channel(name=name, since=dt.date(2026, 9, 1)))
        since, until = dt.date(2026, 11, 16), dt.date(2026, 12, 5)
        change.add(
            ORDERS, Order(number="47-о", signed=dt.date(2026, 11, 12), reason="карантин", since=since, until=until)
        )
        change.add(YEARS, AcademicYear(name="2026/27", since=dt.date(2026, 9, 1), until=dt.date(2027, 5, 31)))
    number = store.number
    found = planned(store, SMALL / "errors.xlsx")
    assert isinstance(found, Unfit)
    wanted: dict[str, set[str]] = {"refused": set(), "warned": set()}
    for one in planted["list"]:
        wanted[one["severity"]].add(f"{one['sheet']}!{one['cell']}")
    assert [problem.field for problem in found.refused if problem.field not in wanted["refused"]] == []
    assert {problem.field for problem in found.refused} == wanted["refused"]
    assert sorted(problem.field for problem in found.cautions) == sorted(wanted["warned"])
    assert store.number == number


def test_a_first_timetable_holds_from_the_beginning_of_the_year(store: Store) -> None:
    with store.change(SYSTEM, "year") as change:
        change.add(YEARS, AcademicYear(name="2026/27", since=dt.date(2026, 9, 1), until=dt.date(2027, 5, 31)))
    bring_small(store)
    assert store[VERSIONS].all()[0].since == dt.date(2026, 9, 1)


def test_the_day_given_by_hand(on_site: NamedSchool, tmp_path: Path) -> None:
    path = sheet(tmp_path, "Расписание", HEAD, moved(MARIA, Кабинет=9), *ALL[1:])
    made = plan(on_site.store, path, since=dt.date(2026, 12, 1))
    (part,) = made.preview.parts
    assert part.note is not None
    assert part.note.values["since"] == "01.12.2026"
    assert [(one.label, one.old, one.new) for one in part.changed[0].differences] == [("room", "7", "9")]
