"""Rows of a timetable → lessons (O2, T3, L2)."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.office.exchange import words_of
from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.grid.learned import Meant
from kiosk.office.exchange.grid.listed import ListedNames
from kiosk.office.exchange.lines import Line, plain_word
from kiosk.office.exchange.words_of import first, lookup
from kiosk.people.records import Subject
from kiosk.problems import N_
from kiosk.regime.points import USUAL, Decided
from kiosk.regime.records import LessonKind, Order
from kiosk.school.hours import quarter_hours_of
from kiosk.school.records import AcademicYear, Channel, HourRule
from kiosk.school.rules import is_offered, minutes_between
from kiosk.timetable.records import Lesson, TimetableMode, TimetableVersion, Weeks
from kiosk.web.forms import EMPTY

SUNDAY: Final = 6
RANGE: Final = re.compile(r"\s*(?:-|–|—|до)\s*")
MAIL: Final = frozenset({"email", "элпочта", "электроннаяпочта", "почта"})

Key = tuple[int, ...]


class Term(msgspec.Struct):
    """One timetable that the files bring: its mode, from when, and what is in force on that day."""

    mode: TimetableMode
    since: dt.date
    order: Order | None
    experimental: frozenset[int]
    """Groups that an order lets try conferences (§1)."""
    base: TimetableVersion | None
    rule: HourRule
    year: AcademicYear | None
    channels: tuple[Channel, ...]
    decided: Decided = USUAL
    """Where the regulation is unclear, what the school decided (D2)."""
    lessons: list[Lesson] = msgspec.field(default_factory=list)
    """Lessons of the version in force."""
    usual: list[Lesson] = msgspec.field(default_factory=list)
    """Lessons of the on-site version: a distance lesson keeps their hours."""
    known: dict[Key, Lesson] = msgspec.field(default_factory=dict)
    hours: dict[Key, list[int]] = msgspec.field(default_factory=dict)
    counts: Counter[Key] = msgspec.field(default_factory=Counter)
    rows: list["Given"] = msgspec.field(default_factory=list)

    def prepare(self) -> None:
        """Index what is there."""
        self.known = {whole_key(lesson): lesson for lesson in self.lessons}
        for lesson in sorted(self.usual, key=lambda one: (one.weekday, one.start)):
            self.hours.setdefault(usual_key(lesson), []).append(lesson.quarter_hours)


class Given(msgspec.Struct, frozen=True):
    """A row that could be read: the lesson, where it stands."""

    lesson: Lesson
    line: Line


def whole_key(lesson: Lesson) -> Key:
    """The same lesson at the same time."""
    start, end = lesson.start.hour * 60 + lesson.start.minute, lesson.end.hour * 60 + lesson.end.minute
    weeks = list(Weeks).index(lesson.weeks)
    return (lesson.weekday, start, end, weeks, *usual_key(lesson))


def usual_key(lesson: Lesson) -> Key:
    """Who with whom in what."""
    return (lesson.teacher, lesson.subject, lesson.student, lesson.group)


def read_lesson(desk: Desk, line: Line, term: Term, names: ListedNames) -> None:
    """One row; it joins the term when nothing is wrong with it."""
    before = desk.findings.count
    weekday = line.word("day", lookup(words_of.DAY_WORDS), [words_of.DAY_WORDS[day][0] for day in range(SUNDAY)])
    if weekday is None and not line.text("day", limit=200):
        line.refuse("day", EMPTY)
    if weekday == SUNDAY:
        line.caution("day", DAY_OFF)
    start, end = read_times(line)
    if (called := line.name("whom", required=True)) and names.is_no_lesson(called):
        return
    teacher = _adult(names, line, "teacher", required=True)
    accompanist = _adult(names, line, "accompanist", required=False)
    subject = names.subject(line, "subject", name) if (name := line.name("subject", required=True)) else None
    whom = names.whom(line, "whom", called, subject) if called else Meant()
    since, until = _dates(line, term)
    room = line.text("room", limit=20)
    kind = _kind(line, term, subject)
    channel = _channel(desk, line, term)
    hours = line.hours("hours")
    weeks = line.word("weeks", lookup(words_of.WEEKS_WORDS), first(words_of.WEEKS_WORDS).values())
    address = line.text("address", limit=300)
    line.text("note", limit=1000)
    sound = desk.findings.count == before
    if not sound or weekday is None or weekday == SUNDAY or start is None or end is None or subject is None:
        return
    lesson = Lesson(
        version=0,
        weekday=weekday,
        start=start,
        end=end,
        teacher=teacher,
        accompanist=accompanist,
        subject=subject.id,
        student=whom.student,
        group=whom.group,
        room=room,
        kind=kind,
        channel=channel,
        address=address,
        quarter_hours=hours or 0,
        weeks=weeks or Weeks.EVERY,
        since=since,
        until=until,
    )
    term.rows.append(Given(completed(lesson, line, term), line))


def completed(lesson: Lesson, line: Line, term: Term) -> Lesson:
    """What the sheet does not say is taken from the same lesson in force; hours else from the on-site lesson."""
    lesson = lesson if line.has("weeks") else _weeks_kept(lesson, term)
    known = term.known.get(whole_key(lesson))
    if known is not None:
        kept = {
            key: getattr(known, name)
            for key, name in (("accompanist", "accompanist"), ("room", "room"), ("channel", "channel"))
            if not line.has(key)
        }
        lesson = replace(lesson, **kept)
        lesson = lesson if line.has("kind") else replace(lesson, kind=known.kind)
        lesson = lesson if line.has("address") else replace(lesson, address=known.address)
        lesson = replace(
            lesson, distance_form=known.distance_form, exemption=known.exemption, source=known.source
        )  # no sheet has them
    if lesson.quarter_hours:
        return lesson
    return replace(lesson, quarter_hours=known.quarter_hours if known else _hours(lesson, term))


def _weeks_kept(lesson: Lesson, term: Term) -> Lesson:
    """A sheet that knows of no weeks changes none."""
    return next((found for weeks in Weeks if whole_key(found := replace(lesson, weeks=weeks)) in term.known), lesson)


def _hours(lesson: Lesson, term: Term) -> int:
    """Hours outlive the cut to 30 minutes: those of the lesson at school; else minutes by the school's rule (L9)."""
    usual = term.hours.get(usual_key(lesson), [])
    if term.mode is TimetableMode.DISTANCE and usual:
        place = term.counts[usual_key(lesson)]
        term.counts[usual_key(lesson)] += 1
        return usual[min(place, len(usual) - 1)]
    return quarter_hours_of(minutes_between(lesson.start, lesson.end), term.rule, lesson.subject)


