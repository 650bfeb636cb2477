"""While a thread sends an answer, the server's loop sleeps over its channel (kiosk/drop/served.py).

Else the loop turns round and round, holds the interpreter and keeps the sending thread waiting: 64 phones at once got
a fifteenth of the pages.
"""

import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from waitress.adjustments import Adjustments

from kiosk.drop.served import Channel

HIGH_WATERMARK = 1 << 20


class Line:
    """A channel, its other end, and how often the loop was woken."""

    def __init__(self) -> None:
        ours, self.theirs = socket.socketpair()
        ours.setblocking(False)
        self.woken = 0
        server = SimpleNamespace(active_channels={}, pull_trigger=self.wake)
        adjustments = Adjustments(outbuf_high_watermark=HIGH_WATERMARK)
        self.channel = Channel(server, ours, ("", 0), adjustments, map={})

    def wake(self) -> None:
        self.woken += 1

    def close(self) -> None:
        self.channel.handle_close()
        self.theirs.close()


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.close()


def seen_while_sending(line: Line, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the loop is told of the channel in the midst of every send."""
    seen, send = [], line.channel.send

    def watched(data: bytes, do_close: bool) -> int:
        seen.append(bool(line.channel.writable()))
        return int(send(data, do_close=do_close))

    monkeypatch.setattr(line.channel, "send", watched)
    return seen


def test_an_answer_that_the_wire_takes_wakes_nobody(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = seen_while_sending(line, monkeypatch)
    assert line.channel.write_soon(b"page") == len(b"page")
    assert (seen, line.woken, line.channel.writable()) == ([False], 0, 0)
    assert line.theirs.recv(10) == b"page"


def test_what_the_wire_did_not_take_is_left_to_the_loop_which_is_woken_for_it(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = seen_while_sending(line, monkeypatch)
    line.channel.write_soon(b"x" * (HIGH_WATERMARK - 1))
    assert not any(seen)
    assert line.woken
    assert line.channel.writable()


def test_a_thread_that_waits_for_the_loop_to_send_does_not_wait_for_ever(line: Line) -> None:
    """Above the high water mark the sending thread sleeps until the loop has sent: then the loop must not sleep too."""
    line.channel.write_soon(b"x" * (2 * HIGH_WATERMARK))
    line.channel.sending = True
    assert line.channel.total_outbufs_len > HIGH_WATERMARK
    assert line.channel.writable()


def test_nor_at_the_very_mark(line: Line) -> None:
    """The loop wakes the thread only below the mark."""
    line.channel.write_soon(b"x" * (2 * HIGH_WATERMARK))
    line.channel.sending, line.channel.total_outbufs_len = True, HIGH_WATERMARK
    assert line.channel.writable()


def test_one_who_is_gone_is_closed_at_once(line: Line) -> None:
    line.channel.sending = line.channel.will_close = True
    assert line.channel.writable()
