"""Who asks on `/uploads/`, and what a new upload is to be, from its headers (W1, P5, F9)."""

from flask import Request, request

from kiosk.actor import VISITOR, Actor
from kiosk.assignments.queries import task
from kiosk.clock import Clock
from kiosk.drop import protocol
from kiosk.drop.actions import ONE_TAKE
from kiosk.drop.arrivals import NO_TASK, NOT_YOURS, TASK_LENGTH, Wanted, sent_together, whose
from kiosk.drop.protocol import NotTaken
from kiosk.drop.records import Arrival, Channel
from kiosk.problems import Problem
from kiosk.regime.points import Choice, Point
from kiosk.regime.queries import decided
from kiosk.signin import passes, sessions
from kiosk.store import Store
from kiosk.web import here

CODE_LENGTH = 64


def family_asking(store: Store, clock: Clock, asked: Request) -> Actor:
    """The family whose pass the browser holds, or a visitor."""
    return passes.family_of(store, asked.cookies.get(passes.COOKIE, ""), clock)


def staff_asking() -> Actor:
    """The member of staff who is signed in in this browser, or a visitor."""
    cookie = request.cookies.get(sessions.STAFF_COOKIE, "")
    return sessions.staff_actor(here.store, cookie, here.clock, here.settings.idle_minutes)


def whose_it_is(arrival: Arrival) -> bool:
    """The browser is its maker's: a family's page and a member of staff may share one PC."""
    return arrival.maker == here.actor.ref or arrival.maker in {one.ref for one in makers()}


def makers() -> list[Actor]:
    """Everybody who asks with this browser."""
    return [one for one in (family_asking(here.store, here.clock, request), staff_asking()) if one != VISITOR]


def wanted(size: int) -> Wanted:
    """What the headers of a beginning ask for. Raises NotTaken."""
    header = request.headers.get("Upload-Metadata", "")
    told = protocol.metadata(header)
    channel = Channel(told["channel"]) if told.get("channel") in set(Channel) else None
    actor = _maker(by_staff=channel is not None)
    if not actor.is_staff and not actor.pin_ok and asks_for_pin():
        raise NotTaken(401)  # the pass was given while the card alone was enough
    student = protocol.number(told.get("student"), "Upload-Metadata: student")
    if student not in whose().students(here.store, actor):
        raise NotTaken(404, Problem(NOT_YOURS))
    reference, words = told.get("assignment", "")[:CODE_LENGTH], _clean(told.get("task", ""))
    found = task(here.store, reference, student) if reference else None
    if found is None and not words:
        raise NotTaken(400, Problem(NO_TASK))
    parcel = _clean(told.get("parcel", ""))[:CODE_LENGTH]
    if found is not None and found.one_file and sent_together(here.store, actor.ref, parcel):
        raise NotTaken(403, Problem(ONE_TAKE))
    if actor.is_staff and channel is None:
        channel = Channel.HAND
    return Wanted(
        actor=actor,
        household=actor.household or whose().home(here.store, student),
        student=student,
        how=f"{channel.value}: {actor.name}" if channel else "card + PIN" if actor.pin_ok else "card",
        task=words or _clean(f"{found.subject_name}: {found.text}" if found else ""),
        assignment=found.reference if found else "",
        parcel=parcel,
        channel=channel,
        file_name=told.get("filename") or told.get("name", ""),
        media_type=_clean(told.get("filetype") or told.get("type", "")),
        size=size,
        metadata=header,
    )


def asks_for_pin() -> bool:
    """How the student is known is the school's choice, and it may be another one since the page was opened (P5, §1)."""
    return decided(here.store, here.clock.today())[Point.IDENTITY] is Choice.CARD_AND_PIN


def _maker(*, by_staff: bool) -> Actor:
    """Only the staff say how a work came to them; else a family's own pass comes first."""
    both = makers()
    fitting = [one for one in both if one.is_staff] if by_staff else both
    if not fitting:
        raise NotTaken(401)
    return fitting[0]


def _clean(text: str) -> str:
    """Text without signs that no store keeps."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()[:TASK_LENGTH]
