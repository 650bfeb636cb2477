"""What was read once is not read again until a change writes its collection, by whatever thread or process.

And never is an answer older than the last commit.
"""

import datetime as dt
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tinydb.queries import QueryInstance

from kiosk.store import Reader, Store, where
from kiosk.store.pulse import HEAD, Pulse
from kiosk.store.querying import lasting
from tests.store.house import DRAFTS, LESSONS, SOKOLOVA, Draft, Lesson, lesson, opened, saved
from tests.store.test_together import at_once

ADD_ANOTHER = """
import sys
from tests.store.house import LESSONS, SOKOLOVA, lesson, opened
from pathlib import Path
store = opened(Path(sys.argv[1]), command_line=True)
with store.change(SOKOLOVA, "from elsewhere") as change:
    change.add(LESSONS, lesson("from elsewhere"))
store.close()
"""
LOCK_ALL_CONNECTIONS_SHARE = 128
"""The byte of the WAL index that every process holds that has the database open (SQLite's «dead man's switch»)."""
IS_IT_HELD = f"""
import fcntl, sys
with open(sys.argv[1], "r+b") as index:
    try:
        fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, {LOCK_ALL_CONNECTIONS_SHARE})
    except OSError:
        sys.exit(7)
"""
HELD = 7

Ask = Callable[[Reader[Lesson]], object]

QUESTIONS: dict[str, Ask] = {
    "get": lambda lessons: lessons.get(1),
    "get, none there": lambda lessons: lessons.get(77),
    "many": lambda lessons: lessons.many([2, 1, 77]),
    "all": lambda lessons: lessons.all(order=("-name",)),
    "search": lambda lessons: lessons.search(where("teacher") == 7, order=("-date", "name"), limit=1),
    "search, both": lambda lessons: lessons.search((where("teacher") == 7) & (where("name") >= "Х")),
    "search, either or not": lambda lessons: lessons.search(~((where("teacher") == 8) | (where("name") == "Хор"))),
    "search, one of": lambda lessons: lessons.search(where("name").one_of(["Хор", "Спец."])),
    "search, dates": lambda lessons: lessons.search(where("date") >= dt.date(2026, 11, 24)),
    "one": lambda lessons: lessons.one(where("name") == "Хор"),
    "one, none there": lambda lessons: lessons.one(where("name") == "Хоp"),
    "between": lambda lessons: lessons.between("date", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
}


def two(store: Store) -> None:
    saved(store, lesson("Спец."), lesson("Хор"))


def statements(store: Store) -> list[str]:
    """Every statement about lessons that this thread's connection runs from now on."""

    class Lessons(list[str]):
        def append(self, sql: str) -> None:
            if "d_lessons" in sql:
                super().append(sql)

    seen = Lessons()
    store.readers.connection().set_trace_callback(seen.append)
    return seen


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_the_second_time_nothing_is_read(store: Store, ask: Ask) -> None:
    two(store)
    first = ask(store[LESSONS])
    seen = statements(store)
    assert ask(store[LESSONS]) == first
    assert seen == []


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_nor_by_another_thread(store: Store, ask: Ask) -> None:
    two(store)
    first = ask(store[LESSONS])

    def another(_place: int) -> None:
        seen = statements(store)
        assert ask(store[LESSONS]) == first
        assert seen == []

    at_once(another, 1)


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_after_a_change_it_is_read_again(store: Store, ask: Ask) -> None:
    assert not ask(store[LESSONS])
    two(store)
    expected = ask(Reader(store.table(LESSONS), store.readers.connection))
    assert ask(store[LESSONS]) == expected


def test_two_questions_have_two_answers(store: Store) -> None:
    two(store)
    answers = [str(ask(store[LESSONS])) for ask in QUESTIONS.values()]
    assert answers == [str(ask(Reader(store.table(LESSONS), store.readers.connection))) for ask in QUESTIONS.values()]


def test_what_one_does_to_the_list_stays_with_one(store: Store) -> None:
    two(store)
    store[LESSONS].all().clear()
    store[LESSONS].all().clear()
    assert len(store[LESSONS].all()) == 2


def test_ones_own_change_is_seen_in_it_and_after_it(store: Store) -> None:
    assert store[LESSONS].all() == []
    with store.change(SOKOLOVA, "seen at once") as change:
        change.add(LESSONS, lesson("Спец."))
        assert len(change.search(LESSONS)) == 1
        assert store[LESSONS].all() == []
    assert len(store[LESSONS].all()) == 1


def test_a_change_undone_leaves_no_trace(store: Store) -> None:
    two(store)
    before = store[LESSONS].all()
    with pytest.raises(ZeroDivisionError), store.change(SOKOLOVA, "given up") as change:
        change.put(LESSONS, replace(before[0], name="Ритм"))
        assert store[LESSONS].get(1) == before[0]
        _ = 1 / 0
    assert store[LESSONS].all() == before


def test_what_has_no_history_is_read_again_after_every_commit(store: Store) -> None:
    draft = store.quick(DRAFTS).add(Draft(owner="Соколова", text="гамма"))
    assert store[DRAFTS].all() == [draft]
    store.quick(DRAFTS).put(replace(draft, text="этюд"))
    assert [one.text for one in store[DRAFTS].all()] == ["этюд"]


def test_it_does_not_make_anybody_else_read_again(store: Store) -> None:
    """At eight in the evening forty teachers type, and each letter becomes a draft."""
    two(store)
    store[LESSONS].all()
    seen = statements(store)
    store.quick(DRAFTS).add(Draft(owner="Соколова", text="гамма"))
    assert len(store[LESSONS].all()) == 2
    assert seen == []


def test_a_change_of_another_process_is_seen(store: Store, tmp_path: Path) -> None:
    assert store[LESSONS].all() == []
    from_elsewhere(tmp_path)
    assert len(store[LESSONS].all()) == 1


def from_elsewhere(folder: Path) -> None:
    """Another process adds a lesson."""
    command = [sys.executable, "-c", ADD_ANOTHER, str(folder / "storage")]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])


