"""The parts in a browser: nothing scrolls sideways, nothing breaks the policy, no barrier that axe knows (L15, L20)."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.web.sample import WHO
from tests.web.serving import served

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as port:
        yield f"http://127.0.0.1:{port}"


def opened(browser: Browser, address: str, width: int, *, lang: str = "ru-RU", scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 720},
        locale=lang,
        color_scheme="dark" if scheme == "dark" else "light",
        extra_http_headers={"Connection": "close"},
    )
    context.add_cookies([{"name": WHO, "value": "teacher", "url": address}])
    return context.new_page()


@pytest.mark.parametrize("path", ("/parts", "/s/ivanov", "/s/gone", "/nope", "/paper", "/form"))
@pytest.mark.parametrize(
    ("width", "lang", "scheme"), ((1366, "ru-RU", "light"), (1024, "en-GB", "dark"), (360, "ru-RU", "light"))
)
def test_every_kind_of_page(browser: Browser, address: str, path: str, width: int, lang: str, scheme: str) -> None:
    page = opened(browser, address, width, lang=lang, scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not [text for text in said if "Content Security Policy" in text]
    results = Axe().run(page, options=RULES)
    page.context.close()
    assert results.violations_count == 0, results.generate_report()


def test_a_refused_form_takes_the_focus_and_leads_to_its_fields(browser: Browser, address: str) -> None:
    page = opened(browser, address, 1366)
    page.goto(f"{address}/parts")
    assert page.evaluate("document.activeElement.className") == "summary"
    page.get_by_role("link", name="Дата рождения").click()
    assert page.evaluate("document.activeElement.id") == "born"
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "born-p born-h"
    page.context.close()


def test_every_control_has_a_label_that_is_seen(browser: Browser, address: str) -> None:
    page = opened(browser, address, 1366)
    page.goto(f"{address}/parts")
    silent = page.evaluate(
        """[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
        .filter(control => ![...control.labels].some(label => label.getClientRects().length && label.innerText.trim()))
        .map(control => control.name)"""
    )
    page.context.close()
    assert silent == []


def test_without_scripts_a_form_is_sent_and_answered(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(f"{address}/form")
    page.get_by_role("button").click()
    assert "Заполните это поле." in page.content()
    assert page.title().startswith("Ошибка:")
    context.close()


# on a name that is not localhost, as in the school: no secure context, gzip only

EVIL_PAGE = """<body><form method="post" action="{target}/form"><input name="name" value="x"></form>
<script>document.forms[0].submit()</script>"""


def test_a_form_is_sent_in_the_school_and_refused_from_elsewhere(browser: Browser, address: str) -> None:
    school = address.replace("127.0.0.1", "kiosk.test")
    page = browser.new_page(locale="ru-RU", extra_http_headers={"Connection": "close"})
    answered = page.goto(f"{school}/form")
    assert answered
    assert answered.request.all_headers()["accept-encoding"] == "gzip, deflate"
    page.fill("#name", "Мария")
    with page.expect_navigation() as gone:
        page.get_by_role("button").click()
    assert gone.value.url.startswith(f"{school}/%D0%B3%D0%BE%D1%82%D0%BE%D0%B2%D0%BE")

    page.route(
        "http://evil.test/", lambda route: route.fulfill(content_type="text/html", body=EVIL_PAGE.format(target=school))
    )
    with page.expect_response(f"{school}/form") as refused:
        page.goto("http://evil.test/")
    assert refused.value.status == 403
    page.context.close()
