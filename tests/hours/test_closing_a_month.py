"""Closing a month: what is looked at, the lock, a sheet that never changes, correcting sheets (L3, H4)."""

import datetime as dt

import pytest
from msgspec.structs import replace

from kiosk.absences.actions import enter
from kiosk.absences.forms import AbsenceInput
from kiosk.absences.records import Absence, Cause
from kiosk.actor import SYSTEM
from kiosk.hours.closing import locked
from kiosk.hours.records import SHEETS, SheetState
from kiosk.people.records import STAFF
from kiosk.reports import locks
from kiosk.reports.records import ROWS
from kiosk.school.records import HOUR_RULES, SCHOOLS, HourRule
from tests.school import TODAY, Browser, NamedSchool

PAGE = "/hours/2026-11/closing"
SHEET = "/hours/2026-11/sheet.csv?number="
FORMS = ("sheet", "sheet.csv", "sheet.xlsx", "sheet?half=1", "sheet?money=paid")
DECEMBER = dt.datetime(2026, 12, 1, 9, 0)


@pytest.fixture
def office(school: NamedSchool) -> Browser:
    """Ким's browser on 1 December; Соколова has confirmed the 24th and not handed it in."""
    browser = school.client("Соколова")
    assert browser.post(f"/report/{TODAY}", {"act": f"confirm:{slot(school)}"}).status == 303
    school.clock.set(DECEMBER)
    return school.client("Ким")


def slot(school: NamedSchool) -> str:
    return f"L{school.lessons['Мария'].id}"


def close(office: Browser, reason: str = "акт № 3", key: str = "k1") -> int:
    return office.post(PAGE, {"reason": reason, "key": key}).status


def sheet(office: Browser, number: int | str = "") -> bytes:
    return office.get(f"{SHEET}{number}").body


def test_a_month_that_is_not_over_stays_open(school: NamedSchool) -> None:
    office = school.client("Ким")
    page = office.get(PAGE)
    assert "Закрыть ноябрь" not in page.text
    refused = office.send(PAGE, {"token": page.token, "reason": "рано"})
    assert (refused.status, "Закрыть его можно с 01.12.2026" in refused.text) == (422, True)
    assert locked(school.store, TODAY) is None


def test_what_is_missing_stands_there_with_its_day(office: Browser, school: NamedSchool) -> None:
    page = office.get(PAGE).text
    staff = school.staff["Соколова"].id
    assert f'href="/teachers/{staff}/report/{TODAY}"' in page
    assert "вт 24: нет отчёта" in page
    refused = office.post(PAGE, {"reason": "", "key": "k0"})
    assert (refused.status, "Если закрыть всё равно, напишите почему" in refused.text) == (422, True)
    assert school.store[SHEETS].all() == []


def test_closing_locks_reports_and_twice_makes_one_sheet(office: Browser, school: NamedSchool) -> None:
    assert [close(office), close(office)] == [303, 303]
    (made,) = school.store[SHEETS].all()
    assert (made.number, made.state, made.reason) == (0, SheetState.CLOSED, "акт № 3")
    assert locked(school.store, dt.date(2026, 11, 1)) is not None
    assert locked(school.store, dt.date(2026, 10, 31)) is None
    assert locks.may_change(school.store, TODAY) == locked(school.store, TODAY)
    assert close(office, key="k2") == 422


def test_a_draft_that_was_open_when_the_month_closed_is_kept_and_told(office: Browser, school: NamedSchool) -> None:
    """The page was open in the browser; the month closes; the press is refused with the reason, no hour is added."""
    teacher = school.client("Соколова")
    second = f"L{school.lessons['Артём'].id}"
    token = teacher.get(f"/report/{TODAY}").token
    assert close(office) == 303
    rows = len(school.store[ROWS].all())
    refused = teacher.send(
        f"/report/{TODAY}", {"token": token, "act": f"confirm:{second}", f"{second}.homework": "Гамма"}
    )
    assert (refused.status, "месяц закрыт" in refused.text) == (422, True)
    assert len(school.store[ROWS].all()) == rows


