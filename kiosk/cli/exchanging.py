"""`run.py import` and `run.py export` (O2)."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from kiosk.actor import SYSTEM, Actor
from kiosk.cli.opening import opened, settings_for
from kiosk.cli.saying import refuse, show
from kiosk.problems import Refusal

if TYPE_CHECKING:
    from kiosk.store import Store


class Exchange(Protocol):
    """What `kiosk.office.exchange` offers."""

    def import_files(self, store: "Store", actor: Actor, files: Sequence[Path], *, check: bool) -> list[str] | Refusal:
        """All or nothing. Lines that say what was (or would be) added, changed, left; or every problem by its cell."""

    def export_folder(self, store: "Store", folder: Path) -> list[str]:
        """Every collection as XLSX and JSON lines; a line for each file written."""


def import_files(files: Sequence[Path], storage: Path | None, *, check: bool) -> None:
    with opened(settings_for(storage), beside_server=True) as store:
        outcome = _exchange().import_files(store, SYSTEM, files, check=check)
    if isinstance(outcome, Refusal):
        refuse(outcome)
    for line in outcome:
        show(line)


def export_folder(folder: Path, storage: Path | None) -> None:
    with opened(settings_for(storage), beside_server=True) as store:
        lines = _exchange().export_folder(store, folder)
    for line in lines:
        show(line)


def _exchange() -> Exchange:
    return cast("Exchange", import_module("kiosk.office.exchange"))  # because a module answers by its functions
