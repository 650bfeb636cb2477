"""Adding, changing, ending lessons and single dates in the browser; yesterday and reports stay (T1, T2, T4, L1, L2)."""

import datetime as dt
import re

import pytest

from kiosk.reports import papers
from kiosk.store import where
from kiosk.timetable import queries
from kiosk.timetable.records import DATE_CHANGES, LESSONS, Lesson
from tests.school import TODAY, Answer, Browser, NamedSchool

DAY = dt.timedelta(1)
WEEK = dt.timedelta(7)
NEW = "/timetable/lessons/new"


def fields_of(school: NamedSchool, **more: object) -> dict[str, object]:
    """A free hour of Соколова with Матвей."""
    return {
        "weekday": 1,
        "start": "11:00",
        "end": "11:30",
        "hours": "1",
        "subject": school.subjects["Специальность"].id,
        "teacher": school.staff["Соколова"].id,
        "whom": f"s{school.students['Матвей'].id}",
        "room": "9",
        "kind": "individual",
        "channel": "телефон",
        **more,
    }


def of_lesson(school: NamedSchool, name: str, **more: object) -> dict[str, object]:
    """The form of a lesson as it stands, some of it typed over."""
    lesson = kept(school, school.lessons[name].id)
    whom = f"s{lesson.student}" if lesson.student else f"g{lesson.group}"
    return {
        "rev": lesson.rev,
        "weekday": lesson.weekday,
        "start": f"{lesson.start:%H:%M}",
        "end": f"{lesson.end:%H:%M}",
        "hours": "1",
        "subject": lesson.subject,
        "teacher": lesson.teacher,
        "accompanist": lesson.accompanist or "",
        "whom": whom,
        "room": lesson.room,
        "kind": lesson.kind.value,
        "channel": lesson.channel,
        **more,
    }


def kept(school: NamedSchool, lesson: int) -> Lesson:
    """A lesson as the store has it."""
    found = school.store[LESSONS].get(lesson)
    assert found is not None
    return found


def problems_of(answer: Answer) -> dict[str, str]:
    """What the page says at which field."""
    return dict(re.findall(r'class="problem" id="([\w-]+)-p">([^<]*)', answer.text))


def planned(school: NamedSchool, date: dt.date) -> dict[int, str]:
    """Lessons of a date with their begin."""
    return {plan.lesson.id: f"{plan.start:%H:%M}" for plan in queries.day(school.store, date)}


@pytest.fixture
def office(school: NamedSchool) -> Browser:
    return school.client("Ким")


# pages


def test_pages_of_day_teacher_group_student_and_room(school: NamedSchool, office: Browser) -> None:
    pages = {
        f"/timetable/day/{TODAY}": ["Иванова Мария", "Соколова", "Ансамбль «Терция»", "14:00"],
        f"/timetable/teachers/{school.staff['Соколова'].id}": ["Соколова Мария Павловна", "Петров Артём"],
        f"/timetable/teachers/{school.staff['Дроздов'].id}": ["Дроздов Пётр Ильич", "Ансамбль «Терция»"],
        f"/timetable/groups/{school.groups['Терция'].id}": ["Ансамбль «Терция»", "16:00"],
        f"/timetable/students/{school.students['Мария'].id}": ["Иванова Мария", "14:00", "16:00"],
        "/timetable/rooms/7": ["Кабинет 7", "Петров Артём"],
    }
    for path, texts in pages.items():
        text = office.get(path).text
        for wanted in texts:
            assert wanted in text, (path, wanted)
    assert "Петров Артём" not in office.get(f"/timetable/teachers/{school.staff['Дроздов'].id}").text


@pytest.mark.parametrize(
    "path",
    [
        "/timetable/day/2026-02-31",
        "/timetable/day/24.11.2026",
        "/timetable/day/0001-01-01",
        "/timetable/day/9999-12-31",
        "/timetable/teachers/999",
        "/timetable/groups/999",
        "/timetable/students/99999999999999999999999",
        "/timetable/lessons/999",
    ],
)
def test_what_is_not_there(office: Browser, path: str) -> None:
    assert office.get(path).status == 404


