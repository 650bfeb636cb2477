"""No-break spaces where a line must not end: initials, №, §, numbers with units, short prepositions."""

import re
from functools import lru_cache

NBSP = "\u00a0"

SHORT_WORDS = "а|в|во|до|за|из|и|к|ко|на|не|но|о|об|от|по|с|со|у|a|an|at|by|in|no|of|on|or|the|to"

AFTER_SIGN = re.compile(r"(?<=[№§]) +(?=\d)")
AFTER_SHORT_WORD = re.compile(rf"(?<![\w-])({SHORT_WORDS}) +(?=\S)", re.IGNORECASE)
INITIALS = re.compile(r"(?<=\w) +(?=(?:[А-ЯЁA-Z]\.[ \u00a0-]?){1,2}(?!\w))")
BETWEEN_INITIALS = re.compile(r"(?<=\b[А-ЯЁA-Z]\.) +(?=[А-ЯЁA-Z])")
BEFORE_DASH = re.compile(r" +(?=[—–] )")
NUMBER_AND_WORD = re.compile(r"(?<=\d) +(?=[а-яёa-z%(])")


@lru_cache(maxsize=512)
def bind(text: str) -> str:
    """The same text with no-break spaces. Only spaces change, so it may be used on anything shown.

    A page says the same subjects and sentences again and again, and so does the next one.
    """
    for pattern in (AFTER_SIGN, INITIALS, BETWEEN_INITIALS, BEFORE_DASH, NUMBER_AND_WORD):
        text = pattern.sub(NBSP, text)
    return AFTER_SHORT_WORD.sub(rf"\1{NBSP}", text)
