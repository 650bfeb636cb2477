"""What erasing a family would do: removed, made nameless, kept and until when; looked at before it is done (L19).

Whatever names a student or a household is sorted here once; a test holds that no collection was forgotten. Texts that
merely mention somebody are found by the store in every record and in every earlier body of it.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from kiosk.acquaintance.records import LISTS
from kiosk.assignments.records import ASSIGNMENTS, REDOS, TICKS
from kiosk.backing.records import PART_CHECKS, TRACKS
from kiosk.clock import Clock
from kiosk.consents.records import CONSENTS
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.families.records import CALENDARS
from kiosk.hours.records import HALF_SHEETS, SHEETS
from kiosk.journal.records import MARKS
from kiosk.notices.records import NOTICES, READINGS
from kiosk.office.exchange.grid.learned import LEARNED
from kiosk.office.exchange.pending import PENDING
from kiosk.office.files_in_use import uses
from kiosk.office.retention import mentions, nameless
from kiosk.office.retention.records import DESTRUCTIONS, TERMS, Kept, Term
from kiosk.office.retention.rules import later, months_on
from kiosk.people.names import full_name
from kiosk.people.records import GROUPS, HOME_DECISIONS, HOUSEHOLDS, STAFF, STUDENTS, Household, Student
from kiosk.plans.records import CORRECTIONS
from kiosk.problems import N_, Problem
from kiosk.regime.records import ORDERS, STATEMENTS
from kiosk.reports.records import DAYS, FORMER_ROWS, ROWS
from kiosk.signin.records import ACCOUNTS, CARDS, SCANS, SESSIONS, WRONG_PINS
from kiosk.store import Collection, Record, Store, where
from kiosk.timetable.records import LESSONS, VERSIONS
from kiosk.told.records import TOLD
from kiosk.works.records import REVIEWS

Any_ = Collection[Any]  # Any: because records of many collections are handled alike

OF_STUDENT: Final[tuple[Any_, ...]] = (
    CONSENTS,
    HOME_DECISIONS,
    UPLOADS,
    ARRIVALS,
    TICKS,
    REDOS,
    MARKS,
    PART_CHECKS,
    REVIEWS,
    TOLD,
    STATEMENTS,
    LEARNED,
)
OF_HOUSEHOLD: Final[tuple[Any_, ...]] = (CONSENTS, UPLOADS, ARRIVALS, CARDS, CALENDARS, READINGS, SESSIONS)
"""Removed with the family; the second ones also without a child."""
ACCOUNTS_OF_LESSONS: Final = frozenset({ROWS.name, FORMER_ROWS.name, DAYS.name})
LASTING: Final = frozenset({ORDERS.name, SHEETS.name, HALF_SHEETS.name, DESTRUCTIONS.name})
"""The school's own documents, signed or closed: never written again."""
POINTING: Final = frozenset({GROUPS.name, LESSONS.name, ORDERS.name, ASSIGNMENTS.name, TRACKS.name})
"""They hold a student's number alone: it leads to a record without a name from then on."""
STATEMENT_VERSION: Final = "Дистанционное по заявлению"

STILL_HERE: Final = N_("%(name)s is still a student here. Note first that they have left.")
FAMILY_HERE: Final = N_("The family has not left. Note first that it has.")


class Plan(msgspec.Struct):
    """Everything that one press would do."""

    household: Household
    students: tuple[Student, ...]
    removed: list[tuple[Any_, int]] = msgspec.field(default_factory=list)
    rewritten: list[tuple[Any_, Record]] = msgspec.field(default_factory=list)
    kept: Counter[str] = msgspec.field(default_factory=Counter)
    kept_until: dt.date | None = None
    files: set[str] = msgspec.field(default_factory=set)
    noted: int = 0
    refused: Problem | None = None

    @property
    def seal(self) -> str:
        """Changes with everything that would be done: what was looked at is what happens, or nothing does."""
        content = (
            self.household.id,
            sorted((collection.name, record) for collection, record in self.removed),
            sorted((collection.name, record.id, record.rev) for collection, record in self.rewritten),
            sorted(self.kept.items()),
            sorted(self.files),
        )
        return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:32]

    def counts(self, of: Iterable[tuple[Any_, object]]) -> Counter[str]:
        """Records by collection."""
        return Counter(collection.name for collection, _ in of)


