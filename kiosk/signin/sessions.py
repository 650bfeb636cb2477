"""Sessions on the server: a cookie holds a random id, everything else lies here and can be ended at once (P1).

Staff are signed out after a while without work and at the day's end; the page's own autosave counts as work.
"""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from msgspec.structs import replace

from kiosk.actor import VISITOR, Actor
from kiosk.clock import Clock
from kiosk.signin.records import ACCOUNTS, SESSIONS, Session
from kiosk.signin.secrets import new_session_id, sha256
from kiosk.store import Store, StoreError, where

STAFF_COOKIE: Final = "kiosk"
FAMILY_COOKIE: Final = "family"
FAMILY_MINUTES: Final = 30
SEEN_EVERY: Final = dt.timedelta(seconds=60)
"""How exactly the last touch is written down: no write for every request."""
KEPT: Final = dt.timedelta(days=2)
"""Sessions end with their day; what is left of older ones is swept out at the next sign-in."""


def begin(
    store: Store,
    *,
    account: int = 0,
    household: int = 0,
    now: dt.datetime,
    address: str = "",
    device: str = "",
    must_choose: bool = False,
) -> str:
    """A new session for an account or a family; returns the id for the cookie, which is kept nowhere here.

    ``must_choose``: it was begun by a one-time code, so a secret comes before everything else.
    """
    session_id = new_session_id()
    store.quick(SESSIONS).remove_where(where("started_at") < now - KEPT)
    session = Session(
        id_hash=sha256(session_id),
        account=account,
        household=household,
        started_at=now,
        seen_at=now,
        address=address,
        device=device[:200],
        must_choose=must_choose,
    )
    store.quick(SESSIONS).add(session, durable=True)
    return session_id


def staff_actor(store: Store, cookie: str, clock: Clock, idle_minutes: int) -> Actor:
    """The account behind a cookie; a visitor when there is none, it was ended, idle too long, or of another day."""
    session = _alive(store, cookie, clock, idle_minutes)
    if session is None or not session.account:
        return VISITOR
    account = store[ACCOUNTS].get(session.account)
    if account is None or account.closed:
        return VISITOR
    return Actor(
        ref=f"account:{account.id}",
        name=account.name,
        account=account.id,
        roles=frozenset(account.roles),
        session=session.id,
        must_choose=session.must_choose,
    )


def family_actor(store: Store, cookie: str, clock: Clock) -> Actor:
    """The family that has given its PIN, for half an hour without a touch."""
    session = _alive(store, cookie, clock, FAMILY_MINUTES)
    if session is None or not session.household:
        return VISITOR
    return Actor(ref=f"household:{session.household}", household=session.household, pin_ok=True, session=session.id)


def _alive(store: Store, cookie: str, clock: Clock, idle_minutes: int) -> Session | None:
    if not cookie:
        return None
    session = store[SESSIONS].one(where("id_hash") == sha256(cookie))
    if session is None:
        return None
    now = clock.now()
    with suppress(StoreError):  # a disk that cannot write lets people read on
        if not _good(session, clock, idle_minutes):
            store.quick(SESSIONS).remove(session.id)
        elif abs(now - session.seen_at) > SEEN_EVERY:
            store.quick(SESSIONS).update(where("id_hash") == session.id_hash, lambda one: replace(one, seen_at=now))
    return session if _good(session, clock, idle_minutes) else None


def _good(session: Session, clock: Clock, idle_minutes: int) -> bool:
    """Of today, and touched not long ago."""
    idle = clock.now() - session.seen_at > dt.timedelta(minutes=idle_minutes)
    return not idle and clock.local(session.started_at).date() == clock.today()


def signed_in(store: Store, clock: Clock, idle_minutes: int) -> Iterable[int]:
    """The account of each open session of staff; who is signed in twice comes twice."""
    found = store[SESSIONS].search(where("account") > 0)
    return [session.account for session in found if _good(session, clock, idle_minutes)]


def secret_chosen(store: Store, session: int) -> None:
    """Whoever came in by a one-time code may go on."""
    store.quick(SESSIONS).update(where("id") == session, lambda one: replace(one, must_choose=False), durable=True)


def end(store: Store, session: int) -> None:
    """End one session: its cookie is worth nothing from now on."""
    store.quick(SESSIONS).remove(session, durable=True)


def end_of_account(store: Store, account: int, *, but: int = 0) -> None:
    """End all sessions of an account: its secret was changed, or the technician says so."""
    store.quick(SESSIONS).remove_where((where("account") == account) & (where("id") != but), durable=True)


def end_of_household(store: Store, household: int) -> None:
    """End a family's sessions: its card was withdrawn or its PIN made anew."""
    store.quick(SESSIONS).remove_where(where("household") == household, durable=True)
