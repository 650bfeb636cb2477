"""Instructions and the school's regulation in the browser: /help/<role>, /regulation (F7, F9).

Both are the same thing, a text with versions, so each page serves both: the regulation has an address of its own.
"""

import secrets
from typing import Final

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import FileStorage

from kiosk.guides import actions, queries
from kiosk.guides.forms import read_version
from kiosk.guides.records import LABEL, TITLE_ON_PAPER, Kind, Version
from kiosk.guides.rules import AGED, aged_in, in_force
from kiosk.problems import N_, Refusal
from kiosk.school.queries import the_school
from kiosk.signin.permissions import Action, allows
from kiosk.web import Form, answer, as_brought, everyone, here, permit, press, see

bp = Blueprint("guides", __name__)

REGULATION: Final = {"role": Kind.REGULATION.value}
TABS: Final = (Kind.TEACHER, Kind.FAMILY, Kind.STUDENT, Kind.DEPUTY, Kind.TECHNICIAN, Kind.REGULATION)
LABELS: Final = {
    "text": N_("Text"),
    "file": N_("File of the document"),
    "since": N_("Holds from"),
    "approved_by": N_("How it was approved"),
    "approved_on": N_("Approved on"),
}


@bp.get("/help/<role>")
@bp.get("/regulation", defaults=REGULATION)
@everyone
def guide(role: str) -> Response:
    """What holds today."""
    kind = kind_of(role)
    return guide_page(queries.shown(here.store, kind, here.clock.today(), here.lang))


@bp.get("/help/<role>/versions/<int:version>")
@bp.get("/regulation/versions/<int:version>", defaults=REGULATION)
@everyone
def version(role: str, version: int) -> Response:
    """What held once, or will."""
    return guide_page(queries.as_shown(kind_of(role), found(role, version), here.lang))


@bp.get("/help/<role>/paper")
@bp.get("/regulation/paper", defaults=REGULATION)
@everyone
def paper(role: str) -> Response:
    """The same on A4; ``version`` in the address for another than today's."""
    kind, asked = kind_of(role), Form(request.args).id("version")
    if asked:
        shown = queries.as_shown(kind, found(role, asked), here.lang)
    else:
        shown = queries.shown(here.store, kind, here.clock.today(), here.lang)
    school = the_school(here.store)
    title = here.words.gettext(LABEL[kind]) if shown.lang != "ru" else TITLE_ON_PAPER[kind]
    return answer(whole="guides/paper.html", shown=shown, title=title, address=address(kind), school=school)


@bp.get("/regulation/versions/<int:version>/file")
@everyone
def file(version: int) -> Response:
    """The document as the school brought it: a download under its own name, never shown within our pages (L6)."""
    there = found(Kind.REGULATION.value, version)
    if not there.blob:
        abort(404)
    return as_brought(here.store.vault.path(there.blob), there.file_name, private=False)


@bp.get("/help/<role>/edit")
@bp.get("/regulation/edit", defaults=REGULATION)
@permit(Action.GUIDES_EDIT)
def edit(role: str) -> Response:
    """The form, with the text that holds today."""
    kind = kind_of(role)
    text = queries.shown(here.store, kind, here.clock.today(), here.lang).text
    return form_page(kind, Form.filled(text=text, since=f"{here.clock.today():%d.%m.%Y}"))


@bp.post("/help/<role>/edit")
@bp.post("/regulation/edit", defaults=REGULATION)
@permit(Action.GUIDES_EDIT)
def write(role: str) -> Response:
    """A new version; the ones before stay."""
    kind, form = kind_of(role), Form(request.form, today=here.clock.today())
    brought = brought_file(kind)
    given = read_version(form, kind, here.clock.today(), file_name=brought.filename or "" if brought else "")
    if given is None:
        return form_page(kind, form, status=422)
    carried = (brought.filename or "", brought.stream) if brought else None
    key = press(f"guide {role}")
    outcome = actions.write(here.store, here.actor, kind, given, carried, now=here.clock.now(), key=key)
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return form_page(kind, form, status=422)
    return see(f"{address(kind)}/versions/{outcome.id}?just")


