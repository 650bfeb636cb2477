"""A button pressed once: a form sent again, or its answer loaded anew, is the same press (H2, L13)."""

from flask import request

FIELD = "key"
LONGEST = 64


def press(what: str) -> str | None:
    """The idempotency key of an act of the form at hand; None when the form carries none that could be ours."""
    key = request.form.get(FIELD, "")[:LONGEST]
    return f"{what} {key}" if key.isascii() and key.isalnum() else None
