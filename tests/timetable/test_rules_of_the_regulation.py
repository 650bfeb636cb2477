"""A lesson that §1 forbids: refused with ways out, one press takes one; the deputy's exception stays marked (D2)."""

import datetime as dt
import re

import pytest
from msgspec.structs import replace

from kiosk.people.records import SUBJECTS
from kiosk.regime.records import EXEMPTIONS, ORDERS, DistanceForm, LessonKind, Mode
from kiosk.timetable.queries import version_on
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, TimetableMode, TimetableVersion
from tests.school import TODAY, Answer, Browser, NamedSchool

NEW = "/timetable/lessons/new"


@pytest.fixture
def office(school: NamedSchool) -> Browser:
    return school.client("Ким")


def fields_of(school: NamedSchool, **other: object) -> dict[str, object]:
    """Матвей at eleven with Соколова, an individual lesson of half an hour."""
    fields: dict[str, object] = {
        "weekday": 1,
        "start": "11:00",
        "end": "11:30",
        "teacher": school.staff["Соколова"].id,
        "subject": school.subjects["Специальность"].id,
        "whom": f"s{school.students['Матвей'].id}",
        "kind": "individual",
        "hours": "1",
    }
    return {**fields, **other}


def problems_of(answer: Answer) -> dict[str, str]:
    """What the page says at which field."""
    return dict(re.findall(r'class="problem" id="([\w-]+)-p">([^<]*)', answer.text))


def offered(answer: Answer) -> list[str]:
    """What may be taken instead, in its order."""
    return re.findall(r'name="instead" value="([^"]+)"', answer.text)


def added(school: NamedSchool) -> Lesson:
    return school.store[LESSONS].all(order=("-id",))[0]


# вид, минут, с кем; поле отказа; первое, что предлагается вместо
REFUSED = (
    ("individual", "11:31", "ученик", "Специальность", "end", "individual:30"),
    ("conference", "11:30", "ученик", "Специальность", "kind", "individual:30"),
    ("webinar", "11:30", "группа", "Фортепианный ансамбль", "kind", "conference:30"),
    ("individual", "11:30", "группа", "Сольфеджио", "kind", "conference:30"),
    ("conference", "11:30", "ученик", "Сольфеджио", "kind", "self_study:30"),
)


@pytest.mark.parametrize(("kind", "end", "whom", "subject", "field", "first"), REFUSED)
def test_a_breach_is_refused_and_one_press_mends_it(  # noqa: PLR0917  because a row of the table is one case
    school: NamedSchool, office: Browser, kind: str, end: str, whom: str, subject: str, field: str, first: str
) -> None:
    group = {"whom": f"g{school.groups['Терция'].id}"} if whom == "группа" else {}
    fields = fields_of(school, kind=kind, end=end, subject=school.subjects[subject].id, **group)
    answer = office.post(NEW, fields)
    assert answer.status == 422
    assert "§1" in problems_of(answer)[field]
    assert offered(answer)[0] == first
    assert office.post(NEW, {**fields, "instead": first}).status == 303
    taken, minutes = first.split(":")
    lesson = added(school)
    assert (lesson.kind.value, f"{lesson.end:%H:%M}") == (taken, f"11:{minutes}")


@pytest.mark.parametrize(
    "odd", ["", "x", "control", "control:", "control:0", "control:9999999", "control:-5", "dance:30"]
)
def test_what_is_no_way_out_changes_nothing(school: NamedSchool, office: Browser, odd: str) -> None:
    answer = office.post(NEW, fields_of(school, end="11:45", instead=odd))
    assert "end" in problems_of(answer)


def test_outside_a_distance_period_nothing_is_refused(school: NamedSchool, office: Browser) -> None:
    with school.store.change(school.actor("Ким"), "at school") as change:
        version = change.search(VERSIONS)[0]
        change.put(VERSIONS, replace(version, mode=TimetableMode.ON_SITE))
        order = change.search(ORDERS)[0]
        change.put(ORDERS, replace(order, since=dt.date(2026, 10, 1), until=dt.date(2026, 10, 9)))
    assert office.post(NEW, fields_of(school, kind="on_site", end="11:40")).status == 303


def test_an_order_that_names_the_group_lets_it_meet(school: NamedSchool, office: Browser) -> None:
    fields = fields_of(
        school,
        kind="conference",
        whom=f"g{school.groups['Терция'].id}",
        subject=school.subjects["Фортепианный ансамбль"].id,
    )
    assert office.post(NEW, fields).status == 303
    with school.store.change(school.actor("Ким"), "no experiment") as change:
        change.put(ORDERS, replace(change.search(ORDERS)[0], experimental_groups=()))
    answer = office.post(NEW, {**fields, "start": "12:00", "end": "12:30"})
    assert "в приказе" in problems_of(answer)["kind"]
    assert offered(answer)[0] == "self_study:30"


def test_a_form_of_the_second_paragraph_is_kept(school: NamedSchool, office: Browser) -> None:
    office.post(NEW, fields_of(school, distance_form="chat"))
    assert added(school).distance_form is DistanceForm.CHAT
    assert re.search(r'value="chat" selected', office.get(f"/timetable/lessons/{added(school).id}").text)


