"""Threads for one kind of work, begun when there is some and ended when there was none for a while; and a gate (W1)."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 5.0


class Worker:
    """Does one thing after another, in order, beside whoever asked. A fault of one thing does not stop the next."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: deque[Callable[[], object]] = deque()
        self._news = threading.Condition()
        self._runs = False

    def do(self, act: Callable[[], object]) -> None:
        """Have it done soon."""
        with self._news:
            self._waiting.append(act)
            if self._runs:
                self._news.notify()
                return
            self._runs = True
            threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def _work(self) -> None:
        while (act := self._next()) is not None:
            try:
                act()
            except Exception:
                log.exception("%s: not done", self._name)

    def _next(self) -> Callable[[], object] | None:
        with self._news:
            if not self._waiting:
                self._news.wait(IDLE_SECONDS)
            if self._waiting:
                return self._waiting.popleft()
            self._runs = False
            return None


class Gate:
    """So many requests of uploads at once: they wait for disks, and some threads must be left for pages."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside = 0
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()

    def enter(self, later: Callable[[], None]) -> bool:
        """Go in; False: `later` is called when there is a place."""
        with self._lock:
            if self._inside < self._most:
                self._inside += 1
                return True
            self._waiting.append(later)
            return False

    def leave(self) -> None:
        """Somebody else may come."""
        with self._lock:
            self._inside -= 1
            later = self._waiting.popleft() if self._waiting else None
        if later is not None:
            later()
