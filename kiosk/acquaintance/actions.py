"""Making a list, adding newcomers, marking signatures, closing it; each to be undone (F10, L13)."""

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace

from kiosk.acquaintance.queries import people
from kiosk.acquaintance.records import LISTS, SIGNATURES, Signature, SigningList
from kiosk.acquaintance.rules import newcomers
from kiosk.actor import Actor
from kiosk.problems import N_, Refusal
from kiosk.store import Change, Conflict, Store, where

NOBODY = N_("Nobody belongs to such a list today. Choose other departments or groups.")
SOMEBODY_ELSE = N_("Somebody else has changed this list meanwhile. Look at it once more.")


def make(
    store: Store, actor: Actor, given: SigningList, *, school: str, today: dt.date, key: str | None
) -> SigningList | Refusal:
    """A list with everybody who belongs to it today."""
    there = people(store, given, today)
    if not there:
        return Refusal.of(NOBODY, "reach")
    fresh = replace(given, people=there, school=school, made_by=actor.name, made_on=today)
    with store.change(actor, "F10 list made", key=key) as change:
        if change.repeated is not None:
            (again,) = store[LISTS].many(change.repeated.ids(LISTS.name)).values()
            return again
        return change.add(LISTS, fresh)


def add_newcomers(store: Store, actor: Actor, signing_list: SigningList, today: dt.date) -> SigningList | Refusal:
    """Those who have come since stand at its end."""
    more = newcomers(signing_list, people(store, signing_list, today))
    if not more:
        return signing_list
    return _put(store, actor, "F10 newcomers added", replace(signing_list, people=(*signing_list.people, *more)))


def settle(store: Store, actor: Actor, signing_list: SigningList, *, closed: bool) -> SigningList | Refusal:
    """Close a list that nobody will sign any more, or open it again."""
    if signing_list.closed is closed:
        return signing_list
    what = "F10 list closed" if closed else "F10 list opened again"
    return _put(store, actor, what, replace(signing_list, closed=closed))


def _put(store: Store, actor: Actor, what: str, fresh: SigningList) -> SigningList | Refusal:
    try:
        with store.change(actor, what) as change:
            return change.put(LISTS, fresh, expected=fresh.rev)
    except Conflict:
        return Refusal.of(SOMEBODY_ELSE)


def sign(
    store: Store, actor: Actor, signing_list: SigningList, persons: Iterable[int], on: dt.date, *, now: dt.datetime
) -> None:
    """These people have signed on a day; who was marked before stays as they are."""
    with store.change(actor, "F10 signatures marked") as change:
        known = _signatures(change, signing_list)
        for person in persons:
            old = known.get(person)
            fresh = Signature(signing_list=signing_list.id, person=person, on=on, marked_by=actor.name, marked_at=now)
            if old is None:
                change.add(SIGNATURES, fresh)
            elif old.undone:
                change.put(SIGNATURES, replace(fresh, id=old.id))


def unsign(store: Store, actor: Actor, signing_list: SigningList, persons: Iterable[int]) -> None:
    """They have not signed after all."""
    with store.change(actor, "F10 signatures undone") as change:
        known = _signatures(change, signing_list)
        for person in persons:
            old = known.get(person)
            if old is not None and not old.undone:
                change.put(SIGNATURES, replace(old, undone=True))


def _signatures(change: Change, signing_list: SigningList) -> dict[int, Signature]:
    found = change.search(SIGNATURES, where("signing_list") == signing_list.id)
    return {one.person: one for one in found}
