"""Words: the two languages of the pages, their sentences, dates, numbers, and people's names (O6).

English msgids stand in code and templates; `kiosk/words/ru/*.po` hold the Russian, compiled into `ru.mo` by
`python -m kiosk.words.build`. Forms of the school (Annex 1, orders) are Russian only and do not pass through here.
"""

import gettext as stdlib_gettext
from functools import cache, lru_cache
from pathlib import Path

from kiosk.words.binding import bind
from kiosk.words.names import NBSP, child_name, initials, short_name
from kiosk.words.tables import EN, RU
from kiosk.words.tongue import Tongue, clock_span, clock_time

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "NBSP",
    "Tongue",
    "bind",
    "child_name",
    "clock_span",
    "clock_time",
    "initials",
    "preferred_language",
    "short_name",
    "tongue",
]

LANGUAGES = ("ru", "en")
DEFAULT_LANGUAGE = "ru"
CATALOGUE = Path(__file__).with_name("ru.mo")


@cache
def tongue(code: str) -> Tongue:
    """The language of that code; an unknown one is Russian, the school's own."""
    if code == EN.code:
        return Tongue(EN, stdlib_gettext.NullTranslations())
    return Tongue(RU, russian_catalogue())


def russian_catalogue() -> stdlib_gettext.NullTranslations:
    """The compiled catalogue; before the first build of it, the English sentences themselves."""
    if not CATALOGUE.is_file():
        return stdlib_gettext.NullTranslations()
    with CATALOGUE.open("rb") as compiled:
        return stdlib_gettext.GNUTranslations(compiled)


@lru_cache(maxsize=256)
def preferred_language(accept: str, otherwise: str = DEFAULT_LANGUAGE) -> str:
    """What an Accept-Language header prefers of the two; `otherwise` where it names neither."""
    wishes = [wish for wish in map(read_wish, accept.split(",")) if wish[0] in LANGUAGES and wish[1] > 0]
    return max(wishes, key=lambda wish: wish[1])[0] if wishes else otherwise


def read_wish(wish: str) -> tuple[str, float]:
    tag, _, weight = wish.partition(";")
    try:
        quality = float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
    except ValueError:
        quality = 0.0
    return tag.strip().lower().partition("-")[0], quality
