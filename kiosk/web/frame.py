"""What stands around a page: the school's name, the entries of the masthead, the bar, the foot."""

import msgspec


class Link(msgspec.Struct, frozen=True):
    """An entry of the masthead or the foot; the label is an English msgid marked with N_."""

    label: str
    href: str
    count: int = 0
    also: tuple[str, ...] = ()
    """Other addresses that belong to this entry."""


class Bar(msgspec.Struct, frozen=True):
    """The state of the whole system in one sentence and one link (disk full, address changed); msgids."""

    title: str
    text: str
    link: Link | None = None


class Frame(msgspec.Struct, frozen=True):
    """What `base.html` needs beside the page itself; app.py makes it for the one who asks."""

    school: str = ""
    address: str = ""
    nav: tuple[Link, ...] = ()
    foot: tuple[Link, ...] = ()
    bar: Bar | None = None

    def current(self, path: str) -> str:
        """The entry under which an address lies: the longest that begins it; «» where none does."""
        begins = [(begin.rstrip("/"), link.href) for link in self.nav for begin in (link.href, *link.also)]
        fitting = [pair for pair in begins if path == pair[0] or path.startswith(f"{pair[0]}/")]
        return max(fitting, key=lambda pair: len(pair[0]), default=("", ""))[1]