def test_a_closed_sheet_is_the_same_for_ever(office: Browser, school: NamedSchool) -> None:
    """Teacher, school and subject renamed, the hour rule changed, codes changed: not a byte differs."""
    assert close(office) == 303
    before = [office.get(f"/hours/2026-11/{form}").body for form in FORMS]
    with school.store.change(SYSTEM, "everything is called otherwise") as change:
        person = school.staff["Соколова"]
        change.put(STAFF, replace(person, surname="Новикова", code="77"))
        there = change.search(SCHOOLS)[0]
        change.put(SCHOOLS, replace(there, name="Школа искусств"))
        change.add(HOUR_RULES, HourRule(since=dt.date(2026, 11, 1), minutes=45))
    codes: dict[str, object] = {"division": "Другое", "okpo": "12345678", "code-worked": "Я"}
    assert office.post("/hours/settings", codes).status == 303
    school.clock.set(DECEMBER + dt.timedelta(40))
    again = school.client("Ким")
    assert [again.get(f"/hours/2026-11/{form}").body for form in FORMS] == before


def sick(school: NamedSchool) -> None:
    """A sick note of the 25th is brought later."""
    day = TODAY + dt.timedelta(1)
    entered = enter(
        school.store, school.actor("Ким"), AbsenceInput(school.staff["Соколова"].id, day, day, Cause.ILLNESS, "")
    )
    assert isinstance(entered, Absence)


def test_a_correcting_sheet_shows_what_it_changes(office: Browser, school: NamedSchool) -> None:
    assert close(office) == 303
    primary = sheet(office, 0)
    assert office.post("/hours/2026-11/correction", {"why": "больничный", "key": "c1"}, page=PAGE).status == 303
    assert locked(school.store, TODAY) is None
    nothing = office.post("/hours/2026-11/correction/sheet", {}, page=PAGE)
    assert (nothing.status, "Отличий от прошлого табеля нет" in nothing.text) == (422, True)
    sick(school)
    assert "Что изменит табель" in office.get(PAGE).text
    late = office.post("/hours/2026-11/correction/withdrawal", {}, page=PAGE)
    assert late.status == 422
    assert office.post("/hours/2026-11/correction/sheet", {}, page=PAGE).status == 303
    assert locked(school.store, TODAY) is not None
    paper = office.get("/hours/2026-11/sheet").text
    for words in ("корректирующий № 1", "Причина корректировки: больничный", "Что исправлено"):
        assert words in paper
    assert sheet(office, 0) == primary
    assert sheet(office, 1) == sheet(office) != primary
    assert office.get("/hours/2026-11/sheet?number=2").status == 404


def test_a_begun_correction_leads_to_what_can_be_corrected(office: Browser) -> None:
    """Days of the month and absences first; make-ups of long ago are folded away, before they are not."""
    half = "исправления за 1–15 входят в корректирующий табель месяца"
    open_month = office.get(PAGE).text
    assert (half in open_month, "Где исправлять" in open_month, "<summary>Ещё не отработано" in open_month) == (
        False,
    ) * 3
    assert close(office) == 303
    closed = office.get(PAGE).text
    assert (half in closed.replace("\u00a0", " "), "Где исправлять" in closed) == (True, False)
    assert office.post("/hours/2026-11/correction", {"why": "больничный", "key": "c1"}, page=PAGE).status == 303
    begun = office.get(PAGE).text
    parts = (
        "<h2>Где исправлять</h2>",
        'href="/absences"',
        'href="/reports?from=2026-11-01&amp;to=2026-11-30"',
        "нет отчёта",
    )
    places = [begun.index(part) for part in (*parts, "<summary>Ещё не отработано: ")]
    assert places == sorted(places)
    assert half in begun.replace("\u00a0", " ")
    assert office.get("/reports?from=2026-11-01&to=2026-11-30").status == 200