def test_inside_a_snapshot_everything_stays_what_it_was(store: Store) -> None:
    two(store)
    with store.snapshot():
        assert len(store[LESSONS].all()) == 2
        saved(store, lesson("Ритм"), what="T1 meanwhile")
        assert len(store[LESSONS].all()) == 2
        assert store[LESSONS].one(where("name") == "Ритм") is None
        seen = statements(store)
        assert len(store[LESSONS].all()) == 2
        assert seen == []
    assert len(store[LESSONS].all()) == 3
    assert store[LESSONS].one(where("name") == "Ритм")


def test_a_long_answer_is_read_every_time(store: Store) -> None:
    saved(store, *(lesson(f"Спец. {number}") for number in range(101)))
    store[LESSONS].all()
    seen = statements(store)
    assert len(store[LESSONS].all()) == 101
    assert seen


def test_when_there_is_too_much_of_it_it_begins_anew(store: Store) -> None:
    saved(store, *(lesson(f"Спец. {number}", teacher=number) for number in range(600)))
    for number in range(600):
        assert store[LESSONS].one(where("teacher") == number)
    epoch = store._recall.epoch()
    assert epoch is not None
    assert 0 < len(epoch.answers["lessons"]._known) < 600


def test_somebodys_own_test_is_asked_every_time(store: Store) -> None:
    """It may look at the clock, or at a list that grows."""
    two(store)
    wanted = {"Хор"}
    by_test = where("name").test(lambda name: str(name) in wanted)
    assert len(store[LESSONS].search(by_test)) == 1
    wanted.add("Спец.")
    assert len(store[LESSONS].search(by_test)) == 2
    assert not any(map(lasting, (by_test, by_test & (where("teacher") == 7), where("name").map(len) == 3)))


MOMENT = dt.datetime(2026, 11, 24, 9, 0, 0, 500_000, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (where("seen") > MOMENT, where("seen") >= MOMENT),
        (where("seen") < MOMENT, where("seen") <= MOMENT),
        (where("seen") >= MOMENT, where("seen") >= MOMENT + dt.timedelta(microseconds=1)),
        (where("seen") <= MOMENT, where("seen") <= MOMENT - dt.timedelta(microseconds=1)),
        (~(where("seen") > MOMENT), ~(where("seen") >= MOMENT)),
    ],
)
def test_moments_of_one_second_are_asked_for_one_by_one(
    store: Store, first: QueryInstance, second: QueryInstance
) -> None:
    """SQL narrows them alike, and they find different records."""
    saved(store, lesson("Спец.", seen=MOMENT))
    found = {len(store[LESSONS].search(cond)) for cond in (first, second)}
    assert found == {0, 1}


