"""The school's regulation among the pages for its site (F7, F10)."""

import datetime as dt
import html

from kiosk.documents.site import SitePage, paragraph
from kiosk.guides.queries import shown
from kiosk.guides.records import TITLE_ON_PAPER, Kind, Version
from kiosk.guides.rules import Block, Shape
from kiosk.store import Store


def regulation_pages(store: Store, date: dt.date) -> list[SitePage]:
    """The regulation in force, its signed file beside it; nothing while the school has given none."""
    found = shown(store, Kind.REGULATION, date, "ru")
    if found.version is None:
        return []
    body = f"{_approved(found.version)}{''.join(map(_block, found.blocks))}"
    files: dict[str, bytes] = {}
    if found.version.blob:
        name = f"polozhenie.{found.version.file_name.rpartition('.')[2].lower()}"
        files[name] = store.vault.path(found.version.blob).read_bytes()
        body += f'<p><a href="{html.escape(name)}">Подписанный документ</a></p>'
    return [SitePage("polozhenie.html", TITLE_ON_PAPER[Kind.REGULATION], body, files)]


def _approved(version: Version) -> str:
    on = f" от {version.approved_on:%d.%m.%Y}" if version.approved_on else ""
    by = f"Утверждено: {version.approved_by}{on}. " if version.approved_by else ""
    return paragraph(f"{by}Действует с {version.since:%d.%m.%Y}.")


def _block(block: Block) -> str:
    if block.shape is Shape.HEADING:
        return f"<h2>{html.escape(block.lines[0])}</h2>"
    if block.shape is Shape.STEPS:
        return f'<ol start="{block.start}">{"".join(f"<li>{html.escape(line)}</li>" for line in block.lines)}</ol>'
    return paragraph("\n".join(block.lines))
