"""Lists to sign and the signatures that came back on paper (F10)."""

import datetime as dt
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Whose(StrEnum):
    """Who signs."""

    STAFF = "staff"
    FAMILIES = "families"


class Reach(StrEnum):
    """Which of them."""

    SCHOOL = "school"
    CHOSEN = "chosen"
    ORDER = "order"


WHOSE_LABEL: Final = {Whose.STAFF: N_("Staff"), Whose.FAMILIES: N_("Families")}
REACH_LABEL: Final = {
    Reach.SCHOOL: N_("the whole school"),
    Reach.CHOSEN: N_("departments and groups ticked below"),
    Reach.ORDER: N_("those whom the order concerns"),
}


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A line of a list: a member of staff, or a family with its children and who signs for them.

    Names are copies: the list prints as it was handed out, whoever is renamed or leaves (L2).
    """

    id: int
    name: str
    guardian: str = ""


class SigningList(Record, kw_only=True):
    """A document and the people who are to know it. Nobody signs a closed one any more."""

    about: str
    """What the paper calls the document."""
    address: str = ""
    """Where it is read in the kiosk; empty for one that lies elsewhere."""
    order: int = 0
    whose: Whose
    reach: Reach = Reach.SCHOOL
    departments: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    people: tuple[Person, ...] = ()
    school: str = ""
    made_by: str
    made_on: dt.date
    closed: bool = False


class Signature(Record, kw_only=True):
    """Somebody of a list has signed on a day; dead when undone."""

    signing_list: int
    person: int
    on: dt.date
    marked_by: str
    marked_at: dt.datetime
    undone: bool = False


LISTS = Collection("signing_lists", SigningList)
SIGNATURES = Collection("signatures", Signature, indexes=(("signing_list",),), unique=(("signing_list", "person"),))
COLLECTIONS = (LISTS, SIGNATURES)
