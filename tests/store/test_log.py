"""Who did what when, before and after; chained, so that nothing vanishes or is changed without a trace (O3, L19)."""

import datetime as dt
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.clock import FixedClock
from kiosk.store import Missing, Store, where
from tests.store.house import DRAFTS, LESSONS, SOKOLOVA, Draft, Lesson, Somebody, lesson, opened, saved


def edit(store: Store, record: Lesson, **fields: Any) -> Lesson:
    with store.change(SOKOLOVA, "T1 lesson saved") as change:
        return change.put(LESSONS, msgspec.structs.replace(record, **fields), expected=record.rev)


def test_an_entry_tells_who_when_what_and_why(store: Store, clock: FixedClock) -> None:
    with store.change(Somebody("staff:9"), "H4 report returned", key="к", note="часы") as change:
        change.add(LESSONS, lesson("хор"))
        change.touch("school", "household:3")
    (entry,) = store.log.search()
    assert (entry.number, entry.at, entry.actor, entry.what) == (1, clock.now(), "staff:9", "H4 report returned")
    assert (entry.key, entry.note, entry.touched) == ("к", "часы", ("school", "household:3"))
    assert entry == store.log.by_key("к") == store.log.get(1)
    assert entry.ids("lessons") == (1,)


def test_before_and_after_of_each_row(store: Store) -> None:
    (kept,) = saved(store, lesson("хор"))
    edit(store, edit(store, kept, note="раз"), note="два")
    entries = store.log.search(table="lessons", id=kept.id)
    notes = [
        (row.rev, row.before and row.before["note"], row.after and row.after["note"])
        for entry in entries
        for row in entry.rows
    ]
    assert notes == [(3, "раз", "два"), (2, None, "раз"), (1, None, None)]
    assert entries[-1].rows[0].before is None


def test_searching_the_log(store: Store, clock: FixedClock) -> None:
    saved(store, lesson("а"), lesson("б"))
    clock.advance(dt.timedelta(hours=1))
    later = clock.now()
    with store.change(Somebody("household:3"), "F6 told") as change:
        change.touch("household:3")
    (kept,) = store[LESSONS].search(where("name") == "б")
    edit(store, kept, note="x")

    def numbers(**question: Any) -> list[int]:
        return [entry.number for entry in store.log.search(**question)]

    assert numbers() == [3, 2, 1]
    assert numbers(limit=1) == [3]
    assert numbers(table="lessons") == [3, 1]
    assert numbers(table="lessons", id=2) == [3, 1]
    assert numbers(table="lessons", id=1) == [1]
    assert numbers(actor="household:3") == [2]
    assert numbers(since=2) == [3]
    assert numbers(before=3, limit=1) == [2]
    assert numbers(since=later) == [3, 2]


def test_a_clock_that_ran_back_is_noted_and_order_is_by_number(store: Store, clock: FixedClock) -> None:
    saved(store, lesson("а"))
    clock.advance(-dt.timedelta(days=1))
    saved(store, lesson("б"))
    saved(store, lesson("в"))
    assert [(entry.number, entry.clock_ran_back) for entry in store.log.search()] == [(3, False), (2, True), (1, False)]
    assert store.check() == []


def test_what_left_no_trace_is_no_entry(store: Store) -> None:
    with store.change(SOKOLOVA, "nothing") as change:
        pass
    assert (change.number, store.log.search()) == (0, [])
    with store.change(SOKOLOVA, "O2 export", note="staff.xlsx") as change:
        pass
    assert change.number == 1


def test_a_repeated_request_reads_its_first_answer_and_cannot_write(store: Store) -> None:
    saved(store, lesson("хор"), key="к")
    with pytest.raises(RuntimeError, match="stored before"), store.change(SOKOLOVA, "T1", key="к") as change:
        assert change.repeated
        assert change.repeated.ids("lessons") == (1,)
        change.add(LESSONS, lesson("вокал"))


def test_a_change_that_has_ended_writes_nothing_more(store: Store) -> None:
    with store.change(SOKOLOVA, "T1") as change:
        change.add(LESSONS, lesson("хор"))
    with pytest.raises(RuntimeError, match="ended"):
        change.add(LESSONS, lesson("вокал"))


