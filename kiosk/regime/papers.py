"""The order on paper with the lists of those who have read it: one content for print and DOCX (D1, F10).

Russian only, as the school's papers are. What it takes from elsewhere was written down with the order (L2).
"""

import datetime as dt
from typing import Final

import msgspec

from kiosk.actor import Role
from kiosk.documents import docx
from kiosk.people.names import class_label, full_name, student_name
from kiosk.problems import Refusal
from kiosk.regime.concerned import Concerned, Names
from kiosk.regime.records import AsSigned, Effect, Mode, Order, Scope
from kiosk.school.queries import channels, school_name
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store
from kiosk.words import tongue
from kiosk.words.names import short_name

TITLE: Final = {
    Effect.OPEN: "О переходе на обучение с применением дистанционных образовательных технологий",
    Effect.EXTEND: "О продлении срока обучения с применением дистанционных образовательных технологий",
    Effect.CUT: "О сокращении срока обучения с применением дистанционных образовательных технологий",
    Effect.CLOSE: "О завершении обучения с применением дистанционных образовательных технологий",
}
GROUND: Final = (
    "На основании статьи 16 Федерального закона от 29.12.2012 № 273-ФЗ «Об образовании в Российской Федерации», "
    "постановления Правительства Российской Федерации от 11.10.2023 № 1678 и Положения о дистанционном режиме обучения "
    "школы."
)
CONTROL: Final = "Контроль за исполнением приказа оставляю за собой."
BLANK: Final = "____________________"


class OrderPaper(msgspec.Struct, frozen=True):
    """The paper: head, points, signature, and two lists to sign."""

    school: str
    date: str
    number: str
    title: str
    ground: str
    reason: str
    points: tuple[str, ...]
    director: str
    staff: tuple[str, ...]
    families: tuple[tuple[str, str], ...]
    """Children with their classes, and the guardian who signs for them."""
    annulled: bool
    signed: dt.date

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        return f"Приказ {self.number} {self.signed:%Y-%m-%d}"


def as_signed(store: Store, order: Order) -> AsSigned:
    """What the paper takes from elsewhere: to be stored with the order."""
    names: dict[Role, str] = {}
    for account in store[ACCOUNTS].all(order=("id",)):
        for role in account.roles if not account.closed else ():
            names.setdefault(role, account.name)
    return AsSigned(
        school=school_name(store),
        director=names.get(Role.DIRECTOR, ""),
        deputy=names.get(Role.DEPUTY, ""),
        platforms=tuple(channel.name for channel in channels(store, on=order.since)),
    )


def order_paper(store: Store, order: Order, first: Order, names: Names, people: Concerned) -> OrderPaper:
    """An order as it is printed; ``first`` opened the period (the order itself, or the one that it changes)."""
    written = order.as_signed or as_signed(store, order)
    points = _opening(order, written, names) if order.effect is Effect.OPEN else _changing(order, first)
    own = tuple(line.strip() for line in order.text.split("\n") if line.strip())
    return OrderPaper(
        school=written.school,
        date=f"{tongue('ru').day_year(order.signed)} г.",
        number=order.number,
        title=TITLE[order.effect],
        ground=GROUND,
        reason=order.reason,
        points=(*points, *own, CONTROL),
        director=short_name(written.director) or BLANK,
        staff=tuple(full_name(one) for one in people.staff),
        families=tuple(
            (
                ", ".join(f"{student_name(child)}, {class_label(child)}" for child in people.of_household[one.id]),
                one.guardians[0].name if one.guardians else "",
            )
            for one in people.households
        ),
        annulled=order.annulled is not None,
        signed=order.signed,
    )


