"""The real server in processes that may be killed: for each folder named on its input one more, forked from this one.

What takes a start its time, loading the program, is done once. Each prints where it is as one line of JSON.
"""

import json
import os
import signal
import sys
from pathlib import Path

from flask import Response

from kiosk.app import COLLECTIONS, create_app  # noqa: F401  because it is loaded here for all that are forked
from kiosk.cli.opening import clock_for
from kiosk.cli.server import serve
from kiosk.people.records import STUDENTS
from kiosk.settings import Settings
from kiosk.signin import passes
from kiosk.signin.records import CARDS
from kiosk.store import Store


def main() -> None:
    """Until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve_folder(Path(line.strip()))
            return


def serve_folder(folder: Path) -> None:
    """Serve until killed."""
    settings = Settings(storage=folder, listen="127.0.0.1", port=0, hosts=("localhost",))
    store = Store.open(folder, COLLECTIONS, clock=clock_for(settings))
    card, student = store[CARDS].all()[0], store[STUDENTS].all()[0]
    given = passes.give(store, Response(), card, pin=True, now=store.clock.now())
    cookie = given.headers["Set-Cookie"].split(";")[0]

    def tell(address: str) -> None:
        port = int(address.rsplit(":", 1)[1])
        told = {"pid": os.getpid(), "port": port, "cookie": cookie, "student": student.id}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    serve(settings, store, first_free_port=True, browser=False, first_page="/", tell=tell)


if __name__ == "__main__":
    main()
