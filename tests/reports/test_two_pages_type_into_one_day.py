"""Two PCs, two tabs: what one touched merges, of what both did both stay, choosing is undone by choosing (H2)."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring
from msgspec.structs import replace

from kiosk.reports import queries
from kiosk.reports.merging import Page, chosen, laid_over, mark
from kiosk.reports.records import DRAFTS, ROWS, Draft, Rival
from tests.school import TODAY, Answer, Browser, NamedSchool

DAY = f"/report/{TODAY}"
UNTOUCHED = {"start": "15:00", "hours": "1", "homework": ""}
FIELDS, PAGES, TEXTS = ("start", "hours", "homework"), ("one", "two", "three"), ("а", "б", "15:00", "1", "")
Typing = tuple[str, str, str]


def empty() -> Draft:
    moment = dt.datetime(2026, 11, 24, 17, 5, tzinfo=dt.UTC)
    return Draft(staff=1, date=TODAY, slot="L1", fields={}, saved_at=moment)


def saved(draft: Draft, page: str, typed: dict[str, str], seen: int = 0, *, typing: bool = True) -> Draft:
    """What the store would hold after it: one revision more, when something is new."""
    laid = laid_over(draft, typed, Page(page, {"L1": seen}, typing), UNTOUCHED)
    return draft if laid is draft else replace(laid, rev=draft.rev + 1)


def texts(draft: Draft, name: str) -> set[str]:
    """All that is still there of a field."""
    return {draft.fields.get(name, UNTOUCHED[name]), *(one.text for one in draft.rivals.get(name, ()))}


@given(st.lists(st.tuples(st.sampled_from(PAGES), st.sampled_from(FIELDS), st.sampled_from(TEXTS)), max_size=12))
def test_the_last_word_of_every_page_that_knew_nothing_of_the_others_is_kept(typing: list[Typing]) -> None:
    draft, last = empty(), dict[tuple[str, str], str]()
    for page, name, text in typing:
        shown = last.get((page, name), UNTOUCHED[name])
        if text != shown:  # a browser tells only of what has changed
            draft, last[page, name] = saved(draft, page, {name: text}), text
    for name in FIELDS:
        words = {text for (_, field), text in last.items() if field == name}
        assert words <= texts(draft, name)
        if len(words) < 2:
            assert name not in draft.contested


@given(st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from(TEXTS)), max_size=8))
def test_a_page_that_shows_what_stood_there_earlier_has_typed_nothing(typed: list[tuple[str, str]]) -> None:
    draft, shown = empty(), [dict(UNTOUCHED)]
    for name, text in typed:
        draft = saved(draft, "one", {name: text})
        shown.append({**UNTOUCHED, **draft.fields})
    for earlier in shown:
        assert saved(draft, "two", earlier, typing=False) is draft


# what is in it, what a page sends, what it has seen of it: what stands there, and what else is shown as contested
MERGES = {
    "both, not knowing": ({"homework": "Гамма"}, {"homework": "Этюд"}, 0, "Этюд", ("Гамма",)),
    "the second has seen the first": ({"homework": "Гамма"}, {"homework": "Этюд"}, 1, "Этюд", ()),
    "both the same": ({"homework": "Гамма"}, {"homework": "Гамма"}, 0, "Гамма", ()),
    "another field": ({"homework": "Гамма"}, {"hours": "0,5"}, 0, "Гамма", ()),
    "an old sender that says nothing of itself": ({"homework": "Гамма"}, {"homework": "Этюд"}, None, "Этюд", ()),
}


@pytest.mark.parametrize("case", MERGES)
def test_two_pages_and_one_field(case: str) -> None:
    there, sent, seen, stands, contested = MERGES[case]
    draft = saved(empty(), "one", there)
    draft = saved(draft, "" if seen is None else "two", sent, seen or 0)
    assert draft.fields["homework"] == stands
    assert draft.contested == (("homework",) if contested else ())
    assert {one.text for one in draft.rivals.get("homework", ())} >= set(contested)


def test_choosing_is_turned_round_by_choosing() -> None:
    draft = saved(saved(empty(), "one", {"homework": "Гамма"}), "two", {"homework": "Этюд"})
    taken = chosen(draft, "homework", mark("Гамма"))
    assert (taken.fields["homework"], taken.rivals["homework"]) == ("Гамма", (Rival("two", "Этюд", settled=True),))
    assert chosen(taken, "homework", mark("Этюд")).fields == draft.fields
    left = chosen(draft, "homework", mark("Этюд"))
    assert (left.fields["homework"], left.contested) == ("Этюд", ())
    assert chosen(left, "homework", mark("Гамма")).fields["homework"] == "Гамма"
    assert chosen(draft, "homework", mark("Менуэт")) is draft


def test_one_chooses_what_one_has_read_though_another_types_on() -> None:
    draft = saved(saved(empty(), "two", {"homework": "Этюд"}), "one", {"homework": "Гамма"})
    went_on = saved(draft, "two", {"homework": "Этюд наизусть"})
    kept = chosen(went_on, "homework", mark("Гамма"))  # «Оставить «Гамма»» was read before
    assert (kept.fields["homework"], kept.contested) == ("Гамма", ())
    assert "Этюд наизусть" in texts(kept, "homework")
    assert chosen(went_on, "homework", mark("Этюд")) is went_on  # it is no more: both are shown anew


def test_typing_on_chooses_nothing() -> None:
    draft = saved(saved(empty(), "one", {"homework": "Гамма"}), "two", {"homework": "Этюд"})
    assert saved(draft, "two", {"homework": "1Этюд"}, seen=2).contested == ("homework",)


# through the door: two pages of one teacher


def values_of(answer: Answer) -> dict[str, str]:
    """What the fields of the day's form hold, as a browser without scripts sends them; several of one name joined."""
    values: dict[str, str] = {}
    for field in fromstring(f"<div>{answer.text}</div>").iter("input", "textarea", "select"):
        name, value = field.get("name"), field.value if field.tag != "input" else field.get("value")
        if name and (field.get("form") == "day" or name == "page"):
            values[name] = f"{values[name]},{value or ''}" if name in values else value or ""
    return values


