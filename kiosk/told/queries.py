"""Told absences found for a day, a person's students, the office (L16)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from kiosk.actor import Actor
from kiosk.people.names import by_name, student_name
from kiosk.people.queries import staff_of
from kiosk.people.records import GROUPS, STUDENTS, Staff, Student
from kiosk.problems import Problem
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store, fold, where
from kiosk.timetable.records import LESSONS
from kiosk.timetable.rules import Planned
from kiosk.told.records import TOLD, ToldAbsence, Why
from kiosk.told.rules import told_in_words


def told_on(store: Store, date: dt.date, students: Iterable[int]) -> dict[int, Why]:
    """Which of these students will not come on a date, and why; of several tellings the last one counts."""
    wanted = set(students)
    if not wanted:
        return {}
    ahead = store[TOLD].search((where("until") >= date) & (where("since") <= date), order=("id",))
    return {one.student: one.why for one in ahead if one.student in wanted and not one.taken_back}


def told_of_lessons(store: Store, actor: Actor, date: dt.date, plans: Sequence[Planned]) -> dict[int, Problem]:
    """What was told about lessons of a date, by the lesson's id; the reason for who gives it and the office (L21)."""
    groups = store[GROUPS].many(sorted({plan.lesson.group for plan in plans} - {0}))
    sitting = {
        plan.lesson.id: (plan.lesson.student,)
        if plan.lesson.student
        else groups[plan.lesson.group].students_on(date)
        if plan.lesson.group in groups
        else ()
        for plan in plans
    }
    absent = told_on(store, date, {student for there in sitting.values() for student in there})
    if not absent:
        return {}
    names = {one.id: student_name(one) for one in store[STUDENTS].many(sorted(absent)).values()}
    own, knows = staff_of(store, actor.account), allows(actor, Action.ABSENCE_REASONS_READ)
    said = {
        plan.lesson.id: told_in_words(
            named(sitting[plan.lesson.id], absent, names),
            alone=bool(plan.lesson.student),
            reasons=knows or (own is not None and own.id in {plan.teacher, plan.accompanist}),
        )
        for plan in plans
    }
    return {lesson: words for lesson, words in said.items() if words}


def named(students: Iterable[int], absent: Mapping[int, Why], names: Mapping[int, str]) -> list[tuple[str, Why]]:
    """Those of some students who will not come, by name."""
    found = [(names.get(one, "?"), absent[one]) for one in students if one in absent]
    return sorted(found, key=lambda one: by_name(one[0]))


def seen_by(store: Store, actor: Actor, since: dt.date, students: Iterable[Student]) -> list[ToldAbsence]:
    """Tellings that end on a date or later: of everybody for the office, of one's own ``students`` for a teacher."""
    found = store[TOLD].search(where("until") >= since, order=("since", "id"))
    if allows(actor, Action.ABSENCES_EDIT):
        return found
    own = {student.id for student in students}
    return [one for one in found if one.student in own]


def students_for(store: Store, actor: Actor) -> list[Student]:
    """About whom the actor may enter something: everybody, or those whom one teaches; by name."""
    if allows(actor, Action.ABSENCES_EDIT):
        students = store[STUDENTS].all()
    else:
        own = staff_of(store, actor.account)
        students = list(store[STUDENTS].many(sorted(_taught_by(store, own))).values()) if own else []
    return [one for one in students if one.retired_on is None]


def with_name(students: Iterable[Student], text: str) -> list[Student]:
    """Those whose name has every typed word in it, ё as е, by name; all of them for no word."""
    words = fold(text).split()
    found = [one for one in students if all(word in fold(student_name(one)) for word in words)]
    return sorted(found, key=lambda one: by_name(student_name(one)))


def _taught_by(store: Store, staff: Staff) -> set[int]:
    today = store.clock.today()
    mine = store[LESSONS].search((where("teacher") == staff.id) | (where("accompanist") == staff.id))
    given = [lesson for lesson in mine if lesson.until is None or lesson.until >= today]
    groups = store[GROUPS].many(sorted({lesson.group for lesson in given} - {0}))
    members = {student for group in groups.values() for student in group.students_on(today)}
    return members | {lesson.student for lesson in given} - {0}


def told_by_family(store: Store, household: int, since: dt.date) -> list[ToldAbsence]:
    """What a family told itself about days from a date on, those taken back too."""
    ahead = store[TOLD].search(where("until") >= since, order=("since", "id"))
    return [one for one in ahead if one.household == household]


def one_seen(store: Store, actor: Actor, told: int) -> ToldAbsence | None:
    """A telling that the actor may settle."""
    found = store[TOLD].get(told)
    if found is None or allows(actor, Action.ABSENCES_EDIT):
        return found
    return found if found.student in {student.id for student in students_for(store, actor)} else None
