"""Whether some words are short for others: «сл. муз.», «общ. ф-но», «хор ст.», «3а ОР» (T3). Pure."""

import re
from collections import Counter
from difflib import SequenceMatcher
from enum import IntEnum
from typing import Final

from kiosk.office.exchange.lines import CYRILLIC_OF
from kiosk.store import fold

TOKEN: Final = re.compile(r"\d|[^\W\d_]+(?:-[^\W\d_]+)*")
SMALL: Final = frozenset({"и", "по", "в", "на", "для", "группа", "гр", "класс", "кл"})
"""Words that tell nothing apart."""


class Fit(IntEnum):
    """How well words fit a name, the better the higher."""

    NOT = 0
    PART = 1
    """All of the words are found in the name, which says more."""
    SHORT = 2
    """Each word is short for one of the name's."""
    SAME = 3


def tokens_of(text: str) -> list[str]:
    """Words and single figures, folded; «7/8а» is 7, 8, а."""
    found = TOKEN.findall(fold(text.translate(CYRILLIC_OF) if re.search("[а-яА-Я]", text) else text))
    return [token for token in found if token not in SMALL] or found


def fit_of(words: list[str], name: list[str]) -> Fit:
    """How words fit a name, in whatever order."""
    if not words or len(words) > len(name):
        return Fit.NOT
    if Counter(words) == Counter(name):
        return Fit.SAME
    rest = list(name)
    for word in sorted(words, key=len, reverse=True):
        found = next((other for other in rest if other == word), None) or next(
            (other for other in rest if _is_short(word, other)), None
        )
        if found is None:
            return Fit.NOT
        rest.remove(found)
    return Fit.PART if rest else Fit.SHORT


def _is_short(word: str, whole: str) -> bool:
    """The beginning of a word, or its beginning and end: «сольф», «ф-но», «анс-ль»."""
    if word.isdigit() or whole.isdigit() or len(whole) <= len(word):
        return False
    first, dash, last = word.partition("-")
    return whole.startswith(first) and (not dash or whole.endswith(last))


def likeness(one: str, other: str) -> float:
    """From 0 to 1, of folded texts."""
    return SequenceMatcher(None, fold(one), fold(other)).ratio()
