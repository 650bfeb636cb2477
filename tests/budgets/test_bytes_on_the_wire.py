"""Budgets of ux.md and web-facts 3.4, headers counted, as a phone or PC of the school is served (F1, F2, H2)."""

import datetime as dt
import gzip
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.school.records import SCHOOLS
from kiosk.signin.actions import issue_card, pin_of, unlock
from kiosk.signin.queries import token_of
from kiosk.signin.records import CARDS
from kiosk.signin.sessions import FAMILY_COOKIE
from kiosk.timetable.records import LESSONS
from kiosk.web.assets import unindented
from tests.budgets.families import (
    NOTICES,
    fill_board,
    fill_cards,
    fill_day,
    fill_family,
    fill_notices,
    homework,
    lessons_of,
)
from tests.budgets.wire import Wire
from tests.school import TODAY, NamedSchool

KB = 1024
DAY = f"/report/{TODAY}"
OWN_SCRIPT = Path(__file__).resolve().parents[2] / "static" / "kiosk.js"
LANGUAGES = ("ru", "en")


@pytest.fixture
def large_family(school: NamedSchool) -> str:
    """The token of a family of three: eighteen lessons, a note of 200 letters to each, two changes, two notices."""
    household = fill_family(school)
    fill_notices(school)
    card = issue_card(school.store, SYSTEM, household, expires=dt.date(2027, 8, 31), now=school.clock.now())
    return token_of(school.store, card)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_largest_family_page_is_4_kb_and_one_request_without_script(
    wire: Wire, large_family: str, lang: str
) -> None:
    page = wire.get(f"/s/{large_family}", lang=lang)
    assert page.size <= 4 * KB
    assert len(page.body) <= 14 * KB
    shown = page.text.replace("&nbsp;", " ")
    assert all(homework(number)[:60] in shown for number in range(18))
    assert shown.count("<mark>") == 2
    assert all(title in shown for title in NOTICES)
    assert shown.count("<button>") == 1
    assert "<script" not in shown
    assert not page.files
    assert "http://" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unchanged_family_page_is_300_bytes(wire: Wire, large_family: str, lang: str) -> None:
    first = wire.get(f"/s/{large_family}", lang=lang)
    again = wire.get(f"/s/{large_family}", lang=lang, etag=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.size <= 300


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_of_eight_lessons_is_34_kb_at_first_and_8_again(wire: Wire, school: NamedSchool, lang: str) -> None:
    fill_day(school)
    assert lessons_of(school, "Соколова") == 8
    whole, page = wire.whole(DAY, who="Соколова", lang=lang)
    assert len(page.files) == 3
    assert whole <= 34 * KB
    assert page.size <= 8 * KB


def test_our_own_script_is_a_quarter_over_3_kb() -> None:
    script = unindented(OWN_SCRIPT.read_text("utf-8"))
    assert len(gzip.compress(script.encode(), 9, mtime=0)) <= 3.25 * KB


def test_the_script_of_a_review_is_3_kb() -> None:
    script = unindented((OWN_SCRIPT.parent / "review.js").read_text("utf-8"))
    assert len(gzip.compress(script.encode(), 9, mtime=0)) <= 3 * KB


def test_no_text_of_the_script_goes_over_the_end_of_a_line() -> None:
    """Taking away the indents would change it."""
    assert all(line.count("`") % 2 == 0 for line in OWN_SCRIPT.read_text("utf-8").splitlines())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ("/", "/board"))
def test_open_pages_are_6_kb_with_stylesheet_and_script_and_3_again(
    wire: Wire, school: NamedSchool, path: str, lang: str
) -> None:
    fill_board(school)
    fill_notices(school)
    whole, page = wire.whole(path, lang=lang)
    assert [name.partition("?")[0].rpartition(".")[2] for name in page.files] == ["css", "js"]
    assert whole <= 6 * KB
    assert page.size <= 3 * KB


