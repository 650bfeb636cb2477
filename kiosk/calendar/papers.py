"""The paper that each change of the calendar leaves: one content for print and DOCX (D4). Russian only."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

import msgspec

from kiosk.clock import Clock
from kiosk.documents import docx
from kiosk.problems import Refusal
from kiosk.school.queries import school_name
from kiosk.school.records import CalendarDeed, CalendarEdit, DayPlan, Span, YearPlan
from kiosk.store import Store
from kiosk.words.names import short_name
from kiosk.words.tables import RU

TITLE: Final = "О внесении изменений в календарный учебный график"
DEED_ON_PAPER: Final = {
    CalendarDeed.YEAR: "изменён учебный год",
    CalendarDeed.DAY: "изменён день",
    CalendarDeed.LOADED: "дни загружены из таблицы",
    CalendarDeed.SAMPLE: "загружены примерные сведения, требуют проверки",
    CalendarDeed.CONFIRMED: "сведения проверены",
}
WEEKDAY_OF: Final = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы")
NONE: Final = "—"


class Row(msgspec.Struct, frozen=True):
    """What changes, as it was and as it is."""

    what: str
    before: str
    after: str


class ChangePaper(msgspec.Struct, frozen=True):
    """The paper of one entry of the calendar's book."""

    number: int
    school: str
    title: str
    date: str
    deed: str
    reason: str
    rows: tuple[Row, ...]
    by: str
    undone: str

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        return f"Изменение графика {self.number}"


def change_paper(store: Store, edit: CalendarEdit, clock: Clock) -> ChangePaper:
    """The paper of an entry; it can be printed again at any time and is the same."""
    undone = f"{clock.local(edit.undone_at):%d.%m.%Y}, {edit.undone_by}" if edit.undone_at else ""
    return ChangePaper(
        number=edit.id,
        school=school_name(store),
        title=TITLE,
        date=f"{clock.local(edit.at):%d.%m.%Y}",
        deed=DEED_ON_PAPER[edit.deed],
        reason=edit.reason or NONE,
        rows=tuple(rows_of(edit)),
        by=short_name(edit.by),
        undone=undone,
    )


def change_docx(paper: ChangePaper) -> bytes | Refusal:
    """The same as a Word document."""
    return docx.fill(
        "calendar-change",
        {
            "number": paper.number,
            "school": paper.school,
            "title": paper.title,
            "date": paper.date,
            "deed": paper.deed,
            "reason": paper.reason,
            "rows": [{"what": row.what, "before": row.before, "after": row.after} for row in paper.rows],
            "by": paper.by,
            "undone": paper.undone,
        },
    )


def rows_of(edit: CalendarEdit) -> Iterator[Row]:
    """Everything that differs, days in the order of time after the year."""
    if edit.year is not None:
        yield from _year_rows(edit.year.before, edit.year.after)
    for day in sorted(edit.days, key=lambda one: (one.after or one.before or NO_DAY).date):
        plan = day.after or day.before or NO_DAY
        yield Row(day_title(plan.date), day_words(day.before), day_words(day.after))


NO_DAY: Final = DayPlan(dt.date.min, off=False)


def day_title(date: dt.date) -> str:
    """«04.11.2026, ср»."""
    return f"{date:%d.%m.%Y}, {RU.weekdays_short[date.weekday()]}"


def day_words(plan: DayPlan | None) -> str:
    """What a day is, in the school's words."""
    if plan is None:
        return "обычный день"
    if plan.off:
        what = "выходной"
    elif plan.as_weekday is None:
        what = "рабочий"
    else:
        what = f"рабочий по расписанию {WEEKDAY_OF[plan.as_weekday]}"
    return f"{what}: {plan.note}" + (" (проверьте)" if plan.to_check else "")


def _year_rows(before: YearPlan | None, after: YearPlan | None) -> Iterator[Row]:
    plan = after or before
    if plan is None:
        return
    old, new = _facts(before), _facts(after)
    for what in dict.fromkeys((*old, *new)):
        if old.get(what) != new.get(what):
            yield Row(f"{plan.name}: {what}", old.get(what, NONE), new.get(what, NONE))


def _facts(plan: YearPlan | None) -> dict[str, str]:
    if plan is None:
        return {}
    spans = (*plan.half_years, *plan.quarters, *plan.holidays)
    checked = "проверьте" if plan.to_check else "проверен"
    return {"учебный год": _days(plan), "сведения": checked, **{span.name: _days(span) for span in spans}}


def _days(span: Span | YearPlan) -> str:
    return f"{span.since:%d.%m.%Y} – {span.until:%d.%m.%Y}"