def words_of(answer: Answer) -> str:
    return " ".join(fromstring(f"<div>{answer.text}</div>").text_content().split())


class OnePage:
    """One opening of the day: knows its id and what it has seen, as the browser does."""

    def __init__(self, school: NamedSchool) -> None:
        self.browser: Browser = school.client("Соколова")
        self.shown = self.browser.get(DAY)
        self.id = values_of(self.shown)["page"]

    def fields(self) -> dict[str, str]:
        return {"page": self.id, "seen": values_of(self.shown).get("seen", "")}

    def types(self, name: str, text: str) -> bool:
        """Whether it is told to look, because somebody else typed there."""
        told = self.browser.post(f"{DAY}/drafts", {**self.fields(), name: text}, htmx=True).headers["HX-Trigger"]
        return bool(json.loads(told)["kept"]["look"])

    def presses(self, act: str, **typed: str) -> int:
        answer = self.browser.post(DAY, {**self.fields(), **typed, "act": act}, htmx=True)
        self.shown = answer
        return answer.status


@pytest.fixture
def slot(school: NamedSchool) -> str:
    return f"L{school.lessons['Мария'].id}"


def homework(school: NamedSchool, slot: str) -> str:
    """What stands in the draft."""
    return queries.drafts_of_day(school.store, school.staff["Соколова"].id, TODAY)[slot].fields["homework"]


def test_nothing_is_confirmed_until_one_of_two_texts_is_chosen(school: NamedSchool, slot: str) -> None:
    first, second = OnePage(school), OnePage(school)
    assert first.types(f"{slot}.homework", "Гамма") is False
    assert second.types(f"{slot}.homework", "Этюд") is True
    assert first.presses(f"confirm:{slot}", **{f"{slot}.homework": "Гамма"}) == 422
    shown = words_of(first.shown)
    assert "Здесь на другом компьютере набрано иначе" in shown
    assert "Оставить «Этюд»" in shown
    assert "Взять «Гамма»" in shown
    assert school.store[ROWS].all() == []
    assert first.presses(f"choose:{slot}:homework/{mark('Гамма')}") == 200
    assert "на другом компьютере было" in words_of(first.shown)
    assert first.presses(f"choose:{slot}:homework/{mark('Этюд')}") == 200
    assert homework(school, slot) == "Этюд"
    assert first.presses(f"confirm:{slot}") == 200
    assert [row.homework for row in school.store[ROWS].all()] == ["Этюд"]


def test_fields_of_one_row_from_two_pages_are_confirmed_together(school: NamedSchool, slot: str) -> None:
    first, second = OnePage(school), OnePage(school)
    assert first.types(f"{slot}.homework", "Гамма") is False
    assert second.types(f"{slot}.office", "опоздали на пять минут") is False
    everything = {f"{slot}.homework": "", f"{slot}.office": "опоздали на пять минут", f"{slot}.hours": "1"}
    assert second.presses(f"confirm:{slot}", **everything) == 200  # without JavaScript a page sends all it shows
    row = school.store[ROWS].all()[0]
    assert (row.homework, row.office_note) == ("Гамма", "опоздали на пять минут")


def test_what_is_typed_beside_a_confirmed_row_is_shown_and_can_be_written_in(school: NamedSchool, slot: str) -> None:
    first, second = OnePage(school), OnePage(school)
    assert first.presses(f"confirm:{slot}", **{f"{slot}.homework": "Гамма"}) == 200
    assert second.types(f"{slot}.homework", "Этюд") is True
    shown = OnePage(school)
    assert "Набрано на другом компьютере после подтверждения" in words_of(shown.shown)
    assert shown.presses(f"aside:{slot}") == 200
    assert shown.presses(f"back:{slot}") == 200
    assert shown.presses(f"withdraw:{slot}") == 200
    assert "Взять «Гамма»" in words_of(shown.shown)
    assert homework(school, slot) == "Этюд"
    assert shown.presses(f"choose:{slot}:homework/{mark('Этюд')}") == 200
    assert shown.presses(f"confirm:{slot}") == 200
    assert [row.homework for row in school.store[ROWS].all() if not row.struck] == ["Этюд"]
    assert school.store[DRAFTS].all() == []


def test_rows_that_nobody_typed_into_leave_no_drafts(school: NamedSchool, slot: str) -> None:
    """A page without JavaScript sends every field: what merely shows the timetable goes on following it."""
    page = school.client("Соколова")
    shown = page.get(DAY)
    assert page.post(DAY, {**values_of(shown), f"{slot}.homework": "Гамма", "act": "save"}).status == 303
    assert [(draft.slot, draft.fields) for draft in school.store[DRAFTS].all()] == [(slot, {"homework": "Гамма"})]
