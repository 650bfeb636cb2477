"""A make-up at an hour that somebody typed: judged as the offered ones are, refused with a sentence (L4, T2, L7)."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.absences.records import ABSENCES, Absence
from kiosk.actor import SYSTEM
from kiosk.makeups.queries import with_standing
from kiosk.makeups.rules import Standing
from kiosk.school.records import SPECIAL_DAYS, SpecialDay
from kiosk.timetable.records import DATE_CHANGES, LESSONS, ChangeKind, DateChange
from kiosk.told.records import TOLD, ToldAbsence, Why
from tests.makeups.filling import miss_lesson
from tests.school import TODAY, NamedSchool

WEDNESDAY, THURSDAY = TODAY + dt.timedelta(1), TODAY + dt.timedelta(2)


@pytest.fixture
def wednesday(school: NamedSchool) -> NamedSchool:
    """On Wednesdays Соколова teaches Артём at 14:00, Белов teaches Мария at 16:00; Thursday is a holiday."""
    with school.store.change(SYSTEM, "a Wednesday") as change:
        usual = replace(school.lessons["Артём"], id=0, rev=0, weekday=2, room="9")
        school.lessons["ср Артём"] = change.add(LESSONS, replace(usual, start=dt.time(14), end=dt.time(14, 30)))
        with_another = replace(
            school.lessons["Мария"],
            id=0,
            rev=0,
            weekday=2,
            teacher=school.staff["Белов"].id,
            room="8",
            start=dt.time(16),
            end=dt.time(16, 30),
        )
        change.add(LESSONS, with_another)
        change.add(SPECIAL_DAYS, SpecialDay(date=THURSDAY, off=True, note="День города"))
    return school


# typed, at which field, what is said
REFUSED = (
    ({"date": ""}, "date", "Заполните"),
    ({"date": "24.11"}, "date", "позже пропущенного"),
    ({"date": "23.11"}, "date", "позже пропущенного"),
    ({"date": "31.02"}, "date", "31.02"),
    ({"date": f"{THURSDAY:%d.%m}"}, "date", "День города"),
    ({"date": "29.11"}, "date", "29.11"),
    ({"date": "02.12"}, "date", "нет расписания"),
    ({"start": ""}, "start", "Заполните"),
    ({"start": "25:00"}, "start", "25:00"),
    ({"start": "06:30"}, "start", "с 08:00 до 21:00"),
    ({"start": "20:45"}, "start", "с 08:00 до 21:00"),
    ({"start": "11:00", "end": "10:30"}, "end", "четырёх часов"),
    ({"start": "10:00", "end": "10:45"}, "end", "§1"),
    ({"start": "14:10"}, "start", "Соколова М. П."),
    ({"start": "16:10"}, "start", "Иванова Мария"),
    ({"start": "16:20", "room": "8"}, "room", "8"),
)


@pytest.mark.parametrize(("typed", "field", "said"), REFUSED)
def test_what_cannot_be_is_refused_at_its_field(
    wednesday: NamedSchool, typed: dict[str, object], field: str, said: str
) -> None:
    missed = miss_lesson(wednesday)
    right: dict[str, object] = {"date": f"{WEDNESDAY:%d.%m}", "start": "10:00"}
    address = f"/make-ups/{missed.id}"
    answer = wednesday.client("Соколова").post(f"{address}/hour", right | typed, page=address)
    assert answer.status == 422
    assert f'href="#{field}"' in answer.text
    assert said in answer.text
    for name, text in (right | typed).items():
        assert not text or f'name="{name}" value="{text}"' in answer.text
    assert with_standing(wednesday.store, [missed])[0].standing is Standing.OPEN


def test_a_day_that_is_over_is_refused(wednesday: NamedSchool) -> None:
    missed = miss_lesson(wednesday)
    wednesday.clock.set(dt.datetime.combine(WEDNESDAY + dt.timedelta(2), dt.time(9)))
    address = f"/make-ups/{missed.id}"
    typed: dict[str, object] = {"date": f"{WEDNESDAY:%d.%m}", "start": "10:00"}
    answer = wednesday.client("Соколова").post(f"{address}/hour", typed, page=address)
    assert (answer.status, "уже прошёл" in answer.text) == (422, True)


def test_nobody_is_offered_a_day_on_which_he_is_not_there(wednesday: NamedSchool) -> None:
    """L1, L16: neither offered nor placed by hand while the teacher is away or the student is told absent."""
    missed, teacher = miss_lesson(wednesday), wednesday.client("Соколова")
    address, until, now = f"/make-ups/{missed.id}", WEDNESDAY + dt.timedelta(20), wednesday.clock.now()
    assert f'value="{WEDNESDAY}' in teacher.get(address).text
    away = Absence(staff=wednesday.staff["Соколова"].id, since=WEDNESDAY, until=until)
    ill = ToldAbsence(
        student=missed.student, since=WEDNESDAY, until=until, why=Why.ILL, entered_by="Ким", entered_at=now
    )
    cases: tuple[tuple[Any, Any, str], ...]  # Any: because the two records differ
    cases = ((ABSENCES, away, "этот день нет"), (TOLD, ill, "не придёт"))
    typed: dict[str, object] = {"date": f"{WEDNESDAY:%d.%m}", "start": "10:00"}
    for collection, record, said in cases:
        with wednesday.store.change(SYSTEM, "test: somebody is not there") as change:
            there = change.add(collection, record)  # type: ignore[misc]  # because the two records differ
        assert f'value="{WEDNESDAY}' not in teacher.get(address).text
        refused = teacher.post(f"{address}/hour", typed, page=address)
        assert (refused.status, said in refused.text) == (422, True)
        with wednesday.store.change(SYSTEM, "test: everybody is there again") as change:
            change.put(collection, replace(there, taken_back=True))
    assert f'value="{WEDNESDAY}' in teacher.get(address).text


def test_a_free_hour_is_taken_once_and_taken_back(wednesday: NamedSchool) -> None:
    missed, teacher = miss_lesson(wednesday), wednesday.client("Соколова")
    address = f"/make-ups/{missed.id}"
    typed: dict[str, object] = {"date": "завтра", "start": "10.20"}
    assert teacher.post(f"{address}/hour", typed, page=address).status == 303
    lesson = with_standing(wednesday.store, [missed])[0].lesson
    assert lesson is not None
    assert (lesson.since, lesson.until, lesson.start, lesson.end) == (
        WEDNESDAY,
        WEDNESDAY,
        dt.time(10, 20),
        dt.time(10, 50),
    )
    assert teacher.post(f"{address}/hour", typed, page=address).status == 422
    assert len([one for one in wednesday.store[LESSONS].all() if one.makes_up]) == 1
    assert teacher.post(f"{address}/withdrawal", page=address).status == 303
    assert with_standing(wednesday.store, [missed])[0].standing is Standing.OPEN


def test_close_to_a_neighbour_it_is_placed_and_the_pause_is_told(wednesday: NamedSchool) -> None:
    missed, teacher = miss_lesson(wednesday), wednesday.client("Соколова")
    address = f"/make-ups/{missed.id}"
    typed: dict[str, object] = {"date": "завтра", "start": "14:35"}
    assert teacher.post(f"{address}/hour", typed, page=address).status == 303
    assert "меньше 10 минут" in teacher.get(address).text.lower()


def test_a_lesson_cancelled_on_that_day_is_in_nobodys_way(wednesday: NamedSchool) -> None:
    """Neither for a typed hour nor for an offered one."""
    missed, teacher = miss_lesson(wednesday), wednesday.client("Соколова")
    gone = DateChange(lesson=wednesday.lessons["ср Артём"].id, date=WEDNESDAY, kind=ChangeKind.CANCELLED)
    with wednesday.store.change(SYSTEM, "cancelled") as change:
        change.add(DATE_CHANGES, gone)
    address = f"/make-ups/{missed.id}"
    offered = f"{WEDNESDAY} 14:00 "
    assert f'value="{offered}"' in teacher.get(address).text
    assert teacher.post(address, {"place": offered}).status == 303
    teacher.post(f"{address}/withdrawal", page=address)
    typed: dict[str, object] = {"date": "завтра", "start": "14:10"}
    assert teacher.post(f"{address}/hour", typed, page=address).status == 303


def test_who_may(wednesday: NamedSchool) -> None:
    missed = miss_lesson(wednesday)
    address, typed = f"/make-ups/{missed.id}", {"date": "завтра", "start": "10:00"}
    stranger = wednesday.client("Дроздов")
    fields: dict[str, object] = {"token": stranger.get("/make-ups").token, **typed}
    assert stranger.send(f"{address}/hour", fields).status == 403
    assert wednesday.client("Ким").post(f"{address}/hour", dict(typed), page=address).status == 303
