"""What was missed is owed until it is made up, and is never owed twice (L4)."""

import datetime as dt
import re

import pytest
from msgspec.structs import replace

from kiosk.makeups.queries import of_year, with_standing
from kiosk.makeups.records import WAIVERS, Waiver
from kiosk.makeups.rules import Standing, offers, owed_of
from kiosk.regime.records import LessonKind
from kiosk.reports.records import ROWS, AsWritten, Confirmed, Reason, Row, RowState
from kiosk.reports.rules import note_on_paper
from kiosk.timetable.conflicts import Surroundings
from kiosk.timetable.records import LESSONS, Lesson
from kiosk.timetable.rules import planned
from tests.school import TODAY, NamedSchool

NOW = dt.datetime(2026, 11, 24, 13, tzinfo=dt.UTC)
SATURDAY = dt.date(2026, 11, 28)
NEXT_TUESDAY = dt.date(2026, 12, 1)


def row(id: int, state: str = "not_held", *, makes_up: int = 0, struck: bool = False, quarters: int = 4) -> Row:
    return Row(
        id=id,
        staff=1,
        date=TODAY,
        slot=f"L{id}",
        start=dt.time(14),
        end=dt.time(14, 30),
        quarter_hours=0,
        planned_quarters=quarters,
        student=5,
        who="Иванова Мария",
        subject=2,
        subject_name="Специальность",
        kind=LessonKind.ON_SITE,
        state=RowState(state),
        makes_up=makes_up,
        struck=struck,
        confirmed=Confirmed.SINGLY,
        confirmed_at=NOW,
        written=AsWritten(staff_name="Соколова Мария Павловна", school_name="ДМШ", hour_minutes=40),
    )


def lesson(*, makes_up: int = 0, date: dt.date = SATURDAY, gone: bool = False, hour: int = 14) -> Lesson:
    return Lesson(
        id=9,
        version=1,
        weekday=date.weekday(),
        start=dt.time(hour),
        end=dt.time(hour, 40),
        teacher=1,
        subject=2,
        student=5,
        room="7",
        makes_up=makes_up,
        since=date,
        until=date - dt.timedelta(1) if gone else date,
    )


def waiver(*, taken_back: bool = False) -> Waiver:
    return Waiver(row=1, why="болел", by="Ким", decided_at=NOW, taken_back=taken_back)


# later rows, lessons that are placed, decisions; what has become of row 1
STANDINGS: tuple[tuple[list[Row], list[Lesson], list[Waiver], str], ...] = (
    ([], [], [], "open"),
    ([], [lesson(makes_up=1)], [], "placed"),
    ([], [lesson(makes_up=1, gone=True)], [], "open"),
    ([row(2, "held", makes_up=1)], [lesson(makes_up=1)], [], "held"),
    ([row(2, "held", makes_up=1, struck=True)], [lesson(makes_up=1)], [], "placed"),
    ([row(2, makes_up=1)], [lesson(makes_up=1)], [], "missed_again"),
    ([], [], [waiver()], "waived"),
    ([], [], [waiver(taken_back=True)], "open"),
    ([row(2, "held", makes_up=1)], [], [waiver()], "held"),
    ([row(2, "held", makes_up=7)], [lesson(makes_up=8)], [], "open"),
)


@pytest.mark.parametrize(("after", "lessons", "waivers", "standing"), STANDINGS)
def test_what_has_become_of_a_missed_lesson(
    after: list[Row], lessons: list[Lesson], waivers: list[Waiver], standing: str
) -> None:
    assert [one.standing.value for one in owed_of([row(1)], after, lessons, waivers)] == [standing]


def test_a_missed_make_up_is_owed_in_place_of_the_first() -> None:
    second = row(2, makes_up=1)
    owed = owed_of([row(1), second], [second], [], [])
    assert [(one.row.id, one.is_due) for one in owed] == [(1, False), (2, True)]


def test_held_and_struck_rows_are_not_owed() -> None:
    assert owed_of([row(1, "held"), row(2, struck=True)], [], [], []) == []


@pytest.mark.parametrize(("quarters", "hours"), [(2, 2), (6, 6), (0, 4)])
def test_the_hours_of_the_timetable_are_owed(quarters: int, hours: int) -> None:
    assert owed_of([row(1, quarters=quarters)], [], [], [])[0].quarters == hours


def test_offers_leave_out_who_is_busy_and_count_changes_of_a_date() -> None:
    busy = replace(lesson(hour=14), id=3)
    around = Surroundings(members={}, one_device={}, evening=dt.time(20))
    free = {one.start for one in offers(lesson(hour=14), {SATURDAY: []}, around, ("7",))}
    assert dt.time(14) in free
    taken = {one.start for one in offers(lesson(hour=14), {SATURDAY: [planned(busy, SATURDAY, None)]}, around, ("7",))}
    assert taken
    assert not [start for start in taken if dt.time(13, 20) < start < dt.time(14, 40)]


def miss(school: NamedSchool, name: str = "Мария", reason: str = "student_ill") -> Row:
    """Соколова reports that a lesson was not held."""
    slot = f"L{school.lessons[name].id}"
    page = school.client("Соколова")
    fields: dict[str, object] = {f"{slot}.off": "1", f"{slot}.reason": reason, "act": f"confirm:{slot}"}
    assert page.post(f"/report/{TODAY}", fields).status == 303
    return next(one for one in school.store[ROWS].all() if one.slot == slot)


