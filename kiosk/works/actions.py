"""Answering a work: opened, written, accepted or sent back, opened again; what is recorded by a phone (W2, L13)."""

import datetime as dt
import hashlib
import secrets
from typing import IO, Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.assignments.actions import ask_again, settle_redo
from kiosk.documents.file_names import safe_name
from kiosk.documents.kinds import what_comes
from kiosk.documents.media import Kind
from kiosk.journal.actions import set_mark
from kiosk.journal.records import Mark, MarkKind
from kiosk.people.names import full_name
from kiosk.people.records import Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Change, Store, where
from kiosk.works.forms import Answer
from kiosk.works.queries import Work
from kiosk.works.records import REVIEWS, TICKETS, Reading, Remark, Review, Sound, State, Ticket
from kiosk.works.rules import identified, usual_conditions

TICKET_TIME: Final = dt.timedelta(minutes=30)
MOST_SOUNDS: Final = 10
ANOTHER: Final = N_("Somebody else has written in this review meanwhile. Look at what stands there now.")
OTHER_WINDOW: Final = N_("You have written in this review in another window meanwhile. Look at what stands there now.")
NOT_SOUND: Final = N_("%(name)s is no sound. Record with the phone's recorder and choose that recording.")
TICKET_OVER: Final = N_("This code is used up or too old. Have a new one shown on the computer.")


class Author(msgspec.Struct, frozen=True):
    """Who answers, and when."""

    actor: Actor
    staff: Staff
    now: dt.datetime


class Deed(msgspec.Struct, frozen=True):
    """What a press does besides keeping what was typed. Without a state the work stays as it is."""

    state: State | None = None
    strike: int | None = None
    restore: int | None = None


def open_work(store: Store, author: Author, work: Work) -> None:
    """Its teacher looks at it: it is being reviewed, and the family is told so."""
    with store.change(author.actor, "W2 work opened for review") as change:
        there = change.one(REVIEWS, where("receipt") == work.first.receipt)
        if there is None:
            change.add(REVIEWS, _begun(author, work))
            change.touch(f"student:{work.student.id}")


def write(
    store: Store, author: Author, work: Work, answer: Answer, deed: Deed, *, rev: int, key: str | None
) -> Review | Refusal:
    """Keep all that was typed and do what the button says; one press, one change, once for a key.

    One's own later words win over one's earlier ones; what somebody else wrote meanwhile, or oneself in another window,
    is never written over unseen.
    """
    day = store.clock.local(work.first.received_at).date()
    with store.change(author.actor, _named(deed.state), key=key) as change:
        there = change.one(REVIEWS, where("receipt") == work.first.receipt)
        if change.repeated is not None and there is not None:
            return there
        if there is not None and there.rev != rev and (wrong := _unseen(there, author, answer.window)):
            return Refusal.of(wrong)
        before = there or change.add(REVIEWS, _begun(author, work))
        fresh = replace(
            before,
            staff=author.staff.id,
            staff_name=full_name(author.staff),
            account=author.actor.account,
            text=answer.text,
            oral_on=answer.oral,
            remarks=_remarks(before.remarks, answer, deed),
            due=answer.due if deed.state is not None else before.due,
            mark=set_mark(change, before.mark, _mark(author, work, answer, day)),
        )
        if deed.state is not None or before.state is State.NEW:
            fresh = _turned(change, work, fresh, deed.state or State.OPEN, answer.due, author.now)
        if fresh == before:
            return before
        change.touch(f"student:{work.student.id}")
        return change.put(REVIEWS, replace(fresh, written_at=author.now, window=answer.window))


def reopen(store: Store, actor: Actor, work: Work, state: State, *, now: dt.datetime) -> None:
    """It was a slip: the work is being reviewed again, or waits as if nobody had opened it."""
    with store.change(actor, _named(state)) as change:
        there = change.one(REVIEWS, where("receipt") == work.first.receipt)
        if there is None or there.state is state:
            return
        change.put(REVIEWS, _turned(change, work, there, state, None, now))
        change.touch(f"student:{work.student.id}")


def mark_read(store: Store, actor: Actor, review: Review, household: int, *, now: dt.datetime) -> None:
    """A family has opened a decided review; once for each decision."""
    with store.change(actor, "W2 review read") as change:
        there = change.get(REVIEWS, review.id)
        if there is None or not there.decided or there.decided_at is None:
            return
        if any(one.household == household and one.at >= there.decided_at for one in there.read):
            return
        change.touch(f"household:{household}")
        change.put(REVIEWS, replace(there, read=(*there.read, Reading(household, now))))


# a review recorded with a phone


def issue_ticket(store: Store, author: Author, work: Work) -> str:
    """The secret of an address by which one recording comes to this review within half an hour."""
    secret = secrets.token_urlsafe(16)
    with store.change(author.actor, "W2 ticket for a recording") as change:
        change.remove_where(TICKETS, where("expires_at") < author.now)
        change.add(
            TICKETS,
            Ticket(
                hash=hashed(secret),
                receipt=work.first.receipt,
                staff=author.staff.id,
                staff_name=full_name(author.staff),
                account=author.actor.account,
                expires_at=author.now + TICKET_TIME,
            ),
        )
    return secret


