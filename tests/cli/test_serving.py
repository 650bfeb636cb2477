"""O5: the server as a technician meets it: over real sockets and signals, ended as a service ends it."""

import hashlib
import hmac
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from kiosk.cli import ports
from kiosk.cli.light import hash_without_openssl
from kiosk.cli.server import base_url, other_addresses, waitress_options
from kiosk.problems import Problem
from kiosk.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LANG": "en_US.UTF-8", "LC_ALL": ""}

SLOW_APP = """
import sys, threading
from pathlib import Path
from flask import Flask
from kiosk.cli import ports, server
from kiosk.settings import Settings
app = Flask("slow")
asked, go_on = threading.Event(), Path(sys.argv[1])
@app.get("/")
def slow():
    print("asked", flush=True)
    while not go_on.exists():
        threading.Event().wait(0.01)
    return "whole"
taken = ports.take("127.0.0.1", 0, next_free=False)
print(taken.getsockname()[1], flush=True)
server.run(app, Settings(storage=Path(".")), taken)
print("stopped", flush=True)
"""

LOOKED_INSIDE = """
import json, sys
from pathlib import Path
from kiosk.cli.__main__ import main
storage, file = sys.argv[1:]
status = main(["serve", "--port", "0", "--listen", "127.0.0.1", "--storage", storage])
def here():
    return sorted(one for one in ("_hashlib", "_lzma", "html.entities", "http.server", "ssl") if sys.modules.get(one))
found = [here()]
import hashlib
from argon2 import PasswordHasher
from itsdangerous import URLSafeTimedSerializer
from kiosk.store.files import sha256_of
from kiosk.store.hashing import quick_hash
from kiosk.web.tokens import signed
from werkzeug.serving import is_running_from_reloader
import html, importlib.metadata, lzma
found += [sha256_of(Path(file)), quick_hash("sha1").hexdigest(), hashlib.new("sha1").hexdigest(), here()]
found += [PasswordHasher().verify(PasswordHasher().hash("1"), "1"), signed(b"secret", "session 1")]
found += [URLSafeTimedSerializer("key").loads(URLSafeTimedSerializer("key").dumps(1)), is_running_from_reloader()]
found += [importlib.metadata.version("flask"), html.escape("<"), lzma.decompress(lzma.compress(b"<")).decode()]
print(json.dumps([status, *found]))
"""


@dataclass
class Running:
    """A server in a process of its own."""

    process: subprocess.Popen[str]

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=20)
        return self.process.returncode, rest