# что подправили мимо журнала, чем это видно
TAMPERED = [
    ("UPDATE changes SET actor='staff:1' WHERE number=2", "change 2"),
    ("DELETE FROM changes WHERE number=2", "change 2"),
    ("UPDATE change_rows SET body=replace(CAST(body AS TEXT),'хор','вокал') WHERE id>>20=1", "change 1, lessons 1"),
    ("UPDATE change_rows SET hash=x'00' WHERE id>>20=1", "change 1"),
    ("DELETE FROM change_rows WHERE id>>20=3", "change 3"),
    ("INSERT INTO change_rows VALUES(1,'lessons',1,9,1,NULL,NULL,NULL)", "change_rows"),
    ("UPDATE d_lessons SET body=replace(body,'хор','вокал')", "lessons 1"),
    ("UPDATE d_lessons SET rev=9", "lessons 1"),
    ("DELETE FROM d_lessons", ""),
]


@pytest.mark.parametrize(("sql", "where_"), TAMPERED[:-1])
def test_what_was_changed_past_the_log_is_found(store: Store, sql: str, where_: str) -> None:
    (kept,) = saved(store, lesson("хор"))
    edit(store, edit(store, kept, note="раз"), note="два")
    assert store.check() == []
    store.writer.connection.execute(sql)
    assert where_ in {flaw.where for flaw in store.check()}


def test_erasing_a_child_leaves_the_chain_whole_and_no_text_behind(tmp_path: Path) -> None:
    store = opened(tmp_path)
    (kept, other) = saved(store, lesson("Неповторимов Пётр"), lesson("другой"))
    edit(store, kept, note="Неповторимова мать")
    with store.change(SOKOLOVA, "L19 erased", note="срок хранения") as change:
        change.erase(LESSONS, kept.id)
    assert (store[LESSONS].get(kept.id), store[LESSONS].find("неповторимов")) == (None, [])
    assert store[LESSONS].get(other.id) == other
    entries = store.log.search(table="lessons", id=kept.id)
    assert [[(row.after, row.erased) for row in entry.rows if row.id == kept.id] for entry in entries] == [
        [(None, False)],
        [(None, True)],
        [(None, True)],
    ]
    assert store.check() == []
    store.close()
    assert "Неповторимов".encode() not in (tmp_path / "kiosk.db").read_bytes()
    with closing(opened(tmp_path)) as again, again.change(SOKOLOVA, "L19") as change, pytest.raises(Missing):
        change.erase(LESSONS, kept.id)


def test_a_record_written_anew_leaves_nothing_of_what_it_was(tmp_path: Path) -> None:
    store = opened(tmp_path)
    (kept, other) = saved(store, lesson("Неповторимов Пётр"), lesson("другой"))
    kept = edit(store, kept, note="Неповторимова мать")
    other = edit(store, other, note="видел «Неповторимов»")
    other = edit(store, other, note="")
    assert store.mentioning(["Неповторимов", ""]) == {"lessons": {kept.id, other.id}}
    assert (store.mentioning([]), store.mentioning(["Неповт"]), store.mentioning(["Неповторимов П"])) == ({}, {}, {})
    with store.change(SOKOLOVA, "L19 erased") as change:
        change.rewrite(LESSONS, msgspec.structs.replace(kept, name="выбывший", note=""))
        change.rewrite(LESSONS, msgspec.structs.replace(other, note=""))
    assert store.mentioning(["Неповторимов"]) == {}
    assert store.check() == []
    latest = store.log.search(table="lessons", id=kept.id)[0].rows[0]
    assert (latest.erased, latest.before) == (False, None)
    assert store.compact()
    assert store.check() == []
    for file in ("kiosk.db", "kiosk.db-wal"):
        assert "Неповторимов".encode() not in (tmp_path / file).read_bytes()
    assert store[LESSONS].find("выбывший") == [store[LESSONS].get(kept.id)]
    store.close()


def test_what_the_words_of_a_change_say_is_found(store: Store) -> None:
    with store.change(SOKOLOVA, "O2 import", note="Иванова.xlsx") as change:
        change.add(LESSONS, lesson("хор"))
    saved(store, lesson("вокал"))
    assert store.noted(["Иванова", "Петров"]) == [1]
    assert store.noted([""]) == []


def test_drafts_are_not_in_the_log(store: Store) -> None:
    with store.change(SOKOLOVA, "H2 row saved") as change:
        change.add(LESSONS, lesson("хор"))
        change.add(DRAFTS, Draft(owner="staff:7", text="черновик"))
    (entry,) = store.log.search()
    assert [row.table for row in entry.rows] == ["lessons"]
