"""Kind pages for every error, in both languages, without a trace (L20)."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.web import masked

RU = {"Accept-Language": "ru"}
EN = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    ("address", "status", "russian", "english"),
    (
        ("/nope", 404, "Такой страницы нет", "There is no such page"),
        ("/abort/403", 403, "Это меняет другой сотрудник", "This is not yours to change"),
        ("/abort/410", 410, "Этого здесь больше нет", "This is no longer here"),
        ("/abort/413", 413, "Слишком большой файл", "Too large to send"),
        ("/abort/422", 422, "В таком виде записать нельзя", "This cannot be saved as it is"),
        ("/abort/429", 429, "Слишком много попыток", "Too many tries"),
        ("/abort/418", 418, "Запрос не удалось прочитать", "This request could not be read"),
        ("/full", 503, "Диск заполнен", "The disk is full"),
        ("/broken", 500, "Ошибка киоска", "The kiosk made a mistake"),
        ("/s/gone", 410, "Карточка больше не действует", "This card is no longer valid"),
        ("/s/unknown", 404, "Нет новой — попросите в", "There is none: ask for one"),
    ),
)
def test_every_error_is_a_page_in_the_readers_language(
    client: FlaskClient, address: str, status: int, russian: str, english: str
) -> None:
    for headers, sentence in ((RU, russian), (EN, english)):
        response = client.get(address, headers=headers)
        assert response.status_code == status
        assert sentence in response.get_data(as_text=True).replace("\u00a0", " ")
        assert "Traceback" not in response.get_data(as_text=True)


def test_a_wrong_method_says_so_and_names_the_right_one(client: FlaskClient) -> None:
    response = client.put("/", headers=RU)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_a_mistake_of_the_program_is_logged_under_the_number_on_the_page(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="kiosk.web"):
        page = client.get("/broken", headers=RU).get_data(as_text=True)
    assert "подробности" not in page
    mark = caplog.records[0].getMessage().split()[0]
    assert f"<b>{mark}</b>" in page


def test_the_lost_card_has_the_familys_look_and_no_script(client: FlaskClient) -> None:
    page = client.get("/s/gone", headers=RU).get_data(as_text=True)
    assert "<script" not in page
    assert '<link rel="stylesheet"' not in page
    assert 'href="/card"' in page


def test_htmx_gets_a_sentence_and_not_a_page(client: FlaskClient) -> None:
    text = client.get("/full", headers=RU | {"HX-Request": "true"}).get_data(as_text=True)
    assert text.startswith('<p class="problem"')
    assert "Диск заполнен" in text


def test_when_even_the_error_page_fails_there_are_last_words(app: Flask) -> None:
    app.jinja_env.globals["frame"] = None
    response = app.test_client().get("/nope", headers=RU)
    assert response.status_code == 404
    assert "Сообщите администратору" in response.get_data(as_text=True)


def test_secrets_of_cards_are_not_written_into_logs() -> None:
    assert masked("/s/abcdefghijklmnopqrstuv/week") == "/s/abcd…/week"
    assert masked("/sound/abcdefghijklmnopqrstuv") == "/sound/abcd…"
    assert masked("/receipt/HK3M9") == "/receipt/HK3M…"
    assert masked("/report/2026-11-24") == "/report/2026-11-24"


def test_a_form_with_mistakes_is_422_with_everything_typed(client: FlaskClient) -> None:
    page = client.get("/form", headers=RU).get_data(as_text=True)
    token = page.split('name="token" value="')[1].split('"')[0]
    sent = {"token": token, "name": ""}
    response = client.post("/form", data=sent, headers=RU | {"Origin": "http://localhost"})
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "<title>Ошибка: Войти — Камертон</title>" in text
    assert '<a href="#name">Заполните это поле.</a>' in text
    assert 'aria-invalid="true" aria-describedby="name-p name-h"' in text
    assert text.count("Заполните это поле.") == 2
