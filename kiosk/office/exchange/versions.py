"""Timetables of the files as dated versions: what differs makes a new one, nothing is replaced (L2, T3, O2)."""

import datetime as dt
from collections import Counter
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.office.exchange import words_of
from kiosk.office.exchange.clashing import check_clashes, check_rules, compared, without_repeats
from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.findings import Findings
from kiosk.office.exchange.grid.lessons import mode_of, take_in
from kiosk.office.exchange.grid.listed import ListedNames
from kiosk.office.exchange.grid.reading import Readings
from kiosk.office.exchange.lessons import Given, Term, names_kind, read_lesson, whole_key
from kiosk.office.exchange.lines import Line, plain_word
from kiosk.office.exchange.tables import Table
from kiosk.people.records import STAFF
from kiosk.regime.queries import decided
from kiosk.regime.records import ORDERS
from kiosk.regime.ruling import Rulings, State
from kiosk.school.records import CHANNELS, HOUR_RULES, YEARS
from kiosk.school.rules import rule_on
from kiosk.store import Store
from kiosk.timetable.records import DATE_CHANGES, LESSONS, VERSIONS, Lesson, TimetableMode, TimetableVersion
from kiosk.timetable.rules import version_on

NAMES: Final = {TimetableMode.ON_SITE: "Очное", TimetableMode.DISTANCE: "Дистанционное"}
DAY: Final = dt.timedelta(1)


class Outcome(msgspec.Struct):
    """What becomes of one timetable: lessons of the files beside those in force."""

    mode: TimetableMode
    since: dt.date
    new: bool
    added: list[Lesson] = msgspec.field(default_factory=list)
    gone: list[Lesson] = msgspec.field(default_factory=list)
    left: int = 0
    carried: int = 0
    """Lessons of teachers whom the files do not name: they stay as they are."""


def plan_timetables(
    desk: Desk, store: Store, tables: list[Table], readings: Readings, names: ListedNames, *, since: dt.date | None
) -> list[Outcome]:
    """Read all timetables, check them, and put new versions into the draft where lessons differ.

    Grids come last, since a list says its day and mode. While a reading is open, nothing is settled.
    """
    terms: dict[tuple[TimetableMode, dt.date], Term] = {}
    reader = _Terms(desk, store, since)
    for table in tables:
        made = reader.term_of(table)
        term = terms.setdefault((made.mode, made.since), made)
        for number in table.numbers():
            line = Line(table, number, desk.findings, desk.today)
            if line.sound():
                read_lesson(desk, line, term, names)
    for grid in readings.grids:
        made = reader.term(mode_of(grid), None)
        take_in(desk, readings, grid, terms.setdefault((made.mode, made.since), made))
    if any(reading.open for reading in readings.cells):
        return []
    return [_settled(desk, term) for term in terms.values()]


class _Terms:
    """Finds the mode and the day of a sheet, and what is in force on that day."""

    def __init__(self, desk: Desk, store: Store, since: dt.date | None) -> None:
        self.desk, self.store, self.since = desk, store, since
        self.rulings = Rulings(store[ORDERS].all())
        self.channels = tuple(store[CHANNELS].all(order=("id",)))
        self.rules = store[HOUR_RULES].all()
        self.years = store[YEARS].all()
        self.versions = desk.draft.all(VERSIONS)

    def term_of(self, table: Table) -> Term:
        """The timetable that a sheet is part of."""
        silent = [Line(table, number, Findings(), self.desk.today) for number in table.numbers()]
        return self.term(_mode(silent), _said_since(silent))

    def term(self, mode: TimetableMode, said: dt.date | None) -> Term:
        """The timetable of a mode from the day that a sheet says, or the person, or custom."""
        since = said or self.since or self._usual_since(mode)
        base = version_on(self.versions, mode, since)
        on_site = version_on(self.versions, TimetableMode.ON_SITE, since)
        term = Term(
            mode=mode,
            since=since,
            order=self.rulings.of_school(since).period if mode is TimetableMode.DISTANCE else None,
            experimental=self.rulings.experimental_on(since),
            base=base,
            rule=rule_on(since, self.rules),
            year=next((year for year in self.years if year.since <= since <= year.until), None),
            channels=self.channels,
            decided=decided(self.store, since),
            lessons=self._lessons(base, since),
            usual=self._lessons(on_site, since) if mode is TimetableMode.DISTANCE else [],
        )
        term.prepare()
        return term

    def _usual_since(self, mode: TimetableMode) -> dt.date:
        """Without a date: the first timetable from the beginning of the year or of the order, a later one tomorrow."""
        today = self.desk.today
        if mode is TimetableMode.DISTANCE:
            coming = [chain for chain in self.rulings.chains if chain.state(today) in {State.COMING, State.IN_FORCE}]
            first = min((chain.order.since for chain in coming), default=None)
            if first and version_on(self.versions, mode, max(first, today)) is None:
                return first
        if version_on(self.versions, mode, today + DAY) is not None:
            return today + DAY
        return next((year.since for year in self.years if year.since <= today <= year.until), today)

    def _lessons(self, version: TimetableVersion | None, since: dt.date) -> list[Lesson]:
        """Lessons of a version that are still given on a day or later, as seen from that day."""
        if version is None:
            return []
        date = max(since, self.desk.today)
        found = (lesson for lesson in self.desk.draft.all(LESSONS) if lesson.version == version.id)
        return [seen_from(lesson, date) for lesson in found if lesson.until is None or lesson.until >= date]


