"""Minutes as academic hours: rounding with its half borders, the school's own table, subjects apart (P4, L9)."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.problems import Problem
from kiosk.school import hours
from kiosk.school.records import Band, HourOverride, HourRule, Rounding
from kiosk.school.rules import QUARTERS_PER_HOUR, hours_text, rule_on
from kiosk.words import tongue

START = dt.date(2026, 9, 1)
RU = tongue("ru")

# L9: minutes, minutes of an hour, step in quarters, rounding → quarters
ROUNDED = [
    (50, 40, 2, Rounding.NEAREST_UP, 6),  # 1.25 h lies half way between 1 and 1.5
    (50, 40, 2, Rounding.NEAREST_DOWN, 4),
    (51, 40, 2, Rounding.NEAREST_DOWN, 6),
    (49, 40, 2, Rounding.NEAREST_UP, 4),
    (41, 40, 2, Rounding.UP, 6),
    (40, 40, 2, Rounding.UP, 4),
    (59, 40, 2, Rounding.DOWN, 4),
    (60, 40, 2, Rounding.DOWN, 6),
    (45, 40, 1, Rounding.NEAREST_UP, 5),  # 1.125 h, half way between 1 and 1.25
    (45, 40, 1, Rounding.NEAREST_DOWN, 4),
    (30, 45, 1, Rounding.DOWN, 2),
    (30, 45, 1, Rounding.UP, 3),
    (5, 40, 2, Rounding.DOWN, 2),  # never less than a step
]


@pytest.mark.parametrize(("minutes", "of_hour", "step", "rounding", "quarters"), ROUNDED)
def test_rounding(minutes: int, of_hour: int, step: int, rounding: Rounding, quarters: int) -> None:
    rule = HourRule(since=START, minutes=of_hour, step_quarters=step, rounding=rounding)
    assert hours.quarter_hours_of(minutes, rule) == quarters


RULES = st.builds(
    HourRule,
    since=st.just(START),
    minutes=st.sampled_from([40, 45]),
    step_quarters=st.sampled_from([1, 2]),
    rounding=st.sampled_from(Rounding),
)


@given(st.integers(1, 600), RULES)
def test_hours_are_whole_steps_on_the_chosen_side(minutes: int, rule: HourRule) -> None:
    quarters = hours.quarter_hours_of(minutes, rule)
    exact, step = Fraction(minutes * 4, rule.minutes), rule.step_quarters
    assert quarters % step == 0
    assert quarters >= step
    if quarters == step and exact < step:
        return
    match rule.rounding:
        case Rounding.UP:
            assert exact <= quarters < exact + step
        case Rounding.DOWN:
            assert exact - step < quarters <= exact
        case _:
            assert abs(quarters - exact) <= Fraction(step, 2)


@given(st.integers(1, 599), RULES)
def test_a_longer_lesson_never_counts_less(minutes: int, rule: HourRule) -> None:
    assert hours.quarter_hours_of(minutes, rule) <= hours.quarter_hours_of(minutes + 1, rule)


@given(st.integers(1, 60), RULES)
def test_whole_hours_are_exact_whatever_the_rounding(count: int, rule: HourRule) -> None:
    assert hours.quarter_hours_of(count * rule.minutes, rule) == count * 4


# a school of 45 minutes with bands: from so many tenths of a minute, so many quarters
BANDS = tuple(
    Band(tenths, quarters)
    for tenths, quarters in (
        (100, 1),
        (200, 2),
        (300, 3),
        (425, 4),
        (475, 5),
        (625, 6),
        (800, 8),
        (1025, 10),
    )
)
BANDED = HourRule(since=START, minutes=45, step_quarters=1, bands=BANDS)
# what such a school says of its usual lengths: 0.25 = 12.5, 0.5 = 25, 0.75 = 35, 1 = 45 (42.5 to 47.5), 1.25 = 55 …
IN_BANDS = [
    (5, 1),  # shorter than the first line: as the first line
    (12, 1),
    (13, 1),
    (25, 2),
    (35, 3),
    (42, 3),
    (43, 4),
    (45, 4),
    (47, 4),
    (48, 5),
    (55, 5),
    (70, 6),
    (90, 8),
    (115, 10),
    (600, 10),
]


@pytest.mark.parametrize(("minutes", "quarters"), IN_BANDS)
def test_a_table_of_the_schools_own(minutes: int, quarters: int) -> None:
    assert hours.quarter_hours_of(minutes, BANDED) == quarters


@given(st.lists(st.builds(Band, st.integers(0, 3000), st.integers(1, 16)), min_size=1), st.integers(1, 300))
def test_any_table_answers_with_one_of_its_lines(bands: list[Band], minutes: int) -> None:
    rule = HourRule(since=START, bands=tuple(bands))
    assert hours.quarter_hours_of(minutes, rule) in {band.quarters for band in bands}


CHOIR, THEORY = 7, 8
APART = HourRule(
    since=START,
    overrides=(HourOverride(CHOIR, "Хор", 55, 6), HourOverride(THEORY, "Сольфеджио", 0, 6)),
)
# subject, minutes → quarters
BY_SUBJECT = [(CHOIR, 55, 6), (CHOIR, 40, 4), (THEORY, 55, 6), (THEORY, 30, 6), (9, 55, 6), (0, 40, 4)]


@pytest.mark.parametrize(("subject", "minutes", "quarters"), BY_SUBJECT)
def test_subjects_that_count_apart(subject: int, minutes: int, quarters: int) -> None:
    assert hours.quarter_hours_of(minutes, APART, subject) == quarters


# L9: the sentence under a number
SAID: list[tuple[Problem, str]] = [
    (hours.explained(40, HourRule(since=START)), "40 мин — один учебный час"),
    (
        hours.explained(50, HourRule(since=START)),
        "50 мин = 1,5 ч (учебный час — 40 мин, шаг 0,5 ч, до ближайшего, половина шага вверх)",
    ),
    (
        hours.explained(50, HourRule(since=START, step_quarters=1, rounding=Rounding.DOWN)),
        "50 мин = 1,25 ч (учебный час — 40 мин)",
    ),
    (hours.explained(55, APART, APART.overrides[0]), "55 мин по правилу для предмета «Хор» = 1,5 ч"),
    (hours.explained_for(55, APART, CHOIR), "55 мин по правилу для предмета «Хор» = 1,5 ч"),
    (hours.explained(45, BANDED), "45 мин по таблице школы (от 42,5 мин) = 1 ч"),
    (
        hours.explained(30, HourRule(since=START), quarters=6),
        "1,5 ч записано для этого урока вручную; по правилу за 30 мин — 1 ч",
    ),
]


@pytest.mark.parametrize(("sentence", "words"), SAID)
def test_each_number_is_explained(sentence: Problem, words: str) -> None:
    assert RU.worded(sentence) == words


@given(st.integers(1, 300), st.one_of(RULES, st.just(BANDED), st.just(APART)), st.sampled_from([0, CHOIR, THEORY]))
def test_the_sentence_names_the_number_that_was_counted(minutes: int, rule: HourRule, subject: int) -> None:
    sentence = hours.explained_for(minutes, rule, subject)
    counted = hours.quarter_hours_of(minutes, rule, subject)
    if sentence.msgid == hours.ONE_HOUR:  # «40 мин — один учебный час»
        assert counted == QUARTERS_PER_HOUR
    else:
        assert sentence.values["hours"] == hours_text(counted)


def test_a_decision_taken_back_holds_no_more() -> None:
    decided = [HourRule(id=1, since=START), HourRule(id=2, since=dt.date(2026, 10, 1), minutes=45, taken_back=True)]
    assert hours.quarter_hours_of(45, rule_on(dt.date(2026, 11, 24), decided)) == 4
