"""`run.py import` and `run.py export` (O2)."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from kiosk.actor import SYSTEM, Actor
from kiosk.cli.opening import opened, settings_for
from kiosk.cli.saying import refuse, show, words
from kiosk.problems import Problem, Refusal

if TYPE_CHECKING:
    from kiosk.store import Store


class Exchange(Protocol):
    """What `kiosk.office.exchange.commands` offers."""

    def import_files(
        self, store: "Store", actor: Actor, files: Sequence[Path], *, check: bool
    ) -> list[Problem] | Refusal:
        """All or nothing. What was (or would be) added, changed, left, as sentences; or every problem by its cell."""

    def export_folder(self, store: "Store", folder: Path) -> list[Problem]:
        """Every collection as XLSX and JSON lines; a sentence for each file written."""


def import_files(files: Sequence[Path], storage: Path | None, *, check: bool) -> None:
    with opened(settings_for(storage), beside_server=True) as store:
        outcome = _exchange().import_files(store, SYSTEM, files, check=check)
    if isinstance(outcome, Refusal):
        refuse(outcome)
    for sentence in outcome:
        show(words().worded(sentence))


def export_folder(folder: Path, storage: Path | None) -> None:
    with opened(settings_for(storage), beside_server=True) as store:
        sentences = _exchange().export_folder(store, folder)
    for sentence in sentences:
        show(words().worded(sentence))


def _exchange() -> Exchange:
    return cast("Exchange", import_module("kiosk.office.exchange.commands"))  # because a module is its functions