def read_times(line: Line) -> tuple[dt.time | None, dt.time | None]:
    """Start and end from two columns, or from one that holds «14:00–14:40»."""
    if line.has("start"):
        start, end = line.time("start", required=True), line.time("end", required=True)
        key = "end"
    else:
        start, end = _range(line)
        key = "time"
    if start and end and end <= start:
        line.refuse(key, ENDS_FIRST, start=f"{start:%H:%M}", end=f"{end:%H:%M}")
        return None, None
    return start, end


def _range(line: Line) -> tuple[dt.time | None, dt.time | None]:
    text = line.text("time", limit=40, required=True)
    parts = RANGE.split(text)
    if len(parts) != 2:  # noqa: PLR2004  because a range has two ends
        if text:
            line.refuse("time", NO_RANGE, typed=text)
        return None, None
    start, end = (words_of.time_of(part) for part in parts)
    if start is None or end is None:
        line.refuse("time", NO_RANGE, typed=text)
    return start, end


def _adult(names: ListedNames, line: Line, key: str, *, required: bool) -> int:
    name = line.name(key, required=required)
    return names.staff(line, key, name) if name else 0


def _dates(line: Line, term: Term) -> tuple[dt.date | None, dt.date | None]:
    """From when and until when a lesson is given, when that is not the whole of the timetable."""
    since, until = line.date("since"), line.date("until")
    if since is not None and (since < term.since or _outside(since, term)):
        line.caution("since", OUTSIDE, typed=f"{since:%d.%m.%Y}", since=f"{term.since:%d.%m.%Y}")
        since = None
    if until is not None and until < (since or term.since):
        line.refuse("until", ENDS_BEFORE, typed=f"{until:%d.%m.%Y}")
    return (since if since and since > term.since else None), until


def _outside(date: dt.date, term: Term) -> bool:
    """Out of the period of the order, or in the holidays."""
    if term.order is not None and not term.order.since <= date <= term.order.until:
        return True
    return term.year is not None and any(span.since <= date <= span.until for span in term.year.holidays)


def _kind(line: Line, term: Term, subject: Subject | None) -> LessonKind:
    """The kind of the lesson; an empty cell is a lesson at school, or the individual one of a distance period."""
    kind = line.word("kind", lookup(words_of.KIND_WORDS), first(words_of.KIND_WORDS).values())
    if kind is not None:
        return kind
    if term.mode is TimetableMode.ON_SITE:
        return LessonKind.ON_SITE
    if subject is not None and subject.individual:
        return LessonKind.INDIVIDUAL
    if not line.text("kind", limit=200):
        line.refuse("kind", EMPTY)
    return LessonKind.CONFERENCE


def _channel(desk: Desk, line: Line, term: Term) -> str:
    """The platform as the school's register writes it; one that is not there is said once."""
    text = line.text("channel", limit=60)
    if not text:
        return ""
    wanted = plain_word(text)
    for channel in term.channels:
        own = plain_word(channel.name)
        if own == wanted or {own, wanted} <= MAIL:
            if not is_offered(channel, term.since):
                break
            return channel.name
    if term.channels and ("channel", wanted) not in desk.said:
        desk.said.add(("channel", wanted))
        names = ", ".join(one.name for one in term.channels if is_offered(one, term.since))
        desk.findings.caution(line.at("channel"), NOT_APPROVED, "§3", typed=text, names=names)
    return text


def names_kind(values: Iterable[object]) -> bool:
    """True when one of these cells names a kind that exists only at a distance."""
    known = lookup(words_of.KIND_WORDS)
    at_school = {LessonKind.ON_SITE, LessonKind.CONSULTATION, LessonKind.CONTROL}
    found = (known.get(plain_word(value)) for value in values if isinstance(value, str))
    return any(kind is not None and kind not in at_school for kind in found)


DAY_OFF: Final = N_(
    "The school works from Monday to Saturday: this row is left out. Choose another day, or make a working day of it "
    "in the calendar."
)
ENDS_FIRST: Final = N_("The lesson ends at %(end)s, before it begins at %(start)s. Mend one of the two times.")
NO_RANGE: Final = N_("Write start and end like 14:00–14:40. «%(typed)s» is not that.")
OUTSIDE: Final = N_(
    "%(typed)s lies outside the period or in the holidays: the lesson is taken in from %(since)s like the others."
)
ENDS_BEFORE: Final = N_("%(typed)s lies before the beginning of the timetable. Mend the date or empty the cell.")
NOT_APPROVED: Final = N_(
    "«%(typed)s» is not in the school's register of platforms. Approved are: %(names)s. It may be taken in, but "
    "lessons are held only by what the school approved."
)