@pytest.mark.parametrize(
    "path", ["/timetable/rooms/%00%D1%8F", "/timetable/rooms/7?week=31.12.9999", "/timetable/rooms/7?week=x"]
)
def test_odd_rooms_and_weeks_are_empty_pages(office: Browser, path: str) -> None:
    assert office.get(path).status == 200


def test_a_room_of_any_name_has_its_page(school: NamedSchool, office: Browser) -> None:
    office.post(NEW, fields_of(school, room="3/1 #а%"))
    link = re.findall(r'href="(/timetable/rooms/3[^"]*)"', office.get(f"/timetable/day/{TODAY}").text)[0]
    assert "Ёлкин Матвей" in office.get(link).text


def test_a_teacher_begins_with_their_own_week(school: NamedSchool) -> None:
    own = f"/timetable/teachers/{school.staff['Соколова'].id}"
    assert school.client("Соколова").get("/timetable").headers["Location"] == own
    assert school.client("Ким").get("/timetable").headers["Location"] == f"/timetable/day/{TODAY}"


# adding


def test_adding_a_lesson_shows_it_from_today(school: NamedSchool, office: Browser) -> None:
    before = set(planned(school, TODAY - WEEK))
    assert office.post(NEW, fields_of(school)).headers["Location"].startswith("/timetable/teachers/")
    added = school.store[LESSONS].one(where("start") == dt.time(11))
    assert added is not None
    assert (added.since, added.until) == (TODAY, None)
    assert added.id in planned(school, TODAY)
    assert set(planned(school, TODAY - WEEK)) == before


def test_sent_twice_the_second_finds_the_first_in_its_way(school: NamedSchool, office: Browser) -> None:
    office.post(NEW, fields_of(school))
    again = office.post(NEW, fields_of(school))
    assert again.status == 422
    assert set(problems_of(again)) == {"teacher", "whom", "room"}
    assert school.store[LESSONS].count(where("start") == dt.time(11)) == 1


# what is typed over → field, who, when
CLASHES: list[tuple[dict[str, object], dict[str, list[str]]]] = [
    (
        {"start": "14:10", "end": "14:40"},
        {"teacher": ["Соколова М. П.", "Специальность", "Иванова Мария", "вт 14:00–14:30"]},
    ),
    (
        {"start": "16:10", "end": "16:40", "teacher": "Дроздов"},
        {"teacher": ["Дроздов П. И.", "Ансамбль «Терция»", "вт 16:00–16:30"]},
    ),
    (
        {"start": "16:10", "end": "16:40", "teacher": "Белов", "accompanist": "Дроздов"},
        {"accompanist": ["Дроздов П. И.", "Терция", "16:00–16:30"]},
    ),
    (
        {"start": "16:10", "end": "16:40", "teacher": "Белов", "whom": "Мария"},
        {"whom": ["Иванова Мария", "Фортепианный ансамбль", "16:00–16:30"]},
    ),
    (
        {
            "start": "16:10",
            "end": "16:40",
            "teacher": "Белов",
            "whom": "Терция",
            "kind": "control",
        },
        {"whom": ["Ансамбль «Терция»", "16:00–16:30"]},
    ),
    (
        {"start": "14:10", "end": "14:40", "teacher": "Белов", "room": "7"},
        {"room": ["7", "Иванова Мария", "14:00–14:30"]},
    ),
]


@pytest.mark.parametrize(("typed", "said"), CLASHES)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_clash_says_at_its_field_who_what_and_when(
    school: NamedSchool, office: Browser, typed: dict[str, object], said: dict[str, list[str]], *, htmx: bool
) -> None:
    answer = office.post(NEW, fields_of(school, **by_id(school, typed)), htmx=htmx)
    assert answer.status == 422
    problems = problems_of(answer)
    assert set(problems) == set(said)
    for field, texts in said.items():
        for text in texts:
            assert text in problems[field]
    assert f'value="{typed["start"]}"' in answer.text
    assert school.store[LESSONS].count() == 4


def by_id(school: NamedSchool, typed: dict[str, object]) -> dict[str, object]:
    """Names of the table as the ids that the form sends."""
    found = dict(typed)
    for name in ("teacher", "accompanist"):
        if name in found:
            found[name] = school.staff[str(found[name])].id
    if "whom" in found:
        whom = str(found["whom"])
        found["whom"] = f"g{school.groups[whom].id}" if whom in school.groups else f"s{school.students[whom].id}"
    return found


