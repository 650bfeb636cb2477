"""What parents told beforehand stands in the teacher's day (L16)."""

import datetime as dt
import re

import pytest
from msgspec.structs import replace

from kiosk.people.records import STAFF, STUDENTS
from kiosk.reports.day import day_view
from kiosk.reports.records import ROWS, Attendance, Reason, RowState
from kiosk.reports.views import DayView
from kiosk.told.queries import told_on
from kiosk.told.records import TOLD, ToldAbsence, Why
from tests.school import TODAY, NamedSchool

PAGE = "/absences/told"
TYPED = "24.11"


def tell(school: NamedSchool, name: str = "Мария", why: str = "ill", **more: object) -> None:
    typed: dict[str, object] = {
        "student": school.students[name].id,
        "since": TYPED,
        "why": why,
        "key": f"k{school.students[name].id}",
    }
    assert school.client("Ким").post(PAGE, typed | more).status == 303


def day_of(school: NamedSchool) -> DayView:
    return day_view(school.store, school.staff["Соколова"], TODAY, now=school.now())


# from, to, taken back, asked about, will not come
SPANS = (
    (0, 0, False, 0, True),
    (0, 0, False, 1, False),
    (-3, 2, False, 2, True),
    (-3, 2, False, 3, False),
    (1, 3, False, 0, False),
    (0, 3, True, 0, False),
)


@pytest.mark.parametrize(("since", "until", "taken_back", "asked", "away"), SPANS)
def test_on_which_days_it_holds(
    school: NamedSchool, since: int, until: int, taken_back: bool, asked: int, away: bool
) -> None:
    day = dt.timedelta(1)
    told = ToldAbsence(
        student=1,
        since=TODAY + since * day,
        until=TODAY + until * day,
        why=Why.ILL,
        entered_by="Ким",
        entered_at=school.clock.now(),
        taken_back=taken_back,
    )
    with school.store.change(school.actor("Ким"), "told") as change:
        change.add(TOLD, told)
    assert told_on(school.store, TODAY + asked * day, [1, 2]) == ({1: Why.ILL} if away else {})


def test_a_lesson_of_one_student_is_not_held_and_says_why(school: NamedSchool) -> None:
    tell(school, "Мария")
    row = day_of(school).row(f"L{school.lessons['Мария'].id}")
    assert row is not None
    assert row.off
    assert row.text("reason") == Reason.STUDENT_ILL.value
    school.client("Соколова").post(f"/report/{TODAY}", {"act": "confirm"})
    rows = {one.slot: one for one in school.store[ROWS].all()}
    assert rows[row.slot].state is RowState.NOT_HELD
    assert rows[f"L{school.lessons['Артём'].id}"].state is RowState.HELD


def test_the_teacher_knows_better(school: NamedSchool) -> None:
    """The child came after all: one press holds the lesson."""
    tell(school, "Мария")
    slot = f"L{school.lessons['Мария'].id}"
    browser = school.client("Соколова")
    browser.post(f"/report/{TODAY}", {"act": f"on:{slot}"})
    browser.post(f"/report/{TODAY}", {"act": f"confirm:{slot}"})
    assert [one.state for one in school.store[ROWS].all()] == [RowState.HELD]


@pytest.mark.parametrize(("why", "mark"), [("ill", Attendance.ILL), ("excused", Attendance.EXCUSED)])
def test_in_a_group_the_mark_stands_at_the_student(school: NamedSchool, why: str, mark: Attendance) -> None:
    member = school.groups["Терция"].students_on(TODAY)[0]
    name = next(name for name, one in school.students.items() if one.id == member)
    tell(school, name, why)
    slot = f"L{school.lessons['Терция'].id}"
    school.client("Соколова").post(f"/report/{TODAY}", {"act": f"confirm:{slot}"})
    row = next(one for one in school.store[ROWS].all() if one.slot == slot)
    assert row.state is RowState.HELD
    assert row.attendance == {str(member): mark}


def test_it_is_seen_sent_twice_once_taken_back_and_brought_back(school: NamedSchool) -> None:
    tell(school, told_by="мама, по телефону")
    tell(school, told_by="мама, по телефону")
    assert len(school.store[TOLD].all()) == 1
    office = school.client("Ким")
    assert "мама, по телефону" in office.get(PAGE).text.replace("\u00a0", " ")
    office.post(f"{PAGE}/1/withdrawal", page=PAGE)
    assert "<s>" in office.get(PAGE).text
    assert not day_of(school).rows[0].off
    office.post(f"{PAGE}/1/withdrawal/withdrawal", page=PAGE)
    assert day_of(school).rows[0].off


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"student": ""}, "Учащийся"),
        ({"since": "31.02"}, "31.02"),
        ({"until": "20.11"}, "раньше первого"),
        ({"until": "24.5.2027"}, "трёх месяцев"),
        ({"why": ""}, "Почему"),
        ({"student": "999"}, "одного из своих"),
    ],
)
def test_what_is_typed_wrong_is_said_and_stays(school: NamedSchool, typed: dict[str, object], said: str) -> None:
    right: dict[str, object] = {"student": school.students["Мария"].id, "since": TYPED, "why": "ill", "told_by": "папа"}
    refused = school.client("Ким").post(PAGE, right | typed)
    assert refused.status == 422
    assert said in refused.text
    assert 'value="папа"' in refused.text
    assert not school.store[TOLD].all()


