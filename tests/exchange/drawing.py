"""Timetables drawn in layouts of our own, from the same lessons; what is expected of reading them back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.timetable.records import Weeks

DAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота")
SHORT = ("пн", "ВТ.", "ср", "Чт", "пт.", "СБ")


@dataclass(frozen=True)
class Drawn:
    """A lesson as somebody draws it: whole names, and how they are written in a cell."""

    day: int
    start: dt.time
    end: dt.time
    teacher: str
    whom: str
    subject: str
    room: str
    accompanist: str = ""
    weeks: Weeks = Weeks.EVERY


def dotted(one: Drawn) -> str:
    return f"{one.start:%H.%M}-{one.end:%H.%M}"


def marks(one: Drawn) -> str:
    """Weeks and accompanist, in the cell's own words."""
    weeks = {Weeks.ODD: " неч.", Weeks.EVEN: " чёт.", Weeks.EVERY: ""}[one.weeks]
    return f"{weeks} кц {one.accompanist}" if one.accompanist else weeks


def turned(name: str) -> str:
    """«Соколова М.П.» → «М.П. Соколова»."""
    surname, _, letters = name.partition(" ")
    return f"{letters} {surname}"


def book_of(folder: Path, name: str, draw: Callable[[Worksheet], None], title: str) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = title
    draw(page)
    path = folder / name
    book.save(path)
    return path


def times_of(lessons: Iterable[Drawn], day: int) -> list[tuple[dt.time, dt.time]]:
    return sorted({(one.start, one.end) for one in lessons if one.day == day})


def rooms_across(folder: Path, lessons: Sequence[Drawn]) -> Path:
    """Rooms over the columns, days merged down, times at the left; the teacher stands in the cell."""
    rooms = sorted({one.room for one in lessons})

    def draw(page: Worksheet) -> None:
        page.append(["Кто где занимается"])
        page.append(["День", "Часы", *(f"каб. {room}" for room in rooms)])
        for day in sorted({one.day for one in lessons}):
            first = page.max_row + 1
            for start, end in times_of(lessons, day):
                here = {one.room: one for one in lessons if (one.day, one.start, one.end) == (day, start, end)}
                cells = [_cell(here[room]) if room in here else None for room in rooms]
                page.append([DAYS[day] if page.max_row + 1 == first else None, f"{start:%H%M}-{end:%H%M}", *cells])
            page.merge_cells(start_row=first, start_column=1, end_row=page.max_row, end_column=1)

    return book_of(folder, "по кабинетам.xlsx", draw, "Лист1")


def _cell(one: Drawn) -> str:
    return f"{one.teacher} {one.subject}\n{one.whom}{marks(one)}"


def teachers_across(folder: Path, lessons: Sequence[Drawn]) -> Path:
    """Teachers over the columns with their rooms, a line for each day; times as Excel times; a day's line parts."""
    teachers = sorted({(one.teacher, one.room) for one in lessons})

    def draw(page: Worksheet) -> None:
        page.append(["", *(f"{teacher}, каб. {room}" for teacher, room in teachers)])
        for day in sorted({one.day for one in lessons}):
            page.append([SHORT[day]])
            page.merge_cells(start_row=page.max_row, start_column=1, end_row=page.max_row, end_column=len(teachers) + 1)
            for start in sorted({one.start for one in lessons if one.day == day}):
                row: list[object] = [start]
                for teacher, room in teachers:
                    key = (day, start, teacher, room)
                    found = [one for one in lessons if (one.day, one.start, one.teacher, one.room) == key]
                    row.append(
                        f"до {found[0].end:%H:%M} {found[0].whom} ({found[0].subject}){marks(found[0])}"
                        if found
                        else None
                    )
                page.append(row)

    return book_of(folder, "по преподавателям.xlsx", draw, "Неделя")


def old_export(folder: Path, lessons: Sequence[Drawn]) -> Path:
    """A CSV of another program: windows-1251, names turned, a value once and empty below, headings of its own."""
    lines = [["День недели", "Педагог", "Время урока", "С кем занимается", "Дисциплина", "Где", "Концертмейстер"]]
    groups: dict[tuple[int, str], list[Drawn]] = defaultdict(list)
    for one in lessons:
        groups[one.day, one.teacher].append(one)
    for (day, teacher), mine in sorted(groups.items()):
        for number, one in enumerate(sorted(mine, key=lambda one: one.start)):
            head = [DAYS[day], turned(teacher)] if number == 0 else ["", ""]
            span = f"с {one.start:%H-%M} до {one.end:%H-%M}"
            lines.append(
                [*head, span, f"{one.whom}{marks(one).partition(' кц')[0]}", one.subject, one.room, one.accompanist]
            )
    path = folder / "выгрузка.csv"
    path.write_bytes("".join(";".join(line) + "\r\n" for line in lines).encode("cp1251"))
    return path


def days_across(folder: Path, lessons: Sequence[Drawn]) -> Path:
    """Days over the columns, one block for each teacher, all of a day in one cell with line breaks."""
    teachers = sorted({(one.teacher, one.room) for one in lessons})

    def draw(page: Worksheet) -> None:
        page.append(["Ф.И.О. преподавателя", "Кабинет", *DAYS])
        for teacher, room in teachers:
            cells = []
            for day in range(6):
                mine = [one for one in lessons if (one.day, one.teacher, one.room) == (day, teacher, room)]
                text = [
                    f"{dotted(one)} {one.whom}, {one.subject}{marks(one)}"
                    for one in sorted(mine, key=lambda one: one.start)
                ]
                cells.append("\n".join(text) or None)
            page.append([teacher, room, *cells])

    return book_of(folder, "сводное.xlsx", draw, "Сводное")


LAYOUTS: tuple[Callable[[Path, Sequence[Drawn]], Path], ...] = (rooms_across, teachers_across, old_export, days_across)
