"""A short list is read once until anybody commits: by this thread, another one, another process, quickly or not."""

import subprocess
import sys
from pathlib import Path

from msgspec.structs import replace

from kiosk.store import Store
from tests.store.house import DRAFTS, LESSONS, SOKOLOVA, Draft, lesson, saved

ADD_ANOTHER = """
import sys
from tests.store.house import LESSONS, SOKOLOVA, lesson, opened
from pathlib import Path
store = opened(Path(sys.argv[1]), command_line=True)
with store.change(SOKOLOVA, "from elsewhere") as change:
    change.add(LESSONS, lesson("from elsewhere"))
store.close()
"""


def add(store: Store, name: str = "Спец.") -> None:
    saved(store, lesson(name))


def statements(store: Store) -> list[str]:
    """Every statement that this thread's connection runs from now on."""
    seen: list[str] = []
    store.readers.connection().set_trace_callback(seen.append)
    return seen


def test_the_second_time_nothing_is_read(store: Store) -> None:
    add(store)
    first = store[LESSONS].all()
    seen = statements(store)
    again = store[LESSONS].all()
    assert again == first
    assert not [sql for sql in seen if "lessons" in sql]


def test_what_one_does_to_the_list_stays_with_one(store: Store) -> None:
    add(store)
    store[LESSONS].all().clear()
    assert len(store[LESSONS].all()) == 1


def test_every_order_is_a_list_of_its_own(store: Store) -> None:
    add(store, "Спец.")
    add(store, "Хор")
    assert [one.id for one in store[LESSONS].all(order=("id",))] == [1, 2]
    assert [one.id for one in store[LESSONS].all(order=("-id",))] == [2, 1]


def test_ones_own_change_is_seen_in_it_and_after_it(store: Store) -> None:
    assert store[LESSONS].all() == []
    with store.change(SOKOLOVA, "seen at once") as change:
        change.add(LESSONS, lesson("Спец."))
        assert len(change.search(LESSONS)) == 1
        assert store[LESSONS].all() == []
    assert len(store[LESSONS].all()) == 1


def test_a_quick_write_is_seen_too(store: Store) -> None:
    draft = store.quick(DRAFTS).add(Draft(owner="Соколова", text="гамма"))
    assert store[DRAFTS].all() == [draft]
    store.quick(DRAFTS).put(replace(draft, text="этюд"))
    assert [one.text for one in store[DRAFTS].all()] == ["этюд"]


def test_a_change_of_another_process_is_seen(store: Store, tmp_path: Path) -> None:
    assert store[LESSONS].all() == []
    command = [sys.executable, "-c", ADD_ANOTHER, str(tmp_path / "storage")]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    assert len(store[LESSONS].all()) == 1


def test_inside_a_snapshot_the_list_stays_what_it_was(store: Store) -> None:
    with store.snapshot():
        assert store[LESSONS].all() == []
        add(store)
        assert store[LESSONS].all() == []
    assert len(store[LESSONS].all()) == 1


def test_a_long_list_is_read_every_time(store: Store) -> None:
    saved(store, *(lesson(f"Спец. {number}") for number in range(101)))
    store[LESSONS].all()
    seen = statements(store)
    assert len(store[LESSONS].all()) == 101
    assert [sql for sql in seen if "lessons" in sql]
