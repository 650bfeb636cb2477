"""The hours sheet, form 0504421: one content for print, XLSX and CSV (L3). Russian only, as the form is."""

from collections.abc import Sequence
from typing import Final

import msgspec

from kiosk.documents import csv_out
from kiosk.documents.xlsx import Look
from kiosk.documents.xlsx_form import Box, Form, form_workbook
from kiosk.hours.figures import Difference, lines_of
from kiosk.hours.months import HALF, Month
from kiosk.hours.records import FUNDING_ON_PAPER, Figures, SheetLine
from kiosk.people.records import Funding
from kiosk.school.rules import QUARTERS_PER_HOUR, hours_text

LAST: Final = 31
TITLE: Final = "учета использования рабочего времени"
NOT_THERE: Final = "Х"
"""Stands at days that the month does not have."""
COLUMNS: Final = 36
NAMES: Final = 3
DIFFERENCE_HEADINGS: Final = ("Фамилия, имя, отчество", "Должность", "Число", "Было", "Стало")


class Pair(msgspec.Struct, frozen=True):
    """Two rows of a person: hours above, codes below; 1–15, their sum, 16–31, the month's sum."""

    name: str
    number: str
    position: str
    hours: tuple[str, ...]
    codes: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    """The paper of one kind of money, of the first half or of the whole month."""

    figures: Figures
    funding: Funding
    half: bool
    differences: Sequence[Difference] = ()
    final: bool = True
    """Its figures were made and are the same for ever; else it is a look at an open month."""

    @property
    def month(self) -> Month:
        """Whose month it is."""
        month = Month.read(self.figures.month)
        if month is None:
            raise ValueError(self.figures.month)
        return month

    @property
    def last(self) -> int:
        """The last day that is filled in."""
        return HALF if self.half else self.month.days

    @property
    def lines(self) -> list[SheetLine]:
        """Whoever is paid from this money."""
        return lines_of(self.figures, self.funding)

    @property
    def pairs(self) -> list[Pair]:
        """The table."""
        return [self._pair(line) for line in self.lines]

    def _pair(self, line: SheetLine) -> Pair:
        return Pair(
            name=line.name,
            number=line.number,
            position=line.position,
            hours=self._row(
                [hours_text(line.hours[str(day)]) if line.hours.get(str(day)) else "" for day in range(1, LAST + 1)],
                hours_text(line.quarters(1, HALF)),
                hours_text(line.quarters()),
            ),
            codes=self._row(
                [line.codes.get(str(day), "") for day in range(1, LAST + 1)],
                str(line.days(1, HALF)),
                str(line.days()),
            ),
        )

    def _row(self, days: list[str], half: str, whole: str) -> tuple[str, ...]:
        filled = [text if day <= self.last else "" for day, text in enumerate(days, 1)]
        shown = [text if day <= self.month.days else NOT_THERE for day, text in enumerate(filled, 1)]
        return (*shown[:HALF], half, *shown[HALF:], "" if self.half else whole)

    @property
    def sums(self) -> tuple[str, ...]:
        """Hours of all lines by day and in all."""
        lines = self.lines
        by_day = [sum(line.hours.get(str(day), 0) for line in lines) for day in range(1, LAST + 1)]
        return self._row(
            [hours_text(one) if one else "" for one in by_day],
            hours_text(sum(line.quarters(1, HALF) for line in lines)),
            hours_text(sum(line.quarters() for line in lines)),
        )

    @property
    def period(self) -> str:
        """«с 1 по 30 ноября 2026 г.»."""
        return self.month.on_paper(self.last)

    @property
    def kind(self) -> str:
        """«первичный (0)», «корректирующий № 1»; «предварительный» before it is made."""
        if not self.final:
            return "предварительный"
        number = self.figures.number
        return f"корректирующий № {number}" if number else "первичный (0)"

    @property
    def money(self) -> str:
        """«бюджет»."""
        return FUNDING_ON_PAPER[self.funding]

    @property
    def changes(self) -> list[tuple[str, ...]]:
        """What a correcting sheet changes, of this money."""
        return [
            (one.line.name, one.line.position, str(one.day), _cell(one.before), _cell(one.after))
            for one in self.differences
            if one.line.funding is self.funding and one.day <= self.last
        ]

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        part = " до 15" if self.half else ""
        number = f" корр. {self.figures.number}" if self.figures.number else ""
        return f"Табель {self.figures.month}{part} {self.money}{number}"


