"""`bench store`: the goals of the store beside stock TinyDB and bare sqlite3, in one run on the same data (H2, O5)."""

import datetime as dt
import json as stdlib_json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from tinydb import TinyDB

from kiosk.actor import SYSTEM
from kiosk.bench.report import Measure, measure, show, write
from kiosk.clock import SchoolClock
from kiosk.store import Collection, Record, Store, where
from kiosk.store.codec import checksum

TEACHERS = 42
LESSONS_A_DAY = 8
SLOW_SYNC_SECONDS = 0.02
AT_ONCE = 60
ROOT = Path(__file__).parents[2]
WARM_UP = 1500


class Report(Record):
    """A row as long as a real one: about 550 bytes of JSON."""

    teacher: int
    date: dt.date
    start: dt.time
    quarter_hours: int
    student: str
    subject: str
    kind: str
    platform: str
    homework: str
    office_note: str


REPORTS = Collection("reports", Report, indexes=(("teacher", "date"),))


def main(rows: int, json: Path | None) -> bool:
    """Measure, print, write the JSON if asked; True if every goal was met."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measures = dict(_measures(rows, Path(folder)))
    show(measures)
    if json is not None:
        write(measures, json)
    return all(one.met for one in measures.values())


def report(number: int) -> Report:
    """The n-th report: eight a day for each teacher, day after day."""
    day, place = divmod(number, TEACHERS * LESSONS_A_DAY)
    teacher, lesson = divmod(place, LESSONS_A_DAY)
    return Report(
        id=number + 1,
        rev=1,
        teacher=teacher + 1,
        date=dt.date(2020, 9, 1) + dt.timedelta(days=day),
        start=dt.time(9 + lesson, 30),
        quarter_hours=4,
        student=f"Иванова Мария, {lesson + 1} класс",
        subject="Специальность (фортепиано)",
        kind="individual",
        platform="телефон",
        homework="Гамма Ре мажор в две октавы; этюд — правая рука наизусть, полонез без остановок до второй вольты",
        office_note="Повторить разбор второй части",
    )


def _measures(rows: int, folder: Path) -> Iterator[tuple[str, Measure]]:
    store_folder = folder / "store"
    filled_store(store_folder, rows)
    bare = _filled_bare(folder / "bare.db", rows)
    stock = _filled_stock(folder / "stock.json", rows)
    with closing(bare), closing(stock), open_store(store_folder) as store:
        yield from _saves(store, bare, stock, rows)
        yield "60 at once, 20 ms disk: fsyncs", _at_once(store)
        yield from _reads(store, bare, stock, rows)
        small = _teachers_day(store, rows)
    big_folder = folder / "big"
    filled_store(big_folder, rows * 10)
    with open_store(big_folder) as store:
        big = _teachers_day(store, rows * 10)
    yield (
        f"teacher's day, {rows * 10:,} rows",
        measure(
            big,
            "µs",
            goal="≤ 120 µs, ≤ 1.2 × a tenth of the rows",
            peer=small,
            peer_name=f"{rows:,} rows",
            most=120,
            most_ratio=1.2,
        ),
    )
    start_folder = folder / "start"
    filled_store(start_folder, rows * 4)
    yield from _start(start_folder, rows * 4)


def _saves(store: Store, bare: sqlite3.Connection, stock: TinyDB, rows: int) -> Iterator[tuple[str, Measure]]:
    def save(number: int) -> None:
        with store.change(SYSTEM, "H2 row saved", key=f"bench-{number}") as change:
            change.add(REPORTS, msgspec.structs.replace(report(number), id=0))

    def bare_save(number: int) -> None:
        bare.execute("INSERT INTO reports VALUES(NULL,?)", (msgspec.json.encode(report(number)).decode(),))

    def stock_save(number: int) -> None:
        stock.insert(msgspec.to_builtins(report(number)))

    numbers = iter(range(rows, rows + 100_000))
    for _ in range(min(WARM_UP, rows)):  # both write-ahead logs have grown to their working size
        save(next(numbers))
        bare_save(next(numbers))
    pairs = [(_each(save, numbers, 100), _each(bare_save, numbers, 100)) for _ in range(7)]
    ours, beside = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    slow = [_each(stock_save, numbers, 1) for _ in range(3)]
    yield (
        "durable save with its change",
        measure(ours, "µs", goal="≤ 2 × bare insert + commit", peer=beside, peer_name="sqlite3", most_ratio=2),
    )
    yield (
        "durable save beside stock TinyDB",
        measure(ours, "µs", goal="≤ 1/3000 of stock TinyDB", peer=slow, peer_name="TinyDB", most_ratio=1 / 3000),
    )


def _at_once(store: Store) -> Measure:
    """COMMITs with an fsync when sixty threads save at the same time and each fsync takes 20 ms."""
    runs = []
    for turn in range(5):
        with _slow_sync(store):
            before = store.writer.commits
            threads = [threading.Thread(target=_save_one, args=(store, turn, place)) for place in range(AT_ONCE)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            runs.append(float(store.writer.commits - before))
    return measure(runs, "fsyncs", goal="≤ 4", peer=[AT_ONCE], peer_name="a commit each", most=4)


def _save_one(store: Store, turn: int, place: int) -> None:
    with store.change(SYSTEM, "H2 row saved") as change:
        change.add(REPORTS, msgspec.structs.replace(report(-1 - turn * AT_ONCE - place), id=0))


@contextmanager
def _slow_sync(store: Store) -> Iterator[None]:
    """Every COMMIT takes as long as on a worn disk."""
    store.writer.before_commit = lambda: time.sleep(SLOW_SYNC_SECONDS)
    try:
        yield
    finally:
        store.writer.before_commit = lambda: None


def _reads(store: Store, bare: sqlite3.Connection, stock: TinyDB, rows: int) -> Iterator[tuple[str, Measure]]:
    reader, decode = store[REPORTS], msgspec.json.Decoder(Report).decode

    def bare_get(number: int) -> Report:
        return decode(bare.execute("SELECT body FROM reports WHERE id=?", (number,)).fetchone()[0])

    ids = [1 + step * 7919 % rows for step in range(20_000)]
    pairs = [(_each(reader.get, iter(ids), 3000), _each(bare_get, iter(ids), 3000)) for _ in range(7)]
    yield (
        "get by id",
        measure(
            [pair[0] for pair in pairs],
            "µs",
            goal="≤ 3 × bare select + decode",
            peer=[pair[1] for pair in pairs],
            peer_name="sqlite3",
            most_ratio=3,
        ),
    )
    day = report(rows // 2)
    slow = [_each(lambda _: _stock_day(stock, day), iter(range(3)), 1) for _ in range(3)]
    yield (
        f"teacher's day, {rows:,} rows",
        measure(_teachers_day(store, rows), "µs", goal="≤ 120 µs", peer=slow, peer_name="TinyDB", most=120),
    )


def _stock_day(stock: TinyDB, day: Report) -> None:
    stock.clear_cache()  # the second question would be answered from memory until the next save
    stock.search((where("teacher") == day.teacher) & (where("date") == day.date))


def _teachers_day(store: Store, rows: int) -> list[float]:
    reader = store[REPORTS]

    def one(number: int) -> None:
        wanted = report(number)
        found = reader.search((where("teacher") == wanted.teacher) & (where("date") == wanted.date), order=("start",))
        if not found:
            raise AssertionError(f"{len(found)} rows of a day")

    numbers = [step * 7919 % rows for step in range(7 * 400)]
    own = _each(report, iter(numbers), 400)  # making the question is not the answer
    return [_each(one, iter(numbers[run * 400 :]), 400) - own for run in range(7)]


def _start(folder: Path, rows: int) -> Iterator[tuple[str, Measure]]:
    code = "from pathlib import Path; import sys; from kiosk.bench.store import start; start(Path(sys.argv[1]))"
    runs = [_child(code, str(folder)) for _ in range(5)]
    idle = [_child(_BARE_MEMORY) for _ in range(3)]
    yield (
        f"start to first query, {rows:,} rows",
        measure([run["ms"] for run in runs], "ms", goal="≤ 60 ms", peer_name="(imports not counted)", most=60),
    )
    added = [run["megabytes"] - idle[0]["megabytes"] for run in runs]
    yield (
        f"memory of an open store, {rows:,} rows",
        measure(added, "MB", goal="≤ 25 MB over the interpreter", peer_name="(with all imports)", most=25),
    )


def start(folder: Path) -> None:
    """Open a store, ask for one teacher's day, print what it took. Runs in a process of its own."""
    began = time.perf_counter()
    with open_store(folder) as store:
        store[REPORTS].search((where("teacher") == 1) & (where("date") == dt.date(2020, 9, 1)))
        took = (time.perf_counter() - began) * 1000
        print(stdlib_json.dumps({"ms": took, "megabytes": memory()}))


