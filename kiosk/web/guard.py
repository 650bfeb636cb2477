"""The door: which name the server is called by, where a form comes from, who asks, and whether they may (L21, P1).

Who asks and what they may is handed in by app.py (`identify`, `allows`); this room knows nothing of accounts.
"""

from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request
from flask.globals import request_ctx
from werkzeug.exceptions import Forbidden, NotFound, TooManyRequests, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from kiosk.actor import Actor
from kiosk.problems import N_
from kiosk.web.answers import is_local, wants_part
from kiosk.web.here import LANGUAGE_COOKIE, Guard, here
from kiosk.web.limits import Limit, limits_of
from kiosk.web.tokens import token_fits
from kiosk.web.verdicts import Verdict, verdict_of
from kiosk.words import LANGUAGES

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
MISSES = {404, 410}
A_YEAR = 365 * 24 * 3600
SEE_OTHER = 303


class ForeignHost(Exception):
    """The request named a server that is not this one."""


class StaleForm(Forbidden):
    """A form without its token, or with one of another session: what was typed is shown once more, to be sent again."""


class ForeignForm(Forbidden):
    """A form that was sent from another site."""

    description = N_("This form was sent from another address. Open the page of the kiosk itself and send it there.")


def install_guard(app: Flask, guard: Guard) -> None:
    """Look at each request before its view, and count the misses after it."""

    @app.before_request
    def look() -> AnyResponse | None:
        asked = request_ctx.request  # once: each look through the proxy costs a microsecond
        if asked.host not in guard.hosts:
            raise ForeignHost(asked.host)
        if "lang=" in asked.environ.get("QUERY_STRING", "") and asked.method == "GET":
            return chosen_language_answer()
        if asked.endpoint is None:
            return None
        view = app.view_functions[asked.endpoint]
        verdict = verdict_of(view) or refuse_unsaid()
        unsafe = asked.method not in SAFE_METHODS
        if unsafe:
            respect_limits(limits_of(view))
        return pass_verdict(guard, verdict, unsafe=unsafe) if unsafe or verdict.actions else None

    @app.after_request
    def count_misses(response: Response) -> Response:
        if response.status_code in MISSES and request.endpoint is not None:
            return missed(response, limits_of(app.view_functions[request.endpoint]))
        return response


def refuse_unsaid() -> Verdict:
    """A view without a verdict cannot come so far (check_verdicts), and if it does it stays shut."""
    abort(404)


def pass_verdict(guard: Guard, verdict: Verdict, *, unsafe: bool) -> AnyResponse | None:
    """None lets the request in; an answer or an error keeps it out."""
    if unsafe and not comes_from_here(named=not verdict.header):
        raise ForeignForm
    if verdict.actions and not any(guard.allows(here.actor, action) for action in verdict.actions):
        return turned_away(guard, here.actor, verdict)
    if unsafe and verdict.token and not token_fits():
        raise StaleForm
    return None


def turned_away(guard: Guard, actor: Actor, verdict: Verdict) -> AnyResponse:
    """A visitor is shown to the sign-in; for others, what may not be seen is not there (404), a change is 403."""
    changing = request.method not in SAFE_METHODS
    if not actor.is_staff and not actor.household:
        if changing or wants_part() or verdict.header in request.headers:
            raise Unauthorized
        return redirect(f"{guard.sign_in}?next={quote(asked_path(), safe='/')}", SEE_OTHER)
    raise Forbidden if changing else NotFound


def asked_path() -> str:
    """Where the visitor wanted to go, with its query, as one of our addresses."""
    path = request.full_path.rstrip("?")
    return path if is_local(path) else "/"


def comes_from_here(*, named: bool = True) -> bool:
    """The Origin of a form must be this server; browsers too old to send one name a page of it as Referer.

    A protocol whose header no foreign page may send is spoken by programs too, which name no origin (``named`` False).
    `null` is refused: a foreign page sends it at will. Sec-Fetch-Site is absent on plain http and only ever adds a no.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None and not named:
        return True
    if origin is None:
        parts = urlsplit(request.headers.get("Referer", ""))
        origin = f"{parts.scheme}://{parts.netloc}"
    return origin.lower() == f"{request.scheme}://{request.host}".lower()


def respect_limits(rules: tuple[Limit, ...]) -> None:
    """Refuse an address that tried too often, else count this try. Looking at a form is no try."""
    if wait := counted_wait([rule for rule in rules if not rule.misses]):
        raise TooManyRequests(retry_after=wait)


def missed(response: Response, rules: tuple[Limit, ...]) -> Response:
    """Count a miss; one too many is answered 429. A right address is always answered, also behind a shared router."""
    if wait := counted_wait([rule for rule in rules if rule.misses]):
        return current_app.make_response(current_app.handle_user_exception(TooManyRequests(retry_after=wait)))
    return response


def counted_wait(rules: list[Limit]) -> int:
    """Seconds to wait; 0 when there is no need to, and then this time is counted."""
    if not rules:
        return 0
    now = int(here.clock.now().timestamp())
    wait = max(rule.wait(here.store, here.address, now) for rule in rules)
    for rule in rules if not wait else ():
        rule.note(here.store, here.address, now)
    return wait


def chosen_language_answer() -> AnyResponse | None:
    """`?lang=en` once: remembered in a cookie, and the same address again without it."""
    wanted = request.args.get("lang", "")
    if wanted not in LANGUAGES:
        return None
    rest = "&".join(part for part in request.query_string.decode("ascii", "ignore").split("&") if part[:5] != "lang=")
    path = quote(request.path, safe="/:@!$&'()*+,;=~-._")
    target = f"{path}?{rest}" if rest else path
    response = redirect(target if is_local(target) else "/", SEE_OTHER)
    response.set_cookie(LANGUAGE_COOKIE, wanted, max_age=A_YEAR, samesite="Lax", path="/")
    g.lang = wanted
    return response
