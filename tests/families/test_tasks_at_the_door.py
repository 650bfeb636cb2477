"""W3, F1, F3: the family's first page names the nearest term and a new review; what goes home tells the tasks."""

import datetime as dt

import pytest

from kiosk.assignments.records import TaskKind
from kiosk.drop.actions import settle
from kiosk.drop.records import UPLOADS
from tests.assignments.filling import assign
from tests.drop.uploading import SONG, Client, metadata
from tests.school import TODAY, NamedSchool
from tests.works.filling import answer, hand_in

AT_HOME = ("keep.html", "week", "week?size=a5")


@pytest.fixture
def card(school: NamedSchool) -> str:
    return f"/s/{school.token('Ивановы')}"


def first_page(school: NamedSchool, card: str) -> str:
    return school.client().get(card).text


def test_the_nearest_term_stands_on_the_first_page(school: NamedSchool, card: str) -> None:
    assert ">Задания</a>" in first_page(school, card)
    assign(school, "Мария", due=TODAY + dt.timedelta(9))
    assign(school, "Пётр", text="Этюд № 9")
    assign(school, "Артём", due=TODAY)
    assert "Задания, ближайший срок 27.11</a>" in first_page(school, card)
    hand_in(school, "Пётр", assignment="a2")
    page = f"{card}/tasks"
    school.client().post(f"{page}/a1/{school.students['Мария'].id}", page=page)
    assert ">Задания</a>" in first_page(school, card)


@pytest.mark.parametrize("resumable", (False, True))
def test_what_was_handed_in_or_taken_back_is_told_at_once(school: NamedSchool, card: str, *, resumable: bool) -> None:
    """The page is kept rendered: each of these makes it stale."""
    assign(school, "Мария")
    term = "Задания, ближайший срок 27.11</a>"
    assert term in first_page(school, card)
    if resumable:
        Client(school).begin(len(SONG), metadata(school, assignment="a1"), body=SONG)
    else:
        hand_in(school, assignment="a1")
    assert term not in first_page(school, card)
    (work,) = school.store[UPLOADS].all()
    settle(school.store, school.actor("Ким"), work, withdrawn_at=school.clock.now())
    assert term in first_page(school, card)


def test_the_day_of_what_was_sent_back_is_a_term_too(school: NamedSchool, card: str) -> None:
    assign(school, "Мария", due=None)
    answer(school, hand_in(school, assignment="a1"), "redo", mark="", due="30.11")
    assert "Задания, ближайший срок 30.11</a>" in first_page(school, card)


def test_a_new_review_is_told_until_it_is_opened(school: NamedSchool, card: str) -> None:
    work, told = hand_in(school), "Новая рецензия (нужен ПИН)"
    assert told not in first_page(school, card)
    answer(school, work)
    assert told in first_page(school, card)
    phone = school.client()
    phone.post(f"{card}/unlock", {"pin": school.pin("Ивановы")}, page=f"{card}/unlock")
    phone.get(f"{card}/works/{work.id}")
    assert told not in first_page(school, card)


@pytest.mark.parametrize("what", AT_HOME)
def test_what_goes_home_tells_tasks_with_their_days(school: NamedSchool, card: str, what: str) -> None:
    assign(school, "Мария")
    day = TODAY + dt.timedelta(20)
    assign(school, "Пётр", text="Полонез целиком", kind=TaskKind.RECORDING, due=day, attestation_on=day)
    text = school.client().get(f"{card}/{what}").text
    for said in ("Этюд № 8 целиком", "Полонез целиком", "аттестация пн, 14 декабря", "Пётр И."):
        assert said in text
    assert ("27.11" if what == "keep.html" else "срок: пт, 27 ноября") in text
    assert text.index("Этюд № 8") < text.index("Полонез")
