"""May this lesson be so? The conditions of §1 and the school's decisions against the facts of one lesson (D2).

Pure: facts in, findings out. Every refusal quotes its paragraph and brings what is allowed instead, nearest first.
Outside a distance period nothing is said: there the rules of lessons at school hold.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.people.records import Cycle, Subject
from kiosk.problems import N_, Problem
from kiosk.regime.conditions import (
    DISTANCE_MINUTES,
    FIRST,
    Collective,
    Company,
    Conditions,
    Edition,
    Subjects,
    Timing,
)
from kiosk.regime.points import USUAL, Choice, Decided, Point
from kiosk.regime.records import Counted, LessonKind, Mode
from kiosk.school.records import Reach

DISTANCE_KINDS: Final = tuple(kind for kind in LessonKind if kind is not LessonKind.ON_SITE)


class Facts(msgspec.Struct, frozen=True):
    """What the rules need to know of a lesson.

    ``collective``: choir, orchestra, ensemble; ``alone``: one student; ``timetabled``: it stands in the timetable;
    ``experimental``: an order names the group; ``exempt``: the deputy let it pass for a written reason.
    """

    kind: LessonKind
    minutes: int
    individual_subject: bool
    cycle: Cycle = Cycle.THEORY
    collective: bool = False
    alone: bool = False
    distance: bool = True
    mode: Mode = Mode.FULL
    experimental: bool = False
    reach: Reach = Reach.LIVE
    timetabled: bool = True
    exempt: bool = False


def of_subject(facts: Facts, subject: Subject | None) -> Facts:
    """The facts with what the subject says; one that is not chosen yet says nothing."""
    if subject is None:
        return facts
    return replace(facts, individual_subject=subject.individual, cycle=subject.cycle, collective=subject.collective)


class Alternative(msgspec.Struct, frozen=True):
    """What would be lawful instead: a kind, and how long it may last."""

    kind: LessonKind
    minutes: int


class Finding(Problem, frozen=True):
    """A sentence of the rules with the ways out, nearest first; screens offer each with one tap."""

    instead: tuple[Alternative, ...] = ()


class Findings(msgspec.Struct, frozen=True):
    """What the regulation says of a lesson: refused, or to be thought over."""

    refused: tuple[Finding, ...] = ()
    cautions: tuple[Finding, ...] = ()


def check(facts: Facts, edition: Edition = FIRST, decided: Decided = USUAL) -> Findings:
    """Every breach of §1 with what is allowed instead. An empty answer means that the lesson is lawful.

    An exempt lesson is refused nothing: its breaches become cautions, so that they stay to be seen.
    """
    found = list(_findings(facts, edition, decided))
    refused = tuple(problem for hard, problem in found if hard)
    cautions = tuple(Finding(one.msgid, one.field, one.paragraph, one.values) for hard, one in found if not hard)
    if not refused:
        return Findings((), cautions)
    ways = instead(facts, edition, decided)
    said = tuple(Finding(one.msgid, one.field, one.paragraph, one.values, ways) for one in refused)
    if facts.exempt:
        return Findings((), (Finding(EXEMPTED, "kind", "§1"), *said, *cautions))
    return Findings(said, cautions)


def allowed(facts: Facts, edition: Edition = FIRST, decided: Decided = USUAL) -> tuple[LessonKind, ...]:
    """The kinds that this lesson may have, in the order of §1; where the order leaves lessons at school, that first."""
    return _allowed(replace(facts, kind=LessonKind.ON_SITE, minutes=1, exempt=False), edition, decided)


def counted(kind: LessonKind, *, timetabled: bool, decided: Decided = USUAL) -> Counted:
    """Where the hours of a held lesson count by what the school decided (§5, H5).

    Guided self-study stands in both lists of §5, a video lesson in neither.
    """
    if kind is LessonKind.VIDEO and decided[Point.VIDEO_HOURS] is Choice.NO_HOURS:
        return Counted.NOWHERE
    if kind is LessonKind.SELF_STUDY and not (timetabled and decided[Point.SELF_STUDY_WORK] is Choice.NORMED):
        return Counted.OTHER_WORK
    return Counted.NORMED


@lru_cache(maxsize=1024)
def _allowed(facts: Facts, edition: Edition, decided: Decided) -> tuple[LessonKind, ...]:
    """Asked for every row of every report with the same few facts, so the answers are kept."""
    if not facts.distance:
        return (LessonKind.ON_SITE, LessonKind.CONSULTATION, LessonKind.CONTROL)
    kinds = tuple(kind for kind in DISTANCE_KINDS if _lawful(replace(facts, kind=kind), edition, decided))
    return kinds if facts.mode is Mode.FULL else (LessonKind.ON_SITE, *kinds)


def instead(facts: Facts, edition: Edition = FIRST, decided: Decided = USUAL) -> tuple[Alternative, ...]:
    """Lawful lessons nearest to this one: the same kind shorter, else another kind, each as long as it may be."""
    kinds = sorted(
        allowed(replace(facts, exempt=False), edition, decided), key=lambda kind: _distance(facts.kind, kind)
    )
    ways = (Alternative(kind, _minutes(kind, facts, decided)) for kind in kinds)
    return tuple(way for way in ways if way != Alternative(facts.kind, facts.minutes))


def _lawful(facts: Facts, edition: Edition, decided: Decided) -> bool:
    return not any(hard for hard, _ in _findings(replace(facts, exempt=False), edition, decided))


def _minutes(kind: LessonKind, facts: Facts, decided: Decided) -> int:
    """As long as it is, cut to what §2 wants of every lesson; neither video nor a lesson at school is cut."""
    free = kind in (LessonKind.VIDEO, LessonKind.ON_SITE)
    silent = decided[Point.LIMIT] is Choice.ALLOW and kind not in LIMITED
    return facts.minutes if free or silent else min(facts.minutes, DISTANCE_MINUTES)


LIMITED: Final = frozenset(row.kind for row in FIRST.rows if row.minutes is not None)
NEAREST: Final = {
    LessonKind.CONFERENCE: (LessonKind.WEBINAR, LessonKind.INDIVIDUAL),
    LessonKind.WEBINAR: (LessonKind.CONFERENCE, LessonKind.INDIVIDUAL),
    LessonKind.INDIVIDUAL: (LessonKind.CONFERENCE, LessonKind.CONSULTATION),
    LessonKind.CONSULTATION: (LessonKind.INDIVIDUAL, LessonKind.CONTROL),
    LessonKind.CONTROL: (LessonKind.CONSULTATION, LessonKind.SELF_STUDY),
}
"""What comes closest to a kind besides itself; then the order of LIKED."""
LIKED: Final = (
    LessonKind.INDIVIDUAL,
    LessonKind.CONFERENCE,
    LessonKind.SELF_STUDY,
    LessonKind.CONTROL,
    LessonKind.WEBINAR,
    LessonKind.CONSULTATION,
    LessonKind.VIDEO,
    LessonKind.ON_SITE,
)


def _distance(wanted: LessonKind, kind: LessonKind) -> tuple[int, int]:
    near = (wanted, *NEAREST.get(wanted, ()))
    return (near.index(kind) if kind in near else len(near), LIKED.index(kind))


# the rules one by one: pairs of «refused» and the sentence


Found = Iterator[tuple[bool, Problem]]


def _findings(facts: Facts, edition: Edition, decided: Decided) -> Found:
    if not facts.distance:
        return
    if facts.kind is LessonKind.ON_SITE:
        if facts.mode is Mode.FULL:
            yield False, Problem(AT_SCHOOL_IN_FULL, "kind", "§2")
        return
    conditions = edition[facts.kind]
    yield from _subject(facts, conditions, decided)
    yield from _company(facts, conditions, decided)
    yield from _length(facts, conditions, decided)
    yield from _timing(facts, conditions, decided)


def _subject(facts: Facts, conditions: Conditions, decided: Decided) -> Found:
    """Columns «Вид занятия» and «Учебные предметы»."""
    if conditions.subjects is Subjects.INDIVIDUAL and not facts.individual_subject:
        single = facts.alone and decided[Point.SINGLE_OF_GROUP] is Choice.INDIVIDUAL_TOO
        yield not single, Problem(SINGLE_OF_GROUP if single else NOT_INDIVIDUAL, "kind", "§1")
    if conditions.subjects is Subjects.IN_GROUPS and facts.individual_subject and not facts.collective:
        yield True, Problem(NOT_A_GROUP, "kind", "§1")
        return
    if facts.collective and conditions.collective is Collective.EXPERIMENT:
        lawful = facts.experimental and decided[Point.EXPERIMENT] is Choice.BY_ORDER
        yield not lawful, Problem(EXPERIMENTAL if lawful else ONLY_EXPERIMENTAL, "kind", "§1")
    never = facts.collective and conditions.collective is Collective.NEVER
    if never or facts.cycle in conditions.excluded:
        yield True, Problem(NO_WEBINAR, "kind", "§1")


def _company(facts: Facts, conditions: Conditions, decided: Decided) -> Found:
    """Who is there: one student or a group."""
    if conditions.company is Company.GROUP and facts.alone and not facts.individual_subject:
        yield True, Problem(ONE_IS_NO_GROUP, "kind", "§1")
    if conditions.company is not Company.ONE or facts.alone:
        return
    if facts.kind is LessonKind.INDIVIDUAL:
        if facts.individual_subject:
            yield True, Problem(ONE_STUDENT, "kind", "§1")
    elif (answer := decided[Point.GROUP_CONSULTATION]) is not Choice.ALLOW:
        refused = answer is Choice.REFUSE
        yield refused, Problem(NO_GROUP_CONSULTATION if refused else GROUP_CONSULTATION, "kind", "§1")


def _length(facts: Facts, conditions: Conditions, decided: Decided) -> Found:
    """«Не более 30 минут»: §1 for three kinds, §2 and §6 for every lesson with a time."""
    limit = conditions.minutes or DISTANCE_MINUTES
    if facts.minutes <= limit or conditions.timing is Timing.FREE:
        return
    answer = decided[Point.LIMIT]
    values = {"limit": limit, "minutes": facts.minutes}
    if conditions.minutes is not None:
        yield True, Problem(TOO_LONG, "end", "§1", values)
    elif answer is Choice.ALL_KINDS:
        yield True, Problem(TOO_LONG, "end", "§2", values)
    elif answer is Choice.THREE_KINDS:
        yield False, Problem(RATHER_LONG, "end", "§2", values)


def _timing(facts: Facts, conditions: Conditions, decided: Decided) -> Found:
    """Real time needs a channel that is answered at once; by timetable means that it stands there."""
    if conditions.timing is Timing.REAL_TIME and facts.reach is Reach.LETTERS:
        yield False, Problem(NOT_LIVE, "channel", "§1")
    if conditions.timing is Timing.REAL_TIME and facts.reach is Reach.SOUND:
        answer = decided[Point.TELEPHONE]
        if answer is not Choice.ALLOW:
            refused = answer is Choice.REFUSE
            yield refused, Problem(NO_TELEPHONE if refused else TELEPHONE, "kind", "§1")
    if conditions.timing is Timing.BY_TIMETABLE and not facts.timetabled:
        yield False, Problem(NOT_IN_TIMETABLE, "kind", "§1")


TOO_LONG: Final = N_(
    "In a distance period such a lesson takes at most %(limit)s minutes, here it takes %(minutes)s. "
    "End it earlier; the academic hours stay."
)
RATHER_LONG: Final = N_("Lessons of a distance period are cut to %(limit)s minutes, here it takes %(minutes)s.")
NOT_INDIVIDUAL: Final = N_("An individual lesson is for subjects taught individually. Choose another kind.")
SINGLE_OF_GROUP: Final = N_("An individual lesson in a group subject: the school allows it, it stays marked.")
ONE_STUDENT: Final = N_("An individual lesson is with one student. For several choose self-study or control.")
NOT_A_GROUP: Final = N_("A conference or webinar is for a group. Choose the individual lesson.")
ONE_IS_NO_GROUP: Final = N_(
    "A conference or webinar is for a group, here is one student. Choose consultation, control or self-study."
)
NO_WEBINAR: Final = N_(
    "There are no webinars in performance subjects, choir, orchestra and ensemble. "
    "Choose guided self-study, a video lesson or control."
)
ONLY_EXPERIMENTAL: Final = N_(
    "Choir, orchestra and ensemble meet in a conference only as an experiment that the order names. "
    "Choose guided self-study or a video lesson."
)
GROUP_CONSULTATION: Final = N_("Consultations are individual; a group consultation is marked as an exception.")
NO_GROUP_CONSULTATION: Final = N_("Consultations are individual. Choose control or self-study for the group.")
EXPERIMENTAL: Final = N_("An experimental conference, by the order.")
TELEPHONE: Final = N_("By telephone nobody is seen: the school allows it, and the report names the channel.")
NO_TELEPHONE: Final = N_("By telephone nobody is seen. Choose a consultation or self-study, or another channel.")
NOT_LIVE: Final = N_(
    "This lesson is in real time, and by this channel answers come later. Choose another channel, or guided self-study."
)
NOT_IN_TIMETABLE: Final = N_("Such a lesson is given by the timetable, where this one does not stand.")
AT_SCHOOL_IN_FULL: Final = N_("The order brings all lessons to a distance, this one is at school.")
EXEMPTED: Final = N_("An exception for this lesson, by decision of the deputy.")
