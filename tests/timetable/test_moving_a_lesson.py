"""A lesson moved in the week, by dragging or by a key; its form is the plain twin, and one press undoes it (T1)."""

import datetime as dt
import html
import re

from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.timetable.records import LESSONS, Lesson
from tests.school import TODAY, NamedSchool


def week_of(school: NamedSchool, who: str = "Соколова") -> str:
    return f"/timetable/teachers/{school.staff[who].id}"


def latest(school: NamedSchool) -> Lesson:
    return school.store[LESSONS].all(order=("-id",))[0]


def test_moved_and_back_again(school: NamedSchool) -> None:
    office, mine, week = school.client("Ким"), school.lessons["Мария"], week_of(school)
    fields: dict[str, object] = {"weekday": "3", "start": "10:00", "back": f"{week}?week={TODAY}"}
    answer = office.post(f"/timetable/lessons/{mine.id}/move", fields, page=week)
    assert answer.status == 303
    moved = latest(school)
    assert (moved.weekday, moved.start, moved.end, moved.since) == (3, dt.time(10), dt.time(10, 30), TODAY)
    page = office.get(answer.headers["Location"])
    undo = re.search(rf'action="/timetable/lessons/{moved.id}/move">(.*?)</form>', page.text, re.DOTALL)
    assert undo is not None
    back: dict[str, object] = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html.unescape(undo[1])))
    assert (back["weekday"], back["start"]) == (str(mine.weekday), f"{mine.start:%H:%M}")
    assert office.post(f"/timetable/lessons/{moved.id}/move", back, page=week).status == 303
    again = latest(school)
    assert (again.weekday, again.start, again.end) == (mine.weekday, mine.start, mine.end)


def test_what_speaks_against_it_is_said_in_the_form(school: NamedSchool) -> None:
    other = school.lessons["Артём"]
    fields: dict[str, object] = {"weekday": str(other.weekday), "start": f"{other.start:%H:%M}", "back": "/timetable"}
    answer = school.client("Ким").post(f"/timetable/lessons/{school.lessons['Мария'].id}/move", fields)
    assert answer.status == 422
    assert 'id="teacher-p"' in answer.text
    assert f'name="start" value="{other.start:%H:%M}"' in answer.text
    assert latest(school) == max(school.lessons.values(), key=lambda one: one.id)


def test_nobody_is_sent_elsewhere_by_the_way_back(school: NamedSchool) -> None:
    fields: dict[str, object] = {"weekday": "3", "start": "10:00", "back": "//evil.example/"}
    answer = school.client("Ким").post(f"/timetable/lessons/{school.lessons['Мария'].id}/move", fields)
    assert answer.headers["Location"].startswith("/timetable/teachers/")


def test_an_hour_that_is_none_moves_nothing(school: NamedSchool) -> None:
    wrong: tuple[dict[str, object], ...] = ({"weekday": "9", "start": "10:00"}, {"weekday": "1", "start": "25:00"}, {})
    for fields in wrong:
        answer = school.client("Ким").post(f"/timetable/lessons/{school.lessons['Мария'].id}/move", fields)
        assert answer.status == 422
    assert school.store[LESSONS].count() == len(school.lessons)


def test_who_only_reads_has_nothing_to_drag(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test") as change:
        change.put(LESSONS, replace(school.lessons["Мария"], room="7"))
    assert "draggable" not in school.client("Соколова").get(week_of(school)).text
    assert "draggable" in school.client("Ким").get(week_of(school)).text
