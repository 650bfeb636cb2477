"""Sheets made of a few rows, brought to a store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from kiosk.actor import SYSTEM
from kiosk.office.exchange import commands
from kiosk.office.exchange.files import read_files
from kiosk.office.exchange.plan import Plan, Unfit, plan_import
from kiosk.problems import Refusal
from kiosk.store import Store

SMALL = Path(__file__).parents[1] / "data" / "small"
LISTS = ("staff", "subjects", "students", "families", "groups", "timetable")

Rows = Sequence[Sequence[object]]


def sheet(folder: Path, name: str, *rows: Sequence[object]) -> Path:
    """An Excel file of one sheet, called like the file."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append(list(row))
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path


def text_of(*rows: Sequence[str], separator: str = ";") -> str:
    """The same as CSV."""
    return "".join(separator.join(row) + "\r\n" for row in rows)


def plan(store: Store, *files: Path, since: dt.date | None = None, health: bool = True) -> Plan:
    """What the files would do."""
    made = planned(store, *files, since=since, health=health)
    assert isinstance(made, Plan), made.refused[:5]
    return made


def unfit(store: Store, *files: Path) -> dict[str, str]:
    """Why they cannot come in: msgid by cell."""
    made = planned(store, *files)
    assert isinstance(made, Unfit)
    return {problem.field: problem.msgid for problem in made.refused}


def planned(store: Store, *files: Path, since: dt.date | None = None, health: bool = True) -> Plan | Unfit:
    brought = read_files([(path.name, path) for path in files])
    if isinstance(brought, Refusal):
        return Unfit(brought.problems)
    return plan_import(store, brought, today=store.clock.today(), since=since, health=health)


def bring(store: Store, *files: Path) -> str:
    """Take them in; the last sentence of what was done."""
    outcome = commands.import_files(store, SYSTEM, files, check=False)
    assert not isinstance(outcome, Refusal), outcome.problems[:5]
    return outcome[-1].msgid


def bring_small(store: Store) -> None:
    """The small school of the generator."""
    bring(store, *(SMALL / f"{name}.xlsx" for name in LISTS))
