"""Handing in a work from the family page: /s/<token>/hand-in, and the receipt (W1, P5)."""

import secrets

from flask import Blueprint, Response, abort, request

from kiosk.drop.actions import NO_FILE, Parcel, Sender, receive
from kiosk.drop.queries import by_receipt, of_household
from kiosk.drop.records import CHANNEL_LABEL
from kiosk.families.pages import open_card
from kiosk.families.pin_pages import ask_pin, pin_given
from kiosk.families.queries import children_of, pin_for_works
from kiosk.people.names import open_name
from kiosk.people.records import STUDENTS
from kiosk.problems import Refusal
from kiosk.signin.permissions import Action
from kiosk.signin.records import Card
from kiosk.web import Form, answer, everyone, here, limit_misses, permit, see

bp = Blueprint("hand_in", __name__)

TASK_LENGTH = 500
MOST_SHOWN = 8


@bp.get("/s/<token>/hand-in")
@permit(Action.CARD)
@limit_misses("cards")
def hand_in(token: str) -> Response:
    """The form; without the PIN it is asked for first."""
    card, _ = open_card(token)
    if not known_by(card):
        return ask_pin(token, "hand-in")
    return form_page(token, card, Form())


@bp.post("/s/<token>/hand-in")
@permit(Action.CARD)
@limit_misses("cards")
def handed_in(token: str) -> Response:
    """Keep the files under one receipt (multipart, one form, no script)."""
    card, _ = open_card(token)
    if not (how := known_by(card)):
        return ask_pin(token, "hand-in")
    form = Form(request.form)
    children = {child.id for child in children_of(here.store, card.household)}
    student, task = form.id("student", required=True), form.text("task", limit=TASK_LENGTH, required=True, lines=True)
    if student is not None and student not in children:
        abort(404)
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        form.refuse("file", NO_FILE)
    if form.problems or student is None:
        return form_page(token, card, form, status=422)
    outcome = receive(
        here.store,
        here.actor,
        [Parcel(file.filename or "", file.mimetype, file.stream) for file in files],
        Sender(card.household, student, task, how=how),
        key=f"hand-in {card.id} {key}" if (key := form.typed("key")[:64]) else None,
        now=here.clock.now(),
    )
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return form_page(token, card, form, status=422)
    return see(f"/receipt/{outcome[0].receipt}?card={token}")


def known_by(card: Card) -> str:
    """How whoever hands in is known, as the receipt and the inbox say it; empty: the PIN has to be asked (P5)."""
    if pin_given(card):
        return "card + PIN"
    return "" if pin_for_works(here.store, here.clock.today()) else "card"


def form_page(token: str, card: Card, form: Form, status: int = 200) -> Response:
    """The form with the family's children; under the PIN what they handed in before: the receipts are found again."""
    children = [(child.id, open_name(child)) for child in children_of(here.store, card.household)]
    return answer(
        whole="families/hand_in.html",
        status=status,
        form=form,
        token=token,
        children=children,
        names=dict(children),
        before=of_household(here.store, card.household, MOST_SHOWN) if pin_given(card) else [],
        key=secrets.token_hex(16),
        megabytes=here.settings.upload_megabytes,
    )


@bp.get("/receipt/<code>")
@everyone
@limit_misses("receipts")
def receipt(code: str) -> Response:
    """What came, when, how large, its checksum; first name and initial only."""
    uploads = by_receipt(here.store, code)
    if not uploads:
        abort(404)
    student = here.store[STUDENTS].get(uploads[0].student)
    token = request.args.get("card", "")
    return answer(
        whole="families/receipt.html",
        uploads=uploads,
        channels=CHANNEL_LABEL,
        child=open_name(student) if student else "",
        token=token if token.isascii() and token.replace("-", "").replace("_", "").isalnum() else "",
    )
