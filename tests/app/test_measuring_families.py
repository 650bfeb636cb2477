"""`bench families` and `bench lowband` measure what they say (F1, O5); the figures themselves are for people."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from kiosk.bench import families, report
from kiosk.bench.slow_link import slow_link
from kiosk.bench.visits import Waits, visit
from kiosk.bench.wire import Asked, fetch
from tests.journeys.conftest import HOST

ROOT = Path(__file__).parents[2]
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that says the same to everybody; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    plug, _ = server.accept()
                except OSError:
                    return
                with plug:
                    plug.recv(1000)
                    plug.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_the_bench_of_families_runs_without_an_error_and_beside_its_peers(tmp_path: Path) -> None:
    families.main(1000, tmp_path / "bench.json")
    written = msgspec.json.decode((tmp_path / "bench.json").read_bytes(), type=dict[str, report.Measure])
    errors = {name: one.value for name, one in written.items() if name.endswith("errors")}
    assert (len(errors), set(errors.values())) == (3, {0})
    assert {one.peer_name for one in written.values()} == {"", "bare Flask page", "static file"}
    assert all(one.runs and one.goal for one in written.values())


@pytest.mark.parametrize(
    ("answer", "errors"), [(PAGE, 0), (b"HTTP/1.1 500 NO\r\nContent-Length: 0\r\n\r\n", 12), (b"", 12)]
)
@pytest.mark.parametrize("over_seconds", (0.0, 0.05))
def test_whoever_got_no_page_is_counted(answer: bytes, errors: int, over_seconds: float) -> None:
    with answering(answer) as port:
        waits = visit(port, [Asked("/", HOST)] * 12, over_seconds)
    assert (waits.errors, len(waits.seconds)) == (errors, 12 - errors)


def test_nobody_there_is_an_error_for_each() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    waits = visit(port, [Asked("/", HOST)] * 3, 0)
    assert (waits.errors, waits.ms(99), Waits().ms(50)) == (3, 0.0, 0.0)


def test_a_slow_link_loses_no_byte() -> None:
    with answering(PAGE) as port, slow_link(port, bits_per_second=10**9, round_trip_seconds=0.0) as link:
        assert fetch(link.port, Asked("/", HOST)) == PAGE
        link.hang_up()
        assert fetch(link.port, Asked("/", HOST)) == PAGE


@pytest.mark.parametrize("name", ["lowband", "evening"])
def test_a_bench_in_a_browser_runs_and_prints_its_figures(tmp_path: Path, name: str) -> None:
    """A slow link, a teacher's evening."""
    command = [sys.executable, "-m", "kiosk.cli", "bench", name, "--rows", "1000", "--json", "bench.json"]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr.decode()  # 1: this machine met not every goal
    written = msgspec.json.decode((tmp_path / "bench.json").read_bytes(), type=dict[str, report.Measure])
    assert [name for name in written if name not in done.stdout.decode()] == []
    assert all(one.value > 0 and one.runs for one in written.values())
