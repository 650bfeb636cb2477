"""Where the lessons of a grid stand: each cell with its day, time, teacher and room, wherever these are written (T3).

A value holds for a cell when it stands above it in a heading, beside it in its row, or further up in the same place:
schools merge days downwards, or write them once and leave the rest empty. What belongs to no lesson is kept as a note.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from kiosk.documents.sheets import Sheet
from kiosk.office.exchange.grid.cell import lessons_in, parts_of
from kiosk.office.exchange.grid.clock import Span
from kiosk.office.exchange.grid.headings import Block, blocks_of, stretches
from kiosk.office.exchange.grid.labels import Label, Look, People, Role, look_at
from kiosk.office.exchange.grid.table import Seen, Table, table_of

ROLES_BESIDE: Final = frozenset({Role.SUBJECT, Role.CLASS, Role.NOTE, Role.WHOM})
"""Side columns whose words belong to the lesson's own."""
HELD: Final = frozenset({Role.DAY, Role.TIME, Role.TEACHER, Role.NUMBER, None})
"""Side columns of a list that are written once and hold until the next."""


class Where(msgspec.Struct, frozen=True):
    """What a heading or a side cell says, and in which cell; nothing when none does."""

    look: Look | None = None
    address: str = ""
    row: int = -1


class Slot(msgspec.Struct, frozen=True):
    """A cell that holds a lesson. ``teacher``, ``accompanist`` and ``room`` as the headings say, often nothing."""

    sheet: str
    address: str
    row: int
    text: str
    day: int | None
    span: Span
    teacher: str = ""
    accompanist: str = ""
    room: str = ""
    time_at: str = ""
    teacher_at: str = ""

    @property
    def place(self) -> str:
        """«Расписание!D6»."""
        return f"{self.sheet}!{self.address}"


class Note(msgspec.Struct, frozen=True):
    """A text of the sheet that belongs to no lesson."""

    sheet: str
    address: str
    text: str

    @property
    def place(self) -> str:
        """«Расписание!B22»."""
        return f"{self.sheet}!{self.address}"


class Grid(msgspec.Struct, frozen=True):
    """A sheet that was recognised."""

    name: str
    title: str
    slots: tuple[Slot, ...]
    notes: tuple[Note, ...]


def grid_of(sheet: Sheet, people: People) -> Grid | None:
    """The lessons of a sheet, or None when it is no grid."""
    table = table_of(sheet, people)
    blocks = blocks_of(table) if table else []
    if table is None or not blocks:
        return None
    walk = _Walk(table, people)
    walk.above(blocks[0].first)
    for block in blocks:
        walk.below(block)
    if not any(slot.day is not None and (slot.span.start or parts_of(slot.text).span.start) for slot in walk.slots):
        return None  # not one lesson has a day and a time: a table of something else
    return Grid(sheet.name, walk.title, tuple(walk.slots), tuple(walk.notes))


