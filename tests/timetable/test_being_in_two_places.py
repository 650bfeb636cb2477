"""Versions, lessons in force and clashes: tables, and brute force as the judge (T1, T2, L2)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.timetable import rules
from kiosk.timetable.records import ChangeKind, DateChange, Lesson, TimetableMode, TimetableVersion

ON_SITE, DISTANCE = TimetableMode.ON_SITE, TimetableMode.DISTANCE
SEPTEMBER, NOVEMBER, JANUARY = dt.date(2026, 9, 1), dt.date(2026, 11, 16), dt.date(2027, 1, 11)
VERSIONS = [
    TimetableVersion(id=1, name="осень", mode=ON_SITE, since=SEPTEMBER),
    TimetableVersion(id=2, name="осень, дистанционное", mode=DISTANCE, since=NOVEMBER),
    TimetableVersion(id=3, name="весна", mode=ON_SITE, since=JANUARY),
    TimetableVersion(id=4, name="весна, снова", mode=ON_SITE, since=JANUARY),
]

# L2: mode, date → the version in force; of two with one date the later made
IN_FORCE = [
    (ON_SITE, dt.date(2026, 8, 31), None),
    (ON_SITE, SEPTEMBER, 1),
    (ON_SITE, dt.date(2027, 1, 10), 1),
    (ON_SITE, JANUARY, 4),
    (DISTANCE, dt.date(2026, 11, 15), None),
    (DISTANCE, NOVEMBER, 2),
    (DISTANCE, JANUARY, 2),
]


@pytest.mark.parametrize(("mode", "date", "version"), IN_FORCE)
def test_the_version_in_force(mode: TimetableMode, date: dt.date, version: int | None) -> None:
    for order in (VERSIONS, reversed(VERSIONS)):
        found = rules.version_on(order, mode, date)
        assert (found.id if found else None) == version


def lesson(number: int = 1, start: str = "14:00", end: str = "14:40", **more: int | str | dt.date | None) -> Lesson:
    """A Tuesday lesson of teacher 1 with student 1."""
    given = {"version": 1, "weekday": 1, "teacher": 1, "subject": 1, "student": 1, **more}
    return Lesson(id=number, start=dt.time.fromisoformat(start), end=dt.time.fromisoformat(end), **given)  # type: ignore[arg-type]  # because the table names fields


DAY = dt.timedelta(1)
# since, until, date → in force
BOUNDS = [
    (None, None, NOVEMBER, True),
    (NOVEMBER, None, NOVEMBER, True),
    (NOVEMBER, None, NOVEMBER - DAY, False),
    (None, NOVEMBER, NOVEMBER, True),
    (None, NOVEMBER, NOVEMBER + DAY, False),
    (NOVEMBER, NOVEMBER, NOVEMBER, True),
    (NOVEMBER, NOVEMBER - DAY, NOVEMBER, False),
]


@pytest.mark.parametrize(("since", "until", "date", "there"), BOUNDS)
def test_a_lesson_in_force(since: dt.date | None, until: dt.date | None, date: dt.date, *, there: bool) -> None:
    assert lesson(since=since, until=until).in_force(date) is there


# T2: the other lesson beside «14:00–14:40, teacher 1, accompanist 9, student 1, room 7» → kinds of clashes
MEMBERS = {1: frozenset({1, 2}), 2: frozenset({3, 4}), 3: frozenset({2, 3})}
FREE: dict[str, int | str] = {"teacher": 2, "student": 5}
BESIDE: list[tuple[str, dict[str, int | str], list[str]]] = [
    ("nothing in common", FREE, []),
    ("the same teacher", {**FREE, "teacher": 1}, ["teacher"]),
    ("the teacher accompanies there", {**FREE, "accompanist": 1}, ["teacher"]),
    ("the same accompanist", {**FREE, "accompanist": 9}, ["accompanist"]),
    ("the accompanist teaches there", {**FREE, "teacher": 9}, ["accompanist"]),
    ("teacher and accompanist", {**FREE, "teacher": 9, "accompanist": 1}, ["teacher", "accompanist"]),
    ("the same student", {**FREE, "student": 1}, ["student"]),
    ("a group of the student's", {"teacher": 2, "student": 0, "group": 1}, ["student"]),
    ("a group of others", {"teacher": 2, "student": 0, "group": 2}, []),
    ("a group that nobody knows", {"teacher": 2, "student": 0, "group": 8}, []),
    ("the same room", {**FREE, "room": "7"}, ["room"]),
    ("no room is no room", {**FREE, "room": ""}, []),
    (
        "everything",
        {"teacher": 1, "accompanist": 9, "student": 1, "room": "7"},
        ["teacher", "accompanist", "student", "room"],
    ),
    ("another day", {"teacher": 1, "student": 1, "room": "7", "weekday": 2}, []),
    ("just after", {"teacher": 1, "student": 1, "room": "7", "start": "14:40", "end": "15:20"}, []),
    ("just before", {"teacher": 1, "student": 1, "room": "7", "start": "13:20", "end": "14:00"}, []),
    ("a minute into it", {**FREE, "teacher": 1, "start": "14:39", "end": "15:20"}, ["teacher"]),
    ("within it", {**FREE, "teacher": 1, "start": "14:10", "end": "14:20"}, ["teacher"]),
    ("around it", {**FREE, "teacher": 1, "start": "13:00", "end": "16:00"}, ["teacher"]),
]


@pytest.mark.parametrize(("name", "other", "kinds"), BESIDE, ids=[row[0] for row in BESIDE])
def test_what_clashes(name: str, other: dict[str, int | str], kinds: list[str]) -> None:
    one, beside = lesson(accompanist=9, room="7"), lesson(2, **other)  # type: ignore[arg-type]  # because the table names fields
    assert [kind for kind, _ in rules.clashes(one, [beside], MEMBERS)] == kinds, name
    assert sorted(rules.CLASH_SENTENCE) == sorted(rules.CLASH_FIELD)


def test_two_groups_with_a_common_student_and_one_group_twice() -> None:
    one = lesson(student=0, group=1)
    common, same = lesson(2, teacher=2, student=0, group=3), lesson(3, teacher=2, student=0, group=1)
    assert [(kind, other.id) for kind, other in rules.clashes(one, [common, same], MEMBERS)] == [
        ("student", 2),
        ("group", 3),
    ]


def test_a_lesson_does_not_clash_with_itself() -> None:
    assert list(rules.clashes(lesson(), [lesson()], {})) == []


@st.composite
def lessons(draw: st.DrawFn, number: int) -> Lesson:
    """A lesson of a crowded school: few people, few rooms, two days."""
    begin = draw(st.integers(0, 20))
    length = draw(st.integers(1, 6))
    alone = draw(st.booleans())
    return Lesson(
        id=number,
        version=1,
        weekday=draw(st.integers(0, 1)),
        start=dt.time(9 + begin // 6, begin % 6 * 10),
        end=dt.time(9 + (begin + length) // 6, (begin + length) % 6 * 10),
        teacher=draw(st.integers(1, 3)),
        accompanist=draw(st.sampled_from([0, 0, 1, 4])),
        subject=1,
        student=draw(st.integers(1, 4)) if alone else 0,
        group=0 if alone else draw(st.integers(1, 3)),
        room=draw(st.sampled_from(["", "7", "8"])),
    )


def minutes_of(one: Lesson) -> set[tuple[int, int]]:
    """Every minute of the week that the lesson takes."""
    first, last = one.start.hour * 60 + one.start.minute, one.end.hour * 60 + one.end.minute
    return {(one.weekday, minute) for minute in range(first, last)}


def bodies_of(one: Lesson) -> set[tuple[str, int | str]]:
    """Everything that can be in one place only."""
    students = {one.student} if one.student else MEMBERS.get(one.group, frozenset())
    found: set[tuple[str, int | str]] = {("adult", who) for who in (one.teacher, one.accompanist) if who}
    found |= {("student", who) for who in students}
    return found | ({("room", one.room)} if one.room else set())


@given(lessons(1), lessons(2))
def test_clashes_are_symmetric_and_those_of_brute_force(one: Lesson, other: Lesson) -> None:
    found = bool(list(rules.clashes(one, [other], MEMBERS)))
    assert found == bool(list(rules.clashes(other, [one], MEMBERS)))
    assert found == bool(minutes_of(one) & minutes_of(other) and bodies_of(one) & bodies_of(other))


@given(st.lists(st.integers(2, 99), max_size=12, unique=True).flatmap(lambda ids: st.tuples(*map(lessons, ids))))
def test_every_overlap_of_a_week_is_found(others: tuple[Lesson, ...]) -> None:
    one = lesson(accompanist=4, room="7", start="09:30", end="10:30")
    wanted = {other.id for other in others if minutes_of(one) & minutes_of(other) and bodies_of(one) & bodies_of(other)}
    assert {other.id for _, other in rules.clashes(one, others, MEMBERS)} == wanted


# T1: a change of one date → start, room, teacher, cancelled
CHANGES = [
    (None, ("14:00", "7", 1, False)),
    (DateChange(lesson=1, date=NOVEMBER, kind=ChangeKind.CANCELLED), ("14:00", "7", 1, True)),
    (DateChange(lesson=1, date=NOVEMBER, kind=ChangeKind.MOVED, start=dt.time(16)), ("16:00", "7", 1, False)),
    (DateChange(lesson=1, date=NOVEMBER, kind=ChangeKind.MOVED, room="зал"), ("14:00", "зал", 1, False)),
    (DateChange(lesson=1, date=NOVEMBER, kind=ChangeKind.SUBSTITUTED, teacher=5), ("14:00", "7", 5, False)),
]


@pytest.mark.parametrize(("change", "planned"), CHANGES)
def test_a_lesson_on_one_of_its_dates(change: DateChange | None, planned: tuple[str, str, int, bool]) -> None:
    plan = rules.planned(lesson(room="7"), NOVEMBER, change)
    assert (f"{plan.start:%H:%M}", plan.room, plan.teacher, plan.cancelled) == planned
