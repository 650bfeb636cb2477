"""A plan correction for tests of other rooms."""

import datetime as dt

from kiosk.plans.actions import file
from kiosk.plans.records import Content, Correction
from kiosk.regime.records import LessonKind
from tests.school import NamedSchool


def file_correction(school: NamedSchool, who: str) -> Correction:
    """Somebody moves a topic by two days."""
    content = Content(
        subject=school.subjects["Специальность"].id,
        subject_name="Специальность",
        student=school.students["Мария"].id,
        group=0,
        whom="Иванова Мария, 3 (8)",
        what="Тема «Штрихи» переносится",
        why="болезнь обучающейся",
        old_date=dt.date(2026, 11, 24),
        new_date=dt.date(2026, 11, 26),
        kind=LessonKind.INDIVIDUAL,
        means="МАКС, запись",
    )
    return file(school.store, school.actor(who), school.staff[who], content, now=school.clock.now())
