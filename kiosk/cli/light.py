"""What a serving kiosk goes without: libraries that others bring along and that it never calls, or not yet (O5).

Together they would take 5.5 of its 51 MB. A library that is loaded already stays, and what stands for one gives way to
it when somebody asks. Other commands load what they load.
"""

import importlib
import sys
from collections.abc import Callable
from importlib.util import find_spec
from threading import Lock
from types import ModuleType
from typing import Final

OPENSSL: Final = "_hashlib"
OWN_HASHES: Final = ("_sha2",) if sys.version_info >= (3, 12) else ("_sha256", "_sha512")
HASHES: Final = ("_md5", "_sha1", "_blake2", "_sha3", *OWN_HASHES)
"""What Python hashes with where there is no OpenSSL; a few systems build it without them."""

UNLOOKED_AT: Final = ("importlib.metadata", "bz2", "lzma", "html", "subprocess")
"""Imported whole by Flask, shutil, zipfile and some of our pages; each costs 0.2–0.5 MB."""

_giving_way: Final = Lock()


def go_light() -> None:
    """Before the first page or record is imported."""
    without_tls()
    hash_without_openssl()
    put_off(CalledLater("werkzeug.serving"))
    for name in UNLOOKED_AT:
        put_off(LookedAtLater(name))


def without_tls() -> None:
    """The kiosk speaks plain http, a proxy does the rest: libraries that know https go on without it."""
    sys.modules.setdefault("ssl", None)  # type: ignore[arg-type]  # because None says «not here» to the import system


def hash_without_openssl() -> None:
    """Texts are hashed by Python's own functions; whole files bring OpenSSL in when they come (`quick_hash`)."""
    if {OPENSSL, "hashlib", "hmac"} & sys.modules.keys() or not all(map(find_spec, HASHES)):
        return
    sys.modules[OPENSSL] = None  # type: ignore[assignment]  # because «not here» holds only while these two look for it
    try:
        importlib.import_module("hashlib")
        importlib.import_module("hmac")
    finally:
        del sys.modules[OPENSSL]


class LookedAtLater(ModuleType):
    """Stands for a module that somebody imports whole, for a moment that does not come."""

    def __getattr__(self, name: str) -> object:
        return getattr(self.really(), name)

    def really(self) -> ModuleType:
        """The module itself, from now on."""
        with _giving_way:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
        return importlib.import_module(self.__name__)


class CalledLater(LookedAtLater):
    """Stands for a module of functions of which somebody imports some: none of them is called."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("__"):  # the import system asks whether it is a package
            raise AttributeError(name)

        def function(*args: object, **kwargs: object) -> object:
            called: Callable[..., object] = getattr(self.really(), name)
            return called(*args, **kwargs)

        return function


def put_off(later: LookedAtLater) -> None:
    """Import this module when it is needed."""
    package, _, own = later.__name__.rpartition(".")
    if later.__name__ not in sys.modules:
        sys.modules[later.__name__] = later
        if package in sys.modules:
            setattr(sys.modules[package], own, later)
