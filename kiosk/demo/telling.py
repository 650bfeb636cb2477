"""What the made-up school tells: two notices, one to be read, and a short regulation in words of our own (F4, F7)."""

import datetime as dt
from typing import Final

from kiosk.actor import SYSTEM, Role
from kiosk.clock import Clock
from kiosk.guides import actions as guides
from kiosk.guides.forms import VersionInput
from kiosk.guides.records import Kind
from kiosk.notices.actions import mark_read, write
from kiosk.notices.forms import NoticeInput
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store

REGULATION: Final = """Это учебный пример: положение выдуманной школы, коротко и своими словами.

# 1. Когда школа учит на расстоянии
1.1. Дистанционный период открывает и закрывает приказ директора.
1.2. О начале и конце периода семьи узнают из объявления школы и по телефону.

# 2. Как проходят занятия
2.1. Занятия идут по расписанию, дистанционный урок длится не больше 30 минут.
2.2. Способ связи назван рядом с уроком; семья может попросить другой.

# 3. Что записывает преподаватель
3.1. Преподаватель каждый день сдаёт отчёт, заместитель его принимает.
3.2. Нормы часов школа сверяет с приказом № 1601.
"""


def write_regulation(store: Store, clock: Clock, since: dt.date) -> None:
    """It holds since the school year began."""
    given = VersionInput(since, REGULATION, "приказ директора № 12", since - dt.timedelta(3))
    guides.write(store, SYSTEM, Kind.REGULATION, given, now=clock.now(), key="demo regulation")


def write_notices(store: Store, clock: Clock, homes: list[int]) -> None:
    """The deputy has put up two; some families have read the one that has to be."""
    today, now = clock.today(), clock.now()
    concert = NoticeInput(
        title="Концерт учащихся",
        text="В субботу в 12:00 в малом зале. Вход свободный, родители и друзья приглашаются.",
        since=today,
        until=today + dt.timedelta(7),
        for_everyone=True,
    )
    lessons = NoticeInput(
        title="Как проходят дистанционные занятия",
        text="Уроки идут по расписанию на этой странице, до 30 минут. Нет техники или связи? Скажите в кабинете 1.",
        since=today - dt.timedelta(1),
        until=today + dt.timedelta(14),
        for_everyone=True,
        for_staff=True,
        must_read=True,
    )
    deputy = next((one.name for one in store[ACCOUNTS].all() if Role.DEPUTY in one.roles), "")
    write(store, SYSTEM, concert, now=now, key="demo concert", by=deputy)
    notice = write(store, SYSTEM, lessons, now=now, key="demo lessons", by=deputy)
    for home in homes[len(homes) // 3 :]:
        mark_read(store, SYSTEM, notice, home, now=now)
