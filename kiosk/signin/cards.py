"""Tokens, short codes and PINs of family cards, made from ``storage/secret`` so that a card can be printed again (F1).

A token is the first 128 bits of an HMAC over card and issue; a short code is eight characters that look alike in the
Latin and the Cyrillic alphabet, so that either keyboard will do.
"""

import base64
import hashlib
import hmac
import re
from itertools import count
from typing import Final

from kiosk.signin.secrets import PIN_DIGITS, is_guessable

ALPHABET: Final = "ABCEHKMPTX23456789"
CODE_LENGTH: Final = 8
_LOOK_ALIKE: Final = str.maketrans("АВСЕНКМРТХ", "ABCEHKMPTX")
_ADDRESS: Final = re.compile(r"/s/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
_KEYS: Final = str.maketrans(
    "йцукенгшщзхъфывапролджэячсмитьбюЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ.Ж",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.QWERTYUIOPASDFGHJKLZXCVBNM/:",
)
"""A scanner presses keys: with the Russian layout on, Latin letters come out as their Russian neighbours."""
_PRINTED: Final = str.maketrans("ABCEHKMPTX", "АВСЕНКМРТХ")


def token_of(secret: bytes, card: int, issue: int) -> str:
    """The token of a card's address: 22 characters of base64url."""
    digest = _hmac(secret, f"card token {card} {issue}")
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def code_of(secret: bytes, card: int, issue: int) -> str:
    """The short code of a card, in Latin letters and without the hyphen."""
    number = int.from_bytes(_hmac(secret, f"card code {card} {issue}"), "big")
    characters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    return "".join(characters)


def pin_of(secret: bytes, card: int, issue: int, pin_issue: int) -> str:
    """The PIN that belongs to a card: six digits, never a sequence that is tried first.

    Made, not kept: six digits behind any hash are guessed from a stolen copy, behind a 256-bit secret never.
    """
    for attempt in count():
        number = int.from_bytes(_hmac(secret, f"card pin {card} {issue} {pin_issue} {attempt}"), "big")
        pin = f"{number % 10**PIN_DIGITS:0{PIN_DIGITS}d}"
        if not is_guessable(pin):
            return pin
    raise AssertionError


def printed(code: str) -> str:
    """A short code as the card shows it: Cyrillic letters, four and four."""
    shown = code.translate(_PRINTED)
    return f"{shown[:4]}-{shown[4:]}"


def read(typed: str) -> str:
    """What somebody typed as a short code, in Latin letters; empty when it cannot be one."""
    code = "".join(character for character in typed.upper() if character.isalnum()).translate(_LOOK_ALIKE)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def token_in(typed: str) -> str:
    """The token in an address that a scanner typed, whichever layout is on; empty when there is none."""
    found = _ADDRESS.search(typed) or _ADDRESS.search(typed.translate(_KEYS))
    return found[1] if found else ""


def code_hash(secret: bytes, code: str) -> str:
    """Keyed hash of a short code: 33 bits are too few for a plain one."""
    return _hmac(secret, f"card code hash {code}").hex()


def _hmac(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()
