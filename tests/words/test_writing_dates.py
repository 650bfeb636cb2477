"""Dates, numbers, hours and names in both languages, judged by Babel where it knows the thing (O6, P4)."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from kiosk.problems import Problem
from kiosk.words import NBSP, child_name, clock_span, clock_time, initials, preferred_language, short_name, tongue

DAYS = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31))
LOCALES = {"ru": "ru_RU", "en": "en_GB"}
TUESDAY = dt.date(2026, 11, 24)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize("lang", ("ru", "en"))
@given(day=DAYS)
def test_a_day_is_written_as_babel_writes_it(lang: str, day: dt.date) -> None:
    words, locale = tongue(lang), LOCALES[lang]
    assert plain(words.day(day)) == format_date(day, "d MMMM", locale=locale)
    assert plain(words.day_year(day)) == format_date(day, "d MMMM y", locale=locale)
    assert words.month(day) == format_date(day, "LLLL y", locale=locale)
    assert words.weekday(day) == format_date(day, "EEEE", locale=locale)
    assert plain(words.day_words(day)) == format_date(day, "EEE, d MMMM", locale=locale)
    title = format_date(day, "EEEE, d MMMM", locale=locale)
    assert plain(words.day_title(day)) == title[0].upper() + title[1:]


def test_the_neighbour_of_a_page() -> None:
    assert plain(tongue("ru").day_turn(TUESDAY)) == "вт 24"
    assert plain(tongue("en").day_turn(TUESDAY)) == "Tue 24"


@pytest.mark.parametrize(
    ("first", "last", "russian"),
    (
        (dt.date(2026, 11, 23), dt.date(2026, 11, 28), "23–28 ноября"),
        (dt.date(2026, 11, 24), dt.date(2026, 11, 24), "24 ноября"),
        (dt.date(2026, 11, 30), dt.date(2026, 12, 5), "30 ноября – 5 декабря"),
        (dt.date(2026, 12, 28), dt.date(2027, 1, 10), "28 декабря 2026 – 10 января 2027"),
    ),
)
def test_several_days(first: dt.date, last: dt.date, russian: str) -> None:
    assert plain(tongue("ru").days(first, last)) == russian


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_as_babel_groups_them(number: int) -> None:
    grouped = format_decimal(number, locale="ru_RU").replace("-", "−")
    assert tongue("ru").number(number) == (grouped if abs(number) >= 10_000 else grouped.replace(NBSP, ""))


@pytest.mark.parametrize(
    ("value", "russian"),
    (
        (0.5, "0,5"),
        (Decimal("1.25"), "1,25"),
        (Fraction(3, 4), "0,75"),
        (1.0, "1"),
        (-0.5, "−0,5"),
        (12500.5, "12 500,5"),
        (1 / 3, "0,33"),
        (0.05, "0,05"),
    ),
)
def test_fractions_have_a_decimal_comma(value: float, russian: str) -> None:
    assert plain(tongue("ru").number(value)) == russian
    assert plain(tongue("en").number(value)).replace(",", " ") == russian.replace(",", ".")


@pytest.mark.parametrize(
    ("quarters", "russian", "english"),
    (
        (0, "0 часов", "0 hours"),
        (1, "0,25 часа", "0.25 hours"),
        (2, "0,5 часа", "0.5 hours"),
        (4, "1 час", "1 hour"),
        (6, "1,5 часа", "1.5 hours"),
        (8, "2 часа", "2 hours"),
        (20, "5 часов", "5 hours"),
        (44, "11 часов", "11 hours"),
        (48, "12 часов", "12 hours"),
        (84, "21 час", "21 hours"),
        (88, "22 часа", "22 hours"),
        (444, "111 часов", "111 hours"),
    ),
)
def test_academic_hours_in_words(quarters: int, russian: str, english: str) -> None:
    assert plain(tongue("ru").hours(quarters)) == russian
    assert plain(tongue("en").hours(quarters)) == english


def test_times() -> None:
    assert clock_time(dt.time(14, 5)) == "14:05"
    assert clock_time(dt.time(9, 0)) == "9:00"
    assert clock_span(dt.time(13, 30), dt.time(14, 0)) == "13:30–14:00"


@pytest.mark.parametrize(
    ("full", "short"),
    (
        ("Иванова Мария Петровна", "Иванова М. П."),
        ("Константинопольская-Преображенская Елизавета", "Константинопольская-Преображенская Е."),
        ("Оглы Анна-Мария", "Оглы А.-М."),
        ("Мадонна", "Мадонна"),
        ("", ""),
        ("ким лев", "ким Л."),
    ),
)
def test_surname_first_with_initials(full: str, short: str) -> None:
    assert plain(short_name(full)) == short


def test_names_are_never_torn_apart() -> None:
    assert " " not in initials("Иванова", "Мария", "Петровна")
    assert plain(initials("Иванова", "Мария")) == "Иванова М."


@pytest.mark.parametrize(
    ("first", "surname", "shown"),
    (("Мария", "Иванова", "Мария И."), ("Елизавета", "Константинопольская-Преображенская", "Елизавета К.-П.")),
)
def test_an_open_page_says_no_more_of_a_child(first: str, surname: str, shown: str) -> None:
    assert plain(child_name(first, surname)) == shown


@pytest.mark.parametrize(
    ("accept", "lang"),
    (
        ("", "ru"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8", "ru"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.3, ru;q=0.9", "ru"),
        ("de-DE,de;q=0.9", "ru"),
        ("de, en;q=0.1", "en"),
        ("en;q=0", "ru"),
        ("en;q=x, *", "ru"),
        (";;;,,,", "ru"),
    ),
)
def test_the_browsers_wish(accept: str, lang: str) -> None:
    assert preferred_language(accept) == lang


def test_a_browser_without_a_wish_gets_the_machines_language() -> None:
    assert preferred_language("de-DE", "en") == "en"


def test_an_unknown_language_is_russian() -> None:
    assert tongue("de") is tongue("ru") or tongue("de").code == "ru"


def test_values_of_a_sentence_are_written_in_its_language() -> None:
    values = {"day": TUESDAY, "time": dt.time(14, 5), "hours": 0.5, "who": "Ким", "at": dt.datetime(2026, 11, 24, 9, 3)}
    assert {name: plain(text) for name, text in tongue("ru").values(values).items()} == {
        "day": "вт, 24 ноября",
        "time": "14:05",
        "hours": "0,5",
        "who": "Ким",
        "at": "вт, 24 ноября, 9:03",
    }


def test_a_problem_is_worded_when_it_is_shown() -> None:
    problem = Problem("There is no such day: «%(typed)s». Look at the day and the month.", values={"typed": "31.02"})
    assert tongue("en").worded(problem) == "There is no such day: «31.02». Look at the day and the month."
    assert tongue("ru").worded(problem) == "Такого дня нет: «31.02». Проверьте число и месяц."


# bytes, in Russian, in English
SIZES = [
    (1, "1 КБ", "1 KB"),
    (307_220, "308 КБ", "308 KB"),
    (1_449_000, "1,4 МБ", "1.4 MB"),
    (2_000_000, "2 МБ", "2 MB"),
]


@pytest.mark.parametrize(("size_bytes", "russian", "english"), SIZES)
def test_sizes_of_files_as_people_say_them(size_bytes: int, russian: str, english: str) -> None:
    written = [tongue(code).size(size_bytes).replace("\u00a0", " ") for code in ("ru", "en")]
    assert written == [russian, english]
