"""What is wrong and what is doubtful, collected cell by cell; a sheet never stops at its first mistake (O2)."""

import re
from typing import Final

import msgspec

from kiosk.problems import N_, Problem, Value

MOST: Final = 500
"""So many sentences are kept; nobody reads more, and a file of the wrong kind would give a hundred thousand."""


class Findings(msgspec.Struct):
    """Refusals stop the whole import, cautions are shown before «Записать» is pressed."""

    refused: list[Problem] = msgspec.field(default_factory=list)
    cautions: list[Problem] = msgspec.field(default_factory=list)
    unsaid: int = 0
    _said: set[tuple[str, str, str]] = msgspec.field(default_factory=set)

    def refuse(self, cell: str, msgid: str, /, paragraph: str = "", **values: Value) -> None:
        """Note what is wrong with a cell («Расписание!C22»)."""
        self.take(Problem(msgid, cell, paragraph, values))

    def take(self, problem: Problem) -> None:
        """Note a sentence that somebody else found."""
        said = (problem.field, problem.msgid, repr(sorted(problem.values.items())))
        if said in self._said:
            return  # a cell may be read twice
        self._said.add(said)
        if len(self.refused) < MOST:
            self.refused.append(problem)
        else:
            self.unsaid += 1

    def caution(self, cell: str, msgid: str, /, paragraph: str = "", **values: Value) -> None:
        """Note what is to be thought over."""
        self.warn(Problem(msgid, cell, paragraph, values))

    def warn(self, problem: Problem) -> None:
        """The same for a sentence that somebody else found."""
        said = (problem.field, problem.msgid, repr(sorted(problem.values.items())))
        if len(self.cautions) < MOST and said not in self._said:
            self._said.add(said)
            self.cautions.append(problem)

    @property
    def count(self) -> int:
        """How much was refused so far, said or not."""
        return len(self.refused) + self.unsaid

    def problems(self) -> tuple[Problem, ...]:
        """All refusals from the top of each sheet down, and how many more there are."""
        sheets = list(dict.fromkeys(problem.field.rpartition("!")[0] for problem in self.refused))
        ordered = sorted(
            self.refused, key=lambda problem: (sheets.index(problem.field.rpartition("!")[0]), _row(problem))
        )
        if not self.unsaid:
            return tuple(ordered)
        return (*ordered, Problem(AND_MORE, values={"more": self.unsaid}))


def _row(problem: Problem) -> int:
    """The row of a cell, 0 for a sentence about a whole sheet."""
    match = re.search(r"![A-Z]+(\d+)$", problem.field)
    return int(match[1]) if match else 0


AND_MORE: Final = N_("And so on: %(more)s more. Mend these first, then bring the file again.")
