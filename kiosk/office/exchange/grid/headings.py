"""The headings of a grid: rows that name days, teachers, rooms or times for the columns below them (T3)."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec

from kiosk.office.exchange.grid.labels import Label, Look, Role
from kiosk.office.exchange.grid.table import Seen, Table

AXES: Final = (Label.DAY, Label.PERSON, Label.ROOM, Label.TIME)
SEVERAL: Final = 2


class Column(msgspec.Struct):
    """What the headings above say of a column; ``stretch`` tells columns of one heading from those of the next."""

    axes: dict[Label, Look] = msgspec.field(default_factory=dict)
    role: Role | None = None
    stretch: tuple[int, int] | None = None

    @property
    def holds_lessons(self) -> bool:
        """It stands under a heading, and not as one of its side columns."""
        return self.stretch is not None and self.role in {None, Role.WHOM, Role.SUBJECT}


class Block(msgspec.Struct):
    """Rows of headings on top of each other, and the rows below until the next such block."""

    first: int
    last: int
    end: int
    columns: dict[int, Column]


def blocks_of(table: Table) -> list[Block]:
    """All blocks of a sheet, from the top down."""
    kinds = {row: kind for row in range(table.height) if (kind := _kind_of(table, row))}
    blocks: list[Block] = []
    for row, kind in kinds.items():
        if blocks and blocks[-1].last == row - 1 and not _repeats(blocks[-1], kind):
            blocks[-1].last = row
        else:
            blocks.append(Block(row, row, table.height, {column: Column() for column in range(table.width)}))
        _read(table, row, kind, blocks[-1])
    for block, following in pairwise(blocks):
        block.end = following.first
    for block in blocks:
        _complete(block)
    return blocks


def _kind_of(table: Table, row: int) -> Label | None:
    """What a row of headings names; None for a row of something else."""
    cells = table.row(row)
    counts = Counter(seen.look.label for seen in cells)
    alone = counts[Label.TIME] + counts[Label.WORDS] == 0
    several_days = counts[Label.DAY] >= SEVERAL and _different(cells, Label.DAY)
    if alone and (several_days or _is_single_day(table, row, cells, counts)):
        return Label.DAY
    if counts[Label.PERSON] >= SEVERAL and not counts[Label.TIME] and counts[Label.WORDS] < counts[Label.PERSON]:
        return Label.PERSON
    if _names_rooms(table, row, cells, counts):
        return Label.ROOM
    if counts[Label.TIME] >= SEVERAL and not counts[Label.WORDS] and _is_row_of_times(table, row, cells):
        return Label.TIME
    if counts[Label.ROLE] >= SEVERAL and alone and not counts[Label.PERSON]:
        return Label.ROLE
    return None


def _is_single_day(table: Table, row: int, cells: list[Seen], counts: Counter[Label]) -> bool:
    """One day beside other headings, or at the very top: who comes once a week."""
    day = next((seen for seen in cells if seen.look.label is Label.DAY), None)
    if day is None or counts[Label.DAY] > 1 or day.left == 0 or len(cells) < SEVERAL:
        return False
    return counts[Label.ROLE] > 0 or not any(table.row(above) for above in range(row))


def _different(cells: list[Seen], label: Label) -> bool:
    """Headings differ from each other, values below them may be alike."""
    texts = [seen.look.day if label is Label.DAY else seen.look.text for seen in cells if seen.look.label is label]
    return len(set(texts)) >= SEVERAL


def _names_rooms(table: Table, row: int, cells: list[Seen], counts: Counter[Label]) -> bool:
    """«каб. 1 | каб. 2 | Зал», or bare numbers where «Кабинеты» stands above or in front."""
    if counts[Label.TIME] or counts[Label.DAY] or counts[Label.PERSON]:
        return False
    if counts[Label.ROOM] >= SEVERAL:
        return counts[Label.WORDS] < counts[Label.ROOM]
    above = [*cells, *(table.row(row - 1) if row else [])]
    numbers = [seen for seen in cells if seen.look.label is Label.WORDS and seen.look.text.isdigit()]
    said = any(seen.look.role is Role.ROOM for seen in above)
    return said and len(numbers) >= SEVERAL and len(numbers) + counts[Label.ROLE] + counts[Label.ROOM] == len(cells)


def _is_row_of_times(table: Table, row: int, cells: list[Seen]) -> bool:
    """Times across the top: below them stands something else."""
    times = [seen for seen in cells if seen.look.label is Label.TIME]
    below = [table.at(row + 1, seen.left) for seen in times]
    return any(below) and not any(seen and seen.look.label is Label.TIME for seen in below)


def _repeats(block: Block, kind: Label) -> bool:
    """The same axis named again begins a new block."""
    return any(kind in column.axes for column in block.columns.values())


def _read(table: Table, row: int, kind: Label, block: Block) -> None:
    """Note one row of headings: the axis with its stretches, roles of columns."""
    cells = table.row(row)
    for seen in cells:
        if seen.look.role is not None and not (kind is Label.ROOM and seen.right > seen.left):
            for column in range(seen.left, seen.right + 1):
                block.columns[column].role = seen.look.role
    heads = [seen for seen in cells if _is_head(seen, kind)]
    usual = max(Counter(_reach(table, heads, place) for place in range(len(heads) - 1)), default=0)
    for place, seen in enumerate(heads):
        width = _reach(table, heads, place) if place < len(heads) - 1 else max(usual, seen.right - seen.left + 1)
        first, last = seen.left, min(seen.left + width, table.width) - 1
        for column in range(first, last + 1):
            _put(block.columns[column], kind, seen.look, (first, last))


def _is_head(seen: Seen, kind: Label) -> bool:
    """Among teachers or rooms an unknown word is one of them too: a vacancy, a hall."""
    return seen.look.label is kind or (kind in {Label.PERSON, Label.ROOM} and seen.look.label is Label.WORDS)


def _reach(table: Table, heads: list[Seen], place: int) -> int:
    """How many columns a heading stands over: its own, and empty ones up to the next heading."""
    seen = heads[place]
    column = seen.right + 1
    while column < heads[place + 1].left and table.at(seen.top, column) is None:
        column += 1
    return column - seen.left


def _put(column: Column, kind: Label, look: Look, stretch: tuple[int, int]) -> None:
    if kind in AXES:
        named = look if look.label is kind else _as(kind, look)
        column.axes[kind] = named
        smaller = column.stretch is None or stretch[1] - stretch[0] < column.stretch[1] - column.stretch[0]
        column.stretch = stretch if smaller else column.stretch


def _as(kind: Label, look: Look) -> Look:
    """A word among teachers is a name, among rooms a room."""
    return Look(kind, look.text, name=look.text if kind is Label.PERSON else "", room=look.text)


def _complete(block: Block) -> None:
    """A list without any axis above is one stretch of all its columns: the lesson stands where somebody is named."""
    if any(column.stretch for column in block.columns.values()):
        return
    roles = {column.role for column in block.columns.values()}
    lessons = Role.WHOM if Role.WHOM in roles else Role.SUBJECT
    width = len(block.columns)
    for column in block.columns.values():
        if column.role is lessons:
            column.stretch = (0, width - 1)


def stretches(block: Block) -> Iterator[tuple[int, int]]:
    """Each stretch of columns once, from left to right."""
    yield from dict.fromkeys(column.stretch for column in block.columns.values() if column.stretch)
