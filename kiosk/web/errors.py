"""Pages for what cannot be shown or done: a kind sentence and what to do next, never a trace (L20).

What the program or the disk did wrong is met here and nowhere else. Addresses behind the card get the family's look.
"""

import logging
import secrets

import msgspec
from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, Unauthorized

from kiosk.problems import N_
from kiosk.store import Conflict, Reason, Unwritable
from kiosk.web.answers import trigger, wants_part
from kiosk.web.compiled import template
from kiosk.web.guard import ForeignHost, StaleForm
from kiosk.web.here import here
from kiosk.web.tokens import FIELD, form_token

log = logging.getLogger("kiosk.web")

FAMILY_ADDRESSES = ("/s/", "/card", "/receipt/")
CARD_OPENED = "card_opened"
"""Set in `g` once the card of an address is known: what is missing then is not the card."""
TOKEN_SHOWN = 4
LONGEST_RESENT = 200_000


class ErrorView(msgspec.Struct, frozen=True):
    """What an error page says: msgids of its title, its sentence and what to do next."""

    status: int
    title: str
    text: str
    advice: str = ""
    mark: str = ""
    """The number under which the technician finds it in the log."""


VIEWS = {
    view.status: view
    for view in (
        ErrorView(
            400,
            N_("This request could not be read"),
            N_("Something in the address or the form is not as the kiosk sends it."),
            N_("Go back, open the page anew and try once more."),
        ),
        ErrorView(
            401,
            N_("Please sign in"),
            N_("You are not signed in, or your sign-in has ended. Nothing was saved."),
            N_("Sign in and send it once more."),
        ),
        ErrorView(
            403,
            N_("This is not yours to change"),
            N_("You may look at this page, but changing it is for another person of the school."),
            N_("If it should be yours, tell the deputy director or the technician."),
        ),
        ErrorView(
            404,
            N_("There is no such page"),
            N_("The address is mistyped, or what was here has been moved."),
            N_("Look at the address, or start from the first page."),
        ),
        ErrorView(
            405,
            N_("This page cannot be used that way"),
            N_("The address exists, but it only takes what its own form sends."),
            N_("Open the page anew and use its buttons."),
        ),
        ErrorView(
            409,
            N_("Somebody saved this before you"),
            N_(
                "While you were writing, another person changed the same thing. Theirs is kept, yours is not saved yet."
            ),
            N_("Go back: your text is still in the form. Open the page in a second window to compare."),
        ),
        ErrorView(
            410,
            N_("This is no longer here"),
            N_("The address was right once, but it has been withdrawn."),
            N_("Start from the first page."),
        ),
        ErrorView(
            413,
            N_("Too large to send"),
            N_("What you sent is larger than the school allows in one go. Nothing was saved."),
            N_("Send fewer files at a time, or a shorter recording."),
        ),
        ErrorView(
            422,
            N_("This cannot be saved as it is"),
            N_("Something in the form does not fit."),
            N_("Go back, your text is still there, and mend it."),
        ),
        ErrorView(
            429,
            N_("Too many tries"),
            N_("So many tries came from this device that the kiosk takes a rest from it."),
            N_("Wait a minute and try once more."),
        ),
        ErrorView(
            500,
            N_("The kiosk made a mistake"),
            N_("It is not your fault. What you sent may not be saved: look before you send it again."),
            N_("If it happens again, tell the technician this number."),
        ),
        ErrorView(
            503,
            N_("The kiosk cannot save just now"),
            N_("Reading and printing work. Nothing was saved, and nothing of what was there is lost."),
            N_("Leave this page open, tell the technician, and send it again later."),
        ),
    )
}

DISK = {
    Reason.FULL: N_("The disk is full. Reading and printing work; what you sent was not saved."),
    Reason.READ_ONLY: N_("The kiosk's disk takes no writing. Reading and printing work; what you sent was not saved."),
    Reason.SICK: N_("The kiosk's disk fails. Reading works; what you sent may not be saved."),
    Reason.BUSY: N_("Another program holds the kiosk's data just now. What you sent was not saved."),
    Reason.CLOSED: N_("The kiosk is being switched off. What you sent was not saved."),
}

STALE = ErrorView(
    403,
    N_("The page stood open too long"),
    N_("Since it was opened the sign-in has changed, so nothing was saved yet."),
    N_("Open the page anew and send it once more."),
)
CARD_GONE = ErrorView(
    410,
    N_("This card is no longer valid"),
    N_("A new one has replaced it, or the school has withdrawn it. Lessons go on as planned."),
)
CARD_UNKNOWN = ErrorView(
    404,
    N_("There is no such page"),
    N_("The address from the card was not read in full. Lessons go on as planned."),
)
NOTHING_HERE = ErrorView(
    404,
    N_("There is nothing at this address"),
    N_("What was here is gone, or it is another family's. Your card is good."),
)
FOREIGN_HOST = ErrorView(
    400,
    N_("The kiosk does not know this address"),
    N_("You reached the kiosk under a name that is not its own."),
    N_("Open it by one of these addresses:"),
)