def _opening(order: Order, written: AsSigned, names: Names) -> tuple[str, ...]:
    deputy = f" {short_name(written.deputy)}" if written.deputy else ""
    experimental = names.experimental(order)
    points = [
        MODE_POINT[order.mode].format(whom=_whom(order, names), days=days_on_paper(order.since, order.until)),
        LENGTH[order.mode],
        f"Допустить в образовательном процессе: {', '.join(written.platforms) or BLANK}.",
    ]
    if experimental:
        points.append(f"Проводить уроки-конференции в экспериментальном режиме: {'; '.join(experimental)}.")
    return (
        *points,
        (
            f"Заместителю директора по УВР{deputy}: внести изменения в календарный учебный график, составить "
            "расписание, принимать ежедневные отчёты и вести учёт часов."
        ),
        (
            "Заведующим отделениями: организовать текущий контроль и аттестацию; о сроках аттестации сообщить "
            "не позднее чем за две недели."
        ),
        (
            "Преподавателям и концертмейстерам: до начала занятий сообщить учащимся и родителям расписание и способ "
            "связи; каждый день сдавать отчёт по форме Приложения № 1."
        ),
        (
            f"Ответственному за официальный сайт ({BLANK}): разместить приказ и расписание онлайн-занятий, которые "
            "проходят в определённое время."
        ),
        (
            "Получить письменное согласие родителей (законных представителей). Как учатся те, у кого нет техники "
            "или связи, решить для каждого отдельно."
        ),
        "Заключить с педагогическими работниками дополнительные соглашения к трудовым договорам.",
    )


def _changing(order: Order, first: Order) -> tuple[str, ...]:
    old = f"приказом от {first.signed:%d.%m.%Y} № {first.number}"
    last = f"{tongue('ru').day_year(order.until)} г."
    after = f"{tongue('ru').day_year(order.until + dt.timedelta(1))} г."
    rest = f"Остальные пункты приказа от {first.signed:%d.%m.%Y} № {first.number} действуют без изменений."
    tell = "Преподавателям и концертмейстерам: сообщить об изменении учащимся и родителям (законным представителям)."
    back = f"С {after} проводить занятия по очному расписанию."
    match order.effect:
        case Effect.EXTEND:
            return (f"Продлить срок, установленный {old}: последний день — {last}", rest, tell)
        case Effect.CUT:
            return (f"Сократить срок, установленный {old}: последний день — {last}", back, rest, tell)
        case _:
            if order.until < first.since:
                return (f"Отменить переход, установленный {old}, до его начала.", tell)
            return (f"Завершить обучение, установленное {old}: последний день — {last}", back, tell)


MODE_POINT: Final = {
    Mode.FULL: "Перевести {days} {whom} на обучение исключительно с применением дистанционных образовательных "
    "технологий.",
    Mode.AUXILIARY: "Применять {days} в обучении {whom} дистанционные образовательные технологии как вспомогательное "
    "средство; занятия по очному расписанию сохраняются.",
    Mode.BLENDED: "Организовать {days} для {whom} смешанное обучение: часть занятий проводить очно, часть "
    "с применением дистанционных образовательных технологий.",
}
LENGTH: Final = {
    Mode.FULL: "Проводить занятия по расписанию на период дистанционного обучения. Одно занятие длится не более "
    "30 минут, учебные часы сохраняются.",
    Mode.AUXILIARY: "Дистанционное занятие длится не более 30 минут, учебные часы сохраняются.",
    Mode.BLENDED: "Дистанционное занятие длится не более 30 минут, учебные часы сохраняются; очные занятия длятся "
    "как обычно.",
}


def _whom(order: Order, names: Names) -> str:
    """«всех обучающихся», «обучающихся отделений: …»: the same form after every verb of MODE_POINT."""
    listed = "; ".join(names.whom(order))
    match order.scope:
        case Scope.SCHOOL:
            return "всех обучающихся школы"
        case Scope.DEPARTMENTS:
            return f"обучающихся отделений ({listed})"
        case Scope.GROUPS:
            return f"обучающихся групп ({listed})"
        case Scope.STUDENTS:
            return f"обучающихся ({listed})"


def days_on_paper(since: dt.date, until: dt.date) -> str:
    """«с 16 ноября 2026 г. по 28 ноября 2026 г.»."""
    words = tongue("ru")
    return f"с {words.day_year(since)} г. по {words.day_year(until)} г."


def to_docx(paper: OrderPaper) -> bytes | Refusal:
    """The paper as a Word document, to be changed by hand where the school wants it."""
    return docx.fill(
        "order",
        {
            "school": paper.school,
            "date": paper.date,
            "number": paper.number,
            "title": paper.title,
            "ground": paper.ground,
            "reason": paper.reason,
            "points": [f"{place}. {point}" for place, point in enumerate(paper.points, 1)],
            "director": paper.director,
            "staff": [{"place": place, "name": name} for place, name in enumerate(paper.staff, 1)],
            "families": [
                {"place": place, "children": children, "guardian": guardian}
                for place, (children, guardian) in enumerate(paper.families, 1)
            ],
        },
    )
