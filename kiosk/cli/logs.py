"""The log of the running server: one JSON line an event in storage/logs, small enough to send by mail (O5).

It is for the technician, not the audit (that is in the store): it names no person, and of a card's address only the
first letters, because who reads the log could otherwise open the family's page.
"""

import datetime as dt
import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

import msgspec

FILE_NAME: Final = "kiosk.log"
FILE_BYTES: Final = 1_000_000
FILES_KEPT: Final = 5
_TOKEN: Final = re.compile(r"((?:/s/|/sound/|card=)[\w-]{4})[\w-]+")
_encode: Final = msgspec.json.Encoder().encode


class JsonLines(logging.Formatter):
    """time, level, logger, message, and the traceback of an error of ours."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": masked(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        return _encode({name: text.encode(errors="backslashreplace").decode() for name, text in line.items()}).decode()


def masked(text: str) -> str:
    """The text with the secret part of addresses of cards and of phones that record cut off."""
    return _TOKEN.sub(r"\1…", text)


def write_to(storage: Path) -> logging.Handler | None:
    """Send the log to the school's folder; None if it cannot be written (a full disk must not stop the server)."""
    folder = storage / "logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / FILE_NAME, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False  # a log line that finds no room is lost, the request is not
    return handler
