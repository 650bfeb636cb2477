"""Works of the children and what the teachers answered: under the family's PIN and for nobody else (W2, P5)."""

from contextlib import suppress
from typing import Final

from flask import Blueprint, Response, abort, request

from kiosk.families.pages import open_card
from kiosk.families.pin_pages import ask_pin, pin_given
from kiosk.families.queries import children_of
from kiosk.families.taking_back import may_take_back, of_family
from kiosk.journal.queries import mark_that_stands
from kiosk.journal.records import VALUE_LABEL
from kiosk.people.names import open_name
from kiosk.signin.permissions import Action
from kiosk.signin.records import Card
from kiosk.store import Unwritable
from kiosk.web import Form, answer, as_brought, as_shown, here, limit_misses, permit
from kiosk.works import queries
from kiosk.works.actions import mark_read
from kiosk.works.queries import Work
from kiosk.works.records import FOR_FAMILIES
from kiosk.works.rules import seconds_as_read
from kiosk.works.shown import brought

bp = Blueprint("family_works", __name__)

MOST_SHOWN: Final = 40


@bp.get("/s/<token>/works")
@permit(Action.CARD)
@limit_misses("cards")
def works(token: str) -> Response:
    """The latest works with their answers."""
    card, _ = open_card(token)
    if not pin_given(card):
        return ask_pin(token, "works")
    back = of_family(card, Form(request.args).id("back") or 0)
    shown = queries.of_children(here.store, children(card), MOST_SHOWN)
    return answer(
        whole="families/works.html",
        token=token,
        works=[(one, open_name(one.student), said(one)) for one in shown],
        states=FOR_FAMILIES,
        back=back if back is not None and back.withdrawn_at is not None else None,
        unread=[one.id for one in shown if one.review and one.review.unread_by(card.household)],
    )


@bp.get("/s/<token>/works/<int:work>")
@permit(Action.CARD)
@limit_misses("cards")
def one(token: str, work: int) -> Response:
    """One work with its review; opening it tells the teacher that it was read."""
    card, _ = open_card(token)
    if not pin_given(card):
        return ask_pin(token, "works")
    found = own(card, work)
    if found.review is not None and found.review.unread_by(card.household):
        with suppress(Unwritable):  # a full disk keeps no review from its family (L20)
            mark_read(here.store, here.actor, found.review, card.household, now=here.clock.now())
    return answer(
        whole="families/work.html",
        token=token,
        work=found,
        review=found.review if found.review is not None and found.review.decided else None,
        child=open_name(found.student),
        said=said(found),
        state=FOR_FAMILIES[found.state],
        files=brought(here.store, [one for one in found.uploads if one.withdrawn_at is None]),
        anew=queries.taken_over_by(here.store, found),
        read_as=seconds_as_read,
        may_take_back=found.first.household == card.household and not found.first.taken and may_take_back(found.first),
        late=request.args.get("late") == "1",
    )


@bp.get("/s/<token>/works/<int:work>/sounds/<int:place>")
@permit(Action.CARD)
@limit_misses("cards")
def sound(token: str, work: int, place: int) -> Response:
    """A spoken review. Without the PIN it is not there."""
    card, _ = open_card(token)
    review = own(card, work).review
    if review is None or not review.decided or place >= len(review.sounds) or review.sounds[place].struck:
        abort(404)
    there = review.sounds[place]
    return as_shown(here.store.vault.path(there.blob), there.file_name)


@bp.get("/s/<token>/works/<int:work>/files/<int:upload>")
@permit(Action.CARD)
@limit_misses("cards")
def file(token: str, work: int, upload: int) -> Response:
    """What was handed in, played and shown within the page; ``?save=1``, and what is neither: as it came."""
    card, _ = open_card(token)
    there = next((one for one in own(card, work).uploads if one.id == upload and one.blob), None) or abort(404)
    path = here.store.vault.path(there.blob)
    return as_brought(path, there.file_name) if request.args.get("save") else as_shown(path, there.file_name)


def own(card: Card, work: int) -> Work:
    """A work of the family's children, for whoever has given its PIN; 404 for anybody else."""
    found = next((one for one in queries.of_children(here.store, children(card), MOST_SHOWN) if one.id == work), None)
    return found if found is not None and pin_given(card) else abort(404)


def children(card: Card) -> list[int]:
    """The family's children who study here."""
    return [one.id for one in children_of(here.store, card.household)]


def said(work: Work) -> str:
    """The mark of a decided work, as it is written."""
    mark = mark_that_stands(here.store, work.review.mark) if work.review and work.review.decided else None
    return VALUE_LABEL[mark.value] if mark else ""
