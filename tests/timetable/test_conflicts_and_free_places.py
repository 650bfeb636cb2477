"""All conflicts of a timetable, and where a lesson could be instead (T2)."""

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import HOUSEHOLDS, Household
from kiosk.regime.records import LessonKind
from kiosk.timetable.conflicts import ConflictKind, Surroundings, conflicts
from kiosk.timetable.places import places
from kiosk.timetable.records import LESSONS, Lesson, Weeks
from kiosk.timetable.rules import clashes, later
from tests.school import NamedSchool

MEMBERS = {1: frozenset({11, 12}), 2: frozenset({12, 13})}
AROUND = Surroundings(members=MEMBERS, one_device={21: 5, 22: 5})


def lesson(number: int, at: str, minutes: int = 40, **other: Any) -> Lesson:  # Any: because tests vary every field
    start = dt.time.fromisoformat(at)
    told: dict[str, Any] = {"weekday": 0, "teacher": number, "subject": 1, "room": f"к{number}"}
    if "group" not in other:
        told["student"] = 100 + number
    return Lesson(id=number, version=1, start=start, end=later(start, minutes), **(told | other))


# два занятия; какие накладки
PAIRS: tuple[tuple[dict[str, object], dict[str, object], list[str]], ...] = (
    ({}, {}, []),
    ({"teacher": 1}, {"teacher": 1}, ["teacher"]),
    ({"teacher": 1}, {"accompanist": 1}, ["teacher"]),
    ({"accompanist": 3}, {"accompanist": 3}, ["teacher"]),
    ({"student": 11}, {"student": 11}, ["student"]),
    ({"student": 11}, {"group": 1}, ["student"]),
    ({"group": 1}, {"group": 2}, ["student"]),
    ({"group": 1}, {"group": 1}, ["group"]),
    ({"room": "7"}, {"room": "7"}, ["room"]),
    ({"room": "7", "kind": LessonKind.SELF_STUDY}, {"room": "7", "kind": LessonKind.SELF_STUDY}, []),
    ({"teacher": 1, "room": "7"}, {"teacher": 1, "room": "7"}, ["teacher", "room"]),
    ({"teacher": 1, "weeks": Weeks.ODD}, {"teacher": 1, "weeks": Weeks.EVEN}, []),
    ({"teacher": 1, "weeks": Weeks.ODD}, {"teacher": 1}, ["teacher"]),
    ({"teacher": 1, "until": dt.date(2026, 11, 30)}, {"teacher": 1, "since": dt.date(2026, 12, 1)}, []),
    ({"student": 21, "kind": LessonKind.INDIVIDUAL}, {"student": 22, "kind": LessonKind.INDIVIDUAL}, ["device"]),
    ({"student": 21, "kind": LessonKind.INDIVIDUAL}, {"student": 22, "kind": LessonKind.SELF_STUDY}, []),
)


@pytest.mark.parametrize(("one", "other", "kinds"), PAIRS)
def test_two_lessons_at_one_hour(one: dict[str, Any], other: dict[str, Any], kinds: list[str]) -> None:
    both = [lesson(1, "14:00", **one), lesson(2, "14:20", **other)]
    assert [found.kind.value for found in conflicts(both, AROUND)] == kinds


@pytest.mark.parametrize(
    ("begin", "kinds"), (("14:39", ["teacher"]), ("14:40", ["pause"]), ("14:49", ["pause"]), ("14:50", []))
)
def test_a_pause_of_ten_minutes(begin: str, kinds: list[str]) -> None:
    both = [lesson(1, "14:00", teacher=1), lesson(2, begin, teacher=1)]
    assert [found.kind.value for found in conflicts(both, AROUND)] == kinds


def test_a_double_lesson_of_a_group_needs_no_pause() -> None:
    both = [lesson(1, "14:00", group=1, teacher=1), lesson(2, "14:40", group=1, teacher=1)]
    assert conflicts(both, AROUND) == []


@pytest.mark.parametrize(("begin", "late"), (("19:20", False), ("19:21", True)))
def test_the_evening_has_a_limit(begin: str, *, late: bool) -> None:
    found = conflicts([lesson(1, begin)], AROUND)
    assert [one.kind for one in found] == ([ConflictKind.EVENING] if late else [])


