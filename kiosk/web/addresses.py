"""Rules of addresses as this program uses them: matched, never built (ux.md: addresses are fixed and written out).

Werkzeug compiles two functions for each rule that put an address together again. Nobody here asks for that, and of
three hundred rules they made most of the time in which the app came up. Rules also have most of their pieces in common
(«students», a number): told once for all they need 1 MB less.
"""

from collections.abc import Callable
from typing import NoReturn

from werkzeug.routing import IntegerConverter, Map, Rule
from werkzeug.routing.rules import RulePart

LARGEST_ID = 2**53

_PIECES: dict[tuple[str, bool, bool, bool], RulePart] = {}


class Number(IntegerConverter):
    """Ids in addresses: a number that no record can have is no page."""

    def __init__(self, map: Map) -> None:  # noqa: A002  because werkzeug calls it so
        super().__init__(map, max=LARGEST_ID)


class MatchedRule(Rule):
    """A rule without the functions that build its address, made of pieces that stand once for all rules."""

    def compile(self) -> None:
        """What is kept of the rule is what matching asks for; its own text tells it from others."""
        super().compile()
        self._parts = [_PIECES.setdefault(_told_by(part), part) for part in self._parts]
        self._trace = [(False, self.rule)]

    def _compile_builder(self, *_: object, **__: object) -> Callable[..., NoReturn]:
        return _never_built


def _told_by(part: RulePart) -> tuple[str, bool, bool, bool]:
    """All there is to a piece: its weight among others follows from its text."""
    return part.content, part.static, part.final, part.suffixed


def _never_built(rule: Rule, **_values: object) -> NoReturn:
    raise NotImplementedError(f"{rule.rule}: addresses are written out, not built")
