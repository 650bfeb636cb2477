"""Files that were looked at and wait for «Записать»: kept for a while, then erased: they hold people (O2, L21)."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from werkzeug.datastructures import FileStorage

from kiosk.office.files_in_use import files_in_use
from kiosk.store import Collection, Record, Store, where

KEPT_HOURS: Final = 6


class Pending(Record, kw_only=True):
    """The files of one account: pairs of a name and a place in the vault; from when a timetable is to be in force."""

    account: int
    files: tuple[tuple[str, str], ...]
    since: dt.date | None = None
    made_at: dt.datetime

    @property
    def names(self) -> tuple[str, ...]:
        """What the owner calls the files."""
        return tuple(name for name, _ in self.files)


PENDING = Collection("pending_imports", Pending, indexes=(("account",),), history=False)
COLLECTIONS = (PENDING,)


def keep_files(
    store: Store, account: int, files: Iterable[FileStorage], *, since: dt.date | None, now: dt.datetime
) -> Pending:
    """Keep the files until they are written or forgotten; what this account or anybody left lying is erased."""
    stale = (where("account") == account) | (where("made_at") < now - dt.timedelta(hours=KEPT_HOURS))
    old = store[PENDING].search(stale)
    kept = tuple((file.filename or "", store.vault.take(file.stream).id) for file in files)
    pending = store.quick(PENDING).add(Pending(account=account, files=kept, since=since, made_at=now), durable=True)
    for one in old:
        forget(store, one)
    return pending


def forget(store: Store, pending: Pending) -> None:
    """Erase the files, unless the same bytes were handed in or wait elsewhere: the vault keeps them once."""
    store.quick(PENDING).remove(pending.id)
    waiting = {blob for one in store[PENDING].all() for _, blob in one.files}
    own = {blob for _, blob in pending.files} - waiting
    store.vault.remove(own - files_in_use(store) if own else ())