@bp.post("/help/<role>/default")
@permit(Action.GUIDES_EDIT)
def default(role: str) -> Response:
    """The program's own text again; a regulation has none."""
    kind = kind_of(role)
    if kind is Kind.REGULATION:
        abort(404)
    key, today = press(f"guide default {role}"), here.clock.today()
    actions.back_to_default(here.store, here.actor, kind, today=today, now=here.clock.now(), key=key)
    return see(address(kind))


@bp.post("/help/<role>/versions/<int:version>/withdrawal")
@bp.post("/regulation/versions/<int:version>/withdrawal", defaults=REGULATION)
@permit(Action.GUIDES_EDIT)
def withdraw(role: str, version: int) -> Response:
    """It was a mistake: the version before holds again."""
    return settle(role, version, withdrawn=True)


@bp.post("/help/<role>/versions/<int:version>/withdrawal/withdrawal")
@bp.post("/regulation/versions/<int:version>/withdrawal/withdrawal", defaults=REGULATION)
@permit(Action.GUIDES_EDIT)
def bring_back(role: str, version: int) -> Response:
    """It was none."""
    return settle(role, version, withdrawn=False)


def settle(role: str, version: int, *, withdrawn: bool) -> Response:
    """The version after it; what somebody else did meanwhile is simply shown."""
    there = found(role, version)
    outcome = actions.settle(here.store, here.actor, there, withdrawn=withdrawn)
    if isinstance(outcome, Refusal):
        shown = queries.as_shown(there.kind, found(role, version), here.lang)
        return guide_page(shown, outcome, status=422)
    return see(f"{address(there.kind)}/versions/{version}")


# helpers


def kind_of(role: str) -> Kind:
    """Whose instruction an address means."""
    if role not in set(Kind):
        abort(404)
    return Kind(role)


def address(kind: Kind) -> str:
    """Where the text of a kind lies."""
    return "/regulation" if kind is Kind.REGULATION else f"/help/{kind.value}"


def found(role: str, version: int) -> Version:
    """A version of this very text; one that was withdrawn is there for its editors only."""
    there = queries.one_of(here.store, kind_of(role), version)
    if there is None or (there.withdrawn and not allows(here.actor, Action.GUIDES_EDIT)):
        abort(404)
    return there


def brought_file(kind: Kind) -> FileStorage | None:
    """The file of the form; only a regulation has one."""
    sent = request.files.get("file")
    return sent if kind is Kind.REGULATION and sent is not None and sent.filename else None


def guide_page(shown: queries.Shown, refused: Refusal | None = None, *, status: int = 200) -> Response:
    """A text with its versions; a regulation with the references that somebody should look at."""
    today, kind = here.clock.today(), shown.kind
    all_versions = queries.versions(here.store, kind)
    holds = in_force(all_versions, today)
    may_edit = allows(here.actor, Action.GUIDES_EDIT)
    return answer(
        whole="guides/guide.html",
        status=status,
        shown=shown,
        address=address(kind),
        tabs=[(address(one), LABEL[one]) for one in TABS],
        label=LABEL[kind],
        regulation=kind is Kind.REGULATION,
        holds=holds,
        versions=[one for one in all_versions if may_edit or not one.withdrawn],
        today=today,
        aged=aged_in(shown.text) if shown.text else (),
        all_aged=AGED,
        problems=refused.problems if refused else (),
        may_edit=may_edit,
        just="just" in request.args,
        key=secrets.token_hex(16),
    )


def form_page(kind: Kind, form: Form, *, status: int = 200) -> Response:
    """The form."""
    return answer(
        whole="guides/form.html",
        status=status,
        form=form,
        address=address(kind),
        label=LABEL[kind],
        regulation=kind is Kind.REGULATION,
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        key=form.typed("key") or secrets.token_hex(16),
    )
