"""Posters for doors: one large code that a phone reads from two metres, and the Wi-Fi's beside it (F2, L14).

A poster leads to the kiosk's doors: it hangs where everybody passes, so nothing on it opens a family's page.
"""

import datetime as dt
from math import radians, tan
from typing import Final

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.documents.qr import QUIET_ZONE, Level, matrix, qr_svg, wifi_text
from kiosk.families.records import POSTERS, Poster
from kiosk.school.records import School
from kiosk.store import Store, where

DISTANCE_METRES: Final = 2.0
PIXELS: Final = 1920
"""Of a phone's picture along its longer side while it looks for codes; ordinary phones have no more."""
VIEW_DEGREES: Final = 67.0
"""What that side takes in: the main camera of an ordinary phone."""
PIXELS_A_MODULE: Final = 4
"""From four pixels a module on, a code is read for certain; with three, most times."""
WIDEST_MM: Final = 186.0
"""A4 less margins of 12 mm."""
WIFI_MM: Final = 56.0
PLACE_LENGTH: Final = 60


class PosterView(msgspec.Struct, frozen=True):
    """A poster to print. ``metres`` is how far away its large code is read for certain."""

    place: str
    address: str
    page_qr: Markup
    wifi_qr: Markup
    metres: float


def module_mm(metres: float) -> float:
    """How large a module has to be for a phone so far away: four of its pixels."""
    return 2 * metres * 1000 * tan(radians(VIEW_DEGREES / 2)) / PIXELS * PIXELS_A_MODULE


def read_from(text: str, width_mm: float) -> float:
    """From how many metres a code of this width, white border included, is read."""
    return width_mm / _side(text) / module_mm(1)


def width_for(text: str, metres: float) -> float:
    """The width in millimetres that a code needs for that distance; no more than the paper has."""
    return min(WIDEST_MM, round(_side(text) * module_mm(metres), 1))


def _side(text: str) -> int:
    """Modules across, the white border included. Level L: on a wall a code is clean, and fewer modules are larger."""
    return len(matrix(text, Level.L)) + 2 * QUIET_ZONE


def poster(school: School, place: str, address: str) -> PosterView:
    """The poster of a place under an address."""
    target = f"{address}/"
    width = width_for(target, DISTANCE_METRES)
    wifi = qr_svg(wifi_text(school.wifi_name, school.wifi_password), mm=WIFI_MM) if school.wifi_name else ""
    page = qr_svg(target, Level.L, mm=width)
    return PosterView(place, address.removeprefix("http://"), Markup(page), Markup(wifi), read_from(target, width))  # noqa: S704  because both are our own drawings


def hanging(store: Store) -> list[Poster]:
    """Posters that hang somewhere, by their place."""
    return store[POSTERS].search(where("taken_down") == False, order=("place",))  # noqa: E712  because TinyDB compares


def printed(store: Store, actor: Actor, place: str, *, address: str, today: dt.date) -> Poster:
    """A poster was printed for this place."""
    with store.change(actor, "L14 poster printed", note=place) as change:
        old = change.one(POSTERS, where("place") == place)
        if old is None:
            return change.add(POSTERS, Poster(place=place, address=address, printed_on=today))
        return change.put(POSTERS, replace(old, address=address, printed_on=today, taken_down=False))


def take_down(store: Store, actor: Actor, poster: int, *, down: bool) -> Poster | None:
    """It hangs no more, or hangs again: then it need not be printed anew, or must."""
    with store.change(actor, "L14 poster taken down" if down else "L14 poster hangs again") as change:
        known = change.get(POSTERS, poster)
        return change.put(POSTERS, replace(known, taken_down=down)) if known else None
