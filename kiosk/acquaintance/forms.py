"""The forms of a list and of the signatures that came back (F10)."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from kiosk.acquaintance.queries import Document
from kiosk.acquaintance.records import Reach, SigningList, Whose
from kiosk.problems import N_
from kiosk.web import Form

OTHER: Final = "other"
NOTHING_TICKED: Final = N_("Tick a department or a group, or choose the whole school.")
GROUPS_HAVE_NO_STAFF: Final = N_("Staff are chosen by departments. Tick one, or choose the whole school.")


def read_list(form: Form, known: Mapping[str, Document], offered: Mapping[str, Collection[int]]) -> SigningList | None:
    """A list without its people yet, or None with the problems at their fields."""
    code = form.one_of("document", (*known, OTHER), required=True)
    title = form.text("about", limit=300, required=code == OTHER)
    whose = form.choice("whose", Whose, required=True)
    reach = form.choice("reach", Reach, required=True)
    document = known.get(code, Document(OTHER, title))
    ids = {name: form.ids(name) for name in ("departments", "groups")}
    for name, chosen in ids.items():
        if set(chosen) - set(offered[name]):
            form.refuse(name, N_("Choose one of the list."))
    if reach is Reach.ORDER and not document.order and code:
        form.refuse("reach", N_("Only an order says whom it concerns. Choose the school or tick below."))
    if reach is Reach.CHOSEN and not any(ids.values()):
        form.refuse("departments", NOTHING_TICKED)
    elif reach is Reach.CHOSEN and whose is Whose.STAFF and not ids["departments"]:
        form.refuse("departments", GROUPS_HAVE_NO_STAFF)
    if form.problems or whose is None or reach is None:
        return None
    chosen_only = reach is Reach.CHOSEN
    return SigningList(
        about=document.about,
        address=document.address,
        order=document.order,
        whose=whose,
        reach=reach,
        departments=ids["departments"] if chosen_only else (),
        groups=ids["groups"] if chosen_only and whose is Whose.FAMILIES else (),
        made_by="",
        made_on=dt.date.min,
    )


def read_signed(
    form: Form, unsigned: Collection[int], made_on: dt.date, today: dt.date
) -> tuple[dt.date, tuple[int, ...]] | None:
    """The day and the people of signatures that came back; nobody who is not on the list."""
    on, ids = form.date("on", required=True), form.ids("person")
    if form.flag("all"):
        ids = tuple(unsigned)
    if not ids and not form.problems:
        form.refuse("person", N_("Tick those who have signed."))
    if set(ids) - set(unsigned):
        form.refuse("person", N_("Meanwhile somebody else has marked one of them. Look at the list once more."))
    if on and on > today:
        form.refuse("on", N_("Nobody has signed on a day that is still to come."))
    elif on and on < made_on:
        form.refuse("on", N_("The list was made later than this day."))
    return None if form.problems or on is None else (on, ids)
