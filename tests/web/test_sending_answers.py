"""Page or part from one address, where a change leads, and what HX headers carry (O6, L20)."""

import json

import pytest
from flask.testing import FlaskClient

from kiosk.web import is_local
from tests.web.sample import CYRILLIC

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("headers", "whole"),
    (
        ({}, True),
        (HTMX, False),
        (HTMX | {"HX-Boosted": "true"}, True),
        (HTMX | {"HX-History-Restore-Request": "true"}, True),
    ),
)
def test_htmx_gets_the_part_and_everything_else_the_page(
    client: FlaskClient, headers: dict[str, str], *, whole: bool
) -> None:
    response = client.get("/", headers=headers)
    text = response.get_data(as_text=True)
    assert ("<html" in text) is whole
    assert CYRILLIC in text
    assert "HX-Request" in response.headers["Vary"]


def test_a_page_includes_its_part_so_they_cannot_differ(client: FlaskClient) -> None:
    part = client.get("/", headers=HTMX).get_data(as_text=True)
    assert part.strip() in client.get("/").get_data(as_text=True)


def test_several_events_go_in_one_ascii_header(client: FlaskClient) -> None:
    header = client.get("/hx").headers["HX-Trigger"]
    assert header.isascii()
    assert json.loads(header) == {"saved": {"text": CYRILLIC}, "counted": 3}


@pytest.mark.parametrize(
    ("address", "ours"),
    (
        ("/report/2026-11-24", True),
        ("/люди?имя=Мария", True),
        ("/", True),
        ("//evil.example/", False),
        ("/\\evil.example", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/a\r\nSet-Cookie: x=1", False),
        ("", False),
    ),
)
def test_nobody_is_sent_to_a_foreign_address(address: str, *, ours: bool) -> None:
    assert is_local(address) is ours


def test_a_download_keeps_its_cyrillic_name_and_is_never_shown(client: FlaskClient) -> None:
    response = client.get("/file")
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="_____ __ ____.txt"; '
        "filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82%20%D0%B7%D0%B0%20%D0%B4%D0%B5%D0%BD%D1%8C.txt"
    )
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
