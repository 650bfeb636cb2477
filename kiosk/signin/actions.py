"""Signing in, secrets and cards: what changes who somebody is to the kiosk (P1, P5, L5, L6)."""

import datetime as dt
import hmac
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor, Role
from kiosk.problems import N_, Refusal
from kiosk.signin import cards, secrets, sessions, throttle, wrong_pins
from kiosk.signin.records import ACCOUNTS, CARDS, SECRETS, Account, Card, Secret, SecretKind
from kiosk.store import Change, Store, fold, where

PASSWORD_LENGTH: Final = 8
CODE_HOURS: Final = 24
PIN_ROLES: Final = frozenset({Role.TEACHER, Role.ACCOMPANIST})

WRONG_SECRET = N_("Name and secret do not fit together. Look at the keyboard layout and Caps Lock.")
WRONG_PIN = N_("This PIN does not fit. It stands on the slip that came with the card.")
WAIT = N_("Too many wrong tries. Try again in %(seconds)s seconds, or ask the technician for a one-time code.")
NO_PIN = N_("PINs are for teachers and accompanists only. Choose a password of eight characters or more.")
PIN_WAIT = N_("Too many wrong tries. Try again in %(seconds)s seconds, or ask at the school for a new PIN.")


class SignedIn(msgspec.Struct, frozen=True):
    """A right secret: the cookie's value, and whether a one-time code was used, so that a secret must be chosen now."""

    account: Account
    cookie: str
    with_code: bool


def sign_in(
    store: Store, account: Account | None, secret: str, *, now: dt.datetime, address: str, device: str = ""
) -> SignedIn | Refusal:
    """Check a secret or a one-time code. Waits come before hashing; an unknown name costs as much as a wrong secret.

    Raises secrets.TooManyAtOnce when six others are being checked already.
    """
    device_alone = (f"address:{address}",)
    subjects = (f"account:{account.id}", *device_alone) if account else device_alone
    kept = secret_of(store, account.id) if account and not account.closed else Secret(account=0)
    code = secret.replace(" ", "") if _may_be_code(kept, secret, now) else ""
    # a code helps who waits because others tried on this device, so for codes only the name's own wait counts
    if left := throttle.seconds_left(store, subjects[:1] if code else subjects, now):
        return Refusal.of(WAIT, "secret", seconds=left)
    with_code = bool(code) and secrets.matches(store.secret, code, kept.code_hash) and _used_up(store, kept)
    fits = with_code or _secret_fits(store, kept, secret)
    if account is None or not fits:
        throttle.failed(store, subjects, now)
        return Refusal.of(WRONG_SECRET, "secret")
    throttle.cleared(store, subjects)
    cookie = sessions.begin(store, account=account.id, now=now, address=address, device=device, must_choose=with_code)
    return SignedIn(account, cookie, with_code)


def _secret_fits(store: Store, kept: Secret, secret: str) -> bool:
    if kept.secret_hash:
        return secrets.matches(store.secret, secret, kept.secret_hash)
    secrets.matches_nobody(store.secret, secret)
    return False


def _may_be_code(kept: Secret, secret: str, now: dt.datetime) -> bool:
    """A one-time code is eight digits; anything else is not worth the hashing."""
    if not kept.code_hash or kept.code_until is None or kept.code_until < now:
        return False
    code = secret.replace(" ", "")
    return len(code) == secrets.CODE_DIGITS and code.isascii() and code.isdecimal()


def _used_up(store: Store, kept: Secret) -> bool:
    """A code lets in once: of two at the same moment the second finds it gone."""
    mine = (where("account") == kept.account) & (where("code_hash") == kept.code_hash)
    done = store.quick(SECRETS).update(mine, lambda one: replace(one, code_hash="", code_until=None), durable=True)
    return bool(done)


def secret_of(store: Store, account: int) -> Secret:
    """The hashes of an account; empty ones before its first secret."""
    return store[SECRETS].one(where("account") == account) or Secret(account=account)


def keep_secret(store: Store, secret: Secret) -> None:
    """Write the hashes down, at once and without a trace in the log."""
    writer = store.quick(SECRETS)
    if secret.id:
        writer.put(secret, durable=True)
    else:
        writer.add(secret, durable=True)


def add_account(store: Store, actor: Actor, account: Account) -> Account:
    """A new account without a secret: its first sign-in takes a one-time code."""
    with store.change(actor, "P1 account opened") as change:
        return change.add(ACCOUNTS, account)


