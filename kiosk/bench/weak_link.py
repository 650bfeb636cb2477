"""A corridor's Wi-Fi before a server on this machine: so fast, so far away, and cut off every now and then (W1)."""

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

PIECE: Final = 16 * 1024
WINDOW: Final = 64 * 1024
"""What the air and the devices in it hold: what a sender has handed over and nobody has received yet."""
SLEPT_SECONDS: Final = 0.03
NOW: Final = struct.pack("ii", 1, 0)


@dataclass
class WeakLink:
    """A proxy that carries bytes up no faster than the link is, each way late, and resets everything at random."""

    target: int
    bytes_per_second: float
    one_way_seconds: float
    resets_every: float
    seed: str
    port: int = 0
    free_at: float = 0.0
    resets: int = 0
    carried: "dict[asyncio.StreamWriter, asyncio.Task[None]]" = field(default_factory=dict)
    loop: asyncio.AbstractEventLoop | None = None
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, started: threading.Event) -> None:
        """Until told to stop."""
        self.loop = asyncio.get_running_loop()
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        server = await asyncio.start_server(self._connected, sock=listening, limit=PIECE)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        cutting = asyncio.create_task(self._cut())
        async with server:
            await self.stopped.wait()
            cutting.cancel()
            tasks = list(self.carried.values())
            self.reset()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _cut(self) -> None:
        dice = random.Random(self.seed)  # noqa: S311  because it only cuts
        while True:
            await asyncio.sleep(dice.expovariate(1 / self.resets_every))
            self.resets += 1
            self.reset()

    def reset(self) -> None:
        """Every connection ends with RST, as when a phone changes its access point."""
        for writer in list(self.carried):
            with suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOW)
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  because a connection is a task of its own
        self.carried[writer] = task
        await asyncio.sleep(2 * self.one_way_seconds)  # a connection costs a round trip before its first byte
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.target, limit=PIECE)
        self.carried[up_writer] = task
        try:
            await asyncio.gather(
                self._carry(reader, up_writer, shaped=True), self._carry(up_reader, writer, shaped=False)
            )
        except OSError:
            pass
        finally:
            for one in (writer, up_writer):
                self.carried.pop(one, None)
                one.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, shaped: bool) -> None:
        loop = asyncio.get_running_loop()
        while piece := await reader.read(PIECE):
            if shaped:
                # a piece waits while another is carried: what this program sleeps too long is not the link's loss
                self.free_at = max(self.free_at, loop.time() - SLEPT_SECONDS) + len(piece) / self.bytes_per_second
                await asyncio.sleep(self.free_at - loop.time())
            loop.call_later(self.one_way_seconds, self._land, writer, piece)
        await asyncio.sleep(self.one_way_seconds)
        with suppress(OSError):
            writer.write_eof()

    @staticmethod
    def _land(writer: asyncio.StreamWriter, piece: bytes) -> None:
        if not writer.transport.is_closing():
            writer.write(piece)


@contextmanager
def weak_link(
    target: int, *, bytes_per_second: float, one_way_seconds: float, resets_every: float, seed: str
) -> Iterator[WeakLink]:
    """The link in a thread of its own; its `port` is where phones go."""
    link, started = WeakLink(target, bytes_per_second, one_way_seconds, resets_every, seed), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(link.serve(started)), daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield link
    finally:
        if link.loop is not None:
            link.loop.call_soon_threadsafe(link.stopped.set)
        thread.join(10)
