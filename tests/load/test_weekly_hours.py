"""Weekly hours against the norm, consultations apart, odd weeks on the average (L11)."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.load import rules
from kiosk.load.records import Terms
from kiosk.regime.records import LessonKind
from kiosk.timetable.records import Lesson, Weeks

KINDS = [kind for kind in LessonKind if kind is not LessonKind.CONSULTATION]


def lesson(
    teacher: int,
    quarters: int,
    *,
    accompanist: int = 0,
    kind: LessonKind = LessonKind.ON_SITE,
    weeks: Weeks = Weeks.EVERY,
) -> Lesson:
    return Lesson(
        version=1,
        weekday=0,
        start=dt.time(9),
        end=dt.time(10),
        teacher=teacher,
        accompanist=accompanist,
        subject=1,
        student=1,
        quarter_hours=quarters,
        kind=kind,
        weeks=weeks,
    )


def hours(lessons: list[Lesson]) -> dict[int, tuple[Fraction, Fraction]]:
    return {
        staff: (Fraction(one.teacher, 8), Fraction(one.accompanist, 8)) for staff, one in rules.weekly(lessons).items()
    }


def test_teacher_and_accompanist_are_counted_apart() -> None:
    assert hours([lesson(1, 4, accompanist=2), lesson(1, 6), lesson(2, 4)]) == {
        1: (Fraction(5, 2), Fraction(0)),
        2: (Fraction(1), Fraction(1)),
    }


def test_consultations_stand_outside() -> None:
    assert hours([lesson(1, 4, accompanist=2, kind=LessonKind.CONSULTATION)]) == {}


def test_odd_and_even_weeks_are_averaged() -> None:
    assert hours([lesson(1, 4, weeks=Weeks.ODD), lesson(1, 3, weeks=Weeks.EVEN)]) == {1: (Fraction(7, 8), Fraction(0))}


LESSONS = st.builds(
    lesson,
    st.integers(1, 3),
    st.integers(1, 16),
    accompanist=st.integers(0, 3),
    kind=st.sampled_from(KINDS),
    weeks=st.sampled_from(Weeks),
)


@given(st.lists(LESSONS))
def test_no_hour_is_lost_and_none_made(lessons: list[Lesson]) -> None:
    counted = hours(lessons)
    halves = {Weeks.EVERY: Fraction(1), Weeks.ODD: Fraction(1, 2), Weeks.EVEN: Fraction(1, 2)}
    given_hours = sum((Fraction(one.quarter_hours, 4) * halves[one.weeks] for one in lessons), start=Fraction(0))
    assert sum((teacher for teacher, _ in counted.values()), start=Fraction(0)) == given_hours


# L11: planned eighths, share in hundredths, hours of a full post → hours over
NORMS = [
    (144, 100, 18, Fraction(0)),
    (160, 100, 18, Fraction(2)),
    (100, 75, 18, Fraction(-1)),
    (96, 50, 24, Fraction(0)),
    (8, 0, 24, Fraction(1)),
    (216, 150, 18, Fraction(0)),
]


@pytest.mark.parametrize(("eighths", "share", "full", "over"), NORMS)
def test_against_the_norm(eighths: int, share: int, full: int, over: Fraction) -> None:
    assert rules.against(eighths, share, full).over == over


def test_the_terms_in_force() -> None:
    first, second = Terms(id=1, staff=1, since=dt.date(2026, 9, 1)), Terms(id=2, staff=1, since=dt.date(2027, 1, 12))
    mistaken = Terms(id=3, staff=1, since=dt.date(2026, 10, 1), taken_back=True)
    for date, found in ((dt.date(2026, 8, 31), None), (dt.date(2026, 12, 31), first), (dt.date(2027, 1, 12), second)):
        assert rules.terms_on([second, mistaken, first], date) == found
