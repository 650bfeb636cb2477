"""Consents as pages, orders and papers ask for them: who agreed, who has not, whose scan it is (F5)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from kiosk.consents.records import CONSENTS, Act, Consent, Kind
from kiosk.consents.rules import Standing, State, last, standing
from kiosk.people.names import by_name, class_label, full_name
from kiosk.people.records import GROUPS, HOUSEHOLDS, STUDENTS, Guardian, Household, Student
from kiosk.regime.concerned import concerned
from kiosk.regime.queries import chains
from kiosk.regime.records import Mode, Order
from kiosk.store import Store, where


class Signer(msgspec.Struct, frozen=True):
    """A guardian who may sign: of which family, and who."""

    household: int
    place: int
    guardian: Guardian

    @property
    def code(self) -> str:
        """As it stands in a form."""
        return f"{self.household}-{self.place}"


class Register:
    """All consents as of a date: three reads for the whole school."""

    def __init__(self, store: Store, date: dt.date) -> None:
        self.date = date
        self.households = [one for one in store[HOUSEHOLDS].all() if one.retired_on is None]
        self._papers: dict[int, list[Consent]] = defaultdict(list)
        for one in store[CONSENTS].all():
            self._papers[one.student].append(one)
        self._homes: dict[int, list[Household]] = defaultdict(list)
        for home in self.households:
            for student in home.students:
                self._homes[student].append(home)

    def of(self, student: int, kind: Kind) -> Standing:
        """One kind of consent of one student."""
        by_list = any(said_by_list(home, kind) for home in self._homes.get(student, ()))
        return standing(student, kind, self._papers.get(student, ()), self.date, by_list=by_list)

    def lacking(self, students: Iterable[int], kind: Kind) -> list[int]:
        """Those who have not agreed."""
        return [student for student in students if not self.of(student, kind).agreed]

    def agreed(self, household: Household, kind: Kind) -> bool:
        """Every child of the family has it: what a list of families says in one cell."""
        return bool(household.students) and not self.lacking(household.students, kind)

    def signers(self, student: int) -> list[Signer]:
        """Guardians of a student, in the order of their families."""
        return [
            Signer(home.id, place, guardian)
            for home in self._homes.get(student, ())
            for place, guardian in enumerate(home.guardians)
        ]

    def homes(self, student: int) -> Sequence[Household]:
        """The families of a student."""
        return self._homes.get(student, ())


def said_by_list(household: Household, kind: Kind) -> bool:
    """What the list of families said when it was imported; lists know nothing of publishing."""
    match kind:
        case Kind.DISTANCE:
            return household.consent_distance
        case Kind.DATA:
            return household.consent_data
        case Kind.PUBLISHING:
            return False


class Filter(msgspec.Struct, frozen=True):
    """Whose consents are looked at: everybody, or a group, a department, the students of an order."""

    group: int = 0
    department: int = 0
    order: int = 0


class Line(msgspec.Struct, frozen=True):
    """A student in the list."""

    student: Student
    name: str
    class_label: str
    standing: Standing
    phone: str


class Tally(msgspec.Struct, frozen=True):
    """How many of those looked at have agreed to one kind, and how many papers are still out."""

    kind: Kind
    agreed: int
    handed_out: int
    lacking: int


class Board(msgspec.Struct, frozen=True):
    """The page of consents: counts by kind, and the students of one kind and state."""

    tallies: tuple[Tally, ...]
    lines: tuple[Line, ...]
    total: int


def board(store: Store, date: dt.date, kind: Kind, chosen: Filter, *, state: str) -> Board:
    """Counts and the list; ``state`` is one of State, "lacking" (everything but received) or "" for all."""
    order = order_of(store, chosen)
    date = max(date, order.since) if order else date
    register = Register(store, date)
    students = students_of(store, chosen, date)
    standings = {one.id: {each: register.of(one.id, each) for each in Kind} for one in students}
    lines = [
        Line(one, full_name(one), class_label(one), standings[one.id][kind], _phone(register, one.id))
        for one in students
        if fits(standings[one.id][kind], state)
    ]
    tallies = tuple(_tally(each, [of[each] for of in standings.values()]) for each in Kind)
    return Board(tallies, tuple(lines), len(students))


def fits(one: Standing, state: str) -> bool:
    """Whether a standing is among those looked for."""
    return state in {"", one.state.value} or (state == "lacking" and not one.agreed)


def _tally(kind: Kind, standings: Sequence[Standing]) -> Tally:
    agreed = sum(one.agreed for one in standings)
    out = sum(one.state is State.HANDED_OUT for one in standings)
    return Tally(kind, agreed, out, len(standings) - agreed)


def _phone(register: Register, student: int) -> str:
    return next((one.guardian.phone for one in register.signers(student) if one.guardian.phone), "")


def order_of(store: Store, chosen: Filter) -> Order | None:
    """The order that opened the period which the filter names; consents are looked at as of its first day."""
    return next((one.order for one in chains(store) if one.order.id == chosen.order), None)


def students_of(store: Store, chosen: Filter, date: dt.date) -> list[Student]:
    """Students who are here and whom the filter names, by name."""
    if chosen.order:
        order = order_of(store, chosen)
        students: Iterable[Student] = concerned(store, order, max(date, order.since)).students if order else ()
    else:
        students = [one for one in store[STUDENTS].all() if one.retired_on is None]
    if chosen.department:
        students = [one for one in students if one.department == chosen.department]
    if chosen.group:
        group = store[GROUPS].get(chosen.group)
        members = set(group.students_on(date)) if group else set()
        students = [one for one in students if one.id in members]
    return sorted(students, key=lambda one: by_name(full_name(one)))


def without_consent(store: Store, students: Iterable[int], date: dt.date) -> int:
    """How many of these have not agreed to distance learning: what an order's page asks."""
    return len(Register(store, date).lacking(students, Kind.DISTANCE))


class Asking(msgspec.Struct, frozen=True):
    """An order that rules or will, and how many of its students have not agreed."""

    order: Order
    lacking: int


def orders_that_ask(store: Store, today: dt.date) -> list[Asking]:
    """Periods of today and to come whose students have not all agreed, for the deputy's morning."""
    found = []
    for chain in chains(store):
        order = chain.order
        if order.annulled is None and order.mode is not Mode.AUXILIARY and chain.until() >= max(today, order.since):
            date = max(today, order.since)
            people = concerned(store, order, date)
            if lacking := without_consent(store, [one.id for one in people.students], date):
                found.append(Asking(order, lacking))
    return found


def of_student(store: Store, student: int) -> list[Consent]:
    """Every paper of a student, the latest first."""
    return store[CONSENTS].search(where("student") == student, order=("-id",))


def scans(store: Store) -> set[str]:
    """Places in the vault that papers refer to, whether or not their step holds."""
    return {step.scan.blob for paper in store[CONSENTS].all() for step in paper.steps if step.scan is not None}


def open_paper(papers: Iterable[Consent], student: int, kind: Kind, guardian: str = "") -> Consent | None:
    """A paper that was handed out and has not come back; of one guardian when a name is given."""
    return next(
        (
            one
            for one in papers
            if one.student == student
            and one.kind is kind
            and guardian in {"", one.guardian}
            and last(one, Act.RECEIVED) is None
            and last(one, Act.WITHDRAWN) is None
        ),
        None,
    )
