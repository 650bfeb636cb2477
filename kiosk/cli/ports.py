"""Taking the kiosk's port, and naming who holds it when it is taken (O5)."""

import errno
import re
import socket
import sys
from pathlib import Path
from typing import Final

from kiosk.problems import N_, Problem

PORTS_TRIED: Final = 20
FIRST_FOR_EVERYBODY: Final = 1024
_LISTENING: Final = "0A"  # the state in /proc/net/tcp
_TAKEN: Final = frozenset({errno.EADDRINUSE, errno.EACCES, 10048, 10013})  # the last two are Windows' own


def take(address: str, port: int, *, next_free: bool) -> socket.socket | Problem:
    """A bound socket. next_free: if the port is taken, one of the following (as long as no paper carries it)."""
    last = min(port + PORTS_TRIED, 65535) if next_free and port else port
    for number in range(port, last + 1):
        try:
            return _bound(address, number)
        except OSError as error:
            if error.errno not in _TAKEN:
                return Problem(
                    N_("This PC has no address %(address)s to listen on: %(reason)s"),
                    values={"address": address, "reason": error.strerror or str(error)},
                )
    return taken(port)


def taken(port: int) -> Problem:
    """The sentence for a port that somebody else has, naming the program where the system tells it."""
    if holder := holder_of(port):
        return Problem(
            N_(
                "Port %(port)s is taken by %(program)s (process %(pid)s). The paper cards carry this port: "
                "stop that program, or start with --port and print the cards anew"
            ),
            values={"port": str(port), "program": holder[1], "pid": str(holder[0])},
        )
    if port < FIRST_FOR_EVERYBODY and sys.platform != "win32":
        return Problem(
            N_("Port %(port)s may be opened by the administrator only. Choose one from 1024 up"),
            values={"port": str(port)},
        )
    if sys.platform == "win32":
        return Problem(
            N_(
                "Port %(port)s is taken or not allowed. «netstat -ano | findstr :%(port)s» shows the process. "
                "The paper cards carry this port: stop that program, or start with --port and print the cards anew"
            ),
            values={"port": str(port)},
        )
    return Problem(
        N_(
            "Port %(port)s is taken by another program. The paper cards carry this port: "
            "stop that program, or start with --port and print the cards anew"
        ),
        values={"port": str(port)},
    )


def holder_of(port: int, proc: Path = Path("/proc")) -> tuple[int, str] | None:
    """(process, program) that listens on the port; None where the system does not tell (Windows, other users)."""
    inodes = {inode for table in ("tcp", "tcp6") for inode in _listening(proc / "net" / table, port)}
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in proc.glob("[0-9]*") if wanted else ():
        try:
            if any(str(link.readlink()) in wanted for link in (process / "fd").iterdir()):
                return int(process.name), _program(process)
        except OSError:
            continue
    return None


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # there REUSEADDR would let two servers share a port, and each get half of the requests
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        sock.listen(1024)
    except BaseException:
        sock.close()
        raise
    return sock


def _listening(table: Path, port: int) -> list[str]:
    try:
        lines = table.read_text("ascii").splitlines()[1:]
    except OSError:
        return []
    fields = [line.split() for line in lines]
    return [row[9] for row in fields if row[3] == _LISTENING and int(row[1].rpartition(":")[2], 16) == port]


def _program(process: Path) -> str:
    words = re.split(r"\0", (process / "cmdline").read_text(errors="replace").strip("\0"))
    if "kiosk.cli" in words:
        return "Kamerton"
    return (process / "comm").read_text(errors="replace").strip() or Path(words[0]).name