@contextmanager
def started(*arguments: str) -> Iterator[Running]:
    command = [sys.executable, "-P", *arguments]
    with subprocess.Popen(
        command, env=ENGLISH, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


def kiosk(*arguments: str, storage: Path) -> tuple[str, ...]:
    return ("-m", "kiosk.cli", *arguments, "--storage", str(storage))


def run(*arguments: str, storage: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", *kiosk(*arguments, storage=storage)]
    return subprocess.run(
        command, env=ENGLISH, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60
    )


@pytest.mark.parametrize("number", (signal.SIGTERM, signal.SIGINT))
def test_it_says_its_address_answers_there_and_stops_when_told(tmp_path: Path, number: signal.Signals) -> None:
    with started(*kiosk("serve", "--port", "0", "--listen", "127.0.0.1", storage=tmp_path / "школа")) as server:
        line = server.line()
        address = line.removeprefix("Kamerton is running: ")
        assert address.startswith("http://127.0.0.1:"), line
        with urllib.request.urlopen(f"{address}/health") as answer:
            assert json.load(answer)["status"] == "ok"
        status, rest = server.stop(number)
    assert status == 0, rest
    assert rest.rstrip().endswith("everything is saved")


def test_a_second_server_on_the_same_data_is_refused_by_name(tmp_path: Path) -> None:
    with started(*kiosk("--port", "0", "--listen", "127.0.0.1", storage=tmp_path)) as server:
        server.line()
        second = run("--port", "0", storage=tmp_path)
    assert second.returncode == 1
    assert f"(process {server.process.pid})" in second.stderr
    assert "Traceback" not in second.stderr


def test_openssl_comes_into_memory_with_the_first_file_and_all_that_hashes_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "этюд.mp3"
    file.write_bytes(b"of a recording " * 100_000)
    with started("-c", LOOKED_INSIDE, str(tmp_path / "storage"), str(file)) as server:
        with urllib.request.urlopen(f"{server.line().removeprefix('Kamerton is running: ')}/health") as answer:
            assert answer.status == 200
        _, rest = server.stop()
    found = json.loads(rest.splitlines()[-1])
    nothing = hashlib.sha1(b"", usedforsecurity=False).hexdigest()
    signed = hmac.new(b"secret", b"form session 1", hashlib.sha256).hexdigest()[:32]
    assert found[:5] == [0, [], hashlib.sha256(file.read_bytes()).hexdigest(), nothing, nothing], rest
    assert not {"ssl", "http.server"} & set(found[5])
    assert ("_hashlib" in found[5]) == bool(find_spec("_hashlib"))
    assert found[6:] == [True, signed, 1, False, version("flask"), "&lt;", "<"]


def test_a_python_without_hashes_of_its_own_keeps_openssl(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_hashlib", "hashlib", "hmac"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr("kiosk.cli.light.HASHES", ("_sha1", "_not_built"))
    hash_without_openssl()
    assert not {"_hashlib", "hashlib", "hmac"} & sys.modules.keys()


def test_before_set_up_a_taken_port_gives_way_to_the_next(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started(*kiosk("--port", str(port), "--listen", "127.0.0.1", storage=tmp_path)) as server:
            assert server.line().startswith(f"Port {port} is taken, so port")
            assert server.line().startswith("Kamerton is running: http://127.0.0.1:")


def test_a_request_that_is_being_answered_is_finished(tmp_path: Path) -> None:
    go_on = tmp_path / "go on"
    with started("-c", SLOW_APP, str(go_on)) as server:
        port = server.line()
        answers: list[bytes] = []

        def ask() -> None:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                answers.append(answer.read())

        asking = threading.Thread(target=ask)
        asking.start()
        assert server.line() == "asked"
        server.process.send_signal(signal.SIGTERM)
        go_on.touch()
        asking.join(timeout=20)
        assert server.line() == "stopped"
    assert answers == [b"whole"]


def test_after_set_up_a_taken_port_is_refused_naming_its_holder() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        problem = ports.take("127.0.0.1", port, next_free=False)
    assert isinstance(problem, Problem)
    assert (problem.values["port"], problem.values["pid"]) == (str(port), str(os.getpid()))


def test_an_address_that_is_not_ours_is_said_so() -> None:
    problem = ports.take("192.0.2.77", 0, next_free=False)
    assert isinstance(problem, Problem)
    assert problem.values["address"] == "192.0.2.77"


def test_where_the_system_does_not_tell_nobody_is_named(tmp_path: Path) -> None:
    assert ports.holder_of(8080, tmp_path) is None


@pytest.mark.parametrize(
    ("address", "port", "url"),
    (
        ("192.168.1.10", 8080, "http://192.168.1.10:8080"),
        ("192.168.1.10", 80, "http://192.168.1.10"),
        ("::1", 8080, "http://[::1]:8080"),
    ),
)
def test_addresses_as_people_type_them(address: str, port: int, url: str) -> None:
    assert base_url(address, port) == url


def test_a_loopback_server_has_no_address_for_phones(tmp_path: Path) -> None:
    assert other_addresses(Settings(storage=tmp_path, listen="127.0.0.1")) == []
    assert other_addresses(Settings(storage=tmp_path, listen="192.168.1.10")) == ["192.168.1.10"]


def test_waitress_knows_every_option_we_give(tmp_path: Path) -> None:
    from waitress.adjustments import Adjustments

    given = Adjustments(**waitress_options(Settings(storage=tmp_path)))
    assert given.threads == 8
    assert given.max_request_body_size == 101 * 1024 * 1024
    assert given.ident is None


def test_a_new_kiosk_shows_the_code_that_its_first_page_asks_for(tmp_path: Path) -> None:
    with started(*kiosk("--port", "0", "--listen", "127.0.0.1", storage=tmp_path)) as server:
        address = server.line().removeprefix("Kamerton is running: ")
        assert server.line() == f"This kiosk has no school yet. Open {address}/set-up and enter the code"
        assert server.line() == ""
        assert re.fullmatch(r"\d{6}", server.line())
        with urllib.request.urlopen(f"{address}/set-up") as answer:
            assert answer.status == 200


def test_a_made_up_school_tells_scripts_how_to_sign_in_and_goes_on_with_its_data(tmp_path: Path) -> None:
    told: list[dict[str, list[dict[str, object]]]] = []
    for _ in range(2):
        access = tmp_path / "доступ.json"
        arguments = ("demo", "--port", "0", "--listen", "127.0.0.1", "--access-json", str(access))
        with started(*kiosk(*arguments, storage=tmp_path / "показ")) as server:
            while not server.line().startswith("To stop it"):
                assert server.process.poll() is None
            told.append(json.loads(access.read_text("utf-8")))
        access.unlink()
    assert [set(told[0]), set(told[0]["staff"][0]), set(told[0]["families"][0])] == [
        {"base_url", "staff", "families"},
        {"name", "roles", "login", "secret"},
        {"name", "card_url", "short_code", "pin", "students"},
    ]
    assert [family["pin"] for family in told[0]["families"]] == [family["pin"] for family in told[1]["families"]]
