"""Opening the school's data for a command: settings, clock, store."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.cli.saying import refuse
from kiosk.clock import SchoolClock
from kiosk.problems import Refusal
from kiosk.settings import Settings, Value, load

if TYPE_CHECKING:
    from kiosk.store import Store

ROOT: Final = Path(__file__).resolve().parents[2]


def usual_storage() -> Path:
    """`storage` beside run.py, or where run.py or the technician says (KAMERTON_STORAGE)."""
    return Path(os.environ.get("KAMERTON_STORAGE") or ROOT / "storage")


def settings_for(storage: Path | None, flags: Mapping[str, Value | None] | None = None) -> Settings:
    """The settings of this run. Raises Refused with every wrong one."""
    settings = load((storage or usual_storage()).expanduser().absolute(), os.environ, flags or {})
    if isinstance(settings, Refusal):
        refuse(settings)
    return settings


def clock_for(settings: Settings) -> SchoolClock:
    return SchoolClock(settings.zone)


@contextmanager
def opened(settings: Settings, *, beside_server: bool) -> Iterator["Store"]:
    """The store, closed afterwards. beside_server: a command that works while the server runs."""
    from kiosk.app import COLLECTIONS
    from kiosk.store import Store

    store = Store.open(settings.storage, COLLECTIONS, clock=clock_for(settings), command_line=beside_server)
    try:
        yield store
    finally:
        store.close()
