"""Secrets of people: hashing that cannot stall the site, one-time codes, PINs (P5, L6).

Argon2id over an HMAC with a pepper from ``storage/secret``, which backups leave out: a stolen copy of the database
alone gives nobody a PIN. At most two hash at once and four wait; the next one is told to come back.
"""

import hashlib
import hmac
import secrets
import threading
from itertools import pairwise
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

AT_ONCE: Final = 2
WAITING: Final = 4
CODE_DIGITS: Final = 8
PIN_DIGITS: Final = 6

_places = threading.BoundedSemaphore(AT_ONCE + WAITING)
_hashing = threading.BoundedSemaphore(AT_ONCE)
_hasher = PasswordHasher(time_cost=2, memory_cost=47104, parallelism=1)
_NOBODYS: Final = f"$argon2id$v=19$m=47104,t=2,p=1${'A' * 22}${'A' * 43}"
"""A hash of the same cost that no secret has."""


class TooManyAtOnce(Exception):
    """Six others are being checked already; try again in a few seconds (429)."""


def hash_secret(pepper: bytes, secret: str) -> str:
    """An argon2id hash to keep."""
    with _hashing:
        return _hasher.hash(_peppered(pepper, secret))


def matches(pepper: bytes, secret: str, kept: str) -> bool:
    """Is this the secret of the kept hash? Raises TooManyAtOnce before any work is done."""
    if not _places.acquire(blocking=False):
        raise TooManyAtOnce
    try:
        with _hashing:
            return _hasher.verify(kept, _peppered(pepper, secret))
    except (Argon2Error, InvalidHashError):
        return False
    finally:
        _places.release()


def matches_nobody(pepper: bytes, secret: str) -> None:
    """As much work as `matches`, for a name without a secret: the answer's time tells nothing. Raises the same."""
    matches(pepper, secret, _NOBODYS)


def new_code() -> str:
    """A one-time code of eight digits, for a slip or the terminal."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def is_guessable(pin: str) -> bool:
    """A run up or down, or the same one, two or three digits over and over: the first things that are tried."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    again = any(pin == (pin[:size] * len(pin))[: len(pin)] for size in (1, 2, 3) if size < len(pin))
    return again or (len(steps) == 1 and steps <= {1, 9})


def new_session_id() -> str:
    """128 random bits for a cookie."""
    return secrets.token_urlsafe(16)


def sha256(text: str) -> str:
    """Hash of something that has 128 bits of its own; such need no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def _peppered(pepper: bytes, secret: str) -> bytes:
    return hmac.new(pepper, b"secret of a person:" + secret.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
