"""Works as their teachers find them: everything under one receipt is one work (W2)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from kiosk.actor import Actor, Role
from kiosk.assignments.handed_in import Before, Handed
from kiosk.assignments.queries import Named, named
from kiosk.assignments.records import TaskKind
from kiosk.assignments.references import References
from kiosk.assignments.whose import visible_students
from kiosk.drop.queries import by_receipt, for_task, of_students
from kiosk.drop.records import UPLOADS, Upload
from kiosk.people.names import class_label, student_name
from kiosk.people.records import HOUSEHOLDS, STUDENTS, Staff, Student
from kiosk.store import Store, fold, where
from kiosk.works.owners import Owners, looks_at_all
from kiosk.works.records import REVIEWS, STATE_LABEL, Review, State

FEW: Final = 300
ORDER: Final = {State.NEW: 0, State.OPEN: 1, State.RETURNED: 2, State.ACCEPTED: 3}
SHOWN: Final = dt.timedelta(days=120)
"""Works answered longer ago are found by a filter; unanswered ones always stand in the inbox."""


class Work(msgspec.Struct, frozen=True):
    """Everything under one receipt, with its review."""

    uploads: tuple[Upload, ...]
    student: Student
    task: Named | None
    review: Review | None
    unseen: bool
    """Nobody has answered it, or what came afterwards, and the one who looks has not opened that."""
    may_settle: bool
    """The one who looks may strike it or bring it back."""

    @property
    def first(self) -> Upload:
        return self.uploads[0]

    @property
    def id(self) -> int:
        """Its address: the number of its first file."""
        return self.first.id

    @property
    def who(self) -> str:
        return student_name(self.student)

    @property
    def class_label(self) -> str:
        return class_label(self.student)

    @property
    def words(self) -> str:
        """What it was handed in for."""
        return self.task.text if self.task and self.task.text else self.first.task

    @property
    def reference(self) -> str:
        """By what its task goes today; empty for a work without one."""
        return self.task.reference if self.task else ""

    @property
    def state(self) -> State:
        return self.review.state if self.review else State.NEW

    @property
    def waits(self) -> bool:
        """Somebody has still to answer, all of it or what came afterwards."""
        unanswered = self.state in {State.NEW, State.OPEN} or bool(self.came_after)
        return unanswered and self.first.withdrawn_at is None

    @property
    def came_after(self) -> tuple[Upload, ...]:
        """Files of the same press that were still on their way when the work was answered."""
        return _came_after(self.uploads, self.review)


class Wanted(msgspec.Struct, frozen=True):
    """Which works are asked for; empty means any."""

    text: str = ""
    """A receipt's number, or a part of a name."""
    student: int = 0
    task: str = ""
    since: dt.date | None = None
    state: State | None = None
    own: bool = False
    """Only those that are one's own to answer; a receipt and a task are asked for by whoever sees them."""


def inbox(store: Store, actor: Actor, staff: Staff | None, wanted: Wanted | None = None) -> list[Work]:
    """Works of the students one may see: those that wait for an answer first, then the newest."""
    wanted = wanted or Wanted()
    names = References(store, [wanted.task]).of(wanted.task) if wanted.task else ()
    students = visible_students(store, actor, staff)
    if wanted.student:
        students = {id: one for id, one in students.items() if id == wanted.student}
    found = by_receipt(store, wanted.text) if wanted.text else []
    if found:
        uploads = [one for one in found if one.student in students]
    else:
        words = fold(wanted.text).split()
        students = {id: one for id, one in students.items() if all(word in fold(student_name(one)) for word in words)}
        uploads = for_task(store, names) if names else of_students(store, list(students))
        uploads = [one for one in uploads if one.student in students]
    works = [one for one in _works(store, actor, staff, uploads, students) if _fits(store, one, wanted, names)]
    if wanted.own and staff is not None and not found and not names:
        works = own_among(store, staff, works)
    return sorted(works, key=lambda one: (ORDER[one.state] if one.waits else 9, -one.first.received_at.timestamp()))


def own_among(store: Store, staff: Staff, works: Sequence[Work]) -> list[Work]:
    """Those of them that this member of staff has to answer."""
    owners = Owners(store, {one.student.id: one.student for one in works}.values())
    return [one for one in works if staff.id in (whose := owners.of(one.student.id, one.task)) or not whose]


def _fits(store: Store, work: Work, wanted: Wanted, names: Collection[str]) -> bool:
    if names and work.first.assignment not in names:
        return False
    if wanted.state is not None and (wanted.state is not work.state or work.first.withdrawn_at):
        return False
    came = store.clock.local(work.first.received_at).date()
    if wanted.since is not None:
        return came >= wanted.since
    return work.waits or bool(wanted.text or names) or came >= store.clock.today() - SHOWN


def work(store: Store, actor: Actor, staff: Staff | None, upload: int) -> Work | None:
    """The work to which a file belongs, when its student is among those one may see."""
    found = store[UPLOADS].get(upload)
    students = visible_students(store, actor, staff) if found else {}
    if found is None or found.student not in students:
        return None
    uploads = by_receipt(store, found.receipt)
    return next(iter(_works(store, actor, staff, uploads, students)), None)


def work_of(store: Store, receipt: str) -> Work | None:
    """A work for whoever holds a key of its own: a ticket, a family's card."""
    uploads = by_receipt(store, receipt)
    students = store[STUDENTS].many({one.student for one in uploads})
    return next(iter(_works(store, None, None, uploads, students)), None)


