"""Where the regulation is unclear: each point with its possible answers, the usual one first (requirements, D2).

Which of them holds from when is a dated decision of the school; without one the first answer holds.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.regime.records import Decision


class Point(StrEnum):
    """What the school has to decide for itself."""

    LIMIT = "limit"
    EXPERIMENT = "experiment"
    TELEPHONE = "telephone"
    SINGLE_OF_GROUP = "single_of_group"
    GROUP_CONSULTATION = "group_consultation"
    VIDEO_HOURS = "video_hours"
    SELF_STUDY_WORK = "self_study_work"
    COUNTING_DAYS = "counting_days"
    ONE_TAKE = "one_take"
    YEARLY_MARK = "yearly_mark"
    ONE_STUDENT = "one_student"
    EXEMPTION = "exemption"
    IDENTITY = "identity"


class Choice(StrEnum):
    """The answers; which of them a point knows stands in POINTS."""

    ALLOW = "allow"
    WARN = "warn"
    REFUSE = "refuse"
    THREE_KINDS = "three_kinds"
    ALL_KINDS = "all_kinds"
    BY_ORDER = "by_order"
    NEVER = "never"
    CONSULTATION_AND_CONTROL = "consultation_and_control"
    INDIVIDUAL_TOO = "individual_too"
    NO_HOURS = "no_hours"
    HOURS = "hours"
    NORMED = "normed"
    OTHER_WORK = "other_work"
    WHOLE_DAYS = "whole_days"
    DAY_COUNTED = "day_counted"
    PICTURE = "picture"
    ONE_TAKE = "one_take"
    INTERMEDIATE = "intermediate"
    FINAL_TOO = "final_too"
    STATEMENT = "statement"
    ORDER = "order"
    DEPUTY = "deputy"
    CARD_AND_PIN = "card_and_pin"
    CARD = "card"


class Unclear(msgspec.Struct, frozen=True):
    """A point as the page asks it: the question, the answers (the first is the usual one), who may decide."""

    point: Point
    paragraph: str
    question: str
    answers: Mapping[Choice, str]
    deputy_may: bool = False

    @property
    def usual(self) -> Choice:
        """What holds while nobody has decided."""
        return next(iter(self.answers))


POINTS: Final = (
    Unclear(
        Point.LIMIT,
        "§1, §2, §6",
        N_("Thirty minutes stand in the table only for conference, webinar and individual lesson. And the others?"),
        {
            Choice.THREE_KINDS: N_(
                "those three are refused above 30; self-study, consultation and control get a warning"
            ),
            Choice.ALL_KINDS: N_("all of them are refused above 30; a video lesson has no length"),
            Choice.ALLOW: N_("those three are refused above 30, nothing is said of the others"),
        },
    ),
    Unclear(
        Point.EXPERIMENT,
        "§1",
        N_("Who opens the experimental mode for choir, orchestra and ensemble?"),
        {
            Choice.BY_ORDER: N_("an order that names the groups, for its dates"),
            Choice.NEVER: N_("nobody: they have no conferences"),
        },
    ),
    Unclear(
        Point.TELEPHONE,
        "§1",
        N_("Is a telephone call an individual lesson, though nobody is seen?"),
        {
            Choice.WARN: N_("allowed with a warning"),
            Choice.ALLOW: N_("allowed"),
            Choice.REFUSE: N_("refused: choose consultation or self-study"),
        },
    ),
    Unclear(
        Point.SINGLE_OF_GROUP,
        "§1",
        N_("What may one student of a group subject have alone?"),
        {
            Choice.CONSULTATION_AND_CONTROL: N_("consultation and control, besides self-study and video"),
            Choice.INDIVIDUAL_TOO: N_("an individual lesson too, with a warning"),
        },
    ),
    Unclear(
        Point.GROUP_CONSULTATION,
        "§1",
        N_("May a consultation be with a group?"),
        {
            Choice.WARN: N_("allowed with a warning"),
            Choice.ALLOW: N_("allowed"),
            Choice.REFUSE: N_("refused: one student at a time"),
        },
    ),
    Unclear(
        Point.VIDEO_HOURS,
        "§1, §5",
        N_("Does a video lesson count hours?"),
        {
            Choice.NO_HOURS: N_("held it counts none; its making is other pedagogical work"),
            Choice.HOURS: N_("it counts the hours of the timetable"),
        },
        deputy_may=True,
    ),
    Unclear(
        Point.SELF_STUDY_WORK,
        "§5",
        N_("Guided self-study stands in both lists of working time. Where does it count?"),
        {
            Choice.NORMED: N_("in the timetable it is normed, outside it is other pedagogical work"),
            Choice.OTHER_WORK: N_("always other pedagogical work"),
        },
    ),
    Unclear(
        Point.COUNTING_DAYS,
        "§2",
        N_("How are «two weeks», «3 days» and «2 days» before an attestation counted?"),
        {
            Choice.WHOLE_DAYS: N_("whole calendar days before the date, the day itself not counted"),
            Choice.DAY_COUNTED: N_("calendar days, the day of the notice counted too"),
        },
    ),
    Unclear(
        Point.ONE_TAKE,
        "§2",
        N_("What does «in one take» mean in visual arts?"),
        {
            Choice.PICTURE: N_("a photo or a video of the work instead"),
            Choice.ONE_TAKE: N_("a video of the work, taken without a break"),
        },
    ),
    Unclear(
        Point.YEARLY_MARK,
        "§2",
        N_("Where may the yearly mark be given by current marks?"),
        {
            Choice.INTERMEDIATE: N_("in intermediate attestation only"),
            Choice.FINAL_TOO: N_("in final attestation too"),
        },
    ),
    Unclear(
        Point.ONE_STUDENT,
        "§4",
        N_("One sick student: is an order needed?"),
        {
            Choice.STATEMENT: N_("the teacher's and the guardian's statement suffices; groups and more need an order"),
            Choice.ORDER: N_("an order is needed for one student too"),
        },
    ),
    Unclear(
        Point.EXEMPTION,
        "§1",
        N_("A rule meets a case that nobody foresaw. May it be let pass?"),
        {
            Choice.DEPUTY: N_("the deputy may, for one lesson, with a written reason; it stays marked everywhere"),
            Choice.NEVER: N_("nobody may"),
        },
    ),
    Unclear(
        Point.IDENTITY,
        "§1",
        N_("How is the student known who hands in a work? The school chooses."),
        {
            Choice.CARD_AND_PIN: N_("by the family's card and PIN"),
            Choice.CARD: N_("by the card; the PIN is asked only for remarks, contacts and absences"),
        },
    ),
)
BY_POINT: Final = {unclear.point: unclear for unclear in POINTS}


class Decided(msgspec.Struct, frozen=True):
    """What holds at each point; a point that nobody decided has its usual answer."""

    choices: Mapping[Point, Choice] = msgspec.field(default_factory=dict)

    def __hash__(self) -> int:
        """Of the answers, as a mapping has no hash of its own."""
        return hash(frozenset(self.choices.items()))

    def __getitem__(self, point: Point) -> Choice:
        """The answer in force."""
        return self.choices.get(point, BY_POINT[point].usual)


USUAL: Final = Decided()


def decided_on(decisions: Iterable[Decision], date: dt.date) -> Decided:
    """What the school had decided for a date: at each point the decision that began last, then the one made last."""
    begun = sorted((one for one in decisions if one.since <= date), key=lambda one: (one.since, one.id))
    return Decided({Point(one.point): Choice(one.choice) for one in begun if is_known(one.point, one.choice)})


def is_known(point: str, choice: str) -> bool:
    """True when it is an answer to this point; an answer that is no longer known gives way to the usual one."""
    return any(unclear.point == point and choice in unclear.answers for unclear in POINTS)
