"""The small markup of instructions, which version is in force, references grown old: pure (F7).

The markup is what people type anyway: an empty line ends a paragraph, «1. » begins a step, «# » a heading. It becomes
blocks of plain text, never HTML, so a template escapes whatever stands in it.
"""

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.guides.records import Version
from kiosk.problems import N_

HEADING: Final = re.compile(r"#+\s*(.*)")
STEP: Final = re.compile(r"(\d{1,3})[.)]\s+(.*)")
"""«2.3. …» is no step: numbers of a regulation's paragraphs stay as they are typed."""


class Shape(StrEnum):
    """How a block is set."""

    HEADING = "heading"
    TEXT = "text"
    STEPS = "steps"


class Block(msgspec.Struct, frozen=True):
    """A heading, a paragraph of lines, or steps numbered from ``start``."""

    shape: Shape
    lines: tuple[str, ...]
    start: int = 1


def blocks(text: str) -> tuple[Block, ...]:
    """A text in blocks; every word of it is in one of them, in its order."""
    found: list[Block] = []
    open_block: Block | None = None
    for line in (raw.strip() for raw in text.splitlines()):
        if not line:
            open_block = None
            continue
        block = _begun(line)
        if open_block is not None and (joined := _joined(open_block, block)):
            found[-1] = open_block = joined
        else:
            found.append(block)
            open_block = block
    return tuple(found)


def _begun(line: str) -> Block:
    if heading := HEADING.fullmatch(line):
        return Block(Shape.HEADING, (heading[1],))
    if step := STEP.fullmatch(line):
        return Block(Shape.STEPS, (step[2],), int(step[1]))
    return Block(Shape.TEXT, (line,))


def _joined(block: Block, more: Block) -> Block | None:
    """The block with the next line in it; None when that begins another one."""
    if block.shape is Shape.HEADING or more.shape is Shape.HEADING:
        return None
    if more.shape is Shape.TEXT and block.shape is Shape.STEPS:
        return Block(Shape.STEPS, (*block.lines[:-1], f"{block.lines[-1]} {more.lines[0]}"), block.start)
    if more.shape is block.shape and (more.shape is Shape.TEXT or more.start == block.start + len(block.lines)):
        return Block(block.shape, (*block.lines, *more.lines), block.start)
    return None


def in_force(versions: Iterable[Version], date: dt.date) -> Version | None:
    """The version that holds on a date: the last one to begin, of two of a day the one written later."""
    begun = [one for one in versions if one.since <= date and not one.withdrawn]
    return max(begun, key=lambda one: (one.since, one.id), default=None)


class Aged(msgspec.Struct, frozen=True):
    """A reference that has a younger act: what it is called, how it is found, and what to compare with. Msgids."""

    old: str
    pattern: str
    new: str


AGED: Final = (
    Aged(
        N_("Order No. 816 on distance technologies"),
        r"(?:№|N|No\.)\s*816\b",
        N_("Government decree No. 1678 of 11.10.2023, in force since 01.09.2024"),
    ),
    Aged(
        N_("Order No. 536 on working time of teachers"),
        r"(?:№|N|No\.)\s*536\b",
        N_("Order No. 268 of 04.04.2025, in force since 01.09.2025"),
    ),
    Aged(
        N_("Order No. 1601 on hour norms of teachers"),
        r"(?:№|N|No\.)\s*1601\b",
        N_("Order No. 269 of 04.04.2025, in force since 01.09.2025"),
    ),
    Aged(
        N_("Order No. 196 on additional programmes"),
        r"(?:№|N|No\.)\s*196\b",
        N_("Order No. 629 of 27.07.2022; for a school of arts order No. 754 of the Ministry of Culture of 02.06.2021"),
    ),
)
"""Acts that regulations of such schools name and that have younger ones. To be checked, not asserted: only the school
knows which text it has approved, and the director decides."""


def aged_in(text: str) -> tuple[Aged, ...]:
    """References in a text that somebody should compare with the acts of today."""
    return tuple(one for one in AGED if re.search(one.pattern, text))
