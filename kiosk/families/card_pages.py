"""The office's cards: /cards, sheets and slips to print, withdraw, issue anew, renew (F2, L5, L6, L14)."""

import secrets

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from kiosk.families import cards, choosing, posters
from kiosk.people.names import household_name
from kiosk.people.records import HOUSEHOLDS, Household
from kiosk.school.queries import the_school
from kiosk.signin import actions, wrong_pins
from kiosk.signin.permissions import Action
from kiosk.signin.queries import card_by_token, card_of_household
from kiosk.signin.records import CARDS, Card
from kiosk.web import answer, by_name_only, here, only_here, permit, press, see

bp = Blueprint("cards", __name__)

MOST = 5000
LONGEST_ID = 16
LONGEST_ADDRESS = 120


@bp.app_context_processor
def of_the_card() -> dict[str, object]:
    """What every page behind a card says in the card's last days: until when it opens (F2)."""
    if not request.path.startswith("/s/") or not request.view_args or "token" not in request.view_args:
        return {"card_ends": None}
    card, _ = card_by_token(here.store, request.view_args["token"], here.clock.today())
    return {"card_ends": cards.ending(here.store, card, here.clock.today())}


@bp.get("/cards")
@permit(Action.CARDS_PRINT)
def all_cards() -> Response:
    """Families and their cards: which is held, until when, when it was last used; what the office has to do."""
    store, today = here.store, here.clock.today()
    text, of, sort = request.args.get("q", "")[:100], request.args.get("of", "")[:60], request.args.get("sort", "")
    lines = cards.lines(store, today, text, choosing.households_of(store, of, today) if of else None)
    gone = withdrawn_of(request.args.get("withdrawn", ""))
    return answer(
        whole="cards/all.html",
        part="cards/_lines.html",
        lines=cards.longest_unseen(lines) if sort == "seen" else lines,
        q=text,
        of=of,
        sort=sort,
        choices=choosing.choices(store),
        missing=len(cards.without_card(store)),
        base_url=base_url(),
        only_here=only_here(base_url()),
        by_name_only=by_name_only(base_url()),
        withdrawn=gone,
        withdrawn_name=household_name(gone) if gone else "",
        printed=printed_just_now(),
        printed_at=request.args.get("printed", ""),
        renewed=renewed_just_now(),
        renewed_at=request.args.get("renewed", ""),
        to_renew=len(cards.to_renew(store, today)),
        renewal_day=cards.renewal_day(store, today),
        old_cards=cards.old_paper(store, base_url()),
        old_posters=[one for one in posters.hanging(store) if one.address != base_url()],
        guessed=guessed(),
        key=secrets.token_hex(8),
    )


def withdrawn_of(text: str) -> Household | None:
    """The family whose card was withdrawn by the press before."""
    household = here.store[HOUSEHOLDS].get(numbers([text])[0]) if numbers([text]) else None
    return household if household and card_of_household(here.store, household.id) is None else None


def printed_just_now() -> list[Card]:
    """The cards that the press before called printed, known by its second."""
    second = numbers([request.values.get("printed", "")])
    return cards.printed_in(here.store, second[0]) if second else []


def renewed_just_now() -> list[Card]:
    """The same for cards renewed."""
    second = numbers([request.values.get("renewed", "")])
    return cards.renewed_in(here.store, second[0]) if second else []


def guessed() -> list[tuple[str, Card, int, str, object]]:
    """Cards at which wrong PINs were tried: family, card, how many, from which device, when (L6)."""
    found = wrong_pins.lately(here.store, here.clock.now())
    held = here.store[CARDS].many({one.card for one in found})
    homes = here.store[HOUSEHOLDS].many({card.household for card in held.values()})
    return [
        (household_name(homes[card.household]), card, one.count, one.address, here.clock.local(one.last_at))
        for one in found
        if (card := held.get(one.card)) and card.withdrawn_at is None and card.household in homes
    ]


