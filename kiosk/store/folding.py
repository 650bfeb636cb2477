"""Search keys: what a person means when typing part of a name (P3, F1: ё = е).

SQLite's LIKE, NOCASE and lower() know ASCII only, so keys are folded here and stored beside the record.
"""

import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """Text as it is compared: composed, without case, ё as е, runs of spaces as one.

    >>> fold("  Пётр   ИВАНОВ ")
    'петр иванов'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.casefold().replace("ё", "е").split())


def fold_all(texts: Iterable[str]) -> str:
    """One key of several fields; the line break keeps a word of one field from running into the next."""
    return "\n".join(fold(text) for text in texts if text)
