"""Taking in what a family hands over: bytes to the vault first, then one record per file (W1, P5)."""

import datetime as dt
from typing import IO, Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.documents.file_names import safe_name
from kiosk.documents.kinds import Found, what_comes
from kiosk.documents.media import Kind
from kiosk.drop.receipts import new_receipt
from kiosk.drop.records import UPLOADS, Taken, Upload
from kiosk.problems import N_, Problem, Refusal
from kiosk.store import Store, Stored, where

NO_FILE: Final = N_("Choose at least one file.")
ONE_TAKE: Final = N_("A recording for the attestation is one take: one file or a link.")

NO_RECORDING: Final = N_("A recording is asked for here: a video, or sound. Photos and documents go with another task.")


class Parcel(msgspec.Struct, frozen=True):
    """One file as it comes in: its name at home, an open stream. What it is its bytes say."""

    file_name: str
    stream: IO[bytes]


class Sender(msgspec.Struct, frozen=True):
    """Who hands in, for which child and task, and how they were identified (P5).

    ``taken``: it came by another way, a member of staff took it in; then a link, or nothing at all, will do (F9).
    """

    household: int
    student: int
    task: str
    how: str
    taken: Taken | None = None
    link: str = ""
    seen_by: tuple[int, ...] = ()
    assignment: str = ""
    recording: bool = False
    """It is for a task that is answered by a recording: sound or video, or a link (A3)."""
    parcel: str = ""
    """Files that come later by the protocol name it and join the receipt; see `Upload.parcel`."""


def receive(
    store: Store, actor: Actor, parcels: list[Parcel], sender: Sender, *, key: str | None, now: dt.datetime
) -> list[Upload] | Refusal:
    """Keep the files and write them down under one receipt. Sending the same form twice keeps one (key)."""
    if not parcels and sender.taken is None and not sender.link:
        return Refusal.of(NO_FILE, "file")
    looked = [(parcel, what_comes(parcel.stream, parcel.file_name)) for parcel in parcels]
    if refused := [found for _, found in looked if isinstance(found, Problem)]:
        return Refusal.all(refused)
    if sender.recording and any(isinstance(found, Found) and not plays(found.kind) for _, found in looked):
        return Refusal.of(NO_RECORDING, "file")
    kept = [(parcel, found, store.vault.take(parcel.stream)) for parcel, found in looked if isinstance(found, Found)]
    plain = Upload(
        receipt="",
        household=sender.household,
        student=sender.student,
        task=sender.task,
        file_name="",
        media_type="",
        size_bytes=0,
        sha256="",
        blob="",
        received_at=now,
        how=sender.how,
        taken=sender.taken,
        seen_by=sender.seen_by,
        assignment=sender.assignment,
        parcel=sender.parcel,
    )
    uploads = [_with_file(plain, *one) for one in kept]
    if sender.link or not uploads:
        uploads.append(replace(plain, link=sender.link))
    with store.change(actor, "F9 work taken in" if sender.taken else "W1 work handed in", key=key) as change:
        if change.repeated is not None:
            return list(store[UPLOADS].many(change.repeated.ids(UPLOADS.name)).values())
        change.touch(f"student:{sender.student}")  # the family's first page tells what is still to be handed in
        receipt = new_receipt(change)
        return [change.add(UPLOADS, replace(upload, receipt=receipt)) for upload in uploads]


def plays(kind: Kind) -> bool:
    """Sound or video: what a recording is."""
    return kind in {Kind.SOUND, Kind.VIDEO}


def _with_file(plain: Upload, parcel: Parcel, found: Found, stored: Stored) -> Upload:
    return replace(
        plain,
        file_name=safe_name(parcel.file_name),
        kind=found.kind,
        media_type=found.media_type,
        size_bytes=stored.size,
        sha256=stored.sha256,
        blob=stored.id,
    )


def settle(store: Store, actor: Actor, upload: Upload, *, withdrawn_at: dt.datetime | None) -> None:
    """Strike all of a receipt that was taken in by mistake, or bring it back (None); nothing is lost (L13)."""
    with store.change(actor, "F9 work withdrawn" if withdrawn_at else "F9 work brought back") as change:
        for one in change.search(UPLOADS, where("receipt") == upload.receipt):
            if (one.withdrawn_at is None) is not (withdrawn_at is None):
                by = actor.name if withdrawn_at else ""
                change.put(UPLOADS, replace(one, withdrawn_at=withdrawn_at, withdrawn_by=by))
                change.touch(f"student:{one.student}")


def mark_seen(store: Store, actor: Actor, upload: Upload, staff: int) -> None:
    """The teacher has opened the work: it counts no longer as new."""
    if staff in upload.seen_by:
        return
    with store.change(actor, "W2 work opened") as change:
        fresh = change.get(UPLOADS, upload.id) or upload
        change.put(UPLOADS, replace(fresh, seen_by=(*fresh.seen_by, staff)))