@pytest.mark.parametrize("lang", LANGUAGES)
def test_eighteen_tasks_of_three_children_are_6_kb_without_script(wire: Wire, large_family: str, lang: str) -> None:
    page = wire.get(f"/s/{large_family}/tasks", lang=lang)
    assert page.text.count("<button") == 18
    assert "<script" not in page.text
    assert page.size <= 6 * KB


@pytest.mark.parametrize("lang", LANGUAGES)
def test_handing_in_for_eighteen_tasks_is_10_kb_with_its_script(
    wire: Wire, school: NamedSchool, large_family: str, lang: str
) -> None:
    card = max(school.store[CARDS].all(), key=lambda one: one.id)
    cookie = unlock(school.store, card, pin_of(school.store, card), now=school.clock.now(), address="10.0.0.7")
    whole, page = wire.whole(f"/s/{large_family}/hand-in", lang=lang, cookie=f"{FAMILY_COOKIE}={cookie}")
    assert page.text.count('name="assignment"') == 18 + 3
    assert [name.partition("?")[0].rpartition(".")[2] for name in page.files] == ["js"]
    assert whole <= 10 * KB


def test_the_script_of_handing_in_is_4_kb_and_plain_enough_for_phones_of_2018() -> None:
    script = unindented((OWN_SCRIPT.parent / "drop.js").read_text("utf-8"))
    assert len(gzip.compress(script.encode(), 9, mtime=0)) <= 4 * KB
    assert not re.findall(r"\?\.[a-z(\[]|\?\?|catch \{|\*\*|\.\.\.\w+ \}|\.flat|matchAll|replaceAll|#\w+ ?[=(]", script)


@pytest.mark.parametrize("per", (8, 24))
def test_24_cards_are_40_kb_on_three_sheets_and_on_one(wire: Wire, school: NamedSchool, per: int) -> None:
    with school.store.change(SYSTEM, "test: Wi-Fi for guests") as change:
        change.put(SCHOOLS, replace(change.search(SCHOOLS)[0], wifi_name="DMSH2-Семья", wifi_password="гамма-ре-мажор"))
    query = "&".join(f"family={household}" for household in fill_cards(school, 24))
    whole, page = wire.whole(f"/cards/sheet?{query}&per={per}", who="Ким")
    assert page.text.count('class="card"') == 24
    assert whole <= 40 * KB


PAGES = ("/reports", "/cards", "/people", f"/timetable/day/{TODAY}", "/inbox", "/office", f"{DAY}/annex-1")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_office_and_print_pages_are_60_kb(wire: Wire, path: str, lang: str) -> None:
    whole, page = wire.whole(path, who="Соколова" if path.startswith(DAY) else "Ким", lang=lang)
    assert page.status == 200
    assert whole <= 60 * KB


# what a family takes home (F3)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", ("a4", "a5"))
def test_the_week_on_paper_is_6_kb_without_its_codes_and_each_code_is_6(
    wire: Wire, large_family: str, size: str, lang: str
) -> None:
    whole, page = wire.whole(f"/s/{large_family}/week?size={size}", lang=lang)
    assert all(homework(number)[:60] in page.text.replace("&nbsp;", " ") for number in range(18))
    assert whole <= 6 * KB
    codes = re.findall(r'<img src="([^"]+)"', page.text)
    assert len(codes) == 3
    assert all(wire.get(code).size <= 6 * KB for code in codes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_what_to_take_home_is_6_kb(wire: Wire, large_family: str, lang: str) -> None:
    page = wire.get(f"/s/{large_family}/home", lang=lang)
    assert page.size <= 6 * KB
    assert not page.files


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_of_twelve_lessons_is_10_kb_as_it_lies_in_the_phone(
    wire: Wire, school: NamedSchool, large_family: str, lang: str
) -> None:
    with school.store.change(SYSTEM, "test: twelve lessons") as change:
        for lesson in change.search(LESSONS, order=("-id",), limit=6):
            change.put(LESSONS, replace(lesson, until=TODAY - dt.timedelta(1)))
    page = wire.get(f"/s/{large_family}/keep.html", lang=lang)
    assert page.text.count("<li>") == 12
    assert len(page.body) <= 10 * KB
