"""O5: the technician's log tells what happened and no secret."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli.logs import JsonLines, masked, write_to


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Path]:
    handler = write_to(tmp_path)
    assert handler is not None
    yield tmp_path / "logs" / "kiosk.log"
    logging.getLogger().removeHandler(handler)
    handler.close()
    logging.raiseExceptions = True


def test_a_line_is_json_with_its_moment(lines: Path) -> None:
    logging.getLogger("kiosk.web").warning("диск: осталось %d МБ", 5)
    line = json.loads(lines.read_text("utf-8"))
    assert (line["level"], line["from"]) == ("warning", "kiosk.web")
    assert line["what"] == "диск: осталось 5 МБ"
    assert line["at"].endswith("+00:00")


def test_half_a_smiley_is_written_by_its_number() -> None:
    record = logging.LogRecord("kiosk", logging.INFO, "", 0, "знак \ud83d", (), None)
    assert json.loads(JsonLines().format(record))["what"] == "знак \\ud83d"


def test_an_error_of_ours_keeps_its_trace(lines: Path) -> None:
    try:
        raise ZeroDivisionError("/s/Vk3b0xq2nR8tYp4mZs7wLA")
    except ZeroDivisionError:
        logging.getLogger("kiosk").exception("page failed")
    assert "ZeroDivisionError: /s/Vk3b…" in json.loads(lines.read_text("utf-8"))["trace"]


@pytest.mark.parametrize(
    ("text", "shown"),
    (
        ("GET /s/Vk3b0xq2nR8tYp4mZs7wLA/week", "GET /s/Vk3b…/week"),
        ("GET /receipt/HK3M9?card=Vk3b0xq2nR8tYp4mZs7wLA", "GET /receipt/HK3M9?card=Vk3b…"),
        ("typed http://10.0.0.1/s/Vk3b0xq2nR8tYp4mZs7wLA!", "typed http://10.0.0.1/s/Vk3b…!"),
        ("GET /s/Vk3b0xq2nR8tYp4mZs7wLA.ics", "GET /s/Vk3b….ics"),
        ("GET /sound/Vk3b0xq2nR8tYp4mZs7wLA", "GET /sound/Vk3b…"),
        ("GET /static/kiosk.css", "GET /static/kiosk.css"),
    ),
)
def test_of_a_card_only_the_first_letters(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in the way", "utf-8")
    assert write_to(tmp_path) is None
