"""That a missed lesson is not made up, and why (L4). A make-up itself is a lesson of one date in the timetable."""

import datetime as dt

from kiosk.store import Collection, Record


class Waiver(Record, kw_only=True):
    """A missed row that nobody makes up: who decided so, when and why. Dead when taken back."""

    row: int
    why: str
    by: str
    decided_at: dt.datetime
    taken_back: bool = False


WAIVERS = Collection("make_up_waivers", Waiver, indexes=(("row",),))
COLLECTIONS = (WAIVERS,)
