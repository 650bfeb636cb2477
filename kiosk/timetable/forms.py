"""The form of a lesson and of a change on one date → typed input, or problems by field (T1, T3)."""

import datetime as dt

import msgspec

from kiosk.problems import N_
from kiosk.regime.records import DistanceForm, LessonKind
from kiosk.school.rules import hours_text, minutes_between
from kiosk.timetable.records import ChangeKind, Lesson, Weeks
from kiosk.timetable.rules import Planned
from kiosk.web import Form

LONGEST_MINUTES = 240
LARGEST_ID = 2**53


class LessonInput(msgspec.Struct, frozen=True):
    """A lesson as it was typed; ids are not looked up yet."""

    weekday: int
    start: dt.time
    end: dt.time
    teacher: int
    accompanist: int
    subject: int
    student: int
    group: int
    room: str
    kind: LessonKind
    channel: str
    address: str
    quarter_hours: int
    distance_form: DistanceForm | None = None
    exception: str = ""
    """Why the deputy lets a hard rule pass for this lesson; counts only when one refuses it (D2)."""
    weeks: Weeks = Weeks.EVERY
    only: dt.date | None = None
    """The one date on which it is given; None for a weekly lesson (T1)."""
    makes_up: int = 0
    """The missed row of a report for which a lesson of one date is given (L4)."""


def read_lesson(form: Form) -> LessonInput | None:
    """The lesson, or None with the form's problems telling why not."""
    only = form.date("only")
    weekday = only.weekday() if only else form.number("weekday", least=0, most=5, required=True)
    start, end = form.time("start", required=True), form.time("end", required=True)
    teacher, subject = form.id("teacher", required=True), form.id("subject", required=True)
    accompanist = form.id("accompanist") or 0
    student, group = read_whom(form)
    hours = form.hours("hours", required=True)
    kind = form.choice("kind", LessonKind, required=True)
    room, channel = form.text("room", limit=20), form.text("channel", limit=100)
    address, exception = form.text("address", limit=300), form.text("exception", limit=300)
    distance_form = form.choice("distance_form", DistanceForm)
    if start and end and not 0 < minutes_between(start, end) <= LONGEST_MINUTES:
        form.refuse("end", N_("The lesson has to end after it begins, within four hours. Mend the time."))
    if teacher and teacher == accompanist:
        form.refuse("accompanist", N_("Teacher and accompanist are the same person. Leave one of them out."))
    if form.problems or None in (weekday, start, end, teacher, subject, hours, kind):
        return None
    assert weekday is not None and start and end and teacher and subject and hours is not None and kind  # noqa: PT018, S101  because the line above saw to it
    return LessonInput(
        weekday,
        start,
        end,
        teacher,
        accompanist,
        subject,
        student,
        group,
        room,
        kind,
        channel,
        address,
        hours,
        distance_form,
        exception,
        form.choice("weeks", Weeks) or Weeks.EVERY,
        only,
    )


def as_given(lesson: Lesson) -> LessonInput:
    """A stored lesson as somebody would have typed it."""
    return LessonInput(
        weekday=lesson.weekday,
        start=lesson.start,
        end=lesson.end,
        teacher=lesson.teacher,
        accompanist=lesson.accompanist,
        subject=lesson.subject,
        student=lesson.student,
        group=lesson.group,
        room=lesson.room,
        kind=lesson.kind,
        channel=lesson.channel,
        address=lesson.address,
        quarter_hours=lesson.quarter_hours,
        distance_form=lesson.distance_form,
        weeks=lesson.weeks,
        only=lesson.since if lesson.since is not None and lesson.since == lesson.until else None,
        makes_up=lesson.makes_up,
    )


def take_instead(form: Form) -> None:
    """«self_study:30»: one press of what is allowed instead puts its kind and its end into the fields."""
    kind, _, minutes = form.typed("instead").partition(":")
    if kind in {one.value for one in LessonKind} and take_minutes(form, minutes):
        form.fields["kind"] = kind


