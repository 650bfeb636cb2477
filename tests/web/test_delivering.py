"""Packing, caching, kept pages, headers of safety (F1, L15, L21)."""

import datetime as dt
import gzip

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from kiosk.actor import SYSTEM
from kiosk.clock import FixedClock
from kiosk.store import Store
from kiosk.web import form_token
from kiosk.web.keeping import KeptPage, KeptPages
from tests.web.sample import WHO, Renders

GZIP = {"Accept-Encoding": "gzip, deflate"}
RU = {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}


@pytest.mark.parametrize(
    ("address", "status"),
    (("/", 200), ("/nope", 404), ("/broken", 500), ("/full", 503), ("/s/ivanov", 200), ("/s/no", 404)),
)
def test_every_text_is_packed_errors_too(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address, headers=GZIP)
    assert response.status_code == status
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert gzip.decompress(response.get_data()).startswith(b"<!doctype html>")


@pytest.mark.parametrize("accepted", ("", "identity", "br", "gzip;q=0", "deflate"))
def test_who_cannot_unpack_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    for address in ("/", "/s/ivanov"):
        response = client.get(address, headers={"Accept-Encoding": accepted})
        assert "Content-Encoding" not in response.headers
        assert response.get_data().startswith(b"<!doctype html>")


def test_short_answers_are_not_worth_packing(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/hx", headers=GZIP).headers


def test_the_same_page_packs_to_the_same_bytes(client: FlaskClient) -> None:
    assert client.get("/", headers=GZIP).get_data() == client.get("/", headers=GZIP).get_data()


@pytest.mark.parametrize("address", ("/", "/nope", "/s/ivanov", "/file"))
def test_headers_of_safety_stand_on_every_answer(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_stylesheet_is_no_document_and_carries_no_policy(client: FlaskClient) -> None:
    headers = client.get("/static/kiosk.css").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in headers


def test_the_policy_names_the_inline_style_of_family_pages(app: Flask, client: FlaskClient) -> None:
    assets = app.extensions["kiosk"].assets
    page = client.get("/s/ivanov")
    assert f"<style>{assets.family_css}</style>" in page.get_data(as_text=True)
    assert assets.family_style_source() in page.headers["Content-Security-Policy"]
    assert "sha256-" not in client.get("/").headers["Content-Security-Policy"]


def test_staff_pages_are_stored_nowhere(client: FlaskClient) -> None:
    client.set_cookie(WHO, "teacher")
    assert client.get("/staff").headers["Cache-Control"] == "no-store"
    assert "ETag" not in client.get("/staff").headers


# pages kept rendered


def test_a_kept_page_is_rendered_once(client: FlaskClient, renders: Renders) -> None:
    pages = {client.get("/s/ivanov", headers=RU | GZIP).get_data() for _ in range(5)}
    assert len(pages) == 1
    assert renders.count == 1


def test_an_unchanged_page_is_304_before_any_rendering(client: FlaskClient, renders: Renders) -> None:
    first = client.get("/s/ivanov", headers=RU)
    again = client.get("/s/ivanov", headers=RU | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert renders.count == 1
    assert first.headers["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize(("touched", "renders_then"), (("household:3", 2), ("school", 2), ("household:4", 1)))
def test_a_change_that_touches_the_page_is_on_the_next_reload(
    client: FlaskClient, renders: Renders, store: Store, touched: str, renders_then: int
) -> None:
    first = client.get("/s/ivanov", headers=RU)
    with store.change(SYSTEM, "F1 test") as change:
        change.touch(touched)
    again = client.get("/s/ivanov", headers=RU | {"If-None-Match": first.headers["ETag"]})
    assert renders.count == renders_then
    assert again.status_code == (200 if renders_then == 2 else 304)


def test_a_kept_page_grows_old_in_a_quarter_of_an_hour(
    client: FlaskClient, renders: Renders, clock: FixedClock
) -> None:
    client.get("/s/ivanov", headers=RU)
    clock.advance(dt.timedelta(minutes=15))
    client.get("/s/ivanov", headers=RU)
    assert renders.count == 2


def test_languages_are_kept_apart(client: FlaskClient) -> None:
    russian = client.get("/s/ivanov", headers=RU)
    english = client.get("/s/ivanov", headers={"Accept-Language": "en"})
    assert '<html lang="ru">' in russian.get_data(as_text=True)
    assert '<html lang="en">' in english.get_data(as_text=True)
    assert russian.headers["ETag"] != english.headers["ETag"]
    assert "Accept-Language" in russian.headers["Vary"]


def test_a_kept_page_is_the_same_for_staff_and_strangers(client: FlaskClient, app: Flask) -> None:
    client.set_cookie(WHO, "teacher")
    assert client.get("/s/ivanov").get_data() == app.test_client().get("/s/ivanov").get_data()


def test_a_page_kept_at_the_door_is_answered_before_the_app_and_counted(
    client: FlaskClient, app: Flask, renders: Renders
) -> None:
    first = client.get("/s/ivanov", headers=RU | GZIP)
    del app.view_functions["week"]
    again = client.get("/s/ivanov", headers=RU | GZIP)
    unchanged = client.get("/s/ivanov", headers=RU | GZIP | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, unchanged.status_code) == (200, 304)
    assert (again.get_data(), again.headers) == (first.get_data(), first.headers)
    assert renders.visits == 3


def test_the_door_opens_for_no_other_host_method_or_time(
    client: FlaskClient, clock: FixedClock, store: Store, renders: Renders
) -> None:
    client.get("/s/ivanov", headers=RU)
    assert client.get("/s/ivanov", headers=RU | {"Host": "evil.example"}).status_code == 400
    assert client.post("/s/ivanov", headers=RU).status_code == 405
    clock.advance(dt.timedelta(minutes=15))
    client.get("/s/ivanov", headers=RU)
    with store.change(SYSTEM, "L21 card withdrawn") as change:
        change.touch("household:3")
    client.get("/s/ivanov", headers=RU)
    assert renders.count == 3


def test_a_whole_view_is_kept_and_made_for_a_visitor(client: FlaskClient, renders: Renders) -> None:
    client.set_cookie(WHO, "teacher")
    pages = [client.get("/board", headers=RU).get_data(as_text=True) for _ in range(3)]
    assert len(set(pages)) == 1
    assert renders.count == 1
    assert "Соколова" not in pages[0]
    assert '<a href="?lang=en"' in pages[0]


def test_a_kept_page_cannot_carry_a_form(app: Flask) -> None:
    with app.test_request_context("/"):
        g.keeping = True
        with pytest.raises(RuntimeError, match="kept for everybody"):
            form_token()


def test_pages_longest_unused_make_room() -> None:
    kept = KeptPages(most_bytes=1000)
    for number in range(5):
        kept.put(str(number), KeptPage("", b"x" * 400, Headers()))
        kept.get("0")
    assert kept.get("0") is not None
    assert kept.get("3") is None
    assert len(kept) == 2


# files


def test_a_file_is_named_by_its_content_and_kept_for_a_year(client: FlaskClient, app: Flask) -> None:
    address = app.extensions["kiosk"].assets.address("kiosk.css")
    response = client.get(address, headers=GZIP)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    again = client.get(address, headers=GZIP | {"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ("../kiosk/app.py", "..%2fREADME.md", "nope.css", "/etc/passwd", "CON", "vendor"))
def test_nothing_but_the_files_of_the_folder_goes_out(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code in {404, 308}


def test_the_language_is_chosen_once_by_the_address(client: FlaskClient) -> None:
    chosen = client.get("/form?lang=en&x=1", headers=RU)
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/form?x=1")
    assert '<html lang="en">' in client.get("/form", headers=RU).get_data(as_text=True)
    client.get("/form?lang=ru")
    assert '<html lang="ru">' in client.get("/form", headers={"Accept-Language": "en"}).get_data(as_text=True)


@pytest.mark.parametrize("query", ("?lang=de", "?lang=", "?lang=%00", "?language=en"))
def test_an_unknown_language_changes_nothing(client: FlaskClient, query: str) -> None:
    assert client.get(f"/{query}", headers=RU).status_code == 200
