"""One task under several references: the homework of a report row, and what it became when it got a day (W3)."""

from collections import defaultdict
from collections.abc import Iterable

from kiosk.assignments.records import ASSIGNMENTS, Assignment
from kiosk.assignments.rules import parted
from kiosk.store import Store, where


class References:
    """Under which references the same task was ticked, handed in and sent back; for many tasks read at once.

    An assignment that grew from a row («a7» from «r804») is that homework with a day: what was done for either counts
    for both. Withdrawn, it leaves all of that to the homework, and to what the same row becomes afterwards.
    """

    def __init__(self, store: Store, references: Iterable[str]) -> None:
        self.asked = frozenset(references)
        named = [found for reference in self.asked if (found := parted(reference))]
        given = store[ASSIGNMENTS].many(sorted(number for what, number in named if what == "a"))
        rows = {number for what, number in named if what == "r"} | {one.row for one in given.values()} - {0}
        self.row = {one.reference: one.row for one in given.values()}
        self.grown: dict[int, list[Assignment]] = defaultdict(list)
        for one in store[ASSIGNMENTS].search(where("row").one_of(sorted(rows))) if rows else ():
            self.row[one.reference] = one.row
            self.grown[one.row].append(one)

    def of(self, reference: str) -> tuple[str, ...]:
        """All references of the task that this one names, itself first."""
        row = self._row(reference)
        whole = reference == f"r{row}"
        others = (one.reference for one in self.grown.get(row, ()) if whole or one.withdrawn)
        return tuple(dict.fromkeys((reference, *((f"r{row}", *others) if row else ()))))

    def all(self) -> list[str]:
        """Everything to be looked for."""
        return sorted({each for reference in self.asked for each in self.of(reference)})

    def grown_from(self, reference: str) -> list[Assignment]:
        """What stands now in place of this homework, or of the withdrawn task that it was; the latest first."""
        standing = [one for one in self.grown.get(self._row(reference), ()) if not one.withdrawn]
        return [] if any(one.reference == reference for one in standing) else standing[::-1]

    def today(self, reference: str) -> str:
        """The reference by which the task goes now: of its assignment, of the homework once that is withdrawn."""
        row, standing = self._row(reference), self.grown_from(reference)
        if len(standing) == 1:
            return standing[0].reference
        gone = any(one.reference == reference and one.withdrawn for one in self.grown.get(row, ()))
        return f"r{row}" if gone else reference

    def _row(self, reference: str) -> int:
        named = parted(reference)
        return named[1] if named and named[0] == "r" else self.row.get(reference, 0)
