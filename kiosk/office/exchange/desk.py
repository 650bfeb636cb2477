"""What an import works on: the school as it stands, and what it will be; nothing is written here (O2).

New records have negative ids until they are written.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from kiosk.consents.queries import Register
from kiosk.consents.records import Kind
from kiosk.office.exchange.findings import Findings
from kiosk.office.exchange.lines import Line, nearest
from kiosk.office.exchange.roster import Roster
from kiosk.people.records import (
    DEPARTMENTS,
    GROUPS,
    HOUSEHOLDS,
    STAFF,
    STUDENTS,
    SUBJECTS,
    Department,
    Household,
    Staff,
    Student,
    Subject,
)
from kiosk.problems import N_
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Collection, Record, Store, fold
from kiosk.timetable.records import DATE_CHANGES, LESSONS, VERSIONS

R = TypeVar("R", bound=Record)

SOUGHT: Final = 60
WRITTEN: Final[tuple[Collection[Any], ...]] = (  # Any: because the records differ
    DEPARTMENTS,
    SUBJECTS,
    ACCOUNTS,
    STAFF,
    STUDENTS,
    GROUPS,
    HOUSEHOLDS,
    VERSIONS,
    LESSONS,
    DATE_CHANGES,
)
"""What an import may write, each after those it refers to."""


class Draft:
    """Records before and after, by collection and id."""

    def __init__(self, store: Store) -> None:
        self.before: dict[str, dict[int, Any]] = {}
        for collection in WRITTEN:
            self.before[collection.name] = {one.id: one for one in store[collection].all()}
        self.after = {name: dict(records) for name, records in self.before.items()}
        self._next = 0

    def all(self, collection: Collection[R]) -> list[R]:
        """Every record as it will be."""
        return list(self.after[collection.name].values())

    def get(self, collection: Collection[R], record: int) -> R | None:
        """One record as it will be."""
        return self.after[collection.name].get(record)

    def was(self, collection: Collection[R], record: int) -> R | None:
        """One record as it is stored."""
        return self.before[collection.name].get(record)

    def put(self, collection: Collection[R], record: R) -> R:
        """Change a record, or add it when it has no id yet."""
        if record.id == 0:
            self._next -= 1
            record = replace(record, id=self._next)
        self.after[collection.name][record.id] = record
        return record

    def changes(self, collection: Collection[R]) -> Iterator[tuple[R | None, R]]:
        """Before and after of what is different, new ones with None."""
        before = self.before[collection.name]
        for identity, record in self.after[collection.name].items():
            if before.get(identity) != record:
                yield before.get(identity), record


def agreed_families(store: Store, today: dt.date) -> dict[tuple[int, str], bool]:
    """What the list of families says of consents when it is written anew."""
    register = Register(store, today)
    kinds = {"consent_distance": Kind.DISTANCE, "consent_data": Kind.DATA}
    return {(one.id, key): register.agreed(one, kind) for one in store[HOUSEHOLDS].all() for key, kind in kinds.items()}


class Desk:
    """The draft with everything that finds people, subjects and groups in it by their names."""

    def __init__(self, store: Store, findings: Findings, today: dt.date) -> None:
        self.draft = Draft(store)
        self.findings = findings
        self.today = today
        self.agreed = agreed_families(store, today)
        """Household and column → whether all its children's consents are here, whatever says so (F5)."""
        self.staff: Roster[Staff] = Roster(self.draft.all(STAFF))
        self.students: Roster[Student] = Roster(self.draft.all(STUDENTS))
        self.seen: dict[str, dict[int, str]] = defaultdict(dict)
        """Collection → id → the cell that named it: rows of the files, for counts and for finding rows twice."""
        self.joining: dict[int, dict[int, None]] = defaultdict(dict)
        """Group → students whose own row names the group."""
        self.lists: list[tuple[int, Line]] = []
        """Groups with the row that lists their members, to be read when all students are known."""
        self.said: set[tuple[str, str]] = set()
        """What was said once and is not repeated for every row."""
        self._sought: dict[str, str] = {}
        self._names: dict[str, dict[str, int]] = {}
        self._families: dict[str, int] = {}

    # names

    def names(self, collection: Collection[Any]) -> dict[str, int]:  # Any: three kinds of records have a name
        """Ids by folded name; short names of subjects count too."""
        if collection.name not in self._names:
            found: dict[str, int] = {}
            records = sorted(self.draft.all(collection), key=lambda one: one.retired_on is not None)
            for one in records:
                if isinstance(one, Subject) and one.short:
                    found.setdefault(fold(one.short), one.id)
            for one in reversed(records):
                found[fold(one.name)] = one.id
            self._names[collection.name] = found
        return self._names[collection.name]

    def named(self, collection: Collection[Any], name: str, identity: int) -> None:  # Any: the same
        """Know one more name."""
        self.names(collection)[fold(name)] = identity

    def department(self, name: str) -> int:
        """The department of this name, made when there is none."""
        if not name:
            return 0
        known = self.names(DEPARTMENTS).get(fold(name))
        if known is None:
            known = self.draft.put(DEPARTMENTS, Department(name=name)).id
            self.named(DEPARTMENTS, name, known)
        return known

    def subject(self, line: Line, key: str, name: str) -> int:
        """The subject of this name or short name; 0 with a sentence when there is none."""
        known = self.names(SUBJECTS).get(fold(name))
        if known is None:
            near = self._near(name, lambda: [one.name for one in self.draft.all(SUBJECTS)])
            unknown(line, key, (NO_SUBJECT, NO_SUBJECT_NEAR), name, near)
        return known or 0

    def member_of_staff(self, line: Line, key: str, name: str) -> int:
        """The one member of staff whom a cell means; 0 with a sentence when it is nobody or several."""
        found = self.staff.find(name)
        if len(found) > 1:
            line.refuse(key, NAMESAKES, name=name, who=_told(found))
        elif not found:
            unknown(line, key, (NO_STAFF, NO_STAFF_NEAR), name, self._near(name, self.staff.names))
        return found[0].id if len(found) == 1 else 0

    def student(self, line: Line, key: str, name: str) -> int:
        """The one student whom a cell means; 0 with a sentence when it is nobody or several."""
        found = self.students.find(name)
        if len(found) > 1:
            line.refuse(key, NAMESAKES, name=name, who=_told(found))
        elif not found:
            unknown(line, key, (NO_STUDENT, NO_STUDENT_NEAR), name, self._near(name, self.students.names))
        return found[0].id if len(found) == 1 else 0

    def group(self, line: Line, key: str, name: str) -> int:
        """The group of this name; 0 with a sentence when there is none."""
        known = self.names(GROUPS).get(fold(name))
        if known is None:
            near = self._near(name, lambda: [one.name for one in self.draft.all(GROUPS)])
            unknown(line, key, (NO_GROUP, NO_GROUP_NEAR), name, near)
        return known or 0

    def family_of_code(self, code: str) -> Household | None:
        """The family of this code."""
        if not self._families:
            self._families = {fold(one.code): one.id for one in self.draft.all(HOUSEHOLDS) if one.code}
        return self.draft.get(HOUSEHOLDS, self._families.get(fold(code), 0))

    def know_family(self, household: Household) -> None:
        """Know one more code."""
        if self.family_of_code(household.code) is None and household.code:
            self._families[fold(household.code)] = household.id

    def _near(self, name: str, known: Callable[[], list[str]]) -> str:
        """The name that was perhaps meant; sought for the first few only, because seeking is slow."""
        if name not in self._sought and len(self._sought) < SOUGHT:
            self._sought[name] = nearest(name, known())
        return self._sought.get(name, "")

    # rows

    def take(self, collection: Collection[R], record: R, line: Line, key: str) -> R | None:
        """Put what a row says into the draft; a second row for the same one has to say the same, on another sheet."""
        earlier = self.seen[collection.name].get(record.id) if record.id else None
        if earlier is not None:
            same_sheet = earlier.rsplit("!", 1)[0] == line.table.name
            if same_sheet or self.draft.get(collection, record.id) != record:
                line.refuse(key, TWICE, other=earlier)
            return None
        stored = self.draft.put(collection, record)
        self.seen[collection.name][stored.id] = line.at(key)
        return stored


