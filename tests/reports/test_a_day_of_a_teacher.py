"""Typing, confirming, taking back and handing in on the real store; each once, however often it is sent (H2)."""

import datetime as dt
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.app import COLLECTIONS
from kiosk.problems import Refusal
from kiosk.reports import actions, drafts, queries
from kiosk.reports.actions import DAY_CLOSED, Outcome
from kiosk.reports.day import day_view
from kiosk.reports.records import DAYS, DRAFTS, ROWS, Confirmed, DayState, Row, RowState
from kiosk.reports.views import DayView
from kiosk.store import Store
from kiosk.timetable.records import LESSONS
from tests.school import TODAY, NamedSchool, open_school


def slot(school: NamedSchool, who: str) -> str:
    return f"L{school.lessons[who].id}"


def day(school: NamedSchool, who: str = "Соколова") -> DayView:
    return day_view(school.store, school.staff[who], TODAY, now=school.now())


def type_in(school: NamedSchool, who: str, **fields: str) -> list[str]:
    typed = {slot(school, who): fields}
    return list(drafts.save_drafts(school.store, school.staff["Соколова"], TODAY, typed, now=school.now()).slots)


def confirm(school: NamedSchool, *who: str, key: str | None = None, hand_in: bool = False) -> Outcome | Refusal:
    how = Confirmed.IN_BULK if hand_in else Confirmed.SINGLY
    return actions.confirm(
        school.store,
        school.actor("Соколова"),
        school.staff["Соколова"],
        TODAY,
        [slot(school, name) for name in who],
        how=how,
        key=key,
        now=school.now(),
        hand_in=hand_in,
    )


def withdraw(school: NamedSchool, who: str, key: str | None = None) -> Outcome | Refusal:
    me = school.staff["Соколова"]
    slots = [slot(school, who)]
    return actions.withdraw(school.store, school.actor("Соколова"), me, TODAY, slots, key=key, now=school.now())


def hand_in(school: NamedSchool, key: str | None = None) -> Outcome | Refusal:
    me = school.staff["Соколова"]
    return actions.hand_in(school.store, school.actor("Соколова"), me, TODAY, key=key, now=school.now())


def take_back(school: NamedSchool, key: str | None = None) -> Outcome | Refusal:
    me = school.staff["Соколова"]
    return actions.take_back(school.store, school.actor("Соколова"), me, TODAY, key=key, now=school.now())


def rows(store: Store) -> list[Row]:
    return [row for row in store[ROWS].all() if not row.struck]


EVERYBODY = ("Мария", "Артём", "Терция", "Пётр")


def test_from_a_draft_to_a_row_and_back_and_again(school: NamedSchool) -> None:
    type_in(school, "Мария", homework="Гамма Ре мажор", **{f"remark.{school.students['Мария'].id}": "ровнее"})
    assert confirm(school, "Мария") == Outcome((slot(school, "Мария"),))
    (row,) = rows(school.store)
    assert (row.homework, row.remarks) == ("Гамма Ре мажор", {str(school.students["Мария"].id): "ровнее"})
    assert row.confirmed_at == school.now()
    assert school.store[DRAFTS].all() == []

    withdraw(school, "Мария")
    assert rows(school.store) == []
    view = day(school).row(slot(school, "Мария"))
    assert view is not None
    assert (view.text("homework"), view.open) == ("Гамма Ре мажор", True)

    type_in(school, "Мария", homework="Гамма Ми мажор")
    confirm(school, "Мария")
    (again,) = rows(school.store)
    assert (again.id, again.homework) == (row.id, "Гамма Ми мажор")
    told = [entry.what for entry in reversed(school.store.log.search(table=ROWS.name, id=row.id))]
    assert told == ["H2 rows confirmed", "H2 confirmation taken back", "H2 rows confirmed"]


def test_a_row_remembers_whether_it_was_confirmed_alone_or_with_the_day(school: NamedSchool) -> None:
    confirm(school, "Мария")
    outcome = confirm(school, "Артём", "Терция", "Пётр", hand_in=True)
    assert isinstance(outcome, Outcome)
    assert outcome.sent
    how = [row.confirmed for row in sorted(rows(school.store), key=lambda row: row.start)]
    assert how == [Confirmed.SINGLY, Confirmed.IN_BULK, Confirmed.IN_BULK, Confirmed.IN_BULK]


