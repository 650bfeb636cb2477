"""A disk under the tests: the recorded one of the shim, and what is left of it after a power cut."""

import functools
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
HAS_SHIM = sys.platform == "linux" and COMPILER is not None
"""Elsewhere the same promises are tried with what Python alone can do (test_power_cut, test_full_disk)."""

SECTOR = 512
WRITE, TRUNCATE, REMOVE, SYNC = 1, 2, 3, 4


@functools.cache
def shim() -> Path:
    """The compiled shim."""
    target = Path(tempfile.mkdtemp(prefix="kamerton-shim-")) / "shim.so"
    source = Path(__file__).with_name("shim.c")
    command = [str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(target), str(source), "-ldl", "-lpthread"]
    subprocess.run(command, check=True, timeout=60)
    return target


def work(*arguments: str, folder: Path, preload: bool = False, trace: Path | None = None) -> "subprocess.Popen[bytes]":
    """Start the workload; with the shim under it if asked."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    if preload:
        environment |= {"LD_PRELOAD": str(shim()), "KAMERTON_FOLDER": str(folder.resolve())}
    if trace:
        environment |= {"KAMERTON_TRACE": str(trace)}
    command = [sys.executable, "-m", "tests.store.workload", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@dataclass(frozen=True)
class Operation:
    """One line of a trace."""

    kind: int
    name: str
    offset: int
    content: bytes


def operations(trace: Path) -> Iterator[Operation]:
    """What the disk was asked to do, in order."""
    written, at = trace.read_bytes(), 0
    while at < len(written):
        kind, length, offset, size = struct.unpack_from("<iiqq", written, at)
        name = written[at + 24 : at + 24 + length].decode()
        content = written[at + 24 + length : at + 24 + length + size] if kind == WRITE else b""
        at += 24 + length + len(content)
        yield Operation(kind, name, offset, content)


@dataclass
class File:
    """A file on a disk that keeps for sure only what was synced."""

    sure: bytearray = field(default_factory=bytearray)
    pending: list[Operation] = field(default_factory=list)

    def after_cut(self, rng: random.Random) -> bytes:
        """Of what was not synced, some of it in any order, some of it torn between sectors."""
        left = bytearray(self.sure)
        kept = [operation for operation in self.pending if rng.random() < rng.choice((0.0, 0.5, 0.9, 1.0))]
        if rng.random() < 0.5:
            rng.shuffle(kept)
        for operation in kept:
            apply(left, _torn(operation, rng))
        return bytes(left)


class Disk:
    """Replays a trace up to any point."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.acknowledged: list[str] = []

    def do(self, operation: Operation) -> None:
        """One more operation."""
        if operation.name == "acks":
            self.acknowledged += operation.content.decode().split()
        elif operation.kind == REMOVE:
            self.files.pop(operation.name, None)
        elif operation.kind == SYNC:
            file = self.files.setdefault(operation.name, File())
            for waiting in file.pending:
                apply(file.sure, waiting)
            file.pending.clear()
        else:
            self.files.setdefault(operation.name, File()).pending.append(operation)

    def cut(self, folder: Path, rng: random.Random) -> None:
        """Write what a power cut at this moment may leave. The shared memory of SQLite does not outlive it."""
        folder.mkdir(parents=True)
        for name, file in self.files.items():
            if name in ("kiosk.db", "kiosk.db-wal"):
                (folder / name).write_bytes(file.after_cut(rng))


def apply(content: bytearray, operation: Operation) -> None:
    """One write or truncation."""
    if operation.kind == TRUNCATE:
        del content[operation.offset :]
        content.extend(bytes(operation.offset - len(content)))
        return
    end = operation.offset + len(operation.content)
    content.extend(bytes(max(0, end - len(content))))
    content[operation.offset : end] = operation.content


def _torn(operation: Operation, rng: random.Random) -> Operation:
    if operation.kind != WRITE or len(operation.content) <= SECTOR or rng.random() < 0.7:
        return operation
    cut = rng.randrange(1, len(operation.content) // SECTOR + 1) * SECTOR
    return Operation(WRITE, operation.name, operation.offset, operation.content[:cut])
