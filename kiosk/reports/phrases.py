"""What this teacher has written before, offered while a note is typed: pieces of repertoire, turns of phrase (H2)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from kiosk.reports.records import Row
from kiosk.store import fold

OFFERED: Final = 4
FEWEST_SIGNS: Final = 2
"""A single letter says nothing yet."""

LONGEST: Final = 160
"""A longer stretch is a letter to one family, not a phrase."""

_BREAK: Final = re.compile(r"\n+|;\s*|(?<=[.!?…])\s+(?=[«\"А-ЯЁA-Z])")
_SHORTENED: Final = re.compile(r"(?:^|[\s(«,])(?:[А-ЯЁA-Z]|соч|оп|op|т|ч|стр|с|тт|такты?|муз|сл|обр|напр|др)\.$")
"""«К.», «соч.», «стр.»: a stop that ends no sentence."""


class Offer(msgspec.Struct, frozen=True):
    """A phrase, and the whole text as it would be with it."""

    phrase: str
    text: str


def phrases(text: str) -> list[str]:
    """«К. Черни, соч. 299 № 5. Гамма Ре мажор» → two; the stop at the end of a phrase is left off."""
    return [one for start, end in stretches(text) if (one := text[start:end].strip().rstrip(".;").strip())]


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where the phrases of a text begin and end."""
    start = 0
    for found in _BREAK.finditer(text):
        if not _SHORTENED.search(text[start : found.start()]):
            yield start, found.start()
            start = found.end()
    yield start, len(text)


def offers(rows: Iterable[Row], typed: str, whom: tuple[int, int]) -> list[Offer]:
    """What may be meant by the phrase that is being typed, best first.

    ``rows``: what was written before, the oldest first. ``whom``: student and group of the row, whose own pieces come
    before those of others.
    """
    start = list(stretches(typed))[-1][0]
    begun = typed[start:].strip()
    if len(begun) < FEWEST_SIGNS:
        return []
    wanted = fold(begun)
    times, theirs, last = Counter[str](), set[str](), dict[str, int]()
    for number, row in enumerate(rows):
        for phrase in phrases(row.homework):
            times[phrase] += 1
            last[phrase] = number
            if (row.student, row.group) == whom:
                theirs.add(phrase)
    fitting = [one for one in times if len(one) <= LONGEST and fold(one) != wanted and _begins(fold(one), wanted)]
    fitting.sort(key=lambda one: (one not in theirs, -times[one], -last[one]))
    lead = typed[:start]
    return [Offer(one, f"{lead}{one}") for one in fitting[:OFFERED]]


def _begins(phrase: str, wanted: str) -> bool:
    """At the beginning of the phrase or of one of its words: «чер» finds «К. Черни»."""
    return phrase.startswith(wanted) or any(f"{sign}{wanted}" in phrase for sign in ' («"')
