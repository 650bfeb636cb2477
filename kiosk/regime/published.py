"""Forms of distance lessons as the school publishes them, so that families can choose (§1, F10)."""

import datetime as dt
from typing import Final

from kiosk.documents.site import SitePage, paragraph, table
from kiosk.people.records import DEPARTMENTS, SUBJECTS, Cycle, Subject
from kiosk.regime.conditions import Collective, Company, Conditions, Subjects, Timing, edition_on
from kiosk.regime.records import KIND_ON_PAPER
from kiosk.store import Store

SUBJECTS_ON_PAPER: Final = {
    Subjects.ALL: "все предметы",
    Subjects.IN_GROUPS: "групповые предметы",
    Subjects.INDIVIDUAL: "индивидуальные предметы",
}
COMPANY_ON_PAPER: Final = {
    Company.ONE: "преподаватель с одним учащимся",
    Company.GROUP: "преподаватель с группой",
    Company.EITHER: "с одним учащимся или с группой",
    Company.NOBODY: "учащийся смотрит один",
}
TIMING_ON_PAPER: Final = {
    Timing.REAL_TIME: "в реальном времени, по расписанию",
    Timing.BY_TIMETABLE: "по расписанию",
    Timing.FREE: "в любое удобное время",
}
COLLECTIVE_ON_PAPER: Final = {
    Collective.LAWFUL: "можно",
    Collective.EXPERIMENT: "только в экспериментальном режиме",
    Collective.NEVER: "нельзя",
}
CYCLE_ON_PAPER: Final = {
    Cycle.PERFORMANCE: "исполнительство",
    Cycle.VISUAL_ARTS: "изобразительное искусство",
    Cycle.THEORY: "теория и история музыки",
}
FORMS: Final = ("Форма занятия", "Для чего", "Кто с кем", "Когда", "Длительность", "Хор, оркестр, ансамбль")
TAUGHT: Final = ("Отделение", "Предмет", "Как проходит в школе")


def forms_of_lessons(store: Store, date: dt.date) -> SitePage:
    """The table of §1 in plain words, and what the school teaches."""
    forms = table(FORMS, map(_form, edition_on(date).rows))
    departments = {one.id: one.name for one in store[DEPARTMENTS].all()}
    subjects = [one for one in store[SUBJECTS].all(order=("name",)) if one.retired_on is None]
    subjects.sort(key=lambda one: departments.get(one.department, ""))
    taught = table(TAUGHT, (_taught(one, departments.get(one.department, "—")) for one in subjects))
    return SitePage(
        "formy.html",
        "Формы дистанционных занятий и предметы",
        f"{paragraph(WHAT_FOR)}{forms}<h2>Предметы школы</h2>{taught}",
    )


def _form(row: Conditions) -> tuple[str, ...]:
    without = ", ".join(CYCLE_ON_PAPER[cycle] for cycle in sorted(row.excluded))
    return (
        KIND_ON_PAPER[row.kind],
        f"{SUBJECTS_ON_PAPER[row.subjects]}{f', кроме цикла «{without}»' if without else ''}",
        COMPANY_ON_PAPER[row.company],
        TIMING_ON_PAPER[row.timing],
        f"не больше {row.minutes} минут" if row.minutes else "не ограничена",
        "—" if row.subjects is Subjects.INDIVIDUAL else COLLECTIVE_ON_PAPER[row.collective],
    )


def _taught(subject: Subject, department: str) -> tuple[str, ...]:
    how = "коллективно" if subject.collective else "индивидуально" if subject.individual else "в группе"
    return department, subject.name, how


WHAT_FOR: Final = (
    "В дистанционный период каждый урок проходит в одной из этих форм. Какая подходит ребёнку, решают вместе с "
    "преподавателем: есть ли дома устройство и связь, когда ребёнок свободен."
)