def test_a_query_that_asks_nothing_finds_everything(store: Store) -> None:
    two(store)
    for nothing in (where("name").noop(), where("name").noop() & (where("teacher") == 7)):
        assert len(store[LESSONS].search(nothing)) == 2
    assert store[LESSONS].count(~where("name").noop()) == 0


def meanwhile(act: Callable[[], object]) -> None:
    """In another thread, to its end."""

    def there(_place: int) -> None:
        act()

    at_once(there, 1)


def test_whoever_reads_amid_other_rows_makes_nobody_read_of_an_earlier_commit(store: Store) -> None:
    """SQLite shows a connection one commit until it has read to the end what it began to read."""
    two(store)

    def reads_on(name: object) -> bool:
        if name == "Спец.":
            meanwhile(lambda: saved(store, lesson("Ритм")))
            store[LESSONS].count()
            store.work_out("how many", store[LESSONS].count)
            store.touched("school")
        return True

    assert store[LESSONS].search(where("name").test(reads_on))
    assert [store[LESSONS].count(), store.work_out("how many", store[LESSONS].count)] == [3, 3]


def test_nor_does_whoever_looks_at_a_fault_amid_them(store: Store) -> None:
    """The error page reads while the traceback still holds the rows that were not read to the end."""
    two(store)
    answers: list[int] = []
    for read in (store[LESSONS].search, store.tinydb.table("lessons").search):
        with pytest.raises(RuntimeError) as fault:
            read(where("name").test(lambda name: bool(len(name) + name)))  # type: ignore[operator]
        before = len(answers)
        meanwhile(lambda: saved(store, lesson(f"Ритм {len(answers)}")))
        store[LESSONS].count()
        meanwhile(lambda: answers.append(store[LESSONS].count()))
        assert answers[before:] == [3 + before]
        assert fault.traceback


def test_of_a_query_only_its_description_is_kept(store: Store) -> None:
    """Its functions would take more memory than most answers."""
    two(store)
    cond = (where("teacher") == 7) & (where("name") >= "Х")
    assert (len(store[LESSONS].search(cond)), store[LESSONS].count(cond)) == (1, 1)
    epoch = store._recall.epoch()
    assert epoch is not None
    described = lasting(cond)
    assert list(epoch.answers["lessons"]._known) == [(described, (), None), (described, "count")]


class Made:
    """What was worked out, and how often."""

    def __init__(self) -> None:
        self.times = 0

    def names(self, store: Store) -> tuple[str, ...]:
        """The names of all lessons."""

        def make() -> tuple[str, ...]:
            self.times += 1
            return tuple(one.name for one in store[LESSONS].search(order=("id",)))

        return store.work_out("names", make)

    def count(self, store: Store) -> int:
        """How many there are, out of their names."""
        return store.work_out("how many", lambda: len(self.names(store)))


def test_what_was_worked_out_stands_until_a_collection_changes_that_was_read_for_it(store: Store) -> None:
    two(store)
    made = Made()
    assert [made.names(store) for _ in range(3)] == [("Спец.", "Хор")] * 3
    store.quick(DRAFTS).add(Draft(owner="Ким"))
    with store.change(SOKOLOVA, "F1 touched") as change:
        change.touch("school")
    assert (made.names(store), made.times) == (("Спец.", "Хор"), 1)
    saved(store, lesson("Ритм"))
    assert (made.names(store), made.times) == (("Спец.", "Хор", "Ритм"), 2)


def test_so_does_what_was_worked_out_of_that(store: Store) -> None:
    two(store)
    made = Made()
    assert [made.names(store), made.count(store), made.count(store)] == [("Спец.", "Хор"), 2, 2]
    saved(store, lesson("Ритм"))
    assert [made.count(store), made.times] == [3, 2]


@pytest.mark.parametrize(
    "read",
    [
        lambda store: store[LESSONS].count(),
        lambda store: store[LESSONS].count(where("name").test(bool)),
        lambda store: len(store[LESSONS].find("р")),
        lambda store: len(store[LESSONS].search(where("name").matches(".*"))),
    ],
    ids=["count", "count by a test", "find", "search by a pattern"],
)
def test_whatever_way_it_was_read(store: Store, read: Callable[[Store], int]) -> None:
    assert store.work_out("many", lambda: read(store)) == 0
    saved(store, lesson("Ритм"))
    assert store.work_out("many", lambda: read(store)) == 1