def seen_from(lesson: Lesson, date: dt.date) -> Lesson:
    """A lesson whose beginning lies behind is simply in force."""
    return replace(lesson, since=lesson.since if lesson.since and lesson.since > date else None)


def _mode(lines: list[Line]) -> TimetableMode:
    """On site, unless the sheet names the mode, a platform, or a kind that exists only at a distance."""
    known = words_of.lookup(words_of.MODE_WORDS)
    for line in lines:
        said = known.get(plain_word(str(line.cell("mode") or "")))
        if said is not None:
            return said
    distance = any(line.cell("channel") for line in lines) or names_kind(line.cell("kind") for line in lines)
    return TimetableMode.DISTANCE if distance else TimetableMode.ON_SITE


def _said_since(lines: list[Line]) -> dt.date | None:
    """The date of the timetable as most rows say."""
    for key in ("version", "since"):
        dates = Counter(date for line in lines if (date := line.date(key)) is not None)
        if dates:
            return max(dates, key=lambda date: (dates[date], -date.toordinal()))
    return None


def _settled(desk: Desk, term: Term) -> Outcome:
    """Compare with what is in force; check only what is new, so that an old sin does not stop a sheet that keeps it."""
    rows = without_repeats(desk, term)
    date = max(term.since, desk.today)
    given = [seen_from(row.lesson, date) for row in rows]
    teachers = {lesson.teacher for lesson in given}
    mine = [lesson for lesson in term.lessons if lesson.teacher in teachers]
    carried = [lesson for lesson in term.lessons if lesson.teacher not in teachers and _works(desk, lesson)]
    outcome = Outcome(term.mode, term.since, new=False, left=len(mine), carried=len(carried))
    if Counter(map(compared, given)) == Counter(map(compared, mine)):
        return outcome
    check_rules(desk, term, rows)
    check_clashes(desk, rows, carried)
    _compare(outcome, given, mine)
    if not desk.findings.refused:
        outcome.new = True
        _make(desk, term, rows, carried)
    return outcome


def _works(desk: Desk, lesson: Lesson) -> bool:
    teacher = desk.draft.get(STAFF, lesson.teacher)
    return teacher is not None and teacher.retired_on is None


def _compare(outcome: Outcome, given: list[Lesson], mine: list[Lesson]) -> None:
    """Which lessons come, which go, which stay."""
    rest: dict[tuple[object, ...], list[Lesson]] = {}
    for lesson in mine:
        rest.setdefault(compared(lesson), []).append(lesson)
    for lesson in given:
        same = rest.get(compared(lesson))
        if same:
            same.pop()
        else:
            outcome.added.append(lesson)
    outcome.gone = [lesson for lessons in rest.values() for lesson in lessons]
    outcome.left = len(mine) - len(outcome.gone)


def _make(desk: Desk, term: Term, rows: list[Given], carried: list[Lesson]) -> None:
    """A new version in the draft; what was arranged for single dates of a lesson that stays goes with it."""
    name = f"{NAMES[term.mode]} с {term.since:%d.%m.%Y}"
    order = term.order.id if term.order else 0
    version = desk.draft.put(VERSIONS, TimetableVersion(name=name, mode=term.mode, since=term.since, order=order))
    dated = [one for one in desk.draft.all(DATE_CHANGES) if one.date >= term.since and not one.taken_back]
    for lesson in (*(row.lesson for row in rows), *carried):
        new = desk.draft.put(LESSONS, replace(lesson, id=0, rev=0, version=version.id))
        old = term.known.get(whole_key(lesson))
        for change in dated if old else ():
            if old and change.lesson == old.id:
                desk.draft.put(DATE_CHANGES, replace(change, id=0, rev=0, lesson=new.id))