def unknown(line: Line, key: str, sentences: tuple[str, str], name: str, near: str) -> None:
    """Say that a name is not known, and which one was perhaps meant."""
    if near:
        line.refuse(key, sentences[1], name=name[:60], near=near)
    else:
        line.refuse(key, sentences[0], name=name[:60])


def _told(people: Iterable[Staff | Student]) -> str:
    """Namesakes with what tells them apart, as a cell may write it."""
    return ", ".join(f"{one.surname} {one.given} ({one.code or _born(one) or f'№ {one.id}'})" for one in people)


def _born(one: Staff | Student) -> str:
    return f"{one.born:%d.%m.%Y}" if isinstance(one, Student) and one.born else ""


NO_SUBJECT: Final = N_("There is no subject «%(name)s». Write it as in the list of subjects, or add it there.")
NO_SUBJECT_NEAR: Final = N_("There is no subject «%(name)s». Perhaps «%(near)s»?")
NO_STAFF: Final = N_("«%(name)s» is not on the list of staff. Add the person there, or mend the name.")
NO_STAFF_NEAR: Final = N_("«%(name)s» is not on the list of staff. Perhaps «%(near)s»?")
NO_STUDENT: Final = N_("«%(name)s» is not on the list of students. Add the student there, or mend the name.")
NO_STUDENT_NEAR: Final = N_("«%(name)s» is not on the list of students. Perhaps «%(near)s»?")
NO_GROUP: Final = N_("There is no group «%(name)s». Add it to the list of groups, or mend the name.")
NO_GROUP_NEAR: Final = N_("There is no group «%(name)s». Perhaps «%(near)s»?")
NAMESAKES: Final = N_("«%(name)s» may be several people. Write which one is meant: %(who)s.")
TWICE: Final = N_("The same one stands in %(other)s already. Leave one of the two rows.")
