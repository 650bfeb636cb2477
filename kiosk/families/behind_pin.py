"""Sections behind a family's PIN: each tells what one room knows of the children (F8, L21); others join here."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from kiosk.backing.checking import notes_of
from kiosk.drop.queries import by_receipt, of_household
from kiosk.families.queries import children_of, remarks_for, teachers_of
from kiosk.journal.queries import marks_of
from kiosk.journal.records import VALUE_LABEL
from kiosk.people.names import full_name, open_name
from kiosk.people.records import Household, Student
from kiosk.problems import N_
from kiosk.store import Store
from kiosk.works.queries import reviews_of

WORKS_SHOWN: Final = 8
MARKS_SHOWN: Final = dt.timedelta(days=120)


class Line(msgspec.Struct, frozen=True):
    """One entry: when, of whom or what, what is told, and where more of it is."""

    what: str
    text: str = ""
    date: dt.date | None = None
    links: tuple[tuple[str, str], ...] = ()
    """Address and what is read on it."""
    mark: str = ""
    """As it is written; a msgid for pass and fail."""


class Section(msgspec.Struct, frozen=True):
    """A heading (msgid) with its lines; ``empty`` is said when there are none."""

    title: str
    empty: str
    lines: tuple[Line, ...]


def remarks(store: Store, household: Household, today: dt.date) -> Section:
    """Remarks of the teachers about this family's children, newest first."""
    found = remarks_for(store, household.id, today)
    lines = (Line(f"{one.child}, {one.subject}", one.text, one.date) for one in found)
    return Section(N_("Teachers' remarks"), N_("No remarks in the last two months."), tuple(lines))


def contacts(store: Store, household: Household, today: dt.date) -> Section:
    """Phone and e-mail of the children's teachers who agreed to it, and when they may be called (F8)."""
    return Section(
        N_("Contacts of the teachers"),
        N_("No teacher has shown contacts. The school passes on what you want to say."),
        tuple(_contacts(store, household, today)),
    )


def _contacts(store: Store, household: Household, today: dt.date) -> Iterator[Line]:
    for person in teachers_of(store, household.id, today):
        if person.contacts_shown and (person.phone or person.email):
            dialled = "".join(sign for sign in person.phone if sign.isdigit() or sign == "+")
            phone = ((f"tel:{dialled}", person.phone),) if person.phone else ()
            email = ((f"mailto:{person.email}", person.email),) if person.email else ()
            yield Line(full_name(person), person.call_hours, links=(*phone, *email))


def works(store: Store, household: Household, _today: dt.date) -> Section:
    """What the family handed in: its receipts are found again."""
    names = {child.id: open_name(child) for child in children_of(store, household.id)}
    found = of_household(store, household.id, WORKS_SHOWN)
    lines = (
        Line(
            names.get(one.student, ""),
            one.task,
            store.clock.local(one.received_at).date(),
            ((f"/receipt/{one.receipt}", f"№ {one.receipt}"),),
        )
        for one in found
    )
    return Section(N_("Works handed in"), N_("Nothing has been handed in yet."), tuple(lines))


def marks(store: Store, household: Household, today: dt.date) -> Section:
    """Marks of the last months with what they were given for; what an accompanist noted stands beside (A1, W6).

    The mark of a work is told with its review, when that is decided, and not of a work that was struck (W2).
    """
    lines = [line for child in children_of(store, household.id) for line in _marks(store, child, today)]
    latest = sorted(lines, key=lambda line: line.date or today, reverse=True)
    return Section(N_("Marks"), N_("No marks in the last months."), tuple(latest))


def _marks(store: Store, child: Student, today: dt.date) -> Iterator[Line]:
    notes = notes_of(store, child.id)
    given = [one for one in marks_of(store, child.id) if one.on >= today - MARKS_SHOWN]
    works = {one.work for one in given} - {""}
    unsaid = {receipt for receipt, review in reviews_of(store, works).items() if not review.decided}
    struck = {work for work in works if any(one.withdrawn_at is not None for one in by_receipt(store, work))}
    for one in given:
        if one.work not in unsaid | struck:
            what = ", ".join(filter(None, (open_name(child), one.subject_name)))
            text = ". ".join(filter(None, (one.about, notes.get(one.id, ""))))
            yield Line(what, text, one.on, mark=VALUE_LABEL[one.value])


SECTIONS: Final[tuple[Callable[[Store, Household, dt.date], Section], ...]] = (remarks, marks, contacts, works)


def sections_for(store: Store, household: Household, today: dt.date) -> list[Section]:
    """All sections in their order."""
    return [section(store, household, today) for section in SECTIONS]