def install_errors(app: Flask) -> None:
    """Every error becomes a page in the reader's language."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Unauthorized, please_sign_in)
    app.register_error_handler(StaleForm, stale_form)
    app.register_error_handler(ForeignHost, foreign_host)
    app.register_error_handler(Unwritable, unwritable)
    app.register_error_handler(Conflict, lambda _error: page(VIEWS[409]))
    app.register_error_handler(Exception, mistake)


def please_sign_in(_error: Unauthorized) -> Response:
    """For a change, or for htmx, whose page stays and is told by an event to open the sign-in in place."""
    response = page(VIEWS[401])
    return trigger(response, "signed-out") if wants_part() else response


def http_error(error: HTTPException) -> Response:
    """The page of a status; a redirect of the router passes as it is."""
    status = error.code or 500
    if error.response is not None or status < 400:  # noqa: PLR2004
        return make_response(error.get_response())
    view = family_view(status) or VIEWS.get(status) or VIEWS[400 if status < 500 else 500]  # noqa: PLR2004
    own = error.description if error.description != type(error).description else None
    response = page(view, text=own if status != 400 else None, status=status)  # noqa: PLR2004  (its sentences are the framework's)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def family_view(status: int) -> ErrorView | None:
    """Behind the card a lost page is told otherwise: with a new card, not with menus."""
    if not request.path.startswith(FAMILY_ADDRESSES):
        return None
    lost = NOTHING_HERE if g.get(CARD_OPENED) else CARD_UNKNOWN
    return {404: lost, 410: CARD_GONE}.get(status)


def stale_form(_error: StaleForm) -> Response:
    """What was typed is in the page, with a fresh token: one press sends it again. It came from our own page (Origin).

    htmx leaves the page as it is and is told (event `stale-form`) the token and whose it is, to try once more.
    """
    if wants_part():
        return trigger(page(STALE), "stale-form", {"token": form_token(), "account": here.actor.account})
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name != FIELD and len(value) < LONGEST_RESENT
    ]
    whole = not request.files and sum(len(value) for _, value in fields) < LONGEST_RESENT
    body = render_template(template("errors/stale.html"), fields=fields if whole else (), action=request.full_path)
    return make_response(body, STALE.status)


def foreign_host(error: ForeignHost) -> Response:
    log.warning("refused host %s", str(error)[:80])
    port = f":{here.settings.port}"
    addresses = [f"http://{address}{port}" for address in here.web.guard.hosts.addresses() if ":" not in address]
    return page(FOREIGN_HOST, addresses=addresses)


def unwritable(error: Unwritable) -> Response:
    log.error("cannot write: %s", error)
    response = page(VIEWS[503], text=DISK.get(error.reason))
    response.headers["Retry-After"] = "60"
    return response


def mistake(error: Exception) -> Response:
    """A fault of the program: logged whole under a number, shown as the number."""
    mark = secrets.token_hex(3).upper()
    log.error("%s %s %s", mark, request.method, masked(request.path), exc_info=error)
    return page(VIEWS[500], mark=mark)


def masked(path: str) -> str:
    """The address without the secret that opens it: only the first letters of it may lie in a log (L21)."""
    for start in ("/s/", "/sound/", "/receipt/"):
        if path.startswith(start):
            token, slash, rest = path.removeprefix(start).partition("/")
            return f"{start}{token[:TOKEN_SHOWN]}…{slash}{rest}"
    return path


def page(
    view: ErrorView, *, text: str | None = None, mark: str = "", addresses: list[str] | None = None, status: int = 0
) -> Response:
    """The error as a page, or as one sentence for htmx; plain words when even the page cannot be made."""
    g.keeping = False
    family = request.path.startswith(FAMILY_ADDRESSES)
    name = "errors/_sentence.html" if wants_part() else "errors/family.html" if family else "errors/page.html"
    try:
        body = render_template(template(name), error=view, text=text or view.text, mark=mark, addresses=addresses or ())
    except Exception:
        log.exception("the error page itself failed")
        body = LAST_WORDS
    return make_response(body, status or view.status)


LAST_WORDS = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>Камертон</title>
<p>Киоск не может показать эту страницу. Сообщите администратору.
<p lang="en">The kiosk cannot show this page. Please tell the technician.
<p><a href="/">Камертон</a></html>"""