def take_minutes(form: Form, minutes: str) -> bool:
    """One press of an allowed length puts its end into the field; anything else changes nothing."""
    start = Form({"start": form.typed("start")}).time("start")
    if start is None or not (minutes.isascii() and minutes.isdecimal() and 0 < int(minutes[:4]) <= LONGEST_MINUTES):
        return False
    end = dt.datetime.combine(dt.date.min, start) + dt.timedelta(minutes=int(minutes[:4]))
    form.fields["end"] = f"{end:%H:%M}"
    return True


def read_whom(form: Form) -> tuple[int, int]:
    """«s45» a student, «g3» a group: exactly one of them."""
    text = form.text("whom", limit=20, required=True)
    number = int(text[1:]) if text[1:].isascii() and text[1:].isdecimal() else 0
    if text and (text[0] not in "sg" or not 0 < number <= LARGEST_ID):
        form.refuse("whom", N_("Choose one student or one group of the list."))
        return 0, 0
    return (number, 0) if text.startswith("s") else (0, number)


def filled(lesson: Lesson) -> Form:
    """The form of a stored lesson."""
    return Form.filled(
        weekday=lesson.weekday,
        start=f"{lesson.start:%H:%M}",
        end=f"{lesson.end:%H:%M}",
        teacher=lesson.teacher,
        accompanist=lesson.accompanist,
        subject=lesson.subject,
        whom=f"s{lesson.student}" if lesson.student else f"g{lesson.group}",
        room=lesson.room,
        kind=lesson.kind.value,
        channel=lesson.channel,
        address=lesson.address,
        hours=hours_text(lesson.quarter_hours),
        distance_form=lesson.distance_form.value if lesson.distance_form else "",
        weeks=lesson.weeks.value,
        only=f"{lesson.since:%d.%m.%Y}" if lesson.since and lesson.since == lesson.until else "",
    )


class ChangeInput(msgspec.Struct, frozen=True):
    """What is different on one date."""

    kind: ChangeKind
    start: dt.time | None
    end: dt.time | None
    room: str
    teacher: int
    note: str
    channel: str = ""
    address: str = ""


def filled_change(plan: Planned) -> Form:
    """The form of one date as the lesson stands on it, so that only what is different is typed over."""
    change = plan.change
    return Form.filled(
        kind=change.kind.value if change else "",
        start=f"{plan.start:%H:%M}",
        end=f"{plan.end:%H:%M}",
        room=plan.room,
        teacher=(change.teacher or "") if change else "",
        channel=change.channel if change else "",
        address=change.address if change else "",
    )


def read_change(form: Form, usual: Lesson) -> ChangeInput | None:
    """A cancellation, another time or room, another teacher, another way to join; what is as usual is no change."""
    kind = form.choice("kind", ChangeKind, required=True)
    start, end = form.time("start"), form.time("end")
    room, note, teacher = form.text("room", limit=20), form.text("note", limit=300), form.id("teacher") or 0
    if (start, end) == (usual.start, usual.end):
        start = end = None
    if room == usual.room:
        room = ""
    if kind is ChangeKind.SUBSTITUTED and not teacher:
        form.refuse("teacher", N_("Choose who gives the lesson instead."))
    if kind is ChangeKind.MOVED and not (start and end) and not room:
        form.refuse("start", N_("Write the new begin and end, or the new room."))
    channel, address = form.text("channel", limit=100), form.text("address", limit=300)
    if kind is ChangeKind.JOINED and not (channel or address):
        form.refuse("channel", N_("Choose the channel, or write how to join."))
    if bool(start) != bool(end):
        form.refuse("end" if start else "start", N_("Write both begin and end, or neither."))
    if start and end and minutes_between(start, end) <= 0:
        form.refuse("end", N_("The lesson ends before it begins. Mend the time."))
    if form.problems or kind is None:
        return None
    return ChangeInput(kind, start, end, room, teacher, note, channel, address)
