"""What lies behind the PIN of a card: remarks, contacts, works; absences told by the family (F8, L16, P5)."""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from kiosk.families.behind_pin import sections_for
from kiosk.families.pages import open_card
from kiosk.families.queries import children_of
from kiosk.people.names import household_name, open_name
from kiosk.people.records import Household
from kiosk.problems import N_, Refusal
from kiosk.signin import actions, sessions
from kiosk.signin.permissions import Action
from kiosk.signin.records import Card
from kiosk.store import Conflict
from kiosk.told import actions as telling
from kiosk.told.forms import LABELS, read_telling
from kiosk.told.queries import told_by_family
from kiosk.told.records import ToldAbsence, Why
from kiosk.web import Form, answer, here, limit_misses, permit, press, see

bp = Blueprint("behind_pin", __name__)

BEHIND = ("hand-in", "absence", "works")
"""Pages that ask for the PIN first and are gone on to with it."""

BY_FAMILY = "семья, по карточке и ПИН"
MOST_AHEAD = 20
WHY_FOR_FAMILIES = {Why.ILL: N_("is ill"), Why.EXCUSED: N_("another good reason")}
PAST = N_("This day is over. Tell the teacher, who writes it into the report.")
TOLD_BEFORE = N_("These days are told already: they stand above. Take that back to tell others.")
ENOUGH = N_("Twenty absences are told already. Take one back, or call the school.")


def pin_given(card: Card) -> bool:
    """Whoever looks has given this family's PIN within the last half-hour."""
    return here.actor.pin_ok and here.actor.household == card.household


def ask_pin(token: str, then: str) -> Response:
    """To the PIN first, and on to the page afterwards."""
    return see(f"/s/{token}/unlock?then={quote(then)}")


@bp.get("/s/<token>/unlock")
@permit(Action.CARD)
@limit_misses("cards")
def unlock(token: str) -> Response:
    """The PIN, or with it given what lies behind it."""
    card, household = open_card(token)
    if not pin_given(card):
        return answer(whole="families/unlock.html", form=Form.filled(then=request.args.get("then", "")), token=token)
    sections = sections_for(here.store, household, here.clock.today())
    return answer(whole="families/behind_pin.html", sections=sections, token=token)


@bp.post("/s/<token>/unlock")
@permit(Action.CARD)
@limit_misses("cards")
def unlocked(token: str) -> Response:
    """Check the PIN; right, it opens the page behind it for half an hour."""
    card, _ = open_card(token)
    form = Form(request.form)
    outcome = actions.unlock(here.store, card, form.typed("pin")[:40], now=here.clock.now(), address=here.address)
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return answer(whole="families/unlock.html", status=422, form=form, token=token)
    then = form.typed("then")
    response = see(f"/s/{token}/{then if then.partition('?')[0] in BEHIND and then.isprintable() else 'unlock'}")
    response.set_cookie(sessions.FAMILY_COOKIE, outcome, httponly=True, samesite="Lax", path=f"/s/{token}")
    return response


# absences told by the family


@bp.get("/s/<token>/absence")
@permit(Action.CARD)
@limit_misses("cards")
def absence(token: str) -> Response:
    """Tell beforehand that a child will not come; without the PIN it is asked for first."""
    card, household = open_card(token)
    if not pin_given(card):
        return ask_pin(token, "absence")
    alone = children_of(here.store, household.id)
    only = str(alone[0].id) if len(alone) == 1 else ""
    return absence_page(token, household, Form.filled(student=only, since=f"{here.clock.today():%d.%m.%Y}"))


@bp.post("/s/<token>/absence")
@permit(Action.CARD)
@limit_misses("cards")
def tell(token: str) -> Response:
    """It stands in the day of every teacher concerned."""
    card, household = open_card(token)
    if not pin_given(card):
        return ask_pin(token, "absence")
    form, today = Form(request.form, today=here.clock.today()), here.clock.today()
    children = {child.id for child in children_of(here.store, household.id)}
    told = read_telling(form, children, entered_by=household_name(household), now=here.clock.now())
    before = told_by_family(here.store, household.id, today)
    for wrong in refusals(told, before, today) if told is not None else ():
        form.refuse("since", wrong)
    if told is None or form.problems:
        return absence_page(token, household, form, status=422)
    told = replace(told, household=household.id, told_by=BY_FAMILY)
    telling.enter(here.store, here.actor, told, key=press(f"absence {card.id}"))
    return see(f"/s/{token}/absence?told=1")


def refusals(told: ToldAbsence, before: Iterable[ToldAbsence], today: dt.date) -> Iterator[str]:
    """Why a family cannot tell this: a day that is over, too many, days that it has told."""
    standing = [one for one in before if not one.taken_back]
    if told.since < today:
        yield PAST
    if len(standing) >= MOST_AHEAD:
        yield ENOUGH
    same = (one for one in standing if one.student == told.student)
    if any(one.since <= told.until and told.since <= one.until for one in same):
        yield TOLD_BEFORE


@bp.post("/s/<token>/absence/<int:told>/withdrawal")
@permit(Action.CARD)
@limit_misses("cards")
def take_back(token: str, told: int) -> Response:
    """The child comes after all; once more brings the telling back."""
    card, household = open_card(token)
    if not pin_given(card):
        return ask_pin(token, "absence")
    own = told_by_family(here.store, household.id, here.clock.today())
    found = next((one for one in own if one.id == told), None) or abort(404)
    try:
        telling.settle(here.store, here.actor, found, taken_back=request.form.get("again") != "1")
    except Conflict:
        return absence_page(token, household, Form(), status=422)
    return see(f"/s/{token}/absence")


def absence_page(token: str, household: Household, form: Form, status: int = 200) -> Response:
    """What this family told about today and later, and the form."""
    children = {child.id: open_name(child) for child in children_of(here.store, household.id)}
    return answer(
        whole="families/absence.html",
        status=status,
        form=form,
        token=token,
        children=children,
        told=told_by_family(here.store, household.id, here.clock.today()),
        why_label=WHY_FOR_FAMILIES,
        labels=LABELS,
        just="told" in request.args,
        key=secrets.token_hex(16),
    )