def test_a_correction_begun_by_mistake_is_taken_back(office: Browser, school: NamedSchool) -> None:
    assert close(office) == 303
    assert office.post("/hours/2026-11/correction", {"why": "", "key": "c1"}, page=PAGE).status == 422
    assert office.post("/hours/2026-11/correction", {"why": "ошибка", "key": "c2"}, page=PAGE).status == 303
    assert office.post("/hours/2026-11/correction", {"why": "ещё", "key": "c3"}, page=PAGE).status == 422
    assert office.post("/hours/2026-11/correction/withdrawal", {}, page=PAGE).status == 303
    assert locked(school.store, TODAY) is not None
    assert office.post("/hours/2026-11/correction", {"why": "снова", "key": "c4"}, page=PAGE).status == 303
    assert [one.number for one in school.store[SHEETS].all()] == [0, 1]
    assert locked(school.store, TODAY) is None


def test_there_is_no_correction_of_an_open_month(office: Browser) -> None:
    refused = office.post("/hours/2026-11/correction", {"why": "рано", "key": "c1"}, page=PAGE)
    assert (refused.status, "корректировать нечего" in refused.text) == (422, True)


WRONG = (
    ({"division": "", "okpo": ""}, "division"),
    ({"division": "Педагоги", "okpo": "123"}, "okpo"),
    ({"division": "Педагоги", "code-leave": "=1"}, "code-leave"),
    ({"division": "Педагоги", "code-leave": "Ф"}, "code-leave"),
    ({"division": "Педагоги", "code-trip": "ДЛИННО"}, "code-trip"),
)


@pytest.mark.parametrize(("typed", "field"), WRONG)
def test_head_and_codes_that_cannot_be(school: NamedSchool, typed: dict[str, object], field: str) -> None:
    answer = school.client("Ким").post("/hours/settings", typed)
    assert answer.status == 422
    assert f'href="#{field}"' in answer.text


def test_codes_of_the_school_stand_in_the_sheet(office: Browser) -> None:
    assert (
        office.post("/hours/settings", {"division": "Педагоги", "okpo": "12345678", "code-worked": "Я"}).status == 303
    )
    paper = office.get("/hours/2026-11/sheet").text
    assert ("Педагоги" in paper, "12345678" in paper, '<td class="c">Я</td>' in paper) == (True, True, True)


def test_before_closing_it_says_what_is_locked_and_what_remains_in_the_way(office: Browser) -> None:
    page = office.get(PAGE).text
    assert "Закрытие запирает сданные дни" in page
    assert "Мешает дней:" in page
    assert "нет отчёта: " in page


def test_after_closing_it_is_confirmed_and_former_obstacles_are_gone(office: Browser) -> None:
    closed = office.post(PAGE, {"reason": "акт № 3", "key": "k1"})
    page = office.get(closed.headers["Location"]).text
    assert "Месяц закрыт: ноябрь 2026. Табель составлен" in page
    assert "Что закрыто" in page
    assert "нет отчёта" not in page
    assert "Начать корректировку" in page
    begun = office.post("/hours/2026-11/correction", {"why": "больничный", "key": "c1"}, page=PAGE)
    assert "отчёты снова можно менять" in office.get(begun.headers["Location"]).text


def test_a_correction_that_cannot_be_taken_back_any_more_says_why(office: Browser, school: NamedSchool) -> None:
    assert close(office) == 303
    assert office.post("/hours/2026-11/correction", {"why": "больничный", "key": "c1"}, page=PAGE).status == 303
    assert "Отозвать нельзя" not in office.get(PAGE).text
    sick(school)
    page = office.get(PAGE).text
    assert '<button disabled aria-describedby="why-not-back">Отозвать корректировку</button>' in page
    assert "Отозвать нельзя, пока есть отличия" in page


def test_a_press_that_was_refused_and_comes_again_is_no_accident(office: Browser, school: NamedSchool) -> None:
    assert [close(office, reason="", key="k7"), close(office, reason="", key="k7")] == [422, 422]
    assert close(office, key="k7") == 422
    assert school.store[SHEETS].all() == []
    assert close(office, key="k8") == 303
