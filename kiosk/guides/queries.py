"""Which text of an instruction or of the regulation is shown, and which were there before (F7)."""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from kiosk.guides.records import VERSIONS, Kind, Version
from kiosk.guides.rules import Block, blocks, in_force
from kiosk.store import Store, where

TEXTS: Final = Path(__file__).with_name("texts")


class Shown(msgspec.Struct, frozen=True):
    """A text as it stands on a page. ``version`` is None for the program's own."""

    kind: Kind
    text: str
    version: Version | None
    lang: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks(self.text)

    @property
    def is_own(self) -> bool:
        """True for a text of the school's."""
        return self.version is not None and not self.version.is_default


@lru_cache
def default_text(kind: Kind, lang: str) -> str:
    """The program's own instruction; a regulation has none, it is the school's to write."""
    path = TEXTS / f"{kind.value}.{lang}.txt"
    return "" if kind is Kind.REGULATION else path.read_text("utf-8").strip()


def versions(store: Store, kind: Kind) -> list[Version]:
    """All of them, the latest first."""
    return sorted(
        store[VERSIONS].search(where("kind") == kind.value), key=lambda one: (one.since, one.id), reverse=True
    )


def shown(store: Store, kind: Kind, date: dt.date, lang: str) -> Shown:
    """What holds on a date; the school writes in Russian, the program in the reader's language."""
    return as_shown(kind, in_force(versions(store, kind), date), lang)


def as_shown(kind: Kind, version: Version | None, lang: str) -> Shown:
    """One version as it stands on a page."""
    if version is None or version.is_default:
        return Shown(kind, default_text(kind, lang), version, lang)
    return Shown(kind, version.text, version, "ru")


def one_of(store: Store, kind: Kind, version: int) -> Version | None:
    """A version of this kind by its number."""
    found = store[VERSIONS].get(version)
    return found if found is not None and found.kind is kind else None