def numbers(texts: list[str]) -> list[int]:
    """Ids among what an address holds."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < LONGEST_ID][:MOST]


@bp.get("/cards/sheet")
@permit(Action.CARDS_PRINT)
def sheet() -> Response:
    """Sheets to cut: the chosen families, a group, class or teacher, those of an old address, or everybody."""
    on_sheet = cards.SMALL_ON_SHEET if request.args.get("per") == str(cards.SMALL_ON_SHEET) else cards.CARDS_ON_SHEET
    views = cards.card_views(here.store, families_to_print(), base_url())
    school = the_school(here.store) or abort(404)
    rest = "&".join(part for part in request.query_string.decode("ascii", "ignore").split("&") if part[:4] != "per=")
    return answer(
        whole="cards/sheet.html",
        sheets=[views[start : start + on_sheet] for start in range(0, len(views), on_sheet)],
        small=on_sheet == cards.SMALL_ON_SHEET,
        other=f"/cards/sheet?{rest}&per={cards.SMALL_ON_SHEET + cards.CARDS_ON_SHEET - on_sheet}".replace("?&", "?"),
        school=school,
        wifi=Markup(cards.wifi_qr(school)),  # noqa: S704  because it is our own drawing
        only_here=only_here(base_url()),
        ids="-".join(str(view.card) for view in views),
        base_url=base_url(),
    )


def families_to_print() -> list[int]:
    """The families that the address names."""
    store, today, of = here.store, here.clock.today(), request.args.get("of", "")[:60]
    if chosen := numbers(request.args.getlist("family")):
        return chosen
    if of:
        return choosing.households_of(store, of, today)
    lines = [line for line in cards.lines(store, today) if line.card]
    if "old" in request.args:
        old = {card.id for card in cards.old_paper(store, base_url())}
        lines = [line for line in lines if line.card and line.card.id in old]
    return [line.household.id for line in lines]


@bp.post("/cards/printed")
@permit(Action.CARDS_PRINT)
def printed() -> Response:
    """The sheet came out of the printer well: from now on these cards are known to carry this address (L14)."""
    ids = numbers(request.form.get("cards", "").split("-"))
    address = request.form.get("address", "")[:LONGEST_ADDRESS]
    now = here.clock.now().replace(microsecond=0)
    actions.cards_printed(here.store, here.actor, ids, address=address, now=now)
    return see(f"/cards?printed={now.timestamp():.0f}")


@bp.post("/cards/printed/withdrawal")
@permit(Action.CARDS_PRINT)
def not_printed() -> Response:
    """It did not: the paper that is out carries the address it had."""
    actions.cards_not_printed(here.store, here.actor, [card.id for card in printed_just_now()])
    return see("/cards")


@bp.post("/cards/missing")
@permit(Action.CARDS_PRINT)
def issue_missing() -> Response:
    """First cards for all families without one; their slips come with the answer, once."""
    now, expires = here.clock.now(), cards.expiry(here.clock.today(), the_school(here.store))
    missing, key = cards.without_card(here.store), press("cards missing")
    issued = actions.issue_cards(here.store, here.actor, missing, expires=expires, now=now, key=key)
    return slips(issued)


@bp.post("/cards/renewal")
@permit(Action.CARDS_PRINT)
def renew() -> Response:
    """The cards of all who stay go on for another year: the paper at home stays good, nothing is printed."""
    today = here.clock.today()
    ending, until = [card.id for card in cards.to_renew(here.store, today)], cards.renewal_day(here.store, today)
    now = here.clock.now().replace(microsecond=0)
    actions.renew_cards(here.store, here.actor, ending, expires=until, now=now, key=press("cards renewal"))
    return see(f"/cards?renewed={now.timestamp():.0f}")


@bp.post("/cards/renewal/withdrawal")
@permit(Action.CARDS_PRINT)
def not_renewed() -> Response:
    """Pressed by mistake: the cards end as they did."""
    actions.cards_not_renewed(here.store, here.actor, [card.id for card in renewed_just_now()])
    return see("/cards")


@bp.post("/families/<int:household>/card")
@permit(Action.CARDS_PRINT)
def issue(household: int) -> Response:
    """A new card for one family; the old one is worth nothing from now on."""
    if here.store[HOUSEHOLDS].get(household) is None:
        abort(404)
    now, expires = here.clock.now(), cards.expiry(here.clock.today(), the_school(here.store))
    key = press(f"cards card {household}")
    return slips([actions.issue_card(here.store, here.actor, household, expires=expires, now=now, key=key)])


@bp.post("/families/<int:household>/card/withdrawal")
@permit(Action.CARDS_PRINT)
def withdraw(household: int) -> Response:
    """The card is lost or was posted somewhere: its address answers 410 at once, and for ever."""
    card = card_of_household(here.store, household)
    if card is not None:
        actions.withdraw_card(here.store, here.actor, card.id, now=here.clock.now())
    return see(f"/cards?withdrawn={household}")


@bp.post("/families/<int:household>/card/pin")
@permit(Action.CARDS_PRINT)
def new_pin(household: int) -> Response:
    """A forgotten PIN: a new one, its slip shown once."""
    card = card_of_household(here.store, household) or abort(404)
    actions.new_pin(here.store, here.actor, card.id, key=press(f"cards pin {card.id}"))
    return slips([here.store[CARDS].get(card.id) or card])


def slips(issued: list[Card]) -> Response:
    """Slips to print now: this answer is the only place where the PINs are shown."""
    issued = [card for card in issued if card.withdrawn_at is None]
    if not issued:
        return see("/cards")
    return answer(
        whole="cards/slips.html",
        slips=[cards.slip(here.store, card) for card in issued],
        families="&".join(f"family={card.household}" for card in issued),
    )


def base_url() -> str:
    """The address on paper: the school's, else the one by which this browser came (L14)."""
    school = the_school(here.store)
    return school.address.rstrip("/") if school and school.address else request.host_url.rstrip("/")
