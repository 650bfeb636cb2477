"""Handing papers out, marking them received, scans, withdrawals; every step can be taken back and stays seen (F5)."""

import datetime as dt
import io
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.consents.queries import Register, Signer, open_paper, scans
from kiosk.consents.records import CONSENTS, Act, Consent, Kind, Received, Scan, Step
from kiosk.consents.rules import last, live
from kiosk.people.records import STUDENTS
from kiosk.problems import N_, Refusal
from kiosk.store import Change, Conflict, Store, where

MEGABYTES: Final = 10
SIGNATURES: Final = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""How a file begins says what it is; its name and what the browser calls it do not."""
HANDED_OUT: Final = "F5 consents handed out"
RECEIVED: Final = "F5 consents received"
MARKS: Final = frozenset({HANDED_OUT, RECEIVED})

NOBODY: Final = N_("Tick at least one student.")
FUTURE: Final = N_("This day has not come yet. Write the date that stands on the paper.")
BEFORE: Final = N_("The term ends before the date on the paper. Mend one of the two.")
NOT_HERE: Final = N_("This consent is not here, so it cannot be withdrawn.")
NOT_SIGNED: Final = N_("Mark the paper received first, then attach its scan.")
NOTHING_LEFT: Final = N_("There is nothing to take back: somebody has done it meanwhile.")
EMPTY_FILE: Final = N_("Choose the file with the scan.")
TOO_LARGE: Final = N_("The file is larger than %(megabytes)s MB. Scan it with 150–200 dots per inch.")
NO_PICTURE: Final = N_("This is neither a PDF nor a picture (JPEG, PNG). Scan the paper once more.")
MEANWHILE: Final = N_("Somebody else has changed this consent meanwhile. Look at it once more.")


def hand_out(
    store: Store, actor: Actor, kind: Kind, signers: Iterable[tuple[int, Signer | None]], *, now: dt.datetime
) -> int:
    """Papers go out to these students' guardians; one that is out already goes out again. Returns the change."""
    wanted, today = list(signers), store.clock.today()
    with store.change(actor, HANDED_OUT) as change:
        papers = _papers(change, [student for student, _ in wanted])
        for student, signer in wanted:
            name = signer.guardian.name if signer else ""
            paper = open_paper(papers, student, kind, name) or Consent(
                student=student, kind=kind, household=signer.household if signer else 0, guardian=name
            )
            _write(change, paper, Step(now, actor.name, Act.HANDED_OUT, today))
    return change.number


def receive(
    store: Store,
    actor: Actor,
    kind: Kind,
    students: Iterable[int],
    given: Received,
    *,
    key: str | None = None,
    now: dt.datetime,
) -> int | Refusal:
    """Signed papers are here: in one change, those who have one in force left out. Returns the change's number."""
    wanted = list(dict.fromkeys(students))
    if refusal := _wrong(store, wanted, given):
        return refusal
    register = Register(store, store.clock.today())
    with store.change(actor, RECEIVED, key=key) as change:
        if change.repeated is not None:
            return change.number
        papers = _papers(change, wanted)
        step = Step(now, actor.name, Act.RECEIVED, given.date, given.until, given.allowed)
        for student in wanted:
            paper = open_paper(papers, student, kind)
            standing = register.of(student, kind)
            if paper is None and standing.agreed and not standing.by_list:
                continue
            _write(change, paper or _new(register, student, kind), step)
        _touch(change, register, wanted)
    return change.number


def _wrong(store: Store, students: list[int], given: Received) -> Refusal | None:
    if not students:
        return Refusal.of(NOBODY, "students")
    if set(students) - set(store[STUDENTS].many(students)):
        return Refusal.of(NOBODY, "students")
    if given.date > store.clock.today():
        return Refusal.of(FUTURE, "date")
    if given.until is not None and given.until < given.date:
        return Refusal.of(BEFORE, "until")
    return None


def withdraw(store: Store, actor: Actor, consent: Consent, date: dt.date, *, now: dt.datetime) -> Refusal | None:
    """The family takes its consent back, from a date on."""
    received = last(consent, Act.RECEIVED)
    if received is None or last(consent, Act.WITHDRAWN) is not None:
        return Refusal.of(NOT_HERE, "withdrawn")
    if not received.date <= date <= store.clock.today():
        return Refusal.of(FUTURE if date > store.clock.today() else BEFORE_PAPER, "withdrawn")
    return _step(store, actor, consent, Step(now, actor.name, Act.WITHDRAWN, date), "F5 consent withdrawn")


BEFORE_PAPER: Final = N_("The consent is younger than this date. Write the day on which it was withdrawn.")


def withdraw_list(
    store: Store, actor: Actor, student: int, kind: Kind, date: dt.date, *, now: dt.datetime
) -> Refusal | None:
    """A consent that only an imported list knows is withdrawn: it becomes a paper with both steps."""
    register = Register(store, date)
    standing = register.of(student, kind)
    if not standing.by_list:
        return Refusal.of(NOT_HERE, "withdrawn")
    if date > store.clock.today():
        return Refusal.of(FUTURE, "withdrawn")
    steps = (Step(now, actor.name, Act.RECEIVED, date), Step(now, actor.name, Act.WITHDRAWN, date))
    with store.change(actor, "F5 consent withdrawn") as change:
        paper = standing.consent or _new(register, student, kind)
        _write(change, paper, *steps)
        _touch(change, register, [student])
    return None


