"""The tariff list: one content for print and XLSX (L11). Russian only, as the school's papers are."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import msgspec

from kiosk.documents import xlsx
from kiosk.load.forms import share_text
from kiosk.load.queries import Line, Part, sum_of
from kiosk.load.records import CATEGORY_ON_PAPER, EMPLOYMENT_ON_PAPER
from kiosk.words.tables import RU

COLUMNS: Final = (
    ("№", 8, False),
    ("Фамилия, имя, отчество", 46, False),
    ("Образование", 34, False),
    ("Стаж, лет", 12, True),
    ("Категория", 24, False),
    ("Должность, условия", 32, False),
    ("Ставка преп.", 14, True),
    ("Ставка конц.", 14, True),
    ("Часов преп. в неделю", 17, True),
    ("Часов конц. в неделю", 17, True),
    ("Консультации в год", 20, True),
    ("Надбавка", 18, False),
    ("Основание", 24, False),
)
"""Heading, width in millimetres, is it a number."""
TITLE: Final = "Тарификационный список педагогических работников"


class TariffList(msgspec.Struct, frozen=True):
    """The paper: its head, rows of cells, sums."""

    school: str
    date: dt.date
    rows: tuple[tuple[str | int | float | None, ...], ...]
    sums: tuple[str | int | float | None, ...]

    @property
    def day(self) -> str:
        """«на 24 ноября 2026 г.»."""
        return f"на {self.date.day} {RU.months_of[self.date.month - 1]} {self.date.year} г."

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        return f"Тарификация {self.date}"


def tariff_list(school: str, date: dt.date, parts: Iterable[Part]) -> TariffList:
    """Everybody by name, one line each."""
    lines = sorted((line for part in parts for line in part.lines), key=lambda line: line.name.casefold())
    whole = sum_of(lines)
    shares = [line.terms for line in lines if line.terms]
    sums = (
        None,
        "Всего",
        *[None] * 4,
        sum(one.teacher_share for one in shares) / 100,
        sum(one.accompanist_share for one in shares) / 100,
        number(whole.teacher),
        number(whole.accompanist),
        whole.pool.planned / 4,
        None,
        None,
    )
    return TariffList(school, date, tuple(_row(place, line) for place, line in enumerate(lines, 1)), sums)


def _row(place: int, line: Line) -> tuple[str | int | float | None, ...]:
    terms, hours = line.terms, (number(line.teacher.planned), number(line.accompanist.planned))
    if terms is None:
        return (place, line.name, None, None, line.staff.category or None, _post(line), None, None, *hours, *[None] * 3)
    return (
        place,
        line.name,
        terms.education or None,
        terms.experience_years or None,
        CATEGORY_ON_PAPER[terms.category],
        f"{_post(line)}, {EMPLOYMENT_ON_PAPER[terms.employment]}",
        terms.teacher_share / 100 or None,
        terms.accompanist_share / 100 or None,
        *hours,
        terms.consultation_quarters / 4 or None,
        terms.allowance or None,
        terms.ground or None,
    )


def _post(line: Line) -> str:
    teaches = line.teacher.planned or line.teacher.norm
    plays = line.accompanist.planned or line.accompanist.norm
    if teaches and plays:
        return "преподаватель, концертмейстер"
    return "концертмейстер" if plays else "преподаватель"


def number(hours: Fraction) -> int | float | None:
    """Hours as a cell; none is an empty one."""
    return (int(hours) if hours.denominator == 1 else float(hours)) if hours else None


def cell_text(cell: str | float | None) -> str:
    """A cell as the printed page writes it."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{round(cell, 3):g}".replace(".", ",")


def tariff_xlsx(paper: TariffList) -> bytes:
    """The same for Excel, to be filled in and sent on."""
    columns = [
        xlsx.Column(heading=heading, width_mm=width, align="right" if is_number else "left")
        for heading, width, is_number in COLUMNS
    ]
    above = (
        xlsx.Line(text=paper.school, align="center", size=11),
        xlsx.Line(text=f"{TITLE} {paper.day}", align="center", size=12, bold=True),
    )
    below = (xlsx.Line(text="Директор ____________________ / ____________________ /", before=14),)
    sheet = xlsx.Sheet(name="Тарификация", columns=columns, rows=[*paper.rows, paper.sums], above=above, below=below)
    return xlsx.workbook(sheet)


def share(hundredths: int) -> str:
    """A share of a post, «—» for none."""
    return share_text(hundredths) if hundredths else "—"
