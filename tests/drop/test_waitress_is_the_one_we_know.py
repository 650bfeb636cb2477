"""`kiosk/drop/served.py` overrides methods of waitress: when their source changes, somebody has to read it again.

Read with each new version: the whole of `channel.py`, `parser.received`, `task.build_response_header`, and how
`server.maintenance` and `wasyncore.poll2` treat a channel that neither reads nor writes. Then the cut test, with
KAMERTON_CUTS=500.
"""

import hashlib
import inspect
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import ChunkedReceiver, FixedStreamReceiver
from waitress.server import BaseWSGIServer
from waitress.task import Task, ThreadedTaskDispatcher, WSGITask

KNOWN = {
    "HTTPChannel": "aa3da44fa1741b69",
    "HTTPRequestParser": "f2b09de756c11493",
    "FixedStreamReceiver": "434997a7017f1336",
    "ChunkedReceiver": "7d4fd7a3f8c53daa",
    "BaseWSGIServer.maintenance": "4ab5b7f595bc4253",
    "BaseWSGIServer.handle_accept": "69bfcf0fc140592a",
    "ThreadedTaskDispatcher": "541f30c57f083fdf",
    "Task": "407d67e516390fb5",
    "WSGITask.execute": "207afc60fcf3181f",
    "poll": "526c57a46ca9c6ba",
    "poll2": "f2ea2bd150ff2600",
    "readwrite": "2467235cc3f4eb51",
}


def known_as(thing: Callable[..., Any]) -> str:
    return hashlib.sha256(inspect.getsource(thing).encode()).hexdigest()[:16]


def test_the_version_is_pinned() -> None:
    assert version("waitress") == "3.0.2"


READ = (
    HTTPChannel,
    HTTPRequestParser,
    FixedStreamReceiver,
    ChunkedReceiver,
    BaseWSGIServer.maintenance,
    BaseWSGIServer.handle_accept,
    ThreadedTaskDispatcher,
    Task,
    WSGITask.execute,
    wasyncore.poll,
    wasyncore.poll2,
    wasyncore.readwrite,
)


@pytest.mark.parametrize("thing", READ, ids=[thing.__qualname__ for thing in READ])
def test_its_source_is_what_we_read(thing: Callable[..., Any]) -> None:
    assert known_as(thing) == KNOWN[thing.__qualname__]
