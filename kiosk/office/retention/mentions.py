"""How a person's name stands in texts, and the same texts without it: pure (L19).

A way of writing that somebody else in the school shares is left alone: taking it out would take out theirs.
"""

from collections.abc import Iterable
from typing import Any

from kiosk.people.records import Household, Student
from kiosk.store import whole
from kiosk.words.cases import declined
from kiosk.words.names import initials

SHORTEST_PHONE = 7


def writings(surname: str, given: str, patronymic: str = "") -> tuple[str, ...]:
    """Every way in which the school writes a name, in every case, the longest first."""
    if not (surname and given):
        return ()
    forms = dict.fromkeys([(surname, given, patronymic), *declined(surname, given, patronymic)])
    plain = [way for form in forms for way in _orders(*form) if way]
    single = [*plain, *(way.replace("\u00a0", " ") for way in plain)]
    spelled = [*single, *(way.replace("ё", "е").replace("Ё", "Е") for way in single)]
    return tuple(dict.fromkeys(sorted(spelled, key=len, reverse=True)))


def _orders(surname: str, given: str, patronymic: str) -> list[str]:
    """Surname first or last, in full or with initials."""
    return [
        f"{surname} {given} {patronymic}".strip(),
        f"{given} {patronymic} {surname}" if patronymic else "",
        initials(surname, given, patronymic),
        f"{surname} {given}",
        f"{given} {surname}",
        initials(surname, given),
        f"{initials('', given)} {surname}",
    ]


def of_student(student: Student) -> tuple[str, ...]:
    """The writings of a student."""
    return writings(student.surname, student.given, student.patronymic)


def of_household(household: Household) -> tuple[str, ...]:
    """Guardians' names, telephones and addresses."""
    found: list[str] = []
    for one in household.guardians:
        surname, _, rest = one.name.partition(" ")
        given, _, patronymic = rest.partition(" ")
        found += writings(surname, given, patronymic)
        found += [text for text in (one.phone, one.email) if len(text) >= SHORTEST_PHONE]
    return tuple(dict.fromkeys(found))


def only_theirs(texts: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Those of the texts that stand in none of the others."""
    everybody = "\n".join(others)
    return tuple(text for text in texts if text and text not in everybody)


def without(value: Any, texts: tuple[str, ...], instead: str) -> Any:  # noqa: ANN401  because a record is any nesting of JSON
    """A record's values with every text taken out, the longest first; keys stay."""
    match value:
        case str():
            return whole(texts).sub(instead, value) if texts else value
        case dict():
            return {key: without(part, texts, instead) for key, part in value.items()}
        case list() | tuple():
            return [without(part, texts, instead) for part in value]
        case _:
            return value
