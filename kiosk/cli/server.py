"""The running server: port, addresses on the screen, waitress, a stop that loses nothing (O5)."""

import gc
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, Final

from kiosk.cli import logs, ports
from kiosk.cli.opening import clock_for
from kiosk.cli.saying import Refused, say, show
from kiosk.problems import N_, Problem
from kiosk.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from kiosk.drop.depot import Depot
    from kiosk.store import Store

log = logging.getLogger(__name__)
MEGABYTE: Final = 1024 * 1024
WINDOWS: Final = sys.platform == "win32"


def serve(
    settings: Settings,
    store: "Store",
    *,
    first_free_port: bool,
    browser: bool,
    first_page: str,
    tell: Callable[[str], None],
) -> None:
    """Serve until told to stop. `tell` is called with the base address once it is on the screen.

    Raises Refused when the port is taken and another one must not be used.
    """
    from kiosk.app import create_app
    from kiosk.drop import pages as uploads
    from kiosk.office.duties import NightWatch

    taken = ports.take(settings.listen, settings.port, next_free=first_free_port)
    if isinstance(taken, Problem):
        raise Refused(taken)
    port = int(taken.getsockname()[1])
    if settings.port not in {0, port}:
        say(N_("Port %(wanted)s is taken, so port %(port)s is used for now"), wanted=str(settings.port), port=str(port))
    settings = replace(settings, port=port)
    logs.write_to(settings.storage)
    app = create_app(settings, store, clock_for(settings))
    here = base_url("127.0.0.1" if is_everywhere(settings.listen) else settings.listen, port)
    log.info("serving %s at %s", settings.storage, here)
    announce(here, other_addresses(settings), port)
    tell(here)
    say(N_("To stop it, press Ctrl+C"))
    if browser and is_interactive():
        import webbrowser

        threading.Timer(0.3, webbrowser.open, (here + first_page,)).start()
    depot: Depot = app.extensions[uploads.EXTENSION]
    watch = NightWatch(store, clock_for(settings), settings.storage, depot.tidy)
    watch.start()
    run(app, settings, taken)
    depot.rest()
    watch.end()
    log.info("stopped")
    say(N_("Kamerton has stopped; everything is saved"))


def run(app: "Flask", settings: Settings, taken: socket.socket) -> None:
    """Answer requests on the socket; one that is being answered is finished, within about five seconds."""
    from kiosk.drop.served import create_server

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits a moment is no news
    server = create_server(app, sockets=[taken], **waitress_options(settings))
    gc.freeze()  # what stands now stays to the end: no collection need look through it again
    with suppress(KeyboardInterrupt):
        listen_for_stop()
        server.run()
    server.close()


def waitress_options(settings: Settings) -> dict[str, object]:
    """Measured on a school's network: 100 idle phones must not stop the site, nor a slow header hold it."""
    return {
        "threads": settings.threads,
        # waitress selects; Windows knows at most 512 sockets there
        "connection_limit": 400 if WINDOWS else 1000,
        "asyncore_use_poll": not WINDOWS,
        "channel_timeout": 30,
        "cleanup_interval": 10,
        "max_request_header_size": 16384,
        "max_request_body_size": (settings.upload_megabytes + 1) * MEGABYTE,
        "ident": None,
        "expose_tracebacks": False,
        "clear_untrusted_proxy_headers": True,
    }


def listen_for_stop() -> None:
    """SIGTERM alone would drop the requests in flight: it becomes what Ctrl-C is. A second one does not hurry."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for name in stop_signals():
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in stop_signals():
        signal.signal(name, stop)


def stop_signals() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def announce(here: str, others: list[str], port: int) -> None:
    """The addresses, and a code for the phone beside the screen."""
    say(N_("Kamerton is running: %(address)s"), address=here)
    for address in others:
        say(N_("From other devices: %(address)s"), address=base_url(address, port))
    if others and (picture := code_for_terminal(base_url(others[0], port))):
        show(picture)


def code_for_terminal(address: str) -> str:
    """The QR of the address in half blocks; empty where nobody looks or the terminal lacks them."""
    from kiosk.documents.qr import terminal_text

    if not sys.stdout.isatty():
        return ""
    picture = terminal_text(address)
    try:
        picture.encode(sys.stdout.encoding or "ascii")
    except (UnicodeError, LookupError):
        return ""
    return picture


def other_addresses(settings: Settings) -> list[str]:
    """Addresses by which other devices reach this PC, IPv4 first: that is what stands on paper."""
    from kiosk.web.hosts import Hosts

    if not is_everywhere(settings.listen):
        return [] if is_loopback(settings.listen) else [settings.listen]
    found = [ipaddress.ip_address(address) for address in Hosts().addresses()]
    return [str(address) for address in found if address.version == 4 and not address.is_link_local]  # noqa: PLR2004


def is_everywhere(address: str) -> bool:
    return address in {"0.0.0.0", "::"}  # noqa: S104  because this only asks


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def base_url(address: str, port: int) -> str:
    name = f"[{address}]" if ":" in address else address
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"  # noqa: PLR2004


def is_interactive() -> bool:
    """Somebody sits at this screen: a terminal, and on Linux a desktop behind it."""
    desktop = (
        WINDOWS or sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )
    return sys.stdout.isatty() and sys.stdin.isatty() and desktop
