"""Lessons in the browser: added, changed, ended, and what is different about one of them on a date (T1, T2)."""

import datetime as dt

from flask import Blueprint, Response, abort, request

from kiosk.people.queries import staff_choices, whom_choices
from kiosk.people.records import GROUPS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import N_, Refusal
from kiosk.regime.actions import take_exemption_back
from kiosk.regime.queries import exemption
from kiosk.regime.records import FORM_LABEL, KIND_LABEL
from kiosk.regime.rules import Alternative, Finding
from kiosk.school.queries import channels, hour_rule
from kiosk.signin.permissions import Action
from kiosk.store import Conflict
from kiosk.timetable import actions, queries, rules, views
from kiosk.timetable.forms import filled, filled_change, read_change, read_lesson, take_instead, take_minutes
from kiosk.timetable.hours import fill_hours, why_hours
from kiosk.timetable.judging import findings_of
from kiosk.timetable.pages import read_day, weekday_choices
from kiosk.timetable.records import DATE_CHANGES, LESSONS, VERSIONS, ChangeKind, Lesson, Weeks
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("timetable_lessons", __name__)

CHANGE_LABEL = {
    ChangeKind.CANCELLED: N_("the lesson is cancelled"),
    ChangeKind.MOVED: N_("another time or room"),
    ChangeKind.SUBSTITUTED: N_("another teacher gives it"),
    ChangeKind.JOINED: N_("another channel or link"),
}
WEEKS_LABEL = {Weeks.EVERY: N_("every week"), Weeks.ODD: N_("odd weeks"), Weeks.EVEN: N_("even weeks")}
MOST_WAYS = 3


@bp.get("/timetable/lessons/new")
@permit(Action.TIMETABLE_EDIT)
def new_lesson() -> Response:
    """An empty form; day, teacher and so on may come with the address."""
    given = {name: request.args.get(name, "") for name in ("weekday", "teacher", "whom", "room", "start")}
    return lesson_page(None, Form.filled(**given))


@bp.post("/timetable/lessons/new")
@permit(Action.TIMETABLE_EDIT)
def add_lesson() -> Response:
    """Add the lesson, or say who would be in two places at once."""
    form = Form(request.form, today=here.clock.today())
    take_instead(form)
    fill_hours(form, hour_rule(here.store, here.clock.today()))
    given = read_lesson(form)
    version = queries.version_on(here.store, here.clock.today())
    if version is None:
        form.refuse("weekday", N_("There is no timetable yet. Take one in under Office, then add lessons to it."))
    if given is None or version is None or not known(form):
        return lesson_page(None, form, status=422)
    since = max(version.since, here.clock.today())
    outcome = actions.add_lesson(here.store, here.actor, version.id, given, since=since, now=here.clock.now())
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return lesson_page(None, form, status=422)
    return see(f"/timetable/teachers/{outcome.teacher}?saved={outcome.id}")


@bp.get("/timetable/lessons/<int:lesson>")
@permit(Action.TIMETABLE_EDIT)
def edit_lesson(lesson: int) -> Response:
    """A lesson to change."""
    found = here.store[LESSONS].get(lesson) or abort(404)
    return lesson_page(found, filled(found))


@bp.post("/timetable/lessons/<int:lesson>")
@permit(Action.TIMETABLE_EDIT)
def change_lesson(lesson: int) -> Response:
    """From today on it is as typed."""
    found = here.store[LESSONS].get(lesson) or abort(404)
    form = Form(request.form, today=here.clock.today())
    take_instead(form)
    fill_hours(form, hour_rule(here.store, here.clock.today()))
    given = read_lesson(form)
    if form.typed("rev") not in {"", str(found.rev)}:
        form.refuse("weekday", actions.SOMEBODY_ELSE)
    if given is None or not known(form):
        return lesson_page(found, form, status=422)
    try:
        outcome = actions.change_lesson(
            here.store, here.actor, found, given, today=here.clock.today(), now=here.clock.now()
        )
    except Conflict:
        form.refuse("weekday", actions.SOMEBODY_ELSE)
        return lesson_page(found, form, status=422)
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return lesson_page(found, form, status=422)
    return see(f"/timetable/teachers/{outcome.teacher}?saved={outcome.id}")


@bp.post("/timetable/lessons/<int:lesson>/exception/withdrawal")
@permit(Action.TIMETABLE_EDIT)
def take_exception_back(lesson: int) -> Response:
    """The rule holds for this lesson again; its page says what it breaks."""
    found = here.store[LESSONS].get(lesson) or abort(404)
    if let_pass := exemption(here.store, found.exemption):
        take_exemption_back(here.store, here.actor, let_pass, now=here.clock.now())
    return see(f"/timetable/lessons/{lesson}")


@bp.post("/timetable/lessons/<int:lesson>/end")
@permit(Action.TIMETABLE_EDIT)
def end_lesson(lesson: int) -> Response:
    """Given no more from today on; the page offers to take that back."""
    found = here.store[LESSONS].get(lesson) or abort(404)
    ended = actions.end_lesson(here.store, here.actor, found, today=here.clock.today())
    return lesson_page(ended, filled(ended), ended=True)


@bp.post("/timetable/lessons/<int:lesson>/end/withdrawal")
@permit(Action.TIMETABLE_EDIT)
def bring_back(lesson: int) -> Response:
    """Undo the ending."""
    found = here.store[LESSONS].get(lesson) or abort(404)
    outcome = actions.bring_back(here.store, here.actor, found, today=here.clock.today())
    if isinstance(outcome, Refusal):
        form = filled(found)
        form.take(outcome)
        return lesson_page(found, form, status=422)
    return see(f"/timetable/teachers/{outcome.teacher}")


