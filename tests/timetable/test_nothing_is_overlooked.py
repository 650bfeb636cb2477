"""A lesson's check asks only for those it may meet; it finds what looking at every lesson finds (T2)."""

import datetime as dt
import random

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import GROUPS, Group, Member
from kiosk.timetable import rules
from kiosk.timetable.actions import clash_problems
from kiosk.timetable.records import LESSONS, Lesson, Weeks
from tests.school import TODAY, NamedSchool

LESSONS_MADE = 150


def crowded(school: NamedSchool, chance: random.Random) -> list[Lesson]:
    """Lessons thrown into three days of two versions: groups share students, some lessons have ended."""
    students = [one.id for one in school.students.values()]
    staff = [one.id for one in school.staff.values()]
    with school.store.change(SYSTEM, "test: a crowded week") as change:
        for number in range(4):
            members = tuple(Member(student) for student in chance.sample(students, number))
            change.add(GROUPS, Group(name=f"Группа {number}", kind="ансамбль", members=members))
        groups = [one.id for one in change.search(GROUPS)]
        for _ in range(LESSONS_MADE):
            start = dt.time(chance.randrange(9, 19), chance.choice((0, 20, 40)))
            alone = chance.random() < 0.5
            lesson = replace(
                school.lessons["Мария"],
                id=0,
                rev=0,
                version=chance.choice((1, 1, 2)),
                weekday=chance.randrange(3),
                start=start,
                end=rules.later(start, chance.choice((30, 40, 80))),
                teacher=chance.choice(staff),
                accompanist=chance.choice((0, 0, *staff)),
                student=chance.choice(students) if alone else 0,
                group=0 if alone else chance.choice(groups),
                room=chance.choice(("", "7", "8", "9")),
                weeks=chance.choice(list(Weeks)),
                until=chance.choice((None, None, TODAY)),
                since=chance.choice((None, TODAY + dt.timedelta(1))),
            )
            change.add(LESSONS, replace(lesson, until=None if lesson.since else lesson.until))
    return school.store[LESSONS].all()


@pytest.mark.parametrize("seed", range(3))
def test_as_much_as_looking_at_every_lesson(school: NamedSchool, seed: int) -> None:
    lessons = crowded(school, random.Random(seed))  # noqa: S311  because a test has to be the same twice
    members = {group.id: frozenset(member.student for member in group.members) for group in school.store[GROUPS].all()}
    seen = 0
    for lesson in lessons:
        others = [one for one in lessons if one.version == lesson.version and rules.meet(one, lesson)]
        wanted = [rules.CLASH_SENTENCE[kind] for kind, _ in rules.clashes(lesson, others, members)]
        found = clash_problems(school.store, lesson, instead_of=lesson.id)
        assert [problem.msgid for problem in found] == wanted
        seen += len(wanted)
    assert seen > LESSONS_MADE
