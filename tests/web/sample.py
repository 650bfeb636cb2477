"""A small app with one route of each kind, who may use them, and people to sign in as."""

import datetime as dt
import re
from enum import Enum
from pathlib import Path

from flask import Flask, Request, Response, abort, request
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kiosk.actor import VISITOR, Actor, Role
from kiosk.clock import Clock
from kiosk.settings import Settings
from kiosk.store import Reason, Store, Unwritable
from kiosk.web import (
    ROOT,
    Form,
    Frame,
    Guard,
    Hosts,
    Link,
    answer,
    as_attachment,
    check_verdicts,
    everyone,
    here,
    install,
    keep,
    kept,
    limit,
    limit_misses,
    permit,
    push_url,
    retarget,
    see,
    trigger,
)

NOON = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
"""12:00 on the wall of the school."""
SAMPLES = Path(__file__).with_name("pages")
CYRILLIC = "Сохранено: Иванова М. П."
WHO = "who"
"""The cookie by which these tests sign in."""


class Action(Enum):
    LOOK = "look"
    CHANGE = "change"


TEACHER = Actor("account:7", name="Соколова М. П.", account=7, roles=frozenset({Role.TEACHER}), session=41)
DEPUTY = Actor("account:8", name="Ким Е. А.", account=8, roles=frozenset({Role.DEPUTY}), session=42)
PEOPLE = {"teacher": TEACHER, "deputy": DEPUTY}
MAY = {Role.TEACHER: {Action.LOOK}, Role.DEPUTY: {Action.LOOK, Action.CHANGE}}


def identify(asked: Request) -> Actor:
    return PEOPLE.get(asked.cookies.get(WHO, ""), VISITOR)


def allows(actor: Actor, action: Enum) -> bool:
    return any(action in MAY[role] for role in actor.roles)


class Renders:
    """How often pages were made: a kept page is made once."""

    count = 0
    visits = 0

    def visit(self) -> None:
        self.visits += 1


def frame(_actor: Actor) -> Frame:
    nav = (Link("Sign in", "/staff"), Link("Sign out", "/staff/deep", count=3))
    return Frame(school="ДМШ № 2", address="http://192.168.1.10", nav=nav)


def routes(app: Flask, renders: Renders) -> None:  # noqa: C901  because it is a list of small routes
    @app.get("/")
    @everyone
    def doors() -> Response:
        return answer(whole="plain.html", part="_part.html", title="Двери", text=CYRILLIC)

    @app.route("/form", methods=["GET", "POST"])
    @everyone
    def open_form() -> Response:
        form = Form(request.form)
        if request.method == "POST":
            form.text("name", required=True)
            return answer(whole="form.html", form=form, status=422) if form.problems else see("/готово?имя=Мария")
        return answer(whole="form.html", form=form)

    @app.get("/parts")
    @everyone
    def parts() -> Response:
        return answer(whole="parts.html", form=refused_form())

    @app.get("/paper")
    @everyone
    def paper() -> Response:
        return answer(whole="paper.html")

    @app.get("/staff")
    @app.get("/staff/deep/er")
    @permit(Action.LOOK)
    def staff() -> Response:
        return answer(whole="plain.html", title="Мой день", text=here.actor.name)

    @app.route("/staff/form", methods=["GET", "POST"])
    @permit(Action.LOOK)
    def staff_form() -> Response:
        return open_form()

    @app.get("/deputy")
    @permit(Action.CHANGE)
    def deputy() -> Response:
        return answer(whole="plain.html", title="Утро", text="")

    @app.post("/deputy/acceptance")
    @permit(Action.CHANGE)
    def accept() -> Response:
        return see("/staff")

    @app.patch("/uploads/1")
    @permit(Action.LOOK, token=False)
    def upload() -> Response:
        return Response(status=204)

    @app.get("/s/<token>")
    @limit_misses("card", times=3)
    @everyone
    def week(token: str) -> Response:
        if token == "gone":
            abort(410)
        if token != "ivanov":
            abort(404)

        def make() -> Response:
            renders.count += 1
            return answer(whole="week.html", title="Вторник", lines=["16:10"] * 12)

        return keep(make, scopes=("school", "household:3"), at_door=True, each_time=renders.visit)

    @app.get("/board")
    @everyone
    @kept(scopes=("school",), vary=("wide",))
    def board() -> Response:
        renders.count += 1
        return answer(whole="plain.html", title="Сегодня", text=here.actor.name)

    @app.post("/card")
    @limit("code", times=3)
    @everyone
    def card() -> Response:
        return see("/")

    @app.get("/hx")
    @everyone
    def headers() -> Response:
        response = trigger(Response("ok"), "saved", {"text": CYRILLIC})
        trigger(response, "counted", 3)
        push_url(response, "/отчёт/2026-11-24?имя=Мария Иванова")
        return retarget(response, "#row-17")

    @app.get("/file")
    @everyone
    def file() -> Response:
        return as_attachment(Response("x" * 600, mimetype="text/plain"), 'Отчёт "за" день.txt')

    @app.get("/full")
    @everyone
    def full() -> Response:
        raise Unwritable(Reason.FULL)

    @app.get("/broken")
    @everyone
    def broken() -> Response:
        raise KeyError("подробности для программиста")

    @app.get("/abort/<int:status>")
    @everyone
    def aborting(status: int) -> Response:
        abort(status)


def sample_app(store: Store, clock: Clock, renders: Renders, storage: Path) -> Flask:
    made = Flask("sample", root_path=str(SAMPLES), static_folder=None)
    hosts = Hosts(["kiosk.test"], find=lambda: frozenset({"localhost", "127.0.0.1", "192.168.1.10"}))
    guard = Guard(identify, allows, hosts)
    install(made, store=store, clock=clock, settings=Settings(storage=storage), guard=guard, frame=frame)
    made.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(SAMPLES)])
    routes(made, renders)
    check_verdicts(made)
    return made


def refused_form() -> Form:
    """A form with something wrong in fields of each kind."""
    typed = [("surname", "Константинопольская-Преображенская"), ("born", "31.02"), ("about", "Первая строка\nВторая")]
    form = Form(MultiDict([*typed, ("roles", "teacher"), ("roles", "deputy"), ("agreed", "1")]), today=NOON.date())
    form.text("surname", limit=20)
    form.date("born")
    form.one_of("sign_in", ["password", "pin"], required=True)
    form.id("department", required=True)
    form.refuse("roles", "Choose one of the list.")
    return form


def token_in(page: AnyResponse) -> str:
    """The token of the first form on a page."""
    found = re.search(r'name="token" value="([^"]+)"', page.get_data(as_text=True))
    assert found
    return found[1]
