"""Web: one way in (guard), one way out (answers, delivery), forms, errors, assets (L15, L20, L21).

app.py calls `install(...)`, registers the rooms, then `check_verdicts(app)`. Rooms use `permit` or `everyone`, `here`,
`Form`, `answer`, `see`, `keep`. Nothing here imports signin: who asks and what they may is handed in with the `Guard`.
The room knows nothing of the school.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response
from htmx_flask import Htmx

from kiosk.actor import Actor
from kiosk.clock import Clock
from kiosk.settings import Settings
from kiosk.store import Store
from kiosk.web.answers import (
    answer,
    as_attachment,
    download,
    is_local,
    push_url,
    retarget,
    see,
    trigger,
    wants_part,
)
from kiosk.web.assets import Assets
from kiosk.web.delivery import install_delivery
from kiosk.web.errors import install_errors, masked
from kiosk.web.forms import Form
from kiosk.web.frame import Bar, Frame, Link
from kiosk.web.guard import install_guard
from kiosk.web.here import EXTENSION, Guard, Web, here
from kiosk.web.hosts import Hosts, by_name_only, for_phones, only_here
from kiosk.web.keeping import KeptPages, KeptParts
from kiosk.web.kept import Door, keep, kept
from kiosk.web.limits import COUNTS, limit, limit_misses
from kiosk.web.parts import draw
from kiosk.web.pressing import press
from kiosk.web.serving import as_brought, as_shown
from kiosk.web.templating import install_templates
from kiosk.web.tokens import form_token
from kiosk.web.verdicts import check_verdicts, everyone, permit

__all__ = [
    "COLLECTIONS",
    "Bar",
    "Form",
    "Frame",
    "Guard",
    "Hosts",
    "Link",
    "answer",
    "as_attachment",
    "as_brought",
    "as_shown",
    "by_name_only",
    "check_verdicts",
    "download",
    "draw",
    "everyone",
    "for_phones",
    "form_token",
    "here",
    "install",
    "is_local",
    "keep",
    "kept",
    "limit",
    "limit_misses",
    "masked",
    "only_here",
    "permit",
    "press",
    "push_url",
    "retarget",
    "see",
    "trigger",
    "wants_part",
]

COLLECTIONS = (COUNTS,)
"""What the store has to be opened with for this room."""

ROOT = Path(__file__).resolve().parents[2]


def install(
    app: Flask,
    *,
    store: Store,
    clock: Clock,
    settings: Settings,
    guard: Guard,
    frame: Callable[[Actor], Frame],
    templates: Path = ROOT / "templates",
    static: Path = ROOT / "static",
) -> None:
    """Make an app (created with `static_folder=None`) a kiosk's app. Rooms are registered after this."""
    Htmx(app)
    assets = Assets(static)
    web = app.extensions[EXTENSION] = Web(
        store=store,
        clock=clock,
        settings=settings,
        guard=guard,
        frame=frame,
        assets=assets,
        kept=KeptPages(),
        parts=KeptParts(),
        edition=edition(assets, templates),
    )
    app.add_url_rule("/static/<path:name>", "static", static_file)
    install_templates(app, templates)
    install_errors(app)
    install_delivery(app)
    install_guard(app, guard)
    app.wsgi_app = Door(app.wsgi_app, web)  # type: ignore[method-assign]  # because Flask wants middleware set so


@everyone
def static_file(name: str) -> Response:
    """A file of `static/`, by plain or hashed name."""
    return here.web.assets.answer(name)


def edition(assets: Assets, templates: Path) -> str:
    """A short mark of all that a rendered page is made of besides the store."""
    stamps = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(templates.rglob("*.html"))]
    return hashlib.sha256(" ".join([assets.digest, *stamps]).encode()).hexdigest()[:6]
