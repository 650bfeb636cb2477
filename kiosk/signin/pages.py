"""Signing in and out on shared PCs, choosing a secret; the technician's page of accounts (P1, L6)."""

from collections import Counter

from flask import Blueprint, Response, abort, g, request

from kiosk.actor import Actor, Role
from kiosk.problems import N_, Refusal
from kiosk.signin import actions, queries, sessions, throttle
from kiosk.signin.permissions import Action
from kiosk.signin.records import ACCOUNTS, ROLE_LABEL, SECRET_LABEL, Account
from kiosk.signin.secrets import TooManyAtOnce
from kiosk.store import where
from kiosk.web import Form, answer, everyone, form_token, here, is_local, permit, see, trigger, wants_part

bp = Blueprint("signin", __name__)

BUSY = N_("Several people are signing in at this moment. Try again in a few seconds.")
NOBODY = N_("Nobody of that name. Type the first letters of the surname.")
WHICH = N_("Several people fit. Choose yourself below.")

BEFORE_THE_CHOICE = {"signin.secret", "signin.secret_chosen", "signin.sign_in", "signin.signed_in", "signin.sign_out"}

HOME = {
    Role.DEPUTY: "/morning",
    Role.TEACHER: "/report",
    Role.ACCOMPANIST: "/report",
    Role.DIRECTOR: "/morning",
    Role.HEAD_OF_DEPARTMENT: "/morning",
    Role.TECHNICIAN: "/office",
}
"""Where each role begins; of several roles the first here: a deputy who also teaches begins with the morning."""


@bp.get("/sign-in")
@everyone
def sign_in() -> Response:
    """Name and secret; with `own`, as the door has it, whoever is signed in already goes on to their own first page."""
    if "own" in request.args and here.actor.is_staff:
        account = here.store[ACCOUNTS].get(here.actor.account)
        return see(home_of(account) if account else "/")
    return sign_in_page(Form.filled(login="", next=next_address()))


@bp.post("/sign-in")
@everyone
def signed_in() -> Response:
    """Find the person, check the secret, begin a session. With several of the name: pick one."""
    form = Form(request.form)
    login, secret = form.text("login", required=True), request.form.get("secret", "")[:200]
    account, found = chosen_account(form, login)
    if login and account is None and len(found) > 1:
        form.refuse("person", WHICH)
    elif not secret:
        form.refuse("secret", N_("Type your password, PIN or one-time code."))
    if form.problems:
        return sign_in_page(form, found=found, status=422)
    try:
        outcome = actions.sign_in(
            here.store,
            account,
            secret,
            now=here.clock.now(),
            address=here.address,
            device=request.headers.get("User-Agent", ""),
        )
    except TooManyAtOnce:
        form.refuse("secret", BUSY)
        busy = sign_in_page(form, found=found, status=429)
        busy.headers["Retry-After"] = "3"
        return busy
    if isinstance(outcome, Refusal):
        # names are listed for everybody, so a mistyped one may be told; it costs as much as a wrong secret all the same
        form.take(outcome if found else Refusal.of(NOBODY, "login"))
        return sign_in_page(form, found=found, status=422)
    return let_in(outcome)


def chosen_account(form: Form, login: str) -> tuple[Account | None, list[Account]]:
    """The account that was picked, or the only one that fits; and everybody who fits."""
    found = queries.accounts_like(here.store, login) if login else []
    picked = form.id("person")
    if picked and any(account.id == picked for account in found):
        return next(account for account in found if account.id == picked), found
    return (found[0] if len(found) == 1 else None), found


def let_in(outcome: actions.SignedIn) -> Response:
    """The cookie, and on: to the choice of a secret after a one-time code, to the waiting page, else to one's own."""
    if here.actor.session:
        sessions.end(here.store, here.actor.session)
    target = "/secret" if outcome.with_code else next_address() or home_of(outcome.account)
    response = Response(status=200) if wants_part() else see(target)
    response.set_cookie(sessions.STAFF_COOKIE, outcome.cookie, httponly=True, samesite="Lax", path="/")
    if wants_part():
        actor = sessions.staff_actor(here.store, outcome.cookie, here.clock, here.settings.idle_minutes)
        trigger(response, "signed-in", {"account": outcome.account.id, "token": form_token(actor)})
    return response


