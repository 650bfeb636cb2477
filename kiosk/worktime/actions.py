"""Writing other work down, striking it, bringing it back: each once, each seen in the history (H5, L13)."""

import datetime as dt

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.problems import Refusal
from kiosk.store import Store, where
from kiosk.worktime import rules
from kiosk.worktime.records import ENTRIES, Entry


def write(store: Store, actor: Actor, entry: Entry, *, today: dt.date, key: str | None) -> int | Refusal:
    """Write an entry; the id of what was written, the first time too when it is sent again."""
    with store.change(actor, "H5 other work written", key=key) as change:
        if change.repeated is not None:
            return int(change.repeated.ids(ENTRIES.name)[0])
        there = change.search(ENTRIES, (where("staff") == entry.staff) & (where("date") == entry.date))
        if problem := rules.check(entry.quarter_hours, entry.date, there, today=today):
            return Refusal(problems=(problem,))
        return change.add(ENTRIES, entry).id


def strike(store: Store, actor: Actor, entry: Entry, *, struck: bool, today: dt.date) -> Refusal | None:
    """Strike an entry or bring it back."""
    with store.change(actor, "H5 other work struck" if struck else "H5 other work brought back") as change:
        there = change.search(ENTRIES, (where("staff") == entry.staff) & (where("date") == entry.date))
        now = next(one for one in there if one.id == entry.id)
        if not struck and now.struck and (problem := rules.check(entry.quarter_hours, entry.date, there, today=today)):
            return Refusal(problems=(problem,))
        if now.struck is not struck:
            change.put(ENTRIES, replace(now, struck=struck))
    return None
