"""What the request at hand stands on: the store, the clock, the settings, who asks and in which language.

Only `pages.py` of the rooms and this room look here; rules, queries and actions are handed values.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, cast

import msgspec
from flask import Request, current_app, g, request

from kiosk.actor import VISITOR, Actor
from kiosk.clock import Clock
from kiosk.settings import Settings
from kiosk.store import Store
from kiosk.web.assets import Assets
from kiosk.web.frame import Frame
from kiosk.web.hosts import Hosts
from kiosk.web.keeping import KeptPages, KeptParts
from kiosk.words import LANGUAGES, Tongue, preferred_language, tongue

EXTENSION = "kiosk"
LANGUAGE_COOKIE = "lang"
CHOSEN_LANGUAGE = re.compile(rf"(?:^|;\s*){LANGUAGE_COOKIE}=({'|'.join(LANGUAGES)})(?:;|$)")


class Guard(msgspec.Struct, frozen=True):
    """What the door is handed: who asks, what they may, by which names the server goes, where to sign in."""

    identify: Callable[[Request], Actor]
    allows: Callable[[Actor, Enum], bool]
    hosts: Hosts
    sign_in: str = "/sign-in"


class Web(msgspec.Struct, frozen=True):
    """What one app was set up with."""

    store: Store
    clock: Clock
    settings: Settings
    guard: Guard
    frame: Callable[[Actor], Frame]
    assets: Assets
    kept: KeptPages
    parts: KeptParts
    edition: str
    """Changes with the program's files, so that no browser keeps a page of an older one."""


class Here:
    """The request at hand. Who asks and the language are found once, when first wanted."""

    @property
    def web(self) -> Web:
        return cast("Web", current_app.extensions[EXTENSION])

    @property
    def store(self) -> Store:
        return self.web.store

    @property
    def clock(self) -> Clock:
        return self.web.clock

    @property
    def settings(self) -> Settings:
        return self.web.settings

    @property
    def actor(self) -> Actor:
        """Who asks; a visitor while a page is made that is kept for everybody."""
        if g.get("keeping"):
            return VISITOR
        if "actor" not in g:
            g.actor = self.web.guard.identify(request)
        return cast("Actor", g.actor)

    @property
    def lang(self) -> str:
        chosen = g.get("lang")
        if chosen is None:
            chosen = g.lang = language_of(request.environ, self.settings.language)
        return cast("str", chosen)

    @property
    def words(self) -> Tongue:
        return tongue(self.lang)

    @property
    def frame(self) -> Frame:
        if g.get("keeping"):
            return self.web.frame(VISITOR)
        if "frame" not in g:
            g.frame = self.web.frame(self.actor)
        return cast("Frame", g.frame)

    @property
    def address(self) -> str:
        """The address of the asking device, the key of every limit."""
        return request.remote_addr or "unknown"


here = Here()


def language_of(environ: Mapping[str, Any], otherwise: str) -> str:  # Any: WSGI puts strings, streams and flags there
    """What the reader once chose, else what the browser prefers of the two, else the machine's setting."""
    chosen = CHOSEN_LANGUAGE.search(environ.get("HTTP_COOKIE", ""))
    return chosen[1] if chosen else preferred_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), otherwise)
