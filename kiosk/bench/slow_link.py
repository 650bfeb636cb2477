"""A bad link between a browser and the server: so many bits a second, so long there and back, shared (F1, O5)."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

SEGMENT: Final = 1460
HEADERS: Final = 1.07
"""What TCP and IP add to each byte."""


@dataclass
class SlowLink:
    """A proxy on a port of this machine. A connection costs one round trip before its first byte, as in the air."""

    target: int
    bits_per_second: int
    round_trip_seconds: float
    port: int = 0
    free_at: float = 0.0
    """When the air is free again for bytes on the way down."""
    open: set[asyncio.StreamWriter] = field(default_factory=set)
    visits: "set[asyncio.Task[None]]" = field(default_factory=set)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, started: threading.Event) -> None:
        """Until told to stop."""
        self.loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        async with server:
            await self.stopped.wait()
            self._close_all()
            await asyncio.gather(*self.visits, return_exceptions=True)

    def hang_up(self) -> None:
        """Close every connection, as a phone does that comes back the next day; called from another thread."""
        self.call(self._close_all)

    def call(self, act: Callable[[], None]) -> None:
        """Do something in the link's own thread."""
        assert self.loop is not None  # noqa: S101  because it serves
        self.loop.call_soon_threadsafe(act)

    def _close_all(self) -> None:
        for writer in list(self.open):
            writer.close()

    async def _connected(self, down_reader: asyncio.StreamReader, down_writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        assert visit is not None  # noqa: S101  because a connection is a task of its own
        self.visits.add(visit)
        await asyncio.sleep(self.round_trip_seconds)
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.target)
        self.open |= {down_writer, up_writer}
        try:
            await asyncio.gather(
                self._carry(down_reader, up_writer, shaped=False), self._carry(up_reader, down_writer, shaped=True)
            )
        finally:
            self.open -= {down_writer, up_writer}
            self.visits.discard(visit)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, shaped: bool) -> None:
        """Bytes one way, each half a round trip late; on the way down no faster than the link is."""
        loop = asyncio.get_running_loop()
        underway: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        landing = asyncio.create_task(self._land(underway, writer))
        with suppress(OSError):
            while piece := await reader.read(SEGMENT):
                leaves = loop.time()
                if shaped:
                    leaves = self.free_at = max(self.free_at, leaves) + len(piece) * HEADERS * 8 / self.bits_per_second
                underway.put_nowait((leaves + self.round_trip_seconds / 2, piece))
        underway.put_nowait((loop.time() + self.round_trip_seconds / 2, b""))
        await landing

    async def _land(self, underway: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter) -> None:
        """Each piece when it arrives; the empty one is the end."""
        loop = asyncio.get_running_loop()
        piece = b"-"
        with suppress(OSError):
            while piece:
                arrives, piece = await underway.get()
                await asyncio.sleep(max(0.0, arrives - loop.time()))
                if piece:
                    writer.write(piece)
                    await writer.drain()
        writer.close()


@contextmanager
def slow_link(target: int, *, bits_per_second: int, round_trip_seconds: float) -> Iterator[SlowLink]:
    """The link before a server on this machine, in a thread of its own; its `port` is where browsers go."""
    link, started = SlowLink(target, bits_per_second, round_trip_seconds), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(link.serve(started)), daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield link
    finally:
        link.call(link.stopped.set)
        thread.join(10)