class _Walk(msgspec.Struct):
    """Down the rows of a sheet, with what was said last."""

    table: Table
    people: People
    said: dict[Label, Where] = msgspec.field(default_factory=dict)
    slots: list[Slot] = msgspec.field(default_factory=list)
    notes: list[Note] = msgspec.field(default_factory=list)
    title: str = ""
    taken: set[Seen] = msgspec.field(default_factory=set)
    """Cells that were read already: a merged one covers several rows."""

    def above(self, row: int) -> None:
        """The name of the sheet and what stands over the first heading: a title, perhaps a day or a teacher."""
        name = look_at(self.table.name, self.people)
        if name.label in {Label.DAY, Label.PERSON, Label.ROOM}:
            self.said[name.label] = Where(name)
        if name.room:
            self.said[Label.ROOM] = Where(name)
        cells = dict.fromkeys(seen for number in range(row) for seen in self.table.row(number))
        self.title = " ".join(seen.look.text for seen in cells)
        for seen in cells:
            if seen.look.label in {Label.DAY, Label.PERSON, Label.ROOM}:
                self._say(seen.look.label, seen)

    def below(self, block: Block) -> None:
        """The rows of one block; a name in the corner of its headings holds for all of it."""
        for seen in dict.fromkeys(seen for row in range(block.first, block.last + 1) for seen in self.table.row(row)):
            if seen.look.label in {Label.DAY, Label.PERSON, Label.ROOM} and not block.columns[seen.left].stretch:
                self._say(seen.look.label, seen)
        for row in range(block.last + 1, block.end):
            cells = self.table.row(row)
            if len(cells) == 1 and self._is_band(cells[0], block):
                self._band(cells[0])
            elif cells:
                self._row(block, row, cells)

    def _is_band(self, seen: Seen, block: Block) -> bool:
        """The only cell of a row: a line that parts the sheet, unless it is a lesson under its heading."""
        across = {block.columns[column].stretch for column in range(seen.left, seen.right + 1)}
        return seen.look.label is not Label.WORDS or len(across) > 1 or across == {None}

    def _band(self, seen: Seen) -> None:
        if seen.look.label in {Label.DAY, Label.PERSON, Label.ROOM, Label.TIME}:
            self._say(seen.look.label, seen)
        elif seen not in self.taken:
            self._note(seen)
            self.said.pop(Label.TIME, None)

    def _row(self, block: Block, row: int, cells: list[Seen]) -> None:
        has_lessons = any(self._is_lesson(seen, block) for seen in cells)
        before = len(self.notes)
        for seen in cells:
            if self._is_side(block, seen):
                self._side(block, seen, has_lessons=has_lessons)
        if len(self.notes) > before and not any(seen.look.label is Label.TIME for seen in cells):
            self.said.pop(Label.TIME, None)  # something stands where the time would: the last one does not hold
        for stretch in stretches(block):
            self._stretch(block, row, stretch)

    def _is_side(self, block: Block, seen: Seen) -> bool:
        """In front of the lessons; in a list, where no axis stands above, only what holds for the rows below too."""
        column = block.columns[seen.left]
        if self._alone(block):
            return column.stretch is None
        return column.stretch is None and column.role in HELD

    def _is_lesson(self, seen: Seen, block: Block) -> bool:
        return block.columns[seen.left].holds_lessons and seen.look.label is not Label.TIME

    def _side(self, block: Block, seen: Seen, *, has_lessons: bool) -> None:
        """A cell in front of the lessons: what it says holds from here down."""
        if seen in self.taken:
            return
        look, role = seen.look, block.columns[seen.left].role
        if look.label in {Label.DAY, Label.PERSON, Label.ROOM, Label.TIME} and role is not Role.NUMBER:
            self.taken.add(seen)
            self._say(look.label, seen)
        elif role is Role.ROOM:
            self.taken.add(seen)
            self._say(Label.ROOM, seen, Look(Label.ROOM, look.text, room=look.text))
        elif role is Role.TEACHER and has_lessons:
            self.taken.add(seen)
            self._say(Label.PERSON, seen, Look(Label.PERSON, look.text, name=look.text))
        elif not look.text.strip(".№ ").isdigit():
            self.said.pop(Label.PERSON, None) if role is Role.TEACHER else None
            self._note(seen)

    def _say(self, label: Label, seen: Seen, look: Look | None = None) -> None:
        look = look or seen.look
        self.said[label] = Where(look, seen.address, seen.top)
        if label is not Label.TIME and self.said.get(Label.TIME, Where()).row < seen.top:
            self.said.pop(Label.TIME, None)
        if label is Label.PERSON and look.room:
            self.said[Label.ROOM] = Where(look, seen.address)
        elif label is Label.PERSON:
            self.said.pop(Label.ROOM, None)

    def _stretch(self, block: Block, row: int, stretch: tuple[int, int]) -> None:
        """What stands side by side under one heading is one lesson: its time, its words, its room."""
        first, last = stretch
        cells = [seen for seen in self.table.row(row) if first <= seen.left <= last and seen not in self.taken]
        cells = [seen for seen in cells if block.columns[seen.left].stretch is not None or not self._alone(block)]
        words = [seen for seen in cells if self._is_lesson(seen, block)]
        if not words:
            return
        own = words[0]
        if own.right > last:
            self._note(own)
            return
        self.taken.update(words)
        lines, beside = [line for seen in words for line in seen.look.lines], ""
        for seen in cells:
            if seen not in words and block.columns[seen.left].role in ROLES_BESIDE:
                self.taken.add(seen)
                beside = f"{beside}, {seen.look.text}"
        for text in lessons_in(lines) if len(words) == 1 else [", ".join(lines)]:
            self.slots.append(self._slot(block, own, f"{text}{beside}", cells))

    def _alone(self, block: Block) -> bool:
        """An axis stands above the columns, so that each stretch keeps to itself."""
        return any(column.axes for column in block.columns.values())

    def _slot(self, block: Block, own: Seen, text: str, cells: list[Seen]) -> Slot:
        axes = block.columns[own.left].axes
        day = self._where(axes, Label.DAY)
        who, room = self._where(axes, Label.PERSON), self._where(axes, Label.ROOM)
        if Label.PERSON in axes and Label.ROOM not in axes and axes[Label.PERSON].room:
            room = Where(axes[Label.PERSON])
        time, time_at = self._time(block, own, cells)
        beside = {block.columns[seen.left].role: seen.look for seen in cells if seen.left != own.left}
        teacher, at = beside.get(Role.TEACHER), beside.get(Role.ROOM)
        return Slot(
            sheet=self.table.name,
            address=own.address,
            row=own.top,
            text=text,
            day=day.look.day if day.look else None,
            span=time,
            teacher=(teacher.name or teacher.text) if teacher else who.look.name if who.look else "",
            accompanist=beside[Role.ACCOMPANIST].text if Role.ACCOMPANIST in beside else "",
            room=(at.room or at.text) if at else room.look.room if room.look else "",
            time_at=time_at or own.address,
            teacher_at=who.address or own.address,
        )

    def _where(self, axes: dict[Label, Look], label: Label) -> Where:
        return Where(axes[label]) if label in axes else self.said.get(label, Where())

    def _time(self, block: Block, own: Seen, cells: list[Seen]) -> tuple[Span, str]:
        """The time beside the cell, above it, or at the row; a cell over several rows ends with the last of them."""
        beside = next((seen for seen in cells if seen.look.label is Label.TIME), None)
        if beside is None and Label.TIME in block.columns[own.left].axes:
            return block.columns[own.left].axes[Label.TIME].span, ""
        found = Where(beside.look, beside.address) if beside else self.said.get(Label.TIME, Where())
        if found.look is None:
            return Span(), ""
        span = found.look.span
        for row in range(own.top + 1, own.bottom + 1):
            later = next((seen for seen in self._times(row, beside) if seen.top > own.top), None)
            span = Span(span.start, later.look.span.end) if later and later.look.span.end else span
        return span, found.address

    def _times(self, row: int, beside: Seen | None) -> Iterator[Seen]:
        places = [beside.left] if beside else range(self.table.width)
        for column in places:
            seen = self.table.at(row, column)
            if seen and seen.look.label is Label.TIME:
                yield seen

    def _note(self, seen: Seen) -> None:
        if seen not in self.taken:
            self.taken.add(seen)
            self.notes.append(Note(self.table.name, seen.address, seen.look.text))
