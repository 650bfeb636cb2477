"""The hour rule in the browser: decisions by date, a calculator that explains each number (L9)."""

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.calendar import forms
from kiosk.people.records import SUBJECTS
from kiosk.problems import N_, Problem
from kiosk.school import actions, hours
from kiosk.school.queries import hour_rule
from kiosk.school.records import HOUR_RULES, HourRule, Rounding
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("hours", __name__)

ROUNDING_LABEL = {
    Rounding.NEAREST_UP: N_("to the nearest step, exactly half goes up"),
    Rounding.NEAREST_DOWN: N_("to the nearest step, exactly half goes down"),
    Rounding.UP: N_("always up"),
    Rounding.DOWN: N_("always down"),
}
USUAL_MINUTES = (20, 25, 30, 35, 40, 45, 55, 60, 70, 80, 90)
"""Lengths that lessons of such schools have: shown with their hours."""
SPARE_ROWS = 3


class Example(msgspec.Struct, frozen=True):
    """A usual length and what it counts."""

    minutes: int
    quarters: int
    why: Problem


@bp.get("/calendar/hours")
@permit(Action.CALENDAR_READ)
def rules() -> Response:
    """What holds today, with examples, and all decisions."""
    form = Form(request.args)
    rule = hour_rule(here.store, here.clock.today())
    minutes = form.number("minutes", least=1, most=forms.LONGEST_LESSON)
    subject = form.id("subject") or 0
    return answer(
        whole="calendar/hours.html",
        rule=rule,
        form=form,
        asked=hours.explained_for(minutes, rule, subject) if minutes else None,
        examples=[Example(one, hours.quarter_hours_of(one, rule), hours.explained(one, rule)) for one in USUAL_MINUTES],
        decided=sorted(here.store[HOUR_RULES].all(), key=lambda one: (one.since, one.id), reverse=True),
        subjects=list(subject_names().items()),
        bands=forms.bands_text(rule.bands).split("\n") if rule.bands else [],
        rounding_label=ROUNDING_LABEL,
        may_decide=allows(here.actor, Action.DECISIONS_EDIT),
        just=request.args.get("just", 0, type=int),
        today=here.clock.today(),
    )


@bp.get("/calendar/hours/new")
@permit(Action.DECISIONS_EDIT)
def new() -> Response:
    """A new decision, which begins with what holds now."""
    today = here.clock.today()
    return rule_page(forms.rule_form(hour_rule(here.store, today), since=today))


@bp.post("/calendar/hours/new")
@permit(Action.DECISIONS_EDIT)
def decide() -> Response:
    """In force from its date; what was counted before stays."""
    form = Form(request.form, today=here.clock.today())
    rule = forms.read_rule(form, subject_names())
    if rule is None:
        return rule_page(form, status=422)
    return see(f"/calendar/hours?just={actions.decide_hours(here.store, here.actor, rule).id}")


@bp.post("/calendar/hours/<int:rule>/withdrawal")
@permit(Action.DECISIONS_EDIT)
def take_back(rule: int) -> Response:
    """It was entered by mistake: it holds no more, and stays to be seen."""
    actions.take_hours_back(here.store, here.actor, found(rule), back=True)
    return see("/calendar/hours")


@bp.post("/calendar/hours/<int:rule>/withdrawal/withdrawal")
@permit(Action.DECISIONS_EDIT)
def bring_back(rule: int) -> Response:
    """It was no mistake."""
    actions.take_hours_back(here.store, here.actor, found(rule), back=False)
    return see("/calendar/hours")


def found(rule: int) -> HourRule:
    """A decision, else no page."""
    return here.store[HOUR_RULES].get(rule) or abort(404)


def subject_names() -> dict[int, str]:
    """Subjects that lessons are given in."""
    return {one.id: one.name for one in here.store[SUBJECTS].all(order=("name",)) if one.retired_on is None}


def filled_rows(form: Form) -> int:
    """So many rows of subjects are in use."""
    used = [place for place in range(forms.MOST_OVERRIDES) if form.typed(f"over-{place}-subject")]
    return max(used, default=-1) + 1


def rule_page(form: Form, status: int = 200) -> Response:
    """The form of a decision."""
    word = here.words.gettext
    return answer(
        whole="calendar/new_hours.html",
        status=status,
        form=form,
        roundings=[(one.value, word(label)) for one, label in ROUNDING_LABEL.items()],
        steps=[("1", "0,25"), ("2", "0,5")],
        minutes=[(one, one) for one in forms.MINUTES_CHOICES],
        subjects=list(subject_names().items()),
        rows=min(forms.MOST_OVERRIDES, filled_rows(form) + SPARE_ROWS),
        labels={"since": word(N_("In force from")), "decided_by": word(N_("Decided by")), "reason": word(N_("Reason"))},
    )
