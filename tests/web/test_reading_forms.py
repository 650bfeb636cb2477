"""What people type, and what the form makes of it: nothing is lost, all problems are collected (L20, P4)."""

import datetime as dt
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from kiosk.problems import Problem, Refusal
from kiosk.web import Form
from kiosk.web.reading import read_date, read_hours, read_number, read_time, tidy

TODAY = dt.date(2026, 11, 24)

DATES = [
    ("24.11", "2026-11-24"),
    ("24.11.26", "2026-11-24"),
    ("24.11.2026", "2026-11-24"),
    ("24112026", "2026-11-24"),
    ("241126", "2026-11-24"),
    ("2411", "2026-11-24"),
    ("2026-11-24", "2026-11-24"),
    ("24,11", "2026-11-24"),
    ("24/11/2026", "2026-11-24"),
    ("24-11", "2026-11-24"),
    (" 24 . 11 ", "2026-11-24"),
    ("4.1", "2027-01-04"),
    ("31.8", "2026-08-31"),
    ("24 ноября", "2026-11-24"),
    ("24 нояб. 2025", "2025-11-24"),
    ("1 мая", "2027-05-01"),
    ("3 march 2026", "2026-03-03"),
    ("сегодня", "2026-11-24"),
    ("Вчера", "2026-11-23"),
    ("завтра", "2026-11-25"),
    ("yesterday", "2026-11-23"),
    ("1.9.75", "1975-09-01"),
    ("1.9.08", "2008-09-01"),
    ("29.2.2028", "2028-02-29"),
    ("29.2", "none"),
    ("31.02", "none"),
    ("31.02.2026", "none"),
    ("0.1", "none"),
    ("24.13", "none"),
    ("24", "none"),
    ("24.11.2026.1", "none"),
    ("24.11.0000", "none"),
    ("99999999", "none"),
    ("вторник", "none"),
    ("24 брюмера", "none"),
    ("٢٤.١١", "none"),
    ("1" * 5000, "none"),
]


@pytest.mark.parametrize(("typed", "meant"), DATES)
def test_a_date_as_people_write_it(typed: str, meant: str) -> None:
    read = read_date(typed, TODAY)
    assert (read.isoformat() if isinstance(read, dt.date) else "none") == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    (
        ("14:05", "14:05"),
        ("14.05", "14:05"),
        ("14,05", "14:05"),
        ("14 05", "14:05"),
        ("1405", "14:05"),
        ("905", "09:05"),
        ("9:30", "09:30"),
        ("14", "14:00"),
        ("0:00", "00:00"),
        ("25:00", "none"),
        ("24:00", "none"),
        ("14:60", "none"),
        ("14:5", "none"),
        ("два", "none"),
        ("14:05:30", "none"),
        ("١٤:٠٥", "none"),
    ),
)
def test_a_time_as_people_write_it(typed: str, meant: str) -> None:
    read = read_time(typed)
    assert (f"{read:%H:%M}" if isinstance(read, dt.time) else "none") == meant


@pytest.mark.parametrize(
    ("typed", "quarters"),
    (
        ("1", 4),
        ("0,5", 2),
        ("0.5", 2),
        ("1,25", 5),
        ("0,75", 3),
        ("2,0", 8),
        ("0", 0),
        ("0,3", None),
        ("-1", None),
        ("25", None),
        ("1/2", None),
        ("½", None),
        ("1,255", None),
    ),
)
def test_academic_hours_in_quarters(typed: str, quarters: int | None) -> None:
    read = read_hours(typed)
    assert (None if isinstance(read, Problem) else read) == quarters


def test_the_step_of_hours_is_a_decision_of_the_school() -> None:
    assert read_hours("0,5", step=2) == 2
    assert isinstance(read_hours("0,25", step=2), Problem)


@pytest.mark.parametrize(
    ("typed", "number"), (("7", 7), (" 1 000 ", 1000), ("-1", None), ("7.5", None), ("1" * 30, None))
)
def test_whole_numbers_within_bounds(typed: str, number: int | None) -> None:
    read = read_number(typed, 0, 5000)
    assert (None if isinstance(read, Problem) else read) == number


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_value_or_a_problem(typed: str) -> None:
    for read in (read_date(typed, TODAY), read_time(typed), read_hours(typed), read_number(typed, 0, 9)):
        assert isinstance(read, Problem | dt.date | dt.time | int)


@given(st.dates(min_value=dt.date(1930, 1, 1), max_value=dt.date(2035, 12, 31)))
def test_every_full_date_is_read_back(day: dt.date) -> None:
    for text in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%d%m%Y}"):
        assert read_date(text, TODAY) == day


# texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    (
        ("  Иванова   Мария  ", "Иванова Мария"),
        ("Мари\u0438\u0306", "Мари\u0439"),
        ("Анна\u202eнна", "Аннанна"),
        ("до\u00adре\u200bми", "доремi".replace("i", "и")),
        ("А\u00a0Б", "А Б"),
        ("О'Нил 👩‍🎤", "О'Нил 👩‍🎤"),
        ("", ""),
    ),
)
def test_a_line_is_tidied(typed: str, kept: str) -> None:
    assert Form({"name": typed}).text("name") == kept


@pytest.mark.parametrize("sign", ("\x00", "\x07", "\x1b", "\ud800", "\x9f", "\ufffe"))
def test_signs_that_are_no_text_are_refused_with_the_field_named(sign: str) -> None:
    form = Form({"name": f"Мария{sign}"})
    assert form.text("name") == ""
    assert form.problems[0].field == "name"
    assert form.typed("name") == "Мария"


def test_lines_stay_lines_where_they_are_wanted() -> None:
    form = Form({"note": " гамма  \r\nэтюд\tсоч. 65\r\n\r\n"})
    assert form.text("note", lines=True) == "гамма\nэтюд\tсоч. 65"
    assert Form({"note": "гамма\r\nэтюд"}).text("note") == "гамма этюд"


def test_a_long_text_is_refused_and_stays_in_the_form() -> None:
    form = Form({"name": "я" * 100_000})
    assert form.text("name", limit=200) == ""
    assert form.problems[0].values == {"length": 100_000, "limit": 200}
    assert len(form.typed("name")) == 100_000


def test_the_limit_counts_what_is_kept() -> None:
    assert Form({"name": "я" * 200}).text("name", limit=200) == "я" * 200
    assert not Form({"name": "я" * 200 + "   "}).problems


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    for lines in (False, True):
        assert tidy(tidy(text, lines=lines), lines=lines) == tidy(text, lines=lines)


# the form as a whole


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


def test_all_problems_are_collected_each_with_its_field() -> None:
    form = Form({"day": "31.02", "start": "25:00", "hours": "x", "kind": "green", "who": "abc"}, today=TODAY)
    assert form.text("name", required=True) == ""
    assert form.date("day") is None
    assert form.time("start") is None
    assert form.hours("hours") is None
    assert form.choice("kind", Colour) is None
    assert form.id("who") is None
    assert [problem.field for problem in form.problems] == ["name", "day", "start", "hours", "kind", "who"]
    assert form.typed("day") == "31.02"
    problem = form.problem("hours")
    assert problem
    assert problem.values["typed"] == "x"


def test_an_empty_form_is_no_mistake_but_where_something_is_required() -> None:
    form = Form({}, today=TODAY)
    read = (form.date("a"), form.time("b"), form.hours("c"), form.choice("d", Colour), form.id("e"), form.number("f"))
    assert read == (None,) * 6
    assert not form.problems
    form.date("a", required=True)
    form.choice("d", Colour, required=True)
    form.id("e", required=True)
    assert len(form.problems) == 3


def test_choices_ids_and_lists() -> None:
    fields = MultiDict([("kind", "blue"), ("kind", "red"), ("who", "7"), ("who", "3"), ("who", "7"), ("row", " a  b ")])
    form = Form(fields)
    assert form.choices("kind", Colour) == (Colour.RED, Colour.BLUE)
    assert form.ids("who") == (7, 3)
    assert form.list("row") == ("a b",)
    assert form.flag("kind")
    assert not form.flag("absent")
    assert form.one_of("kind", ["blue"]) == "blue"
    assert not form.problems


@pytest.mark.parametrize("sent", ("0", "-1", "1e9", "9" * 20, "1;drop"))
def test_an_id_that_cannot_be_is_refused(sent: str) -> None:
    form = Form({"who": sent})
    assert form.id("who", required=True) is None
    assert form.problems


def test_what_a_rule_refused_stands_beside_what_the_form_found() -> None:
    form = Form({})
    form.text("name", required=True)
    form.take(Refusal.of("Choose the subject.", field="subject"))
    assert [problem.field for problem in form.problems] == ["name", "subject"]


def test_a_form_to_begin_with_shows_what_it_is_given() -> None:
    form = Form.filled(name="Мария", year=3, born=None)
    assert (form.typed("name"), form.typed("year"), form.typed("born")) == ("Мария", "3", "")
