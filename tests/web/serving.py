"""A real waitress around an app, closed to the last socket when the test is over."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Flask
from waitress import wasyncore

from kiosk.drop.served import create_server


@contextmanager
def served(app: Flask, threads: int = 4, **options: object) -> Iterator[int]:
    """The port on which the app answers meanwhile."""
    server = create_server(app, host="127.0.0.1", port=0, ident=None, threads=threads, **options)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        close(server, thread)


def close(server: Any, thread: threading.Thread) -> None:
    """End within the server's own loop, which stops when nothing is left open.

    The loop may be awake already and close everything, its trigger too, before we have pulled it: then all is done.
    """
    with suppress(OSError):
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()