def memory() -> float:
    """Resident megabytes of this process; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


_BARE_MEMORY = """
try:
    lines = open("/proc/self/status").read().splitlines()
except OSError:
    lines = ["VmRSS: 0 kB"]
print('{"megabytes": %s}' % (int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024))
"""
"""The same in a bare interpreter, which must not import this module to measure itself."""


def _child(code: str, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603 - our own code
    answer: dict[str, float] = stdlib_json.loads(done.stdout)
    return answer


@contextmanager
def open_store(folder: Path) -> Iterator[Store]:
    """The store of the bench."""
    with closing(Store.open(folder, [REPORTS], clock=SchoolClock("Asia/Barnaul"))) as store:
        yield store


def filled_store(folder: Path, rows: int) -> None:
    """A store with this many reports, laid down past the log: filling is not what is measured."""
    with open_store(folder) as store:
        table = store.table(REPORTS)
        connection = store.writer.connection
        connection.execute("BEGIN")
        connection.executemany(table.insert, (_row(number) for number in range(rows)))
        connection.execute("UPDATE collections SET next_id=? WHERE name='reports'", (rows + 1,))
        connection.execute("COMMIT")


def _row(number: int) -> tuple[int, int, int, bytes, int, None]:
    body = msgspec.json.encode(report(number))
    return number + 1, 1, 1, body, checksum(body), None


def _filled_bare(file: Path, rows: int) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE reports(id INTEGER PRIMARY KEY, body TEXT)")
    bodies = ((number + 1, msgspec.json.encode(report(number)).decode()) for number in range(rows))
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO reports VALUES(?,?)", bodies)
    connection.execute("COMMIT")
    return connection


def _filled_stock(file: Path, rows: int) -> TinyDB:
    documents = {str(number + 1): msgspec.to_builtins(report(number)) for number in range(rows)}
    file.write_text(stdlib_json.dumps({"_default": documents}), encoding="utf-8")
    return TinyDB(file, encoding="utf-8")


def _each(act: Callable[[int], object], numbers: Iterator[int], times: int) -> float:
    """Microseconds of one act, the mean over so many."""
    began = time.perf_counter()
    for _ in range(times):
        act(next(numbers))
    return (time.perf_counter() - began) / times * 1e6
