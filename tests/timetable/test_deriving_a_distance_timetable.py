"""The distance timetable of an order (T1, D1): all lawful or listed, the preview is the result, and back again."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import HOUSEHOLDS, Cycle, Household, Subject
from kiosk.problems import Refusal
from kiosk.regime.records import (
    ORDERS,
    STATEMENTS,
    Annulment,
    Effect,
    Ground,
    LessonKind,
    Mode,
    Order,
    Scope,
    Statement,
)
from kiosk.regime.rules import Facts, check, of_subject
from kiosk.reports.records import ROWS
from kiosk.school.records import Reach
from kiosk.school.rules import minutes_between
from kiosk.timetable import queries
from kiosk.timetable.derivation import Derivation, Repair, School, derive, repair_of
from kiosk.timetable.deriving import Draft, draft_of, write
from kiosk.timetable.records import (
    DATE_CHANGES,
    LESSONS,
    VERSIONS,
    ChangeKind,
    DateChange,
    Lesson,
    TimetableMode,
    TimetableVersion,
    Weeks,
)
from kiosk.timetable.rules import overlap
from tests.school import TODAY, NamedSchool

PIANO, THEORY, CHOIR, ENSEMBLE, DRAWING = range(1, 6)
SUBJECTS = {
    PIANO: Subject(id=PIANO, name="Специальность", cycle=Cycle.PERFORMANCE),
    THEORY: Subject(id=THEORY, name="Сольфеджио", cycle=Cycle.THEORY, individual=False),
    CHOIR: Subject(id=CHOIR, name="Хор", cycle=Cycle.PERFORMANCE, individual=False, collective=True),
    ENSEMBLE: Subject(id=ENSEMBLE, name="Камерный класс", cycle=Cycle.PERFORMANCE, individual=False),
    DRAWING: Subject(id=DRAWING, name="Рисунок", cycle=Cycle.VISUAL_ARTS, individual=False),
}
CHANNELS = {"СМС": Reach.LETTERS, "телефон": Reach.SOUND, "видеосвязь": Reach.LIVE}
GROUPS = {1: frozenset({11, 12}), 2: frozenset({13, 14}), 3: frozenset()}


def school(**other: object) -> School:
    told: dict[str, object] = {"channels": CHANNELS, "members": GROUPS, **other}
    return School(subjects=SUBJECTS, staff={}, groups={}, **told)  # type: ignore[arg-type]  # because tests vary it


def lesson(number: int = 1, subject: int = PIANO, at: str = "14:00", minutes: int = 40, **other: object) -> Lesson:
    start = dt.time.fromisoformat(at)
    end = (dt.datetime.combine(TODAY, start) + dt.timedelta(minutes=minutes)).time()
    told: dict[str, object] = {"weekday": 0, "teacher": 1, "room": "7", "quarter_hours": 4}
    if "group" not in other and "student" not in other:
        told |= {"student": 11} if SUBJECTS[subject].individual else {"group": 1}
    return Lesson(id=number, version=1, start=start, end=end, subject=subject, **(told | other))  # type: ignore[arg-type]


# предмет, что известно; вид, канал
BECOMES: tuple[tuple[int, dict[str, object], LessonKind, str], ...] = (
    (PIANO, {}, LessonKind.INDIVIDUAL, "видеосвязь"),
    (PIANO, {"without_line": frozenset({11})}, LessonKind.SELF_STUDY, "СМС"),
    # the individual decision outranks both: by its channel, in real time where that is possible (F6)
    (PIANO, {"without_line": frozenset({11}), "arranged": {11: "телефон"}}, LessonKind.INDIVIDUAL, "телефон"),
    (PIANO, {"without_line": frozenset({11}), "arranged": {11: "почтальон"}}, LessonKind.SELF_STUDY, "СМС"),
    (PIANO, {"arranged": {11: "СМС"}}, LessonKind.SELF_STUDY, "СМС"),
    (PIANO, {"channels": {"телефон": Reach.SOUND}}, LessonKind.INDIVIDUAL, "телефон"),
    (THEORY, {}, LessonKind.CONFERENCE, "видеосвязь"),
    (ENSEMBLE, {}, LessonKind.CONFERENCE, "видеосвязь"),
    (DRAWING, {}, LessonKind.CONFERENCE, "видеосвязь"),
    (CHOIR, {}, LessonKind.SELF_STUDY, "СМС"),
    (CHOIR, {"experimental": frozenset({1})}, LessonKind.CONFERENCE, "видеосвязь"),
    (CHOIR, {"experimental": frozenset({2})}, LessonKind.SELF_STUDY, "СМС"),
)


@pytest.mark.parametrize(("subject", "told", "kind", "channel"), BECOMES)
def test_what_a_lesson_becomes(subject: int, told: dict[str, object], kind: LessonKind, channel: str) -> None:
    (placed,) = derive([lesson(subject=subject, minutes=60)], school(**told)).placed
    made = placed.lesson
    assert (made.kind, made.channel, made.room, made.source) == (kind, channel, "", 1)
    assert (minutes_between(made.start, made.end), made.quarter_hours, placed.cut) == (30, 4, True)


@pytest.mark.parametrize("kind", (LessonKind.CONSULTATION, LessonKind.CONTROL))
def test_consultations_and_control_stay_what_they_are(kind: LessonKind) -> None:
    (placed,) = derive([lesson(kind=kind)], school()).placed
    assert placed.lesson.kind is kind


def test_a_short_lesson_stays_as_short_as_it_is() -> None:
    (placed,) = derive([lesson(minutes=20)], school()).placed
    assert (minutes_between(placed.lesson.start, placed.lesson.end), placed.cut) == (20, False)


def test_a_student_alone_in_a_group_subject_gets_self_study() -> None:
    (placed,) = derive([lesson(subject=THEORY, student=11)], school()).placed
    assert placed.lesson.kind is LessonKind.SELF_STUDY


# почему не размещено, что предлагается
LISTED: tuple[tuple[list[Lesson], dict[str, object], str, list[str]], ...] = (
    ([lesson(subject=THEORY, group=3)], {}, "no students", ["out"]),
    ([lesson()], {"channels": {"СМС": Reach.LETTERS}}, "no channel", ["self_study", "video", "out"]),
)


@pytest.mark.parametrize(("lessons", "told", "why", "ways"), LISTED)
def test_what_cannot_be_placed_is_listed(
    lessons: list[Lesson], told: dict[str, object], why: str, ways: list[str]
) -> None:
    (one,) = derive(lessons, school(**told)).listed
    assert why in one.reason.msgid
    assert [way.code for way in one.repairs] == ways


def siblings() -> tuple[list[Lesson], School]:
    """A brother and a sister at the same hour, and one telephone at home."""
    both = [lesson(1, student=11), lesson(2, student=12, teacher=2, at="14:10")]
    return both, school(one_device={11: 5, 12: 5})


def test_one_device_for_two_children_is_seen_and_mended_in_one_tap() -> None:
    lessons, known = siblings()
    outcome = derive(lessons, known)
    assert [one.source.id for one in outcome.placed] == [1]
    (listed,) = outcome.listed
    assert "one device" in listed.reason.msgid
    assert [way.code for way in listed.repairs] == ["14.40", "13.20", "15.00", "self_study", "video", "out"]
    for way in listed.repairs:
        mended = derive(lessons, known, {2: way})
        assert len(mended.placed) == (1 if way.leaves_out else 2)
        assert mended.undecided == ()


def test_a_group_does_not_wait_for_one_familys_device() -> None:
    both = [lesson(1, student=11), lesson(2, subject=THEORY, group=2, teacher=2)]
    assert derive(both, school(one_device={11: 5, 13: 5})).listed == ()


def test_what_somebody_moved_pushes_nobody_away() -> None:
    lessons, known = siblings()
    third = lesson(3, student=12, teacher=2, at="15:00")
    outcome = derive([*lessons, third], known, {2: Repair(start=dt.time(15, 10))})
    assert [one.source.id for one in outcome.placed] == [1, 3]
    assert [one.source.id for one in outcome.listed] == [2]


def test_odd_and_even_weeks_are_no_clash_and_stay_so() -> None:
    both = [lesson(1, weeks=Weeks.ODD), lesson(2, student=12, weeks=Weeks.EVEN)]
    assert [one.lesson.weeks for one in derive(both, school()).placed] == [Weeks.ODD, Weeks.EVEN]


def test_a_teacher_who_accompanies_himself_is_left_out_as_accompanist() -> None:
    (placed,) = derive([lesson(accompanist=1)], school()).placed
    assert (placed.lesson.accompanist, len(placed.notes)) == (0, 1)


@pytest.mark.parametrize("code", ("self_study", "15.40", "out"))
def test_a_repair_reads_as_it_is_written(code: str) -> None:
    repair = repair_of(code)
    assert repair is not None
    assert repair.code == code


@pytest.mark.parametrize("code", ("", "25.00", "on the moon", "1540", "15:40"))
def test_what_is_no_repair(code: str) -> None:
    assert repair_of(code) is None


lessons_of_a_week = st.lists(
    st.builds(
        lesson,
        number=st.integers(1, 10_000),
        subject=st.sampled_from(sorted(SUBJECTS)),
        at=st.sampled_from(("13:30", "13:50", "14:00", "14:40", "15:20")),
        minutes=st.sampled_from((20, 30, 31, 40, 60, 80)),
        weekday=st.integers(0, 1),
        teacher=st.integers(1, 4),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(lessons_of_a_week, st.sampled_from(({}, {"one_device": {11: 1, 12: 1}}, {"channels": {}})))
def test_placed_and_listed_are_all_and_lawful(lessons: list[Lesson], told: dict[str, object]) -> None:
    outcome = derive(lessons, school(**told))
    found = [one.source.id for one in outcome.placed] + [one.source.id for one in outcome.listed]
    assert sorted(found) == sorted(one.id for one in lessons)
    for one in outcome.placed:
        assert check(facts_of(one.lesson)).refused == ()
        assert one.lesson.quarter_hours == one.source.quarter_hours
    made = [one.lesson for one in outcome.placed]
    together = [(a, b) for a in made for b in made if a is not b and overlap(a, b)]
    assert all(a.teacher != b.teacher and (a.student or -1) != b.student for a, b in together)


@given(lessons_of_a_week)
def test_every_repair_that_is_offered_works(lessons: list[Lesson]) -> None:
    known = school(one_device={11: 1, 12: 1})
    for one in derive(lessons, known).listed:
        for way in one.repairs:
            again = derive(lessons, known, {one.source.id: way})
            assert one.source.id not in {left.source.id for left in again.undecided}


def facts_of(made: Lesson) -> Facts:
    facts = Facts(
        kind=made.kind,
        minutes=minutes_between(made.start, made.end),
        individual_subject=bool(made.student),
        alone=bool(made.student),
        reach=CHANNELS.get(made.channel, Reach.LIVE),
    )
    return of_subject(facts, SUBJECTS[made.subject])


# with the store


@pytest.fixture
def order(school: NamedSchool) -> Order:
    """An order for the next two weeks, and a timetable at school of five lessons."""
    with school.store.change(SYSTEM, "test") as change:
        for old in change.search(ORDERS):
            change.put(ORDERS, replace(old, until=TODAY))
            for made in change.search(VERSIONS):
                change.put(VERSIONS, replace(made, order=old.id))
        version = change.add(
            VERSIONS, TimetableVersion(name="очное", mode=TimetableMode.ON_SITE, since=dt.date(2026, 9, 1))
        )
        for one in change.search(LESSONS):
            end = (dt.datetime.combine(TODAY, one.start) + dt.timedelta(minutes=40)).time()
            at_school = replace(one, id=0, rev=0, version=version.id, end=end, kind=LessonKind.ON_SITE, room="7")
            change.add(LESSONS, at_school)
        return change.add(
            ORDERS,
            Order(
                number="91-у",
                signed=TODAY,
                reason="карантин",
                since=TODAY + dt.timedelta(1),
                until=TODAY + dt.timedelta(14),
            ),
        )


def drafted(school: NamedSchool, order: Order) -> Draft:
    draft = draft_of(school.store, order.id, today=TODAY)
    assert isinstance(draft, Draft)
    return draft


def next_tuesday() -> dt.date:
    return TODAY + dt.timedelta(7)


def shown(school: NamedSchool, date: dt.date) -> list[tuple[int, str]]:
    return [(plan.lesson.version, plan.lesson.kind.value) for plan in queries.day(school.store, date)]


def test_the_preview_is_what_is_written(school: NamedSchool, order: Order) -> None:
    draft = drafted(school, order)
    version = write(school.store, SYSTEM, draft)
    written = [one for one in school.store[LESSONS].all() if one.version == version.id]
    looked_at = [one.lesson for one in draft.outcome.placed]
    assert [replace(one, id=0, rev=0, version=0) for one in written] == [replace(one, version=0) for one in looked_at]


def test_the_period_has_its_timetable_and_the_days_around_theirs(school: NamedSchool, order: Order) -> None:
    before = shown(school, next_tuesday())
    version = write(school.store, SYSTEM, drafted(school, order))
    assert {number for number, _ in shown(school, next_tuesday())} == {version.id}
    assert shown(school, TODAY + dt.timedelta(21)) == before


def test_closing_the_order_early_brings_each_dates_lessons_back(school: NamedSchool, order: Order) -> None:
    before = shown(school, next_tuesday())
    rows = school.store[ROWS].all()
    write(school.store, SYSTEM, drafted(school, order))
    with school.store.change(SYSTEM, "test") as change:
        values = {"number": "92-у", "effect": Effect.CLOSE, "changes_order": order.id}
        change.add(ORDERS, replace(order, id=0, rev=0, until=TODAY + dt.timedelta(3), **values))
    assert shown(school, next_tuesday()) == before
    assert school.store[ROWS].all() == rows


def test_a_narrow_order_takes_only_its_own(school: NamedSchool, order: Order) -> None:
    with school.store.change(SYSTEM, "test") as change:
        narrow = change.put(
            ORDERS, replace(order, scope=Scope.STUDENTS, students=(school.students["Мария"].id,), reason="болезнь")
        )
    version = write(school.store, SYSTEM, drafted(school, narrow))
    day = queries.day(school.store, next_tuesday())
    assert {plan.lesson.student for plan in day if plan.lesson.version == version.id} == {school.students["Мария"].id}
    others = [plan for plan in day if plan.lesson.version != version.id]
    assert others
    assert all(plan.lesson.kind is LessonKind.ON_SITE for plan in others)


def test_what_is_different_on_one_date_comes_along(school: NamedSchool, order: Order) -> None:
    source = queries.day(school.store, next_tuesday())[0].lesson
    with school.store.change(SYSTEM, "test") as change:
        change.add(DATE_CHANGES, DateChange(lesson=source.id, date=next_tuesday(), kind=ChangeKind.CANCELLED))
    write(school.store, SYSTEM, drafted(school, order))
    cancelled = [plan.lesson.source for plan in queries.day(school.store, next_tuesday()) if plan.cancelled]
    assert cancelled == [source.id]


@pytest.mark.parametrize("what", ("auxiliary", "over", "annulled", "unknown"))
def test_orders_without_a_distance_timetable(school: NamedSchool, order: Order, what: str) -> None:
    values: dict[str, dict[str, object]] = {
        "auxiliary": {"mode": Mode.AUXILIARY},
        "over": {"since": TODAY, "until": TODAY - dt.timedelta(1)},
    }
    with school.store.change(SYSTEM, "test") as change:
        change.put(ORDERS, replace(order, **values.get(what, {})))
    today = TODAY + dt.timedelta(30) if what == "annulled" else TODAY
    assert isinstance(draft_of(school.store, 999 if what == "unknown" else order.id, today=today), Refusal)


def test_a_sibling_with_one_telephone_in_the_browser(school: NamedSchool, order: Order) -> None:
    pair = (school.students["Мария"].id, school.students["Матвей"].id)
    first = next(one for one in queries.day(school.store, next_tuesday()) if one.lesson.student == pair[0]).lesson
    with school.store.change(SYSTEM, "test") as change:
        change.add(HOUSEHOLDS, Household(name="Двое", students=pair, devices="телефон", internet="да"))
        twin = replace(first, id=0, rev=0, student=pair[1], teacher=school.staff["Белов"].id)
        change.add(LESSONS, twin)
    office, page = school.client("Ким"), f"/orders/{order.id}/timetable"
    looked_at = office.get(page)
    assert "устройство в семье одно" in looked_at.text
    tap = re.findall(r'href="(/orders/\d+/timetable\?r=[^"]+self_study)"', looked_at.text)[0]
    mended = office.get(tap)
    assert "устройство в семье одно" not in mended.text
    fields = {
        "seal": re.findall(r'name="seal" value="(\w+)"', mended.text)[0],
        "r": re.findall(r'name="r" value="([^"]+)"', mended.text),
    }
    assert office.post(page, {**fields, "seal": "0"}, page=page).status == 422
    assert school.store[VERSIONS].count() == 2
    assert office.post(page, fields, page=page).status == 303
    kinds = {plan.lesson.student: plan.lesson.kind for plan in queries.day(school.store, next_tuesday())}
    assert kinds[pair[1]] is LessonKind.SELF_STUDY
    listed = office.get("/timetable/versions")
    assert "приказ" in listed.text
    assert f'action="/timetable/versions/{school.store[VERSIONS].count()}/annulment"' in listed.text


def test_an_empty_school_has_nothing_to_derive() -> None:
    assert derive([], school()) == Derivation()


@pytest.mark.usefixtures("order")
def test_a_statement_takes_only_its_students_own_lessons_home(school: NamedSchool) -> None:
    """§4: looked at, put in force exactly so, and at school again when the statement was annulled (D1)."""
    store, maria = school.store, school.students["Мария"].id
    date = next_tuesday()
    with store.change(SYSTEM, "test") as change:
        for order in change.search(ORDERS):
            change.put(ORDERS, replace(order, annulled=Annulment("Ким", school.clock.now(), "проверка")))
        stated = change.add(STATEMENTS, statement_of(school, maria, date))
    before = queries.day(store, date)
    office, page = school.client("Ким"), f"/orders/statements/{stated.id}/timetable"
    assert page in office.get("/orders/statements").text
    looked_at = office.get(page)
    assert "групповые занятия остаются" in looked_at.text
    fields = {"seal": re.findall(r'name="seal" value="(\w+)"', looked_at.text)[0]}
    assert office.post(page, {"seal": "0"}, page=page).status == 422
    assert office.post(page, fields, page=page).status == 303
    after = {plan.lesson.source or plan.lesson.id: plan.lesson for plan in queries.day(store, date)}
    assert after.keys() == {plan.lesson.id for plan in before}
    assert {one.student for one in after.values() if one.source} == {maria}
    assert all(one.kind is not LessonKind.ON_SITE for one in after.values() if one.source)
    assert "заявление" in office.get("/timetable/versions").text
    with store.change(SYSTEM, "test") as change:
        change.put(STATEMENTS, replace(stated, annulled=Annulment("Ким", school.clock.now(), "поправилась")))
    assert queries.day(store, date) == before
    assert "аннулировано" in office.get(page).text


def statement_of(school: NamedSchool, student: int, date: dt.date) -> Statement:
    """Two weeks around a date."""
    week = dt.timedelta(7)
    return Statement(
        student=student,
        ground=Ground.ILLNESS,
        since=date - week,
        until=date + week,
        teacher=school.staff["Соколова"].id,
        guardian="Иванова Ольга",
        signed=TODAY,
    )
