"""Documents that are made known, the people of a list, what has been signed (F10)."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from kiosk.acquaintance.records import LISTS, SIGNATURES, Person, Reach, SigningList, Whose
from kiosk.acquaintance.rules import Line, State, lines, state
from kiosk.guides.queries import versions
from kiosk.guides.records import TITLE_ON_PAPER, Kind
from kiosk.guides.rules import in_force
from kiosk.people.names import by_name, class_label, full_name, student_name
from kiosk.people.reach import Reached, Targets, reached
from kiosk.people.records import STAFF, Staff
from kiosk.regime.concerned import Concerned, concerned
from kiosk.regime.records import ORDERS
from kiosk.store import Store, where
from kiosk.words import tongue

MOST_ORDERS = 30


class Document(msgspec.Struct, frozen=True):
    """Something that can be made known, as the paper calls it. ``code`` stands in forms and addresses."""

    code: str
    about: str
    address: str = ""
    order: int = 0


def documents(store: Store, today: dt.date) -> list[Document]:
    """The regulation, the latest orders, the instructions."""
    regulation = in_force(versions(store, Kind.REGULATION), today)
    orders = [one for one in store[ORDERS].all(order=("-signed", "-id")) if one.annulled is None][:MOST_ORDERS]
    found = []
    if regulation is not None:
        by = f" ({regulation.approved_by})" if regulation.approved_by else ""
        about = f"{TITLE_ON_PAPER[Kind.REGULATION]}, действует с {day(regulation.since)}{by}"
        found.append(Document("regulation", about, f"/regulation/versions/{regulation.id}"))
    found += [
        Document(f"order-{one.id}", f"Приказ № {one.number} от {day(one.signed)}", f"/orders/{one.id}", one.id)
        for one in orders
    ]
    roles = (kind for kind in Kind if kind is not Kind.REGULATION)
    return [*found, *(Document(f"guide-{one}", TITLE_ON_PAPER[one], f"/help/{one}") for one in roles)]


def day(date: dt.date) -> str:
    """«1 сентября 2026 г.»."""
    return f"{tongue('ru').day_year(date)} г."


def people(store: Store, signing_list: SigningList, date: dt.date) -> tuple[Person, ...]:
    """Who belongs to a list on a date, by name."""
    order = store[ORDERS].get(signing_list.order) if signing_list.reach is Reach.ORDER else None
    if order is not None:
        meant = concerned(store, order, max(date, order.since))
        return _staff(meant.staff) if signing_list.whose is Whose.STAFF else _families(meant)
    everyone = signing_list.reach is Reach.SCHOOL
    targets = Targets(everyone=everyone, departments=signing_list.departments, groups=signing_list.groups)
    if signing_list.whose is Whose.FAMILIES:
        return _families(reached(store, targets, date))
    chosen = set(signing_list.departments)
    here = [one for one in store[STAFF].all() if one.retired_on is None]
    return _staff(one for one in here if everyone or not chosen.isdisjoint(one.departments))


def _staff(found: Iterable[Staff]) -> tuple[Person, ...]:
    return tuple(sorted((Person(one.id, full_name(one)) for one in found), key=lambda one: by_name(one.name)))


def _families(meant: Reached | Concerned) -> tuple[Person, ...]:
    return tuple(
        Person(
            one.id,
            "; ".join(f"{student_name(child)}, {class_label(child)}" for child in meant.of_household[one.id]),
            one.guardians[0].name if one.guardians else "",
        )
        for one in meant.households
    )


def lines_of(store: Store, signing_list: SigningList) -> tuple[Line, ...]:
    """Everybody of a list with their signatures."""
    return lines(signing_list, store[SIGNATURES].search(where("signing_list") == signing_list.id))


class Summary(msgspec.Struct, frozen=True):
    """A list among others."""

    signing_list: SigningList
    state: State
    signed: int


def open_lists(store: Store) -> int:
    """How many lists somebody still has to sign."""
    return sum(one.state is State.OPEN for one in summaries(store))


def summaries(store: Store) -> list[Summary]:
    """All lists, the latest first."""
    found = []
    for one in store[LISTS].all(order=("-made_on", "-id")):
        there = lines_of(store, one)
        found.append(Summary(one, state(one, there), sum(line.signature is not None for line in there)))
    return found
