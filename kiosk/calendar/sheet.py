"""Special days from a sheet: XLSX, XLS, ODS or CSV with a date, what it is, and whose timetable holds (L7).

A day without a weekday is off; «рабочий» is worked by its own timetable, «понедельник» by Monday's. Every problem is
named by its cell; a file with one is not taken in at all.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from kiosk.documents import sheets, xlsx
from kiosk.documents.sheets import Cell, address
from kiosk.problems import N_, Problem, Refusal, Value
from kiosk.school.records import DayPlan
from kiosk.web.reading import is_broken, read_date, tidy
from kiosk.words.tables import EN, RU

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
LONGEST_NOTE: Final = 200
MOST_DAYS: Final = 1000
MOST_PROBLEMS: Final = 200
HEADING_ROWS: Final = 20

HEADINGS: Final = {
    "date": {"дата", "день", "date", "day", "число"},
    "note": {"что это", "что", "название", "праздник", "примечание", "what", "note", "событие"},
    "as": {"по расписанию какого дня", "по расписанию", "работаем как", "как", "рабочий день за", "as weekday", "as"},
}
"""Headings that people write, lower case: a column is known by any of them."""
OFF_WORDS: Final = {"", "выходной", "нерабочий", "off", "-", "—"}
OWN_WORDS: Final = {"рабочий", "работаем", "учебный", "как обычно", "рабочий день", "учебный день", "worked"}

NO_HEADINGS: Final = N_("There is no column «Дата» in this file. Take the template and fill it in.")
NO_DAYS: Final = N_("There is no day under the headings.")
TOO_MANY: Final = N_("There are more than %(limit)s days. Bring one or two years at a time.")
NO_DATE: Final = N_("Here a date is missing. Write it like 04.11.2026, or empty the row.")
FAR: Final = N_("%(day)s cannot be right. Write a date between 2000 and 2100.")
TWICE: Final = N_("%(day)s stands above already (%(cell)s). Leave one of the two.")
NO_NOTE: Final = N_("Write what this day is, such as «День народного единства».")
LONG_NOTE: Final = N_("Too long: at most %(limit)s characters.")
BROKEN_NOTE: Final = N_("There is a sign here that cannot be kept (it came in by copying). Type the text anew.")
NO_WEEKDAY: Final = N_("«%(typed)s» is no weekday. Write the weekday from Monday to Saturday, «рабочий», or nothing.")
NO_SUNDAY: Final = N_("There is no timetable of a Sunday. Write the weekday from Monday to Saturday.")
AND_MORE: Final = N_("And so on: %(more)s more. Mend these first, then bring the file again.")


class Reading(msgspec.Struct):
    """What a file holds while it is read."""

    today: dt.date
    plans: list[DayPlan] = msgspec.field(default_factory=list)
    problems: list[Problem] = msgspec.field(default_factory=list)
    cells: dict[dt.date, str] = msgspec.field(default_factory=dict)

    def refuse(self, cell: str, msgid: str, /, **values: Value) -> None:
        self.problems.append(Problem(msgid, cell, values=values))


def read_file(content: bytes, name: str, today: dt.date) -> list[DayPlan] | Refusal:
    """The days of a file in its order, or everything that is wrong with it, by cell."""
    found = sheets.read(content, name)
    return found if isinstance(found, Refusal) else read_sheets(found, today)


def read_sheets(found: Iterable[sheets.Sheet], today: dt.date) -> list[DayPlan] | Refusal:
    """The days of all sheets that have the headings; others are notes of the school and passed over."""
    reading, known = Reading(today), False
    for sheet in found:
        heading = _heading(sheet.rows)
        if heading is not None:
            known = True
            _read_rows(reading, sheet, *heading)
    if not known:
        return Refusal.of(NO_HEADINGS, "file")
    if not reading.plans and not reading.problems:
        return Refusal.of(NO_DAYS, "file")
    if len(reading.plans) > MOST_DAYS:
        return Refusal.of(TOO_MANY, "file", limit=MOST_DAYS)
    return Refusal(_shortened(reading.problems)) if reading.problems else reading.plans


def _shortened(problems: list[Problem]) -> tuple[Problem, ...]:
    more = len(problems) - MOST_PROBLEMS
    said = tuple(problems[:MOST_PROBLEMS])
    return (*said, Problem(AND_MORE, values={"more": more})) if more > 0 else said


def _heading(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each; a title may stand above."""
    for number, row in enumerate(rows[:HEADING_ROWS]):
        words = [tidy(cell).lower().strip(":.") if isinstance(cell, str) else "" for cell in row]
        places = {
            name: next((place for place, word in enumerate(words) if word in known), -1)
            for name, known in HEADINGS.items()
        }
        if places["date"] >= 0:
            return number, {name: place for name, place in places.items() if place >= 0}
    return None


