"""Timetables on paper, as calendars, for the school's site (T4, L21)."""

import datetime as dt
import io
import re
import zipfile

import icalendar
import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.regime.records import LessonKind
from kiosk.timetable.papers import rooms_day
from kiosk.timetable.published import announced
from kiosk.timetable.records import DATE_CHANGES, LESSONS, ChangeKind, DateChange
from tests.guides.filling import put_in
from tests.school import TODAY, Answer, NamedSchool

CHILDREN = ("Иванов", "Петров", "Матвей", "Артём", "Мария")


def plain(answer: Answer) -> str:
    return answer.text.replace("\u00a0", " ")


@pytest.mark.parametrize("whose", ("teachers", "groups", "students"))
def test_a_week_on_paper(school: NamedSchool, whose: str) -> None:
    number = {
        "teachers": school.staff["Соколова"].id,
        "groups": school.groups["Терция"].id,
        "students": school.students["Мария"].id,
    }[whose]
    page = school.client("Ким").get(f"/timetable/{whose}/{number}/paper?week={TODAY}")
    assert page.status == 200
    assert "Терция" in plain(page)
    assert re.findall(r'<th scope="col">(\w\w \d\d\.\d\d)</th>', plain(page)) == [
        "пн 23.11",
        "вт 24.11",
        "ср 25.11",
        "чт 26.11",
        "пт 27.11",
        "сб 28.11",
    ]


def test_the_door_of_a_room(school: NamedSchool) -> None:
    with school.store.change(SYSTEM, "test") as change:
        change.put(LESSONS, replace(school.lessons["Мария"], room="к. 7/а", kind=LessonKind.ON_SITE))
        change.touch("timetable")
    page = school.client("Ким").get("/timetable/rooms/к. 7/а/paper")
    assert "Иванова Мария" in plain(page)


def test_the_whole_school_by_rooms_and_hours(school: NamedSchool) -> None:
    rooms = {"Мария": "12", "Артём": "7", "Терция": "", "Пётр": "зал"}
    with school.store.change(SYSTEM, "test") as change:
        for who, room in rooms.items():
            change.put(LESSONS, replace(school.lessons[who], room=room))
    table = rooms_day(school.store, TODAY)
    assert [room for room in table.rooms if room in {"7", "12", "зал", "—"}] == ["зал", "7", "12", "—"]
    for who, room in rooms.items():
        lesson = school.lessons[who]
        assert lesson.id in {one.id for one in table.at(lesson.start, room or "—")}
    for address in (f"/timetable/school/{TODAY}", f"/timetable/school/{TODAY}/paper"):
        assert "Иванова Мария" in plain(school.client("Ким").get(address))


def test_a_calendar_for_a_phone(school: NamedSchool) -> None:
    lesson = school.lessons["Мария"]
    with school.store.change(SYSTEM, "test") as change:
        change.add(DATE_CHANGES, DateChange(lesson=lesson.id, date=TODAY, kind=ChangeKind.CANCELLED))
    answer = school.client("Соколова").get(f"/timetable/teachers/{school.staff['Соколова'].id}.ics")
    events = list(icalendar.Calendar.from_ical(answer.body).walk("VEVENT"))
    mine = next(one for one in events if one["UID"] == f"lesson-{lesson.id}-{TODAY.isoformat()}@kamerton")
    assert mine.decoded("DTSTART").time() == lesson.start
    assert mine.decoded("DTSTART").utcoffset() == dt.timedelta(hours=7)
    assert mine["STATUS"] == "CANCELLED"
    assert len(events) == 4  # the order ends before next Tuesday, and there is no timetable at school


# what the school's site announces


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (LessonKind.ON_SITE, False),
        (LessonKind.VIDEO, False),
        (LessonKind.SELF_STUDY, False),
        (LessonKind.CONFERENCE, True),
        (LessonKind.WEBINAR, True),
        (LessonKind.INDIVIDUAL, True),
        (LessonKind.CONSULTATION, True),
        (LessonKind.CONTROL, True),
    ],
)
def test_which_kinds_are_announced(kind: LessonKind, *, shown: bool) -> None:
    assert announced(kind) is shown


def test_the_file_for_the_site_names_no_child_and_needs_nothing(school: NamedSchool) -> None:
    answer = school.client("Ким").get(f"/timetable/site.zip?week={TODAY:%d.%m.%Y}")
    packed = zipfile.ZipFile(io.BytesIO(answer.body))
    assert packed.testzip() is None
    assert sorted(packed.namelist()) == ["formy.html", "index.html", "raspisanie.ics"]
    page, calendar = (packed.read(name).decode() for name in ("index.html", "raspisanie.ics"))
    for text in (page, calendar.replace("\r\n ", "")):
        assert "Специальность" in text
        assert not [name for name in CHILDREN if name in text]
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!raspisanie\.ics|formy\.html)', page)
    assert "По состоянию на 24.11.2026, 20:05" in page
    events = list(icalendar.Calendar.from_ical(packed.read("raspisanie.ics")).walk("VEVENT"))
    assert len(events) == page.count("<tr><td>")


def test_forms_of_lessons_and_the_regulation_are_published_too(school: NamedSchool) -> None:
    """F10: what allows a right choice of a form; the regulation with its approval and the signed file."""
    browser = school.client("Ким")
    assert "Положения школы в файле нет" in browser.get("/timetable/site").text
    put_in(school)
    assert "Положения школы в файле нет" not in browser.get("/timetable/site").text
    packed = zipfile.ZipFile(io.BytesIO(browser.get("/timetable/site.zip").body))
    forms = packed.read("formy.html").decode()
    for text in (
        "не больше 30 минут",
        "только в экспериментальном режиме",
        "кроме цикла «исполнительство»",
        "Сольфеджио",
    ):
        assert text in forms
    regulation = packed.read("polozhenie.html").decode()
    assert "Положение школы о дистанционном обучении" in regulation
    assert "Действует с" in regulation
    assert 'href="polozhenie.html"' in packed.read("index.html").decode()
    for name in packed.namelist():
        assert not [child for child in CHILDREN if child in packed.read(name).decode("utf-8", "replace")]


def test_a_cancelled_lesson_is_not_announced(school: NamedSchool) -> None:
    before = plain(school.client("Ким").get(f"/timetable/site?week={TODAY:%d.%m.%Y}")).count("<tr>")
    with school.store.change(SYSTEM, "test") as change:
        off = DateChange(lesson=school.lessons["Мария"].id, date=TODAY, kind=ChangeKind.CANCELLED)
        change.add(DATE_CHANGES, off)
        change.touch("timetable")
    assert plain(school.client("Ким").get(f"/timetable/site?week={TODAY:%d.%m.%Y}")).count("<tr>") == before - 1
