"""Part checks: who has played which part, with what mark; recorded for many at once, withdrawn one by one (W6, L13)."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor, Role
from kiosk.assignments.whose import lessons_of, visible_students
from kiosk.backing.records import PART_CHECKS, Heard, PartCheck
from kiosk.journal.actions import give_mark, settle_mark
from kiosk.journal.records import MARKS, VALUE_LABEL, Conditions, Identified, Mark, MarkKind, Value
from kiosk.people.names import by_name, class_label, full_name, student_name
from kiosk.people.records import GROUPS, STUDENTS, SUBJECTS, Staff, Student
from kiosk.store import Store, where
from kiosk.timetable.records import LESSONS

HOW: Final = {
    Heard.SCHOOL: (Identified.PERSON, Conditions.SCHOOL),
    Heard.VIDEO: (Identified.VIDEO, Conditions.ONLINE),
    Heard.PHONE: (Identified.STAFF, Conditions.PHONE),
    Heard.RECORDING: (Identified.STAFF, Conditions.RECORDED),
}
"""How the student was known, and under which conditions the part was played (§1, P5)."""


class Given(msgspec.Struct, frozen=True):
    """What one press records: a piece and its part, heard on a day, with a mark and a note for each student."""

    group: int
    piece: str
    part: str
    on: dt.date
    heard: Heard
    marks: Mapping[int, tuple[Value, str]]


class Line(msgspec.Struct, frozen=True):
    """A check in the list."""

    check: PartCheck
    who: str
    class_label: str
    group: str
    mark: str
    """As it is written; a msgid for pass and fail."""
    own: bool


def record(store: Store, actor: Actor, staff: Staff, given: Given, *, key: str | None, now: dt.datetime) -> list[int]:
    """Write the checks and their marks; the ids of the checks. Once for a key."""
    identified, conditions = HOW[given.heard]
    with store.change(actor, "W6 parts checked", key=key) as change:
        if change.repeated is not None:
            return list(change.repeated.ids(PART_CHECKS.name))
        made = []
        for student, (value, note) in given.marks.items():
            subject, subject_name = _subject(store, staff, given.group, student)
            mark = Mark(
                student=student,
                subject=subject,
                subject_name=subject_name,
                staff=staff.id,
                staff_name=full_name(staff),
                on=given.on,
                value=value,
                kind=MarkKind.PART,
                about=", ".join(filter(None, (given.piece, given.part))),
                identified=identified,
                conditions=conditions,
                given_at=now,
            )
            check = PartCheck(
                student=student,
                group=given.group,
                piece=given.piece,
                part=given.part,
                on=given.on,
                heard=given.heard,
                staff=staff.id,
                staff_name=mark.staff_name,
                mark=give_mark(change, mark).id,
                note=note,
            )
            made.append(change.add(PART_CHECKS, check).id)
        return made


def settle(store: Store, actor: Actor, check: PartCheck, *, withdrawn: bool) -> None:
    """A check entered by mistake: struck with its mark, or brought back with it."""
    with store.change(actor, "W6 part check withdrawn" if withdrawn else "W6 part check brought back") as change:
        fresh = change.get(PART_CHECKS, check.id) or check
        if fresh.withdrawn is not withdrawn:
            change.put(PART_CHECKS, replace(fresh, withdrawn=withdrawn))
            settle_mark(change, fresh.mark, withdrawn=withdrawn)


def checks(store: Store, actor: Actor, staff: Staff | None, *, group: int = 0, piece: str = "") -> list[Line]:
    """Checks of the students one may see, the latest first; of one group and piece when they are named."""
    seen = visible_students(store, actor, staff)
    found = store[PART_CHECKS].search(where("student").one_of(sorted(seen)), order=("-on", "-id"))
    wanted = [one for one in found if group in {0, one.group} and piece in {"", one.piece}]
    marks = store[MARKS].many(one.mark for one in wanted)
    groups = store[GROUPS].many({one.group for one in wanted} - {0})
    return [
        Line(
            one,
            student_name(seen[one.student]),
            class_label(seen[one.student]),
            groups[one.group].name if one.group in groups else "",
            VALUE_LABEL[marks[one.mark].value] if one.mark in marks else "",
            own=may_settle(one, actor, staff),
        )
        for one in wanted
    ]


def notes_of(store: Store, student: int) -> dict[int, str]:
    """What was noted for the family beside a student's marks, by the mark."""
    return {one.mark: one.note for one in store[PART_CHECKS].search(where("student") == student)}


def check(store: Store, actor: Actor, staff: Staff | None, number: int) -> PartCheck | None:
    """One that the actor may withdraw."""
    found = store[PART_CHECKS].get(number)
    return found if found and may_settle(found, actor, staff) else None


def may_settle(check: PartCheck, actor: Actor, staff: Staff | None) -> bool:
    """Whoever checked it, director and deputy."""
    return actor.has(Role.DIRECTOR, Role.DEPUTY) or (staff is not None and staff.id == check.staff)


def still_to_play(store: Store, group: int, piece: str, today: dt.date) -> list[str]:
    """Members of a group who have not played the piece to anybody yet."""
    there = store[GROUPS].get(group)
    if there is None or not piece:
        return []
    done = {one.student for one in store[PART_CHECKS].search(where("group") == group) if _counts(one, piece)}
    return [student_name(one) for one in members(store, group, today) if one.id not in done]


def members(store: Store, group: int, today: dt.date) -> list[Student]:
    """Who sits in a group today, by name."""
    there = store[GROUPS].get(group)
    found = store[STUDENTS].many(there.students_on(today)).values() if there else ()
    return sorted(found, key=lambda one: by_name(student_name(one)))


def pieces_checked(store: Store) -> list[str]:
    """Pieces that were checked before."""
    return sorted({one.piece for one in store[PART_CHECKS].all()}, key=by_name)


def _counts(check: PartCheck, piece: str) -> bool:
    return check.piece == piece and not check.withdrawn


def _subject(store: Store, staff: Staff, group: int, student: int) -> tuple[int, str]:
    """What the group or the student plays this in: the subject of a lesson that they have with this member of staff."""
    whose = where("group") == group if group else where("student") == student
    lessons = store[LESSONS].search(whose & lessons_of(staff.id))
    subject = store[SUBJECTS].get(lessons[-1].subject) if lessons else None
    return (subject.id, subject.name) if subject else (0, "")