# field, typed: refused at this field, and what was typed stays
WRONG: list[tuple[str, object, str]] = [
    ("start", "25:00", "start"),
    ("start", "", "start"),
    ("end", "10:30", "end"),
    ("end", "19:00", "end"),
    ("weekday", "6", "weekday"),
    ("weekday", "вт", "weekday"),
    ("hours", "0,3", "hours"),
    ("hours", "x", "hours"),
    ("kind", "lesson", "kind"),
    ("whom", "x5", "whom"),
    ("whom", "s", "whom"),
    ("whom", "s999", "whom"),
    ("whom", "g" + "9" * 40, "whom"),
    ("whom", "s٣", "whom"),
    ("teacher", "999", "teacher"),
    ("teacher", "9" * 40, "teacher"),
    ("subject", "999", "subject"),
    ("accompanist", "999", "accompanist"),
    ("room", "\x00", "room"),
    ("room", "7" * 100_000, "room"),
    ("address", "\u0000", "address"),
]


@pytest.mark.parametrize(("name", "typed", "field"), WRONG, ids=[f"{row[0]} {str(row[1])[:12]!a}" for row in WRONG])
def test_what_no_lesson_can_be(school: NamedSchool, office: Browser, name: str, typed: object, field: str) -> None:
    answer = office.post(NEW, fields_of(school, **{name: typed}))
    assert answer.status == 422
    assert field in problems_of(answer)
    assert 'value="9"' in answer.text or name == "room"
    assert school.store[LESSONS].count() == 4


def test_teacher_and_accompanist_are_two_people(school: NamedSchool, office: Browser) -> None:
    answer = office.post(NEW, fields_of(school, accompanist=school.staff["Соколова"].id))
    assert set(problems_of(answer)) == {"accompanist"}


# changing


def test_a_change_holds_from_today_and_keeps_yesterday(school: NamedSchool, office: Browser) -> None:
    old = school.lessons["Мария"]
    assert (
        office.post(f"/timetable/lessons/{old.id}", of_lesson(school, "Мария", start="12:00", end="12:30")).status
        == 303
    )
    assert planned(school, TODAY - WEEK)[old.id] == "14:00"
    assert old.id not in planned(school, TODAY)
    assert sorted(planned(school, TODAY).values()) == ["12:00", "15:00", "16:00", "17:00"]
    assert kept(school, old.id).until == TODAY - DAY


def test_changed_twice_on_one_day_it_is_one_lesson(school: NamedSchool, office: Browser) -> None:
    office.post(
        f"/timetable/lessons/{school.lessons['Мария'].id}", of_lesson(school, "Мария", start="12:00", end="12:30")
    )
    new = school.store[LESSONS].one(where("start") == dt.time(12))
    assert new is not None
    school.lessons["Мария"] = new
    office.post(f"/timetable/lessons/{new.id}", of_lesson(school, "Мария", start="12:30", end="13:00"))
    assert planned(school, TODAY)[new.id] == "12:30"
    assert school.store[LESSONS].count() == 5


@pytest.mark.parametrize("again", [False, True])
def test_two_editors_the_second_is_told(school: NamedSchool, office: Browser, *, again: bool) -> None:
    """A lesson of today changed twice, or one that was closed meanwhile: what the second typed is not written."""
    if again:
        office.post(NEW, fields_of(school))
        added = school.store[LESSONS].one(where("start") == dt.time(11))
        assert added is not None
        school.lessons["Мария"] = added
    lesson = school.lessons["Мария"]
    stale = of_lesson(school, "Мария", room="11")
    office.post(f"/timetable/lessons/{lesson.id}", of_lesson(school, "Мария", room="10"))
    answer = office.post(f"/timetable/lessons/{lesson.id}", stale)
    assert answer.status == 422
    assert 'value="11"' in answer.text
    assert school.store[LESSONS].count(where("room") == "11") == 0


def test_what_has_ended_is_not_changed_any_more(school: NamedSchool, office: Browser) -> None:
    lesson, path = school.lessons["Мария"], f"/timetable/lessons/{school.lessons['Мария'].id}"
    office.post(f"{path}/end", page=path)
    school.clock.advance(WEEK)
    office = school.client("Ким")
    ended = kept(school, lesson.id)
    assert office.post(path, of_lesson(school, "Мария", room="10")).status == 422
    office.post(f"{path}/end", page=path)
    assert kept(school, lesson.id) == ended
    assert ended.until == TODAY - DAY