def good_ticket(store: Store, secret: str, now: dt.datetime) -> Ticket | None:
    """The ticket of an address, as long as it is good and unused and its teacher is one of the staff."""
    found = store[TICKETS].one(where("hash") == hashed(secret))
    if found is None or found.used_at is not None or now >= found.expires_at:
        return None
    account = store[ACCOUNTS].get(found.account)
    return found if account is not None and not account.closed else None


def used_ticket(store: Store, secret: str, now: dt.datetime) -> Ticket | None:
    """The ticket of an address that has brought its recording lately."""
    found = store[TICKETS].one(where("hash") == hashed(secret))
    return found if found is not None and found.used_at is not None and now < found.expires_at else None


def bring_sound(
    store: Store, ticket: Ticket, file_name: str, stream: IO[bytes], *, now: dt.datetime
) -> Review | Refusal:
    """The recording joins its review; the ticket is used up. What is no sound is not kept at all."""
    name = safe_name(file_name)
    found = what_comes(stream, name)
    if isinstance(found, Problem):
        return Refusal((replace(found, field="file"),))
    if found.kind not in {Kind.SOUND, Kind.VIDEO}:
        return Refusal.of(NOT_SOUND, "file", name=name)
    stored = store.vault.take(stream)
    sound = Sound(name, found.media_type, stored.size, stored.sha256, stored.id, now)
    actor = Actor(f"account:{ticket.account}", ticket.staff_name, ticket.account)
    with store.change(actor, "W2 review recorded") as change:
        there, fresh = change.one(REVIEWS, where("receipt") == ticket.receipt), change.get(TICKETS, ticket.id)
        if there is None or fresh is None or fresh.used_at is not None or len(there.sounds) >= MOST_SOUNDS:
            return Refusal.of(TICKET_OVER)
        change.put(TICKETS, replace(fresh, used_at=now))
        change.touch(f"student:{there.student}")
        return change.put(REVIEWS, replace(there, sounds=(*there.sounds, sound), account=ticket.account))


def settle_sound(store: Store, actor: Actor, review: Review, place: int, *, struck: bool) -> None:
    """Strike a recording, or bring it back; the family hears only what stands."""
    with store.change(actor, "W2 recording struck" if struck else "W2 recording brought back") as change:
        there = change.get(REVIEWS, review.id)
        if there is None or place >= len(there.sounds) or there.sounds[place].struck is struck:
            return
        sounds = list(there.sounds)
        sounds[place] = replace(sounds[place], struck=struck)
        change.put(REVIEWS, replace(there, sounds=tuple(sounds)))
        change.touch(f"student:{there.student}")


def hashed(secret: str) -> str:
    """What the store keeps of a ticket."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _unseen(there: Review, author: Author, window: str) -> str:
    """Why a page that is older than the review may not write over it; nothing when it was its own last word."""
    if there.account != author.actor.account:
        return ANOTHER
    return OTHER_WINDOW if window and there.window and window != there.window else ""


def _begun(author: Author, work: Work) -> Review:
    return Review(
        receipt=work.first.receipt,
        student=work.student.id,
        staff=author.staff.id,
        staff_name=full_name(author.staff),
        account=author.actor.account,
        opened_at=author.now,
    )


def _named(state: State | None) -> str:
    match state:
        case State.NEW:
            return "W2 work laid back"
        case State.RETURNED:
            return "W2 work sent back"
        case State.ACCEPTED:
            return "W2 work accepted"
        case State.OPEN | None:
            return "W2 review written"


def _remarks(there: tuple[Remark, ...], answer: Answer, deed: Deed) -> tuple[Remark, ...]:
    remarks = list(there)
    for place, (at, text) in answer.remarks.items():
        remarks[place] = replace(remarks[place], at=at, text=text)
    for number, struck in ((deed.strike, True), (deed.restore, False)):
        if number is not None and number < len(remarks):
            remarks[number] = replace(remarks[number], struck=struck)
    if answer.added is not None:
        remarks.append(Remark(*answer.added, upload=answer.upload))
    return tuple(remarks)


def _mark(author: Author, work: Work, answer: Answer, day: dt.date) -> Mark | None:
    """The mark as it was chosen, of the day on which the work came (P5)."""
    if answer.mark is None:
        return None
    return Mark(
        student=work.student.id,
        subject=work.task.subject if work.task else 0,
        subject_name=work.task.subject_name if work.task else "",
        staff=author.staff.id,
        staff_name=full_name(author.staff),
        on=day,
        value=answer.mark,
        kind=MarkKind.WORK,
        work=work.first.receipt,
        task=work.first.assignment,
        identified=identified(work.first),
        conditions=answer.conditions or usual_conditions(work.first),
        given_at=author.now,
    )


def _turned(change: Change, work: Work, review: Review, state: State, due: dt.date | None, now: dt.datetime) -> Review:
    """The review in another state: sent back, its task is open again; taken up again, it is not."""
    if review.redo:
        settle_redo(change, review.redo, withdrawn=True)
    redo = 0
    if state is State.RETURNED and work.first.assignment:
        redo = ask_again(change, work.student.id, work.first.assignment, due=due, now=now).id
    decided = now if state in {State.RETURNED, State.ACCEPTED} else None
    return replace(review, state=state, redo=redo, decided_at=decided)
