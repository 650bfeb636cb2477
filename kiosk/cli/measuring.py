"""`run.py bench NAME`: measurements on the school's own PC (O5)."""

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from kiosk.cli.saying import Refused
from kiosk.problems import N_, Problem


class Bench(Protocol):
    """What a module of `kiosk.bench` offers."""

    def main(self, rows: int, json: Path | None) -> bool:
        """Measure, print beside the peers, write the JSON if asked; True if every goal was met."""


def measure(name: str, rows: int, json_file: Path | None) -> None:
    """Raises Refused when a goal was missed: the figures stand above it."""
    bench = cast("Bench", import_module(f"kiosk.bench.{name}"))  # because a module answers by its functions
    try:
        met = bench.main(rows, json_file)
    except ImportError as error:
        raise Refused(
            Problem(N_("This bench needs %(what)s, which the tests use too"), values={"what": error.name or ""})
        ) from error
    if not met:
        raise Refused(Problem(N_("Not every goal was met on this PC; the table above shows which")))
