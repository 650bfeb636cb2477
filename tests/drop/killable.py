"""The real server on a folder, to be killed with -9 and begun again (W1). Only where processes can be forked."""

from __future__ import annotations

import array
import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.app import COLLECTIONS
from kiosk.clock import SchoolClock
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.store import Store
from tests.drop.wire import Line

ROOT = Path(__file__).parents[2]
HERE = sys.platform == "linux"


@dataclass
class Server:
    """A process that serves the folder."""

    pid: int
    port: int
    cookie: str
    student: int
    lines: list[Line] = field(default_factory=list)

    def line(self) -> Line:
        """A new connection."""
        self.lines.append(Line(self.port, self.cookie))
        return self.lines[-1]

    def begun(self, size: int) -> str:
        """The address of a new upload."""
        told = {"filename": "Полонез.mp3", "student": str(self.student), "task": "Полонез"}
        pairs = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
        answer = self.line().ask("POST", "/uploads/", Upload_Length=size, Upload_Metadata=pairs)
        assert answer.status == 201, answer
        return answer.headers["location"]

    def kill(self) -> None:
        """-9, and gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
            while True:
                os.kill(self.pid, 0)
                time.sleep(0.001)
        for line in self.lines:
            line.finish()


class Nursery:
    """The process that all servers are forked from."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "tests.drop.workload"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT
        )

    @contextmanager
    def serving(self, folder: Path) -> Iterator[Server]:
        """A server on this folder, killed at the end."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{folder}\n".encode())
        self.process.stdin.flush()
        said: list[bytes] = []
        for line in self.process.stdout:
            if line.startswith(b"{"):
                server = Server(**json.loads(line))
                break
            said.append(line)
        else:
            raise AssertionError(b"".join(said).decode())
        try:
            yield server
        finally:
            server.kill()

    def end(self) -> None:
        """No more of them."""
        self.process.kill()
        self.process.communicate()


def still_here(line: Line) -> int:
    """Bytes that have not even left this side; what the other side's system has taken counts as received."""
    import fcntl
    import termios

    count = array.array("i", [0])
    fcntl.ioctl(line.sock, termios.TIOCOUTQ, count)
    return count[0]


def lies_there(folder: Path, path: str) -> int | None:
    """Bytes in the part; None when there is none."""
    part = folder / "vault" / f"{path.rsplit('/', 1)[1]}.part"
    return part.stat().st_size if part.exists() else None


def contents(folder: Path) -> list[str]:
    """Digests of the works, each compared with its file; nothing half under any final name, nothing left over."""
    store = Store.open(folder, COLLECTIONS, clock=SchoolClock("Asia/Barnaul"))
    try:
        assert store.vault.check() == []
        assert [one for one in store[ARRIVALS].all() if one.done_at is None] == []
        assert list(store.vault.parts()) == []
        return sorted(one.sha256 for one in store[UPLOADS].all())
    finally:
        store.close()
