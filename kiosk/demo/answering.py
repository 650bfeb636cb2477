"""What a teacher of the made-up school gave, what came back and what was answered to it (W2, W3, A3)."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Final

from kiosk.actor import Actor, Role
from kiosk.assignments.actions import give, tick
from kiosk.assignments.queries import task
from kiosk.assignments.records import Assignment, TaskKind
from kiosk.assignments.rules import deadline
from kiosk.assignments.whose import own_subjects, visible_students
from kiosk.clock import Clock
from kiosk.demo.telling import actor_of
from kiosk.demo.tones import LARK, melody
from kiosk.drop.actions import Parcel, Sender, receive
from kiosk.journal.records import Conditions, Value
from kiosk.people.names import full_name
from kiosk.people.queries import staff_of
from kiosk.people.records import SUBJECTS, Staff, Student
from kiosk.problems import Refusal
from kiosk.store import Store
from kiosk.works import actions, queries
from kiosk.works.forms import Answer
from kiosk.works.records import State

ATTESTATION: Final = dt.timedelta(24)
ETUDE: Final = "Этюд целиком, без остановок: записать и прислать"
SCALE: Final = "Гамма Ре мажор в две октавы, двумя руками"
PIECE: Final = "Полонез для академического концерта, одна запись без остановок"


@dataclass(frozen=True, slots=True)
class _Desk:
    """A teacher with students who have a family."""

    store: Store
    clock: Clock
    author: actions.Author
    students: tuple[Student, ...]
    subject: int
    subject_name: str

    @property
    def today(self) -> dt.date:
        return self.clock.today()


def give_and_answer(store: Store, clock: Clock) -> None:
    """Three tasks; four works: one waits, one is being reviewed, one was sent back, one accepted."""
    actor = actor_of(store, Role.TEACHER)
    staff = staff_of(store, actor.account)
    students = _with_family(store, actor, staff)
    if staff is None or len(students) < len(State):
        return
    subject = store[SUBJECTS].get(min(own_subjects(store, actor, staff), default=0))
    desk = _Desk(
        store,
        clock,
        actions.Author(actor, staff, clock.now()),
        students,
        subject.id if subject else 0,
        subject.name if subject else "",
    )
    etude = _give(desk, ETUDE, due=desk.today + dt.timedelta(3), given=4)
    scale = _give(desk, SCALE, due=desk.today - dt.timedelta(1), given=6)
    day = desk.today + ATTESTATION
    kind = TaskKind.RECORDING
    _give(desk, PIECE, due=deadline(kind, day), given=2, kind=kind, attestation_on=day)
    for student in students[:2]:
        _tick(desk, scale, student)
    works = [_hand_in(desk, etude, student, place) for place, student in enumerate(students[: len(State)])]
    for work, state in zip(works, (None, State.OPEN, State.RETURNED, State.ACCEPTED), strict=True):
        _answer(desk, work, state)


def _with_family(store: Store, actor: Actor, staff: Staff | None) -> tuple[Student, ...]:
    students = sorted(visible_students(store, actor, staff).values(), key=lambda one: one.id)
    return tuple(one for one in students if queries.home_of(store, one.id))[: len(State) + 1]


def _give(
    desk: _Desk,
    text: str,
    *,
    due: dt.date | None,
    given: int,
    kind: TaskKind = TaskKind.TASK,
    attestation_on: dt.date | None = None,
) -> Assignment:
    """A task that was given some days ago."""
    return give(
        desk.store,
        desk.author.actor,
        Assignment(
            teacher=desk.author.staff.id,
            subject=desk.subject,
            subject_name=desk.subject_name,
            students=tuple(one.id for one in desk.students),
            text=text,
            kind=kind,
            given_on=desk.today - dt.timedelta(given),
            due=due,
            attestation_on=attestation_on,
            given_by=full_name(desk.author.staff),
        ),
        key=None,
    )


def _tick(desk: _Desk, given: Assignment, student: Student) -> None:
    there = task(desk.store, given.reference, student.id)
    home = queries.home_of(desk.store, student.id)
    if there is not None:
        tick(desk.store, _family(home), there, student.id, household=home, now=desk.clock.now())


def _hand_in(desk: _Desk, given: Assignment, student: Student, place: int) -> int:
    """A short melody, another one for each student; the number of its file."""
    home = queries.home_of(desk.store, student.id)
    sender = Sender(home, student.id, f"{given.subject_name}: {given.text}", "card + PIN", assignment=given.reference)
    sound = io.BytesIO(melody(tuple(note + place for note in LARK), seconds_each=0.5))
    came = desk.clock.now() - dt.timedelta(hours=20 + place)
    outcome = receive(desk.store, _family(home), [Parcel("этюд.wav", sound)], sender, key=None, now=came)
    if isinstance(outcome, Refusal):
        raise TypeError(outcome)
    return outcome[0].id


def _answer(desk: _Desk, upload: int, state: State | None) -> None:
    """The teacher's answer, as far as it has come."""
    work = queries.work(desk.store, desk.author.actor, desk.author.staff, upload)
    if work is None or state is None:
        return
    said = {
        State.OPEN: Answer("", None, None, None, added=(2, "Хорошее начало: рука свободная.")),
        State.RETURNED: Answer(
            "Текст верный, но темп неровный. Поучи со счётом вслух и запиши ещё раз.",
            None,
            None,
            desk.today + dt.timedelta(7),
            added=(4, "Здесь дослушай паузу."),
        ),
        State.ACCEPTED: Answer(
            "Уже звучит целиком, это главное! Дальше — в темпе.",
            Value.FIVE_MINUS,
            Conditions.RECORDED,
            None,
            added=(3, "Очень красиво."),
        ),
    }
    deed = actions.Deed(None if state is State.OPEN else state)
    actions.write(desk.store, desk.author, work, said[state], deed, rev=0, key=None)


def _family(home: int) -> Actor:
    return Actor(f"household:{home}", household=home)
