"""By which names this server may be called: a foreign name in the Host header is a foreign page's trick (rebinding)."""

import ipaddress
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

PROBE = ("192.0.2.1", 9)
"""An address reserved for documents: connecting a datagram socket to it sends nothing and tells our own address."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LOOK_AGAIN_SECONDS = 10.0
SIOCGIFADDR = 0x8915


class Hosts:
    """The names and addresses of this machine.

    Looked up anew, at most every ten seconds, when a name is not known: the router may have given another address.
    """

    def __init__(self, names: Iterable[str] = (), find: Callable[[], frozenset[str]] | None = None) -> None:
        self._names = frozenset(name.lower() for name in names)
        self._find = find or machine_names
        self._lock = threading.Lock()
        self._looked = -LOOK_AGAIN_SECONDS
        self._known: frozenset[str] = frozenset()

    def __contains__(self, host: str) -> bool:
        """True for a Host header (with or without a port) that names this machine."""
        name = name_of(host)
        return bool(name) and (name in self._known or name in self.known())

    def known(self) -> frozenset[str]:
        """All names, looked up again when the last look is old enough."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK_AGAIN_SECONDS:
                self._known = self._names | self._find()
                self._looked = time.monotonic()
        return self._known

    def addresses(self) -> list[str]:
        """Addresses by which other devices reach this machine, for people to read."""
        return sorted(name for name in self.known() if is_address(name) and not ipaddress.ip_address(name).is_loopback)


def name_of(host: str) -> str:
    """The name without port, brackets and capitals; «» for what cannot be a host."""
    host = host.strip().lower()
    if host.startswith("["):
        name, bracket, port = host[1:].partition("]")
        return name if bracket and (not port or port.startswith(":")) else ""
    name, _, port = host.partition(":")
    return name if not port or port.isdigit() else ""


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def only_here(address: str) -> bool:
    """True for an http address by which only this very machine is reached, such as http://127.0.0.1:8080 (L14)."""
    name = urlsplit(address).hostname or ""
    return name == "localhost" or (is_address(name) and ipaddress.ip_address(name).is_loopback)


def by_name_only(address: str) -> bool:
    """True for an http address that is a name and no number: older phones do not find names in a school (L14)."""
    name = urlsplit(address).hostname or ""
    return not only_here(address) and not is_address(name)


def for_phones(address: str, found: Iterable[str]) -> str:
    """The http address that paper should carry: `address`, or in place of a loopback one the first found IPv4 one."""
    others = [one for one in map(ipaddress.ip_address, found) if one.version == 4 and not one.is_link_local]  # noqa: PLR2004  because it is the version
    if not only_here(address) or not others:
        return address
    parts = urlsplit(address)
    return f"{parts.scheme}://{others[0]}" + (f":{parts.port}" if parts.port else "")


def machine_names() -> frozenset[str]:
    """Loopback, the machine's own name, and the addresses of its network cards."""
    own = socket.gethostname().lower()
    names = {*LOOPBACK, own, f"{own}.local", *resolved(own), *routed(), *cards()}
    return frozenset(names)


def resolved(name: str) -> set[str]:
    try:
        found = socket.getaddrinfo(name, None)
    except OSError:
        return set()
    return {str(address[4][0]).partition("%")[0] for address in found}


def routed() -> set[str]:
    """The address that the way out of here has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(PROBE)
        except OSError:
            return set()
        return {str(probe.getsockname()[0])}


def cards() -> set[str]:
    """Addresses of all cards on Linux, where the machine's name often resolves to 127.0.1.1 only.

    Windows resolves its own name to all of them, so nothing is missing there.
    """
    if not sys.platform.startswith("linux"):
        return set()
    return {address for _, card in socket.if_nameindex() if (address := card_address(card))}


def card_address(card: str) -> str:
    if sys.platform == "win32":
        return ""
    import fcntl  # because Windows has no such module

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", card.encode()[:15]))
        except OSError:
            return ""
    return socket.inet_ntoa(answer[20:24])
