"""Files as they come: several at once are read side by side, each in a process of its own (O2)."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from kiosk.documents import sheets
from kiosk.office.exchange.raw import JSON_LINES, RawLines
from kiosk.office.exchange.tables import Brought
from kiosk.problems import N_, Problem, Refusal

AT_ONCE: Final = 4
MOST_FILES: Final = 20


def read_files(files: Sequence[tuple[str, Path]]) -> list[Brought | RawLines] | Refusal:
    """The sheets of all files, or every sentence about those that cannot be read. Pairs: a name, a place."""
    if len(files) > MOST_FILES:
        return Refusal.of(TOO_MANY, limit=MOST_FILES)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        read = list(pool.map(_reader(), files))
    problems = [problem for found in read if isinstance(found, Refusal) for problem in found.problems]
    if problems:
        return Refusal.all(problems)
    return [found for found in read if not isinstance(found, Refusal)]


def _reader() -> Callable[[tuple[str, Path]], Brought | RawLines | Refusal]:
    def read(file: tuple[str, Path]) -> Brought | RawLines | Refusal:
        name, path = file
        if name.endswith(JSON_LINES) and path.stat().st_size <= sheets.SIZE_LIMIT:
            return RawLines(name, path.read_bytes())
        found = sheets.read(path, name)
        if isinstance(found, Refusal):
            return Refusal.all(_named(problem, name) for problem in found.problems)
        return Brought(name, found)

    return read


def _named(problem: Problem, name: str) -> Problem:
    return Problem(problem.msgid, name, problem.paragraph, problem.values)


TOO_MANY: Final = N_("At most %(limit)s files at once. Bring the rest afterwards.")