def test_nothing_is_confirmed_before_it_has_ended(school: NamedSchool) -> None:
    school.clock.advance(dt.timedelta(hours=-3))  # 17:05: the last lesson goes on until 17:30
    outcome = confirm(school, *EVERYBODY, hand_in=True)
    assert isinstance(outcome, Outcome)
    assert (len(outcome.saved), outcome.sent) == (3, False)
    (problem,) = outcome.refused[slot(school, "Пётр")]
    assert (problem.field, problem.values["time"]) == ("end", "17:30")
    school.clock.advance(dt.timedelta(minutes=25))
    assert confirm(school, "Пётр") == Outcome((slot(school, "Пётр"),))


def test_a_lesson_not_held_may_be_said_beforehand(school: NamedSchool) -> None:
    school.clock.advance(dt.timedelta(hours=-12))
    type_in(school, "Мария", off="1", reason="student_ill", makeup="28.11")
    assert confirm(school, "Мария") == Outcome((slot(school, "Мария"),))
    (row,) = rows(school.store)
    assert (row.state, row.quarter_hours, row.make_up) == (RowState.NOT_HELD, 0, dt.date(2026, 11, 28))


def test_a_make_up_lesson_is_not_promised_for_a_day_of_rest(school: NamedSchool) -> None:
    """29 November is a Sunday (L7)."""
    type_in(school, "Мария", off="1", reason="student_ill", makeup="29.11")
    outcome = confirm(school, "Мария")
    assert isinstance(outcome, Outcome)
    assert [problem.field for problem in outcome.refused[slot(school, "Мария")]] == ["makeup"]
    assert not rows(school.store)


def test_one_bad_row_does_not_stop_the_others_and_says_every_problem(school: NamedSchool) -> None:
    type_in(school, "Мария", end="14:45", hours="7", channel="голубь")
    outcome = confirm(school, *EVERYBODY, hand_in=True)
    assert isinstance(outcome, Outcome)
    told = [(problem.field, problem.paragraph) for problem in outcome.refused[slot(school, "Мария")]]
    assert told == [("hours", ""), ("end", "§1"), ("channel", "§3")]
    assert (len(rows(school.store)), outcome.sent) == (3, False)


def test_the_same_press_twice_is_one_row_and_is_told_the_same(school: NamedSchool) -> None:
    first = confirm(school, "Мария", key="k1")
    number = school.store.number
    assert confirm(school, "Мария", key="k1") == first
    assert (len(rows(school.store)), school.store.number) == (1, number)


def test_handing_in_twice_is_told_the_same_although_the_day_is_closed_by_now(school: NamedSchool) -> None:
    first = confirm(school, *EVERYBODY, key="k1", hand_in=True)
    assert isinstance(first, Outcome)
    assert first.sent
    again = confirm(school, *EVERYBODY, key="k1", hand_in=True)
    assert isinstance(again, Outcome)
    assert (set(again.saved), again.sent) == (set(first.saved), True)
    assert isinstance(take_back(school, key="k2"), Outcome)
    assert isinstance(take_back(school, key="k2"), Outcome)
    assert isinstance(hand_in(school, key="k3"), Outcome)
    assert isinstance(hand_in(school, key="k3"), Outcome)
    assert len(school.store[DAYS].all()) == 1


def test_an_old_press_that_comes_late_undoes_nothing(school: NamedSchool) -> None:
    confirm(school, "Мария", key="k1")
    withdraw(school, "Мария", key="k2")
    confirm(school, "Мария", key="k1")
    assert rows(school.store) == []
    confirm(school, "Мария", key="k3")
    withdraw(school, "Мария", key="k2")
    assert len(rows(school.store)) == 1


def test_two_tabs_at_once_make_one_row(school: NamedSchool) -> None:
    barrier = threading.Barrier(4)

    def press(key: str) -> None:
        barrier.wait()
        confirm(school, *EVERYBODY, key=key, hand_in=True)

    tabs = [threading.Thread(target=press, args=(key,)) for key in ("k1", "k1", "k2", "k3")]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sorted(row.slot for row in rows(school.store)) == sorted(slot(school, who) for who in EVERYBODY)
    assert len(school.store[DAYS].all()) == 1


