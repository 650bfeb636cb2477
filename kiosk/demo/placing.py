"""The week of the made-up school: every lesson placed so that nobody is in two places at once."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.actor import Role
from kiosk.demo.curriculum import PLAYS_ALONE, SINGING, THEORY, Plan
from kiosk.demo.people import Circle, People

STEP_MINUTES: Final = 5
WEEKDAYS: Final = 6
SATURDAY: Final = 5
LENGTHS: Final = {40: 4, 60: 6, 80: 8}
"""Minutes on site → quarters of an academic hour of 40 minutes."""
SENIOR: Final = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A lesson of the week; people are indexes, -1 means nobody."""

    weekday: int
    start: int
    minutes: int
    teacher: int
    accompanist: int
    subject: str
    pupil: int
    circle: int
    room: int

    @property
    def begins(self) -> dt.time:
        """Start on the clock."""
        return dt.time(self.start // 60, self.start % 60)

    def ends(self, minutes: int) -> dt.time:
        """End after so many minutes."""
        end = self.start + minutes
        return dt.time(end // 60, end % 60)


class Placer:
    """Places greedily: collectives, then classes, then individual lessons, each at the first hour that suits all."""

    def __init__(self, chance: random.Random, plan: Plan, people: People) -> None:
        self.chance, self.plan, self.people = chance, plan, people
        self.busy: dict[tuple[str, int, int], int] = defaultdict(int)
        self.load: dict[int, int] = defaultdict(int)
        self.placed: list[Placed] = []

    def place(self) -> list[Placed]:
        """All lessons of the week, by day and hour."""
        theory = [place for place, one in enumerate(self.people.staff) if one.department == THEORY]
        choir = [one for one, who in enumerate(self.people.staff) if who.department == SINGING and not who.instrument]
        for place, circle in enumerate(self.people.circles):
            if circle.kind != "класс":
                leader = self._least(choir) if circle.kind == "хор" else self._leader(circle)
                subject = circle.kind.capitalize()
                self._lesson(
                    subject, leader, circle=place, minutes=80 if circle.kind == "хор" else 60, accompanied=True
                )
        for place, circle in enumerate(self.people.circles):
            if circle.kind == "класс":
                teacher = self._least(theory)
                second = "Музыкальная литература" if circle.year >= SENIOR else "Слушание музыки"
                self._lesson("Сольфеджио", teacher, circle=place, minutes=60)
                self._lesson(second, teacher, circle=place, minutes=40)
        for place, pupil in enumerate(self.people.pupils):
            subject = f"Специальность ({pupil.instrument})"
            accompanied = pupil.instrument not in PLAYS_ALONE
            first = self._lesson(subject, pupil.teacher, pupil=place, minutes=40)
            self._lesson(subject, pupil.teacher, pupil=place, minutes=40, accompanied=accompanied, not_on=first)
        return sorted(self.placed, key=lambda one: (one.weekday, one.start, one.room))

    def _leader(self, circle: Circle) -> int:
        """An instrument teacher of the players leads their ensemble."""
        return self._least(sorted({self.people.pupils[member].teacher for member in circle.members}))

    def _least(self, staff: list[int]) -> int:
        return min(staff, key=lambda one: self.load[one])

    def _lesson(
        self,
        subject: str,
        teacher: int,
        *,
        minutes: int,
        pupil: int = -1,
        circle: int = -1,
        accompanied: bool = False,
        not_on: int = -1,
    ) -> int:
        """Place one lesson; returns its weekday."""
        pupils = [pupil] if pupil >= 0 else self.people.circles[circle].members
        helpers = self._accompanists() if accompanied else []
        for weekday, start in self._hours(not_on):
            mask = mask_of(start, minutes + 5)
            if not self._free("staff", [teacher], weekday, mask) or not self._free("pupil", pupils, weekday, mask):
                continue
            room = next((one for one in range(1, self.plan.rooms + 1) if self._free("room", [one], weekday, mask)), 0)
            if not room:
                continue
            helper = next((one for one in helpers if self._free("staff", [one], weekday, mask)), -1)
            self._take(weekday, mask, {"staff": [teacher, helper], "pupil": pupils, "room": [room]})
            self.load[teacher] += minutes
            self.placed.append(Placed(weekday, start, minutes, teacher, helper, subject, pupil, circle, room))
            return weekday
        raise ValueError(f"no hour for {subject}")

    def _accompanists(self) -> list[int]:
        return [place for place, one in enumerate(self.people.staff) if one.roles == (Role.ACCOMPANIST,)]

    def _hours(self, not_on: int) -> Iterator[tuple[int, int]]:
        """Hours of the week by chance of the day: afternoons first, mornings when they are full."""
        days = [day for day in range(WEEKDAYS) if day != not_on]
        self.chance.shuffle(days)
        for first, last in ((13 * 60, 19 * 60), (8 * 60 + 30, 12 * 60)):
            for start in range(first, last, 45):
                for day in days:
                    yield day, (start - 4 * 60 if day == SATURDAY and first == 13 * 60 else start)

    def _free(self, kind: str, ids: list[int], weekday: int, mask: int) -> bool:
        return not any(self.busy[kind, one, weekday] & mask for one in ids if one >= 0)

    def _take(self, weekday: int, mask: int, taken: dict[str, list[int]]) -> None:
        for kind, ids in taken.items():
            for one in ids:
                self.busy[kind, one, weekday] |= mask


def mask_of(start: int, minutes: int) -> int:
    """The minutes of a lesson as bits of five."""
    return ((1 << (minutes // STEP_MINUTES)) - 1) << (start // STEP_MINUTES)