def _read_rows(reading: Reading, sheet: sheets.Sheet, heading: int, places: dict[str, int]) -> None:
    for number, row in enumerate(sheet.rows[heading + 1 :], heading + 1):
        if all(row[place] is None for place in places.values()):
            continue
        cells = {name: f"{sheet.name}!{address(number, place)}" for name, place in places.items()}
        values = {name: row[place] for name, place in places.items()}
        _read_row(reading, cells, values)


def _read_row(reading: Reading, cells: dict[str, str], values: dict[str, Cell]) -> None:
    before = len(reading.problems)
    date = _date(reading, cells["date"], values["date"])
    note = _note(reading, cells.get("note", cells["date"]), values.get("note"))
    worked, weekday = _weekday(reading, cells.get("as", ""), values.get("as"))
    if date is None or len(reading.problems) > before:
        return
    if date in reading.cells:
        reading.refuse(cells["date"], TWICE, day=f"{date:%d.%m.%Y}", cell=reading.cells[date])
        return
    reading.cells[date] = cells["date"].rpartition("!")[2]
    reading.plans.append(DayPlan(date, not worked, weekday, note))


def _date(reading: Reading, cell: str, value: Cell) -> dt.date | None:
    if value is None:
        reading.refuse(cell, NO_DATE)
        return None
    if isinstance(value, dt.datetime):
        value = value.date()
    if not isinstance(value, dt.date):
        read = read_date(str(value), reading.today)
        if isinstance(read, Problem):
            reading.refuse(cell, read.msgid, **read.values)
            return None
        value = read
    if not EARLIEST <= value <= LATEST:
        reading.refuse(cell, FAR, day=f"{value:%d.%m.%Y}")
        return None
    return value


def _note(reading: Reading, cell: str, value: Cell) -> str:
    raw = str(value) if value is not None else ""
    note = tidy(raw)
    if is_broken(raw):
        reading.refuse(cell, BROKEN_NOTE)
    elif not note:
        reading.refuse(cell, NO_NOTE)
    elif len(note) > LONGEST_NOTE:
        reading.refuse(cell, LONG_NOTE, limit=LONGEST_NOTE)
    return note


def _weekday(reading: Reading, cell: str, value: Cell) -> tuple[bool, int | None]:
    """Is it worked, and by whose timetable; None: by its own."""
    word = tidy(str(value)).lower() if value is not None else ""
    if word in OFF_WORDS:
        return False, None
    if word in OWN_WORDS:
        return True, None
    place = _weekday_number(word)
    if place is None:
        reading.refuse(cell, NO_WEEKDAY, typed=word[:40])
    elif place >= len(RU.weekdays) - 1:
        reading.refuse(cell, NO_SUNDAY)
    return True, place


def _weekday_number(word: str) -> int | None:
    for table in (RU, EN):
        for names in (table.weekdays, table.weekdays_short):
            for place, name in enumerate(names):
                if word == name.lower():
                    return place
    return None


# writing


COLUMNS: Final = (
    xlsx.Column(heading="Дата", width_mm=28),
    xlsx.Column(heading="Что это", width_mm=90),
    xlsx.Column(heading="По расписанию какого дня", width_mm=50),
)
HELP: Final = (
    "Третий столбец: пусто — выходной; «рабочий» — работаем по своему расписанию; "
    "«понедельник» … «суббота» — по расписанию этого дня."
)


def template() -> bytes:
    """An empty sheet with its headings and an example of each kind of day."""
    rows: list[Sequence[xlsx.Cell]] = [
        [dt.date(2026, 11, 4), "День народного единства", None],
        [dt.date(2026, 12, 31), "Выходной, перенесён с 4 января", None],
        [dt.date(2027, 2, 20), "Рабочая суббота за понедельник (пример, удалите)", "понедельник"],
    ]
    sheet = xlsx.Sheet(
        name="Особые дни", columns=COLUMNS, rows=rows, register=True, landscape=False, above=(xlsx.Line(text=HELP),)
    )
    return xlsx.workbook(sheet)


def as_lines(plans: Iterable[DayPlan]) -> str:
    """The days as a small CSV, to travel with the preview's form and be read again by `read_file`."""
    return "\n".join(_lines(plans))


def _lines(plans: Iterable[DayPlan]) -> Iterator[str]:
    yield "дата;что;как"
    for plan in plans:
        note = plan.note.replace('"', '""')
        yield f'{plan.date:%Y-%m-%d};"{note}";{as_word(plan)}'


def as_word(plan: DayPlan) -> str:
    """The third column of a day."""
    if plan.off:
        return ""
    return "рабочий" if plan.as_weekday is None else RU.weekdays[plan.as_weekday]
