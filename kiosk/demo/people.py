"""People of the made-up school: staff, students, groups, families."""

import datetime as dt
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from kiosk.actor import Role
from kiosk.demo.curriculum import DEPARTMENT_OF, SINGING, THEORY, Plan
from kiosk.demo.names import BOYS, GIRLS, PATRONYMICS, SURNAMES, WOMEN, feminine

LARGEST_CLASS: Final = 10
LARGEST_CHOIR: Final = 24
SENIOR: Final = 4
GIRLS_SHARE: Final = 0.7
WOMEN_SHARE: Final = 0.85
GENERAL_SHARE: Final = 0.25
SIBLINGS_SHARE: Final = 0.14
THREE: Final = 3


@dataclass(frozen=True, slots=True)
class Name:
    """Surname, given name, patronymic."""

    surname: str
    given: str
    patronymic: str


@dataclass(slots=True)
class Teacher:
    """A member of staff; ``instrument`` is empty for theory, choir and office."""

    name: Name
    roles: tuple[Role, ...]
    department: str = ""
    instrument: str = ""
    phone: str = ""


@dataclass(slots=True)
class Pupil:
    """A student with the index of the teacher."""

    name: Name
    born: dt.date
    year: int
    term: int
    general: bool
    instrument: str
    teacher: int


@dataclass(slots=True)
class Circle:
    """A group: the subject that meets in it follows from its kind."""

    name: str
    kind: str
    members: list[int]
    year: int = 0


@dataclass(slots=True)
class Home:
    """A family: its guardians (name, relation, phone) and the indexes of its children."""

    guardians: list[tuple[str, str, str]]
    children: list[int]
    devices: str
    internet: str


@dataclass(slots=True)
class People:
    """Everybody of the school, by index."""

    staff: list[Teacher] = field(default_factory=list)
    pupils: list[Pupil] = field(default_factory=list)
    circles: list[Circle] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)


