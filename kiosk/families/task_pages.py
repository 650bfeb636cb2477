"""Tasks behind the card: what each child has to do, by when, and the family's ticks «done» (W3)."""

from flask import Blueprint, Response, abort, request

from kiosk.actor import Actor
from kiosk.assignments.actions import tick, untick
from kiosk.assignments.handed_in import handed_in
from kiosk.assignments.queries import task, tasks_of
from kiosk.assignments.records import KIND_LABEL
from kiosk.families.pages import open_card
from kiosk.families.queries import children_of, pin_for_works
from kiosk.people.names import open_name
from kiosk.signin.permissions import Action
from kiosk.web import answer, here, limit_misses, permit, see

bp = Blueprint("family_tasks", __name__)


@bp.get("/s/<token>/tasks")
@permit(Action.CARD)
@limit_misses("cards")
def tasks(token: str) -> Response:
    """All tasks of the children: homework and what was given apart."""
    card, _ = open_card(token)
    today = here.clock.today()
    children = [(one, tasks_of(here.store, one.id, today)) for one in children_of(here.store, card.household)]
    works = handed_in(here.store, {task.reference for _, given in children for task in given})
    return answer(
        whole="families/tasks.html",
        token=token,
        today=today,
        children=[(one.id, open_name(one), given) for one, given in children],
        handed={place: work for place, work in works.items() if not work.returned},
        kind_label=KIND_LABEL,
        pin_for_works=pin_for_works(here.store, today),
    )


@bp.post("/s/<token>/tasks/<reference>/<int:student>")
@permit(Action.CARD)
@limit_misses("cards")
def ticked(token: str, reference: str, student: int) -> Response:
    """Tick or untick: the card suffices, as for the homework itself; the teacher sees it and it can be taken back."""
    card, _ = open_card(token)
    if student not in {one.id for one in children_of(here.store, card.household)}:
        abort(404)
    there = task(here.store, reference, student) or abort(404)
    family = Actor(ref=f"household:{card.household}", household=card.household)
    if request.form.get("undone") == "1":
        untick(here.store, family, reference, student)
    else:
        tick(here.store, family, there, student, household=card.household, now=here.clock.now())
    return see(f"/s/{token}/tasks#{reference}-{student}")
