"""What holds for every template and file of `static/`, whoever wrote it (L15, L20, L21)."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from kiosk.web import ROOT
from kiosk.web.assets import Assets
from kiosk.web.css import minified

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not path.name.startswith("_") and "parts" not in path.parts]
STATIC = ROOT / "static"
OWN = [path for path in sorted(STATIC.glob("*")) if path.suffix in {".css", ".js", ".svg"}]

FORBIDDEN = {
    "a style attribute (the policy forbids it)": re.compile(r"<[^>]*\sstyle=", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son\w+=", re.IGNORECASE),
    "hx-on, js: or a trigger filter (they need eval)": re.compile(r"hx-on|hx-vals=.js:|hx-trigger=\"[^\"]*\["),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "the address of another host": re.compile(r"(?:src|href|action|url)\s*[=(]\s*[\"']?(?:https?:)?//(?!www\.w3\.org)"),
    "a native date or time field (its look follows the browser)": re.compile(r"type=\"(?:date|time|datetime-local)\""),
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_that_the_policy_or_an_old_browser_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_page_has_a_title_and_a_base(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name.startswith("base"):
        assert "{% block title required %}" in text
        assert "{% block main required %}" in text
    else:
        assert re.search(r'{% extends "base\w*\.html" %}', text)
        assert "{% block title %}" in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_what_htmx_sends_goes_where_the_form_goes(path: Path) -> None:
    for tag in re.findall(r"<form\b[^>]*>", path.read_text(encoding="utf-8")):
        sent = re.search(r'hx-(?:post|get)="([^"]*)"', tag)
        action = re.search(r'\baction="([^"]*)"', tag)
        assert not sent or (action and action[1] == sent[1]), tag


AT_THE_DOOR = "hold it to the scanner"
"""The field of the doors, a page kept for every visit: it changes nothing, it shows the week of a card (F2)."""

BEHIND_THE_CARD = 'action="/s/{{ token }}/notices/{{ notice.id }}"'
"""The one form of a page that is kept for every visit: the card's token in its address is the secret (F4)."""


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_form_that_changes_something_carries_a_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL | re.IGNORECASE):
        if re.search(r'method="post"', form, re.IGNORECASE):
            assert "csrf()" in form or BEHIND_THE_CARD in form or AT_THE_DOOR in form, form[:200]


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_no_file_of_ours_calls_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "://" not in text


# what we did not write


def test_htmx_is_the_file_that_was_checked() -> None:
    named = (STATIC / "vendor" / "htmx-2.0.11.min.js.sha256").read_text(encoding="ascii").split()
    assert named == ["d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717", "htmx-2.0.11.min.js"]
    assert hashlib.sha256((STATIC / "vendor" / named[1]).read_bytes()).hexdigest() == named[0]
    assert "Zero-Clause BSD" in (STATIC / "vendor" / "htmx-2.0.11.LICENSE.txt").read_text(encoding="utf-8")


# budgets on the wire


@pytest.mark.parametrize(("name", "most_bytes"), (("kiosk.css", 6144), ("family.css", 1536), ("print.css", 2048)))
def test_stylesheets_stay_small(name: str, most_bytes: int) -> None:
    asset = Assets(STATIC).plain[name]
    assert len(asset.packed) <= most_bytes


@pytest.mark.parametrize("name", ("kiosk.css", "family.css", "print.css"))
def test_making_a_stylesheet_small_loses_no_rule(name: str) -> None:
    css = (STATIC / name).read_text(encoding="utf-8")
    small = minified(css)
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for sign in "{}":
        assert small.count(sign) == bare.count(sign)
    assert re.sub(r"[\s;]", "", small) == re.sub(r"[\s;]", "", bare)
    assert minified(small) == small


def test_small_is_smaller_and_keeps_what_matters() -> None:
    css = "/* a */ a : hover { color : red ; top: calc( 1px + 2px ) ; }\n@media (min-width: 1px) { b  c { d: e } }"
    assert minified(css) == "a : hover{color : red;top:calc( 1px + 2px )}@media (min-width:1px){b c{d:e}}"


def test_the_same_file_packs_to_the_same_bytes() -> None:
    first, second = Assets(STATIC).plain["kiosk.css"], Assets(STATIC).plain["kiosk.css"]
    assert first.packed == second.packed
    assert gzip.decompress(first.packed) == first.body
