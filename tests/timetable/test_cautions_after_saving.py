"""A short pause, a late evening, one device at home: saved all the same, and said at once (T2)."""

import pytest
from msgspec.structs import replace

from kiosk.people.records import HOUSEHOLDS
from kiosk.regime.records import LessonKind
from kiosk.timetable import cautions
from kiosk.timetable.records import LESSONS
from tests.school import TODAY, NamedSchool

PAUSE, EVENING, DEVICE = "меньше 10 минут", "вечернего предела", "одно устройство"


def typed(school: NamedSchool, name: str, **more: object) -> dict[str, object]:
    """The form of a lesson as it stands, with something typed over."""
    lesson = school.lessons[name]
    whom = f"s{lesson.student}" if lesson.student else f"g{lesson.group}"
    return {
        "weekday": lesson.weekday,
        "start": f"{lesson.start:%H:%M}",
        "end": f"{lesson.end:%H:%M}",
        "teacher": lesson.teacher,
        "accompanist": lesson.accompanist or "",
        "subject": lesson.subject,
        "whom": whom,
        "room": lesson.room,
        "kind": lesson.kind.value,
        "channel": lesson.channel,
        "hours": "1",
        "weeks": "every",
    } | more


# what is typed into Пётр's lesson of 17:00; what is said after it was saved
SAVED: tuple[tuple[dict[str, object], set[str]], ...] = (
    ({}, set()),
    ({"start": "16:30", "end": "17:00"}, {PAUSE}),
    ({"start": "16:39", "end": "17:09"}, {PAUSE}),
    ({"start": "16:40", "end": "17:10"}, set()),
    ({"start": "19:30", "end": "20:00"}, set()),
    ({"start": "19:31", "end": "20:01"}, {EVENING}),
)


@pytest.mark.parametrize(("over", "said"), SAVED)
def test_a_weekly_lesson(school: NamedSchool, over: dict[str, object], said: set[str]) -> None:
    office = school.client("Ким")
    saved = office.post(f"/timetable/lessons/{school.lessons['Пётр'].id}", typed(school, "Пётр", **over))
    assert saved.status == 303
    page = office.get(saved.headers["Location"]).text
    assert {sentence for sentence in (PAUSE, EVENING, DEVICE) if sentence in page} == said
    assert PAUSE not in office.get(saved.headers["Location"].partition("?")[0]).text  # said once, not for ever


def test_a_new_lesson(school: NamedSchool) -> None:
    office = school.client("Ким")
    new = typed(school, "Артём", start="17:35", end="18:05")
    saved = office.post("/timetable/lessons/new", new)
    assert saved.status == 303, saved.text
    assert PAUSE in office.get(saved.headers["Location"]).text


def test_a_lesson_that_is_dragged(school: NamedSchool) -> None:
    office, lesson = school.client("Ким"), school.lessons["Пётр"]
    dragged = office.post(f"/timetable/lessons/{lesson.id}/move", {"weekday": 1, "start": "16:35"})
    assert PAUSE in office.get(dragged.headers["Location"]).text


def test_one_date(school: NamedSchool) -> None:
    office, lesson = school.client("Ким"), school.lessons["Пётр"]
    path = f"/timetable/lessons/{lesson.id}/dates/{TODAY}"
    saved = office.post(path, {"kind": "moved", "start": "19:45", "end": "20:15"})
    assert saved.status == 303
    assert EVENING in office.get(saved.headers["Location"]).text
    saved = office.post(path, {"kind": "moved", "start": "16:35", "end": "17:05"})
    assert PAUSE in office.get(saved.headers["Location"]).text
    saved = office.post(path, {"kind": "cancelled"})
    assert PAUSE not in office.get(saved.headers["Location"]).text


def test_brothers_and_sisters_with_one_device(school: NamedSchool) -> None:
    mine = school.lessons["Мария"]
    home = school.households["Ивановы"]
    sibling = next((student for student in home.students if student != mine.student), 0)
    assert sibling
    other = replace(mine, id=0, rev=0, student=sibling, teacher=school.staff["Белов"].id, room="", accompanist=0)
    with school.store.change(school.actor("Ким"), "one telephone for all") as change:
        change.put(HOUSEHOLDS, replace(home, devices="один телефон на всех"))
        change.put(LESSONS, replace(mine, kind=LessonKind.INDIVIDUAL))
        change.add(LESSONS, other)
    lesson = school.store[LESSONS].get(mine.id)
    assert lesson is not None
    said = [one.msgid for one in cautions.of_lesson(school.store, lesson, TODAY)]
    assert any("one device" in sentence for sentence in said)


def test_who_only_reads_is_told_nothing(school: NamedSchool) -> None:
    lesson = school.lessons["Пётр"]
    with school.store.change(school.actor("Ким"), "no pause") as change:
        change.put(LESSONS, replace(lesson, start=lesson.start.replace(hour=16, minute=30), end=lesson.start))
    path = f"/timetable/teachers/{lesson.teacher}?saved={lesson.id}"
    assert PAUSE in school.client("Ким").get(path).text
    assert PAUSE not in school.client("Соколова").get(path).text
