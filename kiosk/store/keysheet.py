"""The key sheet: the school's secret on paper, to be typed in after a restore on a new PC.

Without it a restore makes a new secret, and every card and slip must be issued anew.
"""

import base64
import hashlib

SECRET_BYTES = 32
_CHECK = 3
_GROUP = 4


def key_sheet(secret: bytes) -> str:
    """The secret as groups of letters and digits that survive being read aloud; the last ones are a check."""
    text = base64.b32encode(secret + _check(secret)).decode()
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def read_key_sheet(text: str) -> bytes:
    """The secret of a typed-in sheet; spaces, dashes and case do not matter. Raises ValueError."""
    squeezed = "".join(char for char in text.upper() if char.isalnum()).translate(str.maketrans("01", "OI"))
    try:
        whole = base64.b32decode(squeezed)
    except ValueError as error:
        raise ValueError("this is not a key sheet") from error
    secret, check = whole[:SECRET_BYTES], whole[SECRET_BYTES:]
    if len(secret) != SECRET_BYTES or check != _check(secret):
        raise ValueError("a letter of the key sheet is wrong")
    return secret


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"kamerton key sheet" + secret).digest()[:_CHECK]
