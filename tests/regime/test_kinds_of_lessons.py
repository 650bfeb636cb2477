"""§1, the table «Виды занятий», cell by cell: which kind is allowed for which subject, and for how long (D2)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.problems import Problem
from kiosk.regime import rules
from kiosk.regime.records import KIND_LABEL, KIND_ON_PAPER, LessonKind
from kiosk.regime.rules import Facts, allowed, check
from kiosk.words import tongue

# предмет: индивидуальный?, исполнительский цикл?, хор/оркестр/ансамбль?
SUBJECTS = {
    "специальность": (True, True, False),
    "хор": (False, True, True),
    "сольфеджио": (False, False, False),
    "беседы об искусстве (группа)": (False, False, False),
    "ритмика (исполнительский, группа)": (False, True, False),
}

# §1, таблица «Виды занятий»: вид, предмет, минут, ответ
CELLS = (
    ("video", "специальность", 30, "можно"),
    ("video", "хор", 30, "можно"),
    ("video", "сольфеджио", 30, "можно"),
    ("video", "сольфеджио", 31, "можно"),
    ("video", "хор", 45, "можно"),
    ("conference", "сольфеджио", 30, "можно"),
    ("conference", "сольфеджио", 31, "нельзя: end"),
    ("conference", "беседы об искусстве (группа)", 30, "можно"),
    ("conference", "ритмика (исполнительский, группа)", 30, "можно"),
    ("conference", "хор", 30, "нельзя: kind"),
    ("conference", "хор", 31, "нельзя: kind, end"),
    ("conference", "хор (приказ)", 30, "можно, экспериментально"),
    ("conference", "хор (приказ)", 31, "нельзя: end"),
    ("conference", "специальность", 30, "нельзя: kind"),
    ("webinar", "сольфеджио", 30, "можно"),
    ("webinar", "сольфеджио", 31, "нельзя: end"),
    ("webinar", "хор", 30, "нельзя: kind"),
    ("webinar", "хор (приказ)", 30, "нельзя: kind"),
    ("webinar", "ритмика (исполнительский, группа)", 30, "нельзя: kind"),
    ("webinar", "специальность", 30, "нельзя: kind"),
    ("individual", "специальность", 30, "можно"),
    ("individual", "специальность", 31, "нельзя: end"),
    ("individual", "сольфеджио", 30, "нельзя: kind"),
    ("individual", "хор", 30, "нельзя: kind"),
    ("self_study", "специальность", 30, "можно"),
    ("self_study", "хор", 30, "можно"),
    ("self_study", "сольфеджио", 30, "можно"),
    ("self_study", "сольфеджио", 31, "можно, но: end"),
    ("consultation", "специальность", 30, "можно"),
    ("consultation", "специальность", 31, "можно, но: end"),
    ("consultation", "сольфеджио", 30, "можно, но: kind"),
    ("control", "специальность", 30, "можно"),
    ("control", "хор", 30, "можно"),
    ("control", "сольфеджио", 30, "можно"),
    ("control", "сольфеджио", 31, "можно, но: end"),
)


def facts(kind: str, subject: str, minutes: int) -> Facts:
    name, experimental = subject.removesuffix(" (приказ)"), subject.endswith("(приказ)")
    individual, performance, collective = SUBJECTS[name]
    return Facts(
        LessonKind(kind),
        minutes,
        individual_subject=individual,
        performance=performance,
        collective=collective,
        alone=individual,
        experimental=experimental,
    )


def said(found: rules.Findings) -> str:
    if found.refused:
        return f"нельзя: {', '.join(problem.field for problem in found.refused)}"
    if any(problem.msgid == rules.EXPERIMENTAL for problem in found.cautions):
        return "можно, экспериментально"
    return f"можно, но: {', '.join(one.field for one in found.cautions)}" if found.cautions else "можно"


@pytest.mark.parametrize(("kind", "subject", "minutes", "answer"), CELLS)
def test_table_of_kinds(kind: str, subject: str, minutes: int, answer: str) -> None:
    assert said(check(facts(kind, subject, minutes))) == answer


def test_every_kind_of_the_table_was_tried_with_every_sort_of_subject() -> None:
    tried = {(kind, subject) for kind, subject, *_ in CELLS}
    sorts = ("специальность", "хор", "сольфеджио")
    kinds = [kind.value for kind in rules.DISTANCE_KINDS if kind is not LessonKind.CONSULTATION]
    assert {(kind, subject) for kind in kinds for subject in sorts} <= tried


@pytest.mark.parametrize("minutes", (30, 31, 45, 90))
@pytest.mark.parametrize("kind", LessonKind)
def test_outside_a_distance_period_the_table_says_nothing(kind: LessonKind, minutes: int) -> None:
    there = replace(facts(kind.value, "хор", minutes), distance=False)
    assert check(there) == rules.Findings()
    assert LessonKind.ON_SITE in allowed(there)


FACTS = st.builds(
    Facts,
    kind=st.sampled_from(LessonKind),
    minutes=st.integers(1, 240),
    individual_subject=st.booleans(),
    performance=st.booleans(),
    collective=st.booleans(),
    alone=st.booleans(),
    distance=st.booleans(),
    experimental=st.booleans(),
)


@given(FACTS)
def test_whoever_is_refused_is_offered_kinds_that_are_lawful(lesson: Facts) -> None:
    """A refusal without a way out is no help: each offered kind passes, at 30 minutes at the latest."""
    offered = allowed(lesson)
    assert offered
    for kind in offered:
        assert not check(replace(lesson, kind=kind, minutes=min(lesson.minutes, rules.DISTANCE_MINUTES))).refused
        assert all(problem.field == "end" for problem in check(replace(lesson, kind=kind)).refused)


@given(FACTS)
def test_a_kind_that_is_not_offered_is_refused_and_quotes_its_paragraph(lesson: Facts) -> None:
    found = check(lesson)
    assert all(problem.paragraph in {"§1", "§2"} for problem in (*found.refused, *found.cautions))
    if lesson.distance and lesson.kind is not LessonKind.ON_SITE and lesson.kind not in allowed(lesson):
        assert any(problem.field == "kind" for problem in found.refused)


SENTENCES = (
    rules.TOO_LONG,
    rules.RATHER_LONG,
    rules.NOT_INDIVIDUAL,
    rules.NOT_A_GROUP,
    rules.NO_WEBINAR,
    rules.ONLY_EXPERIMENTAL,
    rules.GROUP_CONSULTATION,
    rules.EXPERIMENTAL,
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_refusal_is_a_russian_sentence(sentence: str) -> None:
    russian = tongue("ru").worded(Problem(sentence, values={"limit": 30, "minutes": 31}))
    assert russian != sentence
    assert russian.rstrip("»").endswith(".")


def test_every_kind_has_its_words_on_paper_and_on_the_screen() -> None:
    assert set(KIND_LABEL) == set(KIND_ON_PAPER) == set(LessonKind)
