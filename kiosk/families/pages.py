"""The pages behind a family card: /s/<token>, its week, its PIN (F1, L21)."""

import datetime as dt

from flask import Blueprint, Response, abort, g, request

from kiosk.backing.queries import given_to
from kiosk.families import queries
from kiosk.families.scans import Tally
from kiosk.notices.queries import for_family
from kiosk.people.records import HOUSEHOLDS, Household
from kiosk.problems import N_
from kiosk.school.queries import school_name
from kiosk.signin.permissions import Action
from kiosk.signin.queries import CardState, card_by_code, card_by_token
from kiosk.signin.records import Card
from kiosk.web import Form, answer, everyone, here, keep, limit, limit_misses, permit

bp = Blueprint("families", __name__)

FRESH_SECONDS = 120
"""So long the phone shows the page without asking: it opens from its memory while the Wi-Fi or the server is away."""
"""So long a phone may show the page from its memory, also while the server is away: it says of when it is, and loading
it anew asks at once. Longer, and a lesson cancelled just now would be shown as held to whoever scans the card again."""

SHOWN_SECONDS = 60
"""How long a week opened by its short code stays on the kiosk's own screen."""

CODES_A_MINUTE = 30
"""A queue with cards at the kiosk's scanner gets through; 11 000 million codes are guessed in no school's time."""

TALLY = Tally()

NO_SUCH_CODE = N_("There is no card with this code. Look at it again: eight signs, letters and figures.")
CARD_GONE = N_("This card is no longer good. Ask at the school for the new one.")


@bp.get("/s/<token>")
@permit(Action.CARD)
@limit_misses("cards")
def week(token: str) -> Response:
    """Today and the week of a family, in one small answer without a script (F1)."""
    card, household = open_card(token)
    store, clock = here.store, here.clock
    return keep(
        lambda: week_page(token, household),
        scopes=queries.scopes_of(household),
        max_age=FRESH_SECONDS,
        at_door=True,  # withdrawing or replacing a card touches its household, so a card that is gone never stays
        each_time=lambda: TALLY.add(store, card.id, clock.now(), clock.today()),
    )


def week_page(token: str, household: Household) -> Response:
    """The page, for whoever holds the card."""
    return answer(
        whole="families/week.html",
        week=queries.week_for(here.store, household.id, here.clock.today()),
        notices=for_family(here.store, household, here.clock.today()),
        dates=queries.control_ahead(here.store, household.id, here.clock.today()),
        due=next(iter(queries.due_ahead(here.store, household.id, here.clock.today())), None),
        reviewed=queries.new_reviews(here.store, household.id),
        pin_for_works=queries.pin_for_works(here.store, here.clock.today()),
        tracks=given_to(here.store, household.id, here.clock.today()),
        token=token,
        school=school_name(here.store),
        as_of=changed_at(household),
    )


def changed_at(household: Household) -> dt.datetime:
    """The last change of anything that the page shows, on the school's wall: of then it is, whenever looked at."""
    moment = here.store.touched_at(*queries.scopes_of(household))
    return here.clock.local(moment or here.clock.now())


@bp.get("/card")
@everyone
def card() -> Response:
    """A short code by hand, for whoever has no camera."""
    return answer(whole="families/card.html", form=Form())


@bp.post("/card")
@permit(Action.CARD, token=False)  # the doors are kept for every visit and carry no token of one; nothing is changed
@limit("card codes", times=CODES_A_MINUTE, seconds=60)
def card_by_hand() -> Response:
    """The week of the card, shown on the kiosk for a minute and kept nowhere; the token's address stays secret."""
    form = Form(request.form)
    typed = form.text("code", limit=200, required=True)
    found, state = card_by_code(here.store, typed, here.clock.today())
    if found is None or state is not CardState.GOOD:
        if typed:
            form.refuse("code", CARD_GONE if state is CardState.GONE else NO_SUCH_CODE)
        return answer(whole="families/card.html", status=422, form=form)
    household = here.store[HOUSEHOLDS].get(found.household) or abort(404)
    if household.retired_on is not None:
        form.refuse("code", CARD_GONE)
        return answer(whole="families/card.html", status=422, form=form)
    week = queries.week_for(here.store, household.id, here.clock.today())
    response = answer(whole="families/card_week.html", week=week, as_of=here.clock.local(here.clock.now()))
    response.headers["Refresh"] = (
        f"{SHOWN_SECONDS};url=/"  # the screen is everybody's: a child's week must not stay on it
    )
    return response


def open_card(token: str) -> tuple[Card, Household]:
    """The card of an address and its family: 404 for an unknown one, 410 for one that is no longer good (L5)."""
    card, state = card_by_token(here.store, token, here.clock.today())
    if card is None:
        abort(404)
    household = here.store[HOUSEHOLDS].get(card.household)
    if state is CardState.GONE or household is None or household.retired_on is not None:
        abort(410)
    g.card_opened = True  # for the page of what is missing behind it
    return card, household
