"""`run.py serve` and `run.py demo` (O5)."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from kiosk.cli.light import go_light
from kiosk.cli.opening import ROOT, clock_for, opened, settings_for
from kiosk.cli.saying import Refused, say, show, worded
from kiosk.cli.server import serve
from kiosk.problems import N_, Problem
from kiosk.settings import Value

DEMO_FOLDERS: Final = {"small": "demo", "school": "demo-school"}
SET_UP_PAGE: Final = "/set-up"

Access = Mapping[str, object]


def serve_school(storage: Path | None, flags: Mapping[str, Value | None], *, browser: bool) -> None:
    """The school's own server; before its first set-up it shows the code that the first page asks for."""
    go_light()
    from kiosk.office import setup

    settings = settings_for(storage, flags)
    with opened(settings, beside_server=False) as store:
        is_new = not setup.is_set_up(store)
        first_page = SET_UP_PAGE if is_new else "/"

        def tell(address: str) -> None:
            if is_new:
                say(
                    N_("This kiosk has no school yet. Open %(address)s and enter the code"),
                    address=address + first_page,
                )
                show(f"\n    {setup.CODE.new()}\n")

        serve(settings, store, first_free_port=is_new, browser=browser, first_page=first_page, tell=tell)


def serve_demo(
    size: str, storage: Path | None, flags: Mapping[str, Value | None], *, access_json: Path | None, browser: bool
) -> None:
    """A made-up school in a folder of its own; started again on the same folder it goes on with it."""
    go_light()
    from kiosk import demo

    folder = storage or ROOT / "storage" / DEMO_FOLDERS[size]
    settings = settings_for(folder, {**flags, "demo": True})
    with opened(settings, beside_server=False) as store:
        say(N_("A made-up school: every name in it is invented. Its data lie in %(folder)s"), folder=str(folder))
        demo.prepare(store, clock_for(settings), size)

        def tell(address: str) -> None:
            access = demo.access(store, address)
            if access_json:
                write_access(access_json, access)
            show_access(access)

        serve(settings, store, first_free_port=True, browser=browser, first_page="/", tell=tell)


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
    from kiosk.actor import Role
    from kiosk.signin.records import ROLE_LABEL

    for person in _some(access, "staff"):
        roles = ", ".join(worded(ROLE_LABEL[Role(role)]) for role in person.get("roles", ()))
        show(f"  {person.get('login')} / {person.get('secret')}  ({roles})")
    for family in _some(access, "families")[:2]:
        show(f"  {family.get('name')}: {family.get('card_url')}  {worded(N_('PIN'))} {family.get('pin')}")


def _some(access: Access, name: str) -> list[dict[str, list[str] | str]]:
    listed = access.get(name)
    return listed[:8] if isinstance(listed, list) else []
