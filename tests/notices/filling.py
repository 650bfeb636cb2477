"""A notice of the deputy's, as several tests want one (F4)."""

import datetime as dt
from typing import Any

from msgspec.structs import replace

from kiosk.notices.actions import write
from kiosk.notices.forms import NoticeInput
from kiosk.notices.records import Notice
from tests.school import TODAY, NamedSchool

EVERYONE = NoticeInput(
    title="Концерт в субботу", text="Малый зал, 12:00.", since=TODAY, until=TODAY + dt.timedelta(7), for_everyone=True
)


def tell(school: NamedSchool, by: str = "Ким", **more: Any) -> Notice:  # Any: fields of the form
    """A notice for everyone from today for a week, but for what is said otherwise."""
    given = replace(EVERYONE, **more)
    return write(school.store, school.actor(by), given, now=school.clock.now(), key=None)
