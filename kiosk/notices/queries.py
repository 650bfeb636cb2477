"""Notices as the staff, a family and the hall see them; who has read and who has not (F4, L21)."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from kiosk.actor import Actor
from kiosk.notices.records import NOTICES, READINGS, Notice, Reading
from kiosk.notices.rules import State, counts, shortened, state
from kiosk.people.names import class_label, household_name, student_name
from kiosk.people.reach import Reached, groups_of, reached
from kiosk.people.records import DEPARTMENTS, GROUPS, HOUSEHOLDS, STUDENTS, Guardian, Household
from kiosk.problems import N_
from kiosk.signin.permissions import Action, allows
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store, where


class Shown(msgspec.Struct, frozen=True):
    """A notice as a family reads it. ``ask``: the family is asked to say that it has read it."""

    id: int
    title: str
    text: str
    short: str
    since: dt.date
    until: dt.date
    must_read: bool
    read_at: dt.datetime | None = None

    @property
    def ask(self) -> bool:
        return self.must_read and self.read_at is None

    @property
    def cut(self) -> bool:
        """True when the short form is not the whole text."""
        return self.short.endswith("…") and self.short != self.text


def standing(store: Store, today: dt.date) -> list[Notice]:
    """Notices that stand on a day, the newest first."""
    found = store[NOTICES].search((where("until") >= today) & (where("since") <= today), order=("-since", "-id"))
    return [one for one in found if not one.withdrawn]


def for_family(store: Store, household: Household, today: dt.date) -> list[Shown]:
    """What stands on a family's page: what is to be read and is not comes first."""
    notices = [one for one in standing(store, today) if one.for_families]
    if not notices:
        return []
    children = [one for one in store[STUDENTS].many(household.students).values() if one.retired_on is None]
    groups = groups_of(store[GROUPS].all(), today)
    ours = [
        one
        for one in notices
        if household.id in one.households
        or any(one.targets.meets(child, groups.get(child.id, ())) for child in children)
    ]
    marks = {one.notice: one for one in store[READINGS].search(where("household") == household.id)} if ours else {}
    return sorted((_shown(one, marks.get(one.id)) for one in ours), key=lambda one: not one.ask)


def in_the_hall(store: Store, today: dt.date) -> list[Shown]:
    """What the doors and the board show: notices for everyone and nothing else, so that no child is meant (L21)."""
    return [_shown(one, None) for one in standing(store, today) if one.for_everyone and not one.is_private]


def for_staff(store: Store, today: dt.date) -> list[Shown]:
    """What the staff are told today on their first page; one that is also for single families stays in the list."""
    return [_shown(one, None) for one in standing(store, today) if one.for_staff and not one.is_private]


def _shown(notice: Notice, mark: Reading | None) -> Shown:
    return Shown(
        notice.id,
        notice.title,
        notice.text,
        shortened(notice.text),
        notice.since,
        notice.until,
        notice.must_read,
        mark.at if mark is not None and counts(mark, notice) else None,
    )


# for the staff


class Line(msgspec.Struct, frozen=True):
    """A notice in the list; ``unread`` families have not read it, of ``families`` who should."""

    notice: Notice
    state: State
    whom: tuple[str, ...]
    families: int
    unread: int


def readable(store: Store, actor: Actor, notice: int) -> Notice | None:
    """A notice that the actor may see: one for single families is the office's alone (L21)."""
    found = store[NOTICES].get(notice)
    return found if found is not None and _may_read(actor, found) else None


def _may_read(actor: Actor, notice: Notice) -> bool:
    return not notice.is_private or allows(actor, Action.NOTICES_EDIT)


def lines(store: Store, actor: Actor, today: dt.date) -> dict[State, list[Line]]:
    """All notices that the actor may see by what they are today, the newest first."""
    names = Names(store)
    found: dict[State, list[Line]] = {}
    for one in store[NOTICES].all(order=("-since", "-id")):
        if _may_read(actor, one):
            found.setdefault(state(one, today), []).append(_line(store, one, names, today))
    return found


