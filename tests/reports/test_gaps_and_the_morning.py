"""The board of gaps: who owes which day, each line a link to exactly that row; the deputy's first page (L12)."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import STAFF
from kiosk.reports import acceptance
from kiosk.reports.gaps import Gap, Stretch, gaps
from kiosk.store import Collection, Store
from tests.absences.filling import enter_absence
from tests.reports.filling import accept_day, seen, send_day
from tests.school import TODAY, NamedSchool

DAY = f"/report/{TODAY}"
LAST_WEEK = TODAY - dt.timedelta(7)


def found(school: NamedSchool, since: dt.date = TODAY, people: Sequence[str] = ("Соколова", "Дроздов")) -> list[Gap]:
    staff = [school.staff[name] for name in people]
    return gaps(Stretch(school.store, staff, since, TODAY, school.now()))


def slot(school: NamedSchool, who: str) -> str:
    return f"L{school.lessons[who].id}"


def test_a_day_of_nothing_names_its_first_lesson(school: NamedSchool) -> None:
    teacher, accompanist = found(school)
    assert (teacher.missing, teacher.mark, teacher.begun) == (4, f"#row-{slot(school, 'Мария')}", False)
    assert (accompanist.missing, accompanist.mark) == (1, f"#row-A{school.lessons['Терция'].id}")


def test_a_begun_day_names_the_first_that_is_missing_and_a_settled_one_the_day(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    browser.post(DAY, {"act": f"confirm:{slot(school, 'Мария')}"})
    assert (found(school)[0].missing, found(school)[0].mark) == (3, f"#row-{slot(school, 'Артём')}")
    for who in ("Артём", "Терция", "Пётр"):
        browser.post(DAY, {"act": f"confirm:{slot(school, who)}"})
    assert (found(school)[0].missing, found(school)[0].mark) == (0, "")
    browser.post(DAY, {"act": "hand-in"})
    assert [gap.name for gap in found(school)] == ["Дроздов\u00a0П.\u00a0И."]


HOURS = [(-7, []), (-6, [1]), (-4, [3, 1]), (0, [4, 1])]


@pytest.mark.parametrize(("hours", "missing"), HOURS)
def test_nobody_owes_a_lesson_that_goes_on(school: NamedSchool, hours: int, missing: list[int]) -> None:
    school.clock.advance(dt.timedelta(hours=hours, minutes=30))
    assert [gap.missing for gap in found(school)] == missing


def test_a_returned_day_is_owed_with_its_remark(school: NamedSchool) -> None:
    send_day(school)
    deputy = school.actor("Ким")
    acceptance.send_back(school.store, deputy, seen(school), "Часы Марии", key=None, now=school.now())
    (gap,) = found(school, people=["Соколова"])
    assert (gap.returned, gap.missing) == ("Часы Марии", 0)
    page = school.client("Ким").get("/morning").text
    assert "Часы Марии" in page


def test_the_morning_links_to_exactly_that_row(school: NamedSchool) -> None:
    page = school.client("Ким").get(f"/morning?from={LAST_WEEK:%d.%m.%Y}").text
    teacher = school.staff["Соколова"].id
    links = [f"/teachers/{teacher}/report/{date}#row-{slot(school, 'Мария')}" for date in (TODAY, LAST_WEEK)]
    assert all(f'href="{link}"' in page for link in links)
    target = school.client("Ким").get(links[0].partition("#")[0]).text
    assert f'id="row-{slot(school, "Мария")}"' in target


def test_a_head_sees_the_own_department_alone(school: NamedSchool) -> None:
    assert "Соколова" not in school.client("Зимина").get("/morning").text
    with school.store.change(SYSTEM, "test: the same department") as change:
        change.put(STAFF, replace(school.staff["Зимина"], departments=school.staff["Соколова"].departments))
    page = school.client("Зимина").get("/morning").text
    assert "Соколова" in page
    assert "Отсутствия без замены" not in page


def test_absences_without_a_substitute_are_there_until_settled(school: NamedSchool) -> None:
    absence = enter_absence(school, "Соколова")
    page = school.client("Ким").get("/morning").text
    assert "Отсутствия без замены" in page
    assert f'href="/absences/{absence.id}"' in page


FIRST = {"Ким": "/morning", "Орлова": "/morning", "Зимина": "/morning", "Соколова": "/report", "Боровая": "/office"}


@pytest.mark.parametrize(("who", "door"), FIRST.items())
def test_where_the_day_begins(school: NamedSchool, who: str, door: str) -> None:
    school.give_secret(who, "медная стрелка")
    browser = school.client()
    fields: dict[str, object] = {"login": who, "secret": "медная стрелка"}
    assert browser.post("/sign-in", fields).headers["Location"] == door


def test_many_teachers_cost_no_more_queries(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful for all of them: as many for two people as for one, once what holds for the school is known."""
    found(school)
    asked: list[str] = []
    original = Store.__getitem__

    def counted(store: Store, collection: Collection[Any]) -> object:  # Any: because it stands for every collection
        asked.append(collection.name)
        return original(store, collection)

    monkeypatch.setattr(Store, "__getitem__", counted)
    found(school, people=["Соколова"])
    one, asked[:] = len(asked), []
    found(school)
    assert len(asked) == one


