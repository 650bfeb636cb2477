"""The table «Виды занятий» of §1 as rules: which kind of lesson is allowed, and for how long (D2).

Pure: facts about one lesson in, findings out. Outside a distance period the on-site length rules: nothing is said.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from kiosk.problems import N_, Problem
from kiosk.regime.records import LessonKind

DISTANCE_MINUTES: Final = 30
"""«Не более 30 минут одно занятие», §1; §2 and §6 repeat it for every lesson."""

REAL_TIME: Final = frozenset({LessonKind.CONFERENCE, LessonKind.WEBINAR, LessonKind.INDIVIDUAL})
DISTANCE_KINDS: Final = tuple(kind for kind in LessonKind if kind is not LessonKind.ON_SITE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of a lesson. ``collective``: choir, orchestra, ensemble; ``alone``: one student."""

    kind: LessonKind
    minutes: int
    individual_subject: bool
    performance: bool = False
    collective: bool = False
    alone: bool = False
    distance: bool = True
    experimental: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What the regulation says of a lesson: refused, or to be thought over."""

    refused: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = field(default=())


def check(facts: Facts) -> Findings:
    """Every breach of §1 with what is allowed instead. An empty answer means that the lesson is lawful."""
    if not facts.distance or facts.kind is LessonKind.ON_SITE:
        return Findings()
    refused, cautions = [], []
    if reason := _kind_refusal(facts):
        refused.append(Problem(reason, "kind", "§1"))
    if facts.minutes > DISTANCE_MINUTES and facts.kind is not LessonKind.VIDEO:
        if facts.kind in REAL_TIME:
            refused.append(Problem(TOO_LONG, "end", "§1", {"limit": DISTANCE_MINUTES, "minutes": facts.minutes}))
        else:
            cautions.append(Problem(RATHER_LONG, "end", "§2", {"limit": DISTANCE_MINUTES, "minutes": facts.minutes}))
    if facts.kind is LessonKind.CONSULTATION and not facts.alone:
        cautions.append(Problem(GROUP_CONSULTATION, "kind", "§1"))
    if facts.kind is LessonKind.CONFERENCE and facts.collective and facts.experimental:
        cautions.append(Problem(EXPERIMENTAL, "kind", "§1"))
    return Findings(tuple(refused), tuple(cautions))


def allowed(facts: Facts) -> tuple[LessonKind, ...]:
    """The kinds that this lesson may have, in the order of §1."""
    if not facts.distance:
        return (LessonKind.ON_SITE, LessonKind.CONSULTATION, LessonKind.CONTROL)
    return tuple(kind for kind in DISTANCE_KINDS if not _kind_refusal(replace(facts, kind=kind)))


def _kind_refusal(facts: Facts) -> str:
    """The sentence that refuses the kind for this subject, or nothing."""
    if facts.kind is LessonKind.INDIVIDUAL and not facts.individual_subject:
        return NOT_INDIVIDUAL
    if facts.kind in {LessonKind.CONFERENCE, LessonKind.WEBINAR} and facts.individual_subject and not facts.collective:
        return NOT_A_GROUP
    if facts.kind is LessonKind.WEBINAR and (facts.collective or facts.performance):
        return NO_WEBINAR
    if facts.kind is LessonKind.CONFERENCE and facts.collective and not facts.experimental:
        return ONLY_EXPERIMENTAL
    return ""


TOO_LONG: Final = N_(
    "In a distance period such a lesson takes at most %(limit)s minutes, here it takes %(minutes)s. "
    "End it earlier; the academic hours stay."
)
RATHER_LONG: Final = N_("Lessons of a distance period are cut to %(limit)s minutes, here it takes %(minutes)s.")
NOT_INDIVIDUAL: Final = N_("An individual lesson is for subjects taught individually. Choose another kind.")
NOT_A_GROUP: Final = N_("A conference or webinar is for a group. Choose the individual lesson.")
NO_WEBINAR: Final = N_(
    "There are no webinars in performance subjects, choir, orchestra and ensemble. "
    "Choose guided self-study, a video lesson or control."
)
ONLY_EXPERIMENTAL: Final = N_(
    "Choir, orchestra and ensemble meet in a conference only as an experiment that the order names. "
    "Choose guided self-study or a video lesson."
)
GROUP_CONSULTATION: Final = N_("Consultations are individual; a group consultation is marked as an exception.")
EXPERIMENTAL: Final = N_("An experimental conference, by the order.")
