"""Sentences stand in the compiled templates, and parts are kept by what they show (H2)."""

import pytest
from flask import Flask
from jinja2 import DictLoader
from markupsafe import Markup

from kiosk.web.compiled import TongueEnvironment, in_tongue
from kiosk.web.keeping import MOST_PARTS
from kiosk.web.parts import draw

PAGES = {
    "plain.html": '{{ _("Sign out") }}',
    "filled.html": '{{ _("Begin, %(who)s", who=name) }}',
    "attribute.html": '<b title="{{ _("Hours") if name else "" }}">',
    "later.html": "{% set what = 'Sign out' %}{{ _(what) }}",
}


@pytest.fixture
def environment() -> TongueEnvironment:
    """An environment without a look-up of sentences: whatever is said stands in the compiled template."""
    app = Flask(__name__)
    app.jinja_environment = TongueEnvironment
    app.jinja_env.loader = DictLoader(PAGES)
    return app.jinja_env  # type: ignore[return-value]  # because Flask types it as the plain one


@pytest.mark.parametrize(
    ("page", "lang", "said"),
    [
        ("plain.html", "ru", "Выйти"),
        ("plain.html", "en", "Sign out"),
        ("filled.html", "ru", "Начало урока, &lt;Анна&gt; &amp; К°"),
        ("filled.html", "en", "Begin, &lt;Анна&gt; &amp; К°"),
        ("attribute.html", "ru", '<b title="Часы">'),
    ],
)
def test_each_language_has_its_own_template(environment: TongueEnvironment, page: str, lang: str, said: str) -> None:
    assert in_tongue(environment, lang).get_template(page).render(name="<Анна> & К°") == said


def test_a_sentence_known_only_later_is_looked_up(environment: TongueEnvironment) -> None:
    asked: list[str] = []
    environment.globals["_"] = asked.append
    in_tongue(environment, "ru").get_template("later.html").render()
    assert asked == ["Sign out"]


def test_a_part_is_drawn_again_when_something_in_it_changed(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "lang=ru"}):
        one = draw("errors/_sentence.html", error={"title": "Sign out"}, text="<b>", mark="")
        same = draw("errors/_sentence.html", error={"title": "Sign out"}, text="<b>", mark="")
        other = draw("errors/_sentence.html", error={"title": "Sign out"}, text="<i>", mark="")
    assert one is same
    assert isinstance(one, Markup)
    assert "&lt;b&gt;" in one
    assert "&lt;i&gt;" in other


def test_parts_of_two_languages_lie_apart(app: Flask) -> None:
    said = []
    for lang in ("ru", "en"):
        with app.test_request_context(headers={"Cookie": f"lang={lang}"}):
            said.append(draw("errors/_sentence.html", error={"title": "Sign out"}, text="x", mark=""))
    assert "Выйти" in said[0]
    assert "Sign out" in said[1]


def test_the_parts_unused_longest_go(app: Flask) -> None:
    with app.test_request_context():
        for number in range(MOST_PARTS + 5):
            draw("errors/_sentence.html", error={"title": "Sign out"}, text=str(number), mark="")
    assert len(app.extensions["kiosk"].parts.known) == MOST_PARTS