def _cell(cell: tuple[int, str]) -> str:
    quarters, code = cell
    return " ".join(part for part in (hours_text(quarters) if quarters else "", code) if part) or "—"


def day_headings() -> list[str]:
    """1 … 15, the sum, 16 … 31, the month."""
    days = [str(day) for day in range(1, LAST + 1)]
    return [*days[:HALF], "Итого дней (часов) с 1 по 15", *days[HALF:], "Всего дней (часов) за месяц"]


# CSV for the accountant


def as_csv(sheet: Sheet) -> bytes:
    """A line of hours and a line of codes for each person."""
    head = ["Фамилия, имя, отчество", "Учетный номер", "Должность", "Строка", *day_headings()]
    rows: list[Sequence[csv_out.Cell]] = [head]
    for pair in sheet.pairs:
        rows.append([pair.name, pair.number, pair.position, "часы", *pair.hours])
        rows.append([pair.name, pair.number, pair.position, "код", *pair.codes])
    rows.append(["Всего", "", "", "часы", *sheet.sums])
    return csv_out.table(rows)


# XLSX

EDGE: Final[Look] = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
NAME: Final[Look] = {**EDGE, "align": "left"}
UNDER: Final[Look] = {"bottom": 1}
SMALL: Final[Look] = {"font_size": 7, "align": "center", "valign": "top"}
RIGHT: Final[Look] = {"align": "right"}


def as_xlsx(sheet: Sheet) -> bytes:
    """The form for Excel: figures are numbers, so that the accountant can go on with them."""
    head = _head(sheet)
    top = max(box.row + box.rows for box in head)
    table, bottom = _table(sheet, top)
    widths = [38.0, 15, 24, *[6.4] * HALF, 14, *[6.4] * (LAST - HALF), 15]
    heights = {top: 13.0, top + 1: 44.0, 0: 17.0}
    return form_workbook(
        Form(
            name="0504421",
            boxes=[*head, *table, *_foot(sheet, bottom)],
            widths_mm=widths,
            heights=heights,
            repeated=(top, top + 2),
        )
    )


def _head(sheet: Sheet) -> list[Box]:
    figures, wide = sheet.figures, COLUMNS - 8
    code_at, value_at = COLUMNS - 8, COLUMNS - 3
    left = (
        ("Учреждение", figures.school),
        ("Структурное подразделение", figures.division),
        ("Вид табеля", f"{sheet.kind}, {sheet.money}"),
    )
    right = (
        ("", "Коды"),
        ("Форма по ОКУД", "0504421"),
        ("Дата", f"{figures.made_on:%d.%m.%Y}"),
        ("по ОКПО", figures.okpo),
        ("Номер корректировки", str(figures.number)),
    )
    title: Look = {"bold": True, "font_size": 12, "align": "center"}
    boxes = [
        Box(row=0, column=0, columns=wide, value=f"Табель № ______ {TITLE}", look=title),
        Box(row=1, column=0, columns=wide, value=f"за период {sheet.period}", look={"align": "center"}),
    ]
    for place, (label, value) in enumerate(left, 2):
        boxes.append(Box(row=place, column=0, value=label))
        boxes.append(Box(row=place, column=1, columns=wide - 1, value=value, look=UNDER))
    for place, (label, value) in enumerate(right):
        boxes.append(Box(row=place, column=code_at, columns=5, value=label, look=RIGHT))
        boxes.append(Box(row=place, column=value_at, columns=3, value=value, look=EDGE))
    boxes.append(Box(row=5, column=0, value=""))
    return boxes


