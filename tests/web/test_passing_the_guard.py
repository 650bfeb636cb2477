"""Who is let in: names of the server, origins of forms, tokens, permissions, limits (L21, P1, P5)."""

import datetime as dt
import json

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from kiosk.clock import FixedClock
from kiosk.web import Hosts, check_verdicts
from kiosk.web.guard import comes_from_here
from kiosk.web.hosts import machine_names
from kiosk.web.tokens import VISITOR_SECONDS
from kiosk.web.verdicts import MissingVerdict
from tests.web.sample import WHO, token_in

ORIGIN = {"Origin": "http://localhost"}
HTMX = {"HX-Request": "true"}


def signed_in(client: FlaskClient, who: str) -> FlaskClient:
    client.set_cookie(WHO, who)
    return client


# names of the server


@pytest.mark.parametrize(
    ("host", "status"),
    (
        ("kiosk.test", 200),
        ("KIOSK.test:8080", 200),
        ("192.168.1.10", 200),
        ("192.168.1.10:9999", 200),
        ("192.168.1.11", 400),
        ("evil.example", 400),
        ("kiosk.test.evil.example", 400),
        ("kiosk.test.", 400),
        ("evil@kiosk.test", 400),
    ),
)
def test_the_server_answers_to_its_own_names_only(client: FlaskClient, host: str, status: int) -> None:
    assert client.get("/", headers={"Host": host}).status_code == status


def test_a_foreign_name_is_told_the_right_addresses(client: FlaskClient) -> None:
    page = client.get("/", headers={"Host": "evil.example", "Accept-Language": "ru"}).get_data(as_text=True)
    assert "Киоск не знает этого адреса" in page
    assert "http://192.168.1.10:8080/" in page
    assert "evil.example" not in page


def test_a_new_address_of_the_machine_is_found_without_a_restart() -> None:
    finds = iter([frozenset({"192.168.1.10"}), frozenset({"192.168.1.77"})])
    hosts = Hosts(["kiosk.test"], find=lambda: next(finds))
    assert "192.168.1.10" in hosts
    hosts._looked = -1000.0
    assert "192.168.1.77:8080" in hosts
    assert "kiosk.test" in hosts


def test_this_machine_knows_itself() -> None:
    assert {"localhost", "127.0.0.1", "::1"} <= machine_names()
    assert "[::1]:8080" in Hosts()


# where a form comes from