def test_what_was_worked_out_of_drafts_is_made_again_after_every_commit(store: Store) -> None:
    def owners() -> list[str]:
        return store.work_out("owners", lambda: [one.owner for one in store[DRAFTS].all()])

    assert owners() == []
    store.quick(DRAFTS).add(Draft(owner="Ким"))
    assert owners() == ["Ким"]


def test_a_fault_while_it_is_worked_out_leaves_nothing_behind(store: Store) -> None:
    made = Made()
    with pytest.raises(ZeroDivisionError):
        store.work_out("names", lambda: store[LESSONS].count() // 0)
    two(store)
    assert made.names(store) == ("Спец.", "Хор")


def test_in_a_snapshot_it_is_of_that_snapshot(store: Store) -> None:
    made = Made()
    with store.snapshot():
        assert made.names(store) == ()
        two(store)
        assert made.names(store) == ()
    assert made.names(store) == ("Спец.", "Хор")


def test_the_last_touch_of_a_scope_is_known_until_the_next_change(store: Store) -> None:
    with store.change(SOKOLOVA, "F1 touched") as change:
        change.touch("school", "household:3")
    assert [store.touched("school"), store.touched("household:3"), store.touched("household:4")] == [1, 1, 0]
    with store.change(SOKOLOVA, "F1 touched") as change:
        change.touch("household:3")
    assert [store.touched("school"), store.touched("household:3"), store.touched("school", "household:3")] == [1, 2, 2]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("add", "name", "teacher", "draft", "touch", "undone")),
            st.booleans(),
            st.integers(1, 6),
            st.sampled_from(tuple(QUESTIONS)),
        ),
        max_size=25,
    )
)
def test_never_an_answer_older_than_the_last_commit(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool, int, str]]
) -> None:
    """Two stores on one folder, as a server and a command beside it; whichever writes, both answer as SQL does."""
    folder = tmp_path_factory.mktemp("beside") / "storage"
    server, beside = opened(folder), opened(folder, command_line=True)
    try:
        for number, (act, of_server, record, question) in enumerate(steps):
            write(server if of_server else beside, act, record, number)
            for store in (server, beside):
                asked = QUESTIONS[question](store[LESSONS])
                assert asked == QUESTIONS[question](Reader(store.table(LESSONS), store.readers.connection))
                last = store.readers.connection().execute("SELECT max(number) FROM touched WHERE scope='school'")
                assert store.touched("school") == (last.fetchone()[0] or 0)
    finally:
        beside.close()
        server.close()