def test_two_tabs_typing_at_once_keep_both_fields(school: NamedSchool) -> None:
    barrier = threading.Barrier(4)
    failed: list[Exception] = []

    def type_one(name: str) -> None:
        barrier.wait()
        try:
            type_in(school, "Мария", **{name: "да"})
        except Exception as error:  # noqa: BLE001  because a thread's failure must reach the test
            failed.append(error)

    tabs = [threading.Thread(target=type_one, args=(name,)) for name in ("homework", "office", "channel", "hours")]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert not failed
    (draft,) = school.store[DRAFTS].all()
    assert draft.fields == dict.fromkeys(("homework", "office", "channel", "hours"), "да")


KILLED = """
import os, sys
from pathlib import Path
from kiosk.actor import Actor
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.app import COLLECTIONS
from kiosk.clock import FixedClock
from kiosk.people.records import STAFF
from kiosk.reports import actions
from kiosk.reports.records import Confirmed
from kiosk.store import Store, where
from tests.school import EVENING, TODAY
store = Store.open(Path(sys.argv[1]), collections=COLLECTIONS, clock=FixedClock(EVENING))
staff = store[STAFF].one(where("surname") == "Соколова")
actions.confirm(store, Actor("account:4", "Соколова", 4), staff, TODAY, sys.argv[2:], how=Confirmed.IN_BULK, key="k1",
                now=EVENING, hand_in=True)
os._exit(9)
"""


def test_a_server_killed_before_its_answer_has_stored_once_what_is_sent_again_twice(tmp_path: Path) -> None:
    """H2: the key lies in the same transaction as the rows, so the page may send until it hears an answer."""
    folder = tmp_path / "storage"
    with open_school(folder) as school:
        slots = [slot(school, who) for who in EVERYBODY]
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", KILLED, str(folder), *slots]
    killed = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert killed.returncode == 9
    with reopened(folder, school) as again:
        before = again.store.number
        outcomes = [confirm(again, *EVERYBODY, key="k1", hand_in=True) for _tab in range(2)]
        assert [outcome.sent for outcome in outcomes if isinstance(outcome, Outcome)] == [True, True]
        assert sorted(row.slot for row in rows(again.store)) == sorted(slots)
        assert again.store.number == before


@contextmanager
def reopened(folder: Path, school: NamedSchool) -> Iterator[NamedSchool]:
    """The same school on its folder, after the process that held it is gone."""
    school.store = Store.open(folder, collections=COLLECTIONS, clock=school.clock)
    try:
        yield school
    finally:
        school.store.close()


def test_what_was_typed_is_its_authors_alone(school: NamedSchool) -> None:
    type_in(school, "Терция", homework="Менуэт")
    theirs = day(school, "Дроздов")
    assert [view.text("homework") for view in theirs.rows] == [""]
    assert queries.drafts_of_day(school.store, school.staff["Дроздов"].id, TODAY) == {}


def test_teacher_and_accompanist_each_report_the_same_lesson(school: NamedSchool) -> None:
    confirm(school, "Терция")
    drozdov, accompanied = school.staff["Дроздов"], f"A{school.lessons['Терция'].id}"
    actions.confirm(
        school.store,
        school.actor("Дроздов"),
        drozdov,
        TODAY,
        [accompanied],
        how=Confirmed.SINGLY,
        key=None,
        now=school.now(),
    )
    assert [(row.staff, row.position.value) for row in school.store[ROWS].all()] == [
        (school.staff["Соколова"].id, "teacher"),
        (drozdov.id, "accompanist"),
    ]


def test_a_day_handed_in_refuses_rows_and_typing_until_it_is_taken_back(school: NamedSchool) -> None:
    confirm(school, *EVERYBODY, hand_in=True)
    assert confirm(school, "Мария") == Refusal.of(DAY_CLOSED)
    assert withdraw(school, "Мария") == Refusal.of(DAY_CLOSED)
    type_in(school, "Мария", homework="поздно")
    late = day(school).row(slot(school, "Мария"))
    assert late is not None
    assert (late.text("homework"), late.late) == ("", {"homework": "поздно"})  # kept beside the row, not in it
    assert take_back(school) == Outcome()
    report = queries.day_report(school.store, school.staff["Соколова"].id, TODAY)
    assert report is not None
    assert report.state is DayState.TAKEN_BACK
    assert withdraw(school, "Мария") == Outcome((slot(school, "Мария"),))