weeks = st.lists(
    st.builds(
        lesson,
        number=st.integers(1, 10_000),
        at=st.sampled_from(("14:00", "14:20", "14:50", "15:10")),
        minutes=st.sampled_from((30, 40, 60)),
        weekday=st.integers(0, 1),
        teacher=st.integers(1, 3),
        room=st.sampled_from(("7", "8", "")),
        student=st.integers(11, 13),
    ),
    max_size=10,
    unique_by=lambda one: one.id,
)


@given(weeks)
def test_the_sweep_finds_what_comparing_every_pair_finds(lessons: list[Lesson]) -> None:
    hard = {
        (one.kind.value, one.one.id, one.other.id) for one in conflicts(lessons, AROUND) if one.kind.hard and one.other
    }
    by_pairs = {
        ({"accompanist": "teacher"}.get(kind, kind), *sorted((one.id, other.id)))
        for one in lessons
        for kind, other in clashes(one, lessons, MEMBERS)
    }
    assert {(kind, *sorted((one, other))) for kind, one, other in hard} == by_pairs


@given(weeks)
def test_a_free_place_is_free(lessons: list[Lesson]) -> None:
    for one in lessons[:3]:
        for place in places(one, lessons, AROUND, ("7", "8", "9")):
            moved = replace(one, weekday=place.weekday, start=place.start, end=place.end, room=place.room)
            others = [other for other in lessons if other.id != one.id]
            mine = [
                found
                for found in conflicts([*others, moved], AROUND)
                if one.id in {found.one.id, found.other and found.other.id}
            ]
            assert not [found for found in mine if found.kind.hard or found.kind is ConflictKind.DEVICE]
            assert (ConflictKind.EVENING in {found.kind for found in mine}) is place.late


def test_the_nearest_place_with_a_pause_comes_first() -> None:
    mine = lesson(1, "14:00", teacher=1, room="7")
    others = [lesson(2, "14:00", teacher=1), lesson(3, "15:00", room="7")]
    first = places(mine, others, AROUND, ("7", "8"))[0]
    assert (first.weekday, first.start, first.room, first.tight) == (0, dt.time(13, 10), "7", False)


def test_another_room_when_ones_own_is_taken_all_day() -> None:
    mine = lesson(1, "14:00", room="7")
    others = [lesson(number, "08:00", 13 * 60, weekday=number - 2, room="7") for number in range(2, 8)]
    assert {place.room for place in places(mine, others, AROUND, ("7", "8"))} == {"8"}


# in the browser


def test_two_children_one_telephone_are_seen_and_moved_by_one_press(school: NamedSchool) -> None:
    office, mine = school.client("Ким"), school.lessons["Мария"]
    pair = (school.students["Мария"].id, school.students["Матвей"].id)
    with school.store.change(SYSTEM, "test") as change:
        change.add(HOUSEHOLDS, Household(name="Двое", students=pair, devices="телефон", internet="да"))
        twin = change.add(LESSONS, replace(mine, id=0, rev=0, student=pair[1], teacher=school.staff["Белов"].id))
    page = office.get("/timetable/conflicts")
    page = office.get(page.headers["Location"])
    assert "одним устройством" in page.text
    assert f"/timetable/lessons/{twin.id}/places" in page.text
    offered = office.get(f"/timetable/lessons/{twin.id}/places")
    place = re.findall(r'name="place" value="([^"]+)"', offered.text)[0]
    assert office.post(f"/timetable/lessons/{twin.id}/places", {"place": place}).status == 303
    moved = [one for one in school.store[LESSONS].all() if one.student == pair[1]][-1]
    assert f"{moved.weekday} {moved.start:%H:%M} {moved.room}" == place
    page = office.get(office.get("/timetable/conflicts").headers["Location"])
    assert "одним устройством" not in page.text


def test_a_place_that_is_none_moves_nothing(school: NamedSchool) -> None:
    mine = school.lessons["Мария"]
    answer = school.client("Ким").post(f"/timetable/lessons/{mine.id}/places", {"place": "9 99:99 x"})
    assert answer.status == 422
    assert "свободно" in answer.text.lower() or "занято" in answer.text
    assert school.store[LESSONS].get(mine.id) == mine