@pytest.mark.parametrize(
    ("headers", "status"),
    (
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://LOCALHOST"}, 303),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:9999"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({}, 403),
        ({"Referer": "http://localhost/form?x=1"}, 303),
        ({"Referer": "http://evil.example/http://localhost/"}, 403),
        ({"Origin": "null", "Referer": "http://localhost/form"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 303),
    ),
)
def test_a_form_is_taken_from_our_own_pages_only(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    token = token_in(client.get("/form"))
    response = client.post("/form", data={"name": "Мария", "token": token}, headers=headers)
    assert response.status_code == status


# the token


def test_a_token_serves_its_own_session_and_no_other(app: Flask) -> None:
    token = token_in(signed_in(app.test_client(), "teacher").get("/staff/form"))
    form = {"name": "Мария", "token": token}
    assert signed_in(app.test_client(), "teacher").post("/staff/form", data=form, headers=ORIGIN).status_code == 303
    assert signed_in(app.test_client(), "deputy").post("/staff/form", data=form, headers=ORIGIN).status_code == 403


@pytest.mark.parametrize("token", ("", "x", "ffffffffffffffffffff.0", "é" * 40, "0." + "0" * 32))
def test_a_made_up_token_is_refused(client: FlaskClient, token: str) -> None:
    client.get("/form")
    assert client.post("/form", data={"name": "Мария", "token": token}, headers=ORIGIN).status_code == 403


def test_a_visitors_token_is_bound_to_the_visitors_cookie(app: Flask) -> None:
    token = token_in(app.test_client().get("/form"))
    other = app.test_client()
    other.get("/form")
    assert other.post("/form", data={"name": "Мария", "token": token}, headers=ORIGIN).status_code == 403


def test_a_visitors_token_lives_for_an_evening(client: FlaskClient, clock: FixedClock) -> None:
    form = {"name": "Мария", "token": token_in(client.get("/form"))}
    clock.advance(dt.timedelta(seconds=VISITOR_SECONDS - 1))
    assert client.post("/form", data=form, headers=ORIGIN).status_code == 303
    clock.advance(dt.timedelta(seconds=2))
    assert client.post("/form", data=form, headers=ORIGIN).status_code == 403


def test_what_was_typed_before_the_token_died_is_sent_again_by_one_press(client: FlaskClient) -> None:
    client.get("/form")
    page = client.post("/form", data={"name": 'Мария "М"', "token": "old"}, headers=ORIGIN)
    text = page.get_data(as_text=True)
    assert page.status_code == 403
    assert '<input type="hidden" name="name" value="Мария &#34;М&#34;">' in text
    again = client.post("/form", data={"name": "Мария", "token": token_in(page)}, headers=ORIGIN)
    assert again.status_code == 303


def test_htmx_is_told_a_fresh_token_and_keeps_its_page(client: FlaskClient) -> None:
    client.get("/form")
    page = client.post("/form", data={"name": "Мария", "token": "old"}, headers=ORIGIN | HTMX)
    assert page.status_code == 403
    assert "<html" not in page.get_data(as_text=True)
    token = json.loads(page.headers["HX-Trigger"])["stale-form"]["token"]
    again = client.post("/form", data={"name": "Мария", "token": token}, headers=ORIGIN)
    assert again.status_code == 303


def test_the_visitors_cookie_is_unreadable_and_stays_on_this_site(client: FlaskClient) -> None:
    cookie = client.get("/form").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_an_upload_without_a_form_needs_no_token_but_an_origin(client: FlaskClient) -> None:
    signed_in(client, "teacher")
    assert client.patch("/uploads/1", headers=ORIGIN).status_code == 204
    assert client.patch("/uploads/1").status_code == 403


def test_a_protocol_with_a_header_of_its_own_names_no_origin_but_a_foreign_one_is_refused() -> None:
    app = Flask("spoken")
    with app.test_request_context("/", method="PATCH"):
        assert comes_from_here(named=False)
        assert not comes_from_here()
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        with app.test_request_context("/", method="PATCH", headers=headers):
            assert not comes_from_here(named=False)


# who may


@pytest.mark.parametrize(
    ("who", "method", "address", "status"),
    (
        ("teacher", "GET", "/staff", 200),
        ("deputy", "GET", "/deputy", 200),
        ("teacher", "GET", "/deputy", 404),
        ("teacher", "POST", "/deputy/acceptance", 403),
        ("", "GET", "/staff", 303),
        ("", "POST", "/deputy/acceptance", 401),
        ("", "GET", "/", 200),
    ),
)
def test_role_by_action(client: FlaskClient, who: str, method: str, address: str, status: int) -> None:
    if who:
        signed_in(client, who)
    assert client.open(address, method=method, headers=ORIGIN).status_code == status


def test_a_visitor_is_shown_to_the_sign_in_and_back(client: FlaskClient) -> None:
    response = client.get("/staff?day=вчера")
    assert response.headers["Location"] == "/sign-in?next=/staff%3Fday%3D%D0%B2%D1%87%D0%B5%D1%80%D0%B0"


def test_htmx_is_told_that_the_sign_in_has_ended(client: FlaskClient) -> None:
    response = client.get("/staff", headers=HTMX)
    assert response.status_code == 401
    assert "signed-out" in response.headers["HX-Trigger"]


def test_a_route_without_a_verdict_stops_the_start(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: Response("")
    with pytest.raises(MissingVerdict, match="forgotten"):
        check_verdicts(app)


# limits


def test_guessing_at_cards_is_slowed_down_and_the_right_card_always_opens(
    client: FlaskClient, clock: FixedClock
) -> None:
    assert [client.get(f"/s/{guess}").status_code for guess in "abcd"] == [404, 404, 404, 429]
    assert client.get("/s/ivanov").status_code == 200
    assert client.get("/s/gone").headers["Retry-After"] == "60"
    clock.advance(dt.timedelta(seconds=61))
    assert client.get("/s/e").status_code == 404


def test_a_withdrawn_card_is_410_for_whoever_did_not_guess(client: FlaskClient) -> None:
    assert client.get("/s/gone").status_code == 410


def test_tries_are_counted_looks_are_not(client: FlaskClient, clock: FixedClock) -> None:
    form = {"token": token_in(client.get("/form"))}
    statuses = [client.post("/card", data=form, headers=ORIGIN).status_code for _ in range(4)]
    assert statuses == [303, 303, 303, 429]
    clock.advance(dt.timedelta(seconds=61))
    assert client.post("/card", data=form, headers=ORIGIN).status_code == 303


def test_another_address_is_not_made_to_wait(client: FlaskClient) -> None:
    for guess in "abcde":
        client.get(f"/s/{guess}")
    assert client.get("/s/f", environ_overrides={"REMOTE_ADDR": "192.168.1.44"}).status_code == 404
