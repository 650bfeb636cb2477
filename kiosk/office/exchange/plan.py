"""Files → a plan: everything read, checked and compared; or every problem by its cell. Nothing is written (O2, T3)."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Role
from kiosk.office.exchange import families, people, students
from kiosk.office.exchange.columns import Kind
from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.findings import Findings
from kiosk.office.exchange.grid.directory import Directory
from kiosk.office.exchange.grid.layout import grid_of
from kiosk.office.exchange.grid.learned import memory_of
from kiosk.office.exchange.grid.lessons import say_remarks
from kiosk.office.exchange.grid.listed import ListedNames
from kiosk.office.exchange.grid.matching import Matching
from kiosk.office.exchange.grid.reading import NO_READINGS, Readings, read_grids
from kiosk.office.exchange.lines import Line
from kiosk.office.exchange.preview import Part, Preview, preview_of
from kiosk.office.exchange.raw import RawLines, collection_of, look_at_lines, look_at_sheet
from kiosk.office.exchange.tables import Brought, Other, Table, recognised, say_unknown
from kiosk.office.exchange.versions import plan_timetables
from kiosk.problems import N_, Problem
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store

READERS: Final[dict[Kind, Callable[[Desk, Line], None]]] = {
    Kind.SUBJECTS: people.read_subject,
    Kind.STAFF: people.read_staff,
    Kind.GROUPS: students.read_group,
    Kind.STUDENTS: students.read_student,
    Kind.FAMILIES: families.read_family,
}


class Plan(msgspec.Struct, frozen=True):
    """What will be written, and what people see of it beforehand."""

    desk: Desk
    preview: Preview
    readings: Readings = NO_READINGS
    directory: Directory | None = None
    """Names that the readings were compared with."""


class Unfit(msgspec.Struct, frozen=True):
    """The files cannot be taken in: what is wrong, what is doubtful besides; how drawn timetables were read.

    Nothing may be wrong while a reading is open: then it is only asked.
    """

    refused: tuple[Problem, ...]
    cautions: tuple[Problem, ...] = ()
    readings: Readings = NO_READINGS
    directory: Directory | None = None

    @property
    def only_asks(self) -> bool:
        """Nothing is wrong but names that somebody can settle."""
        asked = self.readings.asked_cells
        return bool(self.readings.grids) or (bool(asked) and all(one.field in asked for one in self.refused))


def plan_import(
    store: Store,
    files: Iterable[Brought | RawLines],
    *,
    today: dt.date,
    since: dt.date | None = None,
    health: bool = True,
) -> Plan | Unfit:
    """Read the sheets of all files together, in the order in which they need each other.

    ``since``: from when a timetable is in force whose sheet does not say so. ``health``: see `preview_of`.
    """
    findings = Findings()
    lists, looked_at = _without_raw(store, files, findings)
    tables, others = recognised(lists, findings)
    with store.snapshot():
        desk = Desk(store, findings, today)
        _read_people(desk, tables)
        timetables = [table for table in tables if table.layout.kind is Kind.TIMETABLE]
        directory = Directory(desk)
        matching = Matching(directory, memory_of(store, directory.has))
        readings, names = _readings(desk, matching, others), ListedNames(desk, matching)
        outcomes = plan_timetables(desk, store, timetables, readings, names, since=since)
        readings = replace(readings, listed=names.questions)
    if not (tables or looked_at or others or findings.refused):
        findings.refuse("", NOTHING)
    _keep_a_technician(desk)
    if findings.refused or any(reading.open for reading in readings.cells):
        return Unfit(findings.problems(), tuple(findings.cautions), readings, directory)
    preview = preview_of(desk, outcomes, health=health)
    return Plan(desk, replace(preview, parts=(*preview.parts, *looked_at)), readings, directory)


def _readings(desk: Desk, matching: Matching, others: list[Other]) -> Readings:
    """Sheets that are no lists: those drawn as a timetable are read, the rest is said to be unknown."""
    drawn = [(other, grid_of(other.sheet, matching.directory)) for other in others]
    grids = [grid for _, grid in drawn if grid]
    say_unknown((other for other, grid in drawn if grid is None), desk.findings, beside=bool(grids))
    readings = read_grids(grids, matching.directory, matching) if grids else NO_READINGS
    say_remarks(desk, readings)
    return readings


def _without_raw(
    store: Store, files: Iterable[Brought | RawLines], findings: Findings
) -> tuple[list[Brought], list[Part]]:
    """Files of the export that hold whole collections are looked at and set aside."""
    lists: list[Brought] = []
    parts: list[Part] = []
    for file in files:
        if isinstance(file, RawLines):
            parts.append(Part(file.file, left=look_at_lines(store, file, findings)))
            continue
        raw = {sheet.name: found for sheet in file.sheets if (found := collection_of(store, sheet))}
        parts.extend(
            Part(file.file, left=look_at_sheet(store, raw[sheet.name], sheet, findings))
            for sheet in file.sheets
            if sheet.name in raw
        )
        if len(raw) < len(file.sheets) or not file.sheets:
            lists.append(Brought(file.file, tuple(sheet for sheet in file.sheets if sheet.name not in raw)))
    return lists, parts


def _read_people(desk: Desk, tables: list[Table]) -> None:
    """Every row of the lists; members and families when all students are known."""
    with_family: list[Line] = []
    for table in tables:
        reader = READERS.get(table.layout.kind)
        for number in table.numbers() if reader else ():
            line = Line(table, number, desk.findings, desk.today)
            if line.sound() and reader:
                reader(desk, line)
            if table.layout.kind is Kind.STUDENTS and line.has("family"):
                with_family.append(line)
    students.settle_members(desk)
    families.settle_families(desk, with_family)


def _keep_a_technician(desk: Desk) -> None:
    """Nobody can let others in once the last technician is gone."""

    def technicians(accounts: Iterable[object]) -> int:
        return sum(Role.TECHNICIAN in one.roles and not one.closed for one in accounts)  # type: ignore[attr-defined]  # because the draft holds records of all kinds

    if technicians(desk.draft.before[ACCOUNTS.name].values()) and not technicians(desk.draft.all(ACCOUNTS)):
        desk.findings.refuse("", NO_TECHNICIAN)


NOTHING: Final = N_("There are no rows in what you brought. Bring a sheet with a heading and at least one row.")
NO_TECHNICIAN: Final = N_(
    "After this nobody would be technician of the kiosk. Leave the role «администратор киоска» with at least one "
    "person."
)
