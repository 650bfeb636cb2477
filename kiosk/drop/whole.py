"""A file that came whole becomes a work under a receipt: hash, look at it, final name, one change (W1, L15).

Each step can be repeated after a sudden end before the next: the checksum is noted in the arrival before the part is
renamed, and the change carries the upload's own key.
"""

import datetime as dt

from msgspec.structs import replace
from tinydb.queries import QueryInstance

from kiosk.actor import Actor
from kiosk.assignments.queries import task
from kiosk.documents.kinds import what_is
from kiosk.documents.media import Kind
from kiosk.drop.actions import NO_RECORDING, plays
from kiosk.drop.following import Follower
from kiosk.drop.receipts import new_receipt
from kiosk.drop.records import ARRIVALS, UPLOADS, Arrival, Channel, Taken, Upload
from kiosk.people.queries import staff_of
from kiosk.problems import Problem
from kiosk.store import Change, Store, where


def make_whole(store: Store, arrival: Arrival, follower: Follower, *, now: dt.datetime) -> Arrival | Problem:
    """The arrival with its receipt; a Problem when what came is not taken. Raises StoreError, OSError."""
    part = store.vault.part(arrival.key)
    whole = part if part.exists() else store.vault.path(arrival.sha256)
    found = what_is(whole, arrival.file_name)
    if isinstance(found, Problem):
        return found
    given = task(store, arrival.assignment, arrival.student) if arrival.assignment else None
    if given is not None and given.one_file and not plays(found.kind):
        return Problem(NO_RECORDING)
    if whole is part:
        sha256 = follower.digest(arrival.key, part, arrival.size)
        arrival = store.quick(ARRIVALS).put(replace(arrival, sha256=sha256), durable=True)
        store.vault.keep(part, sha256)
    return _recorded(store, arrival, found.kind, now)


def _recorded(store: Store, arrival: Arrival, kind: Kind, now: dt.datetime) -> Arrival:
    actor = Actor(arrival.maker, arrival.by, arrival.account, arrival.household)
    what = "F9 work taken in" if arrival.channel else "W1 work handed in"
    with store.change(actor, what, key=f"upload {arrival.key}") as change:
        if change.repeated is not None:
            (known,) = change.search(UPLOADS, where("id").one_of(change.repeated.ids(UPLOADS.name)))
        else:
            known = _kept(store, change, arrival, kind, now)
            change.touch(f"student:{arrival.student}")
        done = replace(arrival, done_at=now, receipt=known.receipt)
        if change.repeated is None:
            return change.put(ARRIVALS, done)
    return store.quick(ARRIVALS).put(done, durable=True)


def _kept(store: Store, change: Change, arrival: Arrival, kind: Kind, now: dt.datetime) -> Upload:
    """The file under its receipt: beside those of the same press, or in the place of a work that waited for it."""
    parcel = f"{arrival.maker} {arrival.parcel}" if arrival.parcel else ""
    beside = change.one(UPLOADS, _same_press(arrival, parcel)) if parcel else None
    staff = staff_of(store, arrival.account) if arrival.account else None
    fresh = Upload(
        receipt=beside.receipt if beside else new_receipt(change),
        household=arrival.household,
        student=arrival.student,
        task=arrival.task,
        file_name=arrival.file_name,
        media_type=arrival.media_type,
        size_bytes=arrival.size,
        sha256=arrival.sha256,
        blob=arrival.sha256,
        received_at=now,
        how=arrival.how,
        seen_by=(staff.id,) if staff else (),
        taken=_taken(arrival),
        assignment=arrival.assignment,
        kind=kind.value,
        parcel=parcel,
    )
    if beside is None or beside.taken is None:
        return change.add(UPLOADS, fresh)
    fresh = replace(fresh, task=beside.task, how=beside.how, taken=beside.taken)
    if beside.blob or beside.link:
        return change.add(UPLOADS, fresh)
    return change.put(UPLOADS, replace(fresh, id=beside.id, rev=beside.rev))


def _same_press(arrival: Arrival, parcel: str) -> QueryInstance:
    """Files of one press are one work of one child, whatever a client calls its presses.

    What comes after the work was taken back is a work of its own: beside struck files nobody would look for it.
    """
    theirs = (where("household") == arrival.household) & (where("student") == arrival.student)
    return theirs & (where("parcel") == parcel) & (where("withdrawn_at") == None)  # noqa: E711  as TinyDB compares


def _taken(arrival: Arrival) -> Taken | None:
    if not arrival.account:
        return None
    channel = arrival.channel or Channel.HAND
    return Taken(channel=channel, at=arrival.began_at, by=arrival.by, account=arrival.account)
