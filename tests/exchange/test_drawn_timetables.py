"""A timetable as schools draw it comes in whole: the sample, four layouts of our own, random lessons (T3)."""

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from kiosk.actor import SYSTEM
from kiosk.app import COLLECTIONS
from kiosk.clock import FixedClock
from kiosk.office.exchange.grid.learned import LEARNED, Meant, learn
from kiosk.office.exchange.plan import Plan, Unfit
from kiosk.office.exchange.roster import initialled
from kiosk.people.names import student_name
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.store import Store
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, Weeks
from tests.exchange.bringing import SMALL, bring, plan, planned
from tests.exchange.drawing import DAYS, LAYOUTS, Drawn, rooms_across
from tests.school import EVENING

GRID = SMALL / "timetable_grid.xlsx"
READ_ONCE = (Phase.explicit, Phase.reuse, Phase.generate)
"""An example is a file that is read in a process of its own: making it smaller would take minutes."""
PEOPLE = ("staff", "subjects", "students", "families", "groups")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small school without a timetable; nothing is written into it."""
    store = Store.open(tmp_path_factory.mktemp("school") / "storage", COLLECTIONS, clock=FixedClock(EVENING))
    bring(store, *(SMALL / f"{name}.xlsx" for name in PEOPLE))
    yield store
    store.close()


@pytest.fixture
def school(store: Store) -> Store:
    """The same, to be written into."""
    bring(store, *(SMALL / f"{name}.xlsx" for name in PEOPLE))
    return store


def in_words(store: Store, lesson: Lesson) -> tuple[object, ...]:
    """A lesson as the expectations write it."""
    staff = {one.id: initialled(one) for one in store[STAFF].all()}
    student, group = store[STUDENTS].get(lesson.student), store[GROUPS].get(lesson.group)
    subject = store[SUBJECTS].get(lesson.subject)
    whom = student_name(student) if student else group.name if group else ""
    with_whom = staff.get(lesson.accompanist, "")
    times = (f"{lesson.start:%H:%M}", f"{lesson.end:%H:%M}")
    where = (staff[lesson.teacher], with_whom, subject.name if subject else "", whom, lesson.room)
    return (DAYS[lesson.weekday], *times, *where, lesson.weeks)


def expected() -> list[tuple[object, ...]]:
    cells = json.loads((SMALL / "grid_expected.json").read_text("utf-8"))["cells"]
    keys = ("day", "start", "end", "teacher", "accompanist", "subject", "target", "room")
    return sorted((*(cell[key] for key in keys), Weeks.EVERY) for cell in cells)


def answer_the_first(store: Store, *files: Path) -> int:
    """Say that what is most alike is meant, until nothing is open; how many questions there were."""
    count = 0
    while isinstance(made := planned(store, *files), Unfit):
        questions = made.readings.questions()
        assert questions, made.refused
        learn(
            store,
            SYSTEM,
            [(one.answer.asked, one.answer.shown, one.answer.alike[0]) for one in questions],
            now=store.clock.now(),
        )
        count += len(questions)
    return count


def test_the_sample_comes_in_whole(school: Store) -> None:
    made = planned(school, GRID)
    assert isinstance(made, Unfit)
    assert made.refused == ()
    cells = json.loads((SMALL / "grid_expected.json").read_text("utf-8"))["cells"]
    to_ask = {f"{cell['sheet']}!{cell['cell']}" for cell in cells if cell["ask"]}
    assert {cell for question in made.readings.questions() for cell in question.cells} == to_ask
    answer_the_first(school, GRID)
    bring(school, GRID)
    assert sorted(in_words(school, one) for one in school[LESSONS].all()) == expected()


def test_a_second_time_nothing_is_asked_and_nothing_changes(school: Store) -> None:
    answer_the_first(school, GRID)
    bring(school, GRID)
    number = school.number
    assert "Nothing changes" in bring(school, GRID)
    assert (school.number, school[VERSIONS].count()) == (number, 1)


def test_people_and_the_drawn_timetable_in_one_go(store: Store) -> None:
    made = planned(store, *(SMALL / f"{name}.xlsx" for name in PEOPLE), GRID)
    assert isinstance(made, Unfit)
    assert (made.refused, len(made.readings.questions())) == ((), 1)


def test_what_is_no_lesson_is_said(people: Store) -> None:
    made = planned(people, GRID)
    assert isinstance(made, Unfit)
    said = {str(one.values.get("text")) for one in made.cautions}
    assert {"окно / метод. час", "* в расписании возможны изменения", "I смена"} <= said


def small_week(seed: int, *, many: int = 14, weeks: bool = True) -> list[Drawn]:
    """Random lessons of the small school without a clash: each teacher has a room and students of their own."""
    chance = random.Random(seed)  # noqa: S311  because it draws examples
    rows = [line.split(";") for line in (SMALL / "timetable.csv").read_text("utf-8-sig").splitlines()[1:]]
    mine: dict[tuple[str, str, str], tuple[str, str]] = {}
    for row in rows:
        mine.setdefault((row[3], row[6], row[5]), (row[7], row[4]))
    chosen = chance.sample(sorted(mine), min(many, len(mine)))
    room_of = {teacher: str(number) for number, teacher in enumerate(sorted({teacher for teacher, _, _ in mine}), 1)}
    lessons: list[Drawn] = []
    free = [(day, hour) for day in range(6) for hour in range(9, 19)]
    for teacher, whom, subject in chosen:
        day, hour = free.pop(chance.randrange(len(free)))
        minutes, half = chance.choice((0, 5, 30)), chance.choice((20, 25))
        start = dt.time(hour, minutes)
        end = dt.time(hour, minutes + half if minutes < 30 else 55)
        accompanist = "Сергеева О.Г." if mine[teacher, whom, subject][1] else ""
        when = chance.choice(list(Weeks)) if weeks else Weeks.EVERY
        lessons.append(Drawn(day, start, end, teacher, whom, subject, room_of[teacher], accompanist, when))
    return lessons


def told(one: Drawn) -> tuple[object, ...]:
    times = (f"{one.start:%H:%M}", f"{one.end:%H:%M}")
    return (DAYS[one.day], *times, one.teacher, one.accompanist, one.subject, one.whom, one.room, one.weeks)


def read_back(store: Store, path: Path) -> list[tuple[object, ...]]:
    made = planned(store, path)
    assert isinstance(made, Plan), (made.refused, [(one.answer.shown, one.cells) for one in made.readings.questions()])
    return sorted(in_words(store, one) for old, one in made.desk.draft.changes(LESSONS))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=READ_ONCE)
@given(seed=some.integers(0, 10_000), layout=some.sampled_from(LAYOUTS), many=some.integers(8, 40))
def test_random_lessons_in_any_layout_read_back(
    people: Store,
    tmp_path: Path,
    seed: int,
    layout: Callable[[Path, Sequence[Drawn]], Path],
    many: int,
) -> None:
    lessons = small_week(seed, many=many)
    assert read_back(people, layout(tmp_path, lessons)) == sorted(map(told, lessons))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_of_our_own(people: Store, tmp_path: Path, layout: Callable[[Path, Sequence[Drawn]], Path]) -> None:
    lessons = small_week(7, many=40)
    assert read_back(people, layout(tmp_path, lessons)) == sorted(map(told, lessons))


def test_what_is_hidden_does_not_come_in(people: Store, tmp_path: Path) -> None:
    lessons = small_week(3, many=12, weeks=False)
    path = rooms_across(tmp_path, lessons)
    book = openpyxl.load_workbook(path)
    draft = book.copy_worksheet(book.worksheets[0])
    draft.sheet_state = "hidden"
    page = book.worksheets[0]
    row = next(row for row in range(3, page.max_row + 1) if page.cell(row, 1).value is None)
    page.row_dimensions[row].hidden = True
    times = str(page.cell(row, 2).value)
    gone = [page.cell(row, column).value for column in range(3, page.max_column + 1)]
    book.save(path)
    made = planned(people, path)
    assert isinstance(made, Plan)
    left = len(lessons) - sum(cell is not None for cell in gone)
    assert len(list(made.desk.draft.changes(LESSONS))) == left, times
    assert sum("hidden" in one.msgid for one in made.preview.cautions) == 2


def test_every_clash_is_named_by_both_its_cells(people: Store, tmp_path: Path) -> None:
    one = small_week(5, many=1, weeks=False)[0]
    busy = [one, Drawn(one.day, one.start, one.end, one.teacher, one.whom, one.subject, "9", one.accompanist)]
    made = planned(people, rooms_across(tmp_path, busy))
    assert isinstance(made, Unfit)
    assert {problem.field for problem in made.refused} == {"Лист1!D3"}
    assert {problem.values["cell"] for problem in made.refused} == {"Лист1!C3"}
    assert len(made.refused) >= 2  # the teacher and the student, each with a sentence


def test_one_answer_for_all_cells_alike(school: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Маркова Р.В.", "Пн", "Вт", "Ср"])
    page.append(["13.00-13.40", "окно", "Никифоров  Дима 2/8", "Окно"])
    page.append(["14.00-14.40", "Никифоров Дима 2кл", "Рябинин Сергей", None])
    path = tmp_path / "неделя.xlsx"
    book.save(path)
    made = planned(school, path)
    assert isinstance(made, Unfit)
    asked = {one.answer.shown.casefold(): len(one.cells) for one in made.readings.questions()}
    assert asked == {"окно": 2, "никифоров дима": 2}
    settled = []
    for question in made.readings.questions():
        pause = question.answer.shown.casefold() == "окно"
        settled.append((question.answer.asked, question.answer.shown, Meant() if pause else question.answer.alike[0]))
    learn(school, SYSTEM, settled, now=school.clock.now())
    lessons = [one for _, one in plan(school, path).desk.draft.changes(LESSONS)]
    assert len(lessons) == 3
    assert all(one.by == SYSTEM.account for one in school[LEARNED].all())
