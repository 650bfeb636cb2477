"""What the kiosk does by itself every night: a backup, the TinyDB export, a look at what lies on the disk (O4).

The due time is in the store: the PC is off at night, so on the next start what is overdue is done after a minute.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.families.pages import TALLY
from kiosk.office.files_in_use import lost
from kiosk.office.retention.erasing import tidy_again
from kiosk.signin.records import SESSIONS
from kiosk.store import Collection, Record, Store, StoreError, where
from kiosk.store.backup import backup
from kiosk.store.chain import Flaw
from kiosk.store.export import export_tables

log = logging.getLogger(__name__)

NIGHT: Final = dt.time(3)
LEASE: Final = dt.timedelta(hours=2)
KEPT_BACKUPS: Final = 14
LOOK_SECONDS: Final = 60.0
NIGHTLY: Final = "nightly"


class Duty(Record, kw_only=True):
    """When a duty was done last, with what result, and until when somebody is at it."""

    name: str
    done_at: dt.datetime
    taken_until: dt.datetime | None = None
    result: str = ""
    flaws: int = 0


DUTIES = Collection("duties", Duty, unique=(("name",),), history=False)
COLLECTIONS = (DUTIES,)


def is_due(done_at: dt.datetime, now: dt.datetime) -> bool:
    """True when the last three o'clock in the night lies after the last time; both moments on the school's wall."""
    last_night = now.replace(hour=NIGHT.hour, minute=0, second=0, microsecond=0)
    if now.time() < NIGHT:
        last_night -= dt.timedelta(days=1)
    return done_at < last_night


def run_due(store: Store, clock: Clock, folder: Path) -> Duty | None:
    """Do the night's work when it is due and nobody else is at it; None when there was nothing to do.

    A new school begins with «done»: its first backup is made in the next night.
    """
    now = clock.now()
    duty = store[DUTIES].one(where("name") == NIGHTLY)
    if duty is None:
        store.quick(DUTIES).add(Duty(name=NIGHTLY, done_at=now), durable=True)
        return None
    busy = duty.taken_until is not None and duty.taken_until > now
    if busy or not is_due(clock.local(duty.done_at), clock.local(now)):
        return None
    duty = store.quick(DUTIES).put(replace(duty, taken_until=now + LEASE), durable=True)
    copy, flaws = night_work(store, now, folder / "backup")
    done = replace(duty, done_at=now, taken_until=None, result=copy, flaws=flaws)
    return store.quick(DUTIES).put(done, durable=True)


def night_work(store: Store, now: dt.datetime, folder: Path) -> tuple[str, int]:
    """Backup, export, check, tidy; returns the name of the copy and how many flaws the check found."""
    folder.mkdir(parents=True, exist_ok=True)
    tidy_again(store, now)
    made = backup(store, folder)
    drop_old(folder)
    export_tables(store, folder / "tinydb")
    flaws = [*store.check(), *lost_files(store)]
    for flaw in flaws:
        log.error("damaged: %s %s", flaw.where, flaw.what)
    store.quick(SESSIONS).remove_where(where("seen_at") < now - dt.timedelta(days=2))
    return made.path.name, len(flaws)


def lost_files(store: Store) -> list[Flaw]:
    """Files that records name and the disk has no more; the store itself knows of no record what it needs."""
    return [Flaw(f"{one.collection} {one.record}", f"vault {one.file} is missing") for one in lost(store)]


def drop_old(folder: Path) -> None:
    """Keep the last fourteen copies."""
    copies = sorted(folder.glob("*.zip"), key=lambda copy: copy.stat().st_mtime)
    for copy in copies[:-KEPT_BACKUPS]:
        copy.unlink(missing_ok=True)


class NightWatch(threading.Thread):
    """Looks once a minute whether the night's work is due, and writes down the scans; ends with the program.

    ``tidy`` mends what a sudden end left of uploads and drops what expired: at the start and in the night (W1).
    """

    def __init__(self, store: Store, clock: Clock, folder: Path, tidy: Callable[[], object]) -> None:
        super().__init__(name="night-watch", daemon=True)
        self.store, self.clock, self.folder, self.tidy = store, clock, folder, tidy
        self._ended = threading.Event()

    def run(self) -> None:
        """Look, work, wait. A full disk is told to the log and tried again a minute later."""
        self._try(self.tidy)
        while not self._ended.wait(LOOK_SECONDS):
            TALLY.flush(self.store, self.clock.today())
            self._try(self._night)

    def _night(self) -> None:
        if run_due(self.store, self.clock, self.folder) is not None:
            self.tidy()

    @staticmethod
    def _try(act: Callable[[], object]) -> None:
        try:
            act()
        except (StoreError, OSError):
            log.exception("the night's work was not done")

    def end(self) -> None:
        """Stop looking, let work at hand finish, and write down the scans of the last minute."""
        self._ended.set()
        self.join(30)
        TALLY.flush(self.store, self.clock.today())