def test_ended_and_brought_back_the_same_day(school: NamedSchool, office: Browser) -> None:
    lesson, path = school.lessons["Мария"], f"/timetable/lessons/{school.lessons['Мария'].id}"
    ended = office.post(f"{path}/end", page=path)
    assert f"{path}/end/withdrawal" in ended.text
    assert lesson.id not in planned(school, TODAY)
    assert lesson.id in planned(school, TODAY - WEEK)
    assert office.post(f"{path}/end/withdrawal", page=path).status == 303
    assert planned(school, TODAY)[lesson.id] == "14:00"
    assert office.post(f"{path}/end/withdrawal", page=path).status == 303


def test_brought_back_later_the_weeks_between_stay_without_it(school: NamedSchool, office: Browser) -> None:
    lesson, path = school.lessons["Мария"], f"/timetable/lessons/{school.lessons['Мария'].id}"
    office.post(f"{path}/end", page=path)
    school.clock.advance(2 * WEEK)
    office = school.client("Ким")
    office.post(f"{path}/end/withdrawal", page=path)
    later = TODAY + 2 * WEEK
    with_it = [date for date in (TODAY - WEEK, TODAY, TODAY + WEEK) if lesson.id in planned(school, date)]
    assert with_it == [TODAY - WEEK]
    assert kept(school, lesson.id).until == TODAY - DAY
    back = school.store[LESSONS].one((where("since") == later) & (where("student") == lesson.student))
    assert back is not None


def test_bringing_back_finds_the_place_taken(school: NamedSchool, office: Browser) -> None:
    path = f"/timetable/lessons/{school.lessons['Мария'].id}"
    office.post(f"{path}/end", page=path)
    office.post(NEW, fields_of(school, start="14:00", end="14:30"))
    answer = office.post(f"{path}/end/withdrawal", page=path)
    assert answer.status == 422
    assert "Ёлкин Матвей" in problems_of(answer)["teacher"]


# one date


def change(school: NamedSchool, name: str, date: dt.date, **typed: object) -> Answer:
    """Save what is different on one date of a lesson."""
    return school.client("Ким").post(f"/timetable/lessons/{school.lessons[name].id}/dates/{date}", typed)


def seen(school: NamedSchool, date: dt.date) -> dict[str, str]:
    """The pages that tell of a date, signed in as who may see them."""
    return {
        "day": school.client("Ким").get(f"/timetable/day/{date}").text,
        "board": school.client().get("/board").text,
        "family": school.client().get(f"/s/{school.token('Ивановы')}").text,
        "substitute": school.client("Белов").get(f"/report/{date}").text,
    }


def test_a_cancelled_date_shows_everywhere_and_is_taken_back(school: NamedSchool) -> None:
    before = seen(school, TODAY)
    assert change(school, "Мария", TODAY, kind="cancelled", start="18:00", end="18:30").status == 303
    after = seen(school, TODAY)
    for page in ("day", "board", "family"):
        assert "отмен" in after[page].lower(), page
        assert "отмен" not in before[page].lower(), page
    assert planned(school, TODAY)[school.lessons["Мария"].id] == "14:00"
    taken_back = school.store[DATE_CHANGES].all()[0]
    page = f"/timetable/lessons/{school.lessons['Мария'].id}/dates/{TODAY}"
    for _ in range(2):
        assert school.client("Ким").post(f"/timetable/changes/{taken_back.id}/withdrawal", page=page).status == 303
        again = seen(school, TODAY)
        assert all("отмен" not in again[one].lower() for one in ("day", "board", "family"))


def test_a_moved_date_keeps_its_teacher(school: NamedSchool) -> None:
    typed = {"kind": "moved", "start": "18:30", "end": "19:00", "room": "зал", "teacher": school.staff["Белов"].id}
    assert change(school, "Мария", TODAY, **typed).status == 303
    after = seen(school, TODAY)
    for page in ("day", "board", "family"):
        assert "18:30" in after[page], page
    assert school.store[DATE_CHANGES].all()[0].teacher == 0
    assert planned(school, TODAY - WEEK)[school.lessons["Мария"].id] == "14:00"


