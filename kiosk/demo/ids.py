"""Ids of what was written down, by the indexes and names of the made-up people."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Ids:
    """Index in `People` → id in the store; subjects by name."""

    staff: list[int] = field(default_factory=list)
    students: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    subjects: dict[str, int] = field(default_factory=dict)
