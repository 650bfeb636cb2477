"""Who may use a route stands on it: `@permit(Action.…)` or `@everyone`. A route without a verdict stops the start."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar, cast

import msgspec
from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])  # Any: because a view takes what its address holds


class Verdict(msgspec.Struct, frozen=True):
    """Any one of the actions lets in; none at all means that the route is open to everyone."""

    actions: tuple[Enum, ...] = ()
    token: bool = True
    """False only for protocols that carry no form (resumable uploads); the Origin is looked at all the same."""
    header: str = ""
    """Of a protocol spoken by programs too, which name no Origin: its view insists on this header, which no page of
    another site may send."""


class MissingVerdict(RuntimeError):
    """Routes that nobody said a word about."""


def permit(*actions: Enum, token: bool = True, header: str = "") -> Callable[[View], View]:
    """Let in whoever may do one of the actions (P1)."""
    if not actions:
        raise ValueError("name an action, or say @everyone")
    return marked(Verdict(actions, token and not header, header))


def everyone(view: View) -> View:
    """An open route: doors, board, help, the QR page whose address is its key."""
    return marked(Verdict())(view)


def marked(verdict: Verdict) -> Callable[[View], View]:
    def mark(view: View) -> View:
        cast("Any", view).verdict = verdict  # Any: because functions have no declared attributes of ours
        return view

    return mark


def verdict_of(view: Callable[..., object] | None) -> Verdict | None:
    return cast("Verdict | None", getattr(view, "verdict", None))


def check_verdicts(app: Flask) -> None:
    """Called at the end of create_app: every route must say whom it lets in."""
    silent = sorted(endpoint for endpoint, view in app.view_functions.items() if verdict_of(view) is None)
    if silent:
        raise MissingVerdict(f"routes without @permit or @everyone: {', '.join(silent)}")