def test_a_day_with_open_rows_is_not_handed_in_and_says_how_many(school: NamedSchool) -> None:
    confirm(school, "Мария")
    refusal = hand_in(school)
    assert isinstance(refusal, Refusal)
    assert refusal.problems[0].values == {"left": 3}
    assert isinstance(take_back(school), Refusal)


def test_a_row_keeps_copies_of_what_the_school_decided_that_day(school: NamedSchool) -> None:
    """L2: its lesson, position, names, hour rule and order."""
    confirm(school, "Терция")
    (row,) = rows(school.store)
    assert (row.lesson, row.who, row.subject_name) == (
        school.lessons["Терция"].id,
        "Ансамбль «Терция», 2 чел.".replace("2 ", "2\u00a0"),
        "Фортепианный ансамбль",
    )
    assert (row.written.staff_name, row.written.hour_minutes) == ("Соколова Мария Павловна", 40)
    assert row.written.order == "№\u00a087-у от 12.11.2026"
    assert row.students == tuple(school.students[name].id for name in ("Мария", "Артём"))


def test_a_row_taken_back_stays_on_the_page_when_its_lesson_has_left_the_timetable(school: NamedSchool) -> None:
    type_in(school, "Мария", homework="Гамма")
    confirm(school, "Мария")
    with school.store.change(SYSTEM, "test: the lesson ends") as change:
        change.put(LESSONS, replace(school.lessons["Мария"], until=TODAY - dt.timedelta(1)))
    withdraw(school, "Мария")
    view = day(school).row(slot(school, "Мария"))
    assert view is not None
    assert (view.who, view.subject, view.text("homework")) == ("Иванова Мария", "Специальность", "Гамма")
    assert confirm(school, "Мария") == Outcome((slot(school, "Мария"),))
    assert len(rows(school.store)) == 1


def test_a_lesson_outside_the_timetable_names_its_student_and_subject(school: NamedSchool) -> None:
    me = school.staff["Соколова"]
    fields = {"start": "18:00", "end": "18:30", "kind": "individual", "hours": "1"}
    drafts.save_drafts(school.store, me, TODAY, {"Nab12": fields}, now=school.now())

    def press() -> Outcome:
        outcome = actions.confirm(
            school.store,
            school.actor("Соколова"),
            me,
            TODAY,
            ["Nab12"],
            how=Confirmed.SINGLY,
            key=None,
            now=school.now(),
        )
        assert isinstance(outcome, Outcome)
        return outcome

    assert [problem.field for problem in press().refused["Nab12"]] == ["whom", "subject"]
    whom = {"whom": f"s{school.students['Матвей'].id}", "subject": "99999"}
    drafts.save_drafts(school.store, me, TODAY, {"Nab12": whom}, now=school.now())
    assert [problem.field for problem in press().refused["Nab12"]] == ["subject"]
    subject = {"subject": str(school.subjects["Специальность"].id)}
    drafts.save_drafts(school.store, me, TODAY, {"Nab12": subject}, now=school.now())
    assert press().saved == ("Nab12",)
    (row,) = rows(school.store)
    assert (row.student, row.who.split(",")[0]) == (school.students["Матвей"].id, "Ёлкин Матвей")


def test_a_row_begun_by_mistake_goes_without_a_trace_but_a_planned_one_does_not(school: NamedSchool) -> None:
    me = school.staff["Соколова"]
    drafts.save_drafts(school.store, me, TODAY, {"Nab12": {"start": ""}}, now=school.now())
    type_in(school, "Мария", homework="Гамма")
    for name in ("Nab12", slot(school, "Мария"), "Nnone"):
        drafts.drop_row(school.store, me, TODAY, name)
    assert [draft.slot for draft in school.store[DRAFTS].all()] == [slot(school, "Мария")]
