"""Templates compiled once per language: the sentences of `_("…")` stand in the code instead of being looked up (H2).

A page of the day holds some 170 sentences; looking each of them up at every rendering took a third of its time.
Sentences that are known only at run time (`_(kind.title)`) and plurals go the usual way of Jinja's i18n extension.
"""

from collections.abc import MutableMapping
from typing import Any, cast

from flask import current_app
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from kiosk.web.here import here
from kiosk.words import Tongue, tongue

EXTENSION = "kiosk.tongues"


class TongueEnvironment(Environment):
    """Flask's environment; its overlays for one language know their ``tongue``."""

    tongue: Tongue | None = None

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """No template has globals of its own: one dict for all is looked up and copied faster than Jinja's chain."""
        return super().make_globals(d) if d else self.globals

    def _generate(self, source: nodes.Template, *args: object, **kwargs: object) -> str:
        if self.tongue is not None:
            source = Sentences(self.tongue).visit(source)
        code: str = super()._generate(source, *args, **kwargs)  # type: ignore[arg-type]  # because they are only passed on
        return code


class Sentences(NodeTransformer):
    """Puts the sentence of one language in the place of `_("…")`; named values are filled in when the page is made."""

    def __init__(self, words: Tongue) -> None:
        self.words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  because the visitor finds it by this name
        """A call of `_` with a fixed sentence becomes markup, escaped values included, as i18n's new style does."""
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name == "_" and len(node.args) == 1):
            return node
        msgid = node.args[0]
        if not (isinstance(msgid, nodes.Const) and isinstance(msgid.value, str)):
            return node
        sentence, at = self.words.gettext(msgid.value), {"lineno": node.lineno}
        if not node.kwargs:
            return nodes.MarkSafeIfAutoescape(nodes.Const(sentence % {}, **at), **at)
        values = [nodes.Pair(nodes.Const(one.key, **at), one.value, **at) for one in node.kwargs]
        return nodes.Mod(nodes.MarkSafeIfAutoescape(nodes.Const(sentence, **at), **at), nodes.Dict(values, **at), **at)


def template(name: str) -> Template:
    """The template as it stands in the reader's language."""
    known: dict[str, TongueEnvironment] = current_app.extensions.setdefault(EXTENSION, {})
    if here.lang not in known:
        known[here.lang] = in_tongue(current_app.jinja_env, here.lang)
    return known[here.lang].get_template(name)


def in_tongue(environment: Environment, code: str) -> TongueEnvironment:
    """The same environment with a cache of templates of its own, which hold the sentences of one language."""
    overlay = cast("TongueEnvironment", environment.overlay())
    overlay.tongue = tongue(code)
    return overlay