# accepting in bulk


def test_the_usual_are_ticked_and_the_unusual_are_not(school: NamedSchool) -> None:
    send_day(school, Мария="Гамма")
    send_day(school, "Дроздов")
    school.client("Белов")
    page = school.client("Ким").get("/reports").text
    boxes = re.findall(r'name="day" value="([^"]+)"[^>]*?(checked)?>', page)
    assert [(code.split(" ")[0], mark) for code, mark in boxes] == [
        (str(school.staff[who].id), "checked") for who in ("Соколова", "Дроздов")
    ]


def test_one_press_accepts_and_one_press_undoes(school: NamedSchool) -> None:
    send_day(school, Мария="Гамма")
    send_day(school, "Дроздов")
    browser = school.client("Ким")
    codes = re.findall(r'name="day" value="([^"]+)"', browser.get("/reports").text)
    answer = browser.post("/reports/acceptance", {"day": codes, "key": "abc"}, page="/reports")
    assert answer.status == 303
    page = browser.get(answer.headers["Location"]).text
    assert "Приняты 2 дня." in page
    assert "принят" in page
    number = re.findall(r'name="change" value="(\d+)"', page)[0]
    assert browser.post("/reports/acceptance/withdrawal", {"change": number}, page="/reports").status == 303
    assert len(re.findall(r'name="day"', browser.get("/reports").text)) == 2


def test_a_day_changed_meanwhile_is_told_and_left(school: NamedSchool) -> None:
    send_day(school, Мария="Гамма")
    browser = school.client("Ким")
    codes = re.findall(r'name="day" value="([^"]+)"', browser.get("/reports").text)
    school.client("Соколова").post(DAY, {"act": "take-back"})
    answer = browser.post("/reports/acceptance", {"day": codes}, page="/reports")
    assert answer.status == 422
    assert "тем временем изменили" in answer.text


NONSENSE: list[dict[str, object]] = [{}, {"day": ["x"]}, {"day": ["1 2026-13-45 1"]}, {"day": ["99 2026-11-24"]}]


@pytest.mark.parametrize("fields", NONSENSE)
def test_nothing_ticked_is_said(school: NamedSchool, fields: dict[str, object]) -> None:
    answer = school.client("Ким").post("/reports/acceptance", fields, page="/reports")
    assert answer.status == 422
    assert "Отметьте дни" in answer.text


def test_the_day_of_a_teacher_is_accepted_returned_and_withdrawn_in_the_browser(school: NamedSchool) -> None:
    accept_day(school)
    browser = school.client("Ким")
    there = f"/teachers/{school.staff['Соколова'].id}/report/{TODAY}"

    def rev() -> str:
        return str(re.findall(r'name="rev" value="(\d+)"', browser.get(there).text)[0])

    assert browser.post(f"{there}/acceptance/withdrawal", {"rev": rev(), "remark": ""}, page=there).status == 422
    fields: dict[str, object] = {"rev": rev(), "remark": "не тот час"}
    assert browser.post(f"{there}/acceptance/withdrawal", fields, page=there).status == 303
    assert "не тот час" in browser.get(there).text
    school.client("Соколова").post(DAY, {"act": "hand-in"})
    assert browser.post(f"{there}/return", {"rev": "1", "remark": "x"}, page=there).status == 422
    assert browser.post(f"{there}/acceptance", {"rev": rev()}, page=there).status == 303