def write(store: Store, act: str, record: int, number: int) -> None:
    """One step of the property above."""
    found = store[LESSONS].get(record)
    if act == "add" or (found is None and act in {"name", "teacher"}):
        saved(store, lesson(("Хор", "Спец.", "Ритм")[number % 3] + "+" * (number // 3)))
    elif act == "draft":
        store.quick(DRAFTS).add(Draft(owner=f"Соколова {number}"))
    elif act == "touch":
        with store.change(SOKOLOVA, "F1 touched") as change:
            change.touch("school")
    elif found is not None:
        changed = replace(found, teacher=7 + number % 2, note=f"{number}")
        try:
            with store.change(SOKOLOVA, "T1 changed") as change:
                change.put(LESSONS, changed)
                if act == "undone":
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass


def test_eight_threads_each_read_what_they_and_others_have_just_written(store: Store) -> None:
    """Whoever was told «saved» finds it saved; what was seen new is never seen old again."""
    saved(store, *(lesson(f"{place}") for place in range(8)))

    def act(place: int) -> None:
        newest: dict[int, int] = {}
        for step in range(60):
            with store.change(SOKOLOVA, "T1 changed") as change:
                mine = change.get(LESSONS, place + 1)
                assert mine
                put = change.put(LESSONS, replace(mine, teacher=step))
            assert store[LESSONS].get(place + 1) == put
            for one in store[LESSONS].all():
                assert one.rev >= newest.get(one.id, 0)
                newest[one.id] = one.rev

    at_once(act)
    assert {one.teacher for one in store[LESSONS].all()} == {59}


def test_the_pulse_beats_with_every_commit_and_only_then(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "storage" / "kiosk.db"
    pulse = Pulse(file)
    pulse.open()
    beats = [pulse.beat()]
    steps: tuple[tuple[Callable[[], Any], bool], ...] = (
        (lambda: two(store), True),
        (store[LESSONS].all, False),
        (lambda: store.quick(DRAFTS).add(Draft(owner="Ким")), True),
        (lambda: from_elsewhere(tmp_path), True),
        (lambda: store[LESSONS].search(where("name") == "Хор"), False),
    )
    for step, is_commit in steps:
        step()
        beats.append(pulse.beat())
        assert (beats[-1] != beats[-2]) is is_commit
    assert None not in beats
    pulse.close()
    assert pulse.beat() is None


def head_of(file: Path, first: bytes, second: bytes) -> bytes | None:
    """What a pulse makes of such a file."""
    Path(f"{file}-shm").write_bytes((first.ljust(HEAD, b"\1") + second.ljust(HEAD, b"\1")).ljust(32768, b"\0"))
    pulse = Pulse(file)
    pulse.open()
    try:
        return pulse.beat()
    finally:
        pulse.close()


def test_a_head_that_is_just_being_written_or_of_an_unknown_kind_tells_nothing(tmp_path: Path) -> None:
    known = (3_007_000).to_bytes(4, sys.byteorder)
    assert head_of(tmp_path / "a", known, known)
    assert head_of(tmp_path / "b", known, known + b"half") is None
    assert head_of(tmp_path / "c", b"\0\0\0\0", b"\0\0\0\0") is None
    (tmp_path / "short-shm").write_bytes(b"")
    for name in ("nowhere", "short"):
        pulse = Pulse(tmp_path / name)
        pulse.open()
        assert pulse.beat() is None


@pytest.mark.skipif(sys.platform == "win32", reason="its SQLite knows no such file system")
def test_an_index_left_behind_where_memory_is_not_shared_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder brought from elsewhere by hand, to a file system on which SQLite keeps no WAL."""
    folder = tmp_path / "storage"
    store = opened(folder)
    saved(store, lesson("Спец."))
    left_behind = (folder / "kiosk.db-shm").read_bytes()
    store.close()
    with closing(sqlite3.connect(folder / "kiosk.db")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    (folder / "kiosk.db-shm").write_bytes(left_behind)
    connect = sqlite3.connect

    def without_shared_memory(file: Path, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(f"{file.as_uri()}?vfs=unix-dotfile", uri=True, **options)
        return connection

    monkeypatch.setattr(sqlite3, "connect", without_shared_memory)
    with closing(opened(folder)) as store:
        assert len(store[LESSONS].all()) == 1
        saved(store, lesson("Хор"))
        assert len(store[LESSONS].all()) == 2


def test_without_a_pulse_everything_is_read_every_time_and_right(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store._pulse, "beat", lambda: None)
    for _ in range(2):
        two_more = saved(store, *(lesson(f"{store.number}-{place}") for place in range(2)))
        seen = statements(store)
        assert store[LESSONS].many([one.id for one in two_more]) == {one.id: one for one in two_more}
        assert seen


@pytest.mark.skipif(sys.platform == "win32", reason="there a closed handle takes no locks along")
def test_looking_takes_no_lock_of_sqlite_away(store: Store, tmp_path: Path) -> None:
    """POSIX drops a process's locks on a file when it closes any descriptor of it: nobody may close one too early."""
    two(store)
    beside = opened(tmp_path / "storage", command_line=True)
    assert len(beside[LESSONS].all()) == 2
    beside.close()
    index = tmp_path / "storage" / "kiosk.db-shm"
    assert subprocess.run([sys.executable, "-c", IS_IT_HELD, str(index)], check=False).returncode == HELD


def test_closing_leaves_nothing_open(tmp_path: Path) -> None:
    store = opened(tmp_path / "storage")
    two(store)
    assert len(store[LESSONS].all()) == 2
    store.close()
    assert not (tmp_path / "storage" / "kiosk.db-shm").exists()


def test_a_number_given_twice_after_a_restore_has_two_stamps(tmp_path: Path) -> None:
    """A phone holds the page of a change that a restored backup has undone; the next one takes its number (O4)."""
    stamps = []
    for name in ("Спец.", "Хор"):
        store = opened(tmp_path / name)
        with store.change(SOKOLOVA, "T1 lesson saved") as change:
            change.add(LESSONS, lesson(name))
            change.touch("school")
        stamps.append((store.touched("school"), store.stamp("school"), store.stamp("nobody")))
        store.close()
    assert [number for number, _, _ in stamps] == [1, 1]
    assert stamps[0][1] != stamps[1][1]
    assert [none for _, _, none in stamps] == ["0", "0"]
