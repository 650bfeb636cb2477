"""A new version, the way back to the program's text, a version withdrawn and brought back (F7, L13)."""

import datetime as dt
from typing import IO

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.guides.forms import NAME_LETTERS, VersionInput
from kiosk.guides.records import VERSIONS, Kind, Version
from kiosk.problems import N_, Refusal
from kiosk.store import Conflict, Store

EMPTY_FILE = N_("The file is empty. Choose it once more; it may still have been downloading.")
SOMEBODY_ELSE = N_("Somebody else has changed this version meanwhile. Look at it once more.")


def write(
    store: Store,
    actor: Actor,
    kind: Kind,
    given: VersionInput,
    file: tuple[str, IO[bytes]] | None = None,
    *,
    now: dt.datetime,
    key: str | None,
) -> Version | Refusal:
    """A version of the school's own; its file goes to the vault first."""
    stored = store.vault.take(file[1]) if file else None
    if stored is not None and stored.size == 0:
        return Refusal.of(EMPTY_FILE, "file")
    fresh = Version(
        kind=kind,
        since=given.since,
        text=given.text,
        approved_by=given.approved_by,
        approved_on=given.approved_on,
        blob=stored.id if stored else "",
        file_name=file[0][-NAME_LETTERS:] if file else "",
        size_bytes=stored.size if stored else 0,
        written_by=actor.name,
        written_at=now,
    )
    return _add(store, actor, "F7 version written", fresh, key)


def back_to_default(
    store: Store, actor: Actor, kind: Kind, *, today: dt.date, now: dt.datetime, key: str | None
) -> Version:
    """From today the program's own text holds again; what the school wrote stays readable."""
    fresh = Version(kind=kind, since=today, is_default=True, written_by=actor.name, written_at=now)
    return _add(store, actor, "F7 back to the program's text", fresh, key)


def _add(store: Store, actor: Actor, what: str, fresh: Version, key: str | None) -> Version:
    with store.change(actor, what, key=key) as change:
        if change.repeated is not None:
            (again,) = store[VERSIONS].many(change.repeated.ids(VERSIONS.name)).values()
            return again
        return change.add(VERSIONS, fresh)


def settle(store: Store, actor: Actor, version: Version, *, withdrawn: bool) -> Version | Refusal:
    """It was a mistake: the version before holds again. And the other way round."""
    if version.withdrawn is withdrawn:
        return version
    what = "F7 version withdrawn" if withdrawn else "F7 version brought back"
    try:
        with store.change(actor, what) as change:
            return change.put(VERSIONS, replace(version, withdrawn=withdrawn), expected=version.rev)
    except Conflict:
        return Refusal.of(SOMEBODY_ELSE)
