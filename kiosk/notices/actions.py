"""Writing a notice, changing it, withdrawing it; marking that a family has read it (F4, L13)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from msgspec.structs import asdict, replace

from kiosk.actor import Actor
from kiosk.notices.forms import NoticeInput
from kiosk.notices.records import NOTICES, READINGS, Notice, Reading
from kiosk.notices.rules import counts
from kiosk.problems import N_, Refusal
from kiosk.store import Change, Condition, Conflict, Store, where

SCOPE: Final = "notices"
"""Pages that show what more than single families are told: every family's, the doors, the board."""

SOMEBODY_ELSE: Final = N_("Somebody else has changed this notice meanwhile. Look at it once more.")


def write(store: Store, actor: Actor, given: NoticeInput, *, now: dt.datetime, key: str | None) -> Notice:
    """A new notice, once however often it is sent."""
    with store.change(actor, "F4 notice written", key=key) as change:
        if change.repeated is not None:
            return store[NOTICES].many(change.repeated.ids(NOTICES.name)).popitem()[1]
        notice = Notice(**said(given), written_by=actor.name, written_at=now, asked_at=now)
        _touch(change, (notice,))
        return change.add(NOTICES, notice)


def rewrite(store: Store, actor: Actor, old: Notice, given: NoticeInput, *, now: dt.datetime) -> Notice | Refusal:
    """Other words, days or people; with ``ask_again`` everybody is asked to read it anew."""
    fresh = replace(old, **said(given), asked_at=now if given.ask_again else old.asked_at)
    if asdict(fresh) == asdict(old):
        return old
    return _put(store, actor, "F4 notice changed", old, fresh)


def said(given: NoticeInput) -> dict[str, Any]:  # Any: fields of a notice
    """What the form says of a notice, by its fields."""
    return {name: value for name, value in asdict(given).items() if name != "ask_again"}


def settle(store: Store, actor: Actor, notice: Notice, *, withdrawn: bool) -> Notice | Refusal:
    """Withdraw a notice, or let it stand again."""
    if notice.withdrawn is withdrawn:
        return notice
    what = "F4 notice withdrawn" if withdrawn else "F4 notice stands again"
    return _put(store, actor, what, notice, replace(notice, withdrawn=withdrawn))


def _put(store: Store, actor: Actor, what: str, old: Notice, fresh: Notice) -> Notice | Refusal:
    try:
        with store.change(actor, what) as change:
            _touch(change, (old, fresh))
            return change.put(NOTICES, fresh, expected=old.rev)
    except Conflict:
        return Refusal.of(SOMEBODY_ELSE)


def _touch(change: Change, notices: Iterable[Notice]) -> None:
    """Pages that show one of these: of families meant by name only theirs, else all."""
    for one in notices:
        if one.for_everyone or one.departments or one.groups:
            change.touch(SCOPE)
        change.touch(*(f"household:{household}" for household in one.households))


def mark_read(store: Store, actor: Actor, notice: Notice, household: int, *, now: dt.datetime, by: str = "") -> None:
    """A family has read a notice: the first mark counts, pressing again writes nothing. ``by``: who of the office."""
    with store.change(actor, "F4 notice read") as change:
        mark = change.one(READINGS, _of(notice, household))
        if counts(mark, notice):
            return
        if mark is None:
            change.add(READINGS, Reading(notice=notice.id, household=household, at=now, by=by))
        else:
            change.put(READINGS, replace(mark, at=now, by=by, undone=False))
        change.touch(f"household:{household}")


def unmark(store: Store, actor: Actor, notice: Notice, household: int) -> None:
    """It was a mistake: the family is asked again."""
    with store.change(actor, "F4 mark of reading undone") as change:
        mark = change.one(READINGS, _of(notice, household))
        if mark is None or mark.undone:
            return
        change.put(READINGS, replace(mark, undone=True))
        change.touch(f"household:{household}")


def _of(notice: Notice, household: int) -> Condition:
    return (where("notice") == notice.id) & (where("household") == household)
