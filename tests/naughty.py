"""Texts that break programs: our own list, for every field that people or copying can fill (H2, W1)."""

from urllib.parse import quote_plus

SAFE = (
    "=1+2",
    "=cmd|' /C calc'!A0",
    "+79990001122",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><b>&amp;&#39;",
    "{{ 7*7 }} {% raw %} %(who)s %s",
    "'; DROP TABLE report_rows; --",
    "👩‍👩‍👧‍👦 🎻 🏳️‍🌈",
    "е\u0308лка и\u0306од",
    "a\u0300\u0301\u0302\u0303\u0304" * 20,
    "строка\u2028строка\u2029строка",
    "\u202eгимн\u202c \u2066назад\u2069 \u200f\u200e",
    "\ufeffначало",
    "МАША и MAША",
    "../../etc/passwd",
    "null",
    "NaN",
    "0",
)
"""May be kept: shown as text and nothing but text."""

BROKEN = (
    "ноль\x00байт",
    "колокол\x07",
    "\x1b[31mкрасный",
    "половина\ud800знака",
    "\ufffe не знак \uffff",
    "я" * 100_000,
    "я" * 2001,
)
"""Cannot stand in a record: a sentence, or the sign is left out; never a fault of the program."""

NAUGHTY = (*SAFE, *BROKEN)


def encoded(fields: dict[str, str]) -> bytes:
    """Fields as form bytes, halves of characters included, which no honest browser sends."""
    pairs = ("=".join(quote_plus(text.encode("utf-8", "surrogatepass")) for text in pair) for pair in fields.items())
    return "&".join(pairs).encode("ascii")