def attach(
    store: Store, actor: Actor, consent: Consent, name: str, content: bytes, *, now: dt.datetime
) -> Refusal | None:
    """A scan of the signed paper; what it is, its first bytes say."""
    if last(consent, Act.RECEIVED) is None:
        return Refusal.of(NOT_SIGNED, "scan")
    if not content:
        return Refusal.of(EMPTY_FILE, "scan")
    if len(content) > MEGABYTES * 1024 * 1024:
        return Refusal.of(TOO_LARGE, "scan", megabytes=MEGABYTES)
    media_type = next((kind for sign, kind in SIGNATURES.items() if content.startswith(sign)), "")
    if not media_type:
        return Refusal.of(NO_PICTURE, "scan")
    stored = store.vault.take(io.BytesIO(content))
    scan = Scan(stored.id, name, media_type, stored.size)
    step = Step(now, actor.name, Act.SCANNED, store.clock.today(), scan=scan)
    refusal = _step(store, actor, consent, step, "F5 scan attached")
    if refusal and scan.blob not in scans(store):
        store.vault.remove([scan.blob])  # nobody would ever find and erase it
    return refusal


def take_back(store: Store, actor: Actor, consent: Consent, *, now: dt.datetime) -> Refusal | None:
    """The last step that holds was a mistake."""
    if not live(consent):
        return Refusal.of(NOTHING_LEFT)
    return _replaced(store, actor, without_last(consent, actor, now), "F5 consent taken back")


def put_back(store: Store, actor: Actor, consent: Consent) -> Refusal | None:
    """It was none: of the steps taken back at the end the first holds again."""
    place = next((place + 1 for place, step in reversed([*enumerate(consent.steps)]) if step.taken_back_at is None), 0)
    if place == len(consent.steps):
        return Refusal.of(NOTHING_LEFT)
    steps = list(consent.steps)
    steps[place] = replace(steps[place], taken_back_at=None, taken_back_by="")
    return _replaced(store, actor, replace(consent, steps=tuple(steps)), "F5 consent put back")


def take_back_marks(store: Store, actor: Actor, number: int, *, now: dt.datetime) -> Refusal | int:
    """Undo a change that marked many at once; papers that went on since stay. Returns how many were taken back."""
    entry = store.log.get(number)
    if entry is None or entry.what not in MARKS:
        return Refusal.of(NOTHING_LEFT)
    revisions = {row.id: row.rev for row in entry.rows if row.table == CONSENTS.name}
    with store.change(actor, "F5 marks taken back") as change:
        papers = change.search(CONSENTS, where("id").one_of(list(revisions)))
        same = [one for one in papers if one.rev == revisions[one.id]]
        for one in same:
            change.put(CONSENTS, without_last(one, actor, now))
            change.touch(f"household:{one.household}")
    return len(same) or Refusal.of(NOTHING_LEFT)


def without_last(consent: Consent, actor: Actor, now: dt.datetime) -> Consent:
    """The last step that holds, taken back."""
    holds = live(consent)[-1]
    place = len(consent.steps) - 1 - consent.steps[::-1].index(holds)
    steps = list(consent.steps)
    steps[place] = replace(holds, taken_back_at=now, taken_back_by=actor.name)
    return replace(consent, steps=tuple(steps))


def _papers(change: Change, students: list[int]) -> list[Consent]:
    """Papers of these students, the latest first."""
    return change.search(CONSENTS, where("student").one_of(students), order=("-id",))


def _new(register: Register, student: int, kind: Kind) -> Consent:
    signer = next(iter(register.signers(student)), None)
    return Consent(
        student=student,
        kind=kind,
        household=signer.household if signer else 0,
        guardian=signer.guardian.name if signer else "",
    )


def _write(change: Change, paper: Consent, *steps: Step) -> None:
    more = replace(paper, steps=(*paper.steps, *steps))
    if paper.id:
        change.put(CONSENTS, more, expected=paper.rev)
    else:
        change.add(CONSENTS, more)


def _touch(change: Change, register: Register, students: Iterable[int]) -> None:
    for student in students:
        change.touch(*(f"household:{home.id}" for home in register.homes(student)))


def _step(store: Store, actor: Actor, consent: Consent, step: Step, what: str) -> Refusal | None:
    return _replaced(store, actor, replace(consent, steps=(*consent.steps, step)), what)


def _replaced(store: Store, actor: Actor, consent: Consent, what: str) -> Refusal | None:
    try:
        with store.change(actor, what) as change:
            change.touch(f"household:{consent.household}")
            change.put(CONSENTS, consent, expected=consent.rev)
    except Conflict:
        return Refusal.of(MEANWHILE)
    return None