# the deputy's exception


def with_exception(school: NamedSchool, office: Browser) -> Lesson:
    fields = fields_of(school, end="11:45", exception="концертная программа 40 минут")
    assert office.post(NEW, fields).status == 303
    return added(school)


def test_an_exception_needs_a_reason_and_stays_marked(school: NamedSchool, office: Browser) -> None:
    refused = office.post(NEW, fields_of(school, end="11:45"))
    assert 'name="exception"' in refused.text
    assert 'name="exception"' not in office.get(NEW).text
    lesson = with_exception(school, office)
    (exemption,) = school.store[EXEMPTIONS].all()
    assert (exemption.reason, exemption.granted_by) == ("концертная программа 40 минут", "Ким Вера Павловна")
    assert lesson.exemption == exemption.id
    assert "исключение: концертная программа 40 минут" in office.get(f"/timetable/day/{TODAY}").text
    assert "исключение" in office.get(f"/timetable/students/{lesson.student}").text
    page = office.get(f"/timetable/lessons/{lesson.id}").text
    assert "концертная программа 40 минут" in page
    assert "не более 30 минут" in page


def test_a_reason_nobody_needs_is_no_exception(school: NamedSchool, office: Browser) -> None:
    office.post(NEW, fields_of(school, exception="на всякий случай"))
    assert added(school).exemption == 0
    assert school.store[EXEMPTIONS].count() == 0


def test_an_exception_never_lets_a_clash_pass(school: NamedSchool, office: Browser) -> None:
    answer = office.post(NEW, fields_of(school, start="14:00", end="14:45", exception="очень надо"))
    assert "teacher" in problems_of(answer)
    assert school.store[EXEMPTIONS].count() == 0


def test_an_exception_goes_with_the_lesson_and_ends_with_its_breach(school: NamedSchool, office: Browser) -> None:
    lesson = with_exception(school, office)
    path = f"/timetable/lessons/{lesson.id}"
    assert office.post(path, fields_of(school, end="11:50", room="9")).status == 303
    assert (added(school).room, added(school).exemption) == ("9", lesson.exemption)
    assert office.post(path, fields_of(school, end="11:30")).status == 303
    assert added(school).exemption == 0
    assert "исключение:" not in office.get(f"/timetable/day/{TODAY}").text


def test_an_exception_is_taken_back(school: NamedSchool, office: Browser) -> None:
    lesson = with_exception(school, office)
    path = f"/timetable/lessons/{lesson.id}"
    office.post(f"{path}/exception/withdrawal", {}, page=path)
    page = office.get(path).text
    assert "снято: Ким В. П." in page
    assert "не более 30 минут" in page
    assert "исключение:" not in office.get(f"/timetable/day/{TODAY}").text
    assert office.post(path, fields_of(school, end="11:45", room="9")).status == 422
    assert office.post(f"{path}/exception/withdrawal", {}, page=path).status == 303


def test_the_school_may_want_no_exceptions(school: NamedSchool, office: Browser) -> None:
    fields: dict[str, object] = {"choice": "never", "since": "1.11.2026", "reason": "порядок"}
    school.client("Орлова").post("/orders/decisions/exemption", fields)
    answer = office.post(NEW, fields_of(school, end="11:45", exception="очень надо"))
    assert set(problems_of(answer)) == {"end", "exception"}


# one date, modes


def test_a_date_may_not_be_moved_into_a_breach(school: NamedSchool, office: Browser) -> None:
    path = f"/timetable/lessons/{school.lessons['Мария'].id}/dates/{TODAY}"
    answer = office.post(path, {"kind": "moved", "start": "9:00", "end": "9:40"})
    assert "не более 30 минут" in problems_of(answer)["end"]
    assert office.post(path, {"kind": "moved", "start": "9:00", "end": "9:30"}).status == 303


@pytest.mark.parametrize(
    ("mode", "there"), [(Mode.FULL, "II четверть"), (Mode.BLENDED, "II четверть"), (Mode.AUXILIARY, "очное")]
)
def test_distance_learning_as_a_help_leaves_the_timetable_at_school(
    school: NamedSchool, mode: Mode, there: str
) -> None:
    with school.store.change(school.actor("Ким"), "mode") as change:
        change.put(ORDERS, replace(change.search(ORDERS)[0], mode=mode))
        version = TimetableVersion(name="очное", mode=TimetableMode.ON_SITE, since=dt.date(2026, 9, 1))
        change.add(VERSIONS, version)
    found = version_on(school.store, TODAY)
    assert found is not None
    assert found.name == there


def test_a_subject_that_changed_is_judged_as_it_is_now(school: NamedSchool, office: Browser) -> None:
    lesson = school.lessons["Мария"]
    with school.store.change(school.actor("Ким"), "subject") as change:
        change.put(SUBJECTS, replace(school.subjects["Специальность"], individual=False))
    assert lesson.kind is LessonKind.INDIVIDUAL
    assert "Выберите другую форму занятия" in office.get(f"/timetable/lessons/{lesson.id}").text
