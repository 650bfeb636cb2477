"""Tasks as a student has them: homework of the reports and assignments, with ticks (W3)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from tinydb.queries import QueryInstance

from kiosk.assignments.handed_in import handed_in
from kiosk.assignments.records import ASSIGNMENTS, REDOS, TICKS, Assignment, Redo, Task, TaskKind, Tick
from kiosk.assignments.references import References
from kiosk.assignments.rules import HOMEWORK_DAYS, done_since, latest_redo, parted
from kiosk.people.names import short_name
from kiosk.people.records import GROUPS, STAFF, Staff
from kiosk.reports.records import ROWS, Attendance, Row, RowState
from kiosk.store import Store, where
from kiosk.timetable import stretch

SHOWN_AFTER: Final = dt.timedelta(days=HOMEWORK_DAYS)
"""So long after its day an assignment still stands among a student's tasks."""
LOOKED_AHEAD: Final = dt.timedelta(days=20)


def tasks_of(store: Store, student: int, today: dt.date) -> list[Task]:
    """What a student has to do: the latest homework of each subject, and assignments; what is due first comes first.

    Homework is for the next lesson: once that was held with the student, it is shown only while a work for it that was
    sent back is awaited.
    """
    groups = groups_with(store, student, today)
    lately = (where("due") >= today - SHOWN_AFTER) | (where("due") == None)  # noqa: E711  because TinyDB compares
    given = [one for one in assignments_of(store, student, groups, lately) if stands(one, today)]
    lessons = _lessons(store, student, groups, today)
    held = {row.subject_name: row.date for row in lessons if _took_part(row, student)}
    rows = _latest(lessons, without={one.row for one in given})
    told = _Told(store, student, [*(one.teacher for one in given), *(row.staff for row in rows)])
    over = {f"r{row.id}" for row in rows if row.date < held.get(row.subject_name, row.date)}
    return [one for one in told.all(given, rows) if one.again or one.reference not in over]


def with_a_day(store: Store, students: Iterable[int], today: dt.date) -> list[int]:
    """Which of these students have a task whose day is still to come: asked before all their tasks are read."""
    ahead = where("due") >= today
    again = {redo.student for redo in store[REDOS].search(ahead & where("student").one_of(list(students)))}
    groups = store[GROUPS].all()
    return [
        student
        for student in students
        if student in again
        or assignments_of(store, student, [one.id for one in groups if student in one.students_on(today)], ahead)
    ]


def task(store: Store, reference: str, student: int) -> Task | None:
    """One task, however old, if it is this student's; None for one that is not, is withdrawn or was struck.

    Homework that became an assignment is that assignment, and the homework again once it is withdrawn.
    """
    names = References(store, [reference])
    now = next((one.reference for one in names.grown_from(reference) if is_for(store, one, student)), None)
    named = parted(now or names.today(reference))
    if named is None:
        return None
    what, number = named
    if what == "a":
        given = store[ASSIGNMENTS].get(number)
        if given is None or given.withdrawn or not is_for(store, given, student):
            return None
        return _Told(store, student, [given.teacher]).all([given], [])[0]
    row = store[ROWS].get(number)
    if row is None or row.struck or not _was_in(store, row, student):
        return None
    return _Told(store, student, [row.staff]).all([], [row])[0]


def is_for(store: Store, given: Assignment, student: int) -> bool:
    """The student is named in it, or is or was in its group since it was given."""
    if student in given.students:
        return True
    group = store[GROUPS].get(given.group) if given.group else None
    dates = (store.clock.today(), given.given_on)
    return group is not None and any(student in group.students_on(date) for date in dates)


def students_of(store: Store, given: Assignment) -> tuple[int, ...]:
    """Everybody who has this task today, each once."""
    group = store[GROUPS].get(given.group) if given.group else None
    members = group.students_on(store.clock.today()) if group else ()
    return tuple(dict.fromkeys((*given.students, *members)))


def groups_with(store: Store, student: int, today: dt.date) -> list[int]:
    """Groups in which a student is on a date."""
    return [group.id for group in store[GROUPS].all() if student in group.students_on(today)]


