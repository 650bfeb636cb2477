"""Uploads on their way: beginning one, finding it again, forgetting what nobody goes on with (W1, L15, P5)."""

import datetime as dt
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from kiosk.actor import Actor
from kiosk.documents.file_names import safe_name
from kiosk.drop.protocol import NotTaken
from kiosk.drop.records import ARRIVALS, Arrival, Channel, Upload
from kiosk.drop.room import held_by, room
from kiosk.drop.writing import hold_of
from kiosk.problems import N_, Problem
from kiosk.store import Store, where

GOOD_FOR: Final = dt.timedelta(days=7)
MOST_UNFINISHED: Final = {"household": 30, "account": 200}
MEGABYTE: Final = 1024 * 1024

TOO_LARGE: Final = N_("This file is larger than the school takes: at most %(megabytes)s MB. Make a shorter recording.")
TOO_MANY: Final = N_("Too many files were begun and not finished. Finish or drop some of them first.")
QUOTA: Final = N_("The room for works of one family is used up: %(megabytes)s MB. Tell the teacher or the office.")
NO_ROOM: Final = N_(
    "The kiosk's disk has no room for this file now. Tell the office; nothing that came before is lost."
)
NOT_YOURS: Final = N_("Choose one of your students.")
NO_TASK: Final = N_("Say which task this is.")
TASK_LENGTH: Final = 500

_BEGINNING = threading.Lock()
"""Room is looked at and promised by one at a time."""


class Limits(msgspec.Struct, frozen=True):
    """What the machine's settings allow."""

    largest: int
    family: int


class Wanted(msgspec.Struct, frozen=True):
    """A file that somebody wants to bring."""

    actor: Actor
    household: int
    student: int
    how: str
    task: str
    assignment: str
    parcel: str
    channel: Channel | None
    file_name: str
    media_type: str
    size: int
    metadata: str


class Whose(msgspec.Struct, frozen=True):
    """What rooms further on know: the students for whom somebody may hand in, and a student's home."""

    students: Callable[[Store, Actor], frozenset[int]]
    home: Callable[[Store, int], int]


_ASKED: list[Whose] = []


def asked_of(whose: Whose) -> None:
    """Filled by app.py: who may hand in for whom is known to the families' and the works' rooms."""
    _ASKED[:] = [whose]


def whose() -> Whose:
    """The one who knows."""
    return _ASKED[0]


def refuse_too_large(size: int, limits: Limits) -> None:
    """Said before anything else is looked at. Raises NotTaken."""
    if size > limits.largest:
        raise NotTaken(413, Problem(TOO_LARGE, values={"megabytes": limits.largest // MEGABYTE}))


def begin(store: Store, wanted: Wanted, limits: Limits, *, now: dt.datetime) -> Arrival:
    """A new upload with its place promised. Raises NotTaken with the reason."""
    with _BEGINNING:
        mine = unfinished_of(store, wanted.actor.ref)
        if len(mine) >= MOST_UNFINISHED[wanted.actor.ref.partition(":")[0]]:
            raise NotTaken(403, Problem(TOO_MANY))
        if wanted.actor.household and held_by(store, wanted.household) + wanted.size > limits.family:
            raise NotTaken(403, Problem(QUOTA, values={"megabytes": limits.family // MEGABYTE}))
        if not room(store).holds(wanted.size):
            raise NotTaken(507, Problem(NO_ROOM))
        arrival = Arrival(
            key=secrets.token_urlsafe(16),
            maker=wanted.actor.ref,
            by=wanted.actor.name,
            account=wanted.actor.account,
            household=wanted.household,
            student=wanted.student,
            how=wanted.how,
            task=wanted.task,
            assignment=wanted.assignment,
            parcel=wanted.parcel,
            channel=wanted.channel,
            file_name=safe_name(wanted.file_name),
            media_type=wanted.media_type[:100],
            size=wanted.size,
            metadata=wanted.metadata,
            began_at=now,
            expires_at=now + GOOD_FOR,
            done_at=None if wanted.size else now,
        )
        return store.quick(ARRIVALS).add(arrival, durable=True)


def by_key(store: Store, key: str) -> Arrival | None:
    """The upload of an address."""
    return store[ARRIVALS].one(where("key") == key)


def unfinished_of(store: Store, maker: str) -> list[Arrival]:
    """What this maker began and did not finish, oldest first."""
    return [one for one in store[ARRIVALS].search(where("maker") == maker) if one.done_at is None]


def coming_with(store: Store, upload: Upload) -> list[Arrival]:
    """Files of the same press that are still on their way: they will stand on the same receipt."""
    maker, _, parcel = upload.parcel.partition(" ")
    if not parcel or upload.withdrawn_at is not None:
        return []
    coming = unfinished_of(store, maker)
    return [one for one in coming if (one.parcel, one.student) == (parcel, upload.student)]


def sent_together(store: Store, maker: str, parcel: str) -> bool:
    """Something of this press is there already or on its way."""
    if not parcel:
        return False
    return any(one.parcel == parcel for one in store[ARRIVALS].search(where("maker") == maker))


def forget(store: Store, arrival: Arrival) -> None:
    """Drop an upload: its bytes, when they are not a handed-in work, and its address."""
    remove(store.vault.part(arrival.key))
    store.quick(ARRIVALS).remove(arrival.id, durable=True)


def remove(part: Path) -> None:
    """Where open files cannot be removed (Windows), one that is just being read goes in the night."""
    for file in (part, hold_of(part)):
        with suppress(PermissionError):
            file.unlink(missing_ok=True)


def sweep(store: Store, running: Callable[[str], bool], *, now: dt.datetime) -> int:
    """Drop what has expired, parts without a record, and records of finished works whose week is over; how many."""
    gone = [one for one in store[ARRIVALS].all() if one.expires_at < now and not running(one.key)]
    for one in gone:
        forget(store, one)
    return len(gone) + drop_orphans(store)


def drop_orphans(store: Store) -> int:
    """Drop parts without a record: after a crash, or of a family that was erased (L19); how many."""
    parts = list(store.vault.parts())  # looked at first: one that is begun meanwhile has its record before its part
    keys = {one.key for one in store[ARRIVALS].all()}
    orphans = [part for part in parts if part.stem not in keys]
    for part in orphans:
        remove(part)
    return len(orphans)
