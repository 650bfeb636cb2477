"""The token in each form: bound to the session, for visitors to a short-lived cookie. Works without JavaScript.

It stands beside the check of Origin, for browsers and clients that send none of it right.
"""

import hashlib
import hmac
import secrets

from flask import Response, g, request
from markupsafe import Markup

from kiosk.actor import Actor
from kiosk.web.here import here

FORM_COOKIE = "form"
FIELD = "token"
HEADER = "X-Form-Token"
VISITOR_SECONDS = 4 * 3600
"""How long a visitor may leave a form open: an evening with a homework recording, not a week."""


def form_token(actor: Actor | None = None) -> str:
    """The token for forms of this page, or of somebody who has signed in at this very moment."""
    if g.get("keeping"):
        raise RuntimeError("a page kept for everybody cannot carry a form of one session")
    session = (actor or here.actor).session
    if session:
        return session_token(session)
    now = int(here.clock.now().timestamp())
    return f"{now:x}.{signed(here.store.secret, f'visitor {form_cookie()} {now:x}')}"


def csrf() -> Markup:
    """The hidden field that every POST form carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token())


def token_fits() -> bool:
    """True when the request carries a token made for this session, or for this visitor not long ago."""
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if here.actor.session:
        return same(given, session_token(here.actor.session))
    since, _, _ = given.partition(".")
    cookie = request.cookies.get(FORM_COOKIE, "")
    if not cookie or not since.isalnum() or not since.isascii():
        return False
    return fresh(since) and same(given, f"{since}.{signed(here.store.secret, f'visitor {cookie} {since}')}")


def session_token(session: int) -> str:
    return signed(here.store.secret, f"session {session}")


def fresh(since: str) -> bool:
    try:
        age = here.clock.now().timestamp() - int(since, 16)
    except (ValueError, OverflowError):
        return False
    return -VISITOR_SECONDS < age < VISITOR_SECONDS


def signed(secret: bytes, message: str) -> str:
    return hmac.new(secret, f"form {message}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


def form_cookie() -> str:
    """The visitor's cookie, made when the first form of theirs is drawn."""
    if "form_cookie" not in g:
        known = request.cookies.get(FORM_COOKIE, "")
        g.form_cookie = known or secrets.token_urlsafe(16)
        g.form_cookie_new = not known
    return str(g.form_cookie)


def send_form_cookie(response: Response) -> None:
    """Lax and not Strict: the page behind a QR code is entered from another app."""
    if g.get("form_cookie_new"):
        response.set_cookie(FORM_COOKIE, g.form_cookie, httponly=True, samesite="Lax", path="/")
