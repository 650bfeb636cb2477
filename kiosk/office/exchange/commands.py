"""What `run.py import` and `run.py export` do (O2)."""

from collections.abc import Sequence
from pathlib import Path

from kiosk.actor import Actor
from kiosk.office.exchange.exporting import export_everything
from kiosk.office.exchange.files import read_files
from kiosk.office.exchange.grid.asking import asked
from kiosk.office.exchange.plan import Unfit, plan_import
from kiosk.office.exchange.said import lines_of
from kiosk.office.exchange.writing import write
from kiosk.problems import Problem, Refusal
from kiosk.store import Store


def import_files(store: Store, actor: Actor, files: Sequence[Path], *, check: bool) -> list[Problem] | Refusal:
    """Take in lists from files, all or nothing; with ``check`` only say what would happen.

    Sentences that say what was added, changed, left; or every problem by its cell.
    """
    brought = read_files([(path.name, path) for path in files])
    if isinstance(brought, Refusal):
        return brought
    plan = plan_import(store, brought, today=store.clock.today())
    if isinstance(plan, Unfit):
        return Refusal.all((*plan.refused, *asked(plan.readings), *plan.cautions))
    if not check and (refusal := write(store, actor, plan, note=", ".join(path.name for path in files))):
        return refusal
    return lines_of(plan.preview, check=check)


def export_folder(store: Store, folder: Path) -> list[Problem]:
    """Write everything into a folder; a sentence for each file."""
    return export_everything(store, folder)