@bp.get("/timetable/lessons/<int:lesson>/dates/<day>")
@permit(Action.TIMETABLE_EDIT)
def one_date(lesson: int, day: str) -> Response:
    """What is different on one date of a lesson."""
    found, date = on_its_date(lesson, day)
    return date_page(found, date)


@bp.post("/timetable/lessons/<int:lesson>/dates/<day>")
@permit(Action.TIMETABLE_EDIT)
def change_date(lesson: int, day: str) -> Response:
    """Cancel, move or substitute one date."""
    found, date = on_its_date(lesson, day)
    form = Form(request.form, today=here.clock.today())
    take_minutes(form, form.typed("minutes"))
    given = read_change(form, found)
    if given is None or not known(form):
        return date_page(found, date, form, status=422)
    outcome = actions.change_date(here.store, here.actor, found, date, given, seen=form.number("seen"))
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return date_page(found, date, form, status=422)
    return see(f"/timetable/day/{date}?saved={lesson}")


@bp.post("/timetable/changes/<int:change>/withdrawal")
@permit(Action.TIMETABLE_EDIT)
def take_change_back(change: int) -> Response:
    """As usual again."""
    found = here.store[DATE_CHANGES].get(change) or abort(404)
    actions.take_change_back(here.store, here.actor, found)
    return see(f"/timetable/day/{found.date}")


# helpers


def on_its_date(lesson: int, day: str) -> tuple[Lesson, dt.date]:
    """A lesson and a date on which it is in the timetable; other dates are not there."""
    date = read_day(day)
    plan = next((one for one in queries.day(here.store, date) if one.lesson.id == lesson), None) or abort(404)
    return plan.lesson, date


def known(form: Form) -> bool:
    """The chosen people, subject and group are there; a made-up id is refused at its field."""
    there = {"teacher": STAFF, "accompanist": STAFF}
    for name, collection in there.items():
        chosen = form.id(name)
        if chosen and here.store[collection].get(chosen) is None:
            form.refuse(name, N_("Choose one of the list."))
    subject = form.id("subject")
    if subject and here.store[SUBJECTS].get(subject) is None:
        form.refuse("subject", N_("Choose one of the list."))
    whom = form.typed("whom")
    if whom and not form.problem("whom"):
        found = (here.store[STUDENTS] if whom[0] == "s" else here.store[GROUPS]).get(int(whom[1:]))
        if found is None:
            form.refuse("whom", N_("Choose one of the list."))
    return not form.problems


def lesson_page(lesson: Lesson | None, form: Form, *, status: int = 200, ended: bool = False) -> Response:
    """The form of a lesson."""
    version = here.store[VERSIONS].get(lesson.version) if lesson else queries.version_on(here.store, here.clock.today())
    return answer(
        whole="timetable/lesson.html",
        status=status,
        lesson=lesson,
        form=form,
        version=version,
        ended=ended,
        staff=staff_choices(here.store),
        subjects=[(one.id, one.name) for one in here.store[SUBJECTS].all(order=("name",))],
        whom=whom_choices(here.store),
        kinds=[(kind.value, here.words.gettext(label)) for kind, label in KIND_LABEL.items()],
        channels=[(one.name, one.name) for one in channels(here.store, on=here.clock.today())],
        forms=[(one.value, here.words.gettext(label)) for one, label in FORM_LABEL.items()],
        weekdays=weekday_choices(),
        weeks=[(one.value, here.words.gettext(label)) for one, label in WEEKS_LABEL.items()],
        why_hours=why_hours(form, hour_rule(here.store, here.clock.today())),
        today=here.clock.today(),
        findings=findings_of(here.store, lesson, max(here.clock.today(), lesson.since or here.clock.today()))
        if lesson and not form.problems
        else None,
        exemption=exemption(here.store, lesson.exemption) if lesson else None,
        ways=ways_of(form),
        kind_label=KIND_LABEL,
        barred=any(isinstance(problem, Finding) for problem in form.problems) or form.problem("exception") is not None,
    )


def ways_of(form: Form) -> tuple[Alternative, ...]:
    """What is allowed instead of a refused lesson, the nearest first: each is one press."""
    return next((one.instead[:MOST_WAYS] for one in form.problems if isinstance(one, Finding)), ())


def date_page(lesson: Lesson, date: dt.date, form: Form | None = None, status: int = 200) -> Response:
    """The form of one date; with what is typed, or as the lesson stands on it."""
    changes = [one for one in queries.changes_on(here.store, date) if one.lesson == lesson.id]
    plan = rules.planned(lesson, date, changes[0] if changes else None)
    shown = views.named(here.store, [plan])[0]
    return answer(
        whole="timetable/date.html",
        status=status,
        lesson=shown,
        date=date,
        form=form or filled_change(plan),
        lengths=[way.minutes for way in ways_of(form) if way.kind is lesson.kind] if form else [],
        staff=staff_choices(here.store),
        change=changes[0] if changes else None,
        seen=changes[0].id if changes else 0,
        kinds=[(kind.value, here.words.gettext(label)) for kind, label in CHANGE_LABEL.items()],
        channels=[(one.name, one.name) for one in channels(here.store, on=date)],
    )
