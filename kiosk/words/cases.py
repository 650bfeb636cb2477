"""Russian names in the oblique cases, to find them in texts: «Ивановой Марии», «Петровым Петром» (L19).

Nothing is printed from here. Where a name could be of either gender, the forms of both are given: a form too many finds
nothing, a form too few leaves a child's name standing.
"""

from collections.abc import Iterator, Sequence
from typing import Final

CASES: Final = 5
"""Genitive, dative, accusative, instrumental, prepositional; in this order everywhere below."""

Endings = tuple[str, str, str, str, str]

_SHORT_VOWEL: Final = {"пётр": "петр", "лев": "льв", "павел": "павл"}
"""Given names that lose or change a vowel before an ending."""

_HISSING: Final = "гкхжшчщ"
"""After these «ы» is written «и»."""

_WOMAN_OF: Final[Endings] = ("ой", "ой", "у", "ой", "ой")
_MAN_OF: Final[Endings] = ("а", "у", "а", "ым", "е")
_HARD: Final[Endings] = ("а", "у", "а", "ом", "е")
_SOFT: Final[Endings] = ("я", "ю", "я", "ем", "е")
_SOFT_WOMAN: Final[Endings] = ("и", "и", "ь", "ью", "и")

_LIKE_GREAT: Final[Endings] = ("ого", "ому", "ого", "им", "ом")
_LIKE_BLUE: Final[Endings] = ("его", "ему", "его", "им", "ем")
_LIKE_DMITRY: Final[Endings] = ("ия", "ию", "ия", "ием", "ии")

_SURNAMES: Final[tuple[tuple[tuple[str, ...], int, tuple[Endings, ...]], ...]] = (
    # endings of the name, letters to cut, what comes instead
    (("ова", "ева", "ёва", "ина", "ына"), 1, (_WOMAN_OF,)),
    (("ов", "ев", "ёв", "ин", "ын"), 0, (_MAN_OF, _HARD)),
    (("ая",), 2, (("ой", "ой", "ую", "ой", "ой"),)),
    (("яя",), 2, (("ей", "ей", "юю", "ей", "ей"),)),
    (("ый", "ой"), 2, (("ого", "ому", "ого", "ым", "ом"),)),
    (
        ("ий",),
        2,
        (("ого", "ому", "ого", "им", "ом"), ("его", "ему", "его", "им", "ем"), ("ия", "ию", "ия", "ием", "ии")),
    ),
)


def declined_surname(surname: str) -> Iterator[tuple[str, ...]]:
    """Its forms in the five cases, once for each way in which it may be declined; at last as it stands (a woman's)."""
    low = surname.lower()
    for endings, cut, ways in _SURNAMES:
        if low.endswith(endings):
            yield from (_with(surname, cut, way) for way in ways)
            break
    else:
        yield from _by_last_letter(surname)
    yield (surname,) * CASES


def declined_given(given: str) -> Iterator[tuple[str, ...]]:
    """A given name or a patronymic in the five cases; one that has no cases as it stands."""
    low = given.lower()
    if low.endswith("ия"):
        yield _with(given, 1, ("и", "и", "ю", "ей", "и"))
    elif low in _SHORT_VOWEL:
        stem = _SHORT_VOWEL[low]
        yield _with(given[:1] + stem[1:], 0, _HARD)
    elif low.endswith("ий"):
        yield _with(given, 1, ("я", "ю", "я", "ем", "и"))
    elif low.endswith("ич"):
        yield _with(given, 0, ("а", "у", "а", "ем", "е"))
    else:
        forms = list(_by_last_letter(given))
        yield from forms or [(given,) * CASES]


def declined(surname: str, given: str, patronymic: str = "") -> Iterator[tuple[str, str, str]]:
    """Surname, given name and patronymic in each oblique case; a patronymic that is missing stays empty."""
    patronymics = list(declined_given(patronymic)) if patronymic else [("",) * CASES]
    for family in declined_surname(surname):
        for own in declined_given(given):
            for father in patronymics:
                yield from zip(family, own, father, strict=True)


def _by_last_letter(name: str) -> Iterator[tuple[str, ...]]:
    before, last = name[-2:-1].lower(), name[-1:].lower()
    if last == "а":
        genitive = "и" if before in _HISSING else "ы"
        yield _with(name, 1, (genitive, "е", "у", "ой", "е"))
        if before in "жшчщц":
            yield _with(name, 1, (genitive, "е", "у", "ей", "е"))
    elif last == "я":
        yield _with(name, 1, ("и", "е", "ю", "ей", "е"))
        yield _with(name, 1, ("и", "е", "ю", "ёй", "е"))
    elif last == "й":
        yield _with(name, 1, _SOFT)
    elif last == "ь":
        yield _with(name, 1, _SOFT)
        yield _with(name, 1, _SOFT_WOMAN)
    elif last.isalpha() and last not in "оеёиуыэю":
        yield _with(name, 0, _HARD)
        if last in "жшчщц":
            yield _with(name, 0, ("а", "у", "а", "ем", "е"))


def _with(name: str, cut: int, endings: Sequence[str]) -> tuple[str, ...]:
    stem = name[: len(name) - cut]
    return tuple(f"{stem}{ending}" for ending in endings)
