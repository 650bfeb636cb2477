"""What the made-up school tells its families: two notices, one to be read (F4)."""

import datetime as dt

from kiosk.actor import SYSTEM, Role
from kiosk.clock import Clock
from kiosk.notices.actions import mark_read, write
from kiosk.notices.forms import NoticeInput
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store


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
