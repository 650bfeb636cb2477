"""The month of other work on paper (H5): Russian only, as the school's papers are."""

import datetime as dt
from itertools import groupby
from typing import Final

import msgspec

from kiosk.people.names import full_name
from kiosk.people.records import Staff
from kiosk.school.queries import school_name
from kiosk.school.rules import hours_text
from kiosk.store import Store
from kiosk.words.tables import RU
from kiosk.worktime import queries, rules
from kiosk.worktime.records import WorkKind

KIND_ON_PAPER: Final = {
    WorkKind.PLANS: "Корректировка планов и программ",
    WorkKind.LESSON_PLANS: "Разработка уроков",
    WorkKind.MATERIALS: "Подготовка учебных материалов, видеоуроков",
    WorkKind.INFORMING: "Информирование учащихся и родителей",
    WorkKind.SENDING: "Рассылка материалов",
    WorkKind.SELF_STUDY: "Организация самостоятельной работы",
    WorkKind.CHECKING: "Проверка самостоятельной работы",
    WorkKind.PARENTS: "Консультации для родителей",
    WorkKind.LEISURE: "Сопровождение полезного досуга",
    WorkKind.TRACKS: "Запись фонограмм",
    WorkKind.LISTENING: "Прослушивание подготовленного материала",
    WorkKind.PARTS: "Приём партий",
}


class MonthPaper(msgspec.Struct, frozen=True):
    """The sums by kind and the days behind them, every cell as it is printed."""

    name: str
    school: str
    month: str
    sums: tuple[tuple[str, int, str], ...]
    """Kind, days, hours."""
    days: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Date, then what was done and hours of each entry."""
    total: str


def month_paper(store: Store, staff: Staff, first: dt.date, last: dt.date) -> MonthPaper:
    """What one member of staff wrote down from a day to a day."""
    entries = [one for one in queries.entries_of(store, staff.id, first, last) if not one.struck]
    return MonthPaper(
        name=full_name(staff),
        school=school_name(store),
        month=f"{RU.months[first.month - 1]} {first.year} года",
        sums=tuple(
            (KIND_ON_PAPER[one.kind], one.days, hours_text(one.quarter_hours)) for one in rules.by_kind(entries)
        ),
        days=tuple(
            (
                f"{date:%d.%m.%Y}",
                tuple(
                    (f"{KIND_ON_PAPER[one.kind]}{f': {one.what}' if one.what else ''}", hours_text(one.quarter_hours))
                    for one in there
                ),
            )
            for date, there in groupby(entries, key=lambda one: one.date)
        ),
        total=hours_text(rules.total(entries)),
    )