def _line(store: Store, notice: Notice, names: "Names", today: dt.date) -> Line:
    now = state(notice, today)
    if not notice.must_read or now is not State.CURRENT:
        return Line(notice, now, names.whom(notice), 0, 0)
    families = families_of(store, notice, today)
    return Line(notice, now, names.whom(notice), len(families), sum(not one.read for one in families))


class FamilyLine(msgspec.Struct, frozen=True):
    """A family whom a notice reaches: its children, how to reach it, whether it has read the notice."""

    household: int
    name: str
    children: tuple[str, ...]
    guardians: tuple[Guardian, ...]
    reading: Reading | None

    @property
    def read(self) -> bool:
        return self.reading is not None


def families_of(store: Store, notice: Notice, today: dt.date) -> list[FamilyLine]:
    """The families whom a notice reaches, with their marks, by the names of their children."""
    marks = {one.household: one for one in store[READINGS].search(where("notice") == notice.id)} if notice.id else {}
    people = reaches(store, notice, today)
    return [_family(one, people, notice, marks.get(one.id)) for one in people.households]


def reaches(store: Store, notice: Notice, today: dt.date) -> Reached:
    """Whom a notice reaches on the day when it begins, or today when it has begun."""
    return reached(store, notice.targets, max(today, notice.since))


def _family(household: Household, people: Reached, notice: Notice, mark: Reading | None) -> FamilyLine:
    children = tuple(f"{student_name(one)}, {class_label(one)}" for one in people.of_household[household.id])
    reading = mark if counts(mark, notice) else None
    return FamilyLine(household.id, household_name(household), children, household.guardians, reading)


class Names:
    """Names of what notices are for, read once for a list."""

    def __init__(self, store: Store) -> None:
        self._departments = {one.id: one.name for one in store[DEPARTMENTS].all()}
        self._groups = {one.id: one.name for one in store[GROUPS].all()}
        self._households = {one.id: household_name(one) for one in store[HOUSEHOLDS].all()}

    def whom(self, notice: Notice) -> tuple[str, ...]:
        """Names of departments, groups and families; those for everyone and for staff are said by the page."""
        return (
            *_named(self._departments, notice.departments),
            *_named(self._groups, notice.groups),
            *_named(self._households, notice.households),
        )


def _named(names: dict[int, str], ids: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(names[one] for one in ids if one in names))


class Step(msgspec.Struct, frozen=True):
    """Something that was done with a notice; ``was`` are its former texts and days by name, msgids."""

    at: dt.datetime
    who: str
    what: str
    was: tuple[tuple[str, str], ...]


DONE = {
    "F4 notice written": N_("written"),
    "F4 notice changed": N_("rewritten"),
    "F4 notice withdrawn": N_("withdrawn"),
    "F4 notice stands again": N_("stands again"),
}
TOLD_OF = {"title": N_("Title"), "text": N_("Text"), "since": N_("First day"), "until": N_("Last day")}
MOST_STEPS = 50


def history(store: Store, notice: Notice) -> list[Step]:
    """Everything that was done with a notice, the latest first (O3)."""
    accounts = {f"account:{one.id}": one.name for one in store[ACCOUNTS].all()}
    steps = []
    for entry in store.log.search(table=NOTICES.name, id=notice.id, limit=MOST_STEPS):
        row = next(row for row in entry.rows if (row.table, row.id) == (NOTICES.name, notice.id))
        before, after = row.before or {}, row.after or {}
        was = tuple((label, _said(before[name])) for name, label in TOLD_OF.items() if _differs(before, after, name))
        steps.append(Step(entry.at, accounts.get(entry.actor, ""), DONE.get(entry.what, N_("rewritten")), was))
    return steps


def _said(value: object) -> str:
    """A text as it was; a day as papers write it (the log holds 2026-11-24)."""
    try:
        return f"{dt.date.fromisoformat(str(value)):%d.%m.%Y}"
    except ValueError:
        return str(value)


def _differs(before: dict[str, object], after: dict[str, object], name: str) -> bool:
    return name in before and name in after and before[name] != after[name]
