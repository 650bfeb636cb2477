"""`run.py serve` and `run.py demo` (O5)."""

from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

import msgspec

from kiosk.cli.opening import ROOT, clock_for, opened, settings_for
from kiosk.cli.saying import Refused, say, show
from kiosk.cli.server import serve
from kiosk.problems import N_, Problem
from kiosk.settings import Value

if TYPE_CHECKING:
    from kiosk.clock import Clock
    from kiosk.store import Store

DEMO_FOLDERS: Final = {"small": "demo", "school": "demo-school"}

Access = Mapping[str, object]


class Demo(Protocol):
    """What `kiosk.demo` offers."""

    def prepare(self, store: "Store", clock: "Clock", size: str) -> None:
        """Fill an empty store with a school around today; one filled before is left as it is."""

    def access(self, store: "Store", base_url: str) -> Access:
        """Who may sign in and how: base_url, staff, families."""


def serve_school(storage: Path | None, flags: Mapping[str, Value | None], *, browser: bool) -> None:
    from kiosk.school.queries import the_school

    settings = settings_for(storage, flags)
    with opened(settings, beside_server=False) as store:
        is_new = the_school(store) is None
        serve(settings, store, first_free_port=is_new, browser=browser, before=lambda _address: None)


def serve_demo(
    size: str, storage: Path | None, flags: Mapping[str, Value | None], *, access_json: Path | None, browser: bool
) -> None:
    folder = storage or ROOT / "storage" / DEMO_FOLDERS[size]
    settings = settings_for(folder, {**flags, "demo": True})
    demo = cast("Demo", import_module("kiosk.demo"))  # because a module answers the protocol by its functions
    with opened(settings, beside_server=False) as store:
        say(N_("A made-up school: every name in it is invented. Its data lie in %(folder)s"), folder=str(folder))
        demo.prepare(store, clock_for(settings), size)

        def tell(address: str) -> None:
            access = demo.access(store, address)
            if access_json:
                write_access(access_json, access)
            show_access(access)

        serve(settings, store, first_free_port=True, browser=browser, before=tell)


def write_access(path: Path, access: Access) -> None:
    """Whole or not at all, and for the owner's eyes: a script may wait for this file."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(access), indent=1))
        with suppress(OSError):
            part.chmod(0o600)
        part.replace(path)
    except OSError as error:
        values = {"file": str(path), "reason": error.strerror or str(error)}
        raise Refused(Problem(N_("%(file)s cannot be written: %(reason)s"), values=values)) from error


def show_access(access: Access) -> None:
    """A few lines to sign in with; the whole list is what --access-json writes."""
    for person in _some(access, "staff"):
        roles = ", ".join(map(str, person.get("roles", ())))
        show(f"  {person.get('name')} ({roles}): {person.get('login')} / {person.get('secret')}")
    for family in _some(access, "families")[:2]:
        show(f"  {family.get('name')}: {family.get('card_url')}  PIN {family.get('pin')}")


def _some(access: Access, name: str) -> list[dict[str, list[str] | str]]:
    listed = access.get(name)
    return listed[:8] if isinstance(listed, list) else []
