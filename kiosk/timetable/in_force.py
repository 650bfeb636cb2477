"""Which timetable each lesson of a date comes from: the on-site one, or that of the order that rules for it (T1, D1).

A narrow order takes only its own students and groups out of the on-site timetable, so does a statement for one student
(§4) once it has a timetable; when it ends, or a further order
cuts it short, their lessons at school are in force again by themselves, and nothing was written for that.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

import msgspec

from kiosk.people.records import SUBJECTS
from kiosk.regime.queries import rulings
from kiosk.regime.records import Mode, Scope
from kiosk.regime.ruling import Ruling, Rulings, holds
from kiosk.store import Store
from kiosk.timetable.records import VERSIONS, Lesson, TimetableMode, TimetableVersion


class InForce(msgspec.Struct, frozen=True, dict=True):
    """The timetables of one date; ``departments`` by subject, where an order names departments."""

    date: dt.date
    on_site: TimetableVersion | None
    distance: dict[int, TimetableVersion]
    """By the order that each was made for; 0: for any order that has none of its own."""
    rulings: Rulings
    departments: dict[int, int]
    stated: dict[int, TimetableVersion]
    """By the statement that each was made for."""

    @cached_property
    def of_school(self) -> TimetableVersion | None:
        """The one that holds for the school as a whole."""
        return self.under(self.rulings.of_school(self.date))

    @property
    def versions(self) -> list[TimetableVersion]:
        """All that some lesson of the date may come from."""
        if not self._in_parts:
            return [version for version in (self.of_school,) if version]
        ruling = {chain.order.id for chain in self.rulings.chains if chain.rules_on(self.date)} | {0}
        return [one for one in (self.on_site, *map(self.distance.get, sorted(ruling)), *self._of_statements) if one]

    def gives(self, lesson: Lesson) -> bool:
        """True when the lesson's own timetable is the one in force for its student or group."""
        version = self.of_school if not self._in_parts else self.under(self.ruling_of(lesson))
        return version is not None and version.id == lesson.version

    def ruling_of(self, lesson: Lesson) -> Ruling:
        """What holds for a lesson on the date."""
        department = self.departments.get(lesson.subject, 0)
        return self.rulings.of_lesson(self.date, student=lesson.student, group=lesson.group, department=department)

    def under(self, ruling: Ruling) -> TimetableVersion | None:
        """The timetable under a ruling. An order that uses distance learning as a help leaves the on-site one (§1).

        A statement without a timetable of its own leaves the student in that of the order it stands before.
        """
        if ruling.statement is not None and (own := self.stated.get(ruling.statement.id)):
            return own
        order = ruling.order or next(iter(ruling.gave_way), None)
        if order is None or order.mode is Mode.AUXILIARY:
            return self.on_site
        return self.distance.get(order.id) or self.distance.get(0) or self.on_site

    @cached_property
    def _in_parts(self) -> bool:
        chains = (chain for chain in self.rulings.chains if chain.rules_on(self.date))
        return bool(self._of_statements) or any(chain.order.scope is not Scope.SCHOOL for chain in chains)

    @cached_property
    def _of_statements(self) -> list[TimetableVersion]:
        """Timetables of the statements that hold on the date."""
        holding = (one.id for one in self.rulings.stated if holds(one, self.date)) if self.stated else ()
        return [self.stated[one] for one in holding if one in self.stated]


class Timetables(msgspec.Struct, frozen=True):
    """Every version with the orders that choose among them, read once for questions about many dates."""

    versions: Sequence[TimetableVersion]
    rulings: Rulings
    departments: dict[int, int]

    def on(self, date: dt.date) -> InForce:
        """The timetables of one date."""
        begun = [version for version in self.versions if version.since <= date and not version.taken_back]
        return InForce(
            date=date,
            on_site=next((one for one in reversed(begun) if one.mode is TimetableMode.ON_SITE), None),
            distance={one.order: one for one in begun if one.mode is TimetableMode.DISTANCE and not one.statement},
            rulings=self.rulings,
            departments=self.departments,
            stated={one.statement: one for one in begun if one.statement},
        )


def timetables(store: Store) -> Timetables:
    """Three reads, subjects only when an order names departments."""
    return store.work_out("timetables", lambda: _timetables(store))


def _timetables(store: Store) -> Timetables:
    known, versions = rulings(store), store[VERSIONS].all(order=("since", "id"))
    by_department = any(chain.order.scope is Scope.DEPARTMENTS for chain in known.chains)
    subjects = store[SUBJECTS].all() if by_department else ()
    return Timetables(versions, known, {subject.id: subject.department for subject in subjects})


def in_force(store: Store, date: dt.date) -> InForce:
    """The timetables of a date."""
    return store.work_out(("in force", date), lambda: timetables(store).on(date))
