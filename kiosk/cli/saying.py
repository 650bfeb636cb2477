"""What the command line says, in the language of the terminal, and how it refuses."""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Never

from kiosk.problems import N_, Problem, Refusal
from kiosk.words import Tongue, tongue

if TYPE_CHECKING:
    from kiosk.store import StoreError

Value = str | int | float


class Refused(Exception):
    """A command stops here for reasons a person can act on; exit status 1."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.msgid for problem in problems))
        self.problems = problems


def refuse(refusal: Refusal) -> Never:
    raise Refused(*refusal.problems)


def prepare_streams() -> None:
    """A redirected Windows console is cp1251 or cp866: a sign it lacks is written by its number, never an exception."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def language(environ: Mapping[str, str], encoding: str | None) -> str:
    """Russian, unless the terminal cannot show it or the machine clearly speaks another language (as run.py does)."""
    try:
        "я".encode(encoding or "ascii")
    except (UnicodeError, LookupError):
        return "en"
    chosen = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    name = chosen.partition(".")[0].lower()
    return "ru" if name in {"", "c", "posix"} or name.startswith("ru") else "en"


def words() -> Tongue:
    return tongue(language(os.environ, sys.stdout.encoding))


def worded(msgid: str, **values: Value) -> str:
    return words().worded(Problem(msgid, values=values))


def say(msgid: str, **values: Value) -> None:
    """A sentence on the screen at once, also into a pipe: a technician watches it."""
    show(worded(msgid, **values))


def show(text: str) -> None:
    print(text, flush=True)


def complain(problems: tuple[Problem, ...]) -> None:
    """A line for each problem, on the error stream."""
    for problem in problems:
        place = f"{problem.field}: " if problem.field else ""
        print(place + words().worded(problem), file=sys.stderr, flush=True)


def problem_of(error: "StoreError") -> Problem:  # noqa: PLR0911  because each error has its sentence
    """What a person at this PC can do about an error of the store."""
    from kiosk.store.errors import Busy, Damaged, Newer, Reason, Unwritable

    match error:
        case Busy(folder=folder, pid=pid) if pid:
            values: dict[str, Value] = {"folder": str(folder), "pid": str(pid)}
            return Problem(
                N_(
                    "Kamerton is already running with the data in %(folder)s (process %(pid)s). "
                    "Stop it first, or name another folder with --storage"
                ),
                values=values,
            )
        case Busy(folder=folder):
            return Problem(
                N_("Another program is using %(folder)s. Stop it first, or name another folder with --storage"),
                values={"folder": str(folder)},
            )
        case Unwritable(reason=Reason.FULL):
            return Problem(N_("The disk is full. Free some space, then start again; nothing was lost"))
        case Unwritable(reason=Reason.READ_ONLY, detail=detail):
            return Problem(
                N_("The folder of the data cannot be written to. Choose another one with --storage (%(detail)s)"),
                values={"detail": detail},
            )
        case Newer(where=where):
            return Problem(
                N_("%(where)s was written by a newer Kamerton. Start that version, or restore an older backup"),
                values={"where": where},
            )
        case Damaged(where=where, detail=detail):
            return Problem(
                N_("%(where)s is damaged: %(detail)s. Restore the last backup with run.py restore FILE"),
                values={"where": where, "detail": detail},
            )
        case _:
            return Problem(N_("The data cannot be used: %(reason)s"), values={"reason": str(error)})