def test_a_teacher_enters_for_ones_own_students(school: NamedSchool) -> None:
    stranger = replace(school.students["Мария"], id=0, rev=0, code="", surname="Чужая", given="Нина", teacher=0)
    with school.store.change(school.actor("Ким"), "somebody else's student") as change:
        other = change.add(STUDENTS, stranger)
    browser = school.client("Соколова")
    assert "Чужая" not in browser.get(PAGE).text
    assert browser.post(PAGE, {"student": other.id, "since": TYPED, "why": "ill"}).status == 422
    assert browser.post(PAGE, {"student": school.students["Мария"].id, "since": TYPED, "why": "ill"}).status == 303


MORNING = dt.datetime(2026, 11, 24, 8, 0)
NO_REASON, REASON = "сообщили: не будет", "сообщили: болеет (б)"

# who reads, the timetable of the date says
READERS = (("Ким", REASON), ("Орлова", REASON), ("Соколова", REASON), ("Зимина", NO_REASON), ("Боровая", NO_REASON))


@pytest.mark.parametrize(("who", "said"), READERS)
def test_the_timetable_says_it_with_the_reason_for_those_who_may_know(school: NamedSchool, who: str, said: str) -> None:
    """The office and who gives the lesson; nobody else reads why (L21)."""
    school.clock.set(MORNING)
    tell(school, "Мария")
    reader = school.client(who)
    pages = [f"/timetable/day/{TODAY}", f"/timetable/teachers/{school.staff['Соколова'].id}?week={TODAY}"]
    for page in pages:
        text = reader.get(page).text
        assert said in text
        assert (REASON in text) is (said == REASON)
    assert "сообщили" not in reader.get(f"/timetable/day/{TODAY - dt.timedelta(7)}").text


def test_in_a_group_the_timetable_names_who_will_not_come(school: NamedSchool) -> None:
    school.clock.set(MORNING)
    tell(school, "Мария")
    assert "сообщили, не будет: Иванова Мария (б)" in school.client("Ким").get(f"/timetable/day/{TODAY}").text
    head = school.client("Зимина").get(f"/timetable/day/{TODAY}").text
    assert "сообщили, не будет: Иванова Мария<" in head


def test_the_deputy_reads_it_in_the_day_before_anything_is_confirmed(school: NamedSchool) -> None:
    school.clock.set(MORNING)
    tell(school, "Мария")
    day = f"/teachers/{school.staff['Соколова'].id}/report/{TODAY}"
    text = school.client("Ким").get(day).text
    assert "Сообщено заранее" in text
    assert REASON in text
    head = replace(school.staff["Зимина"], departments=school.staff["Соколова"].departments)
    with school.store.change(school.actor("Ким"), "the same department") as change:
        change.put(STAFF, head)
    text = school.client("Зимина").get(day).text
    assert NO_REASON in text
    assert REASON not in text


def test_what_lies_ahead_is_not_called_not_held(school: NamedSchool) -> None:
    school.clock.set(MORNING)
    tell(school, "Мария")
    slot = f"L{school.lessons['Мария'].id}"
    row = f'id="row-{slot}"'
    ahead = school.client("Соколова").get(f"/report/{TODAY}").text.partition(row)[2].partition("</tr>")[0]
    assert "<small>сообщили: не будет</small>" in ahead
    assert "не проведён" not in ahead
    school.client("Соколова").post(f"/report/{TODAY}", {"act": f"off:L{school.lessons['Артём'].id}"})
    assert "<small>не состоится</small>" in school.client("Соколова").get(f"/report/{TODAY}").text
    school.clock.set(MORNING + dt.timedelta(hours=12))
    over = school.client("Соколова").get(f"/report/{TODAY}").text.partition(row)[2].partition("</tr>")[0]
    assert "<small>не проведён</small>" in over


def fill_many(school: NamedSchool) -> None:
    """Enough students to have to look for one."""
    with school.store.change(school.actor("Ким"), "many students") as change:
        for number in range(12):
            one = replace(school.students["Мария"], id=0, rev=0, code="", surname=f"Ученик{number}", given="Олег")
            change.add(STUDENTS, one)


# typed, who is offered
FOUND: tuple[tuple[str, list[str]], ...] = (
    ("ёлк", ["Ёлкин Матвей"]),
    ("ЕЛКИН", ["Ёлкин Матвей"]),
    ("мар иван", ["Иванова Мария"]),
    ("щщ", []),
)


@pytest.mark.parametrize(("typed", "names"), FOUND)
def test_a_long_list_is_narrowed_by_what_is_typed(school: NamedSchool, typed: str, names: list[str]) -> None:
    """As a part while one types, as a page without scripts; a single one is chosen at once."""
    fill_many(school)
    office = school.client("Ким")
    for htmx in (True, False):
        text = office.get(PAGE, htmx=htmx, query_string={"q": typed}).text
        options = re.findall(r'<option value="\d+"( selected)?>([^<]+)</option>', text)
        assert [name.partition(",")[0] for _, name in options] == names
        assert all(chosen for chosen, _ in options)
        assert ("<html" in text) is not htmx
        assert ("Никого не нашлось" in text) is (not names)


def test_a_short_list_needs_no_search(school: NamedSchool) -> None:
    assert 'id="q"' not in school.client("Ким").get(PAGE).text
    fill_many(school)
    assert 'id="q"' in school.client("Ким").get(PAGE).text
