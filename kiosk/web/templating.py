"""What templates may use: sentences, dates, names in the reader's language, addresses of our files, the form's token.

Filters look up the language when they run (`pass_context` keeps Jinja from working them out beforehand).
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from flask import Flask, g, request
from jinja2 import FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.local import LocalProxy

from kiosk.problems import Problem
from kiosk.web.compiled import TongueEnvironment
from kiosk.web.here import here
from kiosk.web.parts import draw
from kiosk.web.tokens import csrf
from kiosk.words import LANGUAGES, Tongue, bind, child_name, clock_span, clock_time, initials, short_name, tongue

Arguments = ParamSpec("Arguments")


def install_templates(app: Flask, folder: Path) -> None:
    """Strict templates: an unknown name is an error, never an empty place."""
    app.jinja_environment = TongueEnvironment
    app.jinja_loader = FileSystemLoader(folder)
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.auto_reload = app.debug
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # because the extension adds it at run time
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    environment.filters.update(FILTERS)
    environment.globals.update(
        asset=asset,
        family_style=family_style,
        csrf=csrf,
        navigation=navigation,
        lang=LocalProxy(lambda: here.lang),
        actor=LocalProxy(lambda: here.actor),
        frame=LocalProxy(lambda: here.frame),
        languages=[(code, tongue(code).own_name) for code in LANGUAGES],
    )


def gettext(msgid: str) -> str:
    return here.words.gettext(msgid)


def ngettext(one: str, many: str, count: int) -> str:
    return here.words.ngettext(one, many, count)


def pgettext(context: str, msgid: str) -> str:
    return here.words.pgettext(context, msgid)


def npgettext(context: str, one: str, many: str, count: int) -> str:
    return here.words.npgettext(context, one, many, count)


def asset(name: str) -> str:
    """Address of a file of `static/`."""
    return here.web.assets.address(name)


def family_style(*, forms: bool = True) -> Markup:
    """The inline style of a family page; the policy of this answer is told to let it in."""
    g.inline_style = here.web.assets.family_style_source(forms=forms)
    return here.web.assets.family_style(forms=forms)


def navigation() -> Markup:
    """The entries of the masthead, drawn once for all who have the same ones."""
    nav, path = here.frame.nav, request.path
    current = here.frame.current(path)
    return draw("parts/navigation.html", nav=nav, current=current, here=path == current)


def in_words(method: Callable[Concatenate[Tongue, Arguments], str]) -> Callable[Concatenate[Context, Arguments], str]:
    """A filter out of a method of Tongue."""

    @pass_context
    def filtered(_context: Context, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> str:
        return method(here.words, *args, **kwargs)

    return filtered


@pass_context
def clock(_context: Context, moment: dt.time | dt.datetime) -> str:
    """14:05; an aware moment is shown as the school's wall shows it."""
    if isinstance(moment, dt.datetime) and moment.tzinfo:
        return clock_time(here.clock.local(moment))
    return clock_time(moment)


@pass_context
def local_day(_context: Context, moment: dt.datetime) -> dt.date:
    """The date of a moment on the school's wall."""
    return here.clock.local(moment).date()


@pass_context
def worded(_context: Context, problem: Problem | str) -> str:
    """The sentence of a Problem with its paragraph after it, bound against bad line breaks."""
    sentence = here.words.worded(problem)
    paragraph = problem.paragraph if isinstance(problem, Problem) else ""
    return bind(with_paragraph(sentence, paragraph))


def with_paragraph(sentence: str, paragraph: str) -> str:
    """«Длится не более 30 минут (§ 1).»; a sentence that names it already stays as it is."""
    if not paragraph or paragraph in sentence:
        return sentence
    return f"{sentence.rstrip('.')} ({paragraph})." if sentence.endswith(".") else f"{sentence} ({paragraph})"


def bound(text: str) -> str | Markup:
    """`bind` for templates; what is markup stays markup."""
    return Markup(bind(str(text))) if isinstance(text, Markup) else bind(text)  # noqa: S704  because only spaces change


FILTERS: dict[str, Callable[..., Any]] = {  # Any: because filters give text, markup or dates
    "worded": worded,
    "day": in_words(Tongue.day),
    "day_words": in_words(Tongue.day_words),
    "day_title": in_words(Tongue.day_title),
    "day_turn": in_words(Tongue.day_turn),
    "day_year": in_words(Tongue.day_year),
    "days": in_words(Tongue.days),
    "month": in_words(Tongue.month),
    "weekday": in_words(Tongue.weekday),
    "weekday_short": in_words(Tongue.weekday_short),
    "weekday_at": in_words(Tongue.weekday_at),
    "number": in_words(Tongue.number),
    "size": in_words(Tongue.size),
    "hours": in_words(Tongue.hours),
    "hours_number": in_words(Tongue.hours_number),
    "clock": clock,
    "local_day": local_day,
    "span": clock_span,
    "bind": bound,
    "initials": initials,
    "short_name": short_name,
    "child_name": child_name,
}
