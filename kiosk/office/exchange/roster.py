"""Finding the person or group that a cell means: «Фамилия И.О.», «Фамилия Имя», a code; ё = е; never a guess (O2)."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, Generic, Protocol, TypeVar

from kiosk.store import fold

INITIALS: Final = re.compile(r"(\S+) ([^\W\d_])\.? ?(?:([^\W\d_])\.?)?")
INITIALS_FIRST: Final = re.compile(r"([^\W\d_])\. ?(?:([^\W\d_])\. ?)?(\S+)")
TOLD_APART: Final = re.compile(r"(.+?) ?\(([^()]+)\)")


class Person(Protocol):
    """Staff and students alike."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def surname(self) -> str: ...
    @property
    def given(self) -> str: ...
    @property
    def patronymic(self) -> str: ...
    @property
    def retired_on(self) -> dt.date | None: ...


P = TypeVar("P", bound=Person)


class Roster(Generic[P]):
    """People by every way in which a sheet may write them. Those who have left are found only when nobody else fits."""

    def __init__(self, people: Iterable[P]) -> None:
        self._by: dict[str, list[P]] = defaultdict(list)
        self._codes: dict[str, P] = {}
        for person in people:
            self.add(person)

    def add(self, person: P) -> None:
        """Know one more."""
        for key in _keys(person):
            self._by[key].append(person)
        if person.code:
            self._codes[fold(person.code)] = person

    def forget(self, person: P) -> None:
        """Know one less: it will be added under its new name."""
        for key in _keys(person):
            self._by[key] = [one for one in self._by[key] if one.id != person.id]
        self._codes.pop(fold(person.code), None)

    def by_code(self, code: str) -> P | None:
        """The one with this code."""
        return self._codes.get(fold(code)) if code else None

    def named(self, surname: str, given: str, patronymic: str) -> list[P]:
        """Everybody of this whole name; without a patronymic, of any."""
        found = self._by.get(fold(f"{surname} {given} {patronymic}"), [])
        return list(found) if patronymic else list(self._by.get(fold(f"{surname} {given}"), []))

    def find(self, text: str) -> list[P]:
        """Everybody whom a cell may mean: exactly one is an answer."""
        if (person := self.by_code(text)) is not None:
            return [person]
        if told := TOLD_APART.fullmatch(text):
            return [person for person in self._named(told[1]) if told[2].strip() in _marks(person)]
        return self._named(text)

    def names(self) -> list[str]:
        """Names as sheets write them, to look for the nearest one."""
        people = {person.id: person for found in self._by.values() for person in found}
        forms = [[f"{one.surname} {one.given}", initialled(one)] for one in people.values()]
        return [name for both in forms for name in both]

    def _named(self, text: str) -> list[P]:
        found = list(self._by.get(_searched(text), []))
        here = [person for person in found if person.retired_on is None]
        return here or found


def initialled(person: Person) -> str:
    """«Соколова М.П.»."""
    letters = "".join(f"{name[0]}." for name in (person.given, person.patronymic) if name)
    return f"{person.surname} {letters}".strip()


def _searched(text: str) -> str:
    """The key under which a cell's text is looked for."""
    if match := INITIALS.fullmatch(text):
        return fold(f"{match[1]} {match[2]}.{match[3] or ''}")
    if match := INITIALS_FIRST.fullmatch(text):
        return fold(f"{match[3]} {match[1]}.{match[2] or ''}")
    return fold(text)


def _keys(person: Person) -> set[str]:
    """Whole name, name without patronymic, both orders of name and surname, initials."""
    surname, given, patronymic = person.surname, person.given, person.patronymic
    first, second = given[:1], patronymic[:1]
    ways = {
        f"{surname} {given} {patronymic}",
        f"{surname} {given}",
        f"{given} {surname}",
        f"{surname} {first}.{second}",
        f"{surname} {first}.",
    }
    return {fold(way) for way in ways}


def _marks(person: Person) -> set[str]:
    """What may stand in brackets to tell namesakes apart."""
    born = getattr(person, "born", None)
    marks = {person.code, f"№ {person.id}"}
    return (marks | {f"{born:%d.%m.%Y}", f"{born:%d.%m.%y}", str(born.year)} if born else marks) - {""}


class Naming(Generic[P]):
    """How a sheet has to write somebody so that exactly this one is found again."""

    def __init__(self, people: Iterable[P], *, initials: bool) -> None:
        self._people = {person.id: person for person in people}
        self._roster = Roster(self._people.values())
        self._initials = initials

    def of(self, person: int) -> str:
        """«Соколова М.П.» or «Иванова Мария»; namesakes get more; nothing for nobody."""
        one = self._people.get(person)
        if one is None:
            return ""
        short = initialled(one) if self._initials else f"{one.surname} {one.given}"
        full = " ".join(part for part in (one.surname, one.given, one.patronymic) if part)
        for name in (short, full, f"{full} ({one.code})"):
            if [found.id for found in self._roster.find(name)] == [person]:
                return name
        return f"{full} (№ {person})"
