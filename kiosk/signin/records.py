"""Accounts, sessions and family cards: who is asking (P1, P5, L5, L6)."""

import datetime as dt
from enum import StrEnum

from kiosk.actor import Role
from kiosk.problems import N_
from kiosk.store import Collection, Record


class SecretKind(StrEnum):
    """What a person signs in with. PINs are for teachers and accompanists only."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105  because it is the name of a kind
    PIN = "pin"


ROLE_LABEL = {
    Role.DIRECTOR: N_("director"),
    Role.DEPUTY: N_("deputy director for studies"),
    Role.HEAD_OF_DEPARTMENT: N_("head of department"),
    Role.TEACHER: N_("teacher"),
    Role.ACCOMPANIST: N_("accompanist"),
    Role.TECHNICIAN: N_("technician of the kiosk"),
}
SECRET_LABEL = {SecretKind.NONE: N_("nothing yet"), SecretKind.PASSWORD: N_("a password"), SecretKind.PIN: N_("a PIN")}


class Account(Record, kw_only=True):
    """A member of staff as the sign-in knows them: a display name, roles, and which kind of secret they chose."""

    name: str
    roles: tuple[Role, ...]
    hint: str = ""
    """Tells namesakes apart on the sign-in page: the department."""
    secret_kind: SecretKind = SecretKind.NONE
    closed: bool = False


class Secret(Record, kw_only=True):
    """Hashes of an account's secret and one-time code, kept apart and without history: none enters the log."""

    account: int
    secret_hash: str = ""
    code_hash: str = ""
    code_until: dt.datetime | None = None


class Session(Record, kw_only=True):
    """One browser of one account, or of one family that has given its PIN. The cookie holds only a random id."""

    id_hash: str
    account: int = 0
    household: int = 0
    started_at: dt.datetime
    seen_at: dt.datetime
    address: str = ""
    device: str = ""
    must_choose: bool = False
    """Begun by a one-time code: a secret has to be chosen before anything else."""


class Throttle(Record, kw_only=True):
    """Failed tries of a name, a card or an address: after five free ones the wait doubles (web-facts: never a lock)."""

    subject: str
    failures: int = 0
    wait_until: dt.datetime | None = None


class Card(Record, kw_only=True):
    """A family card (F1, L5): one household, one issue number after another, each withdrawn alone.

    Token and short code are made from ``storage/secret``, so a card can be printed again; here lie only their hashes.
    """

    household: int
    issue: int
    token_hash: str
    code_hash: str
    pin_issue: int = 1
    """A new PIN is the next number: PINs are made from the secret too, so no hash of six digits lies anywhere."""
    made_at: dt.datetime
    expires: dt.date
    withdrawn_at: dt.datetime | None = None
    printed_address: str = ""
    """The address of the kiosk on the paper that was printed last; empty: none was told to be printed (L14)."""
    printed_at: dt.datetime | None = None
    renewed_at: dt.datetime | None = None
    expires_before: dt.date | None = None
    """The last day before the card was renewed: that press is taken back too."""
    printed_before: str = ""
    """The address before that one: «printed» pressed by mistake is taken back."""


class CardScans(Record, kw_only=True):
    """How often a card's page was opened and the last day; no more than that is known."""

    card: int
    count: int = 0
    last_day: dt.date | None = None


class WrongPins(Record, kw_only=True):
    """Wrong PINs of one card from one device: the office is told of them for a week, then they are forgotten (L6)."""

    card: int
    address: str
    count: int = 0
    last_at: dt.datetime


ACCOUNTS = Collection("accounts", Account, folded=("name",))
SECRETS = Collection("secrets", Secret, unique=(("account",),), history=False)
SESSIONS = Collection(
    "sessions", Session, indexes=(("account",), ("household",)), unique=(("id_hash",),), history=False
)
THROTTLES = Collection("throttles", Throttle, unique=(("subject",),), history=False)
CARDS = Collection("cards", Card, indexes=(("household",),), unique=(("token_hash",), ("code_hash",)))
SCANS = Collection("card_scans", CardScans, unique=(("card",),), history=False)
WRONG_PINS = Collection("wrong_pins", WrongPins, indexes=(("card",),), unique=(("card", "address"),), history=False)
COLLECTIONS = (ACCOUNTS, SECRETS, SESSIONS, THROTTLES, CARDS, SCANS, WRONG_PINS)
