"""A lawful distance timetable out of the one at school (T1): pure, so that the preview and the result are one thing.

Each lesson gets an allowed kind, is cut to 30 minutes and keeps its academic hours. Groups stay groups where a
conference is possible (§2); a student without a line gets guided self-study by letters, so does a choir without the
experiment. What cannot be placed is listed with the reason and with repairs; whatever is chosen passes the same rules.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.people.records import Group, Staff, Subject
from kiosk.problems import N_, Problem
from kiosk.regime.conditions import DISTANCE_MINUTES, FIRST, Edition
from kiosk.regime.points import USUAL, Decided
from kiosk.regime.records import DistanceForm, LessonKind, Mode
from kiosk.regime.rules import Facts, allowed, check, of_subject
from kiosk.school.records import Reach
from kiosk.school.rules import minutes_between
from kiosk.timetable.records import Lesson
from kiosk.timetable.rules import later, meet, minute_of, overlap, students_of, time_at

STEP: Final = 5
PAUSE: Final = 10
"""Minutes between two lessons in a place that a repair offers."""
EARLIEST, LATEST = dt.time(8), dt.time(20)
MOST_PLACES: Final = 3
APART: Final = 20
"""Minutes between two places that are offered, so that they are a choice."""
TOGETHER: Final = frozenset({LessonKind.CONFERENCE, LessonKind.WEBINAR, LessonKind.INDIVIDUAL})


class Repair(msgspec.Struct, frozen=True):
    """What somebody chose for a lesson that could not be placed by itself: another kind, another begin, or nothing."""

    kind: LessonKind | None = None
    start: dt.time | None = None

    @property
    def leaves_out(self) -> bool:
        """The lesson is not given in the period; it stays listed as decided."""
        return self.kind is None and self.start is None

    @property
    def code(self) -> str:
        """As it stands in a form: «self_study», «15.40», «out»."""
        return f"{self.start:%H.%M}" if self.start else self.kind.value if self.kind else OUT


OUT: Final = "out"


def repair_of(code: str) -> Repair | None:
    """A repair out of a form; None for anything that is none."""
    if code == OUT:
        return Repair()
    if code in {kind.value for kind in LessonKind}:
        return Repair(kind=LessonKind(code))
    try:
        return Repair(start=dt.datetime.strptime(code, "%H.%M").time())  # noqa: DTZ007  because it is a wall time
    except ValueError:
        return None


class School(msgspec.Struct, frozen=True):
    """What a derivation has to know besides the lessons; ids as keys."""

    subjects: Mapping[int, Subject]
    staff: Mapping[int, Staff]
    groups: Mapping[int, Group]
    members: Mapping[int, frozenset[int]]
    without_line: frozenset[int] = frozenset()
    one_device: Mapping[int, int] = msgspec.field(default_factory=dict)
    """Student → the household whose children share one device."""
    arranged: Mapping[int, str] = msgspec.field(default_factory=dict)
    """Student → the channel of the individual decision taken for them (F6)."""
    channels: Mapping[str, Reach] = msgspec.field(default_factory=dict)
    """What may be used, by name, in the school's order."""
    experimental: frozenset[int] = frozenset()
    mode: Mode = Mode.FULL
    edition: Edition = FIRST
    decided: Decided = USUAL


class Placed(msgspec.Struct, frozen=True):
    """A lesson at school and what becomes of it; ``notes`` say why it is not as one would expect."""

    source: Lesson
    lesson: Lesson
    notes: tuple[str, ...] = ()

    @property
    def cut(self) -> bool:
        """It became shorter."""
        return minutes_between(self.lesson.start, self.lesson.end) < minutes_between(self.source.start, self.source.end)


class Listed(msgspec.Struct, frozen=True):
    """A lesson that is not in the distance timetable, why, and what would help."""

    source: Lesson
    reason: Problem
    repairs: tuple[Repair, ...] = ()
    left_out: bool = False


