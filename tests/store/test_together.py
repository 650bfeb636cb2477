"""Many at once: threads share one store (H2, and what stock TinyDB cannot)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from kiosk.store import Conflict, Reason, Store, Unwritable, where
from tests.store.house import DRAFTS, LESSONS, SOKOLOVA, Draft, lesson, saved

THREADS, EACH = 8, 40


def at_once(act: Callable[[int], None], threads: int = THREADS) -> None:
    """Run in threads that start together; the first error is raised."""
    start = threading.Barrier(threads)

    def run(place: int) -> None:
        start.wait()
        act(place)

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(run, place) for place in range(threads)]:
            done.result()


def test_eight_threads_write_and_read_at_once_and_nothing_is_lost_or_half(store: Store) -> None:
    def act(place: int) -> None:
        for step in range(EACH):
            with store.change(SOKOLOVA, "H2 pair saved") as change:
                change.add(LESSONS, lesson(f"{place}-{step}-а", teacher=place))
                change.add(LESSONS, lesson(f"{place}-{step}-б", teacher=place))
            assert store[LESSONS].count(where("teacher") == place) == 2 * (step + 1)
            assert store[LESSONS].count() % 2 == 0
            assert change.number

    at_once(act)
    assert store[LESSONS].count() == 2 * THREADS * EACH
    assert [entry.number for entry in store.log.search()] == list(range(THREADS * EACH, 0, -1))
    assert store.check() == []


def test_eight_threads_through_tinydb_lose_nothing(store: Store) -> None:
    table = store.tinydb.table("вместе")

    def act(place: int) -> None:
        for step in range(EACH):
            table.insert({"place": place, "step": step})
            assert table.count(where("place") == place) == step + 1

    at_once(act)
    assert sorted((document["place"], document["step"]) for document in table) == [
        (place, step) for place in range(THREADS) for step in range(EACH)
    ]


def test_a_counter_with_expected_revisions_counts_right(store: Store) -> None:
    (kept,) = saved(store, lesson("счёт"))
    refused = []

    def act(_: int) -> None:
        done = 0
        while done < EACH:
            seen = store[LESSONS].get(kept.id)
            assert seen
            try:
                with store.change(SOKOLOVA, "count") as change:
                    change.put(LESSONS, msgspec.structs.replace(seen, weight=seen.weight + 1), expected=seen.rev)
                done += 1
            except Conflict:
                refused.append(1)

    at_once(act)
    counted = store[LESSONS].get(kept.id)
    assert counted
    assert (counted.weight, counted.rev) == (1 + THREADS * EACH, 1 + THREADS * EACH)


def test_one_body_that_fails_takes_nobody_along(store: Store) -> None:
    def act(place: int) -> None:
        for step in range(EACH):
            try:
                with store.change(SOKOLOVA, "H2") as change:
                    change.add(LESSONS, lesson(f"{place}-{step}", teacher=place))
                    if place % 2:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                continue

    at_once(act)
    assert {found.teacher for found in store[LESSONS].all()} == {0, 2, 4, 6}
    assert store[LESSONS].count() == store.number == THREADS // 2 * EACH
    assert store.check() == []


def test_changes_that_wait_share_one_commit(store: Store) -> None:
    first_commits, others_wait = threading.Event(), threading.Event()

    def hold() -> None:
        """The disk is slow: the others come while the first one's fsync runs."""
        first_commits.set()
        others_wait.wait(20)

    store.writer.before_commit = hold
    before = store.writer.commits
    first = threading.Thread(target=saved, args=(store, lesson("первый")))
    first.start()
    assert first_commits.wait(20)
    rest = [threading.Thread(target=saved, args=(store, lesson(f"{place}"))) for place in range(59)]
    for thread in rest:
        thread.start()
    while store.writer.waiting < len(rest):
        others_wait.wait(0.001)
    assert store[LESSONS].count() == 0  # reading waits for nobody
    others_wait.set()
    for thread in [first, *rest]:
        thread.join()
    assert store.writer.commits - before <= 20  # two or three; a PC that is busy gives some up to another COMMIT
    assert store[LESSONS].count() == 60


def test_a_snapshot_sees_one_commit(store: Store) -> None:
    saved(store, lesson("раз"))
    with store.snapshot():
        assert store[LESSONS].count() == 1
        other = threading.Thread(target=saved, args=(store, lesson("два")))
        other.start()
        other.join()
        assert (store[LESSONS].count(), store.number) == (1, 1)
    assert (store[LESSONS].count(), store.number) == (2, 2)


def test_a_change_inside_a_change_is_a_mistake_and_not_a_standstill(store: Store) -> None:
    with store.change(SOKOLOVA, "outer") as outer:
        with pytest.raises(RuntimeError, match="inside a change"), store.change(SOKOLOVA, "inner"):
            pass
        outer.add(LESSONS, lesson("хор"))
    assert store[LESSONS].count() == 1


def test_quick_writes_are_seen_at_once_and_leave_no_number(store: Store) -> None:
    drafts = store.quick(DRAFTS)

    def act(place: int) -> None:
        kept = drafts.add(Draft(owner=f"staff:{place}"))
        for step in range(EACH):
            kept = drafts.put(msgspec.structs.replace(kept, text=str(step)), expected=kept.rev)
            assert store[DRAFTS].get(kept.id) == kept

    at_once(act)
    assert (store[DRAFTS].count(), store.number) == (THREADS, 0)
    assert len(drafts.update(where("text") != "", lambda draft: msgspec.structs.replace(draft, text=""))) == THREADS
    assert drafts.remove_where(where("text") == "") == THREADS
    with pytest.raises(ValueError, match="history"):
        store.quick(LESSONS)


def test_after_closing_the_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(Unwritable) as refused:
        saved(store, lesson("хор"))
    assert refused.value.reason is Reason.CLOSED
    with pytest.raises(Unwritable):
        store[LESSONS].count()