def _table(sheet: Sheet, top: int) -> tuple[list[Box], int]:
    """The table from a row on, and the first row below it."""
    names = ("Фамилия, имя, отчество", "Учетный номер", "Должность (профессия)")
    boxes = [Box(row=top, column=place, rows=2, value=name, look=EDGE) for place, name in enumerate(names)]
    boxes.append(
        Box(
            row=top,
            column=NAMES,
            columns=COLUMNS - NAMES,
            value="Числа месяца. Отметки о явках и неявках: верхняя строка — часы, нижняя — код",
            look=EDGE,
        )
    )
    for place, text in enumerate(day_headings(), NAMES):
        boxes.append(Box(row=top + 1, column=place, value=text, look={**EDGE, "font_size": 7}))
    numbers: Look = {**EDGE, "font_size": 6}
    boxes += [Box(row=top + 2, column=place, value=str(place + 1), look=numbers) for place in range(COLUMNS)]
    row = top + 3
    for pair in sheet.pairs:
        for place, text in enumerate((pair.name, pair.number, pair.position)):
            boxes.append(Box(row=row, column=place, rows=2, value=text, look=NAME if not place else EDGE))
        boxes += _cells(row, pair.hours)
        boxes += _cells(row + 1, pair.codes)
        row += 2
    boxes.append(Box(row=row, column=0, columns=NAMES, value="Всего часов", look={**NAME, "bold": True}))
    boxes += _cells(row, sheet.sums, bold=True)
    return boxes, row + 1


def _cells(row: int, texts: Sequence[str], *, bold: bool = False) -> list[Box]:
    look: Look = {**EDGE, "bold": True} if bold else EDGE
    return [Box(row=row, column=place, value=number_of(text), look=look) for place, text in enumerate(texts, NAMES)]


def number_of(text: str) -> str | float | None:
    """«1,5» as a number, codes as text."""
    plain = text.replace(",", ".")
    if not text:
        return None
    return float(plain) if plain.replace(".", "").isdecimal() else text


def _foot(sheet: Sheet, row: int) -> list[Box]:
    """Legend, what was corrected, signatures."""
    figures = sheet.figures
    legend = "Условные обозначения: " + "; ".join(f"{letters} — {meaning}" for letters, meaning in figures.legend)
    wrapped: Look = {"text_wrap": True, "valign": "top", "font_size": 7}
    boxes = [Box(row=row, column=0, columns=COLUMNS, rows=2, value=legend, look=wrapped)]
    row += 3
    if figures.reason:
        reason = f"Причина корректировки: {figures.reason}" if figures.number else f"Примечание: {figures.reason}"
        boxes.append(Box(row=row, column=0, columns=COLUMNS, value=reason))
        row += 1
    for texts in [DIFFERENCE_HEADINGS, *sheet.changes] if sheet.changes else []:
        for (column, columns), text in zip(((0, 1), (1, 2), (3, 2), (5, 4), (9, 4)), texts, strict=True):
            boxes.append(Box(row=row, column=column, columns=columns, value=text, look=NAME))
        row += 1
    row += 1
    for label, post in (("Ответственный исполнитель", figures.responsible), ("Исполнитель", figures.executor)):
        boxes += _signature(row, label, post)
        row += 3
    note = "Отметка бухгалтерии о принятии настоящего табеля: исполнитель"
    return [*boxes, *_signature(row, note, "")]


def _signature(row: int, label: str, post: str) -> list[Box]:
    boxes = [Box(row=row, column=0, columns=2, value=label, look={"text_wrap": True, "valign": "bottom"})]
    for column, columns, under, text in (
        (2, 5, "(должность)", post),
        (8, 5, "(подпись)", ""),
        (14, 9, "(расшифровка подписи)", ""),
    ):
        boxes.append(Box(row=row, column=column, columns=columns, value=text, look={**UNDER, "align": "center"}))
        boxes.append(Box(row=row + 1, column=column, columns=columns, value=under, look=SMALL))
    boxes.append(Box(row=row, column=25, columns=11, value="«____» ______________ 20____ г."))
    return boxes


def decimal(quarters: int) -> float:
    """Hours as a number."""
    return quarters / QUARTERS_PER_HOUR
