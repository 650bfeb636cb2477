"""A lesson's check asks only for those it may meet; it finds what looking at every lesson finds (T2)."""

import datetime as dt
import random

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import GROUPS, Group, Member
from kiosk.timetable import queries, rules
from kiosk.timetable.actions import clash_problems, clash_problems_on
from kiosk.timetable.forms import ChangeInput
from kiosk.timetable.records import DATE_CHANGES, LESSONS, ChangeKind, DateChange, Lesson, Weeks
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


@pytest.mark.parametrize("seed", range(3))
def test_as_much_as_looking_at_the_whole_day(school: NamedSchool, seed: int) -> None:
    """What is different on the date counts, whoever it brings there (T1)."""
    chance = random.Random(seed)  # noqa: S311  because a test has to be the same twice
    crowded(school, chance)
    staff = [one.id for one in school.staff.values()]
    date = TODAY - dt.timedelta(TODAY.weekday())
    with school.store.change(SYSTEM, "test: much is different on that day") as change:
        for plan in queries.day(school.store, date)[::3]:
            start = dt.time(chance.randrange(9, 19), 0)
            change.add(DATE_CHANGES, different(plan.lesson.id, date, start, chance.choice((0, *staff))))
    plans, seen = queries.day(school.store, date), 0
    members = {group.id: frozenset(group.students_on(date)) for group in school.store[GROUPS].all()}
    for plan in plans:
        given = ChangeInput(ChangeKind.MOVED, plan.start, plan.end, "8", 0, "")
        new = rules.on_its_date(rules.planned(plan.lesson, date, None))
        new = replace(new, start=plan.start, end=plan.end, room="8")
        others = [rules.on_its_date(one) for one in plans if one.lesson.id != plan.lesson.id and not one.cancelled]
        wanted = [rules.CLASH_SENTENCE[kind] for kind, _ in rules.clashes(new, others, members)]
        assert [one.msgid for one in clash_problems_on(school.store, plan.lesson, date, given)] == wanted
        seen += len(wanted)
    assert seen


def different(lesson: int, date: dt.date, start: dt.time, teacher: int) -> DateChange:
    """By somebody else and an hour long, or cancelled where nobody is named."""
    kind = ChangeKind.SUBSTITUTED if teacher else ChangeKind.CANCELLED
    return DateChange(lesson=lesson, date=date, kind=kind, start=start, end=rules.later(start, 60), teacher=teacher)
