"""All data of one child as a zip: JSON, a page to read, a sheet, the files themselves (L19)."""

import html
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec

from kiosk.consents.records import CONSENTS
from kiosk.documents.file_names import safe_name
from kiosk.documents.site import table
from kiosk.documents.xlsx_plain import Table, write_tables
from kiosk.drop.records import UPLOADS
from kiosk.office.retention.sections import Section, sections_of
from kiosk.people.names import full_name
from kiosk.people.records import Student
from kiosk.store import Store, where
from kiosk.works.records import REVIEWS

PAGE: Final = (
    '<!doctype html><html lang="ru"><meta charset="utf-8"><title>{title}</title><style>body{{font:11pt sans-serif;'
    "margin:2rem}}table{{border-collapse:collapse}}td,th{{border:1px solid #888;padding:.2rem .5rem;text-align:left;"
    "vertical-align:top}}</style><h1>{title}</h1>{body}</html>"
)


def child_zip(store: Store, student: Student) -> bytes:
    """The zip of one child. Raises Unwritable when the disk is full."""
    sections = sections_of(store, student)
    raw = {one.name: one.records for one in sections}
    tables = [Table(one.title[:31], one.columns, one.given) for one in sections]
    whole = BytesIO()
    with tempfile.TemporaryDirectory(prefix="kamerton-") as folder, zipfile.ZipFile(whole, "w") as packed:
        book = Path(folder) / "data.xlsx"
        write_tables(book, tables)
        packed.write(book, book.name, zipfile.ZIP_DEFLATED)
        packed.writestr("data.json", msgspec.json.format(msgspec.json.encode(raw)), zipfile.ZIP_DEFLATED)
        packed.writestr("data.html", page_of(full_name(student), sections), zipfile.ZIP_DEFLATED)
        for path, blob in files_of(store, student):
            if store.vault.has(blob):
                packed.write(store.vault.path(blob), path)
    return whole.getvalue()


def page_of(title: str, sections: Sequence[Section]) -> str:
    """Everything on one page, to be read in any browser."""
    body = "".join(f"<h2>{html.escape(one.title)}</h2>{table(one.columns, one.rows)}" for one in sections)
    return PAGE.format(title=html.escape(title), body=body)


def files_of(store: Store, student: Student) -> Iterator[tuple[str, str]]:
    """Works, spoken reviews and scans: the path in the zip and the place in the vault."""
    for upload in store[UPLOADS].search(where("student") == student.id):
        if upload.blob:
            yield f"files/{upload.id}-{safe_name(upload.file_name)}", upload.blob
    for review in store[REVIEWS].search(where("student") == student.id):
        for place, sound in enumerate(review.sounds):
            yield f"files/review-{review.id}-{place}-{safe_name(sound.file_name)}", sound.blob
    for paper in store[CONSENTS].search(where("student") == student.id):
        for place, step in enumerate(paper.steps):
            if step.scan is not None:
                yield f"files/consent-{paper.id}-{place}-{safe_name(step.scan.file_name)}", step.scan.blob
