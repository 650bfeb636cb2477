"""Cards and slips to print: sheets of eight and of 24 on A4, one card, PIN slips; what to print anew (F2, L5, L14)."""

import datetime as dt
from collections.abc import Iterable
from enum import Enum
from typing import Final

import msgspec
from markupsafe import Markup

from kiosk.documents.qr import qr_svg, wifi_text
from kiosk.families.queries import children_of
from kiosk.people.names import household_name, open_name, student_name
from kiosk.people.records import HOUSEHOLDS, STUDENTS, Household
from kiosk.school.queries import the_school
from kiosk.school.records import School
from kiosk.signin import actions
from kiosk.signin.queries import card_of_household, last_day, printed_code, token_of
from kiosk.signin.records import CARDS, SCANS, Card, CardScans
from kiosk.store import Store, fold, where

CARDS_ON_SHEET: Final = 8
SMALL_ON_SHEET: Final = 24
"""Without the Wi-Fi's code: two codes that every phone reads need a card of twice the size."""
LONG_NAME: Final = 28
LONG_LIST: Final = 45
AHEAD: Final = dt.timedelta(92)
"""So long before their end cards may be renewed: from the beginning of June for those of August."""


class CardView(msgspec.Struct, frozen=True):
    """A card as it is printed. ``page_qr`` and ``wifi_qr`` are SVG; no surname of a child, no PIN."""

    family: str
    children: str
    code: str
    address: str
    page_qr: Markup
    card: int

    @property
    def is_long(self) -> bool:
        """Seven children or a name of sixty letters: the card of eight takes smaller letters."""
        return len(self.family) > LONG_NAME or len(self.children) > LONG_LIST


class Term(Enum):
    """Where a card stands in its time."""

    GOOD = "good"
    GRACE = "grace"
    """Its year is over, it opens some days more."""
    ENDED = "ended"


class CardLine(msgspec.Struct, frozen=True):
    """A family in the office's list of cards."""

    household: Household
    name: str
    children: str
    card: Card | None
    scans: CardScans | None
    term: Term
    last_day: dt.date | None


def lines(store: Store, today: dt.date, text: str = "", of: Iterable[int] | None = None) -> list[CardLine]:
    """All families by name, or those of a choice in its order; ``text`` is a part of a family's or child's name."""
    wanted = fold(text)
    school = the_school(store)
    grace = dt.timedelta(school.cards_grace if school else 0)
    held = {card.household: card for card in store[CARDS].all(order=("issue",)) if card.withdrawn_at is None}
    scans = {one.card: one for one in store[SCANS].all()}
    students = {one.id: one for one in store[STUDENTS].all() if one.retired_on is None}

    def line(household: Household) -> CardLine:
        card = held.get(household.id)
        children = ", ".join(student_name(students[child]) for child in household.students if child in students)
        last = card.expires + grace if card else None
        term = term_of(card, last, today) if card and last else Term.GOOD
        seen = scans.get(card.id) if card else None
        return CardLine(household, household_name(household), children, card, seen, term, last)

    homes = store[HOUSEHOLDS].all() if of is None else store[HOUSEHOLDS].many(of).values()
    all_lines = [line(household) for household in homes if household.retired_on is None]
    found = [one for one in all_lines if wanted in fold(f"{one.name} {one.children}")]
    return sorted(found, key=lambda one: fold(one.name)) if of is None else found


def term_of(card: Card, last: dt.date, today: dt.date) -> Term:
    """Where the card stands whose last day of grace is ``last``."""
    if card.expires >= today:
        return Term.GOOD
    return Term.GRACE if last >= today else Term.ENDED


def longest_unseen(found: Iterable[CardLine]) -> list[CardLine]:
    """Cards never opened first, then those opened longest ago; families without a card at the end."""

    def unseen(line: CardLine) -> tuple[bool, dt.date]:
        return line.card is None, (line.scans.last_day if line.scans else None) or dt.date.min

    return sorted(found, key=unseen)


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
        card=card.id,
    )


def page_address(store: Store, card: Card, base_url: str) -> str:
    """The address in the code: whoever has it sees the family's page."""
    return f"{base_url}/s/{token_of(store, card)}"


def wifi_qr(school: School) -> str:
    """The code that joins the school's Wi-Fi for guests; empty when none is set."""
    return qr_svg(wifi_text(school.wifi_name, school.wifi_password)) if school.wifi_name else ""


class SlipView(msgspec.Struct, frozen=True):
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


def expiry(today: dt.date, school: School | None = None) -> dt.date:
    """The last day of a card issued today: what the school decided, else 31 August of this or the next year."""
    if school is not None and school.cards_until is not None and school.cards_until >= today:
        return school.cards_until
    return dt.date(today.year + (today.month > 8), 8, 31)  # noqa: PLR2004  because September begins a school year


def without_card(store: Store) -> list[int]:
    """Households that hold no card."""
    held = {card.household for card in store[CARDS].search(where("withdrawn_at") == None)}  # noqa: E711  because TinyDB compares
    return [one.id for one in store[HOUSEHOLDS].all() if one.retired_on is None and one.id not in held]


def renewal_day(store: Store, today: dt.date) -> dt.date:
    """The day until which cards are renewed now: in summer the end of the year to come."""
    return expiry(today + AHEAD, the_school(store))


def to_renew(store: Store, today: dt.date) -> list[Card]:
    """Cards that end before that day and whose families still have a child here."""
    until = renewal_day(store, today)
    ending = [card for card in store[CARDS].all(order=("id",)) if card.withdrawn_at is None and card.expires < until]
    return [card for card in ending if children_of(store, card.household)]


def old_paper(store: Store, base_url: str) -> list[Card]:
    """Cards whose paper carries another address than the kiosk has now: they are to be printed anew (L14)."""
    held = [card for card in store[CARDS].all() if card.withdrawn_at is None]
    return [card for card in held if card.printed_address not in {"", base_url}]


def printed_in(store: Store, second: int) -> list[Card]:
    """Cards that were called printed in a second of UTC, all by one press."""
    return [card for card in store[CARDS].all(order=("id",)) if _second(card.printed_at) == second]


def renewed_in(store: Store, second: int) -> list[Card]:
    """Cards that were renewed in a second of UTC, all by one press."""
    return [card for card in store[CARDS].all(order=("id",)) if _second(card.renewed_at) == second]


def _second(moment: dt.datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def ending(store: Store, card: Card | None, today: dt.date) -> dt.date | None:
    """The last day of a card that is in its days of grace; None before them."""
    return last_day(store, card) if card is not None and card.expires < today else None
