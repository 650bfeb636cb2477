"""What schools write into one cell, taken apart; who and what it names; nothing breaks on nonsense (T3)."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.documents.sheets import Cell, Sheet
from kiosk.office.exchange.grid.abbreviations import Fit, fit_of, tokens_of
from kiosk.office.exchange.grid.cell import lessons_in, parts_of
from kiosk.office.exchange.grid.clock import Span, span_of
from kiosk.office.exchange.grid.layout import Slot, grid_of
from kiosk.regime.records import LessonKind
from kiosk.timetable.records import Weeks

ODD, EVEN, EVERY = Weeks.ODD, Weeks.EVEN, Weeks.EVERY
CONSULTATION, CONTROL = LessonKind.CONSULTATION, LessonKind.CONTROL

# время в ячейке: что написано, начало, конец
TIMES = [
    ("14.00-14.40", "14:00", "14:40"),
    ("14:00–14:40", "14:00", "14:40"),
    ("1400-1440", "14:00", "14:40"),
    ("14-00 – 14-40", "14:00", "14:40"),
    ("14 00 - 14 40", "14:00", "14:40"),
    ("14⁰⁰-14⁴⁰", "14:00", "14:40"),
    ("с 9:05 до 9:45", "09:05", "09:45"),
    ("09.05—09.45 ", "09:05", "09:45"),
    ("14.00", "14:00", ""),
    (1400, "14:00", ""),
    (14.3, "14:30", ""),
    (0.5833333, "14:00", ""),
    (dt.time(14, 0), "14:00", ""),
    ("25.10", "", ""),
    ("14.75", "", ""),
    ("3/8", "", ""),
    (5, "", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("written", "start", "end"), TIMES)
def test_times(written: Cell, start: str, end: str) -> None:
    found = span_of(written) or Span()
    assert [f"{time:%H:%M}" if time else "" for time in (found.start, found.end)] == [start, end]


# ячейка: слова, недели, вид, концертмейстер, кабинет, класс, в скобках
CELLS = [
    ("Иванова М. 3/8 (спец.) к.5", "Иванова М", EVERY, None, "", "5", 3, ["спец."]),
    ("Иванова Мария 3 (8) кл. неч.", "Иванова Мария", ODD, None, "", "", 3, []),
    ("Иванова М. II кл. чёт. нед.", "Иванова М", EVEN, None, "", "", 2, []),
    ("Иванова М. ч/н кц Петрова", "Иванова М", EVEN, None, "Петрова", "", 0, []),
    ("Иванова М. 1 нед", "Иванова М", ODD, None, "", "", 0, []),
    ("Иванова М. 4кл конс. (конц. Петрова О.Г.)", "Иванова М", EVERY, CONSULTATION, "Петрова О.Г.", "", 4, []),
    ("сольф. 3а контр. урок, каб. 12", "сольф. 3а", EVERY, CONTROL, "", "12", 0, []),
    ("хор ст., малый зал", "хор ст", EVERY, None, "", "малый зал", 0, []),
    ("3/8 А сольф.", "3/8 А сольф", EVERY, None, "", "", 0, []),
    ("Иванова М. 2 ОР (замена) (до зимы)", "Иванова М", EVERY, None, "", "", 2, ["замена", "до зимы"]),
]


@pytest.mark.parametrize("row", CELLS)
def test_cells(row: tuple[str, str, Weeks, LessonKind | None, str, str, int, list[str]]) -> None:
    parts = parts_of(row[0])
    found = (parts.words, parts.weeks, parts.kind, parts.accompanist, parts.room, parts.in_class.year, parts.remarks)
    assert found == row[1:]


def test_times_inside_a_cell_are_no_dates() -> None:
    assert parts_of("сольф. 3а до 14.40").span == Span(None, dt.time(14, 40))
    assert parts_of("14.00-14.40 Иванова М.").span == Span(dt.time(14), dt.time(14, 40))
    assert parts_of("Иванова М. до 04.11").span == Span()


# строки одной ячейки: сколько в ней уроков
SEVERAL = [
    (["14.00-14.40 Иванова М.", "14.45-15.25 Петров А."], 2),
    (["Иванова М. неч.", "Петров А. чёт."], 2),
    (["Иванова М. неч. / Петров А. чёт."], 2),
    (["хор ст. Белов И.П.", "конц. Дроздов П.И."], 1),
    (["Иванова М.", "3/8"], 1),
]


@pytest.mark.parametrize(("lines", "count"), SEVERAL)
def test_lessons_of_one_cell(lines: list[str], count: int) -> None:
    assert len(lessons_in(lines)) == count


# сокращение, имя, как подходит
SHORT = [
    ("сольф.", "Сольфеджио", Fit.SHORT),
    ("муз. лит.", "Музыкальная литература", Fit.SHORT),
    ("общ. ф-но", "Фортепиано (общий курс)", Fit.PART),
    ("хор ст.", "Хор старший", Fit.SHORT),
    ("3а ОР", "3 ОР А", Fit.SAME),
    ("7/8а", "7/8 А", Fit.SAME),
    ("3а", "3/8 А", Fit.PART),
    ("3б", "3/8 А", Fit.NOT),
    ("хор мл.", "Хор старший", Fit.NOT),
]


@pytest.mark.parametrize(("text", "name", "fit"), SHORT)
def test_abbreviations(text: str, name: str, fit: Fit) -> None:
    assert fit_of(tokens_of(text), tokens_of(name)) is fit


class Nobody:
    """A school that knows one teacher."""

    def is_staff(self, name: str) -> bool:
        return name.startswith("Соколова")

    def is_student(self, name: str) -> bool:
        return name.startswith("Иванова")


def slots_of(
    *rows: tuple[Cell, ...], name: str = "Лист", merged: tuple[tuple[int, int, int, int], ...] = ()
) -> list[Slot]:
    width = max(map(len, rows))
    sheet = Sheet(name=name, rows=tuple((*row, *[None] * (width - len(row))) for row in rows), merged=merged)
    found = grid_of(sheet, Nobody())
    return list(found.slots) if found else []


def heads() -> Iterator[tuple[str, list[Slot]]]:
    """The same lesson of Соколова on Tuesday at 14:00 in room 7, drawn in many ways."""
    who, when = "Иванова М.", "14.00-14.40"
    yield "days across", slots_of((None, "Пн", "Вт"), ("Соколова М.П. (каб. 7)", None, f"{when} {who}"))
    yield "a corner", slots_of(("Соколова М.П. каб. 7", "Пн", "Вт"), (when, None, who))
    yield "the sheet's name", slots_of((None, "Пн", "Вт"), (when, None, who), name="Соколова М.П. (каб. 7)")
    yield "a day's line", slots_of(("Время", "Соколова М.П. (каб. 7)", "Петрова А.К."), ("Вторник",), (when, who))
    yield "times across", slots_of((None, when, "15.00-15.40"), ("Соколова М.П., каб. 7", who, who), name="Вт")
    yield (
        "days merged down",
        slots_of(
            ("День", "Часы", "каб. 7", "каб. 8"),
            ("Вторник", when, f"{who}"),
            (None, "15.00-15.40", None, who),
            name="Соколова",
            merged=((1, 0, 2, 0),),
        ),
    )
    yield (
        "a list",
        slots_of(
            ("День", "Время", "Педагог", "С кем", "Где"),
            ("вт", when, "Соколова М.П.", who, 7),
            (None, "15.00", None, who),
        ),
    )
    yield (
        "side by side",
        slots_of(
            ("Преподаватель", "Пн", None, None, "Вт", None, None),
            (None, "время", "ученик", "каб.", "время", "ученик", "каб."),
            ("Соколова М.П.", None, None, None, when, who, 7),
            merged=((0, 1, 0, 3), (0, 4, 0, 6)),
        ),
    )


@pytest.mark.parametrize(("drawn", "slots"), list(heads()), ids=lambda value: value if isinstance(value, str) else "")
def test_one_lesson_drawn_in_many_ways(drawn: str, slots: list[Slot]) -> None:
    slot = slots[0]
    span = parts_of(slot.text).span.over(slot.span)
    assert (slot.day, span, slot.room) == (1, Span(dt.time(14), dt.time(14, 40)), "7"), drawn
    assert slot.teacher.startswith("Соколова"), drawn


def test_a_time_that_is_none_does_not_let_the_last_one_hold() -> None:
    slots = slots_of(("Соколова М.П.", "Пн"), ("14.00-14.40", "Иванова М."), ("полдник", "Иванова А."))
    assert [slot.span.start for slot in slots] == [dt.time(14), None]


ANY_CELL = some.one_of(
    some.none(),
    some.text(max_size=12),
    some.integers(-10, 3000),
    some.floats(allow_nan=False, allow_infinity=False),
    some.times(),
    some.sampled_from(("Пн", "вторник", "14.00-14.40", "Соколова М.П.", "каб. 7", "Иванова М. 3/8", "время", "ученик")),
)


@given(some.lists(some.lists(ANY_CELL, min_size=4, max_size=4), min_size=1, max_size=8))
def test_no_sheet_breaks_it(rows: list[list[Cell]]) -> None:
    slots_of(*map(tuple, rows), merged=((0, 0, 1, 1),) if len(rows) > 1 else ())


@given(some.text(alphabet="Иванов А.3/8()кцнечабдо14:0- ,/№", max_size=60))
def test_no_cell_breaks_it(text: str) -> None:
    assert parts_of(text).weeks in set(Weeks)
