"""Erasing in one change: records, their bodies in the log, files of the vault; what is left is the act (L19)."""

import datetime as dt
import logging
from collections import Counter
from typing import Any, Final

from kiosk.actor import Actor
from kiosk.clock import Clock
from kiosk.drop.arrivals import drop_orphans
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.office.exchange.pending import PENDING, forget
from kiosk.office.files_in_use import files_in_use
from kiosk.office.retention import nameless
from kiosk.office.retention.plan import files_of, plan_of
from kiosk.office.retention.records import DESTRUCTIONS, TERMS, Count, Destruction, Kept, Term
from kiosk.office.retention.rules import is_due, months_on
from kiosk.people.records import STUDENTS, Household
from kiosk.plans.records import CORRECTIONS
from kiosk.problems import N_, Refusal
from kiosk.reports.records import FORMER_ROWS, ROWS
from kiosk.school.queries import school_name
from kiosk.store import Change, Collection, Record, Store, StoreError, where
from kiosk.works.records import REVIEWS

log = logging.getLogger(__name__)

CHANGED: Final = N_("Something has changed since you looked. Look once more at what would be erased.")
NEEDS_GROUND: Final = N_("Write on what ground: the term has passed, a withdrawn consent, a demand.")
NOTHING_DUE: Final = N_("Nothing is due.")
LATELY: Final = dt.timedelta(days=3)
STRAY_FOR: Final = dt.timedelta(days=30)
Records = list[tuple[Collection[Any], Record]]  # Any: because records of many collections are handled alike


def decide(store: Store, actor: Actor, term: Term) -> Term:
    """For how long something is kept from a date on."""
    with store.change(actor, "L19 term of keeping decided") as change:
        return change.add(TERMS, term)


def erase_family(
    store: Store, clock: Clock, actor: Actor, household: Household, *, seal: str, ground: str
) -> Destruction | Refusal:
    """Erase a family that has left: exactly what was looked at, or nothing.

    The plan is made once more inside the change, where nobody else writes.
    """
    if not ground:
        return Refusal.of(NEEDS_GROUND, "ground")
    with store.change(actor, "L19 family erased") as change:
        plan = plan_of(store, clock, household)
        if plan.refused is not None:
            return Refusal((plan.refused,))
        if plan.seal != seal:
            return Refusal.of(CHANGED)
        for collection, record in plan.removed:
            _remove(change, collection, record)
        for collection, rewritten in plan.rewritten:
            change.rewrite(collection, rewritten)
        change.touch("school", "timetable", f"household:{household.id}")
        made = change.add(
            DESTRUCTIONS,
            Destruction(
                what=Kept.FAMILY,
                household=household.id,
                code=household.code,
                students=tuple(one.id for one in plan.students),
                erased=counted(plan.counts(plan.removed)),
                nameless=counted(plan.counts(plan.rewritten)),
                kept=counted(plan.kept),
                kept_until=plan.kept_until,
                files=tuple(sorted(plan.files)),
                ground=ground,
                **_signed(store, clock, actor),
            ),
        )
    for pending in store[PENDING].all():
        forget(store, pending)  # a list that somebody looked at may name them
    tidy(store)
    return made


def works_due(store: Store, clock: Clock) -> list[tuple[Collection[Any], int]]:  # Any: uploads and reviews
    """Works whose term has passed, each file of them, and what was answered to them."""
    today = clock.today()
    months = months_on(Kept.WORKS, today, store[TERMS].all())
    due = [one for one in store[UPLOADS].all() if is_due(clock.local(one.received_at).date(), months, today)]
    answered = store[REVIEWS].search(where("receipt").one_of(sorted({one.receipt for one in due})))
    return [*((UPLOADS, one.id) for one in due), *((REVIEWS, one.id) for one in answered)]


def erase_works(store: Store, clock: Clock, actor: Actor, *, ground: str) -> Destruction | Refusal:
    """Erase works handed in whose term has passed, with their files."""
    if not ground:
        return Refusal.of(NEEDS_GROUND, "ground")
    with store.change(actor, "L19 works erased") as change:
        due = works_due(store, clock)
        if not due:
            return Refusal.of(NOTHING_DUE)
        files = files_of(store, due)
        for collection, record in due:
            change.erase(collection, record)
        made = change.add(
            DESTRUCTIONS,
            Destruction(
                what=Kept.WORKS,
                erased=counted(Counter(collection.name for collection, _ in due)),
                files=tuple(sorted(files)),
                ground=ground,
                **_signed(store, clock, actor),
            ),
        )
    tidy(store)
    return made


