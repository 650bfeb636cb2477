"""What every engine promises (H2, O3): run over the real store and over the plain model that judges it.

Another engine is added to ENGINES and must pass unchanged.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.store import Conflict, Duplicate, Missing, Unstorable, Why, where
from tests.store.house import COLLECTIONS, DRAFTS, LESSONS, SOKOLOVA, Draft, Kind, lesson, opened
from tests.store.model import Model

ENGINES: dict[str, Callable[[Path], Any]] = {"sqlite": opened, "model": lambda _: Model(COLLECTIONS)}


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    engine = ENGINES[request.param](tmp_path)
    yield engine
    if hasattr(engine, "close"):
        engine.close()


def add(engine: Any, *lessons: Any, **options: Any) -> list[Any]:
    with engine.change(SOKOLOVA, "T1 lesson saved", **options) as change:
        return [change.add(LESSONS, one) for one in lessons]


def test_what_is_added_is_there_with_its_id_and_first_revision(engine: Any) -> None:
    (kept,) = add(engine, lesson("хор", kind=Kind.GROUP, tags=("а", "б")))
    assert (kept.id, kept.rev) == (1, 1)
    assert engine[LESSONS].get(1) == kept
    assert engine[LESSONS].get(2) is None


def test_a_change_is_all_or_nothing(engine: Any) -> None:
    with pytest.raises(ZeroDivisionError), engine.change(SOKOLOVA, "T1 lesson saved") as change:
        change.add(LESSONS, lesson("хор"))
        change.add(DRAFTS, Draft(owner="staff:7"))
        change.touch("school")
        raise ZeroDivisionError
    assert (engine[LESSONS].all(), engine[DRAFTS].all()) == ([], [])
    assert (engine.number, engine.touched("school")) == (0, 0)
    assert add(engine, lesson("хор"))[0].id == 1


def test_reads_inside_a_change_see_what_it_wrote_and_others_do_not_until_it_ends(engine: Any) -> None:
    with engine.change(SOKOLOVA, "T1 lesson saved") as change:
        kept = change.add(LESSONS, lesson("хор"))
        assert change.get(LESSONS, kept.id) == kept
        assert change.search(LESSONS, where("name") == "хор") == [kept]


def test_the_second_of_two_saves_of_one_revision_is_a_conflict_with_both_versions(engine: Any) -> None:
    (kept,) = add(engine, lesson("хор"))
    with engine.change(SOKOLOVA, "T1 lesson saved") as change:
        theirs = change.put(LESSONS, msgspec.structs.replace(kept, note="их"), expected=1)
    mine = msgspec.structs.replace(kept, note="моё")
    with pytest.raises(Conflict) as refused, engine.change(SOKOLOVA, "T1 lesson saved") as change:
        change.put(LESSONS, mine, expected=kept.rev)
    assert (refused.value.mine, refused.value.theirs) == (mine, theirs)
    assert engine[LESSONS].get(kept.id) == theirs


def test_without_an_expected_revision_the_last_one_wins(engine: Any) -> None:
    (kept,) = add(engine, lesson("хор"))
    for note in ("раз", "два"):
        with engine.change(SOKOLOVA, "T1 lesson saved") as change:
            change.put(LESSONS, msgspec.structs.replace(kept, note=note))
    assert (engine[LESSONS].get(1).note, engine[LESSONS].get(1).rev) == ("два", 3)


def test_what_is_not_there_cannot_be_put(engine: Any) -> None:
    with pytest.raises(Missing), engine.change(SOKOLOVA, "T1 lesson saved") as change:
        change.put(LESSONS, lesson("хор", id=5))


def test_a_unique_field_names_itself_and_who_has_it(engine: Any) -> None:
    add(engine, lesson("хор"), lesson("вокал"))
    with pytest.raises(Duplicate) as refused:
        add(engine, lesson("хор"))
    assert (refused.value.table, refused.value.field, refused.value.other) == ("lessons", "name", 1)
    with pytest.raises(Duplicate), engine.change(SOKOLOVA, "T1 lesson saved") as change:
        change.put(LESSONS, lesson("хор", id=2))


def test_a_refused_duplicate_can_be_met_inside_the_change(engine: Any) -> None:
    add(engine, lesson("хор"))
    with engine.change(SOKOLOVA, "O2 import") as change:
        with pytest.raises(Duplicate):
            change.add(LESSONS, lesson("хор"))
        change.add(LESSONS, lesson("вокал"))
    assert [one.name for one in engine[LESSONS].all()] == ["хор", "вокал"]


def test_an_empty_value_is_not_unique(engine: Any) -> None:
    add(engine, lesson(""), lesson(""))
    assert engine[LESSONS].count() == 2


def test_a_key_sent_twice_is_stored_once(engine: Any) -> None:
    add(engine, lesson("хор"), key="форма-1")
    with engine.change(SOKOLOVA, "T1 lesson saved", key="форма-1") as change:
        assert change.repeated
        number = change.number
    assert (engine[LESSONS].count(), engine.number, number) == (1, 1, 1)


def test_touched_scopes_carry_the_number_of_their_last_change(engine: Any) -> None:
    for scopes in (("school",), ("household:3", "household:4"), ("household:3",)):
        with engine.change(SOKOLOVA, "F1 page changed") as change:
            change.touch(*scopes)
    assert [engine.touched(*scopes) for scopes in (["school"], ["household:4", "school"], ["household:3"], ["x"])] == [
        1, 2, 3, 0,
    ]  # fmt: skip


def test_drafts_leave_no_number(engine: Any) -> None:
    with engine.change(SOKOLOVA, "draft") as change:
        kept = change.add(DRAFTS, Draft(owner="staff:7"))
        change.put(DRAFTS, msgspec.structs.replace(kept, text="пишу"))
    assert (engine.number, engine[DRAFTS].get(kept.id).text) == (0, "пишу")
    with engine.change(SOKOLOVA, "draft") as change:
        change.remove(DRAFTS, kept.id)
    assert engine[DRAFTS].all() == []


def test_where_there_is_history_nothing_is_removed(engine: Any) -> None:
    add(engine, lesson("хор"))
    with pytest.raises(ValueError, match="mark"), engine.change(SOKOLOVA, "T1") as change:
        change.remove(LESSONS, 1)


def test_an_id_is_never_given_twice(engine: Any) -> None:
    with engine.change(SOKOLOVA, "draft") as change:
        kept = change.add(DRAFTS, Draft(owner="а"))
        change.remove(DRAFTS, kept.id)
        assert change.add(DRAFTS, Draft(owner="б")).id == kept.id + 1


BAD_TEXTS = [("a\0b", Why.NUL), ("\ud800", Why.SURROGATE), ("ы" * 100_001, Why.TOO_LONG)]


@pytest.mark.parametrize(("text", "why"), BAD_TEXTS)
def test_a_text_that_no_engine_keeps_is_refused_by_its_field(engine: Any, text: str, why: Why) -> None:
    with pytest.raises(Unstorable) as refused:
        add(engine, lesson("хор", note=text))
    assert (refused.value.field, refused.value.why) == ("note", why)
    assert engine[LESSONS].count() == 0


@pytest.mark.parametrize("weight", [float("nan"), float("inf")])
def test_what_is_not_a_number_is_refused(engine: Any, weight: float) -> None:
    with pytest.raises(Unstorable) as refused:
        add(engine, lesson("хор", weight=weight))
    assert (refused.value.field, refused.value.why) == ("weight", Why.NOT_A_NUMBER)


NAUGHTY = [
    "",
    " ",
    "\u202eсправа налево",
    "𝄞 ♩",
    "'; DROP TABLE lessons; --",
    '"\\u0000"',
    "\\u0000",
    "ё" * 100_000,
    "\n\r\t",
]


@pytest.mark.parametrize("text", NAUGHTY)
def test_every_other_text_comes_back_as_it_went_in(engine: Any, text: str) -> None:
    add(engine, lesson("хор", note=text))
    assert engine[LESSONS].get(1).note == text
    assert engine[LESSONS].count(where("note") == text) == 1


# ищут, находят: ё как е, часть имени, каждое слово (P3)
FOUND = [
    ("петр", ["Пётр Иванов"]),
    ("ИВАН", ["Пётр Иванов", "Иванова Анна"]),
    ("иван анна", ["Иванова Анна"]),
    ("ованна", []),
    ("", ["Пётр Иванов", "Иванова Анна", "100%"]),
    ("%", ["100%"]),
    ("_", []),
]


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_people_are_found_by_part_of_a_name(engine: Any, text: str, names: list[str]) -> None:
    add(engine, lesson("Пётр Иванов"), lesson("Иванова Анна"), lesson("100%"))
    assert [one.name for one in engine[LESSONS].find(text)] == names


ORDERS = [
    ((), None, "б а ё г"),
    (("-id",), 2, "г ё"),
    (("name",), None, "а б г ё"),
    (("-name",), 1, "ё"),
    (("note", "-name"), None, "ё б а г"),
    (("seen",), None, "б г ё а"),
]


@pytest.mark.parametrize(("order", "limit", "names"), ORDERS)
def test_order_and_limit(engine: Any, order: tuple[str, ...], limit: int | None, names: str) -> None:
    later, half = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), dt.timedelta(microseconds=500_000)
    add(
        engine,
        lesson("б", note="1"),
        lesson("а", note="1", seen=later + half),
        lesson("ё", seen=later),
        lesson("г", note="2"),
    )
    found = engine[LESSONS].search(order=order, limit=limit)
    assert [one.name for one in found] == names.split()


def test_a_moment_of_another_zone_is_stored_in_utc(engine: Any) -> None:
    wall = dt.datetime(2026, 11, 24, 16, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    add(engine, lesson("хор", seen=wall))
    assert engine[LESSONS].count(where("seen") == dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)) == 1


def test_many_come_in_the_order_asked_for(engine: Any) -> None:
    add(engine, lesson("а"), lesson("б"), lesson("в"))
    assert [one.name for one in engine[LESSONS].many([3, 9, 1, 3]).values()] == ["в", "а"]
