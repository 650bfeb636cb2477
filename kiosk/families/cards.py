"""Cards and slips to print: sheets of eight on A4, one card, PIN slips (F2, L5, L14)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from kiosk.documents.qr import qr_svg, wifi_text
from kiosk.families.queries import children_of
from kiosk.people.names import household_name, open_name, student_name
from kiosk.people.records import HOUSEHOLDS, STUDENTS, Household
from kiosk.school.records import School
from kiosk.signin import actions
from kiosk.signin.queries import card_of_household, printed_code, token_of
from kiosk.signin.records import CARDS, SCANS, Card, CardScans
from kiosk.store import Store, fold, where

CARDS_ON_SHEET: Final = 8


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as it is printed. ``page_qr`` and ``wifi_qr`` are SVG; no surname of a child, no PIN."""

    family: str
    children: str
    code: str
    address: str
    page_qr: Markup


@dataclass(frozen=True, slots=True)
class CardLine:
    """A family in the office's list of cards."""

    household: Household
    name: str
    children: str
    card: Card | None
    scans: CardScans | None


def lines(store: Store, text: str = "") -> list[CardLine]:
    """All families with the state of their cards; ``text`` narrows by a part of a family's or child's name."""
    wanted = fold(text)
    held = {card.household: card for card in store[CARDS].all(order=("issue",)) if card.withdrawn_at is None}
    scans = {one.card: one for one in store[SCANS].all()}
    students = {one.id: one for one in store[STUDENTS].all() if one.retired_on is None}

    def line(household: Household) -> CardLine:
        card = held.get(household.id)
        children = ", ".join(student_name(students[child]) for child in household.students if child in students)
        return CardLine(household, household_name(household), children, card, scans.get(card.id) if card else None)

    all_lines = [line(household) for household in store[HOUSEHOLDS].all() if household.retired_on is None]
    found = [one for one in all_lines if wanted in fold(f"{one.name} {one.children}")]
    return sorted(found, key=lambda one: fold(one.name))


def card_views(store: Store, households: Iterable[int], base_url: str) -> list[CardView]:
    """Cards to print, in the order given; families without a card are left out."""
    views = []
    for household in store[HOUSEHOLDS].many(households).values():
        card = card_of_household(store, household.id)
        if card is not None:
            views.append(_view(store, household, card, base_url))
    return views


def _view(store: Store, household: Household, card: Card, base_url: str) -> CardView:
    return CardView(
        family=household_name(household),
        children=", ".join(open_name(child) for child in children_of(store, household.id)),
        code=printed_code(store, card),
        address=f"{base_url.removeprefix('http://')}/card",
        page_qr=Markup(qr_svg(page_address(store, card, base_url))),  # noqa: S704  because it is our own drawing
    )


def page_address(store: Store, card: Card, base_url: str) -> str:
    """The address in the code: whoever has it sees the family's page."""
    return f"{base_url}/s/{token_of(store, card)}"


def wifi_qr(school: School) -> str:
    """The code that joins the school's Wi-Fi for guests; empty when none is set."""
    return qr_svg(wifi_text(school.wifi_name, school.wifi_password)) if school.wifi_name else ""


@dataclass(frozen=True, slots=True)
class SlipView:
    """A PIN slip: shown and printed once, apart from the card."""

    family: str
    code: str
    pin: str


def slip(store: Store, card: Card) -> SlipView:
    """The slip of a card's present PIN."""
    household = store[HOUSEHOLDS].get(card.household)
    return SlipView(
        household_name(household) if household else "", printed_code(store, card), actions.pin_of(store, card)
    )


def expiry(today: dt.date) -> dt.date:
    """The end of the school year: 31 August of this or the next calendar year."""
    return dt.date(today.year + (today.month > 8), 8, 31)  # noqa: PLR2004  because September begins a school year


def without_card(store: Store) -> list[int]:
    """Households that hold no card."""
    held = {card.household for card in store[CARDS].search(where("withdrawn_at") == None)}  # noqa: E711  because TinyDB compares
    return [one.id for one in store[HOUSEHOLDS].all() if one.retired_on is None and one.id not in held]
