"""The peer of `bench pages`: as little Flask and Jinja as a page of this size can be made with (F1, H2)."""

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask, Response, send_file

ROW: Final = ("14:00", "14:30", "1", "Иванова Мария, 3 (8)", "Специальность (фортепиано)", "урок", "телефон", "Гамма")
FILE: Final = Path(__file__).parents[2] / "static" / "family.css"
"""4 KB, about what a family's page weighs packed."""
TEMPLATE: Final = (
    "<!doctype html><html lang=ru><title>{{ title }}</title><table>"
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes: of the kept page as it lies packed, of the rendered page before any packing."""

    kept: int
    rendered: int


def bare_app(sizes: Sizes) -> Flask:
    """/kept answers bytes from memory, /rendered fills a template, /file sends a file; none packs or asks a store."""
    app = Flask("bare", static_folder=None)
    template = app.jinja_env.from_string(TEMPLATE)
    one, none = (len(template.render(title="День", rows=rows).encode()) for rows in ((ROW,), ()))
    rows = (ROW,) * max(1, round((sizes.rendered - none) / (one - none)))
    packed = gzip.compress(b"", mtime=0).ljust(sizes.kept, b"\0")

    @app.get("/kept")
    def kept() -> Response:
        return Response(packed, content_type="text/html; charset=utf-8", headers={"Content-Encoding": "gzip"})

    @app.get("/rendered")
    def rendered() -> str:
        return template.render(title="День", rows=rows)

    @app.get("/file")
    def file() -> Response:
        return send_file(FILE)

    return app
