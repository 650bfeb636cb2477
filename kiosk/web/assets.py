"""Files of `static/`: named by their content, kept packed in memory, cached by browsers for a year.

Names are made at the start, without a build step: `asset("kiosk.css")` → `/static/kiosk.0a1b2c3d4e.css`.
The table of kinds is our own, because Windows' registry may say that .js is plain text.
"""

import base64
import gzip
import hashlib
from functools import cached_property
from pathlib import Path

import msgspec
from flask import Response, abort, request
from markupsafe import Markup

from kiosk.web.css import minified

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
}
PACKED_KINDS = {".css", ".js", ".svg", ".txt", ".json"}
HASH_LENGTH = 10
A_YEAR = "public, max-age=31536000, immutable"
FIVE_MINUTES = "public, max-age=300"
FORMS = "/* forms:"
"""Stands in family.css before what only pages with forms need."""


class Asset(msgspec.Struct, frozen=True, dict=True):
    """One file as it goes out. `body` is read once at the start."""

    name: str
    kind: str
    body: bytes
    packs: bool

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:HASH_LENGTH]

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    @property
    def hashed_name(self) -> str:
        stem, dot, ending = self.name.rpartition(".")
        return f"{stem}.{self.digest}{dot}{ending}"


class Assets:
    """All files of the folder, by plain and by hashed name."""

    def __init__(self, folder: Path) -> None:
        files = [path for path in sorted(folder.rglob("*")) if path.suffix in KINDS and path.is_file()]
        self.plain = {asset.name: asset for asset in (loaded(path, folder) for path in files)}
        self.hashed = {asset.hashed_name: asset for asset in self.plain.values()}
        source = (folder / "family.css").read_text("utf-8") if "family.css" in self.plain else ""
        self.family_css = minified(source)
        self.week_css = minified(source.partition(FORMS)[0])

    def address(self, name: str) -> str:
        """Where a page finds the file. KeyError for a name that is not in the folder: a page must not ask for it."""
        return f"/static/{self.plain[name].hashed_name}"

    def family_style(self, *, forms: bool = True) -> Markup:
        """The stylesheet of family pages, to stand inside the page: one request in all (F2).

        Without the part for forms on the page of the week, whose 4 KB are for lessons.
        """
        css = self.family_css if forms else self.week_css
        return Markup("<style>{}</style>").format(Markup(css))  # noqa: S704  because the file is our own

    def family_style_source(self, *, forms: bool = True) -> str:
        """The same as Content-Security-Policy wants it named."""
        return self._family_sources[forms]

    @cached_property
    def _family_sources(self) -> tuple[str, str]:
        digests = (hashlib.sha256(css.encode()).digest() for css in (self.week_css, self.family_css))
        week, whole = (f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
        return week, whole

    @cached_property
    def digest(self) -> str:
        """Changes with any file: pages kept by a browser must not outlive the files that they name."""
        return hashlib.sha256("".join(sorted(self.hashed)).encode()).hexdigest()[:HASH_LENGTH]

    def answer(self, name: str) -> Response:
        """The file of that name, packed where the browser can unpack."""
        asset = self.hashed.get(name) or self.plain.get(name)
        if asset is None:
            abort(404)
        packed = asset.packs and "gzip" in request.environ.get("HTTP_ACCEPT_ENCODING", "")
        response = Response(asset.packed if packed else asset.body, content_type=asset.kind)
        response.headers["Cache-Control"] = A_YEAR if name in self.hashed else FIVE_MINUTES
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        if asset.packs:
            response.headers["Vary"] = "Accept-Encoding"
        response.set_etag(f"{asset.digest}{'-gzip' if packed else ''}")
        response.make_conditional(request.environ)
        return response


def loaded(path: Path, folder: Path) -> Asset:
    """A file of the folder; stylesheets and our own scripts are made small on the way."""
    body = path.read_bytes()
    if path.suffix == ".css":
        body = minified(body.decode("utf-8")).encode()
    if path.suffix == ".js" and path.parent == folder:
        body = unindented(body.decode("utf-8")).encode()
    return Asset(path.relative_to(folder).as_posix(), KINDS[path.suffix], body, path.suffix in PACKED_KINDS)


def unindented(script: str) -> str:
    """A script without indents, empty lines and lines of comment; its texts must not go over the end of a line."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def text_of(files: dict[str, Asset], name: str) -> str:
    return files[name].body.decode("utf-8") if name in files else ""