def accounts_due(store: Store, clock: Clock) -> Records:
    """Reports and corrections past their term that still name students whose family was erased."""
    today, terms = clock.today(), store[TERMS].all()
    gone = frozenset(one.id for one in store[STUDENTS].all() if one.erased_on is not None)
    if not gone:
        return []
    months, plans = months_on(Kept.REPORTS, today, terms), months_on(Kept.PLANS, today, terms)
    found: Records = []
    for row in store[ROWS].all():
        if gone & {row.student, *row.students} and is_due(row.date, months, today):
            found.append((ROWS, nameless.row(row, gone)))
    for former in store[FORMER_ROWS].all():
        if gone & {former.row.student, *former.row.students} and is_due(former.date, months, today):
            found.append((FORMER_ROWS, nameless.former_row(former, gone)))
    for one in store[CORRECTIONS].all():
        if one.content.student in gone and is_due(clock.local(one.steps[0].at).date(), plans, today):
            found.append((CORRECTIONS, nameless.correction(one, gone)))
    return [(collection, record) for collection, record in found if store[collection].get(record.id) != record]


def erase_accounts(store: Store, clock: Clock, actor: Actor, *, ground: str) -> Destruction | Refusal:
    """Take erased students' names out of accounts whose term has passed."""
    if not ground:
        return Refusal.of(NEEDS_GROUND, "ground")
    with store.change(actor, "L19 names taken out of accounts") as change:
        due = accounts_due(store, clock)
        if not due:
            return Refusal.of(NOTHING_DUE)
        for collection, record in due:
            change.rewrite(collection, record)
        numbers = Counter(collection.name for collection, _ in due)
        made = change.add(
            DESTRUCTIONS,
            Destruction(what=Kept.REPORTS, nameless=counted(numbers), ground=ground, **_signed(store, clock, actor)),
        )
    tidy(store)
    return made


def tidy(store: Store) -> None:
    """Erased files and free places in the database go too. What the disk refuses now, the next night does."""
    try:
        sweep(store)
        store.compact()
    except (StoreError, OSError):
        log.exception("what was erased is not swept away yet")


def tidy_again(store: Store, now: dt.datetime) -> None:
    """The night's part: once more for what was erased in the last days, when nobody reads or a disk was full."""
    if store[DESTRUCTIONS].count(where("at") > now - LATELY):
        tidy(store)
    try:
        sweep_strays(store, now)
    except OSError:
        log.exception("what a failed save left is not swept away yet")


def sweep(store: Store) -> None:
    """Remove files of erased records that still lie there: after a crash, or because another copy was in use then."""
    needed = _needed(store)
    store.vault.remove(file for one in store[DESTRUCTIONS].all() for file in one.files if file not in needed)
    drop_orphans(store)


def sweep_strays(store: Store, now: dt.datetime) -> None:
    """Remove files that no record has known for a month: what was brought when a full disk took no record of it.

    Not at once: a copy of the database that is brought back may still know them.
    """
    needed, before = _needed(store), (now - STRAY_FOR).timestamp()
    strays = [file for file in store.vault.ids() if file not in needed]
    store.vault.remove(file for file in strays if store.vault.path(file).stat().st_mtime < before)


def _needed(store: Store) -> set[str]:
    """Files of records, of imports that wait, of uploads whose record is just being written."""
    waiting = {blob for one in store[PENDING].all() for _, blob in one.files}
    return files_in_use(store) | waiting | {one.sha256 for one in store[ARRIVALS].all() if one.done_at is None}


def counted(numbers: Counter[str]) -> tuple[Count, ...]:
    """Numbers by collection, as an act keeps them."""
    return tuple(Count(name, number) for name, number in sorted(numbers.items()))


def _remove(change: Change, collection: Collection[Any], record: int) -> None:
    if collection.history:
        change.erase(collection, record)
    else:
        change.remove(collection, record)


def _signed(store: Store, clock: Clock, actor: Actor) -> dict[str, Any]:  # Any: fields of a record
    now = clock.now()
    return {"school_name": school_name(store), "by": actor.name, "at": now, "on": clock.local(now).date()}
