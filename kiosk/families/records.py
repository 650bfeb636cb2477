"""What the office has hung on doors (F2, L14), and what phones of a family were given as a calendar (F3)."""

import datetime as dt

import msgspec

from kiosk.store import Collection, Record


class Poster(Record, kw_only=True):
    """A poster of one place, such as «Кабинет 12»; printed anew it stays the same poster with another address."""

    place: str
    address: str
    printed_on: dt.date
    taken_down: bool = False


class GivenEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson of one date as it was last given: what a phone needs to find and strike it, and what it was."""

    uid: str
    start: dt.datetime
    end: dt.datetime
    summary: str
    sequence: int
    modified: dt.datetime
    mark: str
    """Changes with anything that the event says."""


class GivenCalendar(Record, kw_only=True):
    """All events of a family that lie ahead and that some phone of it may hold."""

    household: int
    events: tuple[GivenEvent, ...] = ()


POSTERS = Collection("posters", Poster, unique=(("place",),))
CALENDARS = Collection("given_calendars", GivenCalendar, unique=(("household",),), history=False)
COLLECTIONS = (POSTERS, CALENDARS)
