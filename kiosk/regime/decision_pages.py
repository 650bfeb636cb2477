"""Decisions of the school where the regulation is unclear: what holds, since when, who and why (D2)."""

import msgspec
from flask import Blueprint, Response, abort, request

from kiosk.actor import Role
from kiosk.problems import N_, Refusal
from kiosk.regime import actions
from kiosk.regime.forms import read_day
from kiosk.regime.points import BY_POINT, POINTS, Choice, Point, Unclear, decided_on, is_known
from kiosk.regime.records import DECISIONS, Decision
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("decisions", __name__)

LABELS = {"choice": N_("What holds"), "since": N_("In force from"), "reason": N_("Why")}


class PointLine(msgspec.Struct, frozen=True):
    """A point with what holds today, the decision behind it if there is one, and all decisions, the last first."""

    unclear: Unclear
    choice: Choice
    behind: Decision | None
    history: tuple[Decision, ...]

    @property
    def usual(self) -> bool:
        """The usual answer holds."""
        return self.choice is self.unclear.usual


@bp.get("/orders/decisions")
@permit(Action.ORDERS_READ)
def listing() -> Response:
    """All points with what holds today."""
    decisions = here.store[DECISIONS].all(order=("id",))
    return answer(whole="regime/decisions.html", lines=[line_of(unclear, decisions) for unclear in POINTS])


@bp.get("/orders/decisions/<point>")
@permit(Action.ORDERS_READ)
def one(point: str) -> Response:
    """A point with its history and, for those who may, the form of the next decision."""
    unclear = unclear_of(point)
    line = line_of(unclear, here.store[DECISIONS].all(order=("id",)))
    return page(line, Form.filled(choice=line.choice.value, since=f"{here.clock.today():%d.%m.%Y}"))


@bp.post("/orders/decisions/<point>")
@permit(Action.DECISIONS_EDIT)
def decide(point: str) -> Response:
    """A decision from a date on; what was decided before stays."""
    unclear = unclear_of(point)
    if not may_decide(unclear):
        abort(403)
    form = Form(request.form, today=here.clock.today())
    choice = form.one_of("choice", [answer.value for answer in unclear.answers], required=True)
    since, reason = read_day(form, "since"), form.text("reason", limit=500, required=True)
    if not form.problems and since is not None:
        decision = Decision(
            point=unclear.point.value,
            choice=choice,
            since=since,
            decided_by=here.actor.name,
            reason=reason,
            at=here.clock.now(),
        )
        outcome = actions.decide(here.store, here.actor, decision)
        if not isinstance(outcome, Refusal):
            return see("/orders/decisions")
        form.take(outcome)
    return page(line_of(unclear, here.store[DECISIONS].all(order=("id",))), form, status=422)


def unclear_of(point: str) -> Unclear:
    """The point of an address."""
    return BY_POINT[Point(point)] if point in {one.value for one in Point} else abort(404)


def line_of(unclear: Unclear, decisions: list[Decision]) -> PointLine:
    """A point as it stands today."""
    today = here.clock.today()
    about = [one for one in decisions if one.point == unclear.point and is_known(one.point, one.choice)]
    begun = [one for one in about if one.since <= today]
    behind = max(begun, key=lambda one: (one.since, one.id), default=None)
    return PointLine(unclear, decided_on(about, today)[unclear.point], behind, tuple(reversed(about)))


def may_decide(unclear: Unclear) -> bool:
    """The director decides; some points the deputy too."""
    return here.actor.has(Role.DIRECTOR) or (unclear.deputy_may and here.actor.has(Role.DEPUTY))


def page(line: PointLine, form: Form, status: int = 200) -> Response:
    """One point."""
    word = here.words.gettext
    return answer(
        whole="regime/decision.html",
        status=status,
        line=line,
        form=form,
        answers=[(answer.value, word(label)) for answer, label in line.unclear.answers.items()],
        may_edit=may_decide(line.unclear),
        labels={name: word(label) for name, label in LABELS.items()},
    )
