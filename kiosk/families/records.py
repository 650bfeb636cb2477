"""What the office has hung on doors and under which address it was printed (F2, L14)."""

import datetime as dt

from kiosk.store import Collection, Record


class Poster(Record, kw_only=True):
    """A poster of one place, such as «Кабинет 12»; printed anew it stays the same poster with another address."""

    place: str
    address: str
    printed_on: dt.date
    taken_down: bool = False


POSTERS = Collection("posters", Poster, unique=(("place",),))
COLLECTIONS = (POSTERS,)