def first_offer(text: str) -> str:
    return str(re.findall(r'name="place" value="([^"]+)"', text)[0])


def test_from_missed_to_made_up(school: NamedSchool) -> None:
    """The teacher misses, places, gives; the day, the paper and the list say so."""
    missed = miss(school)
    browser = school.client("Соколова")
    assert "Задолженность: 1 ч" in browser.get("/make-ups").text.replace("\u00a0", " ")
    address = f"/make-ups/{missed.id}"
    choice = first_offer(browser.get(address).text)
    assert browser.post(address, {"place": choice}).status == 303
    placed = with_standing(school.store, [missed])[0]
    assert placed.standing is Standing.PLACED
    assert placed.lesson is not None
    assert placed.lesson.since is not None
    assert browser.post(address, {"place": choice}).status == 422  # pressed twice: nothing is placed twice
    assert len([one for one in school.store[LESSONS].all() if one.makes_up]) == 1
    date = placed.lesson.since
    school.clock.set(dt.datetime.combine(date, dt.time(22)))
    slot = f"L{placed.lesson.id}"
    browser = school.client("Соколова")
    assert browser.post(f"/report/{date}", {"act": f"confirm:{slot}"}).status == 303
    given = next(one for one in school.store[ROWS].all() if one.slot == slot)
    assert (given.makes_up, given.written.makes_up) == (missed.id, "24.11.2026")
    assert "Отработка урока 24.11.2026." in note_on_paper(given, {})
    assert with_standing(school.store, [missed])[0].standing is Standing.HELD
    assert "отработано" in browser.get("/make-ups").text


def test_the_family_sees_the_make_up(school: NamedSchool) -> None:
    missed = miss(school)
    browser = school.client("Соколова")
    browser.post(f"/make-ups/{missed.id}", {"place": first_offer(browser.get(f"/make-ups/{missed.id}").text)})
    placed = with_standing(school.store, [missed])[0].lesson
    assert placed is not None
    school.clock.set(dt.datetime.combine(placed.since or TODAY, dt.time(8)))
    page = school.client().get(f"/s/{school.token('Ивановы')}").text
    assert f"{placed.start:%H:%M}" in page


def test_a_place_is_taken_back_and_the_lesson_is_owed_again(school: NamedSchool) -> None:
    missed = miss(school)
    browser, address = school.client("Соколова"), f"/make-ups/{missed.id}"
    browser.post(address, {"place": first_offer(browser.get(address).text)})
    browser.post(f"{address}/withdrawal", page=address)
    assert with_standing(school.store, [missed])[0].standing is Standing.OPEN
    assert browser.post(address, {"place": first_offer(browser.get(address).text)}).status == 303


def test_the_office_decides_that_nobody_makes_it_up(school: NamedSchool) -> None:
    missed = miss(school)
    office, address = school.client("Ким"), f"/make-ups/{missed.id}"
    refused = office.post(f"{address}/waiver", {"why": ""}, page=address)
    assert refused.status == 422
    assert office.post(f"{address}/waiver", {"why": "болел всю четверть"}, page=address).status == 303
    assert "болел всю четверть" in office.get(address).text.replace("\u00a0", " ")
    assert school.store[WAIVERS].all()[0].by
    office.post(f"{address}/waiver/withdrawal", page=address)
    assert with_standing(school.store, [missed])[0].standing is Standing.OPEN
    assert school.client("Соколова").post(f"{address}/waiver", {"why": "не хочу"}, page=address).status == 403


def test_who_sees_what_is_owed(school: NamedSchool) -> None:
    """The teacher, the deputy and the director; a colleague and the head of another department do not."""
    missed = miss(school)
    today = school.clock.today()
    seen = {name: bool(of_year(school.store, school.actor(name), today)) for name in school.staff}
    assert seen["Соколова"]
    assert seen["Ким"]
    assert not seen["Дроздов"]
    assert not seen["Зимина"]
    assert school.client("Дроздов").get(f"/make-ups/{missed.id}").status == 404
    assert "болен" in school.client("Ким").get(f"/make-ups/{missed.id}").text


def test_the_reason_is_told_only_to_who_may_know(school: NamedSchool) -> None:
    missed = miss(school, "Терция", "teacher_ill")
    assert missed.reason is Reason.TEACHER_ILL
    assert "преподаватель болен" in school.client("Ким").get(f"/make-ups/{missed.id}").text


def test_the_morning_and_the_closing_of_a_month_name_what_is_owed(school: NamedSchool) -> None:
    missed = miss(school)
    office = school.client("Ким")
    assert "Отработать: 1 ч" in office.get("/morning").text.replace("\u00a0", " ")
    office.post(f"/make-ups/{missed.id}/waiver", {"why": "болел"}, page=f"/make-ups/{missed.id}")
    assert "Отработать" not in office.get("/morning").text


def test_a_make_up_is_marked_as_one_in_the_day_and_the_timetable(school: NamedSchool) -> None:
    missed = miss(school)
    browser = school.client("Соколова")
    browser.post(f"/make-ups/{missed.id}", {"place": first_offer(browser.get(f"/make-ups/{missed.id}").text)})
    placed = with_standing(school.store, [missed])[0].lesson
    assert placed is not None
    for path in (f"/report/{placed.since}", f"/timetable/day/{placed.since}"):
        assert '<span class="due">отработка</span>' in browser.get(path).text