class Maker:
    """Makes people by chance; nobody twice."""

    def __init__(self, chance: random.Random, plan: Plan, today: dt.date) -> None:
        self.chance, self.plan, self.today = chance, plan, today
        self.taken: set[tuple[str, str]] = set()
        self.people = People()

    def make(self) -> People:
        """The whole school."""
        self._staff()
        self._pupils()
        self._classes()
        self._collectives()
        self._homes()
        return self.people

    def _name(self, given: list[str] | None = None, *, woman: bool | None = None, surname: str = "") -> Name:
        """A free name. ``surname`` (masculine) keeps a family together."""
        while True:
            female = self.chance.random() < GIRLS_SHARE if woman is None else woman
            base = surname or self.chance.choice(SURNAMES)
            first = self.chance.choice(given or (GIRLS if female else BOYS))
            patronymic = self.chance.choice(PATRONYMICS)[1 if female else 0]
            last = feminine(base) if female else base
            if (last, first) not in self.taken:
                self.taken.add((last, first))
                return Name(last, first, patronymic)

    def _phone(self) -> str:
        a, b, c = self.chance.randint(100, 999), self.chance.randint(10, 99), self.chance.randint(10, 99)
        return f"+7 (000) {a}-{b}-{c}"

    def _staff(self) -> None:
        plan, heads = self.plan, set[str]()

        def hire(roles: tuple[Role, ...], department: str = "", instrument: str = "") -> None:
            if Role.TEACHER in roles and department not in heads:
                heads.add(department)
                roles = (*roles, Role.HEAD_OF_DEPARTMENT)
            name = (
                self._name(WOMEN, woman=True) if self.chance.random() < WOMEN_SHARE else self._name(BOYS, woman=False)
            )
            self.people.staff.append(Teacher(name, roles, department, instrument, self._phone()))

        for role in (Role.DIRECTOR, Role.DEPUTY, Role.TECHNICIAN):
            hire((role,))
        for instrument in plan.instruments:
            hire((Role.TEACHER,), DEPARTMENT_OF[instrument], instrument)
        for _ in range(plan.theory):
            hire((Role.TEACHER,), THEORY)
        for _ in range(plan.choir):
            hire((Role.TEACHER,), SINGING)
        for _ in range(plan.accompanists):
            hire((Role.ACCOMPANIST,), DEPARTMENT_OF["фортепиано"])

    def _pupils(self) -> None:
        teachers = [place for place, one in enumerate(self.people.staff) if one.instrument]
        long_name = Name("Константинопольская-Преображенская", "Елизавета", "Александровна")
        for number in range(self.plan.students):
            teacher = teachers[number % len(teachers)]
            general = self.chance.random() < GENERAL_SHARE
            term = 4 if general else self.chance.choice((8, 8, 8, 5))
            year = self.chance.randint(1, term)
            age = year + (6 if term == 8 else 9)  # noqa: PLR2004  because the eight-year programme begins at seven
            born = dt.date(self.today.year - age, self.chance.randint(1, 12), self.chance.randint(1, 28))
            name = long_name if number == 2 else self._name()  # noqa: PLR2004  because one long name tries every page
            instrument = self.people.staff[teacher].instrument
            self.people.pupils.append(Pupil(name, born, year, term, general, instrument, teacher))

    def _classes(self) -> None:
        pools: dict[tuple[int, int, bool], list[int]] = defaultdict(list)
        for place, pupil in enumerate(self.people.pupils):
            pools[pupil.year, pupil.term, pupil.general].append(place)
        letters: Counter[str] = Counter()
        for (year, term, general), members in sorted(pools.items()):
            label = f"{year} ОР" if general else f"{year} ({term})"
            parts = -(-len(members) // LARGEST_CLASS)
            for part in range(parts):
                letter = "АБВГДЕЖЗИК"[letters[label]]
                letters[label] += 1
                self.people.circles.append(Circle(f"{label} {letter}", "класс", members[part::parts], year))

    def _collectives(self) -> None:
        choirs: dict[str, list[int]] = defaultdict(list)
        for place, pupil in enumerate(self.people.pupils):
            age = "старший" if pupil.year >= SENIOR else "младший"
            department = DEPARTMENT_OF[pupil.instrument]
            if pupil.year >= SENIOR and department == "Струнные инструменты":
                choirs["Ансамбль скрипачей"].append(place)
            elif pupil.year >= SENIOR and department == "Народные инструменты":
                choirs["Оркестр народных инструментов"].append(place)
            else:
                choirs[f"Хор {age}"].append(place)
        for name, members in sorted(choirs.items()):
            parts = -(-len(members) // LARGEST_CHOIR)
            for part in range(parts):
                title = f"{name} {part + 1}" if parts > 1 else name
                self.people.circles.append(Circle(title, name.split(" ")[0].lower(), members[part::parts]))

    def _homes(self) -> None:
        """One home in seven has two children, the first has three; one child lives in two homes."""
        free = list(range(len(self.people.pupils)))
        self.chance.shuffle(free)
        while free:
            size = 3 if not self.people.homes else (2 if self.chance.random() < SIBLINGS_SHARE else 1)
            children, free = free[:size], free[size:]
            self._home(children)
        shared = self.people.homes[1].children[0]
        surname = self.people.pupils[shared].name.surname
        grandmother = (f"{surname} Нина Фёдоровна", "бабушка", self._phone())
        self.people.homes.append(Home([grandmother], [shared], "нет", "нет"))

    def _home(self, children: list[int]) -> None:
        base = self.chance.choice(SURNAMES) if len(children) > 1 else ""
        for child in children if base else ():
            pupil = self.people.pupils[child]
            female = pupil.name.patronymic.endswith("на")
            pupil.name = self._name([pupil.name.given, *(GIRLS if female else BOYS)], woman=female, surname=base)
        surname = self.people.pupils[children[0]].name.surname
        mother = feminine(base) if base else surname if surname.endswith(("а", "ая")) else feminine(surname)
        name = f"{mother} {self.chance.choice(WOMEN)} {self.chance.choice(PATRONYMICS)[1]}"
        devices = (
            "телефон" if len(children) == THREE else self.chance.choice(("телефон", "телефон, ноутбук", "планшет"))
        )
        internet = self.chance.choice(("да", "да", "мобильный", "нет"))
        self.people.homes.append(Home([(name, "мать", self._phone())], children, devices, internet))
