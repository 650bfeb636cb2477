"""Bytes of strangers leave as a download or within a page, by parts, and never as a page of their own (W1, W2, L6)."""

import http.client
from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from kiosk.web import as_brought, as_shown, everyone
from tests.documents.recordings import GIF, ID3_MP3, JPEG, PAGE, PNG, SVG, heic, mp3, mp4, packed
from tests.documents.test_pictures import WHERE, photo
from tests.web.serving import served

SOUND = mp3(frames=100)
ID = "ab" * 32


@pytest.fixture
def giving(app: Flask, tmp_path: Path) -> Flask:
    @app.get("/given/<how>/<name>")
    @everyone
    def given(how: str, name: str) -> Response:
        if how == "brought":
            return as_brought(tmp_path / ID, name)
        return as_shown(tmp_path / ID, name, small="small" in request.args)

    return app


@pytest.fixture
def client(giving: Flask) -> FlaskClient:
    return giving.test_client()


def bring(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ID).write_bytes(content)


# how it is asked for, name, content, media type that goes out, shown within a page or a download, under which name
GIVEN = (
    ("shown", "a.mp3", ID3_MP3, "audio/mpeg", True, "a.mp3"),
    ("shown", "a.mp4", mp4(), "video/mp4", True, "a.mp4"),
    ("shown", "a.mov", mp4(b"hvc1", b"qt  "), "video/mp4", True, "a.mov"),
    ("shown", "a.gif", GIF, "image/gif", True, "a.gif"),
    ("shown", "page.html", b"GIF89a/*" + PAGE + b"*/", "image/gif", True, "page.html.gif"),
    ("shown", "page.html", PAGE, "application/octet-stream", False, "page.html"),
    ("shown", "a.svg", SVG, "application/octet-stream", False, "a.svg"),
    ("shown", "a.jpg", JPEG, "application/octet-stream", False, "a.jpg"),  # no whole picture: its place is unknown
    ("shown", "a.heic", heic(), "application/octet-stream", False, "a.heic"),
    ("shown", "a.avi", b"RIFF\x10\0\0\0AVI LIST", "application/octet-stream", False, "a.avi"),
    ("shown", "a.pdf", b"%PDF-1.4", "application/octet-stream", False, "a.pdf"),
    ("shown", "a.zip", packed({"a": ""}), "application/octet-stream", False, "a.zip"),
    ("brought", "a.mp3", ID3_MP3, "application/octet-stream", False, "a.mp3"),
    ("brought", "page.html", b"GIF89a/*" + PAGE + b"*/", "application/octet-stream", False, "page.html.gif"),
    ("brought", "photo.exe", PNG, "application/octet-stream", False, "photo.exe.png"),
)


@pytest.mark.parametrize("given", GIVEN, ids=range(len(GIVEN)))
def test_how_a_file_leaves(client: FlaskClient, tmp_path: Path, given: tuple[str, str, bytes, str, bool, str]) -> None:
    how, name, content, media_type, within, called = given
    bring(tmp_path, content)
    with client.get(f"/given/{how}/{name}") as answer:
        assert (answer.status_code, answer.data, answer.mimetype) == (200, content, media_type)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Cache-Control"] == "no-store"
        said = answer.headers["Content-Disposition"]
    assert said.startswith(f'{"inline" if within else "attachment"}; filename="{called}";')


# a player asks for a part: what it says, status, bytes
PARTS: tuple[tuple[dict[str, str], int, bytes], ...] = (
    ({}, 200, SOUND),
    ({"Range": "bytes=0-"}, 206, SOUND),
    ({"Range": "bytes=2-8"}, 206, SOUND[2:9]),
    ({"Range": "bytes=-10"}, 206, SOUND[-10:]),
    ({"Range": f"bytes=100-{len(SOUND) * 9}"}, 206, SOUND[100:]),
    ({"Range": "bytes=5-9", "If-Range": f'"{ID}"'}, 206, SOUND[5:10]),
    ({"Range": "bytes=5-9", "If-Range": '"another content"'}, 200, SOUND),
    ({"Range": "bytes=9-5"}, 200, SOUND),
    ({"Range": "lines=1-2"}, 200, SOUND),
    ({"Range": "bytes=0-1,5-6"}, 200, SOUND),
)


@pytest.mark.parametrize("how", ("brought", "shown"))
@pytest.mark.parametrize(("asked", "status", "body"), PARTS)
def test_a_player_asks_for_parts(
    client: FlaskClient, tmp_path: Path, how: str, asked: dict[str, str], status: int, body: bytes
) -> None:
    bring(tmp_path, SOUND)
    with client.get(f"/given/{how}/a.mp3", headers=asked) as part:
        assert (part.status_code, part.data) == (status, body)
        assert part.headers["Accept-Ranges"] == "bytes"
        assert part.headers["Content-Length"] == str(len(body))
        if status == 206:
            assert part.headers["Content-Range"].endswith(f"/{len(SOUND)}")
    with client.head(f"/given/{how}/a.mp3", headers=asked) as head:
        assert head.data == b""
        assert head.headers["Content-Length"] == str(len(SOUND) if head.status_code == 200 else len(body))


def test_a_part_beyond_the_end_says_where_the_end_is(client: FlaskClient, tmp_path: Path) -> None:
    bring(tmp_path, SOUND)
    with client.get("/given/shown/a.mp3", headers={"Range": f"bytes={len(SOUND)}-"}) as part:
        assert part.status_code == 416
        assert part.headers["Content-Range"] == f"bytes */{len(SOUND)}"


def test_a_photo_is_shown_without_its_place_and_kept_with_it(client: FlaskClient, tmp_path: Path) -> None:
    taken = photo()
    bring(tmp_path, taken)
    shown, brought = client.get("/given/shown/a.jpg"), client.get("/given/brought/a.jpg")
    assert (shown.mimetype, WHERE in shown.data) == ("image/jpeg", False)
    assert brought.data == taken
    small = client.get("/given/shown/a.jpg?small=1")
    assert (small.mimetype, WHERE in small.data) == ("image/jpeg", False)
    for answer in (shown, small):
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Content-Disposition"].startswith('inline; filename="a.jpg"')
    brought.close()


def test_a_player_seeks_in_a_long_video_over_a_real_socket(giving: Flask, tmp_path: Path) -> None:
    video = mp4() + bytes(range(256)) * 40_000
    bring(tmp_path, video)
    with served(giving) as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for asked, status, body in (
            ("bytes=0-", 206, video),
            ("bytes=9000000-", 206, video[9_000_000:]),
            ("", 200, video),
        ):
            line.request(
                "GET", "/given/shown/a.mp4", headers={"Host": "kiosk.test"} | ({"Range": asked} if asked else {})
            )
            answer = line.getresponse()
            assert (answer.status, answer.read()) == (status, body)
            assert answer.headers["Content-Length"] == str(len(body))
        line.request("HEAD", "/given/shown/a.mp4", headers={"Host": "kiosk.test", "Range": "bytes=5-9"})
        head = line.getresponse()
        assert (head.status, head.headers["Content-Length"], head.read()) == (206, "5", b"")
        line.close()
