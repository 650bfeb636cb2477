"""Rules of addresses as this program uses them: matched, never built (ux.md: addresses are fixed and written out).

Werkzeug compiles two functions for each rule that put an address together again. Nobody here asks for that, and of
three hundred rules they made most of the time in which the app came up.
"""

from collections.abc import Callable
from typing import NoReturn

from werkzeug.routing import IntegerConverter, Map, Rule

LARGEST_ID = 2**53


class Number(IntegerConverter):
    """Ids in addresses: a number that no record can have is no page."""

    def __init__(self, map: Map) -> None:  # noqa: A002  because werkzeug calls it so
        super().__init__(map, max=LARGEST_ID)


class MatchedRule(Rule):
    """A rule without the functions that build its address."""

    def _compile_builder(self, *_: object, **__: object) -> Callable[..., NoReturn]:
        return _never_built


def _never_built(rule: Rule, **_values: object) -> NoReturn:
    raise NotImplementedError(f"{rule.rule}: addresses are written out, not built")
