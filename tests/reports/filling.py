"""Days in each state of their life, made through the actions (H4)."""

import datetime as dt

from kiosk.problems import Refusal
from kiosk.reports import acceptance, actions, drafts
from kiosk.reports.acceptance import Seen
from kiosk.reports.day import day_view
from kiosk.reports.records import DAYS, Confirmed, DayReport
from kiosk.store import where
from tests.school import TODAY, NamedSchool


def report_of(school: NamedSchool, who: str = "Соколова", date: dt.date = TODAY) -> DayReport:
    """The day as it is stored."""
    found = school.store[DAYS].one((where("staff") == school.staff[who].id) & (where("date") == date))
    assert found is not None
    return found


def seen(school: NamedSchool, who: str = "Соколова", date: dt.date = TODAY) -> Seen:
    """The day as somebody sees it now."""
    return Seen(school.staff[who].id, date, report_of(school, who, date).rev)


def send_day(school: NamedSchool, who: str = "Соколова", date: dt.date = TODAY, **homework: str) -> DayReport:
    """Confirm the whole day, with homework by student or group, and hand it in."""
    typed = {f"L{school.lessons[name].id}": {"homework": text} for name, text in homework.items()}
    me, actor = school.staff[who], school.actor(who)
    drafts.save_drafts(school.store, me, date, typed, now=school.now())
    slots = [row.slot for row in day_view(school.store, me, date, now=school.now()).rows if row.open]
    how = Confirmed.IN_BULK
    done = actions.confirm(school.store, actor, me, date, slots, how=how, key=None, now=school.now(), hand_in=True)
    assert not isinstance(done, Refusal)
    assert done.sent or not slots
    if not slots:
        actions.hand_in(school.store, actor, me, date, key=None, now=school.now())
    return report_of(school, who, date)


def accept_day(school: NamedSchool, who: str = "Соколова", date: dt.date = TODAY, **homework: str) -> DayReport:
    """Hand it in and let the deputy accept it; the clock goes on a minute after each."""
    send_day(school, who, date, **homework)
    school.clock.advance(dt.timedelta(minutes=1))
    done = acceptance.accept(school.store, school.actor("Ким"), [seen(school, who, date)], key=None, now=school.now())
    assert done.days == 1
    school.clock.advance(dt.timedelta(minutes=1))
    return report_of(school, who, date)