def children_of(store: Store, household: Household) -> tuple[Student, ...]:
    """Children whom no other family has, as long as their names are not erased."""
    others = {student for one in store[HOUSEHOLDS].all() if one.id != household.id for student in one.students}
    found = store[STUDENTS].many(student for student in household.students if student not in others)
    return tuple(one for one in found.values() if one.erased_on is None)


def left_on(store: Store, household: Household) -> dt.date | None:
    """When the last of the family left; None while any child of theirs studies, alone theirs or another family's too.

    A family that is noted as left itself waits only for the children whom nobody else has.
    """
    children = store[STUDENTS].many(household.students).values()
    here = children_of(store, household) if household.retired_on is not None else children
    if any(one.retired_on is None for one in here):
        return None
    known = [day for day in (*(one.retired_on for one in children), household.retired_on) if day is not None]
    return max(known, default=None)


def plan_of(store: Store, clock: Clock, household: Household) -> Plan:
    """What erasing this family would do today."""
    plan = Plan(household, children_of(store, household))
    here = next((one for one in plan.students if one.retired_on is None), None)
    if here is not None:
        plan.refused = Problem(STILL_HERE, values={"name": full_name(here)})
    elif household.id and left_on(store, household) is None:
        plan.refused = Problem(FAMILY_HERE)
    _Planning(store, clock, plan).all()
    return plan


