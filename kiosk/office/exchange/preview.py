"""What an import will add, change and leave, before anything is written (O2)."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from kiosk.office.exchange.clashing import described
from kiosk.office.exchange.columns import LAYOUTS, Kind
from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.sheets_of import COLLECTION_OF, DAYS, KINDS, WEEKS, Cell, Writer
from kiosk.office.exchange.versions import Outcome
from kiosk.people.records import DEPARTMENTS
from kiosk.problems import N_, Problem
from kiosk.signin.records import ACCOUNTS
from kiosk.timetable.records import Lesson, TimetableMode, Weeks

LISTS: Final = frozenset({"members", "children", "subjects", "roles", "teachers", "department"})
HIDDEN: Final = frozenset({"health"})


class Difference(msgspec.Struct, frozen=True):
    """A field that changes: its msgid, what stood there, what will. Of lists only what goes and what comes."""

    label: str
    old: str
    new: str
    hidden: bool = False


class Entry(msgspec.Struct, frozen=True):
    """One record that is added or changed."""

    title: str
    differences: tuple[Difference, ...] = ()


class Part(msgspec.Struct):
    """One list of the files. ``note`` says more, such as the date of a new timetable."""

    title: str
    added: list[Entry] = msgspec.field(default_factory=list)
    changed: list[Entry] = msgspec.field(default_factory=list)
    gone: list[Entry] = msgspec.field(default_factory=list)
    left: int = 0
    note: Problem | None = None

    @property
    def is_idle(self) -> bool:
        """Nothing of this list changes."""
        return not (self.added or self.changed or self.gone)


class Preview(msgspec.Struct, frozen=True):
    """All lists, and a seal by which «Записать» knows that it writes what was looked at."""

    parts: tuple[Part, ...]
    cautions: tuple[Problem, ...]

    @property
    def is_idle(self) -> bool:
        """Everything stands in the kiosk already."""
        return all(part.is_idle for part in self.parts)

    @property
    def seal(self) -> str:
        """Changes with everything that is shown."""
        return hashlib.sha256(repr(self.parts).encode("utf-8", "replace")).hexdigest()[:32]


def preview_of(desk: Desk, outcomes: Iterable[Outcome], *, health: bool) -> Preview:
    """Compare the draft with what is stored. ``health``: whether the reader may see reasons of health (L21)."""
    before, after = Writer(desk.draft.before, desk.today), Writer(desk.draft.after, desk.today)
    parts = [_people(desk, kind, before, after, health=health) for kind in COLLECTION_OF]
    departments = [Entry(one.name) for old, one in desk.draft.changes(DEPARTMENTS) if old is None]
    parts.insert(0, Part(N_("Departments"), added=departments))
    shown = [part for part in parts if part.left or not part.is_idle]
    return Preview((*shown, *(_timetable(desk, after, one) for one in outcomes)), tuple(desk.findings.cautions))


def _people(desk: Desk, kind: Kind, before: Writer, after: Writer, *, health: bool) -> Part:
    collection = COLLECTION_OF[kind]
    part = Part(LAYOUTS[kind].title)
    touched = dict.fromkeys(one.id for _, one in desk.draft.changes(collection))
    if kind is Kind.STAFF:
        accounts = {one.id for _, one in desk.draft.changes(ACCOUNTS)}
        touched |= dict.fromkeys(one.id for one in desk.draft.all(collection) if one.account in accounts)
    for identity in touched:
        new: Any = desk.draft.get(collection, identity)
        old: Any = desk.draft.was(collection, identity)
        title = after.title(new)
        if old is None:
            part.added.append(Entry(title))
        elif differences := _differences(kind, before.cells(kind, old), after.cells(kind, new), health=health):
            part.changed.append(Entry(title, differences))
    part.left = len(set(desk.seen[collection.name]) - set(touched))
    return part


def _differences(kind: Kind, old: dict[str, Cell], new: dict[str, Cell], *, health: bool) -> tuple[Difference, ...]:
    found = []
    for column in LAYOUTS[kind].columns:
        was, will = _shown(old.get(column.key)), _shown(new.get(column.key))
        if was == will or (kind is Kind.STUDENTS and column.key == "group"):
            continue
        if column.key in LISTS:
            gone, come = _split(was) - _split(will), _split(will) - _split(was)
            was, will = ", ".join(sorted(gone)), ", ".join(sorted(come))
        found.append(Difference(column.label, was, will, hidden=column.key in HIDDEN and not health))
    return tuple(found)


def _split(text: str) -> set[str]:
    return {part for part in text.split(", ") if part}


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
    return f"{cell:%d.%m.%Y}" if hasattr(cell, "year") else str(cell)


def _timetable(desk: Desk, writer: Writer, outcome: Outcome) -> Part:
    """Lessons that come and go; those with the same people and subject on the same day are changed ones."""
    titles = {TimetableMode.ON_SITE: N_("Timetable at school"), TimetableMode.DISTANCE: N_("Distance timetable")}
    part = Part(titles[outcome.mode], left=outcome.left)
    gone: dict[tuple[int, ...], list[Lesson]] = {}
    for lesson in outcome.gone:
        gone.setdefault(_same(lesson), []).append(lesson)
    for lesson in outcome.added:
        pair = gone.get(_same(lesson))
        if pair:
            part.changed.append(_moved(desk, writer, pair.pop(0), lesson))
        else:
            part.added.append(Entry(_lesson(desk, writer, lesson)))
    part.gone = [Entry(_lesson(desk, writer, lesson)) for lessons in gone.values() for lesson in lessons]
    values: dict[str, str | int | float] = {"since": f"{outcome.since:%d.%m.%Y}", "carried": outcome.carried}
    if outcome.new:
        part.note = Problem(NEW_VERSION_CARRIED if outcome.carried else NEW_VERSION, values=values)
    return part


def _same(lesson: Lesson) -> tuple[int, ...]:
    return (lesson.weekday, lesson.teacher, lesson.subject, lesson.student, lesson.group)


def _moved(desk: Desk, writer: Writer, old: Lesson, new: Lesson) -> Entry:
    was, will = _more(writer, old), _more(writer, new)
    differences = tuple(
        Difference(LAYOUTS[Kind.TIMETABLE].column(key).label, was[key], will[key])
        for key in was
        if was[key] != will[key]
    )
    return Entry(_lesson(desk, writer, new), differences)


def _more(writer: Writer, lesson: Lesson) -> dict[str, str]:
    return {
        "start": f"{lesson.start:%H:%M}",
        "end": f"{lesson.end:%H:%M}",
        "accompanist": writer.staff.of(lesson.accompanist),
        "room": lesson.room,
        "kind": KINDS[lesson.kind],
        "channel": lesson.channel,
        "address": lesson.address,
        "hours": _shown(lesson.quarter_hours / 4),
        "weeks": WEEKS[lesson.weeks],
        "since": _shown(lesson.since),
        "until": _shown(lesson.until),
    }


def _lesson(desk: Desk, writer: Writer, lesson: Lesson) -> str:
    room = f", каб. {lesson.room}" if lesson.room else ""
    weeks = "" if lesson.weeks is Weeks.EVERY else f", {WEEKS[lesson.weeks]}"
    return f"{DAYS[lesson.weekday]} {described(desk, lesson)}, {writer.staff.of(lesson.teacher)}{room}{weeks}"


NEW_VERSION: Final = N_("A new timetable in force from %(since)s; the one before stays in the history.")
NEW_VERSION_CARRIED: Final = N_(
    "A new timetable in force from %(since)s; the one before stays in the history. Lessons of teachers who are not in "
    "the file stay as they are: %(carried)s."
)
