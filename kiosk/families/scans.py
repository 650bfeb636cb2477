"""How often cards are used: counted in memory, written down once a minute, nothing else is known (F1).

A kill loses at most the last minute's count; a write for every scan would make the page slower than it is.
"""

import datetime as dt
import threading
from collections import Counter

from kiosk.signin.records import SCANS, CardScans
from kiosk.store import Store, StoreError, where

FLUSH_SECONDS = 60


class Tally:
    """Scans since the last flush."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[int] = Counter()
        self._since: dt.datetime | None = None

    def add(self, store: Store, card: int, now: dt.datetime, today: dt.date) -> None:
        """Count one scan; once a minute the counts are written down. A disk that cannot write keeps nobody waiting."""
        with self._lock:
            self._counts[card] += 1
            self._since = self._since or now
            if (now - self._since).total_seconds() < FLUSH_SECONDS:
                return
            counts, self._counts, self._since = self._counts, Counter(), None
        self._write(store, counts, today)

    def flush(self, store: Store, today: dt.date) -> None:
        """Write down what was counted: at the end of the program."""
        with self._lock:
            counts, self._counts, self._since = self._counts, Counter(), None
        self._write(store, counts, today)

    def _write(self, store: Store, counts: Counter[int], today: dt.date) -> None:
        try:
            for card, count in counts.items():
                old = store[SCANS].one(where("card") == card)
                total = (old.count if old else 0) + count
                scans = CardScans(id=old.id if old else 0, card=card, count=total, last_day=today)
                if old:
                    store.quick(SCANS).put(scans)
                else:
                    store.quick(SCANS).add(scans)
        except StoreError:
            with self._lock:
                self._counts += counts
