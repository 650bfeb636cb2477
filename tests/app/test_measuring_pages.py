"""`bench pages` measures what it says and shows what it misses (O5, F1); the figures themselves are for people."""

import socket
import threading
from pathlib import Path

import msgspec
import pytest

from kiosk.bench import bare, pages, report, wire


def test_the_bench_runs_and_writes_every_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages.main(1000, tmp_path / "bench.json")
    written = msgspec.json.decode((tmp_path / "bench.json").read_bytes(), type=dict[str, report.Measure])
    assert {name.split(":")[0].split(",")[0] for name in written} == {
        "start to first page",
        "memory idle",
        "memory loaded",
        "on the wire",
        "family page",
        "report page",
    }
    assert all(measure.runs and measure.goal for measure in written.values())
    shown = capsys.readouterr().out
    assert all(name in shown for name in written)


def test_the_peer_is_of_equal_size() -> None:
    client = bare.bare_app(bare.Sizes(kept=3000, rendered=24_000)).test_client()
    assert len(client.get("/kept").data) == 3000
    assert abs(len(client.get("/rendered").data) - 24_000) < 200


def test_too_slow_beside_a_peer_is_a_goal_missed() -> None:
    missed = report.measure([3.0], "/s", goal="≥ 0.8 ×", peer=[4.0], peer_name="bare", least_ratio=0.8)
    met = report.measure([3.2], "/s", goal="≥ 0.8 ×", peer=[4.0], peer_name="bare", least_ratio=0.8)
    assert (missed.met, met.met) == (False, True)


ANSWERS = [
    (b"HTTP/1.1 500 NO\r\nContent-Length: 0\r\n\r\n", "500"),
    (b"HTTP/1.1 200 OK\r\n\r\n", "Content-Length"),
    (b"", "hung up"),
]


@pytest.mark.parametrize(("answer", "said"), ANSWERS)
def test_a_wrong_answer_is_no_measure(answer: bytes, said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            plug, _ = server.accept()
            with plug:
                plug.recv(1000)
                plug.sendall(answer)

        thread = threading.Thread(target=once)
        thread.start()
        with pytest.raises(wire.WrongAnswer, match=said):
            wire.fetch(server.getsockname()[1], wire.Asked("/", "kiosk.test"))
        thread.join()
