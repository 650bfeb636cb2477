"""Servers for measuring, each in a process of its own: the kiosk as `run.py serve` starts it, and its peer (O5)."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.bench.bare import Sizes
from kiosk.bench.wire import Asked, WrongAnswer, fetch

ROOT: Final = Path(__file__).parents[2]
HOST: Final = "kiosk.test"
"""A name that is not localhost, for which browsers offer other packings."""
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20.0
POLL_SECONDS: Final = 0.005

_BARE: Final = """
import socket, sys
from pathlib import Path
from kiosk.bench.bare import Sizes, bare_app
from kiosk.cli.server import run
from kiosk.settings import Settings
port, kept, rendered = map(int, sys.argv[1:])
run(bare_app(Sizes(kept, rendered)), Settings(storage=Path()), socket.create_server(("127.0.0.1", port)))
"""
"""The bare app on the waitress settings of the kiosk itself."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``started_ms`` from the start of its process to its first page."""

    process: int
    port: int
    started_ms: float

    def ask(self, path: str, cookie: str = "") -> Asked:
        """A request to it as a browser of the school would send it."""
        return Asked(path, f"{HOST}:{self.port}", cookie)

    def megabytes(self) -> float:
        """Its resident memory; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process}/status")
        if not status.exists():
            return 0.0
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def kiosk(storage: Path) -> Iterator[Server]:
    """The school's own server on a storage folder."""
    port = free_port()
    arguments = ["-m", "kiosk.cli", "serve", "--storage", str(storage), "--port", str(port)]
    with _running(arguments, port, "/") as server:
        yield server


@contextmanager
def bare(sizes: Sizes) -> Iterator[Server]:
    """The peer with pages of these sizes."""
    port = free_port()
    with _running(["-c", _BARE, str(port), str(sizes.kept), str(sizes.rendered)], port, "/kept") as server:
        yield server


@contextmanager
def _running(arguments: list[str], port: int, first_page: str) -> Iterator[Server]:
    as_run_py_sets = {
        "MALLOC_ARENA_MAX": "1",
        "PYTHONUTF8": "1",
        "PYTHONOPTIMIZE": "2",
        "PYTHONNODEBUGRANGES": "1",
    }
    environ = as_run_py_sets | os.environ | {"KAMERTON_HOSTS": HOST, "KAMERTON_LISTEN": "127.0.0.1"}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a school's second start finds its modules compiled
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  because the command line is our own
        [sys.executable, *arguments], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _first_answer(process, Asked(first_page, f"{HOST}:{port}"), port)
        yield Server(process.pid, port, (time.perf_counter() - began) * 1000)
    finally:
        _stop(process)


def _first_answer(process: "subprocess.Popen[bytes]", asked: Asked, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(ConnectionError):
            fetch(port, asked)
            return
        time.sleep(POLL_SECONDS)
    raise WrongAnswer("the server did not start")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """As Ctrl-C does; where there are no signals, at once."""
    if sys.platform == "win32":
        process.terminate()
    else:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
