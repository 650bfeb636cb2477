"""`bench families`: 600 families within a minute, 300 phones in the same moment, on the production server (F1).

Every family has a page of its own; the first wave finds none of them made before. The peers stand behind the same
waitress settings: a bare Flask and Jinja page of the size of ours, and a file from the disk.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from msgspec.structs import replace as replace_record

from kiosk import demo
from kiosk.actor import SYSTEM
from kiosk.app import COLLECTIONS
from kiosk.bench import served
from kiosk.bench.bare import Sizes
from kiosk.bench.report import Measure, measure, show, write
from kiosk.bench.served import Server
from kiosk.bench.visits import Waits, visit
from kiosk.bench.wire import Asked, fetch
from kiosk.clock import SchoolClock
from kiosk.families.cards import expiry
from kiosk.people.records import HOUSEHOLDS
from kiosk.settings import Settings
from kiosk.signin.actions import issue_cards
from kiosk.signin.queries import token_of
from kiosk.signin.records import CARDS
from kiosk.store import Store, where

SMALL_UNDER: Final = 10_000
FAMILIES, SECONDS, PHONES, ROUNDS = 600, 60.0, 300, 5
FEW_FAMILIES, FEW_SECONDS, FEW_PHONES = 20, 0.5, 10
MOST_SPREAD_MS: Final = 100
MOST_KEPT_MS: Final = 1000
MOST_MADE_MS: Final = 5000
"""All pages stale in one moment, as when the timetable has just changed, and all phones there: as long as one waits."""


def main(rows: int, json: Path | None) -> bool:
    """Measure, print, write the JSON if asked; True if every goal was met. Under 10 000 rows: a few families only."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measures = dict(_measures(rows < SMALL_UNDER, Path(folder)))
    show(measures)
    if json is not None:
        write(measures, json)
    return all(one.met for one in measures.values())


def _measures(few: bool, folder: Path) -> Iterator[tuple[str, Measure]]:  # noqa: FBT001  because it is what rows mean
    families, seconds, phones = (FEW_FAMILIES, FEW_SECONDS, FEW_PHONES) if few else (FAMILIES, SECONDS, PHONES)
    rounds = 1 if few else ROUNDS
    paths = cards_of(folder, families, "small" if few else "school")
    with served.kiosk(folder) as kiosk:
        asks = [kiosk.ask(path) for path in paths]
        spread = visit(kiosk.port, asks, seconds)
        page = fetch(kiosk.port, asks[0])
        unpacked = fetch(kiosk.port, replace(asks[0], accept="identity"))
        with served.bare(Sizes(kept=len(page), rendered=len(unpacked))) as bare:
            peers = _peers(bare, families, seconds)
            yield from _shown(f"{families} families in {seconds:g} s", [spread], peers, MOST_SPREAD_MS)
            for name, most, waves in _waves(kiosk, asks[:phones], rounds):
                peers = _peers(bare, phones, 0, rounds)
                yield from _shown(f"{phones} phones at once, {name}", waves, peers, most)


def cards_of(folder: Path, families: int, size: str) -> list[str]:
    """The addresses of so many families' pages in a made-up school; families too few are copied with their children."""
    clock = SchoolClock(Settings(storage=folder).zone)
    with closing(Store.open(folder, COLLECTIONS, clock=clock)) as store:
        demo.prepare(store, clock, size)
        homes = store[HOUSEHOLDS].all(order=("id",))
        with store.change(SYSTEM, "bench: more families") as change:
            copies = (homes[number % len(homes)] for number in range(families - len(homes)))
            added = [change.add(HOUSEHOLDS, replace_record(home, id=0, rev=0, code="")).id for home in copies]
        issue_cards(store, SYSTEM, added, expires=expiry(clock.today()), now=clock.now())
        held = store[CARDS].search(where("withdrawn_at") == None, order=("id",))  # noqa: E711  because TinyDB compares
        return [f"/s/{token_of(store, card)}" for card in held[:families]]


def _waves(kiosk: Server, asks: Sequence[Asked], rounds: int) -> Iterator[tuple[str, int, list[Waits]]]:
    """The first wave in English, in which nobody has asked yet: all pages are made; then the same again, kept."""
    first = [replace(asked, language="en") for asked in asks]
    yield "pages not made yet", MOST_MADE_MS, [visit(kiosk.port, first, 0)]
    yield "pages made before", MOST_KEPT_MS, [visit(kiosk.port, first, 0) for _ in range(rounds)]


def _peers(bare: Server, phones: int, seconds: float, rounds: int = 1) -> dict[str, list[Waits]]:
    return {
        name: [visit(bare.port, [bare.ask(path)] * phones, seconds) for _ in range(rounds)]
        for name, path in (("bare Flask page", "/rendered"), ("static file", "/file"))
    }


def _shown(name: str, ours: list[Waits], peers: dict[str, list[Waits]], most: int) -> Iterator[tuple[str, Measure]]:
    yield f"{name}: errors", measure([float(wave.errors) for wave in ours], "", goal="0", most=0)
    for share in (50, 99):
        for peer, waves in peers.items():
            yield (
                f"{name}: p{share} beside {peer}",
                measure(
                    [wave.ms(share) for wave in ours],
                    "ms",
                    goal=f"≤ {most} ms" if share == 99 else "(no goal)",  # noqa: PLR2004  because it is the share
                    most=most if share == 99 else None,  # noqa: PLR2004  the same
                    peer=[wave.ms(share) for wave in waves],
                    peer_name=peer,
                ),
            )
