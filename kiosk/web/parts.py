"""Parts of pages kept rendered by what they show: equal values make an equal part (H2).

A row of the report is drawn anew at every save, turn of a page and look of another person although its values stayed
the same. The key is made of all values that the part is handed, so nothing has to be voided, ever.
"""

import hashlib
import threading
from collections import OrderedDict

import msgspec
from markupsafe import Markup

from kiosk.web.compiled import template
from kiosk.web.here import here

MOST = 256
"""Rows of some 40 teachers' days, about 3 MB."""

_encode = msgspec.msgpack.Encoder(enc_hook=str).encode


class KeptParts:
    """The parts drawn last, whoever read them. Threads may draw the same part twice, which harms nobody."""

    def __init__(self) -> None:
        self.known: OrderedDict[bytes, Markup] = OrderedDict()
        self.lock = threading.Lock()

    def draw(self, name: str, **view: object) -> Markup:
        """The part as it stands, or drawn. It sees nothing but ``view``: neither the request nor who asks."""
        key = hashlib.blake2b(_encode((name, here.lang, view)), digest_size=16).digest()
        with self.lock:
            if key in self.known:
                self.known.move_to_end(key)
                return self.known[key]
        drawn = Markup(template(name).render(view))  # noqa: S704  because the template has escaped it
        with self.lock:
            self.known[key] = drawn
            if len(self.known) > MOST:
                self.known.popitem(last=False)
        return drawn
