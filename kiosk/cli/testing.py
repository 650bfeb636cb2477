"""`run.py test`: everything that says whether the program is whole, in the order of what is quickest to mend.

All steps run even when one fails, so that one run shows everything; pytest comes last, its summary closes the output.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from kiosk.cli import debian
from kiosk.cli.opening import ROOT
from kiosk.cli.saying import show

OK: Final = 0
MEMORY: Final = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it
PLENTY: Final = 6 * 1024**3


class Step(msgspec.Struct, frozen=True):
    """A check of its own: a name for people, and what this Python is started with."""

    name: str
    arguments: tuple[str, ...]


# import-linter has no module that can be run
IMPORT_LINTER: Final = "from importlinter.cli import lint_imports_command as run; run()"

CHECKS: Final = (
    Step("lint", ("-m", "ruff", "check", "--quiet", ".")),
    Step("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Step("types", ("-m", "mypy", "--no-error-summary")),
    Step("imports", ("-c", IMPORT_LINTER, "--no-logo")),
    Step("templates", ("-m", "djlint", "templates", "--lint", "--quiet")),
    Step("dead code", ("-m", "vulture")),
    Step("translations", ("-m", "kiosk.words.build", "--check")),
)


class Outcome(msgspec.Struct, frozen=True):
    """How a check ended."""

    step: Step
    status: int
    seconds: float
    output: str


def check_everything(pytest_arguments: Sequence[str]) -> int:
    """0 if all is well. With arguments for pytest only pytest runs: they say what somebody is working on."""
    debian.bring_missing()
    outcomes = [] if pytest_arguments else [run(step) for step in CHECKS]
    status = run_pytest(pytest_arguments)
    return status or max((outcome.status != OK for outcome in outcomes), default=False)


def run(step: Step) -> Outcome:
    """Run one check; a line if it is well, everything it said if not."""
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603  because the words are ours
        [sys.executable, *step.arguments],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    outcome = Outcome(step, done.returncode, time.perf_counter() - started, done.stdout)
    show(line_of(outcome))
    if outcome.status != OK:
        show(outcome.output.rstrip())
    return outcome


def line_of(outcome: Outcome) -> str:
    verdict = "ok" if outcome.status == OK else "FAILED"
    return f"{outcome.step.name:<13}{verdict:<8}{outcome.seconds:6.1f} s"


def run_pytest(arguments: Sequence[str]) -> int:
    """Pytest in the foreground, so that its own summary is the last line."""
    given = list(arguments) or ["-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *given]
    with writing_to() as folder:
        places = environment() | ({"TMPDIR": folder} if folder else {})
        return subprocess.run(command, cwd=ROOT, env=places, check=False).returncode  # noqa: S603  because the words are ours


@contextmanager
def writing_to() -> Iterator[str]:
    """Where tests write: into memory where there is plenty, else where everybody does (empty).

    Every save waits for the disk, half of the time of all tests; what survives a cut of power is proved by a shim that
    counts what was synced, and a killed program leaves memory alone as it leaves a disk's cache.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < PLENTY:
        yield ""
        return
    # no space in its name: LD_PRELOAD, by which tests fill a disk and cut the power, knows no other end of a path
    with tempfile.TemporaryDirectory(prefix="kamerton-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        yield folder


def environment() -> dict[str, str]:
    """The same words and paths everywhere, whatever the machine speaks."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "120"}
