"""§1, the table «Виды занятий», cell by cell: which kind is allowed for which subject, and for how long (D2)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.people.records import Cycle, Subject
from kiosk.problems import Problem
from kiosk.regime import conditions, rules
from kiosk.regime.conditions import Edition, edition_on, needs_presence
from kiosk.regime.points import POINTS, Choice, Decided, Point
from kiosk.regime.records import KIND_LABEL, KIND_ON_PAPER, Counted, LessonKind, Mode
from kiosk.regime.rules import Facts, Findings, allowed, check
from kiosk.school.records import Reach
from kiosk.words import tongue

# урок: предмет индивидуальный?, цикл, хор/оркестр/ансамбль?, один ученик?
LESSONS = {
    "специальность": (True, Cycle.PERFORMANCE, False, True),
    "живопись (группа)": (False, Cycle.VISUAL_ARTS, False, False),
    "хор": (False, Cycle.PERFORMANCE, True, False),
    "сольфеджио": (False, Cycle.THEORY, False, False),
    "сольфеджио, один ученик": (False, Cycle.THEORY, False, True),
    "ритмика (исполнительский, группа)": (False, Cycle.PERFORMANCE, False, False),
}

# §1, таблица «Виды занятий»: вид, урок, минут, ответ
CELLS = (
    # видеоурок: все предметы, смотрят сами, без времени
    ("video", "специальность", 30, "можно"),
    ("video", "специальность", 90, "можно"),
    ("video", "живопись (группа)", 31, "можно"),
    ("video", "хор", 45, "можно"),
    ("video", "сольфеджио", 31, "можно"),
    ("video", "сольфеджио, один ученик", 45, "можно"),
    # урок-конференция: группа, реальное время, не более 30 минут; хор, оркестр, ансамбль — эксперимент
    ("conference", "сольфеджио", 30, "можно"),
    ("conference", "сольфеджио", 31, "нельзя: end"),
    ("conference", "живопись (группа)", 30, "можно"),
    ("conference", "живопись (группа)", 31, "нельзя: end"),
    ("conference", "ритмика (исполнительский, группа)", 30, "можно"),
    ("conference", "хор", 30, "нельзя: kind"),
    ("conference", "хор", 31, "нельзя: kind, end"),
    ("conference", "хор (приказ)", 30, "можно, экспериментально"),
    ("conference", "хор (приказ)", 31, "нельзя: end"),
    ("conference", "специальность", 30, "нельзя: kind"),
    ("conference", "сольфеджио, один ученик", 30, "нельзя: kind"),
    # урок-вебинар: то же, но не исполнительские предметы и никогда хор, оркестр, ансамбль
    ("webinar", "сольфеджио", 30, "можно"),
    ("webinar", "сольфеджио", 31, "нельзя: end"),
    ("webinar", "живопись (группа)", 30, "можно"),
    ("webinar", "хор", 30, "нельзя: kind"),
    ("webinar", "хор (приказ)", 30, "нельзя: kind"),
    ("webinar", "ритмика (исполнительский, группа)", 30, "нельзя: kind"),
    ("webinar", "специальность", 30, "нельзя: kind"),
    ("webinar", "сольфеджио, один ученик", 30, "нельзя: kind"),
    # организация и сопровождение самостоятельной работы: все предметы, по расписанию
    ("self_study", "специальность", 30, "можно"),
    ("self_study", "живопись (группа)", 30, "можно"),
    ("self_study", "хор", 30, "можно"),
    ("self_study", "сольфеджио", 30, "можно"),
    ("self_study", "сольфеджио", 31, "можно, но: end"),
    ("self_study", "сольфеджио, один ученик", 30, "можно"),
    # индивидуальное занятие: предметы индивидуальных форм, реальное время, не более 30 минут
    ("individual", "специальность", 30, "можно"),
    ("individual", "специальность", 31, "нельзя: end"),
    ("individual", "живопись (группа)", 30, "нельзя: kind"),
    ("individual", "сольфеджио", 30, "нельзя: kind"),
    ("individual", "сольфеджио, один ученик", 30, "нельзя: kind"),
    ("individual", "хор", 30, "нельзя: kind"),
    # консультация: все предметы, индивидуально, по расписанию
    ("consultation", "специальность", 30, "можно"),
    ("consultation", "специальность", 31, "можно, но: end"),
    ("consultation", "сольфеджио", 30, "можно, но: kind"),
    ("consultation", "сольфеджио, один ученик", 30, "можно"),
    ("consultation", "живопись (группа)", 30, "можно, но: kind"),
    ("consultation", "хор", 30, "можно, но: kind"),
    # контроль и оценка: все предметы, индивидуально и в группе, по расписанию
    ("control", "специальность", 30, "можно"),
    ("control", "живопись (группа)", 30, "можно"),
    ("control", "хор", 30, "можно"),
    ("control", "сольфеджио", 30, "можно"),
    ("control", "сольфеджио", 31, "можно, но: end"),
    ("control", "сольфеджио, один ученик", 30, "можно"),
)


def facts(kind: str, lesson: str, minutes: int = 30) -> Facts:
    name, experimental = lesson.removesuffix(" (приказ)"), lesson.endswith("(приказ)")
    individual, cycle, collective, alone = LESSONS[name]
    return Facts(
        LessonKind(kind),
        minutes,
        individual_subject=individual,
        cycle=cycle,
        collective=collective,
        alone=alone,
        experimental=experimental,
    )


def said(found: Findings) -> str:
    if found.refused:
        return f"нельзя: {', '.join(problem.field for problem in found.refused)}"
    if any(problem.msgid == rules.EXPERIMENTAL for problem in found.cautions):
        return "можно, экспериментально"
    return f"можно, но: {', '.join(one.field for one in found.cautions)}" if found.cautions else "можно"


@pytest.mark.parametrize(("kind", "lesson", "minutes", "answer"), CELLS)
def test_table_of_kinds(kind: str, lesson: str, minutes: int, answer: str) -> None:
    assert said(check(facts(kind, lesson, minutes))) == answer


def test_every_kind_of_the_table_was_tried_with_every_sort_of_lesson() -> None:
    tried = {(kind, lesson) for kind, lesson, *_ in CELLS}
    sorts = set(LESSONS) - {"ритмика (исполнительский, группа)"}
    assert {(kind.value, lesson) for kind in rules.DISTANCE_KINDS for lesson in sorts} <= tried


# где Положение неясно: пункт, решение школы, вид, урок, минут, ответ
DECIDED = (
    ("limit", "three_kinds", "control", "сольфеджио", 31, "можно, но: end"),
    ("limit", "all_kinds", "control", "сольфеджио", 31, "нельзя: end"),
    ("limit", "all_kinds", "control", "сольфеджио", 30, "можно"),
    ("limit", "all_kinds", "video", "сольфеджио", 90, "можно"),
    ("limit", "allow", "self_study", "сольфеджио", 90, "можно"),
    ("limit", "allow", "individual", "специальность", 31, "нельзя: end"),
    ("experiment", "by_order", "conference", "хор (приказ)", 30, "можно, экспериментально"),
    ("experiment", "never", "conference", "хор (приказ)", 30, "нельзя: kind"),
    ("single_of_group", "individual_too", "individual", "сольфеджио, один ученик", 30, "можно, но: kind"),
    ("single_of_group", "individual_too", "individual", "сольфеджио", 30, "нельзя: kind"),
    ("group_consultation", "allow", "consultation", "сольфеджио", 30, "можно"),
    ("group_consultation", "warn", "consultation", "сольфеджио", 30, "можно, но: kind"),
    ("group_consultation", "refuse", "consultation", "сольфеджио", 30, "нельзя: kind"),
    ("group_consultation", "refuse", "consultation", "сольфеджио, один ученик", 30, "можно"),
)


@pytest.mark.parametrize(("point", "choice", "kind", "lesson", "minutes", "answer"), DECIDED)
def test_what_the_school_decides(point: str, choice: str, kind: str, lesson: str, minutes: int, answer: str) -> None:
    decided = Decided({Point(point): Choice(choice)})
    assert said(check(facts(kind, lesson, minutes), decided=decided)) == answer


# по телефону и по почте: вид, урок, связь, решение о телефоне, ответ
CHANNELS = (
    ("individual", "специальность", "live", "warn", "можно"),
    ("individual", "специальность", "sound", "warn", "можно, но: kind"),
    ("individual", "специальность", "sound", "allow", "можно"),
    ("individual", "специальность", "sound", "refuse", "нельзя: kind"),
    ("individual", "специальность", "letters", "warn", "можно, но: channel"),
    ("conference", "сольфеджио", "letters", "warn", "можно, но: channel"),
    ("self_study", "специальность", "letters", "refuse", "можно"),
    ("consultation", "специальность", "sound", "refuse", "можно"),
    ("video", "специальность", "letters", "refuse", "можно"),
)


@pytest.mark.parametrize(("kind", "lesson", "reach", "telephone", "answer"), CHANNELS)
def test_real_time_needs_a_channel_that_answers(
    kind: str, lesson: str, reach: str, telephone: str, answer: str
) -> None:
    decided = Decided({Point.TELEPHONE: Choice(telephone)})
    assert said(check(replace(facts(kind, lesson), reach=Reach(reach)), decided=decided)) == answer


@pytest.mark.parametrize("kind", rules.DISTANCE_KINDS)
def test_by_timetable_or_not(kind: LessonKind) -> None:
    """Self-study, consultation and control stand in the timetable; a video lesson has no fixed time."""
    lesson = replace(facts(kind.value, "специальность"), timetabled=False)
    warned = any(one.msgid == rules.NOT_IN_TIMETABLE for one in check(lesson).cautions)
    assert warned is (kind in {LessonKind.SELF_STUDY, LessonKind.CONSULTATION, LessonKind.CONTROL})
    assert needs_presence(kind) is (kind is not LessonKind.VIDEO)


# режим приказа: урок очно, ответ; что предлагается первым
MODES = (
    (Mode.FULL, 1, LessonKind.VIDEO),
    (Mode.BLENDED, 0, LessonKind.ON_SITE),
    (Mode.AUXILIARY, 0, LessonKind.ON_SITE),
)


@pytest.mark.parametrize(("mode", "cautions", "first"), MODES)
def test_lessons_at_school_by_the_mode_of_the_order(mode: Mode, cautions: int, first: LessonKind) -> None:
    lesson = replace(facts("on_site", "специальность", 45), mode=mode)
    assert not check(lesson).refused
    assert len(check(lesson).cautions) == cautions
    assert allowed(lesson)[0] is first


@pytest.mark.parametrize("minutes", (30, 31, 45, 90))
@pytest.mark.parametrize("kind", LessonKind)
def test_outside_a_distance_period_the_table_says_nothing(kind: LessonKind, minutes: int) -> None:
    there = replace(facts(kind.value, "хор", minutes), distance=False)
    assert check(there) == Findings()
    assert LessonKind.ON_SITE in allowed(there)


FACTS = st.builds(
    Facts,
    kind=st.sampled_from(LessonKind),
    minutes=st.integers(1, 240),
    individual_subject=st.booleans(),
    cycle=st.sampled_from(Cycle),
    collective=st.booleans(),
    alone=st.booleans(),
    distance=st.booleans(),
    mode=st.sampled_from(Mode),
    experimental=st.booleans(),
    reach=st.sampled_from(Reach),
    timetabled=st.booleans(),
)
DECISIONS = st.fixed_dictionaries({one.point: st.sampled_from(list(one.answers)) for one in POINTS}).map(Decided)


@given(FACTS, DECISIONS)
def test_every_refusal_quotes_its_paragraph_and_offers_what_is_lawful(lesson: Facts, decided: Decided) -> None:
    """A refusal without a way out is no help: each way passes the same function."""
    found = check(lesson, decided=decided)
    assert all(problem.paragraph in {"§1", "§2"} for problem in (*found.refused, *found.cautions))
    for finding in found.refused:
        assert finding.instead
        for way in finding.instead:
            assert not check(replace(lesson, kind=way.kind, minutes=way.minutes), decided=decided).refused
            assert way.minutes <= lesson.minutes


@given(FACTS, DECISIONS)
def test_kinds_that_are_offered_pass_and_the_others_are_refused(lesson: Facts, decided: Decided) -> None:
    offered = allowed(lesson, decided=decided)
    assert offered
    for kind in LessonKind:
        found = check(replace(lesson, kind=kind), decided=decided)
        if kind in offered:
            assert all(problem.field == "end" for problem in found.refused)
        elif lesson.distance and kind is not LessonKind.ON_SITE:
            assert any(problem.field == "kind" for problem in found.refused)


@given(FACTS, DECISIONS)
def test_an_exempt_lesson_is_refused_nothing_and_stays_marked(lesson: Facts, decided: Decided) -> None:
    usual, exempt = check(lesson, decided=decided), check(replace(lesson, exempt=True), decided=decided)
    assert not exempt.refused
    assert {one.msgid for one in usual.refused} <= {one.msgid for one in exempt.cautions}
    assert any(one.msgid == rules.EXEMPTED for one in exempt.cautions) is bool(usual.refused)


# что предлагается первым: вид, урок, минут → вид, минут
NEAREST = (
    ("individual", "специальность", 40, ("individual", 30)),
    ("conference", "сольфеджио", 45, ("conference", 30)),
    ("webinar", "ритмика (исполнительский, группа)", 30, ("conference", 30)),
    ("webinar", "хор", 30, ("self_study", 30)),
    ("conference", "хор", 45, ("self_study", 30)),
    ("webinar", "хор (приказ)", 30, ("conference", 30)),
    ("conference", "специальность", 30, ("individual", 30)),
    ("individual", "сольфеджио", 30, ("conference", 30)),
    ("individual", "сольфеджио, один ученик", 30, ("consultation", 30)),
)


@pytest.mark.parametrize(("kind", "lesson", "minutes", "first"), NEAREST)
def test_the_nearest_way_comes_first(kind: str, lesson: str, minutes: int, first: tuple[str, int]) -> None:
    way = check(facts(kind, lesson, minutes)).refused[0].instead[0]
    assert (way.kind.value, way.minutes) == first


def test_a_subject_says_what_it_is() -> None:
    choir = Subject(name="Хор", individual=False, collective=True, cycle=Cycle.PERFORMANCE)
    asked = Facts(LessonKind.WEBINAR, 30, individual_subject=True)
    assert rules.of_subject(asked, choir) == facts("webinar", "хор")
    assert rules.of_subject(asked, None) is asked


def test_a_new_edition_of_the_table_holds_from_its_date() -> None:
    longer = tuple(replace(row, minutes=40) if row.kind is LessonKind.INDIVIDUAL else row for row in conditions.TABLE)
    later = Edition(dt.date(2027, 9, 1), longer)
    editions = (conditions.FIRST, later)
    lesson = facts("individual", "специальность", 40)
    assert said(check(lesson, edition_on(dt.date(2027, 8, 31), editions))) == "нельзя: end"
    assert said(check(lesson, edition_on(dt.date(2027, 9, 1), editions))) == "можно"


SENTENCES = [value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_of_the_rules_is_russian(sentence: str) -> None:
    russian = tongue("ru").worded(Problem(sentence, values={"limit": 30, "minutes": 31}))
    assert russian != sentence
    assert russian.rstrip("»").endswith(".")


def test_every_kind_has_its_words_on_paper_and_on_the_screen() -> None:
    assert set(KIND_LABEL) == set(KIND_ON_PAPER) == set(LessonKind)


# kind, in the timetable, what the school decided, where its hours count
COUNTED: tuple[tuple[str, bool, dict[str, str], str], ...] = (
    ("on_site", True, {}, "normed"),
    ("conference", True, {}, "normed"),
    ("individual", False, {}, "normed"),
    ("consultation", True, {}, "normed"),
    ("control", True, {}, "normed"),
    ("video", True, {}, "nowhere"),
    ("video", True, {"video_hours": "hours"}, "normed"),
    ("self_study", True, {}, "normed"),
    ("self_study", False, {}, "other_work"),
    ("self_study", True, {"self_study_work": "other_work"}, "other_work"),
)


@pytest.mark.parametrize(("kind", "timetabled", "chosen", "where"), COUNTED)
def test_where_the_hours_of_a_held_lesson_count(
    kind: str, timetabled: bool, chosen: dict[str, str], where: str
) -> None:
    decided = Decided({Point(point): Choice(choice) for point, choice in chosen.items()})
    assert rules.counted(LessonKind(kind), timetabled=timetabled, decided=decided) is Counted(where)