def assignments_of(
    store: Store, student: int, groups: Iterable[int], among: QueryInstance | None = None
) -> list[Assignment]:
    """All that was given to a student, alone or with a group, and not withdrawn; ``among`` narrows it first."""
    theirs: QueryInstance = where("students").any([student]) | where("group").one_of(list(groups))
    found = store[ASSIGNMENTS].search(among & theirs if among is not None else theirs)
    return [one for one in found if not one.withdrawn]


def all_given(store: Store, student: int) -> list[Assignment]:
    """Everything that was ever given to a student and stands, in the order given."""
    groups = [one.id for one in store[GROUPS].all() if any(each.student == student for each in one.members)]
    return [one for one in assignments_of(store, student, groups) if is_for(store, one, student)]


def stands(given: Assignment, today: dt.date) -> bool:
    """It is not so long over that nobody asks for it any more."""
    return max(given.due or given.given_on, given.given_on) + SHOWN_AFTER >= today


def _lessons(store: Store, student: int, groups: list[int], today: dt.date) -> list[Row]:
    """The student's rows of these weeks in the order of their days."""
    whom = (where("student") == student) | where("group").one_of(groups)
    rows = store[ROWS].search(whom & (where("date") >= today - SHOWN_AFTER), order=("date", "start"))
    return [row for row in rows if not row.struck]


def _took_part(row: Row, student: int) -> bool:
    return row.state is RowState.HELD and row.attendance.get(str(student)) in {None, Attendance.LATE}


def _latest(rows: Iterable[Row], *, without: set[int]) -> list[Row]:
    """The last row with homework of each subject; one that became an assignment is not told twice."""
    noted = [row for row in rows if row.homework or row.links]
    last = {(row.student, row.group, row.subject): row for row in noted}
    return [row for row in last.values() if row.id not in without]


def _was_in(store: Store, row: Row, student: int) -> bool:
    if student == row.student or student in row.students:
        return True
    group = store[GROUPS].get(row.group) if row.group else None
    return group is not None and any(student in group.students_on(date) for date in (row.date, store.clock.today()))


class _Told:
    """Turns assignments and rows into tasks of one student; teachers, ticks and redos are read once."""

    def __init__(self, store: Store, student: int, teachers: Iterable[int]) -> None:
        self.staff: Mapping[int, Staff] = store[STAFF].many(teachers)
        self.store, self.student = store, student
        self.ticks: dict[str, Tick] = {one.reference: one for one in store[TICKS].search(where("student") == student)}
        self.redos: dict[str, list[Redo]] = {}
        for one in store[REDOS].search(where("student") == student):
            self.redos.setdefault(one.reference, []).append(one)

    def all(self, given: Collection[Assignment], rows: Collection[Row]) -> list[Task]:
        """Those with a day first, by the day; then the newest."""
        self.names = References(self.store, [*(one.reference for one in given), *(f"r{row.id}" for row in rows)])
        tasks = sorted([*map(self.assigned, given), *map(self.homework, rows)], key=lambda one: one.subject_name)
        return sorted(tasks, key=lambda one: (one.due or dt.date.max, -one.given_on.toordinal()))

    def assigned(self, one: Assignment) -> Task:
        redo, done, anew = self.state(one.reference)
        return Task(
            reference=one.reference,
            subject_name=one.subject_name,
            teacher=one.teacher,
            teacher_name=self.name(one.teacher),
            text=one.text,
            links=one.links,
            given_on=one.given_on,
            due=(redo.due if redo else None) or one.due,
            kind=one.kind,
            attestation_on=one.attestation_on,
            done=done,
            again=redo is not None and done is None and anew is None,
            anew=anew,
        )

    def homework(self, row: Row) -> Task:
        reference = f"r{row.id}"
        redo, done, anew = self.state(reference)
        return Task(
            reference=reference,
            subject_name=row.subject_name,
            teacher=row.staff,
            teacher_name=self.name(row.staff),
            text=row.homework,
            links=row.links,
            given_on=row.date,
            due=redo.due if redo else None,
            done=done,
            again=redo is not None and done is None and anew is None,
            anew=anew,
        )

    def state(self, reference: str) -> tuple[Redo | None, Tick | None, dt.datetime | None]:
        """When it was last sent back, the tick that counts, when a work came since."""
        names = self.names.of(reference)
        redo = latest_redo(one for name in names for one in self.redos.get(name, ()))
        work = handed_in(self.store, [reference]).get((reference, self.student)) if redo else None
        anew = work.at if redo and work and work.at > redo.at else None
        return redo, done_since((self.ticks[name] for name in names if name in self.ticks), redo), anew

    def name(self, teacher: int) -> str:
        """«Соколова М. П.»; empty for somebody who is nowhere any more."""
        person = self.staff.get(teacher)
        return short_name(person) if person else ""