def home_of(account: Account) -> str:
    """Where a person begins."""
    return next((HOME[role] for role in HOME if role in account.roles), "/")


def next_address() -> str:
    """The page that somebody wanted before signing in; only one of ours."""
    wanted = request.values.get("next", "")
    return wanted if wanted and is_local(wanted) else ""


def sign_in_page(form: Form, *, found: list[Account] | None = None, status: int = 200) -> Response:
    """The page, or the form alone where a report waits for it."""
    return answer(
        whole="signin/sign_in.html",
        part="signin/_form.html",
        status=status,
        form=form,
        found=found or [],
        inplace=wants_part(),
        idle=here.settings.idle_minutes,
    )


@bp.get("/sign-in/names")
@everyone
def names() -> Response:
    """Who fits what is being typed: a list to pick from."""
    found = queries.accounts_like(here.store, request.args.get("login", "")[:60])
    return answer(whole="signin/_names.html", found=found, form=Form())


@bp.post("/sign-out")
@permit(Action.SIGNED_IN)
def sign_out() -> Response:
    """End this session on the server too."""
    sessions.end(here.store, here.actor.session)
    response = see("/")
    response.delete_cookie(sessions.STAFF_COOKIE, path="/")
    return response


@bp.before_app_request
def secret_first() -> Response | None:
    """Who came in by a one-time code chooses a secret before anything else; a page that waits for it goes on."""
    asks: Actor | None = g.get("actor")  # looked at already where it matters: at pages for those who are signed in
    if asks is None or not asks.must_choose or request.endpoint in BEFORE_THE_CHOICE or wants_part():
        return None
    return see("/secret")


@bp.get("/secret")
@permit(Action.SIGNED_IN)
def secret() -> Response:
    """Choose a password or a PIN."""
    return secret_page(Form())


@bp.post("/secret")
@permit(Action.SIGNED_IN)
def secret_chosen() -> Response:
    """Typed twice the same, strong enough for the role."""
    form = Form()
    first, again = request.form.get("secret", "")[:200], request.form.get("again", "")[:200]
    account = here.store[ACCOUNTS].get(here.actor.account) or abort(404)
    if first != again:
        form.refuse("again", N_("The two are not the same. Type it twice alike."))
        return secret_page(form, status=422)
    outcome = actions.choose_secret(here.store, here.actor, account, first)
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return secret_page(form, status=422)
    return see(home_of(account))


def secret_page(form: Form, status: int = 200) -> Response:
    """The page of the choice."""
    return answer(
        whole="signin/secret.html", status=status, form=form, pin_allowed=here.actor.roles <= actions.PIN_ROLES
    )


# the technician


@bp.get("/accounts")
@permit(Action.ACCOUNTS)
def accounts() -> Response:
    """Who may sign in, who is signed in, who has to wait."""
    return accounts_page()


@bp.post("/accounts/<int:account>/code")
@permit(Action.ACCOUNTS)
def code(account: int) -> Response:
    """A one-time code, shown on this answer and never again."""
    known = here.store[ACCOUNTS].get(account) or abort(404)
    return accounts_page(given=known, code=actions.give_code(here.store, here.actor, account, now=here.clock.now()))


@bp.post("/accounts/<int:account>/sessions/end")
@permit(Action.ACCOUNTS)
def end_sessions(account: int) -> Response:
    """Sign a person out everywhere."""
    known = here.store[ACCOUNTS].get(account) or abort(404)
    sessions.end_of_account(here.store, known.id, but=here.actor.session)
    return see("/accounts")


def accounts_page(given: Account | None = None, code: str = "") -> Response:
    """The list of accounts with what can be done for each."""
    people = here.store[ACCOUNTS].search(where("closed") == False, order=("name",))  # noqa: E712  because TinyDB compares
    count = Counter(sessions.signed_in(here.store, here.clock, here.settings.idle_minutes))
    waits = {one.subject for one in throttle.waiting(here.store, here.clock.now())}
    return answer(
        whole="signin/accounts.html",
        people=people,
        count=count,
        waits=waits,
        given=given,
        code=code,
        hours=actions.CODE_HOURS,
        role_label=ROLE_LABEL,
        secret_label=SECRET_LABEL,
    )
