"""Pages for the school's own site: files without a script that need nothing else, put there as they are (§2, F10)."""

import html
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec


class SitePage(msgspec.Struct, frozen=True):
    """One page: its file, its heading, its body as HTML; ``files`` lie beside it by name."""

    file: str
    title: str
    body: str
    files: Mapping[str, bytes] = msgspec.field(default_factory=dict)


def packed(pages: Sequence[SitePage], school: str, as_of: str) -> bytes:
    """All pages as a ZIP; each names the school and as of when it is, and leads to the others."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for page in pages:
            archive.writestr(page.file, whole(page, [one for one in pages if one is not page], school, as_of))
            for name, content in page.files.items():
                archive.writestr(name, content)
    return held.getvalue()


def whole(page: SitePage, others: Iterable[SitePage], school: str, as_of: str) -> str:
    """A page as a browser opens it."""
    links = "".join(f' · <a href="{one.file}">{html.escape(one.title)}</a>' for one in others)
    title = html.escape(page.title)
    return PAGE.format(title=title, style=STYLE, school=html.escape(school), as_of=as_of, links=links, body=page.body)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Plain texts in a table."""
    head = "".join(f"<th scope=col>{html.escape(one)}</th>" for one in headings)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def paragraph(text: str) -> str:
    """Plain text; its lines stay lines."""
    return f"<p>{html.escape(text).replace(chr(10), '<br>')}</p>"


STYLE: Final = (
    "body{font:16px/1.4 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #999;padding:.3rem .5rem;text-align:left;"
    "vertical-align:top}"
)
PAGE: Final = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><h1>{title}</h1><p>{school}. По состоянию на {as_of}{links}</p>
{body}
</body></html>
"""