def next_lesson(store: Store, row: Row, today: dt.date) -> dt.date | None:
    """The next lesson of a row's student or group in its subject; None when there is none in three weeks."""
    students = (row.student,) if row.student else row.students
    since = max(today, row.date) + dt.timedelta(1)
    for date, plans in stretch.of_students(store, students, since, since + LOOKED_AHEAD).items():
        lessons = (plan.lesson for plan in plans if not plan.cancelled)
        if any((one.student, one.group, one.subject) == (row.student, row.group, row.subject) for one in lessons):
            return date
    return None


def ticks_of_rows(store: Store, rows: Collection[int]) -> dict[int, frozenset[int]]:
    """Students whose families have ticked the homework of these rows, or what it became."""
    if not rows:
        return {}
    return store.work_out(("ticks of rows", tuple(rows)), lambda: _ticks_of_rows(store, rows))


def _ticks_of_rows(store: Store, rows: Collection[int]) -> dict[int, frozenset[int]]:
    names = References(store, [f"r{row}" for row in rows])
    row_of = {name: row for row in rows for name in names.of(f"r{row}")}
    named = where("reference").one_of(sorted(row_of))
    ticks: dict[tuple[int, int], list[Tick]] = defaultdict(list)
    redos: dict[tuple[int, int], list[Redo]] = defaultdict(list)
    for tick in store[TICKS].search(named):
        ticks[row_of[tick.reference], tick.student].append(tick)
    for redo in store[REDOS].search(named) if ticks else ():
        redos[row_of[redo.reference], redo.student].append(redo)
    found: dict[int, set[int]] = defaultdict(set)
    for (row, student), theirs in ticks.items():
        if done_since(theirs, latest_redo(redos[row, student])) is not None:
            found[row].add(student)
    return {row: frozenset(students) for row, students in found.items()}


class Named(NamedTuple):
    """A task by its reference, whoever has it: for lists of works. ``reference``: by which it goes today."""

    reference: str
    text: str
    subject: int
    subject_name: str
    teacher: int
    given_on: dt.date
    kind: TaskKind
    due: dt.date | None = None


def named(store: Store, references: Collection[str]) -> dict[str, Named]:
    """Tasks by their references, withdrawn and struck ones too: what was handed in for them keeps its name."""
    names = References(store, references)
    today = {reference: names.today(reference) for reference in references}
    wanted = [one for reference in today.values() if (one := parted(reference))]
    given = store[ASSIGNMENTS].many(sorted(number for what, number in wanted if what == "a"))
    rows = store[ROWS].many(sorted(number for what, number in wanted if what == "r"))
    tasks = {f"r{row.id}": _homework(row) for row in rows.values()} | {
        one.reference: Named(
            one.reference, one.text, one.subject, one.subject_name, one.teacher, one.given_on, one.kind, one.due
        )
        for one in given.values()
    }
    return {reference: tasks[now] for reference, now in today.items() if now in tasks}


def _homework(row: Row) -> Named:
    return Named(f"r{row.id}", row.homework, row.subject, row.subject_name, row.staff, row.date, TaskKind.TASK)