class Derivation(msgspec.Struct, frozen=True):
    """The whole outcome: every source is in one of the two."""

    placed: tuple[Placed, ...] = ()
    listed: tuple[Listed, ...] = ()

    @property
    def undecided(self) -> tuple[Listed, ...]:
        """What still waits for somebody's choice."""
        return tuple(one for one in self.listed if not one.left_out)


def derive(lessons: Iterable[Lesson], school: School, repairs: Mapping[int, Repair] | None = None) -> Derivation:
    """The distance timetable of these lessons; ``repairs`` by the id of the lesson at school."""
    plan = _Plan(school, repairs or {})
    in_order = sorted(lessons, key=lambda one: (one.weekday, one.start, one.end, one.id))
    for source in sorted(in_order, key=plan.is_moved):
        plan.take(source)
    return Derivation(tuple(plan.placed), tuple(sorted(map(plan.listed, plan.left), key=_by_week)))


def _by_week(one: Listed) -> tuple[int, dt.time, int]:
    return one.source.weekday, one.source.start, one.source.id


Need = tuple[int, str, int]
"""A weekday, "staff", "student" or "home", and an id."""


class _Plan:
    """A timetable being made, lesson by lesson in the order of the week; those somebody moved come last."""

    def __init__(self, school: School, repairs: Mapping[int, Repair]) -> None:
        self.school, self.repairs = school, repairs
        self.placed: list[Placed] = []
        self.left: list[Lesson] = []
        self.taken: dict[Need, list[int]] = defaultdict(list)
        """Who is needed on a weekday → the places of their lessons in ``placed``."""

    def is_moved(self, source: Lesson) -> bool:
        """Somebody chose another begin, which must not push others away."""
        repair = self.repairs.get(source.id)
        return repair is not None and repair.start is not None

    def take(self, source: Lesson) -> None:
        """Place it, or keep it for the list."""
        repair = self.repairs.get(source.id)
        made, notes = self.shaped(source, repair)
        if (repair is not None and repair.leaves_out) or self.hindrance(made):
            self.left.append(source)
            return
        for need in self.needs(made):
            self.taken[need].append(len(self.placed))
        self.placed.append(Placed(source, made, notes))

    def listed(self, source: Lesson) -> Listed:
        """Why it is not placed and what would help, now that all others stand."""
        repair = self.repairs.get(source.id)
        if repair is not None and repair.leaves_out:
            return Listed(source, Problem(LEFT_OUT), left_out=True)
        made, _ = self.shaped(source, repair)
        return Listed(source, self.hindrance(made) or Problem(LEFT_OUT), self.repairs_for(source, made))

    def shaped(self, source: Lesson, repair: Repair | None) -> tuple[Lesson, tuple[str, ...]]:
        """Kind, length, channel: what the lesson would be, whether or not it can be placed."""
        offline = source.student in self.school.without_line
        kind = (repair.kind if repair else None) or self.kind_for(source, offline=offline)
        start = (repair.start if repair else None) or source.start
        long = minutes_between(source.start, source.end)
        end = later(start, long if kind in UNCUT else min(long, DISTANCE_MINUTES))
        channel, address = self.channel_for(source, kind, offline=offline)
        accompanist = source.accompanist if source.accompanist != source.teacher else 0
        lesson = replace(
            source,
            id=0,
            rev=0,
            start=start,
            end=end,
            kind=kind,
            accompanist=accompanist,
            room=source.room if kind is LessonKind.ON_SITE else "",
            channel=channel,
            address=address,
            distance_form=DistanceForm.SELF_STUDY if kind is LessonKind.SELF_STUDY else None,
            exemption=0,
            source=source.id,
        )
        return lesson, self.notes_on(source, lesson, offline=offline)

    def kind_for(self, source: Lesson, *, offline: bool) -> LessonKind:
        """The kind that comes closest to what the lesson is at school."""
        facts = self.facts_of(source)
        arranged = self.arranged_for(source)
        if arranged:
            facts = replace(facts, reach=self.school.channels[arranged])
            offline = facts.reach is Reach.LETTERS
        lawful = allowed(facts, self.school.edition, self.school.decided)
        if source.kind in {LessonKind.CONSULTATION, LessonKind.CONTROL} and source.kind in lawful:
            return source.kind
        if offline:
            return LessonKind.SELF_STUDY
        wanted = (LessonKind.INDIVIDUAL,) if source.student else (LessonKind.CONFERENCE,)
        return next((kind for kind in wanted if kind in lawful), LessonKind.SELF_STUDY)

    def channel_for(self, source: Lesson, kind: LessonKind, *, offline: bool) -> tuple[str, str]:
        """By what the lesson is held, and how to join: the lesson's own, its group's, its teacher's, else the first."""
        if kind in {LessonKind.ON_SITE, LessonKind.VIDEO}:
            return "", ""
        if arranged := self.arranged_for(source):
            return arranged, source.address if source.channel == arranged else ""
        wanted = REACHES[kind in TOGETHER] if not offline else (Reach.LETTERS, Reach.SOUND)
        known = self.school.channels
        group, teacher = self.school.groups.get(source.group), self.school.staff.get(source.teacher)
        own = [(source.channel, source.address)]
        own += [(one.channel, "") for one in (group, teacher) if one is not None]
        for reach in wanted:
            for channel, address in own:
                if known.get(channel) is reach:
                    return channel, address
            if (first := next((name for name, has in known.items() if has is reach), None)) is not None:
                return first, ""
        return "", ""

    def arranged_for(self, source: Lesson) -> str:
        """The channel decided for this one student, as long as the register allows it."""
        channel = self.school.arranged.get(source.student, "")
        return channel if channel in self.school.channels else ""

    def facts_of(self, lesson: Lesson) -> Facts:
        """What the rules of §1 have to know."""
        alone = bool(lesson.student)
        facts = Facts(
            kind=lesson.kind,
            minutes=minutes_between(lesson.start, lesson.end),
            individual_subject=alone,
            alone=alone,
            mode=self.school.mode,
            experimental=lesson.group in self.school.experimental,
            reach=self.school.channels.get(lesson.channel, Reach.LIVE),
        )
        return of_subject(facts, self.school.subjects.get(lesson.subject))

    def hindrance(self, made: Lesson) -> Problem | None:
        """Why the lesson cannot stand there; the first reason is enough."""
        if made.group and not self.school.members.get(made.group):
            return Problem(NO_STUDENTS)
        if made.kind in TOGETHER and not made.channel:
            return Problem(NO_CHANNEL, paragraph="§3")
        found = check(self.facts_of(made), self.school.edition, self.school.decided).refused
        if found:
            return found[0]
        return self.in_the_way(made)

    def in_the_way(self, made: Lesson) -> Problem | None:
        """Somebody of the lesson is elsewhere, or the only device at home is."""
        theirs = students_of(made, self.school.members)
        people = {made.teacher, made.accompanist} - {0}
        homes = self.homes(made)
        for place in sorted({place for need in self.needs(made) for place in self.taken.get(need, ())}):
            other = self.placed[place].lesson
            if not (overlap(made, other) and meet(made, other)):
                continue
            if people & {other.teacher, other.accompanist}:
                return Problem(TEACHER_BUSY, values={"start": f"{other.start:%H:%M}"})
            if theirs & students_of(other, self.school.members):
                return Problem(STUDENT_BUSY, values={"start": f"{other.start:%H:%M}"})
            if homes & self.homes(other):
                return Problem(ONE_DEVICE, paragraph="§3", values={"start": f"{other.start:%H:%M}"})
        return None

    def needs(self, lesson: Lesson) -> Iterator[Need]:
        """Whom a lesson takes up on its weekday, so that only their lessons are looked at."""
        for person in {lesson.teacher, lesson.accompanist} - {0}:
            yield lesson.weekday, "staff", person
        for student in students_of(lesson, self.school.members):
            yield lesson.weekday, "student", student
        for home in self.homes(lesson):
            yield lesson.weekday, "home", home

    def homes(self, lesson: Lesson) -> frozenset[int]:
        """Households whose only device the lesson needs. A group does not wait for one family's device."""
        if lesson.kind not in TOGETHER or not lesson.student:
            return frozenset()
        home = self.school.one_device.get(lesson.student)
        return frozenset({home} if home else ())

    def repairs_for(self, source: Lesson, made: Lesson) -> tuple[Repair, ...]:
        """What would help, tried out: other times on the day, guided self-study, leaving it out."""
        ways: list[Repair] = []
        if self.in_the_way(made) is not None:
            ways += self.free_places(source, made)
        for kind in (LessonKind.SELF_STUDY, LessonKind.VIDEO):
            other, _ = self.shaped(source, Repair(kind=kind))
            if kind is not made.kind and self.hindrance(other) is None:
                ways.append(Repair(kind=kind))
        return (*ways, Repair())

    def free_places(self, source: Lesson, made: Lesson) -> list[Repair]:
        """Begins on the same day at which nothing is in the way, with a pause before and after; nearest first."""
        length = minutes_between(made.start, made.end)
        first, last = minute_of(EARLIEST), minute_of(LATEST) - length
        begins = sorted(range(first, last + 1, STEP), key=lambda minute: abs(minute - minute_of(source.start)))
        found: list[Repair] = []
        for minute in begins:
            start = time_at(minute)
            near = any(one.start and abs(minute_of(one.start) - minute) < APART for one in found)
            roomy = replace(made, start=time_at(minute - PAUSE), end=time_at(minute + length + PAUSE))
            if not near and self.in_the_way(roomy) is None:
                found.append(Repair(start=start))
            if len(found) == MOST_PLACES:
                break
        return found

    def notes_on(self, source: Lesson, made: Lesson, *, offline: bool) -> tuple[str, ...]:
        """Sentences beside the lesson in the preview."""
        notes = []
        if self.arranged_for(source) and made.channel == self.arranged_for(source):
            notes.append(ARRANGED)
        elif offline and made.kind is LessonKind.SELF_STUDY:
            notes.append(WITHOUT_LINE)
        elif made.group and made.kind is LessonKind.SELF_STUDY:
            notes.append(NO_EXPERIMENT)
        if source.accompanist and not made.accompanist:
            notes.append(OWN_ACCOMPANIST)
        return tuple(notes)


REACHES: Final = {True: (Reach.LIVE, Reach.SOUND), False: (Reach.LETTERS, Reach.SOUND, Reach.LIVE)}
"""What a lesson in real time, and any other, is held by: the best first."""
UNCUT: Final = frozenset({LessonKind.VIDEO, LessonKind.ON_SITE})


LEFT_OUT: Final = N_("Left out of the distance timetable, as was chosen.")
NO_STUDENTS: Final = N_("The group has no students.")
NO_CHANNEL: Final = N_("The register has no channel for a lesson in real time. Approve one, or choose self-study.")
TEACHER_BUSY: Final = N_("The teacher or accompanist has another lesson at %(start)s.")
STUDENT_BUSY: Final = N_("The student has another lesson at %(start)s.")
ONE_DEVICE: Final = N_("A brother or sister has a lesson at %(start)s, and the family has one device.")
WITHOUT_LINE: Final = N_("No line at home: guided self-study by letters (F6).")
ARRANGED: Final = N_("By the channel of the individual decision for this student (F6).")
NO_EXPERIMENT: Final = N_("No conference is possible for this group: guided self-study.")
OWN_ACCOMPANIST: Final = N_("The teacher stood as accompanist of their own lesson: left out.")
