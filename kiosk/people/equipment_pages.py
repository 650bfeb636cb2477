"""Equipment at home in the browser: who lacks what, a family's answers, the questionnaire, decisions (F6)."""

from typing import Any

from flask import Blueprint, Response, abort, request

from kiosk.people import equipment, equipment_actions, equipment_queries
from kiosk.people import equipment_forms as forms
from kiosk.people.actions import MEANWHILE
from kiosk.people.names import class_label, full_name, household_name, student_name
from kiosk.people.pages import KINDS
from kiosk.people.records import (
    HELP_LABEL,
    HOME_DECISIONS,
    HOUSEHOLDS,
    LINE_LABEL,
    STUDENTS,
    HomeDecision,
    Household,
    Student,
)
from kiosk.problems import N_, Refusal
from kiosk.school.queries import channels, school_name
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("equipment", __name__)

LABELS = {
    "line": N_("Internet at home"),
    "phones": N_("Smartphones"),
    "tablets": N_("Tablets"),
    "computers": N_("Computers"),
    "own": N_("Have a device to themselves"),
    "messenger": N_("Messenger"),
    "help": N_("What is done"),
    "channel": N_("By what lessons are held"),
    "since": N_("First day"),
    "until": N_("Last day"),
    "note": N_("Note"),
    "reason": N_("Reason"),
    "decided_by": N_("Decided by"),
}


@bp.get("/equipment")
@permit(Action.PEOPLE_READ)
def overview() -> Response:
    """Who cannot follow lessons from home, who shares one device, who was not asked."""
    return answer(
        whole="people/equipment.html",
        kinds=tuple(KINDS.values()),
        picture=equipment_queries.picture(here.store, here.clock.today()),
        help_label=HELP_LABEL,
        may_edit=allows(here.actor, Action.PEOPLE_EDIT),
        told=equipment.told_at_home,
        household_name=household_name,
    )


@bp.get("/families/<int:household>/equipment")
@permit(Action.PEOPLE_EDIT)
def at_home(household: int) -> Response:
    """A family's answers."""
    found = family(household)
    return at_home_page(found, forms.at_home_form(found))


@bp.post("/families/<int:household>/equipment")
@permit(Action.PEOPLE_EDIT)
def save(household: int) -> Response:
    """Write them down."""
    found, form = family(household), Form(request.form)
    told = forms.read_at_home(form, found, here.clock.today())
    if form.typed("rev") not in {"", str(found.rev)}:
        form.take(Refusal.of(MEANWHILE))
    if told is not None and not form.problems:
        outcome = equipment_actions.save_at_home(here.store, here.actor, found, told)
        if not isinstance(outcome, Refusal):
            return see("/equipment")
        form.take(outcome)
    return at_home_page(found, form, status=422)


@bp.get("/equipment/questionnaire")
@permit(Action.PEOPLE_EDIT)
def questionnaire() -> Response:
    """A paper for each family that was not asked, or for one."""
    number = Form(request.args).id("family")
    if number:
        homes = [family(number)]
    else:
        homes = [one.household for one in equipment_queries.picture(here.store, here.clock.today()).unasked]
    return answer(
        whole="people/questionnaire.html",
        school=school_name(here.store),
        papers=[(one, names_of(one)) for one in homes],
    )


@bp.get("/equipment/students/<int:student>")
@permit(Action.PEOPLE_READ)
def decisions(student: int) -> Response:
    """What was decided for one student, and the form of a new decision."""
    today = here.clock.today()
    return decisions_page(child(student), Form.filled(since=f"{today:%d.%m.%Y}"))


@bp.post("/equipment/students/<int:student>")
@permit(Action.HOME_DECIDE)
def decide(student: int) -> Response:
    """Decide."""
    found, form = child(student), Form(request.form, today=here.clock.today())
    decision = forms.read_decision(form, found.id, [name for name, _ in offered()], here.actor.name)
    if decision is None:
        return decisions_page(found, form, status=422)
    equipment_actions.decide(here.store, here.actor, decision)
    return see(f"/equipment/students/{student}")


@bp.post("/equipment/decisions/<int:decision>/withdrawal")
@permit(Action.HOME_DECIDE)
def take_back(decision: int) -> Response:
    """It holds no longer; it stays to be seen."""
    found = decided(decision)
    equipment_actions.take_back(here.store, here.actor, found, now=here.clock.now())
    return see(f"/equipment/students/{found.student}")


@bp.post("/equipment/decisions/<int:decision>/withdrawal/withdrawal")
@permit(Action.HOME_DECIDE)
def put_back(decision: int) -> Response:
    """Undo."""
    found = decided(decision)
    equipment_actions.put_back(here.store, here.actor, found)
    return see(f"/equipment/students/{found.student}")


# helpers


def family(household: int) -> Household:
    """A family that is or was here."""
    return here.store[HOUSEHOLDS].get(household) or abort(404)


def child(student: int) -> Student:
    """A student who is or was here."""
    return here.store[STUDENTS].get(student) or abort(404)


def decided(decision: int) -> HomeDecision:
    """A decision that was taken."""
    return here.store[HOME_DECISIONS].get(decision) or abort(404)


def names_of(household: Household) -> list[str]:
    """Its children with their classes."""
    children = here.store[STUDENTS].many(household.students).values()
    return [f"{student_name(one)}, {class_label(one)}" for one in children]


def offered() -> list[tuple[str, str]]:
    """Channels that may be used now."""
    return [(one.name, one.name) for one in channels(here.store, on=here.clock.today())]


def at_home_page(household: Household, form: Form, status: int = 200) -> Response:
    """The form of a family's answers, with the words of an imported list beside it."""
    students = here.store[STUDENTS].many(household.students)
    return answer(
        whole="people/at_home.html",
        status=status,
        kinds=tuple(KINDS.values()),
        household=household,
        name=household_name(household),
        form=form,
        lines=[(one.value, here.words.gettext(label)) for one, label in LINE_LABEL.items()],
        children=[(one.id, student_name(one)) for one in students.values()],
        **labels(),
    )


def decisions_page(student: Student, form: Form, status: int = 200) -> Response:
    """One student's decisions."""
    today = here.clock.today()
    found = equipment_queries.decisions_of(here.store, student.id)
    homes = [one for one in here.store[HOUSEHOLDS].all() if student.id in one.students and one.retired_on is None]
    return answer(
        whole="people/home_decisions.html",
        status=status,
        kinds=tuple(KINDS.values()),
        student=student,
        name=full_name(student),
        class_label=class_label(student),
        homes=[(one, household_name(one), equipment.told_at_home(one)) for one in homes],
        lacking=student.id in equipment.without_line(homes),
        decisions=found,
        in_force=equipment.in_force(found, today).get(student.id),
        today=today,
        form=form,
        helps=[(one.value, here.words.gettext(label)) for one, label in HELP_LABEL.items()],
        help_label=HELP_LABEL,
        channels=offered(),
        may_decide=allows(here.actor, Action.HOME_DECIDE),
        may_edit=allows(here.actor, Action.PEOPLE_EDIT),
        **labels(),
    )


def labels() -> dict[str, Any]:  # Any: because a view takes what its template shows
    """What the summary calls the fields."""
    return {"labels": {name: here.words.gettext(label) for name, label in LABELS.items()}}