def _works(
    store: Store, actor: Actor | None, staff: Staff | None, uploads: Iterable[Upload], students: Mapping[int, Student]
) -> list[Work]:
    parcels: dict[str, list[Upload]] = defaultdict(list)
    for upload in uploads:
        parcels[upload.receipt].append(upload)
    tasks = named(store, {upload.assignment for upload in uploads if upload.assignment} if parcels else ())
    reviews = reviews_of(store, parcels)
    return [
        _work(sorted(parcel, key=lambda one: one.id), students, tasks, reviews.get(receipt), actor, staff)
        for receipt, parcel in parcels.items()
    ]


def _work(
    parcel: list[Upload],
    students: Mapping[int, Student],
    tasks: Mapping[str, Named],
    review: Review | None,
    actor: Actor | None,
    staff: Staff | None,
) -> Work:
    first, mine = parcel[0], staff.id if staff else 0
    answered = review is not None and review.state is not State.NEW
    unseen = not answered and all(mine not in one.seen_by for one in parcel)
    unseen_since = any(mine not in one.seen_by for one in _came_after(parcel, review))
    return Work(
        uploads=tuple(parcel),
        student=students[first.student],
        task=tasks.get(first.assignment),
        review=review,
        unseen=(unseen or unseen_since) and first.withdrawn_at is None,
        may_settle=actor is not None and may_settle(actor, first),
    )


def _came_after(parcel: Iterable[Upload], review: Review | None) -> tuple[Upload, ...]:
    decided = review.decided_at if review and review.decided else None
    return tuple(one for one in parcel if decided is not None and one.received_at > decided)


def may_settle(actor: Actor, upload: Upload) -> bool:
    """Whoever took a work in, director and deputy; what a family handed in itself nobody strikes."""
    return upload.taken is not None and (actor.has(Role.DIRECTOR, Role.DEPUTY) or actor.account == upload.taken.account)


def home_of(store: Store, student: int) -> int:
    """The household for which a work of a student is taken in; 0 for a student without one."""
    homes = (home for home in store[HOUSEHOLDS].all() if student in home.students and home.retired_on is None)
    return next((home.id for home in homes), 0)


def next_waiting(store: Store, actor: Actor, staff: Staff | None, after: Work) -> Work | None:
    """The work that waits longest: of the same task, else of one's own."""
    own = Wanted(own=not looks_at_all(actor, staff))
    for wanted in (Wanted(task=after.reference), own) if after.reference else (own,):
        waiting = (one for one in inbox(store, actor, staff, wanted) if one.waits and one.id != after.id)
        found = min(waiting, key=lambda one: (one.first.received_at, one.id), default=None)
        if found is not None:
            return found
    return None


def handed_in(store: Store, references: Collection[str]) -> dict[tuple[str, int], Handed]:
    """The latest work of each student for these tasks, as the board of tasks says it (W3)."""
    names = References(store, references)
    found = [one for one in for_task(store, names.all()) if one.withdrawn_at is None]
    reviews = reviews_of(store, {one.receipt for one in found})
    works: dict[tuple[str, int], dict[str, Upload]] = defaultdict(dict)
    for one in found:  # the newest first; the first file of a work is its address
        works[one.assignment, one.student][one.receipt] = one
    students = {student for _, student in works}
    return {
        (reference, student): _handed(theirs, reviews)
        for reference in references
        for student in students
        if (theirs := [one for name in names.of(reference) for one in works[name, student].values()])
    }


def _handed(works: Iterable[Upload], reviews: Mapping[str, Review]) -> Handed:
    """The latest work with those before it; a work that was accepted stays, whatever else is sent back."""
    last, *before = sorted(works, key=lambda one: one.received_at, reverse=True)
    states = {one.receipt: reviews[one.receipt].state for one in (last, *before) if one.receipt in reviews}
    shown = [(one, states.get(one.receipt, State.NEW)) for one in (last, *before)]
    return Handed(
        at=last.received_at,
        state=STATE_LABEL[shown[0][1]],
        href=f"/inbox/{last.id}",
        returned=shown[0][1] is State.RETURNED and State.ACCEPTED not in states.values(),
        before=tuple(Before(one.received_at, STATE_LABEL[state], f"/inbox/{one.id}") for one, state in shown[1:]),
    )


def taken_over_by(store: Store, work: Work) -> Work | None:
    """The latest work that takes this one's place: handed in anew after it was sent back, or a later recording."""
    replaced = work.state is State.RETURNED or (work.task is not None and work.task.kind is TaskKind.RECORDING)
    if not replaced or not work.reference:
        return None
    theirs = [one for one in of_students(store, [work.student.id]) if one.received_at > work.first.received_at]
    later = [one for one in theirs if one.withdrawn_at is None and one.receipt != work.first.receipt]
    works = _works(store, None, None, later, {work.student.id: work.student})
    same = (one for one in works if one.reference == work.reference)
    return max(same, key=lambda one: one.first.received_at, default=None)


def reviews_of(store: Store, receipts: Collection[str]) -> dict[str, Review]:
    """Reviews of these works; for works of a whole school all are read at once: quicker than asking for each."""
    asked = store[REVIEWS].search(where("receipt").one_of(list(receipts))) if len(receipts) <= FEW else None
    found = store[REVIEWS].all() if asked is None else asked
    return {one.receipt: one for one in found if one.receipt in receipts}


def of_children(store: Store, students: Collection[int], most: int) -> list[Work]:
    """The latest works of a family's children, the newest first; struck ones are left out."""
    there = store[STUDENTS].many(sorted(students))
    uploads = [one for one in of_students(store, list(there)) if one.withdrawn_at is None]
    receipts = list(dict.fromkeys(one.receipt for one in uploads))[:most]
    kept = [one for one in uploads if one.receipt in receipts]
    return sorted(_works(store, None, None, kept, there), key=lambda one: one.first.received_at, reverse=True)