def test_a_substitute_has_it_in_their_report_and_the_teacher_not(school: NamedSchool) -> None:
    assert "Иванова Мария" not in seen(school, TODAY)["substitute"]
    assert change(school, "Мария", TODAY, kind="substituted", teacher=school.staff["Белов"].id).status == 303
    after = seen(school, TODAY)
    assert "Иванова Мария" in after["substitute"]
    for page in ("day", "board", "family"):
        assert "Белов" in after[page], page
    own = [plan.lesson.id for plan in queries.of_staff(school.store, school.staff["Соколова"].id, TODAY)]
    assert school.lessons["Мария"].id not in own


# typed → refused at
WRONG_DATES: list[tuple[dict[str, object], str]] = [
    ({}, "kind"),
    ({"kind": "substituted"}, "teacher"),
    ({"kind": "substituted", "teacher": "999"}, "teacher"),
    ({"kind": "moved"}, "start"),
    ({"kind": "moved", "start": "18:00"}, "start"),
    ({"kind": "moved", "start": "18:00", "room": "8"}, "end"),
    ({"kind": "moved", "end": "18:00", "room": "8"}, "start"),
    ({"kind": "moved", "start": "18:00", "end": "17:00"}, "end"),
    ({"kind": "moved", "start": "15:10", "end": "15:40"}, "teacher"),
    ({"kind": "moved", "start": "16:10", "end": "16:40"}, "whom"),
    ({"kind": "substituted", "teacher": "Дроздов", "start": "16:10", "end": "16:40"}, "teacher"),
]


@pytest.mark.parametrize(("typed", "field"), WRONG_DATES)
def test_what_a_date_cannot_be(school: NamedSchool, typed: dict[str, object], field: str) -> None:
    names = typed if str(typed.get("teacher", "9")).isdecimal() else by_id(school, typed)
    answer = change(school, "Мария", TODAY, **names)
    assert answer.status == 422
    assert field in problems_of(answer) or f'href="#{field}"' in answer.text
    assert school.store[DATE_CHANGES].count() == 0


def test_a_date_on_which_the_lesson_is_not_given(school: NamedSchool, office: Browser) -> None:
    assert office.get(f"/timetable/lessons/{school.lessons['Мария'].id}/dates/{TODAY + DAY}").status == 404


def test_a_second_change_of_a_date_takes_the_first_back(school: NamedSchool) -> None:
    change(school, "Мария", TODAY, kind="cancelled")
    change(school, "Мария", TODAY, kind="moved", start="18:00", end="18:30")
    assert [one.taken_back for one in school.store[DATE_CHANGES].all(order=("id",))] == [True, False]
    assert planned(school, TODAY)[school.lessons["Мария"].id] == "18:00"


def test_changes_ahead_follow_a_lesson_that_is_changed(school: NamedSchool) -> None:
    change(school, "Мария", TODAY, kind="cancelled")
    school.clock.set(dt.datetime(2026, 11, 18, 12))
    office = school.client("Ким")
    office.post(f"/timetable/lessons/{school.lessons['Мария'].id}", of_lesson(school, "Мария", room="10"))
    cancelled = [plan for plan in queries.day(school.store, TODAY) if plan.cancelled]
    assert [plan.room for plan in cancelled] == ["10"]


def test_reports_stay_as_they_were_written(school: NamedSchool, office: Browser) -> None:
    """A day confirmed and handed in, then the timetable changed, ended, moved: the same paper (L2)."""
    browser, staff = school.client("Соколова"), school.staff["Соколова"]
    assert browser.post(f"/report/{TODAY}", {"act": "confirm"}).status == 303
    before = papers.annex_1(school.store, staff, TODAY, TODAY)
    assert len(before.lines) == 4
    for name in ("Мария", "Артём"):
        office.post(
            f"/timetable/lessons/{school.lessons[name].id}", of_lesson(school, name, start="18:00", end="18:30")
        )
        break
    path = f"/timetable/lessons/{school.lessons['Пётр'].id}"
    office.post(f"{path}/end", page=path)
    change(school, "Артём", TODAY, kind="cancelled")
    assert papers.annex_1(school.store, staff, TODAY, TODAY) == before
