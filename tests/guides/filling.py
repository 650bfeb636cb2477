"""A regulation with its file and an instruction of the school's own (F7)."""

import datetime as dt
import io

from kiosk.guides.actions import write
from kiosk.guides.forms import VersionInput
from kiosk.guides.records import Kind, Version
from kiosk.problems import Refusal
from tests.school import TODAY, NamedSchool

YEAR_BEGAN = dt.date(2026, 9, 1)
TEXT = "# Общее\n1.1. По приказу № 1601 и № 536.\n\n# Занятия\n1. Урок.\n2. Отчёт."


def put_in(school: NamedSchool, text: str = TEXT, file: bytes = b"%PDF", since: dt.date = YEAR_BEGAN) -> Version:
    """The deputy puts in the regulation, with its scan."""
    given = VersionInput(since, text, "приказ директора № 12", since)
    return written(school, Kind.REGULATION, given, ("Положение.pdf", io.BytesIO(file)) if file else None)


def write_guide(
    school: NamedSchool, text: str = "1. Наш шаг.", kind: Kind = Kind.TEACHER, since: dt.date = TODAY
) -> Version:
    """The deputy writes an instruction."""
    return written(school, kind, VersionInput(since, text, "", None))


def written(
    school: NamedSchool, kind: Kind, given: VersionInput, file: tuple[str, io.BytesIO] | None = None
) -> Version:
    """A version, and no refusal."""
    version = write(school.store, school.actor("Ким"), kind, given, file, now=school.clock.now(), key=None)
    assert not isinstance(version, Refusal)
    return version
