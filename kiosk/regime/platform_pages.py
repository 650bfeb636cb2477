"""The register of approved platforms in the browser (§3, D3)."""

from flask import Blueprint, Response, request

from kiosk.problems import N_, Refusal
from kiosk.regime import platforms
from kiosk.regime.forms import read_day
from kiosk.school.records import ChannelDecision, ChannelState, Reach
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("platforms", __name__)

LABELS = {
    "name": N_("Platform"),
    "state": N_("State"),
    "since": N_("In force from"),
    "why": N_("Why"),
    "reach": N_("What it carries"),
}


@bp.get("/orders/platforms")
@permit(Action.ORDERS_READ)
def listing() -> Response:
    """What the school allows today, how it came to that, and a form for the next decision."""
    today = f"{here.clock.today():%d.%m.%Y}"
    return page(Form.filled(name=request.args.get("name", "")[:100], since=today))


@bp.post("/orders/platforms")
@permit(Action.ORDERS_EDIT)
def decide() -> Response:
    """A decision from a date on."""
    form = Form(request.form, today=here.clock.today())
    name, since = form.text("name", limit=100, required=True), read_day(form, "since")
    state, reach = form.choice("state", ChannelState, required=True), form.choice("reach", Reach)
    why = form.text("why", limit=300)
    if state is not None and state is not ChannelState.ALLOWED and not why:
        form.refuse("why", N_("Write why: teachers see it beside the platform."))
    if form.problems or not (since and state):
        return page(form, status=422)
    decision = ChannelDecision(since=since, state=state, why=why, by=here.actor.name)
    outcome = platforms.decide_channel(here.store, here.actor, name, decision, reach)
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return page(form, status=422)
    return see("/orders/platforms")


def page(form: Form, status: int = 200) -> Response:
    """The register with the form."""
    word = here.words.gettext
    lines = platforms.register(here.store, here.clock.today())
    known = {line.channel.name.casefold() for line in lines}
    return answer(
        whole="regime/platforms.html",
        status=status,
        form=form,
        lines=lines,
        usual=[one for one in platforms.USUAL if one.name.casefold() not in known],
        state_label=platforms.CHANNEL_STATE_LABEL,
        states=[(state.value, word(label)) for state, label in platforms.CHANNEL_STATE_LABEL.items()],
        reaches=[(reach.value, word(label)) for reach, label in platforms.REACH_LABEL.items()],
        labels={name: word(label) for name, label in LABELS.items()},
        may_edit=allows(here.actor, Action.ORDERS_EDIT),
    )
