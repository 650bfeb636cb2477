"""Threads for one kind of work, begun when there is some and ended when there was none for a while; and a gate (W1)."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 5.0


class Worker:
    """Does one thing after another beside whoever asked, in order; with more threads as many at once.

    A fault of one thing does not stop the next.
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self._name = name
        self._most = threads
        self._waiting: deque[Callable[[], object]] = deque()
        self._news = threading.Condition()
        self._running = 0
        self._idle = 0

    def do(self, act: Callable[[], object]) -> None:
        """Have it done soon."""
        with self._news:
            self._waiting.append(act)
            if self._idle >= len(self._waiting) or self._running >= self._most:
                self._news.notify()
                return
            self._running += 1
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
                self._idle += 1
                self._news.wait(IDLE_SECONDS)
                self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._running -= 1
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