def give_code(store: Store, actor: Actor, account: int, *, now: dt.datetime) -> str:
    """A one-time code, good for a day and for one sign-in; shown once, kept as a hash (L6)."""
    code = secrets.new_code()
    hashed = secrets.hash_secret(store.secret, code)
    until = now + dt.timedelta(hours=CODE_HOURS)
    keep_secret(store, replace(secret_of(store, account), code_hash=hashed, code_until=until))
    with store.change(actor, "L6 one-time code given out", note=f"account:{account}"):
        pass
    throttle.cleared(store, (f"account:{account}",))
    return code


def choose_secret(store: Store, actor: Actor, account: Account, secret: str) -> Account | Refusal:
    """A new password, or a PIN for teachers and accompanists; ends the other sessions of the account."""
    kind = secret_kind(secret)
    if refusal := _weak(kind, secret, account):
        return refusal
    hashed = secrets.hash_secret(store.secret, secret)
    with store.change(actor, "P1 secret chosen", note=f"account:{account.id}") as change:
        saved = change.put(ACCOUNTS, replace(change.get(ACCOUNTS, account.id) or account, secret_kind=kind))
    keep_secret(store, replace(secret_of(store, account.id), secret_hash=hashed, code_hash="", code_until=None))
    sessions.end_of_account(store, account.id, but=actor.session)
    sessions.secret_chosen(store, actor.session)
    return saved


def secret_kind(secret: str) -> SecretKind:
    """All digits make a PIN."""
    return SecretKind.PIN if secret.isdecimal() and len(secret) < PASSWORD_LENGTH else SecretKind.PASSWORD


def _weak(kind: SecretKind, secret: str, account: Account) -> Refusal | None:
    sentence = _weak_password(secret, account) if kind is SecretKind.PASSWORD else _weak_pin(secret, account)
    return Refusal.of(sentence, "secret") if sentence else None


def _weak_password(secret: str, account: Account) -> str:
    if len(secret) < PASSWORD_LENGTH:
        return N_("A password has at least eight characters.")
    if len(set(secret)) == 1 or (secret.isdecimal() and secrets.is_guessable(secret)) or _is_name(secret, account):
        return N_("This password is the first that anybody would try. Choose another.")
    return ""


def _weak_pin(secret: str, account: Account) -> str:
    if not set(account.roles) <= PIN_ROLES:
        return NO_PIN
    if len(secret) < secrets.PIN_DIGITS:
        return N_("A PIN has at least six digits.")
    return N_("This PIN is the first that anybody would try. Choose another.") if secrets.is_guessable(secret) else ""


def _is_name(secret: str, account: Account) -> bool:
    """The person's own name, which stands on the page of the sign-in."""
    return fold(secret) in fold(account.name)


# family cards


def issue_card(
    store: Store, actor: Actor, household: int, *, expires: dt.date, now: dt.datetime, key: str | None = None
) -> Card:
    """A new card for a household with the next issue number; the one before is withdrawn (F1, L5).

    The same key again, as when the slip's page is loaded anew, gives the card that the first press made.
    """
    (card,) = issue_cards(store, actor, (household,), expires=expires, now=now, key=key)
    return card


def issue_cards(
    store: Store,
    actor: Actor,
    households: Iterable[int],
    *,
    expires: dt.date,
    now: dt.datetime,
    key: str | None = None,
) -> list[Card]:
    """New cards for households in one change: for all without one before the year begins."""
    with store.change(actor, "F1 family cards issued", key=key) as change:
        if change.repeated is not None:
            touched = store[CARDS].many(change.repeated.ids(CARDS.name)).values()
            newest = {card.household: card for card in sorted(touched, key=lambda card: card.issue)}
            return list(newest.values())
        issued = [_issue(store, change, household, expires, now) for household in households]
    for card in issued:
        sessions.end_of_household(store, card.household)
    return issued


def _issue(store: Store, change: Change, household: int, expires: dt.date, now: dt.datetime) -> Card:
    old = change.search(CARDS, where("household") == household, order=("issue",))
    for card in old:
        if card.withdrawn_at is None:
            change.put(CARDS, replace(card, withdrawn_at=now))
    issue = max((card.issue for card in old), default=0) + 1
    place = f"new {household} {issue}"
    fresh = Card(household=household, issue=issue, token_hash=place, code_hash=place, made_at=now, expires=expires)
    card = change.add(CARDS, fresh)
    change.touch(f"household:{household}")
    return change.put(CARDS, _sealed(store, card))


