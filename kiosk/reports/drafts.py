"""What is typed into rows and not confirmed yet, kept on the server (H2).

Without history: a draft voids nobody's kept page.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec.structs import replace

from kiosk.people.records import Staff
from kiosk.reports import queries
from kiosk.reports.day import Untouched
from kiosk.reports.fields import stored_fields
from kiosk.reports.merging import Page, chosen, laid_over
from kiosk.reports.records import DRAFTS, Draft, Row
from kiosk.store import Duplicate, Store

TRUSTED = Page()
BLANK = frozenset({"homework", "links", "office", "makeup"})
Typed = Mapping[str, Mapping[str, str]]
"""Slot → field → text."""


class Kept(msgspec.Struct, frozen=True):
    """Slots whose texts are safe, and whether somebody must look because two pages typed different things."""

    slots: tuple[str, ...] = ()
    contested: bool = False


def save_drafts(
    store: Store, staff: Staff, date: dt.date, typed: Typed, *, now: dt.datetime, page: Page = TRUSTED
) -> Kept:
    """Keep what was typed, as typed, for this member of staff alone (H2).

    What comes for a row that is confirmed, or for a day that is handed in, stands beside it until somebody looks.
    """
    drafts = queries.drafts_of_day(store, staff.id, date)
    rows = {slot: row for slot, row in queries.rows_of_day(store, staff.id, date).items() if not row.struck}
    untouched, contested = Untouched(store, staff, date, now), False
    for slot, texts in typed.items():
        blank = Draft(staff=staff.id, date=date, slot=slot, fields={}, saved_at=now.astimezone(dt.UTC))
        old = drafts.get(slot, blank)
        bare = untouched.fields(slot) if is_planned(texts.keys() - old.fields.keys()) else {}
        new = beside(rows[slot], texts, bare) if slot in rows else texts

        def lay(there: Draft, new: Mapping[str, str] = new, bare: Mapping[str, str] = bare) -> Draft:
            return replace(laid_over(there, new, page, bare), saved_at=now.astimezone(dt.UTC), aside=False)

        if laid_over(old, new, page, bare) is not old or (old is blank and slot.startswith("N") and new):
            kept = _keep(store, lay(old), lay)
            contested |= slot in rows or set(kept.contested) > set(old.contested)
    return Kept(tuple(typed), contested)


def is_planned(names: Iterable[str]) -> bool:
    """Something may stand in one of these fields before anybody types: else the timetable need not be read."""
    return any(name not in BLANK and not name.startswith("remark.") for name in names)


def beside(row: Row, texts: Mapping[str, str], untouched: Mapping[str, str]) -> dict[str, str]:
    """What of a page's texts says something else than the confirmed row, and is not merely the timetable's."""
    stored = stored_fields(row)
    return {name: text for name, text in texts.items() if text not in {stored.get(name, ""), untouched.get(name)}}


def _keep(store: Store, draft: Draft, lay: Callable[[Draft], Draft]) -> Draft:
    """Lay what was typed over what another page may have kept at this moment."""
    writer, here = store.quick(DRAFTS), queries.in_slot(draft.staff, draft.date, draft.slot)
    if updated := writer.update(here, lay, durable=True):
        return updated[0]
    try:
        return writer.add(replace(draft, id=0, rev=0), durable=True)
    except Duplicate:
        return next(iter(writer.update(here, lay, durable=True)), draft)


def choose(store: Store, staff: Staff, date: dt.date, slot: str, name: str, wanted: int) -> None:
    """One of two texts that two pages typed into a field, by its mark."""
    store.quick(DRAFTS).update(
        queries.in_slot(staff.id, date, slot), lambda draft: chosen(draft, name, wanted), durable=True
    )


def put_aside(store: Store, staff: Staff, date: dt.date, slot: str, *, aside: bool) -> None:
    """What was typed beside a confirmed row is not wanted; it stays to be brought back."""
    store.quick(DRAFTS).update(
        queries.in_slot(staff.id, date, slot), lambda draft: replace(draft, aside=aside), durable=True
    )


def drop_row(store: Store, staff: Staff, date: dt.date, slot: str) -> None:
    """A row outside the timetable that was begun by mistake and never confirmed."""
    draft = queries.drafts_of_day(store, staff.id, date).get(slot)
    if draft is not None and slot.startswith("N"):
        store.quick(DRAFTS).remove(draft.id)