class _Planning:
    """A plan being made."""

    def __init__(self, store: Store, clock: Clock, plan: Plan) -> None:
        self.store, self.clock, self.plan = store, clock, plan
        self.today = clock.today()
        self.ids = frozenset(one.id for one in plan.students)
        self.terms: list[Term] = store[TERMS].all()
        self.done: set[tuple[str, int]] = set()

    def all(self) -> None:
        """What belongs to them, what is about them, what mentions them."""
        for collection, record in self.belongings():
            self.remove(collection, record)
        for student in self.plan.students:
            self.rewrite(STUDENTS, nameless.shell(student, self.today))
        self.versions()
        self.notices()
        self.lists()
        self.accounts()
        self.texts()
        self.plan.files = files_of(self.store, self.plan.removed)

    def belongings(self) -> Iterator[tuple[Any_, int]]:
        """Records that are theirs alone."""
        if self.plan.household.id:
            yield HOUSEHOLDS, self.plan.household.id
        for collection in OF_STUDENT:
            for record in self.store[collection].search(where("student").one_of(sorted(self.ids))):
                yield collection, record.id
        for collection in OF_HOUSEHOLD if self.plan.household.id else ():
            for record in self.store[collection].search(where("household") == self.plan.household.id):
                if collection not in OF_STUDENT or record.student in {0, *self.ids}:
                    yield collection, record.id
        cards = [id for collection, id in self.plan.removed if collection is CARDS]
        for scans in self.store[SCANS].search(where("card").one_of(cards)):
            yield SCANS, scans.id
        for tries in self.store[WRONG_PINS].search(where("card").one_of(cards)):
            yield WRONG_PINS, tries.id

    def versions(self) -> None:
        """Timetables made for a student's statement bear the name."""
        statements = {id for collection, id in self.plan.removed if collection is STATEMENTS}
        for version in self.store[VERSIONS].all():
            if version.statement in statements:
                self.rewrite(VERSIONS, replace(version, name=STATEMENT_VERSION))

    def notices(self) -> None:
        """Letters to this family alone."""
        for one in self.store[NOTICES].all():
            if one.households and set(one.households) <= {self.plan.household.id}:
                self.rewrite(NOTICES, nameless.notice(one))

    def lists(self) -> None:
        """Lists to sign copy the names of children and guardians."""
        for one in self.store[LISTS].all():
            fresh = nameless.signing_list(one, self.plan.household.id)
            if self.plan.household.id and fresh != one:
                self.rewrite(LISTS, fresh)

    def accounts(self) -> None:
        """Reports and corrections of plans: within their term they are the school's accounts and stay."""
        groups = [one.id for one in self.store[GROUPS].all() if any(each.student in self.ids for each in one.members)]
        theirs = where("student").one_of(sorted(self.ids)) | where("group").one_of(groups)
        for row in self.store[ROWS].search(theirs):
            self.account(ROWS, row, nameless.row(row, self.ids))
        for former in self.store[FORMER_ROWS].all():
            self.account(FORMER_ROWS, former, nameless.former_row(former, self.ids))
        for one in self.store[CORRECTIONS].all():
            if one.content.student in self.ids:
                self.account(CORRECTIONS, one, nameless.correction(one, self.ids))

    def account(self, collection: Any_, as_is: Record, fresh: Record) -> None:
        """Nameless when its term has passed, else kept as it is."""
        if fresh != as_is and self.passed(collection, as_is):
            self.rewrite(collection, fresh)

    def texts(self) -> None:
        """Whatever else mentions them, now or in an earlier body."""
        texts = self.texts_of_theirs()
        instead = nameless.GONE
        for name, ids in self.store.mentioning(texts).items():
            collection = self.store.collection(name)
            for record in sorted(ids):
                if collection is not None and (name, record) not in self.done:
                    self.mentioned(collection, record, texts, instead)
        self.plan.noted = len(self.store.noted(texts))

    def mentioned(self, collection: Any_, record: int, texts: tuple[str, ...], instead: str) -> None:
        """One record that names them in passing."""
        found = self.store[collection].get(record)
        if found is None or not collection.history:
            if found is not None and collection is not PENDING:
                self.remove(collection, record)
            return
        if self.passed(collection, found):
            values = mentions.without(msgspec.to_builtins(found), texts, instead)
            self.rewrite(collection, msgspec.convert(values, collection.record))

    def passed(self, collection: Any_, record: Any) -> bool:  # noqa: ANN401  because records of many collections come here
        """Whether nothing obliges the school to keep it as it is; what is kept is counted."""
        if (collection.name, record.id) in self.done:
            return False
        ends = self.keeps_until(collection, record)
        if collection.name not in LASTING and (ends is None or ends <= self.today):
            return True
        self.done.add((collection.name, record.id))
        self.plan.kept[collection.name] += 1
        if ends is not None:
            self.plan.kept_until = max(ends, self.plan.kept_until or ends)
        return False

    def keeps_until(self, collection: Any_, record: Any) -> dt.date | None:  # noqa: ANN401  the same
        """The day on which the term of an account ends; None for what has none."""
        if collection.name in ACCOUNTS_OF_LESSONS:
            return later(record.date, months_on(Kept.REPORTS, self.today, self.terms))
        if collection is CORRECTIONS:
            filed = self.clock.local(record.steps[0].at).date()
            return later(filed, months_on(Kept.PLANS, self.today, self.terms))
        return None

    def texts_of_theirs(self) -> tuple[str, ...]:
        """How their names, telephones and addresses are written, but for what somebody who stays shares."""
        gone = {self.plan.household.id}
        texts = [text for one in self.plan.students for text in mentions.of_student(one)]
        texts += mentions.of_household(self.plan.household)
        staying: list[str] = []
        for student in self.store[STUDENTS].all():
            staying += mentions.of_student(student) if student.id not in self.ids else ()
        for home in self.store[HOUSEHOLDS].all():
            staying += mentions.of_household(home) if home.id not in gone else ()
        for one in self.store[STAFF].all():
            staying += [*mentions.writings(one.surname, one.given, one.patronymic), one.phone, one.email]
        staying += [one.name for one in self.store[ACCOUNTS].all()]
        longest_first = sorted(dict.fromkeys(texts), key=len, reverse=True)
        return mentions.only_theirs(longest_first, staying)

    def remove(self, collection: Any_, record: int) -> None:
        if (collection.name, record) not in self.done:
            self.done.add((collection.name, record))
            self.plan.removed.append((collection, record))

    def rewrite(self, collection: Any_, record: Record) -> None:
        self.done.add((collection.name, record.id))
        self.plan.rewritten.append((collection, record))


def files_of(store: Store, removed: Iterable[tuple[Any_, int]]) -> set[str]:
    """Files of the vault that nobody else needs once these records are gone."""
    going = {(collection.name, id) for collection, id in removed}
    kept = list(uses(store))
    theirs = {use.file for use in kept if (use.collection, use.record) in going}
    others = {use.file for use in kept if (use.collection, use.record) not in going}
    return theirs - others