def _sealed(store: Store, card: Card) -> Card:
    token = cards.token_of(store.secret, card.id, card.issue)
    code = cards.code_of(store.secret, card.id, card.issue)
    return replace(card, token_hash=secrets.sha256(token), code_hash=cards.code_hash(store.secret, code))


def withdraw_card(store: Store, actor: Actor, card: int, *, now: dt.datetime) -> Card | None:
    """From this moment its address answers 410, for kept pages too (L5)."""
    with store.change(actor, "L5 family card withdrawn") as change:
        known = change.get(CARDS, card)
        if known is None or known.withdrawn_at is not None:
            return known
        withdrawn = change.put(CARDS, replace(known, withdrawn_at=now))
        change.touch(f"household:{known.household}")
    sessions.end_of_household(store, known.household)
    return withdrawn


def renew_cards(
    store: Store, actor: Actor, ids: Iterable[int], *, expires: dt.date, now: dt.datetime, key: str | None
) -> None:
    """The same cards, paper and all, until a later day (F2)."""
    with store.change(actor, "F2 family cards renewed", key=key) as change:
        if change.repeated is not None:
            return
        for card in _held(change, ids):
            if card.expires < expires:
                change.put(CARDS, replace(card, expires=expires, renewed_at=now, expires_before=card.expires))
                change.touch(f"household:{card.household}")


def cards_not_renewed(store: Store, actor: Actor, ids: Iterable[int]) -> None:
    """Renewed by mistake: they end as they did before (F2)."""
    with store.change(actor, "F2 family cards not renewed after all") as change:
        for card in _held(change, ids):
            if card.expires_before is not None:
                change.put(CARDS, replace(card, expires=card.expires_before, renewed_at=None, expires_before=None))
                change.touch(f"household:{card.household}")


def cards_printed(store: Store, actor: Actor, ids: Iterable[int], *, address: str, now: dt.datetime) -> int:
    """These cards lie on the table, printed under this address (L14); withdrawn ones are left as they are."""
    with store.change(actor, "L14 family cards printed", note=address) as change:
        printed = _held(change, ids)
        for card in printed:
            before = card.printed_before if card.printed_address == address else card.printed_address
            change.put(CARDS, replace(card, printed_address=address, printed_at=now, printed_before=before))
    return len(printed)


def cards_not_printed(store: Store, actor: Actor, ids: Iterable[int]) -> None:
    """«Printed» was pressed by mistake: the paper out there has the address that it had (L14)."""
    with store.change(actor, "L14 family cards not printed after all") as change:
        for card in _held(change, ids):
            change.put(CARDS, replace(card, printed_address=card.printed_before, printed_at=None))


def _held(change: Change, ids: Iterable[int]) -> list[Card]:
    found = (change.get(CARDS, id) for id in ids)
    return [card for card in found if card is not None and card.withdrawn_at is None]


def new_pin(store: Store, actor: Actor, card: int, *, key: str | None = None) -> str:
    """A new PIN for a card that stays, to be printed on a slip (L6); the same key again gives the same PIN."""
    with store.change(actor, "L6 new PIN of a family", key=key) as change:
        known = change.get(CARDS, card)
        if known is not None and change.repeated is not None:
            return pin_of(store, known)
        if known is None:
            return ""
        known = change.put(CARDS, replace(known, pin_issue=known.pin_issue + 1))
    sessions.end_of_household(store, known.household)
    throttle.cleared(store, (f"card:{known.id}",))
    wrong_pins.forgotten(store, known.id)
    return pin_of(store, known)


def pin_of(store: Store, card: Card) -> str:
    """The PIN of a card, for its slip."""
    return cards.pin_of(store.secret, card.id, card.issue, card.pin_issue)


def unlock(store: Store, card: Card, pin: str, *, now: dt.datetime, address: str) -> str | Refusal:
    """A family's PIN: the value of a cookie that opens remarks and the hand-in for half an hour (P5).

    Wrong ones count for the card alone: phones behind one router share an address, and none of them waits for another.
    Whoever would try one PIN on many cards needs the secret address of each.
    """
    subjects = (f"card:{card.id}",)
    if left := throttle.seconds_left(store, subjects, now):
        return Refusal.of(PIN_WAIT, "pin", seconds=left)
    typed = "".join(digit for digit in pin if digit in "0123456789")
    if not hmac.compare_digest(typed, pin_of(store, card)):
        throttle.failed(store, subjects, now)
        wrong_pins.note(store, card.id, address, now)
        return Refusal.of(WRONG_PIN, "pin")
    throttle.cleared(store, subjects)
    return sessions.begin(store, household=card.household, now=now, address=address)
