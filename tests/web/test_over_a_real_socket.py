"""What only a real server shows: headers in ASCII, packed bytes, the size of a 304, names and origins (L15, L21).

The test client accepts Cyrillic in a header and fills in Host; waitress and browsers do neither.
"""

import gzip
import http.client
import json
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from flask import Flask

from tests.web.sample import CYRILLIC
from tests.web.serving import served

HTMX = {"HX-Request": "true"}


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    with served(app) as open_port:
        yield open_port


def ask(
    port: int, address: str, headers: dict[str, str] | None = None, method: str = "GET", body: str | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, address, body, {"Connection": "close"} | (headers or {}))
    response = connection.getresponse()
    read = response.read()
    connection.close()
    return response, read


def wire_size(response: http.client.HTTPResponse, body: bytes) -> int:
    lines = [f"HTTP/1.1 {response.status} {response.reason}", *(f"{n}: {v}" for n, v in response.getheaders()), ""]
    return len("\r\n".join([*lines, ""]).encode()) + len(body)


def test_events_and_addresses_in_russian_arrive(port: int) -> None:
    response, _ = ask(port, "/hx", HTMX)
    assert response.status == 200
    assert json.loads(response.headers["HX-Trigger"])["saved"]["text"] == CYRILLIC
    assert unquote(response.headers["HX-Push-Url"]) == "/отчёт/2026-11-24?имя=Мария Иванова"
    assert response.headers["HX-Retarget"] == "#row-17"


def form_and_cookie(port: int) -> tuple[str, str]:
    response, body = ask(port, "/form")
    token = body.decode().split('name="token" value="')[1].split('"')[0]
    return token, response.headers["Set-Cookie"].split(";")[0]


@pytest.mark.parametrize(("extra", "status", "header"), (({}, 303, "Location"), (HTMX, 204, "HX-Redirect")))
def test_a_russian_address_after_a_change(port: int, extra: dict[str, str], status: int, header: str) -> None:
    token, cookie = form_and_cookie(port)
    headers = {
        "Origin": f"http://127.0.0.1:{port}",
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    response, _ = ask(port, "/form", headers | extra, "POST", f"name=x&token={token}")
    assert response.status == status
    assert unquote(response.headers[header]) == "/готово?имя=Мария"


@pytest.mark.parametrize(
    ("origin", "status"),
    (
        ("http://127.0.0.1:{port}", 303),
        ("http://127.0.0.1", 403),
        ("http://localhost:{port}", 403),
        ("http://192.168.1.10:{port}", 403),
        ("http://evil.example", 403),
        ("null", 403),
        ("", 403),
    ),
)
def test_the_origin_has_to_be_the_very_address_asked(port: int, origin: str, status: int) -> None:
    token, cookie = form_and_cookie(port)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    if origin:
        headers["Origin"] = origin.format(port=port)
    response, _ = ask(port, "/form", headers, "POST", f"name=x&token={token}")
    assert response.status == status


@pytest.mark.parametrize(
    ("host", "status"),
    (("kiosk.test", 200), ("KIOSK.TEST:80", 200), ("192.168.1.10", 200), ("evil.example", 400), ("", 400)),
)
def test_names_of_the_server(port: int, host: str, status: int) -> None:
    assert ask(port, "/", {"Host": host})[0].status == status


def test_a_family_page_is_small_at_first_and_next_to_nothing_again(port: int) -> None:
    headers = {"Accept-Encoding": "gzip, deflate", "Host": "kiosk.test", "Accept-Language": "ru"}
    first, body = ask(port, "/s/ivanov", headers)
    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).decode().startswith("<!doctype html>")
    assert wire_size(first, body) <= 4096
    again, nothing = ask(port, "/s/ivanov", headers | {"If-None-Match": first.headers["ETag"]})
    assert (again.status, nothing) == (304, b"")
    assert wire_size(again, nothing) <= 300


def test_a_russian_name_of_a_download_arrives(port: int) -> None:
    response, body = ask(port, "/file")
    assert response.status == 200
    assert "filename*=UTF-8''%D0%9E" in response.headers["Content-Disposition"]
    assert len(body) == 600


def test_a_stranger_is_sent_to_the_sign_in_with_a_russian_wish(port: int) -> None:
    response, _ = ask(port, "/staff?%D0%B4%D0%B5%D0%BD%D1%8C=%D0%B2%D1%87%D0%B5%D1%80%D0%B0")
    assert response.status == 303
    assert unquote(unquote(response.headers["Location"])) == "/sign-in?next=/staff?день=вчера"


@pytest.mark.parametrize(
    "address", ("/nope", "/full", "/broken", "/s/%D0%BA%D0%BE%D1%82", "/%FF%FE", "/form?lang=en&x=%FF")
)
def test_odd_addresses_are_answered_too(port: int, address: str) -> None:
    response, body = ask(port, address)
    assert response.status in {303, 400, 404, 500, 503}
    assert body
