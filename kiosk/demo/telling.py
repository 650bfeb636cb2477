"""What the made-up school tells: notices, a short regulation in our own words, a list to sign (F4, F7, F10)."""

import datetime as dt
from typing import Final

from kiosk.acquaintance import actions as lists
from kiosk.acquaintance.queries import documents
from kiosk.acquaintance.records import SigningList, Whose
from kiosk.actor import SYSTEM, Actor, Role
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
    guides.write(store, deputy(store), Kind.REGULATION, given, now=clock.now(), key="demo regulation")


def hand_out_the_regulation(store: Store, clock: Clock, school: str) -> None:
    """The staff is to know it; two of three have signed (F10)."""
    today = clock.today()
    document = next(one for one in documents(store, today) if one.code == "regulation")
    given = SigningList(
        about=document.about,
        address=document.address,
        whose=Whose.STAFF,
        made_by="",
        made_on=today,
    )
    made = lists.make(store, deputy(store), given, school=school, today=today, key="demo list")
    if isinstance(made, SigningList):
        persons = [one.id for one in made.people[: len(made.people) * 2 // 3]]
        lists.sign(store, deputy(store), made, persons, today, now=clock.now())


def deputy(store: Store) -> Actor:
    """Who does all this."""
    return actor_of(store, Role.DEPUTY)


def actor_of(store: Store, role: Role) -> Actor:
    """The first of the staff with a role, as the one who acts."""
    account = next(one for one in store[ACCOUNTS].all() if role in one.roles)
    return Actor(f"account:{account.id}", account.name, account.id, roles=frozenset(account.roles))


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
    by = deputy(store)
    write(store, by, concert, now=now, key="demo concert")
    notice = write(store, by, lessons, now=now, key="demo lessons")
    for home in homes[len(homes) // 3 :]:
        mark_read(store, SYSTEM, notice, home, now=now)
