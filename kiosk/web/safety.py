"""Headers of safety that stand on every answer (L21)."""

from typing import Final

from flask import g

POLICY: Final = "Content-Security-Policy"
SAFETY: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
"""same-origin and not no-referrer, which would make our own forms carry `Origin: null`."""


def policy(inline_style: str = "") -> str:
    """Content-Security-Policy: only our own files, and the one inline style of a family page, named by its hash."""
    styles = f" {inline_style}" if inline_style else ""
    return (
        f"default-src 'self'; style-src 'self'{styles}; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )


def safety() -> dict[str, str]:
    """The headers of the answer at hand. Packing does not reach them, so a page names no style but its own."""
    return {POLICY: policy(g.get("inline_style", "")), **SAFETY}
