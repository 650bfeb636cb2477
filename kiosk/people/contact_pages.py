"""What a teacher shows to the families of their students: /people/contacts, under the families' PIN (F8)."""

from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from kiosk.people.actions import save_contacts
from kiosk.people.queries import staff_of
from kiosk.people.records import Staff
from kiosk.problems import N_, Refusal
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, here, permit, see

bp = Blueprint("contacts", __name__)

NOTHING_TO_SHOW = N_("Write a telephone or an e-mail, or take the tick away.")


@bp.get("/people/contacts")
@permit(Action.REPORT_OWN)
def contacts() -> Response:
    """Phone, e-mail, hours to call, and whether families see them."""
    person = me()
    shown = "1" if person.contacts_shown else ""
    typed = {"phone": person.phone, "email": person.email, "call_hours": person.call_hours, "shown": shown}
    return page(Form.filled(**typed))


@bp.post("/people/contacts")
@permit(Action.REPORT_OWN)
def keep_contacts() -> Response:
    """Keep them; families see the change at once."""
    form, person = Form(request.form), me()
    new = replace(
        person,
        phone=form.text("phone", limit=60),
        email=form.text("email", limit=120),
        call_hours=form.text("call_hours", limit=80),
        contacts_shown=form.flag("shown"),
    )
    if new.contacts_shown and not (new.phone or new.email):
        form.refuse("phone", NOTHING_TO_SHOW)
    if not form.problems and isinstance(kept := save_contacts(here.store, here.actor, new), Refusal):
        form.take(kept)
    if form.problems:
        return page(form, status=422)
    return see("/people/contacts?kept=1")


def page(form: Form, status: int = 200) -> Response:
    """The form."""
    return answer(whole="people/contacts.html", status=status, form=form, kept="kept" in request.args)


def me() -> Staff:
    """The member of staff behind the account."""
    return staff_of(here.store, here.actor.account) or abort(404)
