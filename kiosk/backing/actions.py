"""Bringing a track, handing it out, withdrawing it; every one can be taken back (W6, L13)."""

import datetime as dt
from pathlib import PurePath
from typing import IO

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.backing.queries import students_of
from kiosk.backing.records import TRACKS, File, Track
from kiosk.documents.file_names import safe_name
from kiosk.documents.kinds import Found, what_comes
from kiosk.documents.media import Kind
from kiosk.people.names import full_name
from kiosk.people.records import GROUPS, Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.store import Change, Conflict, Store

NOT_SOUND = N_("%(name)s is no recording. A backing track is a sound or video file: MP3, M4A, WAV, OGG, MP4.")
SOMEBODY_ELSE = N_("Somebody else has changed this track meanwhile. Look at it once more.")
TITLE = 120


class Brought(msgspec.Struct, frozen=True):
    """A file as the form sends it."""

    file_name: str
    stream: IO[bytes]


def bring(
    store: Store, actor: Actor, staff: Staff, piece: str, files: list[Brought], *, key: str | None, now: dt.datetime
) -> list[Track] | Refusal:
    """Keep the files as tracks of a piece, each called by its own name; nobody has them yet. Once for a key.

    One that is no recording keeps the others out, too, and nothing of them lies in the vault.
    """
    looked = [_looked_at(file) for file in files]
    if problems := tuple(one for one in looked if isinstance(one, Problem)):
        return Refusal(problems)
    kept = [_kept(store, file, found) for file, found in zip(files, looked, strict=True) if isinstance(found, Found)]
    with store.change(actor, "W6 backing track brought", key=key) as change:
        if change.repeated is not None:
            return list(store[TRACKS].many(change.repeated.ids(TRACKS.name)).values())
        return [
            change.add(
                TRACKS,
                Track(
                    staff=staff.id,
                    staff_name=full_name(staff),
                    piece=piece,
                    title=PurePath(file.file_name).stem[:TITLE],
                    file=file,
                    added_at=now,
                ),
            )
            for file in kept
        ]


def _looked_at(brought: Brought) -> Found | Problem:
    """What it is by its bytes; a sentence for what is no recording."""
    name = safe_name(brought.file_name)
    found = what_comes(brought.stream, name)
    if isinstance(found, Problem):
        return replace(found, field="file")
    if found.kind not in {Kind.SOUND, Kind.VIDEO}:
        return Problem(NOT_SOUND, field="file", values={"name": name})
    return found


def _kept(store: Store, brought: Brought, found: Found) -> File:
    stored = store.vault.take(brought.stream)
    return File(safe_name(brought.file_name), found.media_type, stored.size, stored.sha256, stored.id)


def rewrite(store: Store, actor: Actor, old: Track, fresh: Track) -> Track | Refusal:
    """Other words, or handed out to others: what was ticked is what holds."""
    return old if fresh == old else _put(store, actor, "W6 backing track handed out", old, fresh)


def settle(store: Store, actor: Actor, old: Track, *, withdrawn_at: dt.datetime | None) -> Track | Refusal:
    """Families have it no more, or again."""
    if (old.withdrawn_at is None) is (withdrawn_at is None):
        return old
    what = "W6 backing track withdrawn" if withdrawn_at else "W6 backing track brought back"
    return _put(store, actor, what, old, replace(old, withdrawn_at=withdrawn_at))


def _put(store: Store, actor: Actor, what: str, old: Track, fresh: Track) -> Track | Refusal:
    try:
        with store.change(actor, what) as change:
            _touch(change, store, old, fresh)
            return change.put(TRACKS, fresh, expected=old.rev)
    except Conflict:
        return Refusal.of(SOMEBODY_ELSE)


def _touch(change: Change, store: Store, *tracks: Track) -> None:
    """Pages of the families that have it, or had it."""
    groups = store[GROUPS].all()
    meant = {student for track in tracks for student in students_of(track, groups)}
    change.touch(*(f"student:{student}" for student in sorted(meant)))
